"""Folding a part of a history: what an event acts on may be missing, because it is dated or was learned later.

The rule: **an event whose target is not there is shown and moves nothing.** Its target is what the event changes:
the opened sheet, the task, the submission that is accepted or returned, the accepted submission or the points that
are corrected, the confirmation that is replaced, the petition that is answered, the unit that gets a head,
the adviser who is released, the proposal that is standardised or declined, the shared product, the part of it that
is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import AgencyRecordAnnulled, PersonnelAdviserReleased, UnitEvent
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.catalogue import Catalogue, CatalogueProposalDeclined, CatalogueProposalStandardised
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.event import Event
from kpi_es.domain.indicator_plan import IndicatorPlan, IndicatorSet
from kpi_es.domain.shared_product import PartCorrected, SharedProduct, SharedProductDefined
from kpi_es.domain.sheet import Sheet, TaskLine
from kpi_es.domain.sheet_events import (
    EntryCorrected,
    PetitionAnswered,
    ResultAccepted,
    ResultReturned,
    SheetOpened,
    SheetReopened,
    TaskAssigned,
    TaskEvent,
)
from kpi_es.domain.staff_events import ConcurrentPostEnded, LeaveEnded, SecondmentEnded, StaffRecordAnnulled
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate, empty, evolve
from kpi_es.domain.unit_review import UnitReview
from kpi_projections.known_year import missing_in_year


def missing_target(state: Aggregate, event: Event) -> str | None:
    """Return what an event acts on and the state does not have, None when nothing is missing.

    The name is `sheet`, `task`, `delivery`, `points`, `confirmation`, `petition`, `unit`, `proposal`,
    `adviser`, `product`, `part` or `indicator`.
    """
    match state:
        case Sheet():
            return _missing_on_sheet(state, event)
        case Catalogue():
            return _missing_in_catalogue(state, event)
        case SharedProduct():
            return _missing_of_product(state, event)
        case Agency():
            return _missing_in_agency(state, event)
        case StaffMember():
            return _missing_about_person(state, event)
        case IndicatorPlan():
            known = isinstance(event, IndicatorSet) or getattr(event, "indicator", None) in state.indicators
            return None if known else "indicator"
        case AnnualReview() | ClassificationRound() | UnitReview():
            return missing_in_year(state, event)


def _missing_in_agency(agency: Agency, event: Event) -> str | None:
    if isinstance(event, UnitEvent):
        return None if event.unit in agency.units else "unit"
    if isinstance(event, PersonnelAdviserReleased):
        return None if event.staff in agency.personnel_advisers else "adviser"
    if isinstance(event, AgencyRecordAnnulled):
        return None if any(each.event_id == event.annuls for each in agency.records) else "record"
    return None


def _missing_about_person(member: StaffMember, event: Event) -> str | None:
    match event:
        case LeaveEnded():
            return None if any(each.event_id == str(event.leave) for each in member.leaves) else "leave"
        case SecondmentEnded():
            known = any(each.event_id == str(event.secondment) for each in member.secondments)
            return None if known else "secondment"
        case ConcurrentPostEnded():
            where = (event.agency, event.unit)
            held = [(each.appointment.agency, each.appointment.unit) for each in member.concurrent_posts]
            return None if where in held else "post"
        case StaffRecordAnnulled():
            return None if any(each.event_id == event.annuls for each in member.records) else "record"
        case _:
            return None


def evolve_known(state: Aggregate, event: Event) -> Aggregate:
    """Return the state after an event, the same state when the event's target is missing."""
    return evolve(state, event) if missing_target(state, event) is None else state


def fold_known(stream: str, events: Iterable[Event]) -> Aggregate:
    """Return the state of a stream after some of its events, in order; never fails on a gap."""
    state = empty(stream)
    for event in events:
        state = evolve_known(state, event)
    return state


def _missing_on_sheet(sheet: Sheet, event: Event) -> str | None:
    if isinstance(event, SheetOpened):
        return None
    if not sheet.rule_set:
        return "sheet"
    if isinstance(event, EntryCorrected):
        return _missing_for_correction(sheet, event)
    if isinstance(event, TaskEvent):
        return None if isinstance(event, TaskAssigned) else _missing_of_task(sheet, event)
    return _missing_in_procedure(sheet, event)


def _missing_in_procedure(sheet: Sheet, event: Event) -> str | None:
    if isinstance(event, SheetReopened):
        known = {each.event_id for each in sheet.procedure.confirmations}
        return None if event.replaces in known else "confirmation"
    if isinstance(event, PetitionAnswered):
        return None if event.number in sheet.procedure.petitions else "petition"
    return None


def _missing_of_task(sheet: Sheet, event: TaskEvent) -> str | None:
    line = sheet.tasks.get(event.task)
    return "task" if line is None else _missing_on_line(line, event)


def _missing_in_catalogue(catalogue: Catalogue, event: Event) -> str | None:
    if isinstance(event, CatalogueProposalStandardised | CatalogueProposalDeclined):
        known = {**catalogue.proposals, **catalogue.standard_proposals}
        return None if event.proposal in known else "proposal"
    return None


def _missing_of_product(product: SharedProduct, event: Event) -> str | None:
    if isinstance(event, SharedProductDefined):
        return None
    if not product.item:
        return "product"
    if isinstance(event, PartCorrected):
        return None if (event.staff, event.period, event.task) in product.taken else "part"
    return None


def _missing_on_line(line: TaskLine, event: TaskEvent) -> str | None:
    if isinstance(event, ResultAccepted | ResultReturned):
        return None if event.delivery in line.deliveries else "delivery"
    return None


def _missing_for_correction(sheet: Sheet, event: EntryCorrected) -> str | None:
    if event.criterion is not None:
        return None if event.criterion in (sheet.general or {}) else "points"
    line = sheet.tasks.get(event.task or "")
    if line is None:
        return "task"
    if event.delivery is None:
        return None
    # Only what was accepted is ever corrected; on a submission that nobody judged yet it would invent a verdict.
    delivery = line.deliveries.get(event.delivery)
    return None if delivery is not None and delivery.status == "accepted" else "delivery"
