"""The bench of the compiled interpreter, small."""

from __future__ import annotations

import pytest

from kpi_es.entrypoints.benches.rules import bench_rules


def test_the_bench_reports_its_rates_and_both_ratios() -> None:
    told: list[str] = []
    report = bench_rules("", rounds=3, announce=told.append, sheets=500)
    assert report.bench == "rules"
    assert report.ratios.keys() == {"sql", "exact"}
    assert report.ratios["exact"] > 0
    assert report.figures["sheets"] == (500.0, "sheets")
    assert report.figures["misplaced_by_sql"][0] == pytest.approx(0, abs=5)
    assert [line.split(":")[0] for line in told] == [
        f"{n}. {way}" for n in (1, 2, 3) for way in ("compiled", "sql", "exact")
    ]
