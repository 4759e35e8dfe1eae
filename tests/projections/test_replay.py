"""The inspector's walk: what was true, what was known, and what each event did to the score."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_es.domain.event import Event, sheet_stream, staff_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.topics import fold
from kpi_es.domain.values import format_exact
from kpi_projections.known_fold import fold_known
from kpi_projections.replay import LineMove, Replay, replay
from kpi_projections.scoreboard.evolve import ScoreboardModel
from tests.projections.folded_log import FoldedLog
from tests.projections.lives import PEOPLE, lives
from tests.projections.office import RULE_BOOK, Office, two_people
from tests.projections.tables_in_memory import project_in_batches


def replayed(
    office: Office, staff: str = "HT-012", known_at: datetime | None = None, valid_on: date | None = None
) -> Replay:
    return replay(office.log, staff, RULE_BOOK, known_at, valid_on)


def test_the_last_step_leads_to_the_score_of_today() -> None:
    # a = b = 2/3, c = 7/12: 30 + 23/36 × 70 = 1345/18.
    result = replayed(two_people()).scores["2026-07"]
    assert result.outputs["total"] == Fraction(1345, 18)
    assert result.class_code == "HTT"


def test_each_step_says_which_line_moved_and_the_score_before_and_after() -> None:
    office = two_people()
    steps = replayed(office).steps
    late = next(step for step in steps if step.lines and step.lines[-1].fact == "days_late")
    # T2 was due on 20/07 and finished on 25/07.
    assert late.lines == (
        LineMove("T2", "done", Fraction(0), Fraction(1)),
        LineMove("T2", "times_late", 0, 1),
        LineMove("T2", "days_late", 0, 5),
    )
    (change,) = late.scores
    assert change.moved
    assert change.before is not None
    # Before: one of two lines done, a = b = c = 1/2 → 35 points. After: a = b = 1, c = 7/8 → 23/24 × 70.
    assert change.before.outputs["result"] == 35
    assert change.after.outputs["result"] == Fraction(23, 24) * 70


def test_handing_in_moves_nothing_until_it_is_judged() -> None:
    office = two_people()
    office.submit("HT-012", "T3")
    step = replayed(office).steps[-1]
    assert step.lines == ()
    assert not step.scores[0].moved


def test_a_late_correction_was_not_known_before_it_was_recorded() -> None:
    office = two_people()
    before = office.clock
    office.correct("HT-012", task="T2", delivery=1, field="finished_on", former="2026-07-25", corrected="2026-07-18")
    # Finished in time after all: a = b = c = 2/3 → 30 + 140/3.
    assert replayed(office, known_at=before).scores["2026-07"].outputs["total"] == Fraction(1345, 18)
    assert replayed(office).scores["2026-07"].outputs["total"] == 30 + Fraction(140, 3)


def test_a_discipline_moves_the_class_of_its_month_and_leaves_the_points() -> None:
    office = two_people()
    office.discipline("HT-013", date(2026, 7, 15))
    walked = replayed(office, "HT-013")
    (change,) = walked.steps[-1].scores
    assert change.before is not None
    assert (change.before.class_code, change.after.class_code) == ("HTXS", "KHT")
    assert walked.scores["2026-07"].outputs["total"] == 100


def test_a_measure_moves_its_line_from_one_value_to_the_next() -> None:
    office = two_people()
    for value in ("3", "5"):
        office.measure("HT-012", "T1", value)
    first, second = replayed(office).steps[-2:]
    assert first.lines == (LineMove("T1", "stars", None, Fraction(3)),)
    assert second.lines == (LineMove("T1", "stars", Fraction(3), Fraction(5)),)


def test_a_measure_of_a_task_that_was_assigned_later_is_shown_and_moves_nothing() -> None:
    office = two_people()
    office.assign("HT-012", "T9", on=date(2026, 7, 20))
    office.measure("HT-012", "T9", "3", on=date(2026, 7, 10))
    assert replayed(office, valid_on=date(2026, 7, 15)).steps[-1].missing == "task"


def test_a_stated_fact_moves_the_class_and_a_second_one_moves_it_back() -> None:
    office = two_people()
    office.fact("HT-013", "degradation")
    office.fact("HT-013", "degradation", holds=False)
    first, second = (step.scores[0].after.class_code for step in replayed(office, "HT-013").steps[-2:])
    # 100 points either way, and Art 20.4b in between.
    assert (first, second) == ("KHT", "HTXS")


def test_an_acceptance_whose_submission_holds_later_is_shown_and_moves_nothing() -> None:
    office = two_people()
    office.submit("HT-012", "T3", on=date(2026, 7, 30))
    office.accept("HT-012", "T3", on=date(2026, 7, 10))
    walked = replayed(office, valid_on=date(2026, 7, 15))
    last = walked.steps[-1]
    assert last.event.TOPIC == "sheet.ResultAccepted"
    assert last.missing == "delivery"
    assert last.scores == ()
    assert walked.sheets["2026-07"].tasks["T3"].done == 0


def test_a_corrected_verdict_on_a_submission_nobody_judged_yet_invents_no_failure() -> None:
    office = two_people()
    office.submit("HT-012", "T3", on=date(2026, 7, 9))
    office.accept("HT-012", "T3", on=date(2026, 7, 30))
    office.correct(
        "HT-012", task="T3", delivery=1, field="verdict", former="met", corrected="not_met", on=date(2026, 7, 10)
    )
    walked = replayed(office, valid_on=date(2026, 7, 15))
    assert walked.steps[-1].missing == "delivery"
    assert walked.sheets["2026-07"].tasks["T3"].quality_failures == 0


def test_nothing_counts_on_a_sheet_before_it_is_opened() -> None:
    office = Office().open()
    office.hire("HT-012")
    office.open_sheet("HT-012", on=date(2026, 7, 5))
    office.assign("HT-012", "T1", on=date(2026, 7, 2))
    walked = replayed(office, valid_on=date(2026, 7, 3))
    assert walked.steps[-1].missing == "sheet"
    assert walked.sheets == {}


def test_the_events_of_other_people_and_of_the_agency_are_passed_over() -> None:
    walked = replayed(two_people(), "HT-013")
    assert {step.event.originator_id for step in walked.steps} == {"staff:HT-013", "sheet:HT-013:2026-07"}


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone; write it like 2026-08-01T17:00"):
        replayed(two_people(), known_at=datetime(2026, 8, 1))  # noqa: DTZ001  # the mistake that is tested


@settings(max_examples=60, deadline=None)
@given(office=lives(), minutes=st.integers(0, 90), day=st.integers(0, 92), staff=st.sampled_from(PEOPLE))
def test_replay_equals_a_fresh_fold_of_only_the_events_known_and_valid_then(
    office: Office, minutes: int, day: int, staff: str
) -> None:
    known_at = office.log[0].event.recorded_at + timedelta(minutes=minutes)
    valid_on = date(2026, 7, 1) + timedelta(days=day)
    walked = replayed(office, staff, known_at, valid_on)
    chosen = [each for each in office.events if each.recorded_at <= known_at and each.valid_on <= valid_on]
    assert walked.member == fold_known(staff_stream(staff), _of(staff_stream(staff), chosen))
    fresh = {period: _sheet(staff, period, chosen) for period in ("2026-07", "2026-08", "2026-09")}
    assert walked.sheets == {period: sheet for period, sheet in fresh.items() if sheet.version}
    for period, sheet in walked.sheets.items():
        assert walked.scores[period] == FoldedLog(chosen).score(sheet)


@settings(max_examples=40, deadline=None)
@given(office=lives(), staff=st.sampled_from(PEOPLE))
def test_at_every_point_of_a_history_the_replay_up_to_there_is_the_beginning_of_the_whole(
    office: Office, staff: str
) -> None:
    whole = replayed(office, staff)
    assert all(step.missing is None for step in whole.steps)
    for length in range(0, len(office.log), 5):
        known_at = office.log[length].event.recorded_at
        part = replayed(office, staff, known_at)
        assert part.steps == whole.steps[: len(part.steps)]


@settings(max_examples=40, deadline=None)
@given(office=lives(), staff=st.sampled_from(PEOPLE))
def test_without_gaps_the_tolerant_fold_is_the_fold_of_the_domain(office: Office, staff: str) -> None:
    for stream in (staff_stream(staff), sheet_stream(staff, "2026-07")):
        events = _of(stream, office.events)
        assert fold_known(stream, events) == fold(stream, events)


@settings(max_examples=60, deadline=None)
@given(office=lives(), kept=st.sets(st.integers(0, 120)), staff=st.sampled_from(PEOPLE))
def test_any_part_of_a_history_can_be_walked_and_scored(office: Office, kept: set[int], staff: str) -> None:
    part = [each for each in office.log if each.position in kept]
    walked = replay(part, staff, RULE_BOOK)
    for period, sheet in walked.sheets.items():
        assert walked.scores[period] == FoldedLog([each.event for each in part]).score(sheet)


def _of(stream: str, events: list[Event]) -> list[Event]:
    return [each for each in events if each.originator_id == stream]


def _sheet(staff: str, period: str, events: list[Event]) -> Sheet:
    stream = sheet_stream(staff, period)
    sheet = fold_known(stream, _of(stream, events))
    assert isinstance(sheet, Sheet)
    return sheet


@settings(max_examples=40, deadline=None)
@given(office=lives(), staff=st.sampled_from(PEOPLE))
def test_the_last_scores_of_a_replay_are_those_of_the_scoreboard(office: Office, staff: str) -> None:
    board = project_in_batches(ScoreboardModel(RULE_BOOK), office.log, [10])["scores"]
    on_board = {period: row for (person, period), row in board.items() if person == staff and row.kind == "sheet"}
    walked = replayed(office, staff)
    assert walked.scores.keys() == on_board.keys()
    for period, result in walked.scores.items():
        total = result.outputs.get("total")
        assert on_board[period].total == (None if total is None else format_exact(total))
        assert (on_board[period].status, on_board[period].class_code) == (result.status, result.class_code)
