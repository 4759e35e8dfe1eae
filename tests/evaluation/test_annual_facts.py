"""What a person's year rests on: scores, months of work, absences, and discipline counted once (Art 11, 17, 19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpi_es.domain.annual_review import StatedFact
from kpi_es.domain.period import months_of_quarter
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import Appointment, Discipline, Leave, StaffMember
from kpi_es.domain.year import months_of_year, quarters_of_year
from kpi_es.evaluation.annual_facts import AnnualFacts, YearRecord, annual_facts, months_of
from kpi_es.evaluation.period import evaluate_year
from kpi_es.evaluation.result import Result
from kpi_es.rulebook import RuleBook, load_rule_book

YEAR = 2026
POST = Appointment("P1", "VH", "Chuyên viên", "staff")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """Return the packaged rule sets."""
    return load_rule_book()


class Year:
    """Somebody's year as recorded, told by the test."""

    def __init__(self, book: RuleBook, since: date = date(2020, 1, 1), rules: str = "nd335-2025") -> None:
        self.rule_set = book[rules]
        self.member = StaffMember("an", version=1, posts=((since, POST),))
        self.sheets: dict[str, Sheet] = {}
        self.scores: dict[str, Fraction | None] = {}
        self.more: dict[str, Any] = {}

    def scored(self, scores: Mapping[str, int | None], agency: str = "P1", stands: bool = True) -> Year:
        for period, score in scores.items():
            confirmed = {"confirmed_version": 5, "changed_version": 4} if stands else {"changed_version": 5}
            self.sheets[period] = Sheet("an", period, version=5, agency=agency, **confirmed)  # type: ignore[arg-type]
            self.scores[period] = None if score is None else Fraction(score)
        return self

    def on_leave(self, kind: Any, first: date, last: date) -> Year:
        leave = Leave(kind, first, last, f"leave-{first}")
        self.member = replace(self.member, leaves=(*self.member.leaves, leave))
        return self

    def disciplined(self, effective_on: date, ground: Any = "duty_violation", **more: Any) -> Year:
        decision = f"QĐ {effective_on}"
        discipline = Discipline("reprimand", ground, effective_on, decision, f"d-{effective_on}", **more)
        self.member = replace(self.member, disciplines=(*self.member.disciplines, discipline))
        return self

    def facts(self) -> AnnualFacts:
        record = YearRecord(self.member, YEAR, "staff", self.sheets, self.more.pop("stated", {}), **self.more)
        return annual_facts(record, self.rule_set, self._score, lambda agency, day: bool(agency) and day.year == YEAR)

    def result(self) -> Result:
        return evaluate_year(self.rule_set, self.facts().facts)

    def _score(self, sheet: Sheet) -> Result:
        score = self.scores[sheet.period]
        outputs = {} if score is None else {"total": score}
        return Result("r", "h", "unknown" if score is None else "scored", outputs, None)


def all_months(score: int) -> dict[str, int | None]:
    return dict.fromkeys(months_of_year(YEAR), score)


def test_twelve_months_make_the_mean(book: RuleBook) -> None:
    year = Year(book).scored({**all_months(80), "2026-12": 92})
    # (11*80 + 92)/12 = 972/12 = 81
    assert year.result().outputs["mean"] == 81
    assert year.facts().facts.months_worked == 12


def test_four_quarters_make_the_mean(book: RuleBook) -> None:
    year = Year(book).scored(dict(zip(quarters_of_year(YEAR), (90, 80, 70, 60), strict=True)))
    # (90 + 80 + 70 + 60)/4 = 75
    assert year.result().outputs["mean"] == 75
    assert len(year.facts().facts.scores) == 4


def test_a_quarter_among_months_counts_for_its_three(book: RuleBook) -> None:
    # Quarters until June, months from July: (3*90 + 3*80 + 6*70)/12 = 930/12 = 77.5
    months = {month: 70 for quarter in ("2026-Q3", "2026-Q4") for month in months_of_quarter(quarter)}
    year = Year(book).scored({"2026-Q1": 90, "2026-Q2": 80, **months})
    assert year.result().outputs["mean"] == Fraction(155, 2)


def test_rules_for_quarters_take_the_mean_of_the_months(book: RuleBook) -> None:
    # Customs classify by four quarters; 60, 70, 80 in the first make 70.
    year = Year(book, rules="customs-8-2026").scored({"2026-01": 60, "2026-02": 70, "2026-03": 80, "2026-Q2": 90})
    assert year.facts().facts.scores == (Fraction(70), Fraction(90), None, None)


def test_the_results_of_the_old_agency_count(book: RuleBook) -> None:
    # Art 19.1: six months of 70 in P1 and six of 90 in P2: 80.
    months = months_of_year(YEAR)
    year = Year(book).scored(dict.fromkeys(months[:6], 70)).scored(dict.fromkeys(months[6:], 90), agency="P2")
    assert year.result().outputs["mean"] == 80
    assert {each.agency for each in year.facts().sheets} == {"P1", "P2"}


def test_a_sheet_that_does_not_stand_is_named_and_gives_no_score(book: RuleBook) -> None:
    year = Year(book).scored(all_months(80)).scored({"2026-05": 99}, stands=False)
    facts = year.facts()
    assert (facts.unconfirmed, facts.facts.scores[4]) == (("2026-05",), None)


def test_a_month_worked_without_a_sheet_or_a_known_score_is_a_gap(book: RuleBook) -> None:
    scores = {month: score for month, score in all_months(80).items() if month != "2026-03"}
    facts = Year(book).scored({**scores, "2026-04": None}).facts()
    assert facts.gaps == ("2026-03", "2026-04")


def test_months_of_leave_and_before_the_recruitment_are_no_gaps(book: RuleBook) -> None:
    recruited = Year(book, since=date(2026, 3, 16))
    recruited.on_leave("maternity", date(2026, 7, 1), date(2026, 12, 31))
    assert recruited.facts().gaps == ("2026-04", "2026-05", "2026-06")


def test_a_recruit_of_july_has_six_months_and_is_classified(book: RuleBook) -> None:
    months = months_of_year(YEAR)[6:]
    assert Year(book, since=date(2026, 7, 1)).scored(dict.fromkeys(months, 80)).result().class_code == "HTT"
    later = Year(book, since=date(2026, 7, 2)).scored(dict.fromkeys(months, 80))
    # 30/31 + 5 months
    assert later.facts().facts.months_worked == Fraction(185, 31)
    assert later.result().status == "not_classified"


def test_part_of_a_month_counts_by_its_days(book: RuleBook) -> None:
    year = Year(book).on_leave("sick", date(2026, 6, 16), date(2026, 6, 30))
    # June has 30 days, 15 of them worked.
    assert months_of(year.member, YEAR) == Fraction(23, 2)
    assert months_of(year.member, YEAR, on_leave=True) == 12


def test_maternity_leave_excuses_too_few_months(book: RuleBook) -> None:
    year = Year(book).scored(dict.fromkeys(months_of_year(YEAR)[:4], 91))
    year.on_leave("maternity", date(2026, 5, 1), date(2026, 12, 31))
    assert year.facts().facts.absence == "maternity"
    assert year.facts().facts.months_worked == 4
    # Art 11.2: the class of the four months worked.
    assert year.result().class_code == "HTXS"


def test_unpaid_leave_excuses_from_six_months_of_work_on(book: RuleBook) -> None:
    five = Year(book).scored(dict.fromkeys(months_of_year(YEAR)[:5], 80))
    five.on_leave("unpaid", date(2026, 6, 1), date(2026, 12, 31))
    assert five.result().status == "not_classified"
    six = Year(book).scored(dict.fromkeys(months_of_year(YEAR)[:6], 80))
    six.on_leave("unpaid", date(2026, 7, 1), date(2026, 12, 31))
    assert six.result().class_code == "HTT"


def test_three_days_of_sick_leave_do_not_excuse_a_recruit_of_autumn(book: RuleBook) -> None:
    year = Year(book, since=date(2026, 9, 1)).scored(dict.fromkeys(months_of_year(YEAR)[8:], 80))
    year.on_leave("sick", date(2026, 10, 5), date(2026, 10, 7))
    assert (year.facts().facts.absence, year.result().status) == ("none", "not_classified")


def test_discipline_of_the_year_decides_the_class(book: RuleBook) -> None:
    year = Year(book).scored(all_months(95)).disciplined(date(2026, 5, 4))
    assert year.result().class_code == "KHT"
    assert year.facts().sources == {"duty_discipline": ("d-2026-05-04",)}


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_discipline_of_another_year_does_not(book: RuleBook, day: date) -> None:
    assert Year(book).scored(all_months(95)).disciplined(day).result().class_code == "HTXS"


def test_two_decisions_of_one_day_without_an_act_lower_the_class_once(book: RuleBook) -> None:
    year = Year(book).scored(all_months(95)).disciplined(date(2026, 5, 4))
    once = year.result()
    twice = year.disciplined(date(2026, 5, 4)).result()
    assert (once.class_code, twice.class_code) == ("KHT", "KHT")
    assert twice.outputs == once.outputs


def test_discipline_on_another_ground_does_not(book: RuleBook) -> None:
    assert Year(book).scored(all_months(95)).disciplined(date(2026, 5, 4), ground="other").result().class_code == "HTXS"


def test_one_act_with_decisions_in_two_years_counts_in_the_first(book: RuleBook) -> None:
    # Art 11.3a: party discipline in November 2025, administrative in February 2026, for one act.
    year = Year(book).scored(all_months(95)).disciplined(date(2025, 11, 3), act="A-1", authority="party")
    year.disciplined(date(2026, 2, 2), act="A-1")
    assert year.result().class_code == "HTXS"
    (passed,) = year.facts().passed_over
    assert (passed.event_id, passed.why) == ("d-2026-02-02", "counted_in_earlier_year")


def test_one_act_with_two_decisions_in_one_year_counts_once(book: RuleBook) -> None:
    year = Year(book).disciplined(date(2026, 2, 2), act="A-1").disciplined(date(2026, 3, 3), act="A-1")
    facts = year.facts()
    assert ([each.event_id for each in facts.disciplines], facts.acts) == (["d-2026-02-02"], ("A-1",))
    assert [each.why for each in facts.passed_over] == ["counted_already"]


def test_two_acts_count_each(book: RuleBook) -> None:
    year = Year(book).disciplined(date(2025, 2, 2), act="A-1").disciplined(date(2026, 3, 3), act="A-2")
    assert year.facts().acts == ("A-2",)


def test_an_act_that_decided_a_class_before_its_decision_is_not_counted_again(book: RuleBook) -> None:
    # Art 11.3b
    year = Year(book).scored(all_months(95)).disciplined(date(2026, 2, 2), act="A-1")
    year.more = {"acts_decided_before": frozenset({"A-1"})}
    assert year.result().class_code == "HTXS"


def test_an_act_belongs_to_the_unit_where_it_was_committed(book: RuleBook) -> None:
    # Art 11.3c and d: decided in the new unit, committed in the old one.
    year = Year(book)
    year.member = replace(year.member, posts=((date(2020, 1, 1), POST), (date(2026, 4, 1), replace(POST, unit="KT"))))
    year.disciplined(date(2026, 5, 4), committed_on=date(2026, 3, 1), act="A-1")
    year.disciplined(date(2026, 6, 4), act="A-2")
    year.disciplined(date(2026, 7, 4), act="A-3", committed_agency="P9", committed_in="X")
    counted = {each.act: (each.agency, each.unit) for each in year.facts().disciplines}
    assert counted == {"A-1": ("P1", "VH"), "A-2": ("P1", "KT"), "A-3": ("P9", "X")}


def test_a_stated_conclusion_decides_and_brings_its_act(book: RuleBook) -> None:
    year = Year(book).scored(all_months(95))
    year.more = {"stated": {"degradation": StatedFact("degradation", "A-9", "e-1")}}
    facts = year.facts()
    assert (facts.facts.facts, facts.acts, facts.sources) == (
        frozenset({"degradation"}), ("A-9",), {"degradation": ("e-1",)},
    )  # fmt: skip
