"""What a late change about one person does to others: the head's item d, the head's score, and who is named for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_es.domain.sheet_events import LeaderItems
from kpi_projections.replay import replay
from kpi_projections.scoreboard.query import BoardRow, people_of, scoreboard
from tests.projections.office import AGENCY, RULE_BOOK, Office, two_people
from tests.projections.whole_tables import append

Rows = Callable[[Office], dict[tuple[str, str], BoardRow]]


def office_with_head() -> Office:
    """HT-010 heads the office of HT-012 (1345/18 points) and HT-013 (100), all work done, confirmed with đ = e = 1.

    a = b = c = d = đ = e = 1: 30 + 70 = 100 points.
    """
    office = two_people()
    office.hire("HT-010", role="head")
    office.name_head("HT-010", "van-phong")
    office.open_sheet("HT-010", role="head")
    office.finish("HT-010", "L1")
    office.assess("HT-010")
    office.confirm("HT-010", leader=LeaderItems(dd=Fraction(1), e=Fraction(1)))
    return office


def take_points(office: Office) -> None:
    """Take 25 of HT-012's general points away: 1345/18 - 25 = 895/18 = 49.72, below 50."""
    for criterion in ("I.1", "I.2", "II.1", "II.2", "II.3", "II.4", "III.1", "III.2"):
        office.correct("HT-012", field="points", criterion=criterion, former="0", corrected="0")


@pytest.fixture
def rows(database: PostgresDatabase, store: PostgresEventStore) -> Rows:
    """Write what is new in an office's log, project it and read the board."""

    def read(office: Office) -> dict[tuple[str, str], BoardRow]:
        append(store, office.events[store.position() :])
        ProjectionRunner(database, store, RULE_BOOK).catch_up()
        with database.datastore.get_connection() as connection:
            return {(row.staff, row.period): row for row in scoreboard(connection).rows}

    return read


def test_the_heads_row_shows_d_and_whom_it_follows_from(rows: Rows) -> None:
    row = rows(office_with_head())["HT-010", "2026-07"]
    assert (row.d, row.total, row.d_because) == ("1", "100", "HT-012,HT-013")
    assert (row.cause, row.cause_staff) == (None, None)


def test_a_corrected_subordinate_lowers_the_heads_score_and_quarter_and_is_named_as_the_cause(rows: Rows) -> None:
    office = office_with_head()
    assert rows(office)["HT-010", "2026-07"].class_code == "HTXS"
    take_points(office)
    found = rows(office)
    # d falls to 1/2: 30 + 5.5/6 × 70 = 565/6 = 94.17.
    row, last = found["HT-010", "2026-07"], office.log[-1]
    assert (row.d, row.total, row.d_because) == ("0.5", "565/6", "HT-012")
    assert (row.cause, row.cause_staff, row.position) == (str(last.event.event_id), "HT-012", last.position)
    assert (found["HT-010", "2026-Q3"].total, found["HT-010", "2026-Q3"].cause_staff) == ("565/6", "HT-012")
    assert found["HT-012", "2026-07"].cause is None


def test_the_heads_own_next_act_is_no_longer_somebody_elses_cause(rows: Rows) -> None:
    office = office_with_head()
    take_points(office)
    office.lock("HT-010")
    row = rows(office)["HT-010", "2026-07"]
    assert (row.cause, row.d_because) == (None, "HT-012")


def test_somebody_new_without_a_score_makes_d_unknown_until_there_is_one(rows: Rows) -> None:
    office = office_with_head()
    office.hire("HT-019")
    row = rows(office)["HT-010", "2026-07"]
    assert (row.status, row.d, row.d_because, row.cause_staff) == ("unknown", None, "HT-019", "HT-019")
    office.open_sheet("HT-019")
    office.finish("HT-019", "T1")
    office.assess("HT-019")
    assert rows(office)["HT-010", "2026-07"].total == "100"


def test_another_head_by_an_act_of_the_agency_moves_the_rows_of_both(rows: Rows) -> None:
    office = office_with_head()
    take_points(office)
    office.hire("HT-020", role="head")
    office.open_sheet("HT-020", role="head")
    office.name_head("HT-020", "van-phong", on=date(2026, 7, 1))
    found = rows(office)
    assert found["HT-010", "2026-07"].d_because is None
    assert (found["HT-020", "2026-07"].cause, found["HT-020", "2026-07"].cause_staff) == (
        str(office.events[-1].event_id),
        None,
    )
    assert found["HT-010", "2026-07"].cause == found["HT-020", "2026-07"].cause


def test_an_annulled_transfer_puts_the_person_back(rows: Rows) -> None:
    office = office_with_head()
    take_points(office)
    office.transfer("HT-012", date(2026, 7, 20), "kinh-te")
    moved = rows(office)
    assert (moved["HT-010", "2026-07"].d, moved["HT-012", "2026-07"].unit) == ("1", "kinh-te")
    office.annul("HT-012", office.events[-1])
    back = rows(office)
    assert (back["HT-010", "2026-07"].d, back["HT-012", "2026-07"].unit) == ("0.5", "van-phong")


def test_a_seconded_person_stands_on_the_board_where_the_secondment_evaluates(rows: Rows) -> None:
    office = office_with_head()
    office.second("HT-012", date(2026, 7, 20), date(2026, 8, 10), "kinh-te")
    office.open_sheet("HT-012", "2026-08")
    found = rows(office)
    assert found["HT-012", "2026-07"].unit == "kinh-te"
    assert found["HT-012", "2026-08"].unit == "van-phong"


def test_everybody_ever_evaluated_in_an_agency_is_known(rows: Rows, database: PostgresDatabase) -> None:
    rows(office_with_head())
    with database.datastore.get_connection() as connection:
        assert people_of(connection, AGENCY) == ("HT-001", "HT-010", "HT-012", "HT-013")


def test_the_heads_history_has_a_step_for_the_event_of_another_that_moved_the_score_and_none_for_the_rest() -> None:
    office = office_with_head()
    before = len(replay(office.log, "HT-010", RULE_BOOK).steps)
    take_points(office)
    office.finish("HT-013", "T5")
    steps = replay(office.log, "HT-010", RULE_BOOK).steps
    assert len(steps) == before + 1
    (change,) = steps[-1].scores
    assert change.before is not None
    assert (change.before.outputs["d"], change.after.outputs["d"]) == (Fraction(1), Fraction(1, 2))
    # The points fall one criterion after the other; 895/18 + 2.5 = 470/9 = 52.2 was still above with the one before.
    assert steps[-1].event == next(each for each in reversed(office.events) if each.TOPIC == "sheet.EntryCorrected")
    assert steps[-1].words.en.startswith("Corrected the points")


def test_known_at_the_time_before_the_correction_the_head_had_the_score_of_then() -> None:
    office = office_with_head()
    then = office.clock
    take_points(office)
    assert replay(office.log, "HT-010", RULE_BOOK, then).scores["2026-07"].outputs["total"] == 100
    assert replay(office.log, "HT-010", RULE_BOOK).scores["2026-07"].outputs["total"] == Fraction(565, 6)


def test_nothing_of_a_head_appears_in_the_history_of_the_staff() -> None:
    office = office_with_head()
    office.correct("HT-010", field="points", criterion="I.1", former="5", corrected="0")
    walked = replay(office.log, "HT-012", RULE_BOOK)
    assert {step.event.originator_id for step in walked.steps} == {"staff:HT-012", "sheet:HT-012:2026-07"}
