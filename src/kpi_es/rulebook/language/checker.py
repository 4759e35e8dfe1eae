"""Checks a formula against its names before it is ever calculated: kinds, spelling, division by zero."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from kpi_es.domain.values import format_exact
from kpi_es.rulebook.language.compiler import constant_value
from kpi_es.rulebook.language.scope import NUMBER, TRUTH, Kind, Scope, number
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
from kpi_es.rulebook.language.units import Units, alike, over, spelled, times, together
from kpi_es.rulebook.problems import FormulaError, hint, share_above_one

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
        self.kind_like(expression, expected, column, guards)

    def kind_like(self, expression: Expression, expected: Kind, column: int, guards: Guards | None) -> Kind:
        """Return the kind found; raises FormulaError unless it is the expected one."""
        found = self._kind(expression, column, guards)
        if found.name == expected.name and (not expected.choices or found.choices <= expected.choices):
            if together(found.units, expected.units) == frozenset():
                raise _wrong_unit(found.units, expected.units, getattr(expression, "column", column))
            return found
        wanted_vi, wanted_en = _KIND_NAMES[expected.name]
        found_vi, found_en = _KIND_NAMES[found.name]
        at = getattr(expression, "column", column)
        raise FormulaError(at, f"cần {wanted_vi}, đây là {found_vi}", f"expected {wanted_en}, this is {found_en}")

    def _kind(  # noqa: C901, PLR0911, PLR0912  # one case for each shape of a formula
        self, node: Expression, column: int, guards: Guards | None
    ) -> Kind:
        match node:
            case Number(_, unit):
                return number(unit) if unit else NUMBER
            case Truth():
                return TRUTH
            case Word(text):
                return Kind("word", frozenset({text}))
            case Name():
                return self._name(node)
            case Negative(operand):
                return self.kind_like(operand, NUMBER, column, guards)
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
                other = self.kind_like(instead, kind, column, guards)
                return Kind(kind.name, kind.choices, together(kind.units, other.units))
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
        if node.name in self._scope.elsewhere:
            here = (self._scope.items or {}) if self._in_items else self._scope.names
            names = ", ".join(sorted(here)[:12])
            return FormulaError(
                node.column,
                f"{node.name} là của phiếu, không có ở kỳ dài hơn; ở quý, 6 tháng, năm chỉ dùng được: {names}",
                f"{node.name} belongs to a sheet and does not exist at a longer period; there one may use: {names}",
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
        left = self.kind_like(node.left, NUMBER, node.column, guards).units
        right = self.kind_like(node.right, NUMBER, node.column, guards).units
        if node.sign == "/" and guards is not None and not self._never_zero(node.right, guards):
            raise FormulaError(
                node.column,
                "phép chia có thể cho số 0; thêm 'otherwise' và giá trị khi mẫu số bằng 0",
                "this may divide by zero; add 'otherwise' and the value when the divisor is 0",
            )
        if node.sign in "+-":
            return Kind("number", units=_joined(left, right, node.column, node.sign))
        found = over(left, right) if node.sign == "/" else times(left, right)
        if found == frozenset():
            raise _not_combined(left, right, node)
        return Kind("number", units=found)

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
            one = self.kind_like(node.left, NUMBER, node.column, guards).units
            other = self.kind_like(node.right, NUMBER, node.column, guards).units
            _joined(one, other, node.column, node.sign)
            _refuse_plain_percent(node.left, other, node.column)
            _refuse_plain_percent(node.right, one, node.column)
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
        units = _joined(then.units, other.units, column, "if")
        return Kind(then.name, then.choices | other.choices, units)

    def _call(self, node: Call, guards: Guards | None) -> Kind:
        found = [self.kind_like(argument, NUMBER, node.column, guards).units for argument in node.arguments]
        units = found[0]
        if node.function in ("min", "max", "clamp"):
            for more in found[1:]:
                units = _joined(units, more, node.column, node.function)
        if node.function == "round":
            decimals = constant_value(node.arguments[1], self._scope.parameters)
            if decimals is None or isinstance(decimals, str) or decimals not in range(13):
                raise FormulaError(
                    node.column,
                    "số chữ số thập phân của round phải là số nguyên cố định từ 0 đến 12",
                    "the decimals of round must be a fixed whole number from 0 to 12",
                )
        return Kind("number", units=units)

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
        found = below.kind_like(node.item, NUMBER if node.function == "sum" else TRUTH, node.column, guards)
        if node.where is not None:
            below.expect(node.where, TRUTH, node.column, guards)
        return found if node.function == "sum" else number(node.function)


def _joined(left: Units, right: Units, column: int, sign: str) -> Units:
    """Return the common units of two numbers; raises FormulaError where there is none."""
    units = together(left, right) if sign == "if" else alike(left, right)
    if units != frozenset():
        return units
    (one_vi, one_en), (other_vi, other_en) = spelled(left), spelled(right)
    way_vi = way_en = ""
    if "share" in (_plain(left), _plain(right)):
        way_vi = "; hãy nhân tỷ lệ với mức của nó trước, ví dụ result_ratio * result_maximum"
        way_en = "; multiply the share by what it is a share of first, such as result_ratio * result_maximum"
    raise FormulaError(
        column,
        f"{sign!r}: không dùng chung {one_vi} với {other_vi} được{way_vi}",
        f"{sign!r} can not put together {one_en} and {other_en}{way_en}",
    )


def _refuse_plain_percent(literal: Expression, units: Units, column: int) -> None:
    """Refuse `share >= 30`: nothing is ever 30 times the whole where 30 % is meant."""
    if isinstance(literal, Number) and not literal.unit and literal.value > 1 and units == number("share").units:
        raise FormulaError(column, *share_above_one(format_exact(literal.value)))


def _plain(units: Units) -> str:
    return "share" if units == number("share").units else ""


def _wrong_unit(found: Units, expected: Units, column: int) -> FormulaError:
    (found_vi, found_en), (wanted_vi, wanted_en) = spelled(found), spelled(expected)
    return FormulaError(
        column,
        f"công thức cho ra {found_vi}, nhưng unit ghi là {wanted_vi}; sửa công thức hoặc unit",
        f"the formula gives {found_en}, but its unit should be {wanted_en}; mend the formula or the unit",
    )


def _not_combined(left: Units, right: Units, node: Arithmetic) -> FormulaError:
    (one_vi, one_en), (other_vi, other_en) = spelled(left), spelled(right)
    return FormulaError(
        node.column,
        f"{node.sign!r}: {one_vi} và {other_vi} không cho ra đơn vị nào",
        f"{node.sign!r} of {one_en} and {other_en} has no unit",
    )


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
