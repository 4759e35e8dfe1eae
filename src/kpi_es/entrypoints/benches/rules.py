"""`kpi bench rules`: a million sheets through the compiled interpreter, beside hand-written SQL and the exact one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from kpi_es.entrypoints.benches.report import Report, run_in_turn
from kpi_es.entrypoints.benches.rules_sql import HAND_WRITTEN, LINES_OF_A_SHEET, SCALES, make_lines, make_sheets
from kpi_es.evaluation import evaluate_sheet
from kpi_es.evaluation.compiled import Columns, facts_from_tables, measure, rows_of, settle_sheets, sheet_query
from kpi_es.rulebook import load_rule_book
from kpi_es.rulebook.rule_set import RuleSet

SHEETS = 1_000_000
SAMPLE = 2_000
MEMORY = "2GB"
RULES = "nd335-2025"


def bench_rules(rounds: int = 3, announce: Callable[[str], None] = print, sheets: int = SHEETS) -> Report:
    """Measure in a DuckDB of its own, in a temporary folder, with bounded memory; no server is used."""
    with TemporaryDirectory(prefix="kpi-bench-") as folder:
        bench = _Bench(load_rule_book()[RULES], Path(folder), sheets)
        try:
            return bench.report(rounds, announce)
        finally:
            bench.connection.close()


class _Bench:
    def __init__(self, rule_set: RuleSet, folder: Path, sheets: int) -> None:
        self.connection = duckdb.connect(str(folder / "sheets.duckdb"))
        self.connection.execute(f"SET memory_limit = '{MEMORY}'")
        self.connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
        self._rule_set = rule_set
        self._sheets = sheets
        self._queries: dict[str, str] = {}
        self._compiling = 0.0
        self._settled = 0

    def report(self, rounds: int, announce: Callable[[str], None]) -> Report:
        self.connection.execute(make_sheets(self._sheets))
        self.connection.execute(make_lines(self._sheets))
        ways: dict[str, Callable[[int], float]] = {"compiled": self._compiled, "sql": self._sql, "exact": self._exact}
        seen = run_in_turn({name: _told(announce, name, way) for name, way in ways.items()}, rounds)
        figures = {name: (seen.median(name), "sheets/s") for name in ways} | {
            "sheets": (float(self._sheets), "sheets"),
            "lines_of_a_sheet": (float(LINES_OF_A_SHEET), "lines"),
            "compiling": (self._compiling * 1000, "ms"),
            "settled_exactly": (float(self._settled), "sheets"),
            "misplaced_by_sql": (float(self._misplaced()), "sheets"),
        }
        return Report("rules", figures, {name: seen.ratio("compiled", name) for name in ("sql", "exact")})

    def _compiled(self, number: int) -> float:
        """Measure the columns, score everybody, and settle exactly what columns left open."""
        del number
        self._query(self._columns())
        start = time.perf_counter()
        columns = self._columns()
        self.connection.execute(f"CREATE OR REPLACE TABLE compiled AS {self._query(columns)}")
        self._settled = settle_sheets(self._rule_set, self.connection, columns, "compiled", "sheets", "lines")
        return self._sheets / (time.perf_counter() - start)

    def _columns(self) -> Columns:
        return measure(self.connection, SCALES, "sheets", "lines")

    def _query(self, columns: Columns) -> str:
        """Return the compiled rule set; it depends on the bounds of the columns alone and is made once for them."""
        known = repr(columns)
        if known not in self._queries:
            start = time.perf_counter()
            self._queries[known] = sheet_query(self._rule_set, self.connection, columns, "sheets", "lines")
            self._compiling = time.perf_counter() - start
        return self._queries[known]

    def _sql(self, number: int) -> float:
        del number
        start = time.perf_counter()
        self.connection.execute(f"CREATE OR REPLACE TABLE by_hand AS {HAND_WRITTEN}")
        return self._sheets / (time.perf_counter() - start)

    def _exact(self, number: int) -> float:
        """Score a sample, another one each round, and compare it with what was compiled."""
        first = (number * SAMPLE) % max(1, self._sheets - SAMPLE)
        chosen = f"WHERE sheet >= {first} AND sheet < {first + SAMPLE}"
        heads, lines = (rows_of(self.connection, f"SELECT * FROM {name} {chosen}") for name in ("sheets", "lines"))
        facts = facts_from_tables(self._rule_set, heads, lines, self._columns())
        start = time.perf_counter()
        results = {key: evaluate_sheet(self._rule_set, sheet, trace=False) for key, sheet in facts.items()}
        took = time.perf_counter() - start
        found = rows_of(self.connection, f"SELECT sheet, status, class FROM compiled {chosen}").to_pylist()
        compiled = {row["sheet"]: (row["status"], row["class"]) for row in found}
        if compiled != {key: (result.status, result.class_code) for key, result in results.items()}:
            raise RuntimeError("the compiled and the exact interpreter differ")
        return len(results) / took

    def _misplaced(self) -> int:
        """Return how many sheets the hand-written SQL, in plain doubles, puts into another class."""
        apart = "compiled.class IS DISTINCT FROM by_hand.class"
        query = f"SELECT count(*) FROM compiled JOIN by_hand USING (sheet) WHERE {apart}"
        found = self.connection.execute(query).fetchone()
        return int(found[0]) if found else 0


def _told(announce: Callable[[str], None], name: str, way: Callable[[int], float]) -> Callable[[int], float]:
    def told(number: int) -> float:
        rate = way(number)
        announce(f"{number + 1}. {name}: {rate:,.0f} sheets/s")
        return rate

    return told
