"""From an event to its row, with what was known when it was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources

from kpi_es.domain.event import Event, staff_stream
from kpi_es.domain.sheet_events import SheetEvent
from kpi_es.domain.staff_member import Appointment, StaffMember
from kpi_es.domain.topics import Aggregate
from kpi_es.ports import Recorded
from kpi_projections.history.view import CONCERNS, ENTRIES, ConcernRow, HistoryRow
from kpi_projections.history.words import in_words
from kpi_projections.read_model import Changes, Key, States, Table
from kpi_projections.subjects import people_named


class HistoryModel:
    """One row an event, and one for each person it is about."""

    name = "history"
    version = 1
    tables: Sequence[Table] = (ENTRIES, CONCERNS)

    def __init__(self) -> None:
        self.tables_sql = resources.files("kpi_projections.history").joinpath("tables.sql").read_text(encoding="utf-8")

    def project(self, events: Sequence[Recorded], states: States) -> Changes:
        """Return the rows of these events; each is described with the states as they were just before it."""
        states.load(_streams_read(events))
        entries: dict[Key, HistoryRow] = {}
        concerns: dict[Key, ConcernRow] = {}
        for recorded in events:
            capacity = capacity_of(recorded.event, states)
            before, _ = states.advance(recorded.event)
            people = people_named(recorded.event)
            entries[(recorded.position,)] = history_row(recorded, before, capacity, people)
            for staff in people:
                concerns[(staff, recorded.position)] = ConcernRow(staff, recorded.position)
        return {ENTRIES: entries, CONCERNS: concerns}


def capacity_of(event: Event, states: States) -> Appointment | None:
    """Return the post the actor held on the day the event holds, as far as known now."""
    if event.actor.startswith("operator:"):
        return None
    actor = states.state(staff_stream(event.actor))
    return actor.appointment_on(event.valid_on) if isinstance(actor, StaffMember) else None


def history_row(
    recorded: Recorded, before: Aggregate, capacity: Appointment | None, people: tuple[str, ...]
) -> HistoryRow:
    """Return the row of an event, given its stream's state before it and whom it is about, the main one first."""
    event = recorded.event
    words = in_words(event, before)
    return HistoryRow(
        position=recorded.position,
        event_id=event.event_id,
        staff=people[0] if people else None,
        period=event.period if isinstance(event, SheetEvent) else None,
        stream=event.originator_id,
        type=event.TOPIC,
        actor=event.actor,
        on_behalf_of=event.on_behalf_of,
        actor_role=capacity.role if capacity else None,
        actor_post=capacity.post if capacity else None,
        actor_unit=capacity.unit if capacity else None,
        valid_on=event.valid_on,
        recorded_at=event.recorded_at,
        source=event.source,
        system=event.system,
        words_vi=words.vi,
        words_en=words.en,
        reason=event.reason,
    )


def _streams_read(events: Sequence[Recorded]) -> Iterator[str]:
    for recorded in events:
        yield recorded.event.originator_id
        if not recorded.event.actor.startswith("operator:"):
            yield staff_stream(recorded.event.actor)
