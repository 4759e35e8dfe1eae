"""Scores one person's sheet for one period (Art 14 to 17, 20)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kpi_es.evaluation.calculation import NO_SOURCES, Calculation
from kpi_es.evaluation.classes import class_by_facts, class_by_rules
from kpi_es.evaluation.facts import FactRefused, LineFacts, SheetFacts
from kpi_es.evaluation.result import UNKNOWN, Result
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.rule_set import Bilingual, Criterion, GeneralTable, Measure, RuleSet

_GENERAL = Bilingual("Điểm tiêu chí chung", "General criteria points")
_NO_GENERAL = Bilingual("Bộ quy tắc không có tiêu chí chung", "The rule set has no general criteria")
_NOT_FOR_ROLE = Bilingual("Bộ quy tắc không áp dụng cho vai trò này", "The rule set does not apply to this role")


def evaluate_sheet(rule_set: RuleSet, facts: SheetFacts, *, trace: bool = True) -> Result:
    """Return score, class and explanation of a sheet under a rule set.

    What is not known yet makes the status `unknown`; whatever does not depend on it is still in the outputs.
    Raises FactRefused for points outside their criterion, or leader shares the rule set does not allow.
    """
    calculation = Calculation(rule_set, facts.role, trace=trace, fact_sources=facts.sources if trace else NO_SOURCES)
    if not applies(calculation):
        return calculation.result("not_applicable")
    env = _environment(calculation, facts)
    _general(calculation, facts, env)
    calculation.define(rule_set.sheet.sums, env)
    if status := calculation.stops(rule_set.sheet.statuses, env):
        return calculation.result(status)
    calculation.define(rule_set.sheet.ratios, env)
    _leader(calculation, facts, env)
    calculation.define(rule_set.sheet.results, env)
    calculation.define(rule_set.sheet.points, env)
    if "total" not in env and _needs_total(rule_set):
        return calculation.result(calculation.without_total())
    if not rule_set.classes:
        return calculation.result("scored")
    by_rules = class_by_rules(calculation, "sheet", "total", env)
    class_code = class_by_facts(calculation, by_rules, facts.facts, "sheet", env, facts.sources)
    return calculation.result("unknown" if class_code is None else "scored", class_code)


def applies(calculation: Calculation) -> bool:
    """Tell whether the rule set has rules for the role, and write it down when it has none."""
    rule_set, role = calculation.rule_set, calculation.role
    if role in rule_set.roles or (rule_set.subject == "organisation" and "organisation" in rule_set.roles):
        return True
    calculation.note("status", "", [("role", role)], "not_applicable", "", _NOT_FOR_ROLE)
    return False


def _needs_total(rule_set: RuleSet) -> bool:
    return not rule_set.classes or any(level.starts is not None for level in rule_set.classes)


def _environment(calculation: Calculation, facts: SheetFacts) -> Environment:
    sheet = calculation.rule_set.sheet
    below: list[Environment] = []
    for line in facts.lines:
        env = Environment(_line_values(line, sheet.measures))
        calculation.define_line(sheet.lines, env, line.sources)
        below.append(env)
    known = {name: name in facts.facts for name in calculation.rule_set.known_facts}
    return Environment({**known, "role": facts.role}, tuple(below))


def _line_values(line: LineFacts, measures: tuple[Measure, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "line": line.line,
        "coefficient": slim(line.coefficient),
        "assigned": slim(line.assigned),
        "done": slim(line.done),
        "quality_failures": line.quality_failures,
        "times_late": line.times_late,
        "days_late": line.days_late,
        "extra": line.extra,
        "excused_quality": "quality" in line.excused,
        "excused_timeliness": "timeliness" in line.excused,
    }
    for measure in measures:
        value = line.measures.get(measure.name, measure.when_missing)
        if value is not None:
            values[measure.name] = _measured(measure, value, f"{line.line}.{measure.name}")
    return values


def _measured(measure: Measure, value: Any, name: str) -> Any:
    if measure.choices:
        if value not in measure.choices:
            names = ", ".join(measure.choices)
            raise FactRefused(name, f"phải là một trong: {names}", f"must be one of: {names}")
        return value
    if isinstance(value, str):
        raise FactRefused(name, "phải là số", "must be a number")
    least, most = measure.at_least, measure.at_most
    if (least is not None and value < least) or (most is not None and value > most):
        low, high = ("…" if limit is None else str(limit) for limit in (least, most))
        raise FactRefused(name, f"{value} nằm ngoài {low} đến {high}", f"{value} is outside {low} to {high}")
    return slim(value) if isinstance(value, Fraction) else value


def _general(calculation: Calculation, facts: SheetFacts, env: Environment) -> None:
    table = calculation.rule_set.general_for(facts.role)
    if table is None:
        if facts.general is not None:
            calculation.note("general", "", [], "not_applicable", "", _NO_GENERAL)
        calculation.missing["general"] = "not_applicable"
        return
    given = facts.general
    points: Fraction | None
    if isinstance(given, Mapping):
        points, inputs = _by_criterion(table, given)
    else:
        if given is not None:
            _refuse_outside("general", given, table.maximum)
        points, inputs = given, [("general", UNKNOWN if given is None else given)]
    if points is not None:
        env["general"] = slim(points)
        calculation.outputs["general"] = points
    formula = " + ".join(name for name, _ in inputs)
    value = UNKNOWN if points is None else points
    calculation.note("general", formula, inputs, value, table.source, _GENERAL, facts.sources.get("general", ()))


def _by_criterion(
    table: GeneralTable, given: Mapping[str, Fraction]
) -> tuple[Fraction | None, list[tuple[str, Fraction | str]]]:
    criteria = {criterion.id: criterion for criterion in table.criteria}
    for name, scored in given.items():
        criterion = criteria.get(name)
        _refuse_outside(name, scored, None if criterion is None else criterion.maximum)
        if criterion is not None:
            _refuse_between(criterion, scored)
    points = sum(given.values(), Fraction(0)) if len(given) == len(criteria) else None
    return points, [(name, given.get(name, UNKNOWN)) for name in criteria]


def _refuse_between(criterion: Criterion, value: Fraction) -> None:
    if criterion.binary and value not in (0, criterion.maximum):
        raise FactRefused(criterion.id, f"chỉ được 0 hoặc {criterion.maximum}", f"must be 0 or {criterion.maximum}")
    if criterion.step is not None and (value / criterion.step).denominator != 1:
        raise FactRefused(
            criterion.id, f"phải là bội số của {criterion.step}", f"must be a multiple of {criterion.step}"
        )


def _refuse_outside(name: str, value: Fraction, maximum: Fraction | None) -> None:
    if maximum is None:
        raise FactRefused(name, "không phải tiêu chí chung của bộ quy tắc này", "is no general criterion here")
    if not 0 <= value <= maximum:
        raise FactRefused(name, f"{value} điểm nằm ngoài 0 đến {maximum}", f"{value} points are outside 0 to {maximum}")


def _leader(calculation: Calculation, facts: SheetFacts, env: Environment) -> None:
    rules = calculation.rule_set.leader_items
    if facts.role not in rules.roles:
        calculation.missing.update((item.name, "not_applicable") for item in rules.items)
        return
    given = facts.leader or {}
    for name, value in given.items():
        if name not in {item.name for item in rules.items}:
            raise FactRefused(f"leader.{name}", "không phải mục của lãnh đạo", "is no leader item")
        if not rules.allowed and not 0 <= value <= 1:
            raise FactRefused(f"leader.{name}", f"{value} nằm ngoài 0 đến 1", f"{value} is outside 0 to 1")
        if rules.allowed and value not in rules.allowed:
            allowed = ", ".join(str(share) for share in rules.allowed)
            raise FactRefused(f"leader.{name}", f"{value}: chỉ được {allowed}", f"{value}: allowed are {allowed}")
    for item in rules.items:
        share = given.get(item.name)
        if share is not None:
            env[item.name] = slim(share)
            calculation.outputs[item.name] = share
        shown = UNKNOWN if share is None else share
        sources = facts.sources.get(f"leader.{item.name}", facts.sources.get("leader", ()))
        calculation.note(item.name, item.name, [(item.name, shown)], shown, item.source, item.title, sources)
