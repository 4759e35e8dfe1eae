"""The bench of the compiled interpreter, small."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kpi_es.entrypoints.benches import rules
from kpi_es.entrypoints.benches.report import Report
from kpi_es.entrypoints.cli import bench as command
from kpi_es.entrypoints.cli.main import run_with


def test_the_bench_reports_its_rates_and_both_ratios() -> None:
    told: list[str] = []
    report = rules.bench_rules(rounds=3, announce=told.append, sheets=500)
    assert report.bench == "rules"
    assert report.ratios.keys() == {"sql", "exact"}
    assert report.ratios["exact"] > 0
    assert report.figures["sheets"] == (500.0, "sheets")
    assert report.figures["misplaced_by_sql"][0] == pytest.approx(0, abs=5)
    assert [line.split(":")[0] for line in told] == [
        f"{n}. {way}" for n in (1, 2, 3) for way in ("compiled", "sql", "exact")
    ]


def bench(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run_with(["bench", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def told_only(rounds: int, announce: Callable[[str], None]) -> Report:
    announce(f"{rounds} rounds")
    return Report("rules", {}, {})


def test_the_rules_are_measured_without_any_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # an address nobody listens on: whoever asked for a database would fail
    monkeypatch.setenv("KPI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("KPI_DATA_DIR", str(tmp_path / "unused"))
    monkeypatch.setattr(rules, "bench_rules", told_only)
    code, out, err = bench(capsys, "rules", "--json")
    assert (code, json.loads(out)["bench"]) == (0, "rules")
    assert "3 rounds" in err
    assert not (tmp_path / "unused").exists()


def test_without_a_name_every_bench_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def named(name: str) -> Callable[..., Report]:
        return lambda *_: Report(name, {}, {"reference": 2.0})

    monkeypatch.setattr(command, "BENCHES", {name: named(name) for name in command.BENCHES})
    code, out, _ = bench(capsys, "--json")
    assert (code, [report["bench"] for report in json.loads(out)]) == (0, ["append", "rules"])
    assert bench(capsys)[1].count("2.000") == 2


def test_a_name_that_is_wrong_stops_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = bench(capsys, "rules", "rulez")
    assert (code, out) == (2, "")
    assert "There is no bench 'rulez'; known: append, rules." in err


def test_a_command_that_measures_nothing_loads_no_measuring_library() -> None:
    program = "import sys, kpi_es.entrypoints.cli.main; print(sorted({'duckdb', 'ibis', 'pyarrow'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout == "[]\n"
