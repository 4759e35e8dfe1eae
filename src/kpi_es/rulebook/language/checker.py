"""Checks a formula against its names before it is ever calculated: kinds, spelling, division by zero."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from kpi_es.rulebook.language.compiler import constant_value
from kpi_es.rulebook.language.scope import NUMBER, TRUTH, Kind, Scope
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
from kpi_es.rulebook.problems import FormulaError, hint

_KIND_NAMES = {
    "number": ("số", "a number"),
    "truth": ("đúng/sai", "true or false"),
    "word": ("từ", "a word"),
    "numbers": ("danh sách số", "a list of numbers"),
}


def check(expression: Expression, scope: Scope, expected: Kind) -> None:
    """Raise FormulaError unless the formula gives the expected kind whatever the facts are."""
    _Checker(scope).expect(expression, expected, 1, frozenset())


Guards = frozenset[Expression]
"""Divisors known not to be zero here. `None` in place of it means: an `otherwise` catches it."""


class _Checker:
    def __init__(self, scope: Scope, *, in_items: bool = False) -> None:
        self._scope = scope
        self._in_items = in_items

    def expect(self, expression: Expression, expected: Kind, column: int, guards: Guards | None) -> None:
        found = self._kind(expression, column, guards)
        if found.name == expected.name and (not expected.choices or found.choices <= expected.choices):
            return
        wanted_vi, wanted_en = _KIND_NAMES[expected.name]
        found_vi, found_en = _KIND_NAMES[found.name]
        at = getattr(expression, "column", column)
        raise FormulaError(at, f"cần {wanted_vi}, đây là {found_vi}", f"expected {wanted_en}, this is {found_en}")

    def _kind(  # noqa: C901, PLR0911, PLR0912  # one case for each shape of a formula
        self, node: Expression, column: int, guards: Guards | None
    ) -> Kind:
        match node:
            case Number():
                return NUMBER
            case Truth():
                return TRUTH
            case Word(text):
                return Kind("word", frozenset({text}))
            case Name():
                return self._name(node)
            case Negative(operand):
                self.expect(operand, NUMBER, column, guards)
                return NUMBER
            case Not(operand):
                self.expect(operand, TRUTH, column, guards)
                return TRUTH
            case Arithmetic():
                return self._arithmetic(node, guards)
            case Comparison():
                return self._comparison(node, guards)
            case Logic(_, left, right):
                self.expect(left, TRUTH, column, guards)
                self.expect(right, TRUTH, column, guards)
                return TRUTH
            case Choice():
                return self._choice(node, column, guards)
            case Otherwise(tried, instead):
                kind = self._kind(tried, column, None)
                self.expect(instead, kind, column, guards)
                return kind
            case Call():
                return self._call(node, guards)
            case Aggregate():
                return self._aggregate(node, guards)
        assert_never(node)

    def _name(self, node: Name) -> Kind:
        names = (self._scope.items or {}) if self._in_items else self._scope.names
        kind = names.get(node.name) or self._scope.parameter_kinds.get(node.name)
        if kind is None:
            raise self._unknown(node, [*names, *self._scope.parameter_kinds])
        return kind

    def _unknown(self, node: Name, known: list[str]) -> FormulaError:
        if not self._in_items and node.name in (self._scope.items or {}):
            return FormulaError(
                node.column,
                f"{node.name} có ở từng dòng; dùng sum({node.name}) hoặc count(...)",
                f"{node.name} belongs to each line; use sum({node.name}) or count(...)",
            )
        if node.name in self._scope.later:
            return FormulaError(
                node.column,
                f"{node.name} được tính ở phía sau; hãy chuyển nó lên trước",
                f"{node.name} is defined further down; move it up",
            )
        vi, en = hint(node.name, known)
        return FormulaError(node.column, f"không có tên {node.name!r}; {vi}", f"unknown name {node.name!r}; {en}")

    def _arithmetic(self, node: Arithmetic, guards: Guards | None) -> Kind:
        self.expect(node.left, NUMBER, node.column, guards)
        self.expect(node.right, NUMBER, node.column, guards)
        if node.sign == "/" and guards is not None and not self._never_zero(node.right, guards):
            raise FormulaError(
                node.column,
                "phép chia có thể cho số 0; thêm 'otherwise' và giá trị khi mẫu số bằng 0",
                "this may divide by zero; add 'otherwise' and the value when the divisor is 0",
            )
        return NUMBER

    def _never_zero(self, divisor: Expression, guards: Guards) -> bool:
        if isinstance(divisor, Name) and divisor.name in self._scope.positive:
            return True
        if _place_free(divisor) in guards:
            return True
        value = constant_value(divisor, self._scope.parameters)
        return value is not None and value != 0

    def _comparison(self, node: Comparison, guards: Guards | None) -> Kind:
        left = self._kind(node.left, node.column, guards)
        if left.name == "number" or node.sign not in ("==", "!="):
            self.expect(node.left, NUMBER, node.column, guards)
            self.expect(node.right, NUMBER, node.column, guards)
            return TRUTH
        right = self._kind(node.right, node.column, guards)
        if left.name != right.name or left.name == "numbers":
            self.expect(node.right, Kind(left.name), node.column, guards)
        if left.name == "word" and not (left.choices <= right.choices or right.choices <= left.choices):
            literal, known = (left, right) if isinstance(node.left, Word) else (right, left)
            found = ", ".join(sorted(literal.choices))
            vi, en = hint(found, known.choices)
            raise FormulaError(node.column, f"không có từ '{found}' ở đây; {vi}", f"'{found}' is no choice here; {en}")
        return TRUTH

    def _choice(self, node: Choice, column: int, guards: Guards | None) -> Kind:
        self.expect(node.condition, TRUTH, column, guards)
        when_true, when_false = _guarded_by(node.condition)
        then = self._kind(node.then, column, None if guards is None else guards | when_true)
        other = self._kind(node.other, column, None if guards is None else guards | when_false)
        if then.name != other.name:
            self.expect(node.other, Kind(then.name), column, None)
        return Kind(then.name, then.choices | other.choices)

    def _call(self, node: Call, guards: Guards | None) -> Kind:
        for argument in node.arguments:
            self.expect(argument, NUMBER, node.column, guards)
        if node.function == "round":
            decimals = constant_value(node.arguments[1], self._scope.parameters)
            if decimals is None or isinstance(decimals, str) or decimals not in range(13):
                raise FormulaError(
                    node.column,
                    "số chữ số thập phân của round phải là số nguyên cố định từ 0 đến 12",
                    "the decimals of round must be a fixed whole number from 0 to 12",
                )
        return NUMBER

    def _aggregate(self, node: Aggregate, guards: Guards | None) -> Kind:
        if self._in_items or self._scope.items is None:
            raise FormulaError(
                node.column, f"không dùng {node.function} ở đây được", f"{node.function} can not be used here"
            )
        if node.function == "share" and guards is not None:
            raise FormulaError(
                node.column,
                "share chia cho số dòng, có thể là 0; thêm 'otherwise'",
                "share divides by the number of lines, which may be 0; add 'otherwise'",
            )
        below = _Checker(self._scope, in_items=True)
        below.expect(node.item, NUMBER if node.function == "sum" else TRUTH, node.column, guards)
        if node.where is not None:
            below.expect(node.where, TRUTH, node.column, guards)
        return NUMBER


def _guarded_by(condition: Expression) -> tuple[Guards, Guards]:
    """Return what a comparison with 0 proves not to be zero, when it is true and when it is false."""
    nothing: Guards = frozenset()
    if not isinstance(condition, Comparison) or condition.right != Number(Fraction(0)):
        return nothing, nothing
    divisor = frozenset({_place_free(condition.left)})
    if condition.sign in (">", "<", "!="):
        return divisor, nothing
    return (nothing, divisor) if condition.sign == "==" else (nothing, nothing)


def _place_free(expression: Expression) -> Expression:
    """Return a name without its column, so that two mentions of it are equal."""
    return Name(expression.name, 0) if isinstance(expression, Name) else expression
