"""The walk through a person's history: what happened, in which order it was learned, and what it did to the score.

The score of a head or deputy rests on the scores of others (Art 15.3a): their events are walked along, and one that
moves the leader's score is a step too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from fractions import Fraction
from typing import cast

from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.event import Event, staff_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate, empty, evolve
from kpi_es.evaluation.facts import LineFacts
from kpi_es.evaluation.remembered_scores import RememberedScores
from kpi_es.evaluation.result import Result
from kpi_es.evaluation.sheet_facts import line_facts
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_es.evaluation.unit_scope import LEADER_ROLES, Surroundings
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
    """One event of the walk: of the person, or of somebody else when it moved the person's score.

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

    `sheets` and `scores` are by period; the scores have no trace (`OfficeScores` explains any of the sheets from the
    `surroundings`). `position` is the last log position among the steps, 0 when there are none.
    """

    staff: str
    known_at: datetime | None
    valid_on: date | None
    steps: tuple[Step, ...]
    member: StaffMember
    sheets: Mapping[str, Sheet]
    scores: Mapping[str, Result]
    position: int
    surroundings: Surroundings = field(compare=False, repr=False)


def replay(
    events: Sequence[Recorded],
    staff: str,
    rule_book: RuleBook,
    known_at: datetime | None = None,
    valid_on: date | None = None,
) -> Replay:
    """Walk through the events of a person, of the person's sheets and annual reviews, in log order.

    Only what was recorded by `known_at` and holds by `valid_on` counts. Events of others are passed over, unless the
    person leads them and they move the person's score. Each sheet is scored under the rule set frozen on it. Raises
    ValueError for a `known_at` without a time zone, UnknownRuleSet for a rule set that is not at hand.
    """
    require_aware(known_at)
    walk = _Walk(staff, rule_book)
    chosen = [each for each in events if _is_chosen(each.event, known_at, valid_on)]
    walked = (walk.step(recorded) for recorded in sorted(chosen, key=lambda each: each.position))
    steps = tuple(step for step in walked if step is not None)
    return Replay(
        staff=staff,
        known_at=known_at,
        valid_on=valid_on,
        steps=steps,
        member=walk.member,
        sheets=walk.sheets,
        scores=walk.scores,
        position=steps[-1].position if steps else 0,
        surroundings=walk,
    )


def _is_chosen(event: Event, known_at: datetime | None, valid_on: date | None) -> bool:
    return (known_at is None or event.recorded_at <= known_at) and (valid_on is None or event.valid_on <= valid_on)


class _Walk:
    """The states and scores reached so far; the `Surroundings` of the scores."""

    def __init__(self, staff: str, rule_book: RuleBook) -> None:
        self._staff = staff
        self._rule_book = rule_book
        self._score = RememberedScores(rule_book)
        self._states: dict[str, Aggregate] = {}
        self._people: dict[str, set[str]] = {}
        self.sheets: dict[str, Sheet] = {}
        self.scores: dict[str, Result] = {}

    @property
    def member(self) -> StaffMember:
        """The person as known so far."""
        return cast(StaffMember, self.state(staff_stream(self._staff)))

    def state(self, stream: str) -> Aggregate:
        """Return a stream's state so far."""
        return self._states.get(stream) or empty(stream)

    def people_of(self, agency: str) -> frozenset[str]:
        """Return everybody who ever held a post in an agency, as far as walked."""
        return frozenset(self._people.get(agency, ()))

    def step(self, recorded: Recorded) -> Step | None:
        """Take one event in; None for one of somebody else that moves nothing here."""
        event = recorded.event
        before = self.state(event.originator_id)
        missing = missing_target(before, event)
        after = before if missing else self._fold(before, event)
        own = person_of_stream(event.originator_id) == self._staff
        if not own and (missing or not self._may_move(before, after)):
            return None
        scores = () if missing else tuple(self._take(after, own=own))
        if not own and not any(change.moved for change in scores):
            return None
        return Step(
            position=recorded.position,
            event=event,
            words=in_words(event, before),
            missing=missing,
            scores=scores,
            lines=_moves(before, after) if own else (),
        )

    def _fold(self, before: Aggregate, event: Event) -> Aggregate:
        after = self._states[event.originator_id] = evolve(before, event)
        if isinstance(after, StaffMember) and isinstance(agency := getattr(event, "agency", None), str):
            self._people.setdefault(agency, set()).add(after.staff)
        return after

    def _may_move(self, before: Aggregate, after: Aggregate) -> bool:
        """Tell whether something about others may move a leader's score; only a matter of speed."""
        led = {period for period, sheet in self.sheets.items() if sheet.role in LEADER_ROLES}
        if not isinstance(before, Sheet) or not isinstance(after, Sheet):
            return bool(led)
        if after.period not in led:
            return False
        scored = before.general is not None or after.general is not None
        # Where general criteria are due there is no score before somebody gave points for them.
        needs_points = self._rule_book[after.rule_set].general_for(after.role) is not None
        return scored or not needs_points or before.version == 0 or after.role in LEADER_ROLES

    def _take(self, state: Aggregate, *, own: bool) -> Iterator[ScoreChange]:
        scores = OfficeScores(self, self._rule_book, self._score)
        if isinstance(state, Sheet):
            if own:
                self.sheets[state.period] = state
            yield self._rescore(state.period, scores)
            return
        if isinstance(state, AnnualReview):
            # A class is decided from the scores; no score follows from a class.
            return
        for period, sheet in sorted(self.sheets.items()):
            if own or sheet.role in LEADER_ROLES:
                yield self._rescore(period, scores)

    def _rescore(self, period: str, scores: OfficeScores) -> ScoreChange:
        before = self.scores.get(period)
        after = self.scores[period] = scores.result(self.sheets[period])
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
