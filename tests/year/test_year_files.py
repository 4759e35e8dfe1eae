"""The files of the invented year: whole, the same every time, and as round as the sums in the tests need them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from kpi_commands.sheet.assess_general_criteria import AssessGeneralCriteria
from kpi_commands.sheet.assign_task import AssignTask
from kpi_es.adapters.sample import ADVISERS
from kpi_es.adapters.sample.files import read_table
from kpi_es.adapters.sample.year import AGENCY, CATALOGUE_FILE, expected_year_refusals, setup_commands, year_commands
from kpi_es.adapters.sample.year.calendar import HOLIDAYS_2026, month_days
from kpi_es.adapters.sample.year.months import read_duties, read_months
from kpi_es.adapters.sample.year.people import read_people
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.year import months_of_year

STANDARD_POINTS = 5


def test_the_commands_are_always_the_same_each_with_an_id_of_its_own() -> None:
    commands = year_commands()
    assert [each.content_hash() for each in commands] == [each.content_hash() for each in year_commands()]
    ids = Counter(each.id for each in (*setup_commands(), *commands))
    assert max(ids.values()) == 1
    assert expected_year_refusals().keys() <= ids.keys()


def test_the_ward_is_none_of_the_two_pilot_wards() -> None:
    assert AGENCY not in ADVISERS
    assert {each.agency for each in year_commands()} == {AGENCY}


def test_every_ordinary_task_is_worth_twenty_standard_products() -> None:
    points = {row["Mã"]: Fraction(row["Điểm"]) for row in read_table(CATALOGUE_FILE)}
    for unit, duties in read_duties().items():
        worth = {item: quantity * points[item] / STANDARD_POINTS for item, quantity in duties.items()}
        assert set(worth.values()) == {20}, unit


def test_everybody_gets_two_tasks_a_month_and_the_general_points_of_the_table() -> None:
    refused = expected_year_refusals()
    taken = [each for each in year_commands() if each.id not in refused]
    tasks = Counter((each.staff, each.period) for each in taken if isinstance(each, AssignTask))
    points = {
        (each.staff, each.period): sum(each.points.values())
        for each in taken
        if isinstance(each, AssessGeneralCriteria)
    }
    months = read_months(read_people())
    assert len(months) == 15 * 12 - 6
    assert tasks == {(each.person.staff, each.period): 2 for each in months}
    assert points == {(each.person.staff, each.period): each.general for each in months}


def test_every_month_keeps_the_deadlines_of_the_ward() -> None:
    rules = ProcedureRules(
        self_assessment_due_day=25, comment_due_day=26, confirmation_due_day=28, publication_due_day=5
    )
    for period in months_of_year(2026):
        days = month_days(period)
        limits = (
            rules.self_assessment_due_on(period),
            rules.confirmation_due_on(period),
            rules.publication_due_on(period),
        )
        for day, limit in zip((days.assessed, days.leaders_confirmed, days.closed), limits, strict=True):
            assert limit is not None
            assert day <= limit
        in_order = [days.assigned, *days.due, days.assessed, days.confirmed, days.leaders_confirmed, days.closed]
        assert in_order == sorted(in_order)
        assert all(HOLIDAYS_2026.is_working_day(day) for day in in_order)


def test_december_is_over_before_the_classes_are_decided() -> None:
    days = month_days("2026-12")
    assert days.closed < date(2026, 12, 14)  # the day of the decision, itself before 15 December (Art 19.2)
