"""What a decision may look at besides the command: states, rules, the time. Same inputs, same decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from kpi_commands.command import Command
from kpi_commands.refusals import (
    AGENCY_UNKNOWN,
    NOT_IN_AGENCY,
    RULE_SET_NOT_ADOPTED,
    RULE_SET_UNKNOWN,
    STAFF_UNKNOWN,
)
from kpi_es.domain.agency import Agency
from kpi_es.domain.catalogue import Catalogue
from kpi_es.domain.event import agency_stream, catalogue_stream, sheet_stream, staff_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import Appointment, StaffMember
from kpi_es.domain.topics import Aggregate
from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_es.rulebook import RuleBook, RuleSet, UnknownRuleSet

_EVENT_IDS = uuid.UUID("6f1d5c1e-7c0a-5b0e-9a65-2f4c6b0d9e11")


@dataclass(slots=True)
class Context:
    """The surroundings of one decision.

    `state_of` returns the state of any stream, folded up to now; `people_of` everybody who ever held a post in an
    agency, as far as recorded by now. `load` reads streams together that are about to be asked for one by one: with it
    or without it, the decision is the same.
    """

    command: Command
    now: datetime
    rule_book: RuleBook
    state_of: Callable[[str], Aggregate]
    people_of: Callable[[str], frozenset[str]]
    load: Callable[[Iterable[str]], None]

    @property
    def today(self) -> date:
        """The office's calendar day at the time of recording."""
        return _office_day(self.now)

    @property
    def valid_on(self) -> date:
        """The day the act holds in the world."""
        return self.command.valid_on or self.today

    def stamp(self, aggregate: Aggregate, offset: int = 0) -> dict[str, Any]:
        """Return the fields every event carries, for the event `offset` places after the aggregate's next one."""
        command = self.command
        version = aggregate.version + 1 + offset
        return {
            "originator_id": aggregate.stream,
            "originator_version": version,
            "event_id": uuid.uuid5(_EVENT_IDS, f"{command.id}/{aggregate.stream}/{version}"),
            "command_id": command.id,
            "actor": command.actor,
            "on_behalf_of": command.on_behalf_of,
            "valid_on": self.valid_on,
            "recorded_at": self.now,
            "source": command.SOURCE,
            "system": command.system,
            "reason": command.reason,
        }

    def agency(self, code: str | None = None) -> Agency:
        """Return an agency, by default the command's. Refuses an agency that was never opened."""
        agency = cast(Agency, self.state_of(agency_stream(code or self.command.agency)))
        if agency.version == 0:
            raise AGENCY_UNKNOWN.because(agency=agency.code)
        return agency

    def staff_member(self, staff: str) -> StaffMember:
        """Return a registered person. Refuses an unknown staff id."""
        member = cast(StaffMember, self.state_of(staff_stream(staff)))
        if member.version == 0:
            raise STAFF_UNKNOWN.because(staff=staff)
        return member

    def appointment(self, staff: str, day: date) -> Appointment:
        """Return the post a person holds in the command's agency on a day. Refuses when there is none."""
        appointment = self.staff_member(staff).appointment_on(day)
        if appointment is None or appointment.agency != self.command.agency:
            raise NOT_IN_AGENCY.because(staff=staff, agency=self.command.agency, day=day)
        return appointment

    def catalogue(self) -> Catalogue:
        """Return the catalogue of the command's agency."""
        return cast(Catalogue, self.state_of(catalogue_stream(self.command.agency)))

    def sheet(self, staff: str, period: str) -> Sheet:
        """Return a sheet, opened or not."""
        return cast(Sheet, self.state_of(sheet_stream(staff, period)))

    def rule_set(self, rule_set_id: str) -> RuleSet:
        """Return a rule set by id. Refuses an unknown id, naming those that are known."""
        try:
            return self.rule_book.get(rule_set_id)
        except UnknownRuleSet as unknown:
            known = ", ".join(sorted(self.rule_book))
            raise RULE_SET_UNKNOWN.because(rule_set=rule_set_id, known=known) from unknown

    def rule_set_on(self, day: date) -> RuleSet:
        """Return the rule set the command's agency adopted for a day."""
        adopted = self.agency().rule_set_on(day)
        if adopted is None:
            raise RULE_SET_NOT_ADOPTED.because(agency=self.command.agency, day=day)
        return self.rule_set(adopted[0])


@lru_cache(maxsize=1024)
def _office_day(moment: datetime) -> date:
    return moment.astimezone(OFFICE_TIME_ZONE).date()
