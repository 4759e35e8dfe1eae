"""A formula of a rule set: its text, what it refers to, and the function that calculates it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kpi_es.rulebook.language.checker import check
from kpi_es.rulebook.language.compiler import Runner, compile_formula
from kpi_es.rulebook.language.parser import parse
from kpi_es.rulebook.language.scope import Abolished, Constant, Kind, Scope
from kpi_es.rulebook.language.syntax import (
    Aggregate,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Expression,
    Logic,
    Name,
    Negative,
    Not,
    Otherwise,
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula.

    `names` are the names it mentions for itself and every parameter, `item_names` those it reads from each
    line inside sum, count or share; both in the order of the text. `parameters` are the values of the
    parameters it mentions, as a trace shows them.
    """

    text: str
    tree: Expression = field(repr=False)
    names: tuple[str, ...]
    item_names: tuple[str, ...]
    parameters: Mapping[str, Fraction | str]
    run: Runner = field(compare=False, repr=False)


def read_formula(text: str, scope: Scope, expected: Kind) -> Formula:
    """Return a formula ready to calculate; raises FormulaError when it can not be read or does not fit."""
    tree = parse(text, scope.tables)
    check(tree, scope, expected)
    outside: dict[str, None] = {}
    inside: dict[str, None] = {}
    for name, in_items in _names(tree, in_items=False):
        (inside if in_items and name not in scope.parameter_kinds else outside)[name] = None
    given = {name: _shown(scope.parameters[name]) for name in outside if name in scope.parameters}
    run = compile_formula(tree, scope.parameters)
    return Formula(text, tree, tuple(outside), tuple(inside), given, run)


def _shown(value: Constant) -> Fraction | str:
    if isinstance(value, Abolished):
        return "abolished"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else Fraction(value)


def mentioned_names(text: str) -> frozenset[str]:
    """Return every name a formula mentions, tables apart; raises FormulaError when it can not be read."""
    return frozenset(name for name, _ in _names(parse(text), in_items=False))


def _names(node: Expression, *, in_items: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(node, Name):
        yield node.name, in_items
    below = in_items or isinstance(node, Aggregate)
    for part in _parts(node):
        yield from _names(part, in_items=below)


def _parts(node: Expression) -> tuple[Expression, ...]:
    match node:
        case Negative(operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right) | Logic(_, left, right):
            return (left, right)
        case Choice(condition, then, other):
            return (condition, then, other)
        case Otherwise(tried, instead):
            return (tried, instead)
        case Call(_, arguments):
            return arguments
        case Aggregate(_, item, where):
            return (item,) if where is None else (item, where)
        case _:
            return ()
