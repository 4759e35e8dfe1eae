"""Turns the tree of a checked formula into columns, with the meaning the exact interpreter gives it.

SQL's own habits are not those of the rule language: `NULL AND FALSE` is FALSE there, LEAST passes over NULL, SUM
passes over NULL. Here what needs a fact that is not known is not known, whatever the other side is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any, assert_never, cast

from kpi_es.evaluation.compiled import quantities, rounding
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.quantities import Approximate, Exact, Quantity
from kpi_es.rulebook.language.compiler import constant_value
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
    Number,
    Otherwise,
    Truth,
    Word,
)


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One value in every row: a number, or a column of truths or words. NULL where it is missing.

    `unknown` tells whether it can be missing because a fact is not known. `fails` is where it is missing because
    something was divided by zero, `beside` where it may be missing because something is abolished or not applicable;
    both None where that can not be, and never NULL.
    """

    content: Quantity | Column
    unknown: bool = False
    fails: Column | None = None
    beside: Column | None = None

    @property
    def quantity(self) -> Quantity:
        """The number this is; only for numbers."""
        return cast("Quantity", self.content)

    @property
    def presence(self) -> Column:
        """The column that is NULL where the value is missing."""
        if isinstance(self.content, (Exact, Approximate)):
            return quantities.presence(self.content)
        return self.content

    @property
    def may_be_missing(self) -> bool:
        """True when the value can be missing for either reason."""
        return self.unknown or self.fails is not None


def always(value: Fraction | int | bool | str) -> Term:
    """Return a value that is the same in every row."""
    if isinstance(value, (bool, str)):
        return Term(ibis.literal(value))
    return Term(quantities.literal(value))


def missing(unit: str = "") -> Term:
    """Return a value that no row has, because it is abolished or not applicable."""
    content = ibis.null({"truth": "boolean", "word": "string"}[unit]) if unit in ("truth", "word") else None
    return Term(quantities.nothing() if content is None else content, unknown=True, beside=ibis.literal(True))


def either_row(*rows: Column | None) -> Column | None:
    """Return where any of these holds, None when there are none."""
    found: Column | None = None
    for each in rows:
        if each is not None:
            found = each if found is None else found | each
    return found


@dataclass(slots=True)
class Reading:
    """What a formula is read with: parameters, the values of names, how to get at aggregates.

    `doubts` collects the rows whose decisions may not be trusted; a row may be in it without need, never the
    other way round.
    """

    parameters: Mapping[str, Any]
    names: Mapping[str, Term]
    aggregate: Callable[[Aggregate], Term] | None = None
    doubts: list[Column] = field(default_factory=list[Column])

    def term(  # noqa: C901, PLR0911, PLR0912  # one case for each shape of a formula
        self, node: Expression
    ) -> Term:
        """Return the columns of a formula."""
        constant = constant_value(node, self.parameters)
        if constant is not None:
            return always(constant)
        match node:
            case Number(value):
                return always(value)
            case Word(text):
                return always(text)
            case Truth(truth):
                return always(truth)
            case Name(name):
                return self._named(name)
            case Negative(operand):
                return self._applied(quantities.negative, operand)
            case Not(operand):
                term = self.term(operand)
                return replace(term, content=~cast(Column, term.content))
            case Arithmetic(sign, left, right):
                return self._arithmetic(sign, left, right)
            case Comparison(sign, left, right):
                return self._comparison(sign, self.term(left), self.term(right))
            case Logic():
                return self._logic(node)
            case Choice():
                return self._choice(node)
            case Otherwise(tried, instead):
                first = self.term(tried)
                return first if first.fails is None else chosen(first.fails, self.term(instead), _caught(first))
            case Call(function, arguments):
                return self._call(function, arguments)
            case Aggregate():
                assert self.aggregate is not None, "the checker lets aggregates stand over lines only"
                return self.aggregate(node)
        assert_never(node)

    def _named(self, name: str) -> Term:
        if name in self.names:
            return self.names[name]
        return missing()  # a repealed parameter: no value, and not zero

    def _applied(self, function: Callable[..., Quantity], *operands: Expression) -> Term:
        terms = [self.term(operand) for operand in operands]
        return guarded(function(*(term.quantity for term in terms)), *terms)

    def _arithmetic(self, sign: str, left: Expression, right: Expression) -> Term:
        if sign != "/":
            return self._applied(_ARITHMETIC[sign], left, right)
        above, below = self.term(left), self.term(right)
        quotient = quantities.divide(above.quantity, below.quantity)
        both = guarded(quotient, above, below)
        if isinstance(below.quantity, Exact) and (below.quantity.low > 0 or below.quantity.high < 0):
            return both
        zero = quantities.is_zero(below.quantity, self.doubts)
        known = above.presence.notnull() & below.presence.notnull()
        here = (zero & known).fill_null(False)
        return replace(both, fails=either_row(both.fails, here))

    def _comparison(self, sign: str, left: Term, right: Term) -> Term:
        if isinstance(left.content, (Exact, Approximate)):
            holds = quantities.compare(sign, left.quantity, right.quantity, self.doubts)
        else:
            holds = left.content == right.content if sign == "==" else left.content != right.content
        return guarded(holds, left, right)

    def _logic(self, node: Logic) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        first, second = cast(Column, left.content), cast(Column, right.content)
        if node.sign == "and":
            reached, decided = first, first & second
            if left.may_be_missing or right.may_be_missing:
                decided = ibis.cases((first, second), (~first, False))
        else:
            reached, decided = ~first, first | second
            if left.may_be_missing or right.may_be_missing:
                decided = ibis.cases((first, True), (~first, second))
        fails = either_row(left.fails, _where(reached, right.fails))
        return Term(decided, left.unknown or right.unknown, fails, either_row(left.beside, right.beside))

    def _choice(self, node: Choice) -> Term:
        constant = constant_value(node.condition, self.parameters)
        if constant is not None:
            return self.term(node.then if constant else node.other)
        return chosen(self.term(node.condition), self.term(node.then), self.term(node.other))

    def _call(self, function: str, arguments: tuple[Expression, ...]) -> Term:
        match function:
            case "min":
                return self._folded(quantities.smallest, *map(self.term, arguments))
            case "max":
                return self._folded(quantities.largest, *map(self.term, arguments))
            case "clamp":
                value, low, high = map(self.term, arguments)
                below = self._folded(quantities.smallest, value, high)
                return self._folded(quantities.largest, low, below)
            case "round":
                decimals = constant_value(arguments[1], self.parameters)
                value = self.term(arguments[0])
                rounded = rounding.round_half_away(value.quantity, int(cast(int, decimals)), self.doubts)
                return guarded(rounded, value)
            case "floor":
                return self._applied(partial(rounding.floor, doubts=self.doubts), *arguments)
            case "ceil":
                return self._applied(partial(rounding.ceil, doubts=self.doubts), *arguments)
            case _:
                raise AssertionError(f"the parser knows no function {function}")

    def _folded(self, function: Callable[[Quantity, Quantity], Quantity], first: Term, *others: Term) -> Term:
        found = first.quantity
        for other in others:
            found = function(found, other.quantity)
        if not any(term.may_be_missing for term in (first, *others)):
            return Term(found)
        there = _all_there((first, *others))
        return guarded(quantities.choose(there, found, quantities.nothing(), certain=True), first, *others)


_ARITHMETIC = {"+": quantities.add, "-": quantities.subtract, "*": quantities.multiply}


def is_one_of(column: Column, words: Iterable[str]) -> Column:
    """Return where a word is one of these: spelled out, since engines plan a list of words as a join."""
    found: Column = ibis.literal(False)
    for place, word in enumerate(sorted(words)):
        found = column == word if place == 0 else found | (column == word)
    return found


def guarded(content: Quantity | Column, *operands: Term) -> Term:
    """Return a value calculated from operands, all of which it needs, looked at from left to right."""
    fails: Column | None = None
    for place, operand in enumerate(operands):
        here = operand.fails
        for earlier in operands[:place]:
            if here is not None and earlier.may_be_missing:
                here = here & earlier.presence.notnull()
        fails = either_row(fails, here)
    beside = either_row(*(operand.beside for operand in operands))
    return Term(content, any(operand.unknown for operand in operands), fails, beside)


def chosen(condition: Term | Column, then: Term, other: Term) -> Term:
    """Return one value where the condition is true and the other where it is false; only that one is needed."""
    decided = condition if isinstance(condition, Term) else Term(condition)
    column = cast(Column, decided.content)
    content: Quantity | Column
    if isinstance(then.content, (Exact, Approximate)):
        certain = not decided.may_be_missing
        content = quantities.choose(column, then.quantity, other.quantity, certain=certain)
    else:
        content = ibis.cases((column, then.content), (~column, other.content))
    fails = either_row(decided.fails, _where(column, then.fails), _where(~column, other.fails))
    beside = either_row(decided.beside, _where(column, then.beside), _where(~column, other.beside))
    return Term(content, decided.unknown or then.unknown or other.unknown, fails, beside)


def _where(reached: Column, rows: Column | None) -> Column | None:
    return None if rows is None else (reached & rows).fill_null(False)


def _caught(tried: Term) -> Term:
    return replace(tried, fails=None)


def _all_there(terms: tuple[Term, ...]) -> Column:
    there: Column = ibis.literal(True)
    for term in terms:
        if term.may_be_missing:
            there = there & term.presence.notnull()
    return there
