"""How far each indicator is: pure, from plans, work and the tree of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpi_projections.indicators.view import PlaceRow, PlanRow, WorkRow


@dataclass(frozen=True, slots=True)
class Progress:
    """One indicator and how far it is.

    `value` is in the indicator's own measure, None for one fed by those below it. `share` is of the target, 1 = 100 %,
    and may exceed it; None for one without items and without anything below it, which is not known rather than zero.
    `by_period` is what each month or quarter added to `value`. `depth` counts the indicators above it.
    """

    indicator: str
    owner: str
    unit: str
    post: str | None
    staff: str | None
    title: str
    measure: str
    target: Fraction
    weight: Fraction
    items: tuple[str, ...]
    parent: str | None
    depth: int
    value: Fraction | None
    share: Fraction | None
    by_period: Mapping[str, Fraction]
    people: tuple[str, ...]
    """Whose accepted work fed it."""


def progress_of(plans: Iterable[PlanRow], work: Sequence[WorkRow], places: Iterable[PlaceRow]) -> list[Progress]:
    """Return every standing indicator of one agency and year, each followed by those below it."""
    standing = {row.indicator: row for row in plans if not row.retired}
    tree = _Tree(standing, work, {row.unit: row.parent for row in places})
    tops = [code for code, row in standing.items() if row.parent not in standing]
    return [each for code in sorted(tops) for each in tree.walk(code, 0)]


class _Tree:
    def __init__(
        self, plans: Mapping[str, PlanRow], work: Sequence[WorkRow], parents: Mapping[str, str | None]
    ) -> None:
        self._plans = plans
        self._work = work
        self._parents = parents

    def walk(self, code: str, depth: int) -> list[Progress]:
        """Return an indicator and everything below it; its share comes from the ones directly below."""
        plan = self._plans[code]
        children = sorted(each for each, row in self._plans.items() if row.parent == code)
        branches = [self.walk(child, depth + 1) for child in children]
        return [self._progress(plan, depth, [branch[0] for branch in branches]), *(e for b in branches for e in b)]

    def _progress(self, plan: PlanRow, depth: int, below: Sequence[Progress]) -> Progress:
        items, target = tuple(plan.items.split(",")) if plan.items else (), Fraction(plan.target)
        fed = [row for row in self._work if row.item in items and Fraction(row.done) and self._counts(plan, row)]
        by_period: dict[str, Fraction] = {}
        for row in sorted(fed, key=lambda row: row.first_day):
            by_period[row.period] = by_period.get(row.period, Fraction(0)) + Fraction(row.done)
        value = sum(by_period.values(), Fraction(0)) if items else None
        return Progress(
            indicator=plan.indicator,
            owner=plan.owner,
            unit=plan.unit,
            post=plan.post,
            staff=plan.staff,
            title=plan.title,
            measure=plan.measure,
            target=target,
            weight=Fraction(plan.weight),
            items=items,
            parent=plan.parent,
            depth=depth,
            value=value,
            share=_share_of(below) if value is None else value / target,
            by_period=by_period,
            people=tuple(sorted({row.staff for row in fed})),
        )

    def _counts(self, plan: PlanRow, row: WorkRow) -> bool:
        match plan.owner:
            case "agency":
                return True
            case "unit":
                return self._is_within(row.unit, plan.unit)
            case "post":
                return row.unit == plan.unit and row.post == plan.post
            case _:
                return row.staff == plan.staff

    def _is_within(self, unit: str | None, above: str) -> bool:
        passed: set[str] = set()
        while unit is not None and unit not in passed:
            if unit == above:
                return True
            passed.add(unit)
            unit = self._parents.get(unit)
        return False


def _share_of(below: Sequence[Progress]) -> Fraction | None:
    """Return the mean of the indicators below by their weights; None while one of them is not known."""
    total = sum((each.weight for each in below), Fraction(0))
    if not total:
        return None
    shares = [each.share * each.weight for each in below if each.share is not None]
    return sum(shares, Fraction(0)) / total if len(shares) == len(below) else None
