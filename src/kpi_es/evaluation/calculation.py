"""Runs definitions one after the other over an environment and writes down how each value came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from kpi_es.evaluation.facts import FactRefused
from kpi_es.evaluation.result import UNKNOWN, Result, Step
from kpi_es.rulebook.language.formula import Formula
from kpi_es.rulebook.language.scope import Environment, NotKnown, RepealedParameter
from kpi_es.rulebook.rule_set import Bilingual, Clause, Definition, RuleSet, Status, StatusRule

Missing = Literal["unknown", "abolished", "not_applicable"]
"""Why a name has no value. None of them is a zero."""

LONGEST_NUMBER = 200_000
"""Bits of a numerator or denominator: a hostile rule set may square again and again, an honest one never comes near."""


NO_SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Calculation:
    """The state of one evaluation: outputs so far, and the steps if a trace is wanted.

    `fact_sources` are the ids of the events behind each fact; a step whose formula reads a fact names them.
    """

    __slots__ = ("_fact_sources", "_steps", "missing", "outputs", "role", "rule_set")

    def __init__(
        self, rule_set: RuleSet, role: str, *, trace: bool, fact_sources: Mapping[str, tuple[str, ...]] = NO_SOURCES
    ) -> None:
        known = rule_set.known_facts if fact_sources else frozenset[str]()
        self._fact_sources = {name: found for name, found in fact_sources.items() if name in known}
        self.rule_set = rule_set
        self.role = role
        self.outputs: dict[str, Fraction] = {}
        self.missing: dict[str, Missing] = {}
        self._steps: list[Step] | None = [] if trace else None

    def define(self, definitions: Iterable[Definition], env: Environment, prefix: str = "") -> None:
        """Calculate each definition into the environment and the outputs; what has no value stays out of both.

        Why it has none goes into `missing`: not known yet, abolished, or not applicable to the role.
        """
        for definition in definitions:
            clause = definition.clause(self.role)
            if clause is None:
                self.missing[definition.name] = "not_applicable"
                continue
            try:
                value = clause.formula.run(env)
            except NotKnown as lacking:
                value = self.missing[definition.name] = self._why(lacking)
            else:
                env[definition.name] = value
                if not isinstance(value, (bool, str)):
                    self.outputs[prefix + definition.name] = bounded(exact(value), definition.name)
            if self._steps is not None:
                self._record(definition, clause, env, value, prefix)

    def define_line(self, definitions: Iterable[Definition], env: Environment, sources: tuple[str, ...]) -> None:
        """Calculate the definitions of one task line into its environment."""
        for definition in definitions:
            clause = definition.everyone or definition.by_role.get(self.role)
            if clause is None:
                continue
            try:
                value = env[definition.name] = clause.formula.run(env)
            except NotKnown as lacking:
                value = self._why(lacking)
            if self._steps is not None:
                inputs = self._inputs(clause.formula, env)
                step = Step(
                    definition.name,
                    clause.formula.text,
                    inputs,
                    shown(value),
                    clause.source,
                    definition.title,
                    env["line"],
                    sources,
                )
                self._steps.append(step)

    def _why(self, lacking: NotKnown) -> Missing:
        if isinstance(lacking, RepealedParameter):
            return "abolished"
        return self.missing.get(str(lacking.args[0]), "unknown") if lacking.args else "unknown"

    def holds(self, clause: Clause, env: Environment, title: Bilingual, name: str) -> bool | None:
        """Return whether a condition holds and write it down; None when it can not be told."""
        try:
            found: bool | None = bool(clause.formula.run(env))
        except NotKnown:
            found = None
        shown_as = UNKNOWN if found is None else shown(found)
        formula, inputs = clause.formula, self._inputs(clause.formula, env)
        self.note(name, formula.text, inputs, shown_as, clause.source, title, self._behind(formula))
        return found

    def without_total(self, name: str = "total") -> Status:
        """Return the status of a calculation whose main output has no value."""
        return "unknown" if self.missing.get(name, "unknown") == "unknown" else "not_applicable"

    def stops(self, rules: Iterable[StatusRule], env: Environment) -> Status | None:
        """Return the status of the first rule whose condition holds, None when there is none."""
        for rule in rules:
            try:
                holds = rule.when.formula.run(env)
            except NotKnown:
                continue
            if holds:
                formula = rule.when.formula
                self.note(
                    "status",
                    formula.text,
                    self._inputs(formula, env),
                    rule.status,
                    rule.when.source,
                    rule.title,
                    self._behind(formula),
                )
                return rule.status
        return None

    def note(  # noqa: PLR0917  # a step has as many parts
        self,
        name: str,
        formula: str,
        inputs: Iterable[tuple[str, Fraction | str]],
        value: Fraction | str,
        article: str,
        title: Bilingual,
        sources: tuple[str, ...] = (),
    ) -> None:
        """Write down a step that is no definition of the rule set."""
        if self._steps is not None:
            self._steps.append(Step(name, formula, tuple(inputs), value, article, title, None, sources))

    def result(self, status: Status, class_code: str | None = None) -> Result:
        """Return what has been calculated."""
        rule_set = self.rule_set
        trace = tuple(self._steps) if self._steps is not None else ()
        return Result(rule_set.id, rule_set.hash, status, self.outputs, class_code, trace)

    def _record(self, definition: Definition, clause: Clause, env: Environment, value: Any, prefix: str) -> None:
        formula = clause.formula
        name, inputs = prefix + definition.name, self._inputs(formula, env)
        self.note(name, formula.text, inputs, shown(value), clause.source, definition.title, self._behind(formula))

    def _behind(self, formula: Formula) -> tuple[str, ...]:
        """Return the events behind the facts a formula reads."""
        if not self._fact_sources:
            return ()
        return tuple(dict.fromkeys(each for name in formula.names for each in self._fact_sources.get(name, ())))

    def _inputs(self, formula: Formula, env: Environment) -> tuple[tuple[str, Fraction | str], ...]:
        given = formula.parameters
        own = [(name, given[name] if name in given else shown(env.get(name, UNKNOWN))) for name in formula.names]
        if not formula.item_names:
            return tuple(own)
        below = [
            (f"{name}[{item['line']}]", shown(item.get(name, UNKNOWN)))
            for item in env.items_below
            for name in formula.item_names
        ]
        return (*own, *below)


@lru_cache(maxsize=4096)
def _whole(value: int) -> Fraction:
    return Fraction(value)


def exact(value: int | Fraction) -> Fraction:
    """Return a number as a fraction."""
    return value if isinstance(value, Fraction) else _whole(value)


def bounded(value: Fraction, name: str) -> Fraction:
    """Return the value; raises FactRefused when it has grown beyond any meaning."""
    if value.numerator.bit_length() > LONGEST_NUMBER or value.denominator.bit_length() > LONGEST_NUMBER:
        raise FactRefused(name, "số quá lớn, không tính tiếp được", "the number has grown too large to go on")
    return value


def shown(value: Any) -> Fraction | str:
    """Return a value as a trace holds it: a fraction or a word."""
    if isinstance(value, (Fraction, str)):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    return _whole(value)
