"""How many points a rule set can give at all: tells a threshold that nobody reaches, and a score that nobody has."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kpi_es.rulebook.language.bounds import A_SHARE, NOT_NEGATIVE, UNBOUNDED, ZERO, Bounds, bounds_of, either
from kpi_es.rulebook.language.scope import Constant
from kpi_es.rulebook.rule_set import Definition, RuleSet

_LINE_COUNTS = ("coefficient", "assigned", "done", "quality_failures", "times_late", "days_late")


def bounds_of_total(rule_set: RuleSet) -> Bounds:
    """Return the least and the most `total` can be, for whoever is scored; open where the formulas do not tell."""
    sheet, leader = rule_set.sheet, rule_set.leader_items
    shares = Bounds(min(leader.allowed), max(leader.allowed)) if leader.allowed else A_SHARE
    names: dict[str, Bounds] = dict.fromkeys(_LINE_COUNTS, NOT_NEGATIVE)
    names |= {measure.name: Bounds(measure.at_least, measure.at_most) for measure in sheet.measures}
    names |= {item.name: shares for item in leader.items}
    if rule_set.general_tables:
        names["general"] = Bounds(ZERO, max(table.maximum for table in rule_set.general_tables))
    fixed: dict[str, Constant] = {
        name: each.value for name, each in rule_set.parameters.items() if not isinstance(each.value, tuple)
    }
    for definition in (*sheet.lines, *sheet.sums, *sheet.ratios, *sheet.results, *sheet.points):
        names[definition.name] = _bounds(definition, names, fixed)
    return names.get("total", UNBOUNDED)


def _bounds(definition: Definition, names: Mapping[str, Bounds], fixed: Mapping[str, Constant]) -> Bounds:
    clauses = [definition.everyone] if definition.everyone else list(definition.by_role.values())
    return either(bounds_of(clause.formula.tree, names, fixed) for clause in clauses)


def out_of_reach(score: Fraction, within: Bounds) -> bool:
    """Tell whether no one can have this score."""
    above = within.most is not None and score > within.most
    return above or (within.least is not None and score < within.least)
