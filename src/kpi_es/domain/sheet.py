"""A sheet: one person's task lines and general criteria for one period, folded from its events.

The main consistency boundary: locked after confirmation, nobody judges himself, coefficients frozen at assignment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, assert_never

from kpi_es.domain.event import sheet_stream
from kpi_es.domain.immutable import changed
from kpi_es.domain.period_procedure import PeriodProcedure, ProcedureEvent, evolve_procedure
from kpi_es.domain.sheet_events import (
    AnySheetEvent,
    DeadlineExtended,
    EntryCorrected,
    FactStated,
    GeneralCriteriaSelfAssessed,
    MeasureStated,
    ObjectiveCauseConfirmed,
    ResultAccepted,
    ResultReturned,
    ResultSubmitted,
    SheetConfirmed,
    SheetLocked,
    SheetOpened,
    SheetReopened,
    TaskAssigned,
    TaskEvent,
    TaskGivenUp,
    TaskHandedOver,
)
from kpi_es.domain.values import QualityVerdict, Role, StaffGroup, TaskKind, format_exact, parse_exact

ZERO = Fraction(0)

DeliveryStatus = Literal["submitted", "accepted", "returned"]
SheetStatus = Literal["absent", "open", "confirmed", "locked"]


@dataclass(frozen=True)
class Delivery:
    """One submission of a task: what was handed in, and what the manager made of it."""

    number: int
    quantity: Fraction
    finished_on: date
    status: DeliveryStatus
    verdict: QualityVerdict | None
    event_id: str
    decided_by_event: str | None = None
    corrected_by: Mapping[str, str] = field(default_factory=dict[str, str])
    """By field, the last event that corrected it."""

    def event_behind(self, field_name: str) -> str:
        """Return the event that gave a field its present value."""
        first = self.event_id if field_name == "finished_on" else self.decided_by_event or self.event_id
        return self.corrected_by.get(field_name, first)

    @property
    def failed(self) -> bool:
        """Tell whether the content was judged not met: one time under Art 14.2b."""
        return self.status == "returned" or self.verdict == "not_met"

    def days_late(self, due_on: date) -> int:
        """Return the calendar days from the deadline to the finish of an accepted delivery, 0 if in time."""
        return max(0, (self.finished_on - due_on).days) if self.status == "accepted" else 0


@dataclass(frozen=True)
class StatedMeasure:
    """What was last stated of a measure: an exact number or a word, and the event that said so."""

    value: Fraction | str
    event_id: str

    @property
    def text(self) -> str:
        """The value as an event carries it."""
        return self.value if isinstance(self.value, str) else format_exact(self.value)


@dataclass(frozen=True)
class StatedFact:
    """Whether a condition holds, as last stated, and the event that said so."""

    holds: bool
    event_id: str


@dataclass(frozen=True)
class TaskLine:
    """One line of the sheet. `assigned_on` is the day the assignment holds from; `measures` are by name."""

    task: str
    kind: TaskKind
    item: str
    title: str
    measure: str
    coefficient: Fraction
    quantity: Fraction
    assigned_on: date
    due_on: date
    assigned_by_event: str
    deliveries: Mapping[int, Delivery] = field(default_factory=dict[int, Delivery])
    excused: frozenset[str] = frozenset()
    given_up: Fraction = ZERO
    handed_over: Fraction = ZERO
    measures: Mapping[str, StatedMeasure] = field(default_factory=dict[str, StatedMeasure])
    sources: tuple[str, ...] = ()
    catalogued: bool = True
    part_of: str | None = None
    weight: Fraction | None = None
    tied_to: tuple[str, str] | None = None
    """Staff and task of the product a leader's task is tied to."""

    @property
    def extra(self) -> bool:
        """Tell whether the line stands outside the initial assigned total (Art 18.1d)."""
        return self.kind != "planned"

    @property
    def done(self) -> Fraction:
        """The quantity accepted so far."""
        return self._sum("accepted")

    @property
    def pending(self) -> Fraction:
        """The quantity handed in and not yet judged."""
        return self._sum("submitted")

    @property
    def open_quantity(self) -> Fraction:
        """What is assigned and not yet handed in or given up; nothing where more was done than was assigned."""
        rest = self.quantity - self.given_up if self.given_up else self.quantity
        for delivery in self.deliveries.values():
            if delivery.status != "returned":
                rest -= delivery.quantity
        return max(rest, ZERO)

    @property
    def quality_failures(self) -> int:
        """How many times the content was judged not met for a major error (Art 14.2b)."""
        return sum(delivery.failed for delivery in self.deliveries.values())

    @property
    def times_late(self) -> int:
        """On how many occasions an accepted delivery was finished after the deadline (Art 14.2c)."""
        return sum(delivery.days_late(self.due_on) > 0 for delivery in self.deliveries.values())

    @property
    def days_late(self) -> int:
        """Calendar days late, summed over the late deliveries."""
        return sum(delivery.days_late(self.due_on) for delivery in self.deliveries.values())

    def _sum(self, status: DeliveryStatus) -> Fraction:
        return sum((each.quantity for each in self.deliveries.values() if each.status == status), ZERO)


@dataclass(frozen=True)
class Sheet:
    """The state of a sheet; version 0 means it was never opened.

    `confirmed_version` is the stream version of the last confirmation, `changed_version` of the last event
    that can move the score: a sheet is confirmed as it stands only while the first is the larger. `leader` are the
    shares of the leader items, 1 = 100 %; `facts` the conditions stated, by name.
    """

    staff: str
    period: str
    version: int = 0
    agency: str = ""
    unit: str = ""
    post: str = ""
    role: Role = "staff"
    group: StaffGroup = "civil_servant"
    rule_set: str = ""
    rule_set_hash: str = ""
    tasks: Mapping[str, TaskLine] = field(default_factory=dict[str, TaskLine])
    self_assessed: Mapping[str, Fraction] | None = None
    general: Mapping[str, Fraction] | None = None
    general_source: str | None = None
    leader: Mapping[str, Fraction] | None = None
    leader_source: str | None = None
    facts: Mapping[str, StatedFact] = field(default_factory=dict[str, StatedFact])
    confirmed_version: int = 0
    changed_version: int = 0
    locked: bool = False
    procedure: PeriodProcedure = field(default_factory=PeriodProcedure)

    @property
    def stream(self) -> str:
        """The stream this state is folded from."""
        return sheet_stream(self.staff, self.period)

    @property
    def status(self) -> SheetStatus:
        """Where the sheet stands; `confirmed` only while nothing changed since the confirmation."""
        if self.version == 0:
            return "absent"
        if self.locked:
            return "locked"
        return "confirmed" if self.confirmed_version > self.changed_version else "open"


def evolve_sheet(state: Sheet, event: AnySheetEvent) -> Sheet:
    """Return the sheet after an event."""
    version = event.originator_version
    match event:
        case SheetConfirmed():
            return changed(
                state,
                version=version,
                confirmed_version=version,
                general=event.general,
                general_source=str(event.event_id),
                leader=event.shares,
                leader_source=None if event.shares is None else str(event.event_id),
                procedure=evolve_procedure(state.procedure, event),
            )
        case SheetOpened() | GeneralCriteriaSelfAssessed() | EntryCorrected() | FactStated():
            return _evolve_whole(changed(state, version=version, changed_version=version), event)
        case TaskAssigned():
            line = _assigned(event)
        case _:
            if not isinstance(event, TaskEvent):
                return _evolve_closing(changed(state, version=version), event)
            former = state.tasks[event.task]
            line = changed(_evolve_line(former, event), sources=(*former.sources, str(event.event_id)))
    tasks = {**state.tasks, line.task: line}
    # Who takes over what was given up moves nothing on the giver's own score: a confirmation stands.
    changed_version = state.changed_version if isinstance(event, TaskHandedOver) else version
    return changed(state, version=version, changed_version=changed_version, tasks=tasks)


def _evolve_closing(state: Sheet, event: ProcedureEvent) -> Sheet:
    state = changed(state, procedure=evolve_procedure(state.procedure, event))
    match event:
        case SheetLocked():
            return changed(state, locked=True)
        case SheetReopened():
            reopened = changed(state, locked=False, changed_version=event.originator_version)
            return _without_points(reopened) if event.anew else reopened
        case _:
            return state


def _without_points(state: Sheet) -> Sheet:
    nothing = {"self_assessed": None, "general": None, "general_source": None, "leader": None, "leader_source": None}
    return changed(state, **nothing)


def _evolve_whole(
    state: Sheet, event: SheetOpened | GeneralCriteriaSelfAssessed | EntryCorrected | FactStated
) -> Sheet:
    match event:
        case SheetOpened():
            return _opened(state, event)
        case GeneralCriteriaSelfAssessed():
            return changed(
                state,
                self_assessed=event.points,
                general=event.points,
                general_source=str(event.event_id),
            )
        case EntryCorrected():
            return _corrected(state, event)
        case FactStated():
            return changed(state, facts={**state.facts, event.fact: StatedFact(event.holds, str(event.event_id))})
        case _:
            assert_never(event)


LineEvent = (
    DeadlineExtended
    | ResultSubmitted
    | ResultAccepted
    | ResultReturned
    | ObjectiveCauseConfirmed
    | TaskGivenUp
    | TaskHandedOver
    | MeasureStated
)


def _evolve_line(line: TaskLine, event: LineEvent) -> TaskLine:
    match event:
        case DeadlineExtended():
            return changed(line, due_on=event.due_on)
        case ResultSubmitted():
            submitted = Delivery(
                event.delivery, event.quantity, event.finished_on, "submitted", None, str(event.event_id)
            )
            return _with_delivery(line, submitted)
        case ResultAccepted():
            accepted = changed(
                line.deliveries[event.delivery],
                status="accepted",
                quantity=event.quantity,
                verdict=event.verdict,
                decided_by_event=str(event.event_id),
            )
            return _with_delivery(line, accepted)
        case ResultReturned():
            returned = changed(line.deliveries[event.delivery], status="returned", decided_by_event=str(event.event_id))
            return _with_delivery(line, returned)
        case ObjectiveCauseConfirmed() | MeasureStated():
            return _noted(line, event)
        case TaskGivenUp():
            return changed(line, given_up=line.given_up + event.quantity)
        case TaskHandedOver():
            return changed(line, handed_over=line.handed_over + event.quantity)
        case _:
            assert_never(event)


def _noted(line: TaskLine, event: ObjectiveCauseConfirmed | MeasureStated) -> TaskLine:
    if isinstance(event, ObjectiveCauseConfirmed):
        return changed(line, excused=line.excused | {event.part})
    value = event.value if event.unit == "word" else parse_exact(event.value)
    return changed(line, measures={**line.measures, event.measure: StatedMeasure(value, str(event.event_id))})


def _opened(state: Sheet, event: SheetOpened) -> Sheet:
    return changed(
        state,
        agency=event.agency,
        unit=event.unit,
        post=event.post,
        role=event.role,
        group=event.group,
        rule_set=event.rule_set,
        rule_set_hash=event.rule_set_hash,
    )


def _assigned(event: TaskAssigned) -> TaskLine:
    event_id = str(event.event_id)
    return TaskLine(
        task=event.task,
        kind=event.kind,
        item=event.item,
        title=event.title,
        measure=event.measure,
        coefficient=event.coefficient,
        quantity=event.quantity,
        assigned_on=event.valid_on,
        due_on=event.due_on,
        assigned_by_event=event_id,
        sources=(event_id,),
        catalogued=event.catalogued,
        part_of=event.part_of,
        weight=event.weight,
        tied_to=(event.tied_to_staff, event.tied_to_task) if event.tied_to_staff and event.tied_to_task else None,
    )


def _corrected(state: Sheet, event: EntryCorrected) -> Sheet:
    if event.criterion is not None:
        points = {**(state.general or {}), event.criterion: parse_exact(event.corrected)}
        return changed(state, general=points, general_source=str(event.event_id))
    assert event.task is not None
    line = state.tasks[event.task]
    corrected = _corrected_line(line, event)
    return _with_line(state, changed(corrected, sources=(*line.sources, str(event.event_id))))


def _corrected_line(line: TaskLine, event: EntryCorrected) -> TaskLine:
    if event.field == "assigned_quantity" or event.delivery is None:
        return changed(line, quantity=parse_exact(event.corrected), assigned_by_event=str(event.event_id))
    delivery = line.deliveries[event.delivery]
    # From now on the correction is the event behind the value: a second one replaces the first.
    corrected_by = {**delivery.corrected_by, event.field: str(event.event_id)}
    if event.field == "quantity":
        value: Fraction | date | str = parse_exact(event.corrected)
    else:
        value = date.fromisoformat(event.corrected) if event.field == "finished_on" else event.corrected
    return _with_delivery(line, changed(delivery, corrected_by=corrected_by, **{event.field: value}))


def _with_line(state: Sheet, line: TaskLine) -> Sheet:
    return changed(state, tasks={**state.tasks, line.task: line})


def _with_delivery(line: TaskLine, delivery: Delivery) -> TaskLine:
    return changed(line, deliveries={**line.deliveries, delivery.number: delivery})
