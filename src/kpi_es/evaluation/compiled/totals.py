"""The sums, counts and shares over the lines of each sheet, or over the scores of each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from kpi_es.evaluation.compiled import quantities
from kpi_es.evaluation.compiled.columns import Columns
from kpi_es.evaluation.compiled.formulas import Term, either_row
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.quantities import STEP, Approximate, Exact
from kpi_es.evaluation.compiled.stages import DOUBT, Stage
from kpi_es.rulebook.language.syntax import Aggregate, Expression

ITEMS = "number of items"
"""The column with the number of lines, or scores, of a row."""


@dataclass(frozen=True, slots=True)
class _Total:
    name: str
    unknown: bool
    may_fail: bool
    may_be_beside: bool
    nonnegative: bool
    exact: tuple[int, int, int] | None


class Totals:
    """The sums, counts and shares over the lines of each sheet, grouped in one pass."""

    def __init__(self, lines: Stage, aggregates: Iterable[Aggregate], key: str, columns: Columns) -> None:
        self.columns = columns
        self.empty: dict[str, Any] = {}
        self.doubt = "lines doubt"
        self._lines = lines
        self._made: dict[str, Column] = {}
        self._totals: dict[Any, _Total] = {}
        for node in aggregates:
            if _identity(node) not in self._totals:
                self._add(node, f"total {len(self._totals)}")
        self._make(ITEMS, lines.table.count(), empty=0)
        many = lines.table.count() > columns.most_items
        self._also_doubt(many | any_of(lines.table[DOUBT]) if lines.doubtful else many)
        self.table = lines.table.group_by(key).aggregate(**self._made)

    def _also_doubt(self, doubt: Column) -> None:
        for name, total in ((t.name, t) for t in self._totals.values()):
            if total.unknown and total.may_fail:
                doubt = doubt | (self._made[f"{name} unknown"] & self._made[f"{name} fails"])
        self._make(self.doubt, doubt, empty=False)

    def _make(self, name: str, column: Column, *, empty: Any) -> None:
        self._made[name], self.empty[name] = column, empty

    def _add(self, node: Aggregate, name: str) -> None:
        item, where = self._read(node)
        included: Column | None = None if where is None else cast(Column, where.content)
        terms = [item] if where is None else [where, item]
        unknown, may_fail = any(t.unknown for t in terms), any(t.fails is not None for t in terms)
        if unknown:
            self._make(f"{name} unknown", _lacking(terms, included, failing=False), empty=False)
        if may_fail:
            self._make(f"{name} fails", _lacking(terms, included, failing=True), empty=False)
        beside = either_row(*(term.beside for term in terms))
        if beside is not None:
            self._make(f"{name} beside", any_of(beside), empty=False)
        if node.function == "sum":
            exact, nonnegative = self._sum(name, item, included)
        else:
            exact, nonnegative = self._count(name, node, item, included)
        self._totals[_identity(node)] = _Total(name, unknown, may_fail, beside is not None, nonnegative, exact)

    def _read(self, node: Aggregate) -> tuple[Term, Term | None]:
        where = None if node.where is None else self._lines.term(node.where)
        if where is not None and _is_true(where):
            where = None
        return self._lines.term(node.item), where

    def _sum(self, name: str, item: Term, included: Column | None) -> tuple[tuple[int, int, int] | None, bool]:
        quantity, most = item.quantity, self.columns.most_items
        if isinstance(quantity, Exact) and quantity.divisor is None:
            low, high = min(0, quantity.low * most), max(0, quantity.high * most)
            if max(-low, high) <= quantities.LARGEST_WHOLE:
                self._make(name, quantity.parts.sum(where=included), empty=0.0)
                return (low, high, quantity.scale), low >= 0
        near = quantities.approximate(quantity)
        value, size = near.value, near.value if near.nonnegative else near.value.abs()
        charge = size.sum(where=included) * (STEP * most)
        self._make(name, value.sum(where=included), empty=0.0)
        self._make(f"{name} error", near.error.sum(where=included) + charge, empty=0.0)
        return None, near.nonnegative

    def _count(
        self, name: str, node: Aggregate, item: Term, included: Column | None
    ) -> tuple[tuple[int, int, int], bool]:
        holds = cast(Column, item.content)
        counted = holds if included is None else included & holds
        self._make(name, counted.cast("int32").sum().cast("float64"), empty=0.0)
        if node.function == "share":
            every = self._lines.table.count() if included is None else included.cast("int32").sum()
            self._make(f"{name} of", every.cast("float64"), empty=0.0)
        return (0, self.columns.most_items, 1), True

    def term(self, node: Aggregate, table: Any) -> Term:
        """Return a total as a value of the table it was joined to."""
        total = self._totals[_identity(node)]
        fails = table[f"{total.name} fails"] if total.may_fail else None
        beside = table[f"{total.name} beside"] if total.may_be_beside else None
        value = table[total.name]
        for rows in (table[f"{total.name} unknown"] if total.unknown else None, fails):
            value = value if rows is None else rows.ifelse(ibis.null("float64"), value)
        if total.exact is None:
            near = Approximate(value, table[f"{total.name} error"], total.nonnegative)
            return Term(near, total.unknown, fails, beside)
        low, high, scale = total.exact
        counted = Term(Exact(value, low, high, scale), total.unknown, fails, beside)
        return counted if node.function != "share" else _share(counted, table[f"{total.name} of"], high)


def _share(counted: Term, every: Column, most: int) -> Term:
    """Return which share of the lines was counted; it fails where there are none."""
    none = (every == 0) & counted.presence.notnull()
    share = quantities.divide(counted.quantity, Exact(every, 0, most))
    return replace(counted, content=share, fails=either_row(counted.fails, none))


def _lacking(terms: list[Term], included: Column | None, *, failing: bool) -> Column:
    found: Column = ibis.literal(False)
    for place, term in enumerate(terms):
        fails = ibis.literal(False) if term.fails is None else term.fails
        here = fails if failing else term.presence.isnull() & ~fails
        if place == len(terms) - 1 and included is not None:
            here = here & included.fill_null(False)
        found = found | here
    return any_of(found)


def any_of(rows: Column) -> Column:
    """Return whether it holds in any row of a group."""
    return rows.cast("int8").max() == 1


def _is_true(term: Term) -> bool:
    operation = cast(Column, term.content).op()
    return type(operation).__name__ == "Literal" and operation.value is True


def _identity(node: Any) -> Any:
    """Return a formula's tree without the places in its text, so that two mentions of a total are one."""
    names = [name for name in getattr(node, "__dataclass_fields__", {}) if name != "column"]
    if not names:
        return tuple(_identity(part) for part in node) if isinstance(node, tuple) else node  # pyright: ignore[reportUnknownVariableType]
    return (type(node).__name__, *(_identity(getattr(node, name)) for name in names))


def aggregates_in(node: Expression) -> Iterator[Aggregate]:
    """Yield every sum, count and share in a formula."""
    if isinstance(node, Aggregate):
        yield node
        return
    for name in node.__dataclass_fields__:
        below: Any = getattr(node, name)
        parts: list[Any] = list(below) if isinstance(below, tuple) else [below]  # pyright: ignore[reportUnknownArgumentType]
        for part in parts:
            if hasattr(part, "__dataclass_fields__"):
                yield from aggregates_in(part)
