"""The states behind a part of a log, folded anew each time they are asked for: slow, and too simple to be wrong."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_es.domain.event import Event
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import Aggregate
from kpi_es.evaluation import Result
from kpi_es.evaluation.unit_result import OfficeScores
from kpi_projections.known_fold import fold_known
from tests.projections.office import RULE_BOOK


class FoldedLog:
    """`Surroundings` over a list of events."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events

    def state(self, stream: str) -> Aggregate:
        return fold_known(stream, [each for each in self._events if each.originator_id == stream])

    def people_of(self, agency: str) -> list[str]:
        streams = {each.originator_id for each in self._events if each.originator_id.startswith("staff:")}
        members = [state for stream in streams if isinstance(state := self.state(stream), StaffMember)]
        posts = {member.staff: [post.agency for _, post in member.appointments] for member in members}
        return [staff for staff, agencies in posts.items() if agency in agencies]

    def score(self, sheet: Sheet) -> Result:
        return OfficeScores(self, RULE_BOOK).result(sheet)
