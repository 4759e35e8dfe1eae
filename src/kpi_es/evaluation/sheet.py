"""Scores one person's sheet for one period (Art 14 to 17, 20)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from kpi_es.evaluation.calculation import Calculation
from kpi_es.evaluation.classes import class_by_facts, class_by_score
from kpi_es.evaluation.facts import FactRefused, LineFacts, SheetFacts
from kpi_es.evaluation.result import UNKNOWN, Result
from kpi_es.rulebook.language.compiler import slim
from kpi_es.rulebook.language.scope import Environment
from kpi_es.rulebook.rule_set import Bilingual, Measure, RuleSet

_GENERAL = Bilingual("Điểm tiêu chí chung", "General criteria points")
_NOT_FOR_ROLE = Bilingual("Bộ quy tắc không áp dụng cho vai trò này", "The rule set does not apply to this role")


def evaluate_sheet(rule_set: RuleSet, facts: SheetFacts, *, trace: bool = True) -> Result:
    """Return score, class and explanation of a sheet under a rule set.

    What is not known yet makes the status `unknown`; whatever does not depend on it is still in the outputs.
    Raises FactRefused for points outside their criterion, or leader shares the rule set does not allow.
    """
    calculation = Calculation(rule_set, facts.role, trace=trace)
    if facts.role not in rule_set.sheet.roles:
        calculation.note("status", "", [("role", facts.role)], "not_applicable", "", _NOT_FOR_ROLE)
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
    if "total" not in env:
        return calculation.result("unknown")
    by_score = class_by_score(calculation, "total")
    return calculation.result("scored", class_by_facts(calculation, by_score, facts.facts, facts.sources))


def _environment(calculation: Calculation, facts: SheetFacts) -> Environment:
    sheet = calculation.rule_set.sheet
    below: list[Environment] = []
    for line in facts.lines:
        env = Environment(_line_values(line, sheet.measures))
        calculation.define_line(sheet.lines, env, line.sources)
        below.append(env)
    return Environment({"role": facts.role}, tuple(below))


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
        if measure.choices and value is not None and value not in measure.choices:
            names = ", ".join(measure.choices)
            raise FactRefused(f"{line.line}.{measure.name}", f"phải là một trong: {names}", f"must be one of: {names}")
        if not measure.choices and isinstance(value, str):
            raise FactRefused(f"{line.line}.{measure.name}", "phải là số", "must be a number")
        if value is not None:
            values[measure.name] = slim(value) if isinstance(value, Fraction) else value
    return values


def _general(calculation: Calculation, facts: SheetFacts, env: Environment) -> None:
    table = calculation.rule_set.general
    given = facts.general
    points: Fraction | None
    if isinstance(given, Mapping):
        maxima = {criterion.id: criterion.maximum for criterion in table.criteria}
        for name, scored in given.items():
            _refuse_outside(name, scored, maxima.get(name))
        points = sum(given.values(), Fraction(0)) if len(given) == len(maxima) else None
        inputs: list[tuple[str, Fraction | str]] = [(name, given.get(name, UNKNOWN)) for name in maxima]
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


def _refuse_outside(name: str, value: Fraction, maximum: Fraction | None) -> None:
    if maximum is None:
        raise FactRefused(name, "không phải tiêu chí chung của bộ quy tắc này", "is no general criterion here")
    if not 0 <= value <= maximum:
        raise FactRefused(name, f"{value} điểm nằm ngoài 0 đến {maximum}", f"{value} points are outside 0 to {maximum}")


def _leader(calculation: Calculation, facts: SheetFacts, env: Environment) -> None:
    rules = calculation.rule_set.leader_items
    if facts.role not in rules.roles:
        return
    given = facts.leader or {}
    for name, value in given.items():
        if name not in {item.name for item in rules.items}:
            raise FactRefused(f"leader.{name}", "không phải mục của lãnh đạo", "is no leader item")
        if value not in rules.allowed:
            allowed = ", ".join(str(share) for share in rules.allowed)
            raise FactRefused(f"leader.{name}", f"{value}: chỉ được {allowed}", f"{value}: allowed are {allowed}")
    for item in rules.items:
        share = given.get(item.name)
        if share is not None:
            env[item.name] = slim(share)
            calculation.outputs[item.name] = share
        shown = UNKNOWN if share is None else share
        sources = facts.sources.get("leader", ())
        calculation.note(item.name, item.name, [(item.name, shown)], shown, item.source, item.title, sources)
