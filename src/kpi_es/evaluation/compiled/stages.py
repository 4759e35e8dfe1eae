"""A table that grows by one named value after the other, as a rule set defines them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from kpi_es.evaluation.compiled import quantities
from kpi_es.evaluation.compiled.columns import Columns, Nearest, exactness
from kpi_es.evaluation.compiled.formulas import Reading, Term, chosen, is_one_of, missing
from kpi_es.evaluation.compiled.libraries import Column, ibis
from kpi_es.evaluation.compiled.quantities import (
    LARGEST_WHOLE,
    STEP,
    Approximate,
    Divisor,
    Exact,
    Quantity,
    whole_number,
)
from kpi_es.rulebook.language.formula import Formula
from kpi_es.rulebook.language.syntax import Aggregate, Expression
from kpi_es.rulebook.rule_set import Definition

DOUBT = "doubt"


class LineTotals(Protocol):
    """The totals over the lines of each row: their table, what they are for a row without lines, how to read one."""

    table: Any
    empty: dict[str, Any]
    doubt: str

    def term(self, node: Aggregate, table: Any) -> Term:
        """Return a total as a value of the table it was joined to."""
        ...


class Stage:
    """A table and what the names of formulas mean in it; `parameters` are the constants of the rule set."""

    def __init__(self, table: Any, parameters: Mapping[str, Any]) -> None:
        self.table: Any = table.mutate(**{DOUBT: ibis.literal(False)}) if DOUBT not in table.columns else table
        self.doubtful = False
        self.names: dict[str, Term] = {}
        self._parameters = parameters
        self._divisors: dict[str, str] = {}
        self._totals: LineTotals | None = None

    def number(self, name: str, column: str, columns: Columns, *, unknown: bool) -> None:
        """Take a number from a column of the table; NULL means not known."""
        known, source = columns.of(column), self.table[column]
        if isinstance(known, Nearest):
            value = source.cast("float64")
            error = self.table[exactness(column)].ifelse(0.0, value.abs() * STEP)
            self.names[name] = Term(Approximate(value, error), unknown)
        elif max(-known.low, known.high) > LARGEST_WHOLE:
            value = source.cast("float64") / whole_number(known.scale)
            self.names[name] = Term(Approximate(value, value.abs() * STEP, known.low >= 0), unknown)
        else:
            self.names[name] = Term(Exact(source.cast("float64"), known.low, known.high, known.scale), unknown)

    def given(self, name: str, column: Column, *, unknown: bool = False) -> None:
        """Take truths or words from a column; NULL means not known."""
        self.names[name] = Term(column, unknown)

    def doubt(self, rows: Column) -> None:
        """Leave these rows to the exact interpreter."""
        self.doubtful = True
        self.table = self.table.mutate(**{DOUBT: self.table[DOUBT] | rows.fill_null(True)})

    def doubt_where(self, sign: str, one: Term, other: Term, rows: Column | None = None) -> None:
        """Leave those of the rows to the exact interpreter where a comparison holds."""
        doubts: list[Column] = []
        holds = quantities.compare(sign, one.quantity, other.quantity, doubts)
        for each in (holds, *doubts):
            self.doubt((each if rows is None else each & rows).fill_null(False))

    def only_where(self, name: str, rows: Column) -> None:
        """Let a number be not applicable in all other rows."""
        given = self.names[name]
        kept = chosen(rows, given, missing())
        self.keep(f"{name} where applicable", kept)
        self.names[name] = self.names[f"{name} where applicable"]

    def term(self, expression: Expression) -> Term:
        """Return the value of a formula in this table; rows in doubt are marked."""
        reading = Reading(self._parameters, self.names, self._total)
        term = reading.term(expression)
        for rows in reading.doubts:
            self.doubtful = True
            self.table = self.table.mutate(**{DOUBT: self.table[DOUBT] | rows.fill_null(False)})
        return term

    def define(self, definitions: Iterable[Definition], roles: Iterable[str]) -> None:
        """Add definitions, each of which may use those before it."""
        for definition in definitions:
            self.keep(definition.name, self._by_role(definition, sorted(roles)))

    def _by_role(self, definition: Definition, roles: list[str]) -> Term:
        clauses = {role: definition.clause(role) for role in roles}
        formulas: dict[str, Formula] = {c.formula.text: c.formula for c in clauses.values() if c is not None}
        found = None if formulas and all(clauses.values()) else missing(definition.unit)
        for text, formula in formulas.items():
            term = self.term(formula.tree)
            if found is None:
                found = term
                continue
            holders = [role for role, clause in clauses.items() if clause and clause.formula.text == text]
            found = chosen(is_one_of(self.table["role"], holders), term, found)
        assert found is not None
        return found

    def keep(self, name: str, term: Term) -> None:
        """Store a value under a name, in columns of its own unless it already has some."""
        columns: dict[str, Column] = {}
        label = f"value of {name}"  # the blanks keep it apart from every column of facts
        fails = None if term.fails is None else _column(f"{label} fails", term.fails, columns)
        beside = None if term.beside is None else _column(f"{label} beside", term.beside, columns)
        stored = self._stored(label, term.content, columns)
        if columns:
            self.table = self.table.mutate(**columns)
        rows = (None if each is None else self.table[each] for each in (fails, beside))
        self.names[name] = Term(stored(self.table), term.unknown, *rows)

    def _stored(
        self, name: str, content: Quantity | Column, columns: dict[str, Column]
    ) -> Callable[[Any], Quantity | Column]:
        if isinstance(content, Exact):
            parts, divisor = _column(name, content.parts, columns), self._divisor(name, content.divisor, columns)
            below = content.divisor
            return lambda table: replace(
                content,
                parts=table[parts],
                divisor=None if below is None else Divisor(table[divisor], below.largest, below.key or divisor),
            )
        if isinstance(content, Approximate):
            value, error = _column(name, content.value, columns), _column(f"{name} error", content.error, columns)
            return lambda table: Approximate(table[value], table[error], content.nonnegative)
        column = _column(name, content, columns)
        return lambda table: table[column]

    def _divisor(self, name: str, divisor: Divisor | None, columns: dict[str, Column]) -> str | None:
        if divisor is None:
            return None
        if divisor.key is not None and divisor.key in self._divisors:
            return self._divisors[divisor.key]
        column = _column(f"{name} divisor", divisor.column, columns)
        if divisor.key is not None:
            self._divisors[divisor.key] = column
        self._divisors[column] = column
        return column

    def join_totals(self, totals: LineTotals, key: str) -> None:
        """Join the totals of the lines below; a row without lines has totals of zero."""
        joined = self.table.left_join(totals.table, key).drop(f"{key}_right")
        filled = {name: joined[name].fill_null(empty) for name, empty in totals.empty.items()}
        joined = joined.mutate(**filled)
        self.table = joined.mutate(**{DOUBT: joined[DOUBT] | joined[totals.doubt]})
        self._totals = totals

    def _total(self, node: Aggregate) -> Term:
        assert self._totals is not None, "totals are joined before they are used"
        return self._totals.term(node, self.table)


def _column(name: str, column: Column, columns: dict[str, Column]) -> str:
    """Return the name of a plain column, or the one under which a calculated column will be stored."""
    operation = column.op()
    if type(operation).__name__ == "Field":
        return str(operation.name)
    columns[name] = column
    return name
