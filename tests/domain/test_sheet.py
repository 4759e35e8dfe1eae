"""Evolve: what each event does to a sheet and its lines."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.domain.immutable import changed
from kpi_es.domain.sheet import Sheet, StatedFact, StatedMeasure, TaskLine
from kpi_es.domain.sheet_entries import entry_value
from kpi_es.domain.sheet_events import (
    DeadlineExtended,
    EntryCorrected,
    FactStated,
    GeneralCriteriaSelfAssessed,
    MeasureStated,
    ObjectiveCauseConfirmed,
    ResultAccepted,
    ResultReturned,
    ResultSubmitted,
    SheetConfirmed,
    SheetLocked,
    SheetOpened,
    TaskAssigned,
    TaskGivenUp,
    TaskHandedOver,
)
from tests.domain.happenings import Stream

DUE = date(2026, 7, 20)
POINTS = {"I.1": "5", "I.2": "4.5"}


class SheetStream(Stream):
    """A sheet with the task T1: ten reports of coefficient 2, due on 20 July."""

    def __init__(self) -> None:
        super().__init__("sheet:an:2026-07", staff="an", period="2026-07")
        opened = {"agency": "P1", "unit": "A", "post": "Chuyên viên", "role": "staff", "group": "civil_servant"}
        self.add(SheetOpened, **opened, rule_set="nd335-2025", rule_set_hash="0" * 64)
        self.assign("T1")

    def assign(self, task: str, **fields: Any) -> None:
        usual = {"kind": "planned", "item": "x", "title": "Báo cáo", "measure": "bản", "coefficient": "2"}
        self.add(TaskAssigned, task=task, **{**usual, "quantity": "10", "due_on": DUE, **fields})

    def submit(self, delivery: int, quantity: str, day: int = 10) -> None:
        self.add(ResultSubmitted, task="T1", delivery=delivery, quantity=quantity, finished_on=date(2026, 7, day))

    def accept(self, delivery: int, quantity: str, verdict: str = "met") -> None:
        self.add(ResultAccepted, task="T1", delivery=delivery, quantity=quantity, verdict=verdict)

    @property
    def sheet(self) -> Sheet:
        state = self.state()
        assert isinstance(state, Sheet)
        return state

    @property
    def line(self) -> TaskLine:
        return self.sheet.tasks["T1"]


@pytest.fixture
def stream() -> SheetStream:
    """Return a fresh sheet."""
    return SheetStream()


def quantities(line: TaskLine) -> tuple[Fraction | int, ...]:
    """Return what is done, pending, given up and still open."""
    return line.done, line.pending, line.given_up, line.open_quantity


def test_nothing_is_open_where_more_was_done_than_was_assigned(stream: SheetStream) -> None:
    stream.submit(1, "4")
    stream.submit(2, "9")
    # 4 + 9 = 13 of 10
    assert quantities(stream.line) == (0, 13, 0, 0)
    stream.accept(1, "4")
    stream.add(ResultReturned, task="T1", delivery=2, reason="Sai mẫu")
    # 10 - 4 = 6
    assert quantities(stream.line) == (4, 0, 0, 6)


def test_handed_in_is_pending_until_it_is_judged(stream: SheetStream) -> None:
    stream.submit(1, "4")
    assert quantities(stream.line) == (0, 4, 0, 6)
    stream.accept(1, "3")
    # 10 - 3 = 7: what was not accepted is open again.
    assert quantities(stream.line) == (3, 0, 0, 7)


def test_returned_is_open_again_and_counts_as_a_failure(stream: SheetStream) -> None:
    stream.submit(1, "4")
    stream.add(ResultReturned, task="T1", delivery=1)
    assert quantities(stream.line) == (0, 0, 0, 10)
    assert stream.line.quality_failures == 1


def test_each_time_not_met_counts(stream: SheetStream) -> None:
    for delivery, verdict in enumerate(("met", "not_met", "exceeded", "not_met"), 1):
        stream.submit(delivery, "1")
        stream.accept(delivery, "1", verdict)
    assert stream.line.quality_failures == 2


def test_lateness_counts_accepted_deliveries_after_the_deadline_by_times_and_days(stream: SheetStream) -> None:
    for delivery, day in enumerate((20, 21, 25, 30), 1):
        stream.submit(delivery, "1", day)
    for delivery in (1, 2, 3):
        stream.accept(delivery, "1")
    # 20 July is in time; 21 is one day late, 25 is five; the one of the 30th is not accepted yet: 1 + 5 = 6.
    assert (stream.line.times_late, stream.line.days_late) == (2, 6)
    stream.add(DeadlineExtended, task="T1", due_on=date(2026, 7, 24), former_due_on=DUE)
    assert (stream.line.times_late, stream.line.days_late) == (1, 1)


def test_what_is_given_up_stays_assigned_and_is_not_open(stream: SheetStream) -> None:
    stream.add(TaskGivenUp, task="T1", quantity="10")
    assert quantities(stream.line) == (0, 0, 10, 0)
    stream.add(TaskHandedOver, task="T1", quantity="4", to_staff="binh", to_task="T9")
    assert stream.line.handed_over == 4
    assert quantities(stream.line) == (0, 0, 10, 0)


def test_an_objective_cause_excuses_one_part(stream: SheetStream) -> None:
    stream.add(ObjectiveCauseConfirmed, task="T1", part="quality")
    assert stream.line.excused == {"quality"}


@pytest.mark.parametrize(
    ("unit", "value", "read"),
    [("count", "4", Fraction(4)), ("share", "2/3", Fraction(2, 3)), ("word", "lead", "lead"), ("word", "4", "4")],
)
def test_a_measure_is_a_number_in_its_unit_or_a_word(
    stream: SheetStream, unit: str, value: str, read: Fraction | str
) -> None:
    event = stream.add(MeasureStated, task="T1", measure="x", unit=unit, value=value)
    assert stream.line.measures == {"x": StatedMeasure(read, str(event.event_id))}
    assert stream.line.measures["x"].text == value
    assert stream.line.sources[-1] == str(event.event_id)


def test_a_measure_stated_again_takes_the_place_of_the_first_and_leaves_the_others(stream: SheetStream) -> None:
    for measure, value in (("stars", "4"), ("days_early", "-2"), ("stars", "5")):
        stream.add(MeasureStated, task="T1", measure=measure, unit="count", value=value)
    assert {name: each.value for name, each in stream.line.measures.items()} == {"stars": 5, "days_early": -2}


def test_a_fact_holds_as_it_was_last_stated(stream: SheetStream) -> None:
    stream.add(FactStated, fact="degradation", holds=True)
    stream.add(FactStated, fact="unit_corruption", holds=True)
    last = stream.add(FactStated, fact="degradation", holds=False)
    assert stream.sheet.facts["degradation"] == StatedFact(False, str(last.event_id))
    assert stream.sheet.facts["unit_corruption"].holds


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (MeasureStated, {"task": "T1", "measure": "stars", "unit": "count", "value": "4"}),
        (FactStated, {"fact": "degradation", "holds": True}),
    ],
)
def test_what_moves_the_score_after_the_confirmation_takes_it_away(
    stream: SheetStream, kind: type[MeasureStated | FactStated], fields: dict[str, Any]
) -> None:
    stream.add(SheetConfirmed, general=POINTS)
    stream.add(kind, **fields)
    assert stream.sheet.status == "open"


def test_leader_items_of_other_rules_stand_beside_those_of_the_decree(stream: SheetStream) -> None:
    event = stream.add(SheetConfirmed, general={}, leader_shares={"d": "0.7"})
    assert (stream.sheet.leader, stream.sheet.leader_source) == ({"d": Fraction("0.7")}, str(event.event_id))


@pytest.mark.parametrize(("kind", "extra"), [("planned", False), ("ad_hoc", True), ("taken_over", True)])
def test_only_planned_work_is_in_the_initial_total(stream: SheetStream, kind: str, extra: bool) -> None:
    stream.assign("T2", kind=kind)
    assert stream.sheet.tasks["T2"].extra is extra


@pytest.mark.parametrize(
    ("field", "delivery", "former", "corrected"),
    [
        ("quantity", 1, "4", "2.5"),
        ("finished_on", 1, "2026-07-10", "2026-07-25"),
        ("verdict", 1, "met", "exceeded"),
        ("assigned_quantity", None, "10", "8"),
    ],
)
def test_a_correction_puts_the_new_value_in_the_place_of_the_old(
    stream: SheetStream, field: str, delivery: int | None, former: str, corrected: str
) -> None:
    stream.submit(1, "4")
    stream.accept(1, "4")
    assert entry_value(stream.sheet, field, "T1", delivery, None) == former
    stream.add(EntryCorrected, task="T1", delivery=delivery, field=field, former=former, corrected=corrected,
               replaces="x")  # fmt: skip
    assert entry_value(stream.sheet, field, "T1", delivery, None) == corrected


def test_corrected_points_replace_one_criterion(stream: SheetStream) -> None:
    stream.add(GeneralCriteriaSelfAssessed, points=POINTS)
    correction = {"field": "points", "criterion": "I.2", "former": "4.5", "corrected": "3"}
    stream.add(EntryCorrected, **correction, replaces="x")
    assert stream.sheet.general == {"I.1": Fraction(5), "I.2": Fraction(3)}
    assert stream.sheet.self_assessed == {"I.1": Fraction(5), "I.2": Fraction("4.5")}


def test_an_entry_that_is_not_there_has_no_value(stream: SheetStream) -> None:
    stream.submit(1, "4")
    for entry in (("quantity", "T7", 1, None), ("quantity", "T1", 7, None), ("verdict", "T1", 1, None),
                  ("points", None, None, "I.1")):  # fmt: skip
        with pytest.raises(KeyError):
            entry_value(stream.sheet, *entry)


def test_a_sheet_is_confirmed_only_while_nothing_changed_since(stream: SheetStream) -> None:
    seen = [Sheet("an", "2026-07").status, stream.sheet.status]
    stream.add(SheetConfirmed, general=POINTS)
    seen.append(stream.sheet.status)
    stream.submit(1, "1")
    seen.append(stream.sheet.status)
    stream.add(SheetConfirmed, general=POINTS)
    stream.add(SheetLocked)
    seen.append(stream.sheet.status)
    assert seen == ["absent", "open", "confirmed", "open", "locked"]


def test_a_hand_over_leaves_the_givers_confirmation_standing(stream: SheetStream) -> None:
    stream.add(TaskGivenUp, task="T1", quantity="10")
    stream.add(SheetConfirmed, general=POINTS)
    stream.add(TaskHandedOver, task="T1", quantity="4", to_staff="binh", to_task="T9")
    assert stream.sheet.status == "confirmed"


def test_a_confirmation_brings_points_and_leader_items_with_their_source(stream: SheetStream) -> None:
    event = stream.add(SheetConfirmed, general=POINTS, leader={"d": "1", "dd": "0.5", "e": "1"})
    sheet = stream.sheet
    assert sheet.leader is not None
    assert (sheet.leader["dd"], sheet.leader_source) == (Fraction(1, 2), str(event.event_id))
    assert sheet.general_source == str(event.event_id)


def test_a_line_names_every_event_behind_it(stream: SheetStream) -> None:
    stream.submit(1, "4")
    stream.assign("T2")
    stream.accept(1, "4")
    behind = [str(event.event_id) for event in stream.events[1:] if getattr(event, "task", None) == "T1"]
    assert list(stream.line.sources) == behind


def test_a_state_is_never_changed_in_place(stream: SheetStream) -> None:
    before = stream.sheet
    kept = repr(before)
    stream.submit(1, "4")
    stream.accept(1, "4")
    assert stream.sheet != before
    assert repr(before) == kept


def test_a_copy_differs_in_the_named_fields_only(stream: SheetStream) -> None:
    copy = changed(stream.line, due_on=date(2026, 7, 30))
    assert (copy.due_on, copy.task, stream.line.due_on) == (date(2026, 7, 30), "T1", DUE)
    with pytest.raises(TypeError, match="has no field colour"):
        changed(stream.line, colour="red")
