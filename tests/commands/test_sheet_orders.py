"""Two people's work told in any interleaving leaves the same two sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_es.domain.event import sheet_stream
from tests.commands.sheet_orders import in_another_order, sheet_of, totals
from tests.commands.specification import PERIOD, Office

Acts = Sequence[tuple[str, Mapping[str, Any]]]

SAMPLE_OF_WORK: Acts = (
    ("assign_task", {}),
    ("assign_task", {"task": "T2", "item": "to-trinh", "quantity": "7"}),
    ("submit_result", {"quantity": "1/3"}),
    ("submit_result", {"task": "T2", "quantity": "7"}),
    ("accept_result", {}),
    ("return_result", {"task": "T2"}),
    ("submit_result", {"task": "T2", "quantity": "6"}),
    ("accept_result", {"task": "T2", "delivery": 2, "verdict": "not_met"}),
    ("extend_deadline", {}),
    ("give_up_task", {}),
    ("confirm_objective_cause", {"task": "T2", "part": "quality"}),
    ("assess_general_criteria", {}),
    ("correct_entry", {"task": "T2", "delivery": 2, "corrected": "5"}),
    ("confirm_sheet", {}),
    ("lock_sheet", {}),
)


def of(staff: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the sample of work as one person's: acts of one's own get that person as actor."""
    own = ("submit_result", "give_up_task", "assess_general_criteria")
    whose = {name: {"staff": staff, "actor": staff} if name in own else {"staff": staff} for name, _ in SAMPLE_OF_WORK}
    return [(name, {**whose[name], **fields}) for name, fields in SAMPLE_OF_WORK]


def after(order: Sequence[str]) -> Office:
    """Play the work of `an` and `binh`, taking the next act of the one named."""
    office = Office()
    waiting = {"an": of("an"), "binh": of("binh")}
    for staff in order:
        name, fields = waiting[staff].pop(0)
        office.given(name, **fields)
    return office


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(["an", "binh"] * len(SAMPLE_OF_WORK)))
def test_two_sheets_written_in_turn_score_as_if_written_alone(order: Sequence[str]) -> None:
    alone = after(["an"] * len(SAMPLE_OF_WORK) + ["binh"] * len(SAMPLE_OF_WORK))
    in_turn = after(order)
    for staff in ("an", "binh"):
        assert totals(in_turn.sheet(staff)) == totals(alone.sheet(staff))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_sheet_scores_the_same_whichever_line_was_worked_on_first(seed: int) -> None:
    office = after(["an"] * (len(SAMPLE_OF_WORK) - 2))
    stream = sheet_stream("an", PERIOD)
    events = office.store.streams([stream])[stream]
    told_otherwise = in_another_order(events, seed)
    assert len(told_otherwise) == len(events)
    assert totals(sheet_of(stream, told_otherwise)) == totals(office.sheet("an"))


def test_the_sample_of_work_has_the_score_calculated_by_hand() -> None:
    office = after(["an"] * len(SAMPLE_OF_WORK))
    status, class_code, numbers = totals(office.sheet("an"))
    # Assigned: T1 20 * 2 = 40, T2 7 * 0.8 = 5.6, together 45.6 converted products.
    # Done: T1 1/3 * 2 = 2/3, T2 5 * 0.8 = 4 (corrected from 6); nothing late; the two content errors are excused.
    # a = b = c = (2/3 + 4) / 45.6 = (14/3) / (228/5) = 70/684 = 35/342; R = 35/342.
    # Score = 30 + 70 * 35/342 = 30 + 1225/171.
    assert status == "scored"
    assert numbers["total"] == 30 + Fraction(1225, 171)
    assert class_code == "KHT"
