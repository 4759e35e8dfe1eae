"""Which decided classes of a year the log no longer bears out, and because of what (Art 4.4, 21.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kpi_commands.annual_result import CalculatedYear, YearCalculator, require_complete
from kpi_commands.recalculated_round import RecalculatedRound, recalculated
from kpi_commands.round_entries import Difference, Value, classification_day
from kpi_es.domain.annual_review import ClassDecision
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.classification_round_events import RoundEntry
from kpi_es.domain.event import review_stream
from kpi_es.domain.refusal import Refused
from kpi_es.entrypoints.year_causes import YearCauses
from kpi_es.entrypoints.year_log import YearLog
from kpi_es.ports import Recorded

_BY_THE_CAP = "class_code"


@dataclass(frozen=True)
class NotBorneOut:
    """One person whose decision says something else than the log does now.

    `differences` say what the decision has and what the log gives. `refused` tells why the year can not be calculated
    at present, such as a sheet open again. `causes` were recorded after the decision. `through` are the people whose
    changed years move this person's class by the cap alone (Art 20.5).
    """

    staff: str
    decision: ClassDecision
    differences: tuple[Difference, ...]
    refused: Refused | None
    causes: tuple[Recorded, ...]
    through: tuple[str, ...] = ()


def not_borne_out(log: YearLog, state: ClassificationRound, head: str | None) -> tuple[NotBorneOut, ...]:
    """Return everybody whose decision in force differs from the year as calculated now; none before a decision.

    `head` is the head of the agency, whom the authority above decides and who is in no round (Art 10.2a).
    """
    standing = state.decision
    if standing is None:
        return ()
    found = _Comparison(log, state)
    entries = tuple(standing.entries.values())
    return (*(found.of_head(head) if head else ()), *found.of_candidates(entries))


class _Comparison:
    def __init__(self, log: YearLog, state: ClassificationRound) -> None:
        self._log = log
        self._state = state
        self._day = classification_day(state, log.context())
        self._causes = YearCauses(log, log.everybody)

    def of_candidates(self, entries: tuple[RoundEntry, ...]) -> Iterator[NotBorneOut]:
        now = recalculated(self._state, self._log.context())
        differences = {each.staff: now.differences(each) for each in entries}
        moved = tuple(staff for staff, found in differences.items() if any(one.name != _BY_THE_CAP for one in found))
        for entry in entries:
            if differences[entry.staff] or entry.staff in now.refused:
                yield self._candidate(entry, differences[entry.staff], now, moved)

    def _candidate(
        self, entry: RoundEntry, found: tuple[Difference, ...], now: RecalculatedRound, moved: tuple[str, ...]
    ) -> NotBorneOut:
        staff, refused = entry.staff, now.refused.get(entry.staff)
        decision = self._decision(staff)
        since, units = self._place(staff, decision), self._units(staff, entry.unit)
        if refused is not None:
            causes = self._causes.of_incomplete(staff, units, since)
            return NotBorneOut(staff, decision, found, refused, tuple(causes))
        if moved and all(one.name == _BY_THE_CAP for one in found):
            return NotBorneOut(staff, decision, found, None, (), moved)
        return NotBorneOut(staff, decision, found, None, tuple(self._causes.of(staff, units, found, since)))

    def of_head(self, head: str) -> Iterator[NotBorneOut]:
        """Give the head of the agency; what the decision rested on is calculated as the log was at that time."""
        decision = self._log.review(head).decision
        if decision is None:
            return
        since = self._place(head, decision)
        former = self._year_of(head, since)
        units = self._units(head, former.unit)
        try:
            now = self._year_of(head, None)
            # What the authority judged stands as long as the rules leave the class open.
            judged = [head] if former.result.status == "unknown" else []
            require_complete(self._log.context(), [now], judged)
        except Refused as problem:
            causes = self._causes.of_incomplete(head, units, since)
            yield NotBorneOut(head, decision, (), problem, tuple(causes))
            return
        if found := tuple(_differences_of_head(decision, former, now)):
            yield NotBorneOut(head, decision, found, None, tuple(self._causes.of(head, units, found, since)))

    def _year_of(self, head: str, position: int | None) -> CalculatedYear:
        context = self._log.context(position)
        rule_set = context.rule_set(self._log.review(head).rule_set)
        first = self._log.review(head).decisions[0].decided_on
        return YearCalculator(context, self._log.year, rule_set, first).of(head)

    def _decision(self, staff: str) -> ClassDecision:
        decision = self._log.review(staff).decision
        assert decision is not None, "a decided round decides everybody's review with it"
        return decision

    def _place(self, staff: str, decision: ClassDecision) -> int:
        return self._log.place_of(review_stream(staff, self._log.year), decision.event_id)

    def _units(self, staff: str, unit: str) -> tuple[str, ...]:
        return self._log.agency.units_headed_by(staff, self._day) or (unit,)


def _differences_of_head(decision: ClassDecision, former: CalculatedYear, now: CalculatedYear) -> Iterator[Difference]:
    scores, later = _scores(former), _scores(now)
    pairs: list[tuple[str, Value, Value]] = [
        (period, scores.get(period), later.get(period)) for period in sorted(scores.keys() | later.keys())
    ]
    facts, new_facts = (tuple(sorted(each.annual.facts.facts)) for each in (former, now))
    given = decision.class_before_cap if now.result.status == "unknown" else now.result.class_code
    pairs += [
        ("mean", decision.mean, now.result.outputs.get("mean")),
        ("facts", facts, new_facts),
        ("unit_class", former.annual.facts.unit_class, now.annual.facts.unit_class),
        ("class_before_cap", decision.class_before_cap, given),
    ]
    if decision.class_code == decision.class_before_cap:
        pairs.append((_BY_THE_CAP, decision.class_code, given))
    yield from (Difference(name, before, after) for name, before, after in pairs if before != after)


def _scores(year: CalculatedYear) -> dict[str, Fraction | None]:
    return {each.period: each.score for each in year.annual.sheets}
