"""A formula with its numbers put in, as a person would write it beside the result: "0,25 × 1 / 1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction

from kpi_es.evaluation.result import UNKNOWN
from kpi_es.rulebook.language.compiler import compile_formula
from kpi_es.rulebook.language.parser import parse
from kpi_es.rulebook.language.scope import Environment, NotKnown
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
from kpi_es.rulebook.problems import FormulaError

Inputs = Iterable[tuple[str, Fraction | str]]
ShowNumber = Callable[[Fraction], str]

_SIGNS = {"*": "×", "-": "−", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_OF_LINE = re.compile(r"(?P<name>[^\[]+)\[(?P<line>.*)\]")
_NAME = re.compile(r"[A-Za-z_][\w.]*")


class _NotWritable(Exception):
    """A part of the formula depends on something unknown."""


def workings(formula: str, inputs: Inputs, show: ShowNumber) -> str:
    """Return the formula with its numbers, of each choice only the branch that was taken.

    What can not be followed (something is unknown, or the formula is a note) is given as its numbers by name.
    """
    given = list(inputs)
    try:
        return _Page(given, show).write(parse(formula))
    except FormulaError:
        return _put_in(formula, dict(given), show)
    except (_NotWritable, NotKnown, ZeroDivisionError, TypeError):
        return "; ".join(f"{name} = {show(value)}" for name, value in given if isinstance(value, Fraction))


class _Page:
    """The values of one formula, its own and those of the lines below it."""

    def __init__(self, inputs: Inputs, show: ShowNumber) -> None:
        own: dict[str, Fraction | str | bool] = {}
        lines: dict[str, dict[str, Fraction | str | bool]] = {}
        for name, value in inputs:
            found = _OF_LINE.fullmatch(name)
            into, key = (lines.setdefault(found["line"], {}), found["name"]) if found else (own, name)
            if value != UNKNOWN:
                into[key] = {"true": True, "false": False}.get(str(value), value)
        # A line's formula sees the parameters too.
        self.values = Environment(own, tuple(Environment({**own, **line}) for line in lines.values()))
        self.show = show

    def write(self, node: Expression) -> str:  # noqa: C901, PLR0911  # one case for each shape of a formula
        match node:
            case Number(value):
                return self.show(value)
            case Word(text):
                return text
            case Truth(value):
                return str(value).lower()
            case Name(name):
                return self._value(name)
            case Negative(operand):
                return f"−{self.write(operand)}"
            case Not(operand):
                return f"not {self.write(operand)}"
            case Arithmetic(sign, left, right):
                return f"{self._within(left, sign)} {_SIGNS.get(sign, sign)} {self._within(right, sign, last=True)}"
            case Comparison(sign, left, right) | Logic(sign, left, right):
                return f"{self.write(left)} {_SIGNS.get(sign, sign)} {self.write(right)}"
            case Choice(condition, then, other):
                return self.write(then if self._run(condition) else other)
            case Otherwise(tried, instead):
                return self.write(tried if self._divides(tried) else instead)
            case Call(function, arguments):
                return f"{function}({'; '.join(self.write(each) for each in arguments)})"
            case Aggregate():
                return self._sum(node)

    def _value(self, name: str) -> str:
        value = self.values[name]
        return str(value).lower() if isinstance(value, (bool, str)) else self.show(Fraction(value))

    def _within(self, node: Expression, sign: str, *, last: bool = False) -> str:
        """Return one side of an operation, in brackets where it would be read otherwise without."""
        text = self.write(node)
        if isinstance(node, Arithmetic):
            weaker = _STRENGTH[node.sign] < _STRENGTH[sign]
            return (
                f"({text})" if weaker or (last and sign in "-/" and _STRENGTH[node.sign] == _STRENGTH[sign]) else text
            )
        several = (
            isinstance(node, (Choice, Otherwise, Aggregate)) and " " in text and not text.startswith(("min(", "max("))
        )
        return f"({text})" if several or (last and sign == "/" and "/" in text) else text

    def _run(self, node: Expression) -> object:
        return compile_formula(node, {})(self.values)

    def _divides(self, node: Expression) -> bool:
        try:
            self._run(node)
        except ZeroDivisionError:
            return False
        return True

    def _sum(self, node: Aggregate) -> str:
        if node.function == "share":
            raise _NotWritable
        pages = [_Page.of(line, self.show) for line in self.values.items_below]
        chosen = [page for page in pages if node.where is None or page._run(node.where)]
        if node.function == "count":
            return self.show(Fraction(sum(1 for page in chosen if page._run(node.item))))
        return " + ".join(page.write(node.item) for page in chosen) or self.show(Fraction(0))

    @classmethod
    def of(cls, values: Environment, show: ShowNumber) -> _Page:
        """Return the page of one line."""
        page = cls((), show)
        page.values = values
        return page


def _put_in(formula: str, values: dict[str, Fraction | str], show: ShowNumber) -> str:
    """Return a text with the names in it replaced; the general criteria have names no formula could have."""
    return _NAME.sub(lambda found: _shown(values.get(found[0], found[0]), show), formula)


def _shown(value: Fraction | str, show: ShowNumber) -> str:
    return show(value) if isinstance(value, Fraction) else value
