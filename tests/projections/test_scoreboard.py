"""What stands on the scoreboard, read from PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_es.domain.sheet_events import LeaderItems
from kpi_es.ports import Append
from kpi_projections.history.query import history, streams_of
from kpi_projections.reading import NotProjected
from kpi_projections.scoreboard.query import (
    BoardRow,
    Scoreboard,
    results_by_agency,
    results_by_unit,
    scoreboard,
)
from tests.projections.office import AGENCY, RULE_BOOK, Office, full_points, two_people

Board = Callable[..., Scoreboard]


@pytest.fixture
def board(database: PostgresDatabase, store: PostgresEventStore) -> Board:
    """Write an office's log, project it and read the board."""

    def read(office: Office, agency: str | None = None, period: str | None = None) -> Scoreboard:
        store.append(Append(office.events, [], 0, frozenset()))
        ProjectionRunner(database, store, RULE_BOOK).catch_up()
        with database.datastore.get_connection() as connection:
            return scoreboard(connection, agency, period)

    return read


def row_of(board: Scoreboard, staff: str, period: str = "2026-07") -> BoardRow:
    (row,) = [row for row in board.rows if (row.staff, row.period) == (staff, period)]
    return row


def test_a_row_holds_exact_shares_and_points_and_a_rounded_display(board: Board) -> None:
    # a = b = 2/3, c = (1 + 3/4)/3 = 7/12, result = 23/36 × 70 = 805/18, total = 1345/18 = 74.722…
    row = row_of(board(two_people()), "HT-012")
    assert (row.a, row.b, row.c) == ("2/3", "2/3", "7/12")
    assert (row.result, row.general, row.total) == ("805/18", "30", "1345/18")
    assert (row.total_display, row.class_code, row.status) == ("74.72", "HTT", "scored")
    assert (row.tasks, row.late, row.returned) == (3, 1, 0)
    assert (row.sheet_status, row.rules_unchanged, row.stale) == ("open", True, False)


def test_a_sheet_nobody_assessed_is_unknown_and_not_zero(board: Board) -> None:
    office = Office().open()
    office.hire("HT-012")
    office.open_sheet("HT-012")
    office.finish("HT-012", "T1")
    row = row_of(board(office), "HT-012")
    assert (row.status, row.total, row.class_code, row.result) == ("unknown", None, None, "70")


def test_who_was_on_leave_throughout_is_not_applicable_with_the_reason(board: Board) -> None:
    office = two_people()
    office.hire("HT-020")
    office.leave("HT-020", date(2026, 6, 15), date(2026, 12, 14))
    row = row_of(board(office), "HT-020")
    assert (row.status, row.reason, row.total) == ("not_applicable", "leave:maternity", None)


@pytest.mark.parametrize(("first", "last"), [((7, 2), (12, 14)), ((6, 1), (7, 30))])
def test_who_was_on_leave_for_a_part_has_no_sheet_yet(
    board: Board, first: tuple[int, int], last: tuple[int, int]
) -> None:
    office = two_people()
    office.hire("HT-020")
    office.leave("HT-020", date(2026, *first), date(2026, *last))
    row = row_of(board(office), "HT-020")
    assert (row.status, row.reason) == ("no_sheet", None)


def test_a_cadre_is_not_covered_by_the_decree_and_stands_there_as_such(board: Board) -> None:
    row = row_of(board(two_people()), "HT-001")
    assert (row.status, row.reason, row.unit) == ("not_applicable", "group:cadre", "ubnd")


def test_a_period_without_any_sheet_lists_everybody_who_should_have_one(board: Board) -> None:
    rows = board(two_people(), AGENCY, "2026-11").rows
    assert [(row.staff, row.status) for row in rows] == [
        ("HT-001", "not_applicable"),
        ("HT-012", "no_sheet"),
        ("HT-013", "no_sheet"),
    ]


def test_a_person_transferred_in_mid_month_stands_in_the_unit_of_the_last_day(board: Board) -> None:
    office = two_people()
    office.transfer("HT-012", date(2026, 7, 16), "kinh-te")
    assert row_of(board(office), "HT-012").unit == "kinh-te"


def test_a_transfer_from_the_first_of_august_leaves_july_where_it_was(board: Board) -> None:
    office = two_people()
    office.transfer("HT-012", date(2026, 8, 1), "kinh-te")
    found = board(office)
    assert row_of(found, "HT-012").unit == "van-phong"
    assert row_of(found, "HT-012", "2026-Q3").unit == "kinh-te"


def test_a_quarter_is_the_mean_of_the_months_that_have_a_score(board: Board) -> None:
    office = two_people()
    office.open_sheet("HT-013", "2026-08")
    office.finish("HT-013", "T1", "2026-08", day=25)
    office.assess("HT-013", "2026-08")
    # July 100. August a = b = 1, c = 3/4: 30 + 11/12 × 70 = 565/6. Mean of two: 1165/12 = 97.083…
    row = row_of(board(office), "HT-013", "2026-Q3")
    assert (row.kind, row.total, row.total_display, row.class_code) == ("combined", "1165/12", "97.08", "HTXS")
    assert (row.a, row.sheet_status, row.late) == (None, None, 1)


def test_a_discipline_decides_the_class_of_its_month_and_quarter_not_the_points(board: Board) -> None:
    office = two_people()
    office.discipline("HT-013", date(2026, 7, 15))
    found = board(office)
    assert (row_of(found, "HT-013").total, row_of(found, "HT-013").class_code) == ("100", "KHT")
    assert row_of(found, "HT-013", "2026-Q3").class_code == "KHT"


def test_a_discipline_outside_the_period_leaves_the_class_alone(board: Board) -> None:
    office = two_people()
    office.discipline("HT-013", date(2026, 6, 30))
    office.discipline("HT-013", date(2026, 8, 1))
    found = board(office)
    assert row_of(found, "HT-013").class_code == "HTXS"
    # 1 August lies in the third quarter.
    assert row_of(found, "HT-013", "2026-Q3").class_code == "KHT"


def test_another_ground_of_discipline_decides_no_class(board: Board) -> None:
    office = two_people()
    office.discipline("HT-013", date(2026, 7, 15), ground="other")
    assert row_of(board(office), "HT-013").class_code == "HTXS"


def test_a_stated_fact_scores_its_sheet_and_the_quarter_anew(board: Board) -> None:
    office = two_people()
    office.fact("HT-013", "degradation", on=date(2026, 7, 15))
    found = board(office)
    # 100 points, and Art 20.4b: a conclusion in one month counts in the quarter it lies in, as discipline does.
    for period in ("2026-07", "2026-Q3"):
        row = row_of(found, "HT-013", period)
        assert (row.total, row.class_code) == ("100", "KHT")
    assert row_of(found, "HT-012", "2026-Q3").class_code == "HTT"


def test_a_measure_scores_its_sheet_anew(board: Board) -> None:
    office = Office().open()
    office.hire("HT-012")
    rules = RULE_BOOK["bac-ninh-2025"]
    office.open_sheet("HT-012", rule_set=rules.id, rule_set_hash=rules.hash)
    office.finish("HT-012", "T1")
    office.measure("HT-012", "T1", "urgent", measure="priority", unit="word")
    # On time 100, not rated 80: (100 + 80)/2 = 90, urgent counts three times.
    assert row_of(board(office), "HT-012").total == "270"


def test_a_head_is_unknown_until_d_dd_and_e_are_decided(board: Board) -> None:
    office = Office().open()
    for staff in ("HT-004", "HT-005"):
        office.hire(staff, role="head")
        office.open_sheet(staff, role="head")
        office.finish(staff, "T1")
        office.assess(staff)
    half = LeaderItems(d=Fraction(1), dd=Fraction(1, 2), e=Fraction(1))
    office.confirm("HT-005", leader=half)
    found = board(office)
    assert row_of(found, "HT-004").status == "unknown"
    # (1 + 1 + 1 + 1 + 1/2 + 1)/6 = 11/12 of 70 points, and 30.
    row = row_of(found, "HT-005")
    assert (row.dd, row.total, row.sheet_status) == ("0.5", "565/6", "confirmed")


def test_confirmed_and_locked_sheets_are_shown_as_such(board: Board) -> None:
    office = two_people()
    office.confirm("HT-012")
    office.confirm("HT-013")
    office.lock("HT-013")
    found = board(office)
    assert (row_of(found, "HT-012").sheet_status, row_of(found, "HT-013").sheet_status) == ("confirmed", "locked")


def test_a_rule_set_that_is_not_the_frozen_one_is_reported(board: Board) -> None:
    office = Office().open()
    office.hire("HT-012")
    office.open_sheet("HT-012", rule_set_hash="0" * 64)
    office.finish("HT-012", "T1")
    row = row_of(board(office), "HT-012")
    assert row.rules_unchanged is False
    assert row.result == "70"


def test_a_unit_has_the_exact_mean_of_those_scored_and_counts_everybody(board: Board) -> None:
    office = two_people()
    office.hire("HT-020")
    (unit,) = [each for each in results_by_unit(board(office, AGENCY, "2026-07").rows) if each.unit == "van-phong"]
    assert (unit.people, unit.scored) == (3, 2)
    # (1345/18 + 100) / 2
    assert unit.mean == Fraction(3145, 36)
    assert unit.classes == {"HTT": 1, "HTXS": 1}
    assert unit.statuses == {"no_sheet": 1, "scored": 2}


def test_an_agency_sums_up_its_units_and_names_them(board: Board) -> None:
    found = board(two_people(), AGENCY, "2026-07")
    (agency,) = results_by_agency(found.rows)
    assert (agency.unit, agency.people, agency.scored) == (None, 3, 2)
    assert found.agencies == {AGENCY: "UBND phường Hạc Thành"}
    assert found.units[(AGENCY, "kinh-te")] == "Phòng Kinh tế"
    assert found.rows[0].staff == "HT-001"


def test_the_answer_says_up_to_which_position_it_counts(board: Board) -> None:
    office = two_people()
    assert board(office).position == len(office.log)


def test_a_period_of_no_known_spelling_is_refused(board: Board) -> None:
    with pytest.raises(ValueError, match="'2026-13' is not a period; write a month such as 2026-07"):
        board(two_people(), AGENCY, "2026-13")


def test_a_board_that_was_never_projected_says_what_to_do(database: PostgresDatabase) -> None:
    with (
        database.datastore.get_connection() as connection,
        pytest.raises(NotProjected, match="run the projections"),
    ):
        scoreboard(connection)


def test_the_history_of_a_person_can_be_asked_for_at_both_times(board: Board, database: PostgresDatabase) -> None:
    office = two_people()
    known_at = office.clock
    office.correct("HT-012", task="T3", field="assigned_quantity", former="1", corrected="2", on=date(2026, 7, 29))
    board(office)
    with database.datastore.get_connection() as connection:
        whole = history(connection, "HT-012")
        then = history(connection, "HT-012", known_at=known_at)
        by_day = history(connection, "HT-012", valid_on=date(2026, 7, 28))
        streams = streams_of(connection, "HT-012")
        nobody = history(connection, "HT-999")
    assert whole.rows[-1].words_en == "Corrected the assigned quantity (task T3 “Việc T3”): 1 → 2."
    assert (whole.rows[-1].reason, whole.rows[-1].actor_role, whole.rows[-1].actor_unit) == ("ghi nhầm", "head", "ubnd")
    assert list(then.rows) == list(by_day.rows) == list(whole.rows)[:-1]
    assert streams == ("sheet:HT-012:2026-07", "staff:HT-012")
    assert nobody.rows == []


def test_an_event_about_two_people_stands_in_the_history_of_both(board: Board, database: PostgresDatabase) -> None:
    office = two_people()
    office.assign("HT-013", "T7", kind="taken_over", from_staff="HT-012", from_task="T3")
    board(office)
    with database.datastore.get_connection() as connection:
        giver, taker = history(connection, "HT-012"), history(connection, "HT-013")
    assert giver.rows[-1] == taker.rows[-1]
    assert giver.rows[-1].staff == "HT-013"
    assert "từ HT-012 (T3)" in giver.rows[-1].words_vi


def test_points_add_up_to_thirty() -> None:
    assert sum(full_points().values()) == 30
