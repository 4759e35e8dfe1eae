"""Which rows of the watch are worth a look: pure, so that every rule can be read and tried by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from statistics import median
from typing import Literal, TypeAlias

from kpi_es.domain.values import OFFICE_TIME_ZONE
from kpi_projections.watch.thresholds import Thresholds
from kpi_projections.watch.view import ActRow, EffortRow

FlagKind = Literal["high_effort", "bulk_acceptance", "instant_acceptance", "never_returns", "unbacked", "late_entries"]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something worth a look, about one person in one period; for the acceptance kinds that person is a manager.

    `found` is what was counted or measured, `limit` what would not have been flagged any more, `of` what it is
    measured against (None where there is nothing). `events` are ids of the acts behind it, in the order of the log;
    empty for effort, where it is the whole sheet.
    """

    kind: FlagKind
    agency: str
    unit: str
    period: str
    staff: str
    found: Fraction
    limit: Fraction
    of: Fraction | None
    events: tuple[str, ...]


Acts: TypeAlias = Sequence[ActRow]


def flags_of(efforts: Iterable[EffortRow], acts: Iterable[ActRow], thresholds: Thresholds) -> list[Flag]:
    """Return every flag, by agency, period, kind and person."""
    known = sorted(acts, key=lambda act: act.position)
    by_person = _grouped(known, lambda act: (act.agency, act.period, act.staff))
    judged = [act for act in known if act.kind in ("acceptance", "return")]
    by_manager = _grouped(judged, lambda act: (act.agency, act.period, act.actor))
    entered = {_result(act): act for act in known if act.kind == "submission"}
    found = [
        *_high_effort(efforts, thresholds),
        *(flag for each in by_manager for flag in _bulk(each, thresholds)),
        *(flag for each in by_manager for flag in _instant(each, entered, thresholds)),
        *(flag for each in by_manager for flag in _never_returns(each, thresholds)),
        *(flag for each in by_person for flag in _unbacked(each, entered, thresholds)),
        *(flag for each in by_person for flag in _late(each, thresholds)),
    ]
    return sorted(found, key=lambda flag: (flag.agency, flag.period, flag.kind, flag.unit, flag.staff))


def _high_effort(efforts: Iterable[EffortRow], thresholds: Thresholds) -> Iterator[Flag]:
    units: dict[tuple[str, str, str], dict[str, Fraction]] = defaultdict(dict)
    for row in efforts:
        effort = Fraction(row.effort)
        if effort > 0:
            units[row.agency, row.unit, row.period][row.staff] = effort
    for (agency, unit, period), people in units.items():
        for staff, effort in people.items():
            others = [each for name, each in people.items() if name != staff]
            if len(others) < thresholds.effort_people:
                continue
            norm = Fraction(median(others))
            limit = norm * thresholds.effort_times_norm
            if effort >= limit:
                yield Flag("high_effort", agency, unit, period, staff, effort, limit, norm, ())


def _bulk(judged: Acts, thresholds: Thresholds) -> Iterator[Flag]:
    accepted = [act for act in judged if act.kind == "acceptance"]
    last = [act for act in accepted if act.recorded_at >= _last_hours_from(act, thresholds.bulk_hours)]
    enough = max(Fraction(thresholds.bulk_acceptances), thresholds.bulk_share * len(accepted))
    if accepted and len(last) >= enough:
        yield _of_manager("bulk_acceptance", last, enough, Fraction(len(accepted)))


def _last_hours_from(act: ActRow, hours: int) -> datetime:
    midnight = datetime.combine(act.last_day + timedelta(days=1), time(), tzinfo=OFFICE_TIME_ZONE)
    return midnight - timedelta(hours=hours)


def _instant(judged: Acts, entered: dict[tuple[object, ...], ActRow], thresholds: Thresholds) -> Iterator[Flag]:
    accepted = [act for act in judged if act.kind == "acceptance"]
    soon = timedelta(seconds=thresholds.instant_seconds)
    found = [
        act
        for act in accepted
        if (entry := entered.get(_result(act))) is not None and act.recorded_at - entry.recorded_at <= soon
    ]
    if found and len(found) >= thresholds.instant_least:
        yield _of_manager("instant_acceptance", found, Fraction(thresholds.instant_least), Fraction(len(accepted)))


def _never_returns(judged: Acts, thresholds: Thresholds) -> Iterator[Flag]:
    faults = any(act.kind == "return" or act.verdict == "not_met" for act in judged)
    if not faults and len(judged) >= thresholds.never_returns_after:
        yield _of_manager("never_returns", judged, Fraction(thresholds.never_returns_after), None)


def _unbacked(acts: Acts, entered: dict[tuple[object, ...], ActRow], thresholds: Thresholds) -> Iterator[Flag]:
    accepted = [entered[_result(act)] for act in acts if act.kind == "acceptance" and _result(act) in entered]
    found = [
        entry for entry in accepted if entry.source == "self_declared" and not entry.evidence and entry.system is None
    ]
    enough = max(Fraction(thresholds.unbacked_least), thresholds.unbacked_share * len(accepted))
    if found and len(found) >= enough:
        yield _of_person("unbacked", found, enough, Fraction(len(accepted)))


def _late(acts: Acts, thresholds: Thresholds) -> Iterator[Flag]:
    entries = [act for act in acts if act.kind in ("submission", "correction")]
    found = [act for act in entries if act.recorded_at.astimezone(OFFICE_TIME_ZONE).date() > act.last_day]
    if found and len(found) >= thresholds.late_entries:
        yield _of_person("late_entries", found, Fraction(thresholds.late_entries), Fraction(len(entries)))


def _of_manager(kind: FlagKind, acts: Acts, limit: Fraction, of: Fraction | None) -> Flag:
    first, units = acts[0], sorted({act.unit for act in acts})
    return Flag(kind, first.agency, ",".join(units), first.period, first.actor, *_counted(acts, limit, of))


def _of_person(kind: FlagKind, acts: Acts, limit: Fraction, of: Fraction | None) -> Flag:
    first = acts[0]
    return Flag(kind, first.agency, first.unit, first.period, first.staff, *_counted(acts, limit, of))


def _counted(
    acts: Acts, limit: Fraction, of: Fraction | None
) -> tuple[Fraction, Fraction, Fraction | None, tuple[str, ...]]:
    return Fraction(len(acts)), limit, of, tuple(str(act.event_id) for act in acts)


def _result(act: ActRow) -> tuple[object, ...]:
    return act.staff, act.period, act.task, act.delivery


def _grouped(acts: Iterable[ActRow], key: Callable[[ActRow], tuple[str, ...]]) -> list[Acts]:
    groups: dict[tuple[str, ...], list[ActRow]] = defaultdict(list)
    for act in acts:
        groups[key(act)].append(act)
    return list(groups.values())
