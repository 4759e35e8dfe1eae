"""Turns a checked formula into a function of its environment, once per rule set.

Parts that depend on parameters alone are calculated here, so that a choice between two readings of the law
costs nothing when a million sheets are scored. Whole numbers are kept as int, others as Fraction: exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, assert_never

from kpi_es.rulebook.language.scope import Abolished, Constant, Environment, RepealedParameter, Value
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

Runner = Callable[[Environment], Any]


@dataclass(frozen=True, slots=True)
class _Constant:
    value: Any


_Compiled = _Constant | Runner


def compile_formula(expression: Expression, parameters: Mapping[str, Constant]) -> Runner:
    """Return the function that calculates a checked formula; it raises NotKnown for an unknown fact."""
    return _runner(_compile(expression, parameters))


def constant_value(expression: Expression, parameters: Mapping[str, Constant]) -> Value | None:
    """Return the value of a formula that depends on parameters alone, None for any other."""
    try:
        compiled = _compile(expression, parameters)
    except (TypeError, AttributeError):
        return None  # not a well-kinded formula; the checker reports it where it stands
    return compiled.value if isinstance(compiled, _Constant) else None


def slim(value: Fraction) -> int | Fraction:
    """Return a whole fraction as int; integer arithmetic is many times faster and just as exact."""
    return value.numerator if value.denominator == 1 else value


def round_half_away(value: Fraction | int, decimals: int) -> Fraction:
    """Round to decimals, halves away from zero, as offices do by hand."""
    scale = 10**decimals
    scaled = abs(Fraction(value)) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def _runner(compiled: _Compiled) -> Runner:
    if isinstance(compiled, _Constant):
        value = compiled.value
        return lambda _: value
    return compiled


def _compile(  # noqa: C901, PLR0911, PLR0912  # one case for each shape of a formula
    node: Expression, parameters: Mapping[str, Constant]
) -> _Compiled:
    match node:
        case Number(value):
            return _Constant(slim(value))
        case Word(text):
            return _Constant(text)
        case Truth(value):
            return _Constant(value)
        case Name(name):
            return _named(name, parameters)
        case Negative(operand):
            return _apply(operator.neg, operand, parameters=parameters)
        case Not(operand):
            return _apply(operator.not_, operand, parameters=parameters)
        case Arithmetic("/", left, right):
            return _division(left, right, parameters)
        case Arithmetic(sign, left, right) | Comparison(sign, left, right):
            return _apply(_OPERATORS[sign], left, right, parameters=parameters)
        case Logic():
            return _logic(node, parameters)
        case Choice():
            return _choice(node, parameters)
        case Otherwise():
            return _otherwise(node, parameters)
        case Call(function, arguments):
            return _apply(_FUNCTIONS[function], *arguments, parameters=parameters)
        case Aggregate():
            return _aggregate(node, parameters)
    assert_never(node)


def _named(name: str, parameters: Mapping[str, Constant]) -> _Compiled:
    value = parameters.get(name)
    if value is None:
        return operator.itemgetter(name)
    return _repealed(name) if isinstance(value, Abolished) else _Constant(value)


def _repealed(name: str) -> Runner:
    def run(_: Environment) -> Any:
        raise RepealedParameter(name)

    return run


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _clamp(value: Any, lowest: Any, highest: Any) -> Any:
    return max(lowest, min(value, highest))


def _floor(value: Fraction | int) -> int:
    return value.__floor__()


def _ceil(value: Fraction | int) -> int:
    return value.__ceil__()


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "clamp": _clamp,
    "round": round_half_away,
    "floor": _floor,
    "ceil": _ceil,
}


def _divide(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        return Fraction(left, right)  # int / int would be a binary float
    return left if right == 1 else left / right


def _division(left: Expression, right: Expression, parameters: Mapping[str, Constant]) -> _Compiled:
    divided, divisor = _compile(left, parameters), _compile(right, parameters)
    if isinstance(divided, _Constant) and isinstance(divisor, _Constant) and divisor.value == 0:
        return lambda _: _divide(divided.value, 0)
    return _apply(_divide, left, right, parameters=parameters)


def _apply(function: Callable[..., Any], *operands: Expression, parameters: Mapping[str, Constant]) -> _Compiled:
    parts = [_compile(operand, parameters) for operand in operands]
    constants = [part.value for part in parts if isinstance(part, _Constant)]
    if len(constants) == len(parts):
        value = function(*constants)
        return _Constant(slim(value) if isinstance(value, Fraction) else value)
    if len(parts) == 1:
        (only,) = (_runner(part) for part in parts)
        return lambda env: function(only(env))
    if len(parts) == 2:
        return _binary(function, parts[0], parts[1])
    runners = [_runner(part) for part in parts]
    return lambda env: function(*[run(env) for run in runners])


def _binary(function: Callable[..., Any], left: _Compiled, right: _Compiled) -> Runner:
    if isinstance(left, _Constant):
        first, second = left.value, _runner(right)
        return lambda env: function(first, second(env))
    if isinstance(right, _Constant):
        run, last = left, right.value
        return lambda env: function(run(env), last)
    one, other = left, right
    return lambda env: function(one(env), other(env))


def _logic(node: Logic, parameters: Mapping[str, Constant]) -> _Compiled:
    left, right = _compile(node.left, parameters), _compile(node.right, parameters)
    decides = node.sign == "or"
    if isinstance(left, _Constant):
        return left if left.value is decides else right
    first, second = left, _runner(right)
    if decides:
        return lambda env: first(env) or second(env)
    return lambda env: first(env) and second(env)


def _choice(node: Choice, parameters: Mapping[str, Constant]) -> _Compiled:
    condition = _compile(node.condition, parameters)
    if isinstance(condition, _Constant):
        return _compile(node.then if condition.value else node.other, parameters)
    decide, then, other = (
        condition,
        *(_runner(_compile(part, parameters)) for part in (node.then, node.other)),
    )
    return lambda env: then(env) if decide(env) else other(env)


def _otherwise(node: Otherwise, parameters: Mapping[str, Constant]) -> _Compiled:
    tried = _compile(node.tried, parameters)
    if isinstance(tried, _Constant):
        return tried
    instead = _runner(_compile(node.instead, parameters))

    def run(env: Environment) -> Any:
        try:
            return tried(env)
        except ZeroDivisionError:
            return instead(env)

    return run


def _aggregate(node: Aggregate, parameters: Mapping[str, Constant]) -> Runner:
    item = _runner(_compile(node.item, parameters))
    where = None if node.where is None else _compile(node.where, parameters)
    if where is None or (isinstance(where, _Constant) and where.value is True):
        chosen: Callable[[Environment], Any] = lambda env: env.items_below  # noqa: E731
    else:
        include = _runner(where)
        chosen = lambda env: [below for below in env.items_below if include(below)]  # noqa: E731
    if node.function == "sum":
        return lambda env: _total([item(below) for below in chosen(env)])
    if node.function == "count":
        return lambda env: sum(1 for below in chosen(env) if item(below))
    return lambda env: Fraction(sum(1 for below in chosen(env) if item(below)), len(chosen(env)))


def _total(values: list[Any]) -> Any:
    """Add exactly over one common denominator: adding fractions one by one costs a gcd at every step."""
    common = lcm(*[value.denominator for value in values])
    total = sum([value.numerator * (common // value.denominator) for value in values])
    return total if common == 1 else Fraction(total, common)
