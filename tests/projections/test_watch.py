"""The watch: what is flagged just at its threshold and not before, and that it comes out of the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_projections.watch.flags import Flag, flags_of
from kpi_projections.watch.query import flags
from kpi_projections.watch.thresholds import Thresholds
from kpi_projections.watch.view import ActRow, EffortRow
from tests.projections.office import AGENCY, RULE_BOOK, two_people
from tests.projections.whole_tables import append

USUAL = Thresholds()
LAST_DAY = date(2026, 7, 31)
MORNING = datetime(2026, 7, 10, 2, 0, tzinfo=UTC)
"""Nine in the morning in the office."""


def effort(staff: str, amount: str, unit: str = "van-phong") -> EffortRow:
    return EffortRow(staff, "2026-07", AGENCY, unit, "staff", amount, 1)


def act(kind: str, number: int, at: datetime = MORNING, staff: str = "HT-012", **fields: Any) -> ActRow:
    """An act upon delivery `number` of the task T1: by the manager, unless it is the person's own."""
    own = kind == "submission"
    place = number * 2 + (0 if own else 1)
    row = ActRow(
        position=place, event_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{staff}/{kind}/{number}"), kind=kind, staff=staff,
        period="2026-07", last_day=LAST_DAY, agency=AGENCY, unit="van-phong", task="T1", delivery=number,
        actor=staff if own else "HT-001", recorded_at=at, source="self_declared" if own else "manager", system=None,
        evidence=1, verdict="met" if kind == "acceptance" else None,
    )  # fmt: skip
    return replace(row, **fields)


def of_kind(kind: str, acts: Iterable[ActRow] = (), efforts: Iterable[EffortRow] = ()) -> list[Flag]:
    return [flag for flag in flags_of(efforts, acts, USUAL) if flag.kind == kind]


def counted(found: Iterable[Flag]) -> list[tuple[str, int, int]]:
    """Whom the flags are about, what was counted and out of how many."""
    return [(flag.staff, int(flag.found), int(flag.of or 0)) for flag in found]


@pytest.mark.parametrize(
    ("amount", "others", "flagged"),
    [
        # The median of 10, 11 and 12 is 11; twice that is 22.
        ("22", ["10", "11", "12"], True),
        ("21.9", ["10", "11", "12"], False),
        ("22", ["10", "12"], False),
        ("22", ["10", "12", "0"], False),
    ],
)
def test_work_at_twice_the_median_of_at_least_three_others_of_the_unit_is_flagged(
    amount: str, others: list[str], flagged: bool
) -> None:
    people = [effort("HT-012", amount), *(effort(f"HT-{20 + n}", each) for n, each in enumerate(others))]
    people.append(effort("HT-040", "1", unit="kinh-te"))
    found = of_kind("high_effort", efforts=people)
    assert counted(found) == ([("HT-012", 22, 11)] if flagged else [])


def test_a_unit_in_which_everybody_has_as_much_is_not_flagged() -> None:
    assert of_kind("high_effort", efforts=[effort(f"HT-{number}", "400") for number in range(10, 20)]) == []


@pytest.mark.parametrize(
    ("early", "late", "hour", "flagged"),
    [
        (20, 20, 17, True),
        (21, 20, 17, False),
        (0, 19, 17, False),
        # The last 24 hours begin at 0:00 office time of 31 July, 17:00 UTC of the 30th.
        (0, 20, 16, False),
    ],
)
def test_half_of_all_approvals_and_at_least_twenty_in_the_last_day_are_bulk(
    early: int, late: int, hour: int, flagged: bool
) -> None:
    last = datetime(2026, 7, 30, hour, 0, tzinfo=UTC)
    acts = [
        *(act("acceptance", number) for number in range(early)),
        *(act("acceptance", 100 + number, last, staff=f"HT-{12 + number % 2:03}") for number in range(late)),
    ]
    found = of_kind("bulk_acceptance", acts)
    assert counted(found) == ([("HT-001", 20, early + 20)] if flagged else [])


@pytest.mark.parametrize(("seconds", "flagged"), [(0, True), (60, True), (61, False)])
def test_a_result_accepted_within_a_minute_of_being_entered_is_flagged_for_the_manager(
    seconds: int, flagged: bool
) -> None:
    acts = [act("submission", 1), act("acceptance", 1, MORNING + timedelta(seconds=seconds)), act("acceptance", 2)]
    found = of_kind("instant_acceptance", acts)
    assert [(flag.staff, flag.events) for flag in found] == ([("HT-001", (str(acts[1].event_id),))] if flagged else [])


@pytest.mark.parametrize(
    ("judged", "last", "flagged"),
    [
        (50, {}, True),
        (49, {}, False),
        (50, {"kind": "return", "verdict": None}, False),
        (50, {"verdict": "not_met"}, False),
    ],
)
def test_a_manager_who_judged_fifty_results_without_a_fault_is_flagged(
    judged: int, last: dict[str, Any], flagged: bool
) -> None:
    acts = [act("acceptance", number) for number in range(judged)]
    acts[-1] = replace(acts[-1], **last)
    assert bool(of_kind("never_returns", acts)) is flagged


@pytest.mark.parametrize(
    ("fields", "without", "with_evidence", "flagged"),
    [
        ({"evidence": 0}, 5, 5, True),
        ({"evidence": 0}, 5, 6, False),
        ({"evidence": 0}, 4, 0, False),
        ({"evidence": 0, "system": "one-stop"}, 5, 0, False),
        ({"evidence": 0, "source": "manager"}, 5, 0, False),
    ],
)
def test_accepted_figures_with_nothing_but_the_persons_word_behind_half_of_them_are_flagged(
    fields: dict[str, Any], without: int, with_evidence: int, flagged: bool
) -> None:
    entries = [act("submission", number, **fields) for number in range(without)]
    entries += [act("submission", 100 + number) for number in range(with_evidence)]
    later = MORNING + timedelta(hours=1)
    accepted = [act("acceptance", each.delivery or 0, later) for each in entries]
    found = of_kind("unbacked", [*entries, *accepted, act("submission", 999, evidence=0)])
    assert counted(found) == ([("HT-012", without, without + with_evidence)] if flagged else [])


@pytest.mark.parametrize(
    ("hour", "entries", "flagged"),
    [
        # 17:00 UTC of 31 July is midnight in the office: the first moment after the period.
        (17, 3, True),
        (16, 3, False),
        (17, 2, False),
    ],
)
def test_three_entries_after_the_periods_last_day_in_office_time_are_flagged(
    hour: int, entries: int, flagged: bool
) -> None:
    after = datetime(2026, 7, 31, hour, 0, tzinfo=UTC)
    acts = [act("submission" if number else "correction", number, after) for number in range(entries)]
    acts.append(act("acceptance", 9, after))
    assert [each[:2] for each in counted(of_kind("late_entries", acts))] == ([("HT-012", 3)] if flagged else [])


def test_flags_are_read_from_the_log_with_the_thresholds_of_the_question(
    database: PostgresDatabase, store: PostgresEventStore
) -> None:
    # The test's office records an act a minute, so each result is accepted a minute after it was entered.
    append(store, two_people().events)
    ProjectionRunner(database, store, RULE_BOOK).catch_up()
    with database.datastore.get_connection() as connection:
        found = flags(connection, AGENCY)
        stricter = flags(connection, thresholds=replace(USUAL, instant_seconds=59))
        elsewhere = flags(connection, AGENCY, "kinh-te", "2026-07")
        nowhere = flags(connection, "khac")
    assert found.period == "2026-07"
    assert [(flag.kind, flag.staff, flag.found) for flag in found.flags] == [
        ("instant_acceptance", "HT-001", Fraction(3))
    ]
    assert stricter.flags == elsewhere.flags == nowhere.flags == []
    assert nowhere.period is None


def test_a_flag_moves_no_score_and_names_the_events_behind_it() -> None:
    acts = [act("submission", 1), act("acceptance", 1)]
    (flag,) = of_kind("instant_acceptance", acts)
    assert flag.events == (str(acts[1].event_id),)
    assert flag.period == "2026-07"
