"""Reads a formula by precedence (a Pratt parser) into a bounded tree.

From weakest to strongest: `otherwise`, `or`, `and`, `not`, comparison, `+ -`, `* /`, sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, cast

from kpi_es.rulebook.language.lookup import MOST_LOOKED_UP, chosen_row
from kpi_es.rulebook.language.scope import LookupTable
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
from kpi_es.rulebook.language.tokens import Token, tokenize
from kpi_es.rulebook.problems import FormulaError, hint

DEEPEST_FORMULA = 24
MOST_PARTS = 150

_OTHERWISE, _OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _SIGN = range(1, 9)
_STRENGTH = {
    "otherwise": _OTHERWISE,
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _COMPARE),
    **dict.fromkeys("+-", _ADD),
    **dict.fromkeys("*/", _MULTIPLY),
}
ARGUMENTS = {"min": (2, 8), "max": (2, 8), "clamp": (3, 3), "round": (2, 2), "floor": (1, 1), "ceil": (1, 1)}
AGGREGATES = ("sum", "count", "share")


def parse(formula: str, tables: Mapping[str, LookupTable] | None = None) -> Expression:
    """Return the tree of a formula; raises FormulaError with the column where it stops making sense.

    `lookup(table, x)` becomes the choices the table stands for; with `tables` None only x is kept.
    """
    return _Parser(tokenize(formula), tables).whole()


class _Parser:
    def __init__(self, tokens: list[Token], tables: Mapping[str, LookupTable] | None) -> None:
        self._tokens = tokens
        self._tables = tables
        self._lookups = 0
        self._next = 0
        self._depth = 0
        self._parts = 0

    def whole(self) -> Expression:
        tree = self._expression(0)
        if self._token.kind != "end":
            raise self._unexpected("hết công thức hoặc một dấu phép tính", "the end or an operator")
        return tree

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _expect(self, sign: str) -> None:
        if self._token.kind != "sign" or self._token.text != sign:
            raise self._unexpected(f"{sign!r}", f"{sign!r}")
        self._next += 1

    def _unexpected(self, vi: str, en: str) -> FormulaError:
        self._refuse_comma_in_number()
        found_vi, found_en = self._token.text or "hết công thức", self._token.text or "the end of the formula"
        return FormulaError(self._token.column, f"cần {vi} nhưng gặp {found_vi}", f"expected {en}, found {found_en}")

    def _refuse_comma_in_number(self) -> None:
        before, comma, after = (self._tokens[n : n + 1] for n in range(self._next - 1, self._next + 2))
        around = [token.kind for token in (*before, *after)]
        if comma[0].text == "," and around == ["number", "number"]:
            number = f"{before[0].text}.{after[0].text}"
            raise FormulaError(
                comma[0].column,
                f"phần thập phân viết với dấu chấm: {number}",
                f"decimals are written with a point: {number}",
            )

    def _expression(self, weakest: int) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST_FORMULA:
            raise FormulaError(
                self._token.column,
                f"công thức lồng quá {DEEPEST_FORMULA} tầng; hãy tách thành nhiều bước",
                f"the formula is nested deeper than {DEEPEST_FORMULA}; split it into steps",
            )
        left = self._operand()
        while (strength := self._strength()) > weakest:
            left = self._joined(left, strength)
        self._depth -= 1
        return left

    def _strength(self) -> int:
        return _STRENGTH.get(self._token.text, 0) if self._token.kind in ("sign", "keyword") else 0

    def _joined(self, left: Expression, strength: int) -> Expression:
        self._count_part()
        token = self._take()
        right = self._expression(strength)
        if token.text == "otherwise":
            return Otherwise(left, right)
        if strength in (_OR, _AND):
            return Logic(cast(Literal["and", "or"], token.text), left, right)
        if strength == _COMPARE:
            if self._strength() == _COMPARE:
                raise self._unexpected("'and' giữa hai so sánh", "'and' between two comparisons")
            sign = cast(Literal["==", "!=", "<", "<=", ">", ">="], token.text)
            return Comparison(sign, left, right, token.column)
        return Arithmetic(cast(Literal["+", "-", "*", "/"], token.text), left, right, token.column)

    def _count_part(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise FormulaError(
                self._token.column,
                f"công thức có quá {MOST_PARTS} phần; hãy tách thành nhiều bước",
                f"the formula has more than {MOST_PARTS} parts; split it into steps",
            )

    def _operand(self) -> Expression:
        self._count_part()
        token = self._token
        if token.kind == "number":
            return _number(self._take().text)
        if token.kind == "word":
            return Word(self._take().text)
        if token.kind == "name":
            return self._name_or_call(self._take())
        if token.kind == "keyword" and token.text in ("true", "false", "not", "if"):
            return self._keyword(self._take())
        if token.kind == "sign" and token.text == "-":
            self._take()
            return Negative(self._expression(_SIGN))
        if token.kind == "sign" and token.text == "(":
            self._take()
            inner = self._expression(0)
            self._expect(")")
            return inner
        raise self._unexpected("một số, một tên hoặc '('", "a number, a name or '('")

    def _keyword(self, token: Token) -> Expression:
        if token.text in ("true", "false"):
            return Truth(token.text == "true")
        if token.text == "not":
            return Not(self._expression(_NOT))
        condition, then, other = self._arguments(token, 3, 3)
        return Choice(condition, then, other)

    def _name_or_call(self, token: Token) -> Expression:
        if self._token.kind != "sign" or self._token.text != "(":
            return Name(token.text, token.column)
        if token.text in AGGREGATES:
            return self._aggregate(token)
        if token.text == "lookup":
            return self._lookup(token)
        if token.text not in ARGUMENTS:
            vi, en = hint(token.text, (*ARGUMENTS, *AGGREGATES, "if", "lookup"))
            raise FormulaError(token.column, f"không có hàm {token.text!r}; {vi}", f"no function {token.text!r}; {en}")
        return Call(token.text, tuple(self._arguments(token, *ARGUMENTS[token.text])), token.column)

    def _arguments(self, token: Token, fewest: int, most: int) -> list[Expression]:
        self._expect("(")
        arguments = [self._expression(0)]
        while self._token.kind == "sign" and self._token.text == ",":
            self._take()
            arguments.append(self._expression(0))
        self._expect(")")
        if not fewest <= len(arguments) <= most:
            count = str(fewest) if fewest == most else f"{fewest}-{most}"
            raise FormulaError(
                token.column,
                f"{token.text} cần {count} giá trị, gặp {len(arguments)}",
                f"{token.text} takes {count} values, found {len(arguments)}",
            )
        return arguments

    def _lookup(self, token: Token) -> Expression:
        self._lookups += 1
        if self._lookups > MOST_LOOKED_UP:
            raise FormulaError(
                token.column,
                f"chỉ được tra bảng {MOST_LOOKED_UP} lần trong một công thức; hãy tách thành nhiều bước",
                f"at most {MOST_LOOKED_UP} lookups in a formula; split it into steps",
            )
        self._expect("(")
        named = self._take()
        self._expect(",")
        inside = self._expression(0)
        self._expect(")")
        if self._tables is None:
            return inside
        if named.text not in self._tables:
            vi, en = hint(named.text, self._tables)
            raise FormulaError(named.column, f"không có bảng {named.text!r}; {vi}", f"no table {named.text!r}; {en}")
        return chosen_row(self._tables[named.text], inside, token.column)

    def _aggregate(self, token: Token) -> Expression:
        self._expect("(")
        item = self._expression(0)
        where: Expression | None = None
        if self._token.kind == "keyword" and self._token.text == "where":
            self._take()
            where = self._expression(0)
        self._expect(")")
        return Aggregate(cast(Literal["sum", "count", "share"], token.text), item, where, token.column)


def _number(text: str) -> Number:
    return Number(Fraction(text[:-1]) / 100, "share") if text.endswith("%") else Number(Fraction(text))
