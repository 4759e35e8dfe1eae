"""What was recorded after a decision about a year and made the log say something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi_commands.round_entries import Difference
from kpi_es.domain.annual_review_events import DecidingFactStated, DecidingFactWithdrawn
from kpi_es.domain.event import Event, agency_stream, review_stream, sheet_stream, staff_stream, unit_review_stream
from kpi_es.domain.sheet_events import (
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    PetitionFiled,
    SheetLocked,
    SheetNotified,
    SheetPublished,
)
from kpi_es.domain.staff_events import DisciplineImposed, StaffRecordAnnulled
from kpi_es.domain.unit_review import UnitDecisionEvent
from kpi_es.domain.year import periods_of_year
from kpi_es.entrypoints.year_log import YearLog
from kpi_es.evaluation.unit_result import OfficeScores, UnitResult
from kpi_es.ports import Recorded

_WITHOUT_SCORE = (
    SheetNotified,
    SheetPublished,
    SheetLocked,
    PeriodCommentRecorded,
    PeriodDeadlineExtended,
    PetitionFiled,
)
"""Events of a sheet that never move a score."""
_OF_FACTS = (DisciplineImposed, StaffRecordAnnulled)
_OF_SERVICE = frozenset({"unit", "role", "absence", "months_worked"})


class YearCauses:
    """Finds what was recorded after a decision, for each kind of difference where it is recorded.

    `people` are all on whose scores a leader's item d may rest.
    """

    def __init__(self, log: YearLog, people: Iterable[str]) -> None:
        self._log = log
        self._people = tuple(people)
        self._scores: dict[int | None, OfficeScores] = {}

    def of(self, staff: str, units: Iterable[str], differences: Sequence[Difference], since: int) -> list[Recorded]:
        """Return the events behind the differences in a person's year, in log order.

        `units` are those whose classes limit the person. Where nothing of the kind is found, what was recorded of
        posts and offices of the year is: it decides who answers for whom.
        """
        found = [each for one in differences for each in self._of_one(staff, units, one.name, since)]
        return _in_order(found or self._of_offices(since))

    def of_incomplete(self, staff: str, units: Iterable[str], since: int) -> list[Recorded]:
        """Return everything after a decision on which a year rests that can not be calculated at present."""
        sheets = [each for period in periods_of_year(self._log.year) for each in self._of_sheet(staff, period, since)]
        return _in_order([*sheets, *self._of_units(units, since), *self._log.since(staff_stream(staff), since)])

    def _of_one(self, staff: str, units: Iterable[str], name: str, since: int) -> Iterable[Recorded]:
        if name in periods_of_year(self._log.year):
            return self._of_score(staff, name, since)
        if name == "facts":
            return self._of_facts(staff, since)
        if name == "unit_class":
            return self._of_units(units, since)
        if name in _OF_SERVICE:
            return [each for each in self._log.since(staff_stream(staff), since) if not _is(each, DisciplineImposed)]
        return ()

    def _of_score(self, staff: str, period: str, since: int) -> Iterator[Recorded]:
        """Give what changed a sheet, and for a leader what changed how those below stand (Art 15.3a)."""
        yield from self._of_sheet(staff, period, since)
        before, now = self._unit_result(staff, period, since), self._unit_result(staff, period, None)
        if before is None or now is None or before.share == now.share:
            return
        stood = {each.staff: each.standing for each in before.counted}
        stands = {each.staff: each.standing for each in now.counted}
        for other in sorted(stood.keys() | stands.keys()):
            if other in stood and other in stands and stood[other] != stands[other]:
                yield from self._of_score(other, period, since)
            elif stood.get(other) != stands.get(other):
                yield from self._log.since(staff_stream(other), since)
                yield from self._of_sheet(other, period, since)

    def _of_sheet(self, staff: str, period: str, since: int) -> list[Recorded]:
        return [each for each in self._log.since(sheet_stream(staff, period), since) if not _is(each, *_WITHOUT_SCORE)]

    def _of_facts(self, staff: str, since: int) -> Iterator[Recorded]:
        yield from (each for each in self._log.since(staff_stream(staff), since) if _is(each, *_OF_FACTS))
        stated = self._log.since(review_stream(staff, self._log.year), since)
        yield from (each for each in stated if _is(each, DecidingFactStated, DecidingFactWithdrawn))

    def _of_units(self, units: Iterable[str], since: int) -> Iterator[Recorded]:
        for unit in units:
            recorded = self._log.since(unit_review_stream(self._log.agency_code, unit, self._log.year), since)
            yield from (each for each in recorded if _is(each, UnitDecisionEvent))

    def _of_offices(self, since: int) -> Iterator[Recorded]:
        for stream in (agency_stream(self._log.agency_code), *map(staff_stream, self._people)):
            yield from (each for each in self._log.since(stream, since) if each.event.valid_on.year <= self._log.year)

    def _unit_result(self, staff: str, period: str, position: int | None) -> UnitResult | None:
        sheet = self._log.sheet(staff, period, position)
        if sheet.version == 0:
            return None
        if position not in self._scores:
            self._scores[position] = self._log.scores(self._people, position)
        return self._scores[position].unit_result(sheet)


def _is(recorded: Recorded, *kinds: type[Event]) -> bool:
    return isinstance(recorded.event, kinds)


def _in_order(found: Iterable[Recorded]) -> list[Recorded]:
    return [each for _, each in sorted({each.position: each for each in found}.items())]
