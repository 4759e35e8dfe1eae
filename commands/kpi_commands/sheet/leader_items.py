"""The leader items of a rule set (d, đ, e in Art 15.3), and the shares that may be given for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator

from kpi_es.domain.refusal import Refusal
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.values import CriterionId, Exact, format_exact
from kpi_es.evaluation.unit_result import d_follows_from_others
from kpi_es.rulebook import RuleSet


def _in_order(shares: dict[str, Fraction]) -> dict[str, Fraction]:
    return dict(sorted(shares.items()))


LeaderShares = Annotated[dict[CriterionId, Exact], AfterValidator(_in_order)]
"""Shares by leader item, 1 = 100 %, in one order; the item đ is written dd."""


def confirmed_leader(
    sheet: Sheet, rule_set: RuleSet, given: Mapping[str, Fraction] | None, *, stated: bool
) -> dict[str, Fraction] | None:
    """Return the shares that stand after a confirmation, None for a role that has no leader items.

    Without `stated` an item d that follows from others' scores is not among them (Art 15.3a). Refuses items for who
    leads nobody, none for a leader, and any the rule set does not have or allow.
    """
    if sheet.role not in rule_set.leader_items.roles:
        if given is not None:
            raise NOT_A_LEADER.because(staff=sheet.staff, role=sheet.role)
        return None
    follows = not stated and d_follows_from_others(rule_set, sheet.role)
    expected = [item.name for item in rule_set.leader_items.items if not (follows and item.name == "d")]
    shares = sheet.leader if given is None else given
    if shares is None:
        raise LEADER_ITEMS_REQUIRED.because(staff=sheet.staff, items=_spelt(expected))
    if follows and given is not None and "d" in given:
        raise LEADER_D_STATED.because(agency=sheet.agency, staff=sheet.staff)
    if stated and {*shares, "d"} == set(expected) != set(shares):
        raise LEADER_D_REQUIRED.because(agency=sheet.agency, staff=sheet.staff)
    # A d that was stated before the agency chose otherwise stands with the confirmation it came with.
    if set(shares) - ({"d"} if follows else set()) != set(expected):
        raise LEADER_ITEMS_DIFFER.because(expected=_spelt(expected), given=_spelt(shares) or "—")
    for name in shares:
        _require_share(rule_set, name, shares[name])
    return dict(shares)


def _require_share(rule_set: RuleSet, name: str, share: Fraction) -> None:
    allowed = rule_set.leader_items.allowed
    if not (share in allowed if allowed else 0 <= share <= 1):
        levels = ", ".join(format_exact(each) for each in allowed) or "0 … 1"
        raise LEADER_SHARE_OUT_OF_RANGE.because(item=_spelt([name]), share=share, allowed=levels)


def _spelt(names: Iterable[str]) -> str:
    """Write the items as the law does: dd stands for đ."""
    return ", ".join("đ" if name == "dd" else name for name in names)


NOT_A_LEADER = Refusal(
    "leader.not_a_leader",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "{staff} (vai trò {role}) không có tiêu chí d, đ, e.",
    "{staff} (role {role}) has no items d, đ, e.",
)
LEADER_ITEMS_REQUIRED = Refusal(
    "leader.items_required",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "Phải cho điểm {items} khi xác nhận phiếu của lãnh đạo {staff}.",
    "The items {items} are due when the sheet of the leader {staff} is confirmed.",
)
LEADER_ITEMS_DIFFER = Refusal(
    "leader.items_differ",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "Phải cho điểm đủ và đúng các tiêu chí {expected} của lãnh đạo; đã nhận {given}.",
    "Exactly the leader items {expected} must be given; got {given}.",
)
LEADER_SHARE_OUT_OF_RANGE = Refusal(
    "leader.share_out_of_range",
    "Điều 15.3 Nghị định 335/2025/NĐ-CP",
    "Tiêu chí {item}: {share} không phải một trong các mức {allowed}.",
    "Item {item}: {share} is not one of the levels {allowed}.",
)
LEADER_D_STATED = Refusal(
    "leader.d_not_stated",
    "Điều 15.3a Nghị định 335/2025/NĐ-CP",
    "Ở {agency}, mục d của {staff} tính từ kết quả của công chức thuộc quyền quản lý; không nhập d.",
    "In {agency} item d of {staff} follows from the scores of the people in charge; leave d out.",
)
LEADER_D_REQUIRED = Refusal(
    "leader.d_required",
    "Điều 15.3a Nghị định 335/2025/NĐ-CP",
    "Ở {agency}, mục d của {staff} do cấp có thẩm quyền cho; hãy nhập d.",
    "In {agency} item d of {staff} is stated by the authority; give d.",
)
