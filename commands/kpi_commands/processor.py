"""Decides commands in groups: in memory on kept states, then one transaction, then one answer for each.

A refused command never fails its neighbours. The same id again gets the same answer and writes nothing.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kpi_commands.answer import Answer, answer_as_json, refusal_answer
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.refusals import CHANGED_MEANWHILE, ID_REUSED, ON_BEHALF_OF, REASON_REQUIRED
from kpi_commands.registry import CommandSet
from kpi_commands.state_cache import StateCache
from kpi_es.domain.event import Event, posts_given, staff_stream
from kpi_es.domain.refusal import Refused
from kpi_es.domain.topics import Aggregate, evolve
from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_es.ports import Append, Clock, EventStore, StaleRead, StoredAnswer
from kpi_es.rulebook import RuleBook

MOST_ATTEMPTS = 50
LONGEST_PAUSE = 0.05


class Overtaken(Exception):
    """Other writers kept changing what this group read; nothing was written, the group can be sent again."""


@dataclass(slots=True)
class _Group:
    """One attempt at deciding a group: what it read, the new states, the events and the answers so far."""

    states: dict[str, Aggregate] = field(default_factory=dict[str, Aggregate])
    read: set[str] = field(default_factory=set[str])
    people_read: set[str] = field(default_factory=set[str])
    events: list[Event] = field(default_factory=list[Event])
    answers: dict[str, tuple[bytes, Answer]] = field(default_factory=dict[str, tuple[bytes, Answer]])
    refused: bool = False


class CommandProcessor:
    """Turns commands into events and answers. One at a time per process; several processes are safe."""

    def __init__(
        self,
        store: EventStore,
        commands: CommandSet,
        rule_book: RuleBook,
        clock: Clock,
        most_streams: int = 100_000,
    ) -> None:
        self._store = store
        self._commands = commands
        self._rule_book = rule_book
        self._clock = clock
        self._cache = StateCache(store, most_streams)
        self._lock = threading.Lock()
        self._behind = True

    def process(
        self,
        commands: Sequence[Command],
        *,
        all_or_nothing: bool = False,
        remember_refusals: bool = True,
    ) -> list[Answer]:
        """Decide commands in order and return one answer each, in the same order, after they are durable.

        With `all_or_nothing` a single refusal leaves nothing written. Without `remember_refusals` a refused
        command may be tried again under the same id. Raises Overtaken when other writers never let go.
        """
        # The append finds out by itself whether a stream that was read has moved on and, when every answer is stored,
        # whether a command was answered before. So the usual case, neither, asks nothing beforehand.
        look_first = all_or_nothing or not remember_refusals
        with self._lock:
            for attempt in range(MOST_ATTEMPTS):
                try:
                    return self._attempt(commands, all_or_nothing, remember_refusals, look_first)
                except StaleRead:
                    self._behind = look_first = True
                    time.sleep(random.uniform(0, LONGEST_PAUSE) * min(attempt, 10) / 10)
        raise Overtaken(f"{len(commands)} commands were overtaken {MOST_ATTEMPTS} times")

    def _attempt(
        self, commands: Sequence[Command], all_or_nothing: bool, remember_refusals: bool, look_first: bool
    ) -> list[Answer]:
        # Where a refusal is not written, no append would find out that it rests on what was true before.
        if self._behind or look_first:
            self._cache.catch_up()
            self._behind = False
        self._cache.load(stream for command in commands for stream in command.reads)
        known: Mapping[str, StoredAnswer] = {}
        if look_first:
            known = self._store.answers([command.id for command in commands])
        group, answers = _Group(), list[Answer]()
        for command in commands:
            answers.append(self._answer(command, known.get(command.id), group))
        nothing_new = not group.events and not (group.refused and remember_refusals)
        if nothing_new or (all_or_nothing and any(answer.status == "refused" for answer in answers)):
            return answers
        positions = self._append(group, remember_refusals)
        return [_at(answer, positions) for answer in answers]

    def _answer(self, command: Command, known: StoredAnswer | None, group: _Group) -> Answer:
        content_hash = command.content_hash()
        if known is not None:
            earlier = Answer.model_validate_json(known.answer).model_copy(update={"position": known.position})
            return _again(command, known.content_hash == content_hash, earlier)
        if command.id in group.answers:
            first_hash, first = group.answers[command.id]
            return _again(command, first_hash == content_hash, first)
        answer = self._decide(command, group)
        group.answers[command.id] = (content_hash, answer)
        return answer

    def _decide(self, command: Command, group: _Group) -> Answer:
        def state_of(stream: str) -> Aggregate:
            group.read.add(stream)
            found = group.states.get(stream)
            return self._cache.get(stream) if found is None else found

        def people_of(agency: str) -> frozenset[str]:
            return self._people_of(agency, group)

        now = self._clock.now(command.sent_at)
        context = Context(command, now, self._rule_book, state_of, people_of, self._cache.load)
        try:
            state = state_of(command.stream)
            _require_envelope(command, state, lambda: self._last_change(command.stream, group))
            events = self._commands.decide(state, command, context)
        except Refused as refused:
            group.refused = True
            return refusal_answer(command.id, refused)
        for event in events:
            group.states[event.originator_id] = evolve(state_of(event.originator_id), event)
        group.events.extend(events)
        return Answer(command_id=command.id, status="accepted", events=tuple(event.event_id for event in events))

    def _people_of(self, agency: str, group: _Group) -> frozenset[str]:
        """Return who ever held a post in an agency, those of this group too: an answer is the same in any grouping."""
        group.people_read.add(agency)
        given = frozenset(staff for staff, found in posts_given(group.events) if found == agency)
        people = self._cache.people_of(agency) | given
        self._cache.load(map(staff_stream, people))
        return people

    def _last_change(self, stream: str, group: _Group) -> Event | None:
        undurable = [event for event in group.events if event.originator_id == stream]
        events = undurable or self._store.streams((stream,)).get(stream, ())
        return events[-1] if events else None

    def _append(self, group: _Group, remember_refusals: bool) -> dict[str, int]:
        stored = [
            StoredAnswer(command_id, content_hash, answer_as_json(answer))
            for command_id, (content_hash, answer) in group.answers.items()
            if remember_refusals or answer.status == "accepted"
        ]
        read = frozenset(group.read), frozenset(group.people_read)
        appended = self._store.append(Append(group.events, stored, self._cache.position, *read))
        self._cache.put(group.states, group.events)
        # Only when nobody wrote in between are all kept states folded up to our own last event.
        self._behind = appended.preceding != self._cache.position
        if appended.positions and not self._behind:
            self._cache.position = appended.positions[-1]
        pairs = zip(group.events, appended.positions, strict=True)
        return {event.command_id: position for event, position in pairs}


def _again(command: Command, same: bool, earlier: Answer) -> Answer:
    if not same:
        return refusal_answer(command.id, ID_REUSED.because(id=command.id))
    return earlier.model_copy(update={"duplicate": True})


def _require_envelope(command: Command, state: Aggregate, last_change: Callable[[], Event | None]) -> None:
    if command.on_behalf_of is not None and command.on_behalf_of != command.actor:
        raise ON_BEHALF_OF.because(actor=command.actor, other=command.on_behalf_of)
    if command.REASON_DUE and command.reason is None:
        raise REASON_REQUIRED.because()
    if command.expected_version is not None and command.expected_version != state.version:
        raise _changed_meanwhile(command, state, last_change())


def _changed_meanwhile(command: Command, state: Aggregate, last: Event | None) -> Refused:
    return CHANGED_MEANWHILE.because(
        stream=command.stream,
        expected=command.expected_version,
        version=state.version,
        kind=last.TOPIC if last else "—",
        actor=last.actor if last else "—",
        time=f"{last.recorded_at.astimezone(OFFICE_TIME_ZONE):%d/%m/%Y %H:%M:%S}" if last else "—",
    )


def _at(answer: Answer, positions: dict[str, int]) -> Answer:
    if answer.position is not None or answer.status == "refused":
        return answer
    # Built anew: copying a model costs several times as much, and this is done for every command.
    return Answer(
        command_id=answer.command_id,
        status=answer.status,
        events=answer.events,
        position=positions.get(answer.command_id),
        duplicate=answer.duplicate,
    )
