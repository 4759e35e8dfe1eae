"""Runs sheets, years and caps through both interpreters and lists what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa

from kpi_es.evaluation import (
    CapFacts,
    FactRefused,
    SheetFacts,
    YearFacts,
    evaluate_cap,
    evaluate_period_mean,
    evaluate_sheet,
    evaluate_year,
)
from kpi_es.evaluation.cap import GROUP_PREFIX
from kpi_es.evaluation.compiled import (
    cap_tables,
    compile_caps,
    compile_sheets,
    compile_years,
    rows_of,
    sheet_tables,
    sql_of,
    table_of,
    year_tables,
)
from kpi_es.evaluation.result import Result
from kpi_es.rulebook.rule_set import At, RuleSet

CLOSE = 1e-11
"""Outputs are doubles, of which the last digits may be off; statuses and classes are compared as they are."""
_WORDS = ("sheet", "year", "agency", "group", "status", "class", "near")

Row = Mapping[str, Any]
Exact = Callable[[], Result]


@dataclass
class Comparison:
    """What differed, how many rows were decided in columns, and how many were left to the exact interpreter."""

    differences: list[str] = field(default_factory=list)
    decided: int = 0
    near: int = 0

    def check(self, key: object, row: Row, exact: Exact) -> None:
        """Compare one row with its exact result, unless it says that columns can not tell."""
        if row["near"]:
            self.near += 1
            return
        self.decided += 1
        try:
            result = exact()
        except FactRefused as refused:
            self.differences.append(f"{key}: {row['status']}, but it is refused: {refused}")
            return
        if (row["status"], row.get("class")) != (result.status, result.class_code):
            found = f"{row['status']} {row.get('class')}"
            self.differences.append(f"{key}: {found}, not {result.status} {result.class_code}")
        for name in row.keys() - set(_WORDS):
            self.number(f"{key} {name}", row[name], result.outputs.get(name))

    def number(self, name: str, got: float | None, exact: Fraction | None) -> None:
        """Compare one output; a missing one must be missing on both sides."""
        if (got is None) != (exact is None):
            self.differences.append(f"{name}: {got}, not {exact}")
        elif got is not None and exact is not None and abs(got - float(exact)) > CLOSE * max(1.0, abs(float(exact))):
            self.differences.append(f"{name}: {got!r}, not {float(exact)!r}")


def compare_sheets(rule_set: RuleSet, facts: Mapping[int, SheetFacts]) -> Comparison:
    """Compare sheets, all of them in one run."""
    tables = sheet_tables(rule_set, facts)
    rows = run(
        lambda sheets, lines: compile_sheets(rule_set, sheets, lines, tables.columns), tables.sheets, tables.lines
    )
    found = Comparison()
    for row in expect_all(found, rows, facts, "sheet"):
        found.check(row["sheet"], row, partial(evaluate_sheet, rule_set, facts[row["sheet"]], trace=False))
    return found


def compare_years(rule_set: RuleSet, facts: Mapping[int, YearFacts], period: At = "year") -> Comparison:
    """Compare years, or shorter periods, all of them in one run."""
    tables = year_tables(rule_set, facts)
    rows = run(
        lambda years, scores: compile_years(rule_set, years, scores, tables.columns, period),
        tables.years,
        tables.scores,
    )

    def exact(year: YearFacts) -> Result:
        if period == "year":
            return evaluate_year(rule_set, year, trace=False)
        return evaluate_period_mean(rule_set, period, year.role, year.scores, year.facts, trace=False)

    found = Comparison()
    for row in expect_all(found, rows, facts, "year"):
        found.check(row["year"], row, partial(exact, facts[row["year"]]))
    return found


def compare_caps(rule_set: RuleSet, facts: Mapping[int, CapFacts]) -> Comparison:
    """Compare agencies, all of them in one run."""
    tables = cap_tables(facts)
    connection = duckdb.connect()
    agencies, members = put(connection, "agencies", tables.agencies), put(connection, "members", tables.members)
    compiled = compile_caps(rule_set, agencies, members, tables.columns)
    by_agency, by_group = (rows_of(connection, sql_of(each)).to_pylist() for each in compiled)
    connection.close()
    found = Comparison()
    for row in expect_all(found, by_agency, facts, "agency"):
        found.check(row["agency"], row, partial(evaluate_cap, rule_set, facts[row["agency"]], trace=False))
    for row in by_group:
        if not row["near"]:
            exact = evaluate_cap(rule_set, facts[row["agency"]], trace=False).outputs
            expected = exact.get(GROUP_PREFIX + row["group"])
            found.number(f"{row['agency']} {row['group']}", row["allowed_by_group"], expected)
    return found


def run(compiled: Callable[[Any, Any], Any], one: pa.Table, other: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of an expression over two tables."""
    with duckdb.connect() as connection:
        expression = compiled(put(connection, "one", one), put(connection, "other", other))
        rows: list[dict[str, Any]] = rows_of(connection, sql_of(expression)).to_pylist()
    return rows


def put(connection: Any, name: str, table: pa.Table) -> Any:
    """Return a table inside the engine."""
    connection.register(f"{name} given", table)
    connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "{name} given"')
    return table_of(connection, name)


def expect_all(found: Comparison, rows: list[dict[str, Any]], facts: Mapping[int, Any], key: str) -> list[Row]:
    """Return the rows; one that is missing or doubled is a difference."""
    keys = sorted(row[key] for row in rows)
    if keys != sorted(facts):
        found.differences.append(f"{key}: {len(keys)} rows for {len(facts)} facts")
    return list(rows)
