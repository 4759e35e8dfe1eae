"""What a sheet remembers of its procedure: confirmations, comments, notice, publication, deadlines, petitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import assert_never

from kpi_es.domain.immutable import changed
from kpi_es.domain.petition import Petition, Petitions, PetitionTerm, with_answered, with_filed
from kpi_es.domain.sheet_events import (
    JudgedItem,
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    PetitionAnswered,
    PetitionFiled,
    SheetConfirmed,
    SheetLocked,
    SheetNotified,
    SheetPublished,
    SheetReopened,
)
from kpi_es.domain.values import OFFICE_TIME_ZONE


@dataclass(frozen=True)
class Confirmation:
    """One confirmation of the sheet.

    A replaced one is kept, with the event that replaced it: a decision (Art 21.3), or a later confirmation.
    """

    version: int
    event_id: str
    actor: str
    confirmed_on: date
    general: Mapping[str, Fraction]
    leader: Mapping[str, Fraction] | None
    judged: tuple[JudgedItem, ...] = ()
    replaced_by: str | None = None


@dataclass(frozen=True)
class Notice:
    """What the person was told last: which confirmation, by hash, and on which office day it was recorded.

    `petition_term` is None for a notice of the time before it was frozen.
    """

    about_version: int
    record_hash: str
    recorded_on: date
    petition_term: PetitionTerm | None = None


@dataclass(frozen=True)
class PeriodProcedure:
    """How far the procedure of one sheet has come.

    `reopened` holds from a superseding decision or a granted petition until the next lock: in between the
    deadlines of the period, long past, bind nobody. `extended` has the deadlines that were moved, by name.
    """

    confirmations: tuple[Confirmation, ...] = ()
    comments: tuple[str, ...] = ()
    """The events of the comments recorded, since the evaluation last began."""
    extended: Mapping[str, date] = field(default_factory=dict[str, date])
    notice: Notice | None = None
    published_version: int = 0
    """The confirmation published last, by stream version."""
    petitions: Petitions = field(default_factory=dict[int, Petition])
    reopened: bool = False

    @property
    def standing(self) -> Confirmation | None:
        """The last confirmation, None while there is none or the last one is replaced."""
        last = self.confirmations[-1] if self.confirmations else None
        return last if last is not None and last.replaced_by is None else None


ProcedureEvent = (
    PeriodCommentRecorded
    | PeriodDeadlineExtended
    | SheetConfirmed
    | SheetLocked
    | SheetNotified
    | SheetPublished
    | SheetReopened
    | PetitionFiled
    | PetitionAnswered
)


def evolve_procedure(state: PeriodProcedure, event: ProcedureEvent) -> PeriodProcedure:
    """Return the procedure after an event. Raises KeyError for the answer to a petition that was never filed."""
    event_id = str(event.event_id)
    match event:
        case PeriodCommentRecorded():
            return changed(state, comments=(*state.comments, event_id))
        case PeriodDeadlineExtended():
            return changed(state, extended={**state.extended, event.deadline: event.due_on})
        case SheetLocked():
            return changed(state, reopened=False)
        case SheetPublished():
            return changed(state, published_version=event.about_version)
        case PetitionFiled():
            return changed(state, petitions=with_filed(state.petitions, event, event.filed_on, event_id))
        case PetitionAnswered():
            return changed(state, petitions=with_answered(state.petitions, event, event.valid_on, event_id))
        case _:
            return _evolve_record(state, event)


def _evolve_record(state: PeriodProcedure, event: SheetConfirmed | SheetNotified | SheetReopened) -> PeriodProcedure:
    match event:
        case SheetConfirmed():
            former = _replaced(state.confirmations, str(event.event_id))
            return changed(state, confirmations=(*former, _confirmation(event)))
        case SheetNotified():
            # The day it was recorded: a notice dated back must not shorten the time for a petition.
            recorded_on = event.recorded_at.astimezone(OFFICE_TIME_ZONE).date()
            notice = Notice(event.about_version, event.record_hash, recorded_on, event.petition_term)
            return changed(state, notice=notice)
        case SheetReopened():
            return _reopened(state, event)
        case _:
            assert_never(event)


def _reopened(state: PeriodProcedure, event: SheetReopened) -> PeriodProcedure:
    former = _replaced(state.confirmations, str(event.event_id))
    comments = () if event.anew else state.comments
    return changed(state, confirmations=former, comments=comments, reopened=True)


def _replaced(confirmations: tuple[Confirmation, ...], by_event: str) -> tuple[Confirmation, ...]:
    return tuple(changed(each, replaced_by=by_event) if each.replaced_by is None else each for each in confirmations)


def _confirmation(event: SheetConfirmed) -> Confirmation:
    return Confirmation(
        version=event.originator_version,
        event_id=str(event.event_id),
        actor=event.actor,
        confirmed_on=event.valid_on,
        general=event.general,
        leader=event.shares,
        judged=event.judged,
    )
