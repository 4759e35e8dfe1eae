"""The rows of the scoreboard. Scores are exact numbers as text ("70.5", "2/37"); only the display is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kpi_projections.read_model import Table


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One person in one period.

    `kind` is `sheet`, or `combined` for a quarter made of months (Art 17.3), which has no a, b, c of its own.
    Agency, unit, post and role are those of the last day of the period on which the person held a post. `status`
    is that of the result; `class_code` is None unless it is `scored`. `rules_unchanged` is False when the rule set
    at hand is no longer, byte for byte, the one frozen on the sheet. `late` and `returned` count occasions.
    `position` and `recorded_at` are those of the last event behind the row. Where item d follows from others' scores,
    `d_because` names with commas between those it follows from: whoever is below the level, else whoever has no score
    yet, else everybody counted. `cause` is the id of the last event when it was about somebody else (`cause_staff`)
    or about the agency, None when it was about the person.
    """

    staff: str
    period: str
    kind: str
    first_day: date
    last_day: date
    agency: str
    unit: str
    post: str
    role: str
    staff_group: str
    status: str
    sheet_status: str | None
    class_code: str | None
    a: str | None
    b: str | None
    c: str | None
    d: str | None
    dd: str | None
    e: str | None
    result: str | None
    general: str | None
    total: str | None
    total_display: str | None
    rule_set: str
    rule_set_hash: str
    rules_unchanged: bool
    tasks: int
    late: int
    returned: int
    position: int
    recorded_at: datetime
    d_because: str | None = None
    cause: str | None = None
    cause_staff: str | None = None


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A post in which a person is evaluated, from `first_day` to `last_day`, None while it lasts.

    Empty (it ends before it begins) when it was annulled.
    """

    staff: str
    number: int
    first_day: date
    last_day: date | None
    agency: str
    unit: str
    post: str
    role: str
    staff_group: str


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """An absence with its first and last day, leaves that adjoin as one; empty when it was annulled."""

    staff: str
    number: int
    kind: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of an agency; the root unit bears the agency's name and has no parent."""

    agency: str
    unit: str
    name: str
    parent: str | None
    since: date


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """A rule set an agency adopted from a day, and the groups of staff it applies to, with commas between.

    `event` is the id of the adoption, which no longer `stands` once it was annulled.
    """

    agency: str
    event: UUID
    position: int
    since: date
    rule_set: str
    staff_groups: str
    stands: bool


SCORES = Table("scores", ScoreRow, ("staff", "period"))
POSTINGS = Table("postings", PostingRow, ("staff", "number"))
LEAVES = Table("leaves", LeaveRow, ("staff", "number"))
UNITS = Table("units", UnitRow, ("agency", "unit"))
ADOPTIONS = Table("adoptions", AdoptionRow, ("agency", "event"))
