"""Which sheets an event gives another score: the person's own, and those of every leader above (Art 15.3a, 15.4).

Asked event by event, with the states as they are then, so that it does not depend on how the log is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import cast

from kpi_es.domain.agency import Agency, AgencyEvent
from kpi_es.domain.agency_events import AgencyRecordAnnulled
from kpi_es.domain.event import Event, agency_stream, sheet_stream, staff_stream
from kpi_es.domain.period import period_days
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import SheetConfirmed, SheetEvent, SheetOpened, SheetReopened
from kpi_es.domain.staff_events import StaffRecordAnnulled
from kpi_es.domain.staff_member import StaffEvent, StaffMember
from kpi_es.evaluation.unit_result import rests_on_others
from kpi_es.evaluation.unit_scope import Scope, may_answer_for_others, scope_of
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook
from kpi_projections.read_model import States
from kpi_projections.subjects import person_of_stream


class Dependents:
    """Moves the states on through one batch and collects the sheets to score anew, each with its last cause."""

    def __init__(self, events: Iterable[Recorded], states: States, rule_book: RuleBook) -> None:
        self._states = states
        self._rule_book = rule_book
        self._opened: dict[str, set[str]] = {}
        self._sheets: dict[str, frozenset[str]] = dict(states.sheets_of(_people_of_records(events)))
        self._leaders: dict[str, set[str]] = {}
        self._scopes: dict[str, Scope | None] = {}
        self._above: dict[tuple[str, str], tuple[str, ...]] = {}
        self._directly_above: dict[tuple[str, str], tuple[str, ...]] = {}
        self.touched: dict[str, Recorded] = {}

    def take(self, recorded: Recorded) -> None:
        """Fold an event into its stream and note whose score it may move."""
        event = recorded.event
        match event:
            case SheetEvent():
                self._take_sheet_event(recorded, event)
            case _ if person_of_stream(event.originator_id):
                self._take_staff_event(recorded, cast(StaffEvent, event))
            case _:
                self._take_agency_event(recorded, cast(AgencyEvent, event))

    def _take_sheet_event(self, recorded: Recorded, event: SheetEvent) -> None:
        self._states.advance(event)
        if isinstance(event, SheetOpened):
            self._opened.setdefault(event.staff, set()).add(event.originator_id)
        if isinstance(event, SheetOpened | SheetConfirmed | SheetReopened):
            # With these a leader's sheet begins or ceases to rest on others: d may be stated from now on.
            self._forget_scopes()
        self._touch((event.originator_id, *self._leaders_above(event.staff, event.period)), recorded)

    def _take_staff_event(self, recorded: Recorded, event: StaffEvent) -> None:
        before = set(self._leaders_above_at_any_time(event))
        _, after = self._states.advance(event)
        self._forget_scopes()
        for agency in _agencies_of(cast(StaffMember, after)):
            if agency in self._leaders and may_answer_for_others(cast(StaffMember, after), self._agency(agency)):
                self._leaders[agency].add(event.staff)
        above = before.union(self._leaders_above_at_any_time(event))
        self._touch((*self._sheets_of(event.staff), *sorted(above)), recorded)

    def _take_agency_event(self, recorded: Recorded, event: AgencyEvent) -> None:
        self._states.advance(event)
        self._forget_scopes()
        self._leaders.pop(event.originator_id.partition(":")[2], None)
        self._touch(self._leader_sheets(event.originator_id.partition(":")[2], _first_day(event)), recorded)

    def _touch(self, streams: Iterable[str], recorded: Recorded) -> None:
        self.touched.update(dict.fromkeys(streams, recorded))

    def _forget_scopes(self) -> None:
        self._scopes.clear()
        self._above.clear()
        self._directly_above.clear()

    def _leaders_above(self, staff: str, period: str) -> tuple[str, ...]:
        """Return the sheets of a period whose item d rests on a person's score, also by way of other leaders."""
        key = (staff, period)
        if key not in self._above:
            found: dict[str, None] = {}
            waiting = [staff]
            for each in waiting:
                above = [stream for stream in self._answering_for(each, period) if stream not in found]
                found.update(dict.fromkeys(above))
                waiting.extend(map(_staff_of, above))
            self._above[key] = tuple(found)
        return self._above[key]

    def _answering_for(self, staff: str, period: str) -> tuple[str, ...]:
        key = (staff, period)
        if key not in self._directly_above:
            member = self._member(staff)
            sheet = cast(Sheet, self._states.state(sheet_stream(staff, period)))
            agencies = dict.fromkeys((*_agencies_of(member), *((sheet.agency,) if sheet.version else ())))
            self._directly_above[key] = tuple(
                each for agency in agencies for each in self._answering(agency, period, member)
            )
        return self._directly_above[key]

    def _answering(self, agency: str, period: str, member: StaffMember) -> Iterator[str]:
        leaders = self._leaders_of(agency)
        self._states.load(sheet_stream(leader, period) for leader in leaders)
        for leader in sorted(leaders):
            stream = sheet_stream(leader, period)
            if stream not in self._scopes:
                self._scopes[stream] = self._scope(stream)
            scope = self._scopes[stream]
            if scope is not None and scope.agency.code == agency and scope.post_of(member) is not None:
                yield stream

    def _scope(self, stream: str) -> Scope | None:
        sheet = cast(Sheet, self._states.state(stream))
        if sheet.version == 0 or not rests_on_others(
            sheet, self._agency(sheet.agency), self._rule_book[sheet.rule_set]
        ):
            return None
        return scope_of(sheet, self._states)

    def _leaders_above_at_any_time(self, event: StaffEvent) -> Iterator[str]:
        """Give the sheets that rest on the person's, of all periods that end when the event holds or later."""
        member = self._member(event.staff)
        periods = {
            stream.rpartition(":")[2]
            for agency in _agencies_of(member)
            for stream in self._leader_sheets(agency, _first_day(event))
        }
        for period in sorted(periods):
            yield from self._leaders_above(event.staff, period)

    def _leader_sheets(self, agency: str, since: date) -> list[str]:
        """Return the sheets of an agency's leaders for the periods that end on a day or later."""
        leaders = sorted(self._leaders_of(agency))
        unknown = [leader for leader in leaders if leader not in self._sheets]
        if unknown:
            found = self._states.sheets_of(unknown)
            self._sheets.update({leader: found.get(leader, frozenset()) for leader in unknown})
        sheets = [stream for leader in leaders for stream in self._sheets_of(leader)]
        return [stream for stream in sheets if period_days(stream.rpartition(":")[2])[1] >= since]

    def _leaders_of(self, agency: str) -> set[str]:
        if agency not in self._leaders:
            people = self._states.people_of(agency)
            self._states.load(staff_stream(staff) for staff in people)
            state = self._agency(agency)
            self._leaders[agency] = {each for each in people if may_answer_for_others(self._member(each), state)}
        return self._leaders[agency]

    def _sheets_of(self, staff: str) -> list[str]:
        return sorted(self._sheets.get(staff, frozenset()) | self._opened.get(staff, set()))

    def _member(self, staff: str) -> StaffMember:
        return cast(StaffMember, self._states.state(staff_stream(staff)))

    def _agency(self, code: str) -> Agency:
        return cast(Agency, self._states.state(agency_stream(code)))


def cause_of(row_of: str, recorded: Recorded) -> Mapping[str, str | None]:
    """Return event and person behind a recalculation when that was something about somebody else, else nothing."""
    person = person_of_stream(recorded.event.originator_id)
    if person == row_of:
        return {"cause": None, "cause_staff": None}
    return {"cause": str(recorded.event.event_id), "cause_staff": person}


def _first_day(event: Event) -> date:
    """Return from which day on an event may matter; an annulment reaches back to whatever it annuls."""
    return date.min if isinstance(event, AgencyRecordAnnulled | StaffRecordAnnulled) else event.valid_on


def _people_of_records(events: Iterable[Recorded]) -> set[str]:
    streams = (recorded.event.originator_id for recorded in events)
    return {stream.partition(":")[2] for stream in streams if stream.startswith("staff:")}


def _agencies_of(member: StaffMember) -> list[str]:
    """Return the agencies in which a person was ever evaluated."""
    posts = [post for _, post in member.appointments] + [each.appointment for each in member.secondments]
    return sorted({post.agency for post in posts})


def _staff_of(stream: str) -> str:
    return stream.split(":")[1]
