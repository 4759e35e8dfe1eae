"""What the decree leaves to the agency: deadlines and choices, dated by the agency, each with a default."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from kpi_es.domain.period import period_days

DayOfMonth = Annotated[int, Field(ge=1, le=31)]
"""A day of a month; in a shorter month its last day."""
WorkingDays = Annotated[int, Field(ge=1, le=250)]
SecondmentEvaluator = Literal["receiving", "sending"]


def _real_day(text: str) -> str:
    month, day = int(text[:2]), int(text[3:])
    if day > calendar.monthrange(2025, month)[1]:
        raise ValueError(f"{text!r} is not a day of every year; write month and day such as 12-15")
    return text


MonthDay = Annotated[
    str,
    StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    AfterValidator(_real_day),
]
"""A day of the year, month first: ``12-15``."""


class ProcedureRules(BaseModel):
    """An agency's own rules of procedure. A deadline of None binds nobody; a due day may still be used itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    self_assessment_due_day: DayOfMonth | None = None
    """Last day of self-assessment, in the period's last month (usual in the provinces: 25). The decree names none."""
    comment_due_day: DayOfMonth | None = None
    """Last day for comments on the sheet, in the period's last month (usual: 26)."""
    confirmation_due_day: DayOfMonth | None = None
    """Last day of confirmation by the competent authority, in the period's last month (usual: 28)."""
    publication_due_day: DayOfMonth | None = None
    """Last day of publication, in the month after the period (usual: 5)."""
    petition_answer_working_days: WorkingDays = 7
    """Working days in which a petition is answered, counted from the day after its receipt (Art 22)."""
    petition_filing_working_days: WorkingDays | None = None
    """Working days after notice in which a petition may be filed; the decree sets no limit (Art 22)."""
    year_decision_due: MonthDay = "12-15"
    """The annual class is decided before this day (Art 19.2: before 15 December)."""
    special_year_decision_due: MonthDay = "01-15"
    """The same for special agencies, in the following year (Art 19.2: before 15 January)."""
    special_agency: bool = False
    """Whether the agency's work is not summed up at the year's end (Art 19.2, second sentence)."""
    late_year_work_from: MonthDay = "12-16"
    """Tasks due from this day on belong to the next year (ministry's handbook, p. 33: after 15 December)."""
    period_comments_required: bool = False
    """Whether a meeting's comments are due before a sheet is confirmed; the decree asks for them yearly only."""
    leader_d: Literal["from_subordinates", "stated"] = "from_subordinates"
    """Whether item d is calculated from the subordinates' scores or stated by the authority (Art 15.3a)."""
    leader_d_scope: Literal["unit_and_below", "direct"] = "unit_and_below"
    """Whose scores item d looks at: everybody in the unit and the units below, or those managed directly."""
    secondment_evaluator: SecondmentEvaluator = "receiving"
    """Who evaluates a seconded person; the decree is silent. Frozen in each secondment when it is decided."""
    quarter_in_year: Literal["three_months"] = "three_months"
    """What a quarterly sheet counts in the mean of twelve months (Art 17.3 knows months only)."""
    cap_tie: Literal["report", "all_down"] = "report"
    """Equal scores at the cut of the cap (Art 20.5): reported for a decision, or all moved down."""
    publication_of_period: Literal["class_only", "scores"] = "class_only"
    """What is published of a period; the authority chooses the form (Art 21.1đ)."""
    party_opinion_required: bool = True
    """Whether the party committee's opinion is due for heads and deputies (Art 21.1c, 21.2c)."""
    meeting_required_for_year: bool = True
    """Whether the meeting is due before the annual class (Art 21.1b, 21.2b)."""

    def self_assessment_due_on(self, period: str) -> date | None:
        """Return the last day of self-assessment for a period."""
        return _in_last_month(period, self.self_assessment_due_day)

    def comment_due_on(self, period: str) -> date | None:
        """Return the last day for comments on a period."""
        return _in_last_month(period, self.comment_due_day)

    def confirmation_due_on(self, period: str) -> date | None:
        """Return the last day of confirmation for a period."""
        return _in_last_month(period, self.confirmation_due_day)

    def publication_due_on(self, period: str) -> date | None:
        """Return the last day of publication for a period, in the month after it."""
        _, last = period_days(period)
        year, month = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
        return None if self.publication_due_day is None else _clipped(year, month, self.publication_due_day)

    def year_decision_before(self, year: int) -> date:
        """Return the day before which a year's classes are decided; a decision on the day itself is late."""
        if self.special_agency:
            return _day_of_year(year + 1, self.special_year_decision_due)
        return _day_of_year(year, self.year_decision_due)

    def late_work_from(self, year: int) -> date:
        """Return the first due day of a year that belongs to the next year's work."""
        return _day_of_year(year, self.late_year_work_from)


def _in_last_month(period: str, day: int | None) -> date | None:
    _, last = period_days(period)
    return None if day is None else _clipped(last.year, last.month, day)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _day_of_year(year: int, month_day: str) -> date:
    return date(year, int(month_day[:2]), int(month_day[3:]))
