"""Who keeps the top class under the cap (Art 20.5): the surplus moves down from the lowest mean up, ties are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kpi_es.evaluation.cap import GROUP_PREFIX, evaluate_cap
from kpi_es.evaluation.classes import level_of
from kpi_es.evaluation.facts import CapFacts, CapGroup
from kpi_es.evaluation.result import Result
from kpi_es.rulebook import RuleSet

Limit = Literal["group", "agency"]
AGENCY = "agency"

Orders = Mapping[frozenset[str], tuple[str, ...]]
"""By the people who are equal, the order the authority put them in, best first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person before the cap: the group with similar duties, the mean and the class so far (None: no class)."""

    staff: str
    group: str
    mean: Fraction | None
    class_code: str | None


@dataclass(frozen=True, slots=True)
class OpenTie:
    """People with one and the same mean at the cut, of whom `places` keep the top class."""

    code: str
    staff: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Settled:
    """The classes after the cap.

    `limits` is the evaluation with its trace, None where no cap applies to a year. `moved` says which limit moved
    somebody down. People in an open tie have no class yet, and nor has anybody whose class waits for a tie.
    """

    limits: Result | None
    allowed: int | None
    group_limits: Mapping[str, int]
    classes: Mapping[str, str | None]
    moved: Mapping[str, Limit]
    ties: tuple[OpenTie, ...]


def settle(
    rule_set: RuleSet,
    people: Sequence[Standing],
    *,
    outstanding: bool = False,
    orders: Orders | None = None,
    ties_move_down: bool = False,
) -> Settled:
    """Return everybody's class after the cap.

    First each group is brought within its limit, then the agency. With `ties_move_down` equals at the cut all move
    down; otherwise they are put in the order given for exactly these people, and where there is none the tie is open.
    """
    classes = {each.staff: each.class_code for each in people}
    if rule_set.cap is None or rule_set.cap.period != "year":
        return Settled(None, None, {}, classes, {}, ())
    limits = evaluate_cap(rule_set, _facts(rule_set, people, outstanding))
    groups = {
        name.removeprefix(GROUP_PREFIX): int(value)
        for name, value in limits.outputs.items()
        if name.startswith(GROUP_PREFIX)
    }
    allowed = int(limits.outputs["allowed"])
    cutter = _Cutter(rule_set, classes, orders or {}, ties_move_down)
    top = [each for each in people if each.class_code == rule_set.class_codes[0]]
    if groups_bind(rule_set):
        for group in sorted(groups):
            members = [each for each in top if each.group == group]
            cutter.cut(f"group.{group}", "group", members, groups[group])
    if not cutter.ties:
        kept = [each for each in top if each.staff not in cutter.moved]
        cutter.cut(AGENCY, "agency", kept, allowed)
    return Settled(limits, allowed, groups, classes, cutter.moved, tuple(cutter.ties))


class _Cutter:
    """Moves people down into the next class, in place."""

    def __init__(self, rule_set: RuleSet, classes: dict[str, str | None], orders: Orders, ties_move_down: bool) -> None:
        self._next_class = rule_set.class_codes[1]
        self._classes = classes
        self._orders = orders
        self._ties_move_down = ties_move_down
        self.moved: dict[str, Limit] = {}
        self.ties: list[OpenTie] = []

    def cut(self, code: str, limit: Limit, people: Sequence[Standing], places: int) -> None:
        """Keep as many of these people as there are places, the highest means first."""
        ordered = sorted(people, key=lambda each: (-_mean(each), each.staff))
        if len(ordered) <= places:
            return
        at_the_cut = _mean(ordered[places])
        equal = [each.staff for each in ordered if _mean(each) == at_the_cut]
        above = [each.staff for each in ordered if _mean(each) > at_the_cut]
        for each in ordered:
            if _mean(each) < at_the_cut:
                self._move(each.staff, limit)
        left = places - len(above)
        if left == 0 or self._ties_move_down:
            down = equal
        elif order := self._orders.get(frozenset(equal)):
            down = list(order[left:])
        else:
            self.ties.append(OpenTie(code, tuple(equal), left))
            self._classes.update(dict.fromkeys(equal))
            return
        for staff in down:
            self._move(staff, limit)

    def _move(self, staff: str, limit: Limit) -> None:
        self._classes[staff] = self._next_class
        self.moved[staff] = limit


def _mean(standing: Standing) -> Fraction:
    return standing.mean if standing.mean is not None else Fraction(0)


def groups_bind(rule_set: RuleSet) -> bool:
    """Tell whether each group has a limit of its own: not where the share is measured in the whole agency alone."""
    scope = rule_set.parameters.get("cap_scope")
    if scope is not None:
        return scope.value != "agency"
    clauses = [each.everyone for each in rule_set.cap.allowed] if rule_set.cap else []
    return any("sum_of_group_limits" in clause.formula.text for clause in clauses if clause is not None)


def _facts(rule_set: RuleSet, people: Sequence[Standing], outstanding: bool) -> CapFacts:
    groups: dict[str, list[Fraction | None]] = {}
    for each in people:
        groups.setdefault(each.group, []).append(_counted_score(rule_set, each))
    return CapFacts(tuple(CapGroup(group, tuple(scores)) for group, scores in groups.items()), outstanding)


def _counted_score(rule_set: RuleSet, standing: Standing) -> Fraction | None:
    """Return the mean, or the lowest score of the class where a fact or the unit's class decided it.

    Who is classed lower than the mean says counts in the class held: the cap measures classes (Art 20.5), and whom a
    reprimand put lowest is neither excellent nor good.
    """
    if standing.class_code is None or standing.mean is None:
        return None
    if level_of(rule_set, standing.mean).code == standing.class_code:
        return standing.mean
    held = next(level for level in rule_set.classes if level.code == standing.class_code)
    return held.starts if held.starts is not None else Fraction(-1)
