"""`kpi catalogue`: what is in force, what was proposed, and what waits for a proposal."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.terminal import OPEN_AGENCY, Terminal

OURS = {"agency": "our-ward", "actor": "OW-1", "valid_on": "2026-01-01"}
BY_HEAD = {"agency": "our-ward", "actor": "OW-2"}
WORDING = {"title": "Hồ sơ số hóa", "measure": "hồ sơ", "points": "12"}

ACTS: list[dict[str, Any]] = [
    json.loads(OPEN_AGENCY),
    {**OURS, "type": "adopt_rule_set", "rule_set": "nd335-2025"},
    {**OURS, "type": "set_standard_item", "title": "Công văn", "points": "5", "decision": "QĐ 1"},
    {
        **OURS, "type": "approve_catalogue_item", "item": "bao-cao", "title": "Báo cáo", "measure": "báo cáo",
        "group": 1, "points": "10", "decision": "QĐ 1",
    },
    {**OURS, "type": "register_staff_member", "staff": "OW-2", "unit": "ubnd", "post": "Chủ tịch", "role": "head"},
    {**OURS, "type": "register_staff_member", "staff": "OW-3", "unit": "ubnd", "post": "Chuyên viên"},
    {
        **BY_HEAD, **WORDING, "type": "assign_uncatalogued_task", "valid_on": "2026-02-02", "staff": "OW-3",
        "period": "2026-02", "task": "T1", "item": "ho-so-so", "quantity": 3, "due_on": "2026-02-20",
        "reason": "Việc mới",
    },
    {
        **BY_HEAD, **WORDING, "type": "propose_catalogue_item", "proposal": "DX-1", "unit": "ubnd", "item": "khac",
        "group": 2,
    },
]  # fmt: skip


def test_the_catalogue_shows_items_proposals_and_work_that_waits(elsewhere: Terminal) -> None:
    lines = [json.dumps({"id": f"k-{number}", **act}) for number, act in enumerate(ACTS)]
    sent = elsewhere.process("send", "-", text="\n".join(lines).encode())
    assert sent.code == 0, sent

    shown = elsewhere.kpi("catalogue", "our-ward", "--on", "2026-03-01", "--json").json
    assert (shown["standard_points"], shown["on"]) == ("5", "2026-03-01")
    # 10 points over 5 = 2
    assert [(each["item"], each["coefficient"]) for each in shown["items"]] == [("bao-cao", "2")]
    assert [(each["proposal"], each["status"]) for each in shown["proposals"]] == [("DX-1", "proposed")]
    assert [(each["task"], each["item"], each["points"]) for each in shown["waiting_for_proposal"]] == [
        ("T1", "ho-so-so", "12")
    ]

    page = elsewhere.kpi("catalogue", "our-ward").out
    for words in ("sản phẩm/công việc chuẩn: 5 điểm", "Báo cáo", "N1", "DX-1", "chờ chuẩn hóa", "OW-3 / 2026-02 / T1"):
        assert words in page
    english = elsewhere.kpi("--lang", "en", "catalogue", "our-ward", "--on", "2025-12-31").out
    assert "standard product/work unit: — points" in english
    assert "bao-cao" not in english
    assert "Work outside the catalogue, waiting" in english

    vi, en = elsewhere.kpi("catalogue", "nowhere", "--json").complaint()
    assert "chưa có danh mục" in vi
    assert "has no catalogue yet" in en
    elsewhere.kpi("catalogue", "our-ward", "--on", "01/03/2026", "--json").complaint()
