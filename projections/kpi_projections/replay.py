"""The walk through a person's history: what happened, in which order it was learned, and what it did to the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import cast

from kpi_es.domain.event import Event, staff_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate, empty, evolve
from kpi_es.evaluation.facts import LineFacts
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet_facts import line_facts, score_sheet
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook
from kpi_projections.history.phrases import Words
from kpi_projections.history.query import require_aware
from kpi_projections.history.words import in_words
from kpi_projections.known_fold import missing_target
from kpi_projections.subjects import person_of_stream

LineValue = Fraction | int | bool | str | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class LineMove:
    """One fact or measure of one task line that an event moved; `former` is None for what was not there."""

    task: str
    fact: str
    former: LineValue
    new: LineValue


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The score of one sheet before and after an event; `before` is None while the sheet did not exist."""

    period: str
    before: Result | None
    after: Result

    @property
    def moved(self) -> bool:
        """Tell whether status, class or any number changed."""
        return self.before is None or _shown(self.before) != _shown(self.after)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the walk.

    `missing` names what the event acts on and is not there at the chosen times; such an event moves nothing.
    `scores` has the sheet an event belongs to, for an event about the person every sheet opened so far.
    """

    position: int
    event: Event
    words: Words
    missing: str | None
    scores: tuple[ScoreChange, ...]
    lines: tuple[LineMove, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """A person's history as known at one time, up to one day, and where it leads.

    `sheets` and `scores` are by period; the scores have no trace (`score_sheet` explains any of the sheets).
    `position` is the last log position among the steps, 0 when there are none.
    """

    staff: str
    known_at: datetime | None
    valid_on: date | None
    steps: tuple[Step, ...]
    member: StaffMember
    sheets: Mapping[str, Sheet]
    scores: Mapping[str, Result]
    position: int


def replay(
    events: Sequence[Recorded],
    staff: str,
    rule_book: RuleBook,
    known_at: datetime | None = None,
    valid_on: date | None = None,
) -> Replay:
    """Walk through the events of a person and of the person's sheets, in log order.

    Only what was recorded by `known_at` and holds by `valid_on` counts; events of others are passed over. Each
    sheet is scored under the rule set frozen on it. Raises ValueError for a `known_at` without a time zone,
    UnknownRuleSet for a rule set that is not at hand.
    """
    require_aware(known_at)
    walk = _Walk(staff, rule_book)
    chosen = [each for each in events if _is_chosen(each.event, staff, known_at, valid_on)]
    steps = tuple(walk.step(recorded) for recorded in sorted(chosen, key=lambda each: each.position))
    return Replay(
        staff=staff,
        known_at=known_at,
        valid_on=valid_on,
        steps=steps,
        member=walk.member,
        sheets=walk.sheets,
        scores=walk.scores,
        position=steps[-1].position if steps else 0,
    )


def _is_chosen(event: Event, staff: str, known_at: datetime | None, valid_on: date | None) -> bool:
    return (
        person_of_stream(event.originator_id) == staff
        and (known_at is None or event.recorded_at <= known_at)
        and (valid_on is None or event.valid_on <= valid_on)
    )


class _Walk:
    """The states and scores reached so far."""

    def __init__(self, staff: str, rule_book: RuleBook) -> None:
        self._rule_book = rule_book
        self.member = StaffMember(staff)
        self.sheets: dict[str, Sheet] = {}
        self.scores: dict[str, Result] = {}

    def step(self, recorded: Recorded) -> Step:
        event = recorded.event
        before = self._state(event.originator_id)
        missing = missing_target(before, event)
        after = before if missing else evolve(before, event)
        return Step(
            position=recorded.position,
            event=event,
            words=in_words(event, before),
            missing=missing,
            scores=() if missing else self._take(after),
            lines=_moves(before, after),
        )

    def _state(self, stream: str) -> Aggregate:
        if stream == staff_stream(self.member.staff):
            return self.member
        _, _, period = stream.split(":")
        return self.sheets.get(period) or empty(stream)

    def _take(self, state: Aggregate) -> tuple[ScoreChange, ...]:
        if isinstance(state, StaffMember):
            self.member = state
            return tuple(self._score(period) for period in sorted(self.sheets))
        sheet = cast(Sheet, state)
        self.sheets[sheet.period] = sheet
        return (self._score(sheet.period),)

    def _score(self, period: str) -> ScoreChange:
        before = self.scores.get(period)
        after = score_sheet(self.sheets[period], self.member, self._rule_book, trace=False)
        self.scores[period] = after
        return ScoreChange(period, before, after)


def _moves(before: Aggregate, after: Aggregate) -> tuple[LineMove, ...]:
    if not (isinstance(before, Sheet) and isinstance(after, Sheet)) or before.tasks is after.tasks:
        return ()
    changed = [task for task, line in after.tasks.items() if line is not before.tasks.get(task)]
    return tuple(move for task in changed for move in _line_moves(task, before, after))


_FACTS = tuple(each.name for each in fields(LineFacts) if each.name not in ("line", "measures", "sources"))


def _line_moves(task: str, before: Sheet, after: Sheet) -> list[LineMove]:
    former = line_facts(before.tasks[task]) if task in before.tasks else None
    new = line_facts(after.tasks[task])
    pairs = [(name, getattr(former, name) if former else None, getattr(new, name)) for name in _FACTS]
    if former is None:
        return [LineMove(task, name, None, value) for name, _, value in pairs if value]
    pairs += [(name, former.measures.get(name), value) for name, value in new.measures.items()]
    return [LineMove(task, name, old, value) for name, old, value in pairs if old != value]


def _shown(result: Result) -> tuple[str, str | None, Mapping[str, Fraction]]:
    return result.status, result.class_code, result.outputs
