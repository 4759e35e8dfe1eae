"""`kpi products`: shared products, who holds each part now, and how much is done."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.terminal import OPEN_AGENCY, Terminal

OURS = {"agency": "our-ward", "actor": "OW-1", "valid_on": "2026-01-01"}
BY_HEAD = {"agency": "our-ward", "actor": "OW-2", "valid_on": "2026-02-02"}
OF_SHEET = {**BY_HEAD, "period": "2026-02"}
PART = {**OF_SHEET, "type": "assign_task", "item": "de-an", "due_on": "2026-02-20", "part_of": "DA-1", "quantity": 1}

ACTS: list[dict[str, Any]] = [
    json.loads(OPEN_AGENCY),
    {**OURS, "type": "adopt_rule_set", "rule_set": "nd335-2025"},
    {**OURS, "type": "set_standard_item", "title": "Công văn", "points": "5", "decision": "QĐ 1"},
    {
        **OURS, "type": "approve_catalogue_item", "item": "de-an", "title": "Đề án", "measure": "đề án",
        "group": 5, "points": "50", "decision": "QĐ 1",
    },
    {**OURS, "type": "register_staff_member", "staff": "OW-2", "unit": "ubnd", "post": "Chủ tịch", "role": "head"},
    {**OURS, "type": "register_staff_member", "staff": "OW-3", "unit": "ubnd", "post": "Chuyên viên"},
    {**OURS, "type": "register_staff_member", "staff": "OW-4", "unit": "ubnd", "post": "Chuyên viên"},
    {
        **BY_HEAD, "type": "define_shared_product", "unit": "ubnd", "product": "DA-1", "item": "de-an", "quantity": 1,
        "sharing": "weight", "title": "Đề án chuyển đổi số", "parts": [{"staff": "OW-3", "share": "0.6"}],
    },
    {**PART, "staff": "OW-3", "task": "T1", "weight": "0.6"},
    {**OF_SHEET, "type": "give_up_task", "actor": "OW-3", "staff": "OW-3", "task": "T1", "reason": "Đi học tập trung"},
    {
        **OF_SHEET, "type": "take_over_task", "staff": "OW-4", "task": "T2", "from_staff": "OW-3", "from_task": "T1",
        "due_on": "2026-02-20",
    },
    {
        **OF_SHEET, "type": "submit_result", "actor": "OW-4", "staff": "OW-4", "task": "T2", "quantity": 1,
        "finished_on": "2026-02-02",
    },
    {**OF_SHEET, "type": "accept_result", "staff": "OW-4", "task": "T2", "delivery": 1},
]  # fmt: skip


def test_shared_products_are_shown_with_who_holds_each_part(elsewhere: Terminal) -> None:
    lines = [json.dumps({"id": f"p-{number}", **act}) for number, act in enumerate(ACTS)]
    sent = elsewhere.process("send", "-", text="\n".join(lines).encode())
    assert sent.code == 0, sent

    (shown,) = elsewhere.kpi("products", "our-ward", "--json").json["products"]
    assert (shown["product"], shown["sharing"], shown["left"], shown["done"]) == ("DA-1", "weight", "0.4", "0.6")
    assert shown["planned"] == [{"staff": "OW-3", "period": None, "share": "0.6", "taken": "0.6"}]
    (part,) = shown["parts"]
    assert (part["staff"], part["task"], part["share"]) == ("OW-3", "T1", "0.6")
    assert part["held_by"] == [
        {"staff": "OW-4", "task": "T2", "share": "0.6", "done": "0.6", "waiting": "0", "taken_over_from": "OW-3"}
    ]

    page = elsewhere.kpi("products", "our-ward").out
    for words in ("DA-1 “Đề án chuyển đổi số” (ubnd)", "chia theo tỷ trọng", "đã xong 60", "OW-4 (nhận từ OW-3)"):
        assert words in page
    english = elsewhere.kpi("--lang", "en", "products", "our-ward").out
    assert "OW-4 (taken over from OW-3)" in english
    assert "planned: OW-3, period —: 0.6, 0.6 assigned" in english

    vi, en = elsewhere.kpi("products", "nowhere", "--json").complaint()
    assert "Không có cơ quan nào" in vi
    assert "No agency is known" in en


def test_an_agency_without_shared_products_is_told_how_one_is_made(elsewhere: Terminal) -> None:
    sent = elsewhere.process("send", "-", text=OPEN_AGENCY.encode())
    assert sent.code == 0, sent
    assert "define_shared_product" in elsewhere.kpi("products", "our-ward").out
    assert elsewhere.kpi("products", "our-ward", "--json").json["products"] == []
