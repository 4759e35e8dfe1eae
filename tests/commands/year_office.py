"""A ward with a whole year behind it, ready to be classified: thirteen people under the chair, four quarterly sheets.

Everybody's quarters score what `SCORES` says; the two units are assessed. The clock stands on 10 December 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.event import Event, review_stream, round_stream, unit_review_stream
from kpi_es.domain.unit_review import UnitReview
from kpi_es.domain.values import format_exact
from kpi_es.ports import Append
from tests.commands.specification import FULL_MARKS, Office

YEAR = 2026
STAFF = ("an", "binh", "cuc", "adviser", "s1", "s2", "s3", "s4", "s5", "s6")
LEADERS = ("head-vh", "deputy-vh", "head-kt")
CANDIDATES = (*STAFF, *LEADERS)
SCORES: Mapping[str, int] = {
    "an": 96, "binh": 94, "cuc": 92, "adviser": 85, "head-vh": 88, "deputy-vh": 84, "head-kt": 86,
    "s1": 80, "s2": 80, "s3": 80, "s4": 80, "s5": 80, "s6": 80, "chair": 93,
}  # fmt: skip
"""Ten staff of whom three have 90 or more: floor(0.2*10/1.2) = 1 place. Three leaders: floor(0.2*3/1.2) = 0."""

MANAGERS: Mapping[str, str] = {
    "an": "head-vh", "binh": "head-vh", "deputy-vh": "head-vh", "cuc": "head-kt", "adviser": "chair",
    "head-vh": "chair", "head-kt": "chair", "chair": "province",
    **{f"s{number}": "head-kt" for number in range(1, 7)},
}  # fmt: skip
UNIT_OF: Mapping[str, str] = {"an": "VH", "binh": "VH", "deputy-vh": "VH", "head-vh": "VH", "adviser": "UBND"}
QUARTER_DAYS = {"2026-Q1": "2026-03-27", "2026-Q2": "2026-06-26", "2026-Q3": "2026-09-25", "2026-Q4": "2026-12-04"}
GROUPS = (
    {"code": "chuyen-vien", "title": "Chuyên viên", "members": STAFF},
    {"code": "lanh-dao", "title": "Lãnh đạo phòng", "members": LEADERS},
)


class YearOffice(Office):
    """The ward in December, with short ways through the year's procedure."""

    def __init__(self, log: Sequence[Event]) -> None:
        super().__init__(store=MemoryEventStore(), furnished=False)
        self.store.append(Append(log, [], 0, frozenset()))
        self._sent = 100_000
        self.on("2026-12-10")

    def sheet_scored(self, staff: str, period: str, score: int | Fraction) -> None:
        """Let a sheet be worked through and confirmed with this score: the general points make the difference."""
        self.on(QUARTER_DAYS[period])
        of_sheet = {"staff": staff, "period": period, "actor": MANAGERS[staff]}
        own = {**of_sheet, "actor": staff}
        day = QUARTER_DAYS[period]
        self.given("assign_task", **of_sheet, due_on=day)
        # From 70 points on all 20 pieces are done; below it no general points and part of the work.
        done = Fraction(20) if score >= 70 else Fraction(score) * 20 / 70
        self.given("submit_result", **own, quantity=format_exact(done), finished_on=day)
        self.given("accept_result", **of_sheet)
        self.given("assess_general_criteria", **own, points=_general(max(Fraction(0), Fraction(score) - 70)))
        leader = {"leader": {"dd": 1, "e": 1}} if staff in (*LEADERS, "chair") else {}
        self.given("confirm_sheet", **of_sheet, **leader)

    def units_decided(self, **classes: str) -> YearOffice:
        """Let both units have been classed: good, unless said otherwise."""
        for unit in ("VH", "KT"):
            stated = {"class_code": classes[unit], "reason": "Đánh giá của phường"} if unit in classes else {}
            self.given("decide_unit_class", unit=unit, **stated)
        return self

    def ready(self, *staff: str) -> YearOffice:
        """Let these reviews have everything before the adviser's proposal: self-class, meeting, party opinion."""
        for each in staff:
            self.given("classify_self", staff=each, actor=each)
            self.given("record_review_meeting", staff=each, actor="adviser-b", presided_by=MANAGERS[each])
            if each in (*LEADERS, "chair"):
                self.given("give_party_opinion", staff=each, actor="adviser-b")
        return self

    def opened(self) -> YearOffice:
        """Let the round be open, with its groups."""
        self.given("open_round", candidates=CANDIDATES)
        return self._and("form_groups", groups=GROUPS)

    def prepared(self) -> YearOffice:
        """Let everything before the proposal have happened."""
        return self.opened().units_decided().ready(*CANDIDATES)

    def proposed(self) -> YearOffice:
        """Let the round be proposed."""
        return self.prepared()._and("propose_round")

    def decided(self) -> YearOffice:
        """Let the round be decided."""
        return self.proposed()._and("decide_round")

    def notified(self) -> YearOffice:
        """Let everybody have been told."""
        return self.decided()._and("notify_round")

    def _and(self, name: str, /, **fields: Any) -> YearOffice:
        self.given(name, **fields)
        return self

    def review(self, staff: str = "an", year: int = YEAR) -> AnnualReview:
        state = self.state(review_stream(staff, year))
        assert isinstance(state, AnnualReview)
        return state

    def round(self) -> ClassificationRound:
        state = self.state(round_stream("P1", YEAR))
        assert isinstance(state, ClassificationRound)
        return state

    def unit_review(self, unit: str = "VH") -> UnitReview:
        state = self.state(unit_review_stream("P1", unit, YEAR))
        assert isinstance(state, UnitReview)
        return state

    def classes(self) -> dict[str, str | None]:
        """Return everybody's class as the reviews stand."""
        decisions = {staff: self.review(staff).decision for staff in CANDIDATES}
        return {staff: each.class_code if each else None for staff, each in decisions.items()}


def year_office() -> YearOffice:
    """Return a fresh ward with its year behind it."""
    return YearOffice(_log())


@cache
def _log() -> Sequence[Event]:
    office = YearOffice(_events(Office()))
    office.on("2026-01-12")
    office.given("name_managing_authority", valid_on="2026-01-01")
    office.given("name_personnel_adviser", staff="adviser-b", valid_on="2026-01-01")
    for number in range(1, 7):
        office.given("register_staff_member", staff=f"s{number}", unit="KT", valid_on="2026-01-05")
    for period in QUARTER_DAYS:
        for staff, score in SCORES.items():
            office.sheet_scored(staff, period, score)
    office.on("2026-12-10")
    for unit in ("VH", "KT"):
        office.given("open_unit_review", unit=unit)
        office.given("assess_unit", unit=unit, actor=f"head-{unit.lower()}")
    return _events(office)


def _events(office: Office) -> Sequence[Event]:
    return [each.event for each in office.store.after(0, 100_000)]


def _general(points: Fraction) -> dict[str, str]:
    """Return points by criterion that add up to a sum, filled from the first criterion on."""
    left, given = points, dict[str, str]()
    for criterion, most in FULL_MARKS.items():
        here = min(left, Fraction(most))
        given[criterion] = format_exact(here)
        left -= here
    assert left == 0
    return given


def staff_of(entries: Iterable[Any]) -> list[str]:
    """Return whom entries are about, in order."""
    return [entry.staff for entry in entries]
