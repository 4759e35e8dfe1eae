"""A province's own file, named in KPI_RULE_SETS: used by the engine without touching the package."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from kpi_commands.answer import Answer
from kpi_es.domain.agency import RuleSetAdopted
from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import Engine, engine
from tests.cli.terminal import Terminal

PROVINCE = """
id: lao-cai-2026
title: {vi: Quy chế của tỉnh Lào Cai, en: Regulation of Lao Cai province}
based_on: nd335-2025
changes:
  - change: excellent-from-92
    title: {vi: Xuất sắc từ 92 điểm, en: Excellent from 92 points}
    source: Quy chế, Điều 3
    at: parameters.excellent_from.value
    set: 92
"""
# 4*91.5/4 = 91.5: excellent under the decree, good in the province
CASE = """
- case: ninety-one and a half is good in the province
  source: Quy chế, Điều 3
  rules: lao-cai-2026
  kind: year
  given: {role: staff, scores: [91.5, 91.5, 91.5, 91.5]}
  expect: {mean: "91.50", class: HTT}
"""
WHO = {"agency": "our-ward", "valid_on": "2026-01-01"}
OPEN = {
    **WHO, "type": "open_agency", "id": "1", "actor": "operator:us", "name": "UBND phường Ta", "root_unit": "ubnd",
    "personnel_advisers": ["OW-1"],
}  # fmt: skip
ADOPT = {**WHO, "type": "adopt_rule_set", "id": "2", "actor": "OW-1", "rule_set": "lao-cai-2026"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "quy-chế"
    found.mkdir()
    (found / "lao-cai.yaml").write_text(PROVINCE, encoding="utf-8")
    (found / "đọc-tôi.txt").write_text("không phải bộ quy tắc", encoding="utf-8")
    return found


def terminal(tmp_path: Path, *places: Path) -> Terminal:
    return Terminal(tmp_path / "data", {"KPI_RULE_SETS": os.pathsep.join(map(str, places))})


def test_it_is_listed_shown_compared_and_checked_like_a_packaged_one(folder: Path, tmp_path: Path) -> None:
    here = terminal(tmp_path, folder)
    assert "lao-cai-2026" in {each["id"] for each in here.kpi("rules", "list", "--json").json}
    assert ">= 92" in here.kpi("rules", "show", "lao-cai-2026").out
    assert "90 → 92" in here.kpi("rules", "diff", "nd335-2025", "lao-cai-2026").out
    cases = tmp_path / "cases.yaml"
    cases.write_text(CASE, encoding="utf-8")
    assert here.kpi("rules", "check", cases).code == 0
    assert here.kpi("rules", "check", cases, "--rules", folder / "lao-cai.yaml").code == 0, "named twice, read once"
    assert terminal(tmp_path).kpi("rules", "check", cases).code == 2


def test_another_file_may_be_based_on_it(folder: Path, tmp_path: Path) -> None:
    ward = tmp_path / "ward.yaml"
    text = PROVINCE.replace("lao-cai-2026", "ward-2026").replace("nd335-2025", "lao-cai-2026").replace("92", "95")
    ward.write_text(text, encoding="utf-8")
    assert ">= 95" in terminal(tmp_path, folder).kpi("rules", "show", ward).out
    assert ">= 95" in terminal(tmp_path, folder, ward).kpi("rules", "show", "ward-2026").out


def adopted(built: Engine) -> Answer:
    """Return the answer to adopting the province's rule set."""
    commands = [built.commands.parse(json.dumps(each)) for each in (OPEN, ADOPT)]
    return built.processor.process(commands)[-1]


def test_an_agency_adopts_it_and_the_event_has_its_hash(folder: Path, postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, rule_sets=str(folder))
    with engine(settings, postgres_url) as built:
        assert adopted(built).problem is None
        (event,) = [each.event for each in built.store.after(0, 100) if isinstance(each.event, RuleSetAdopted)]
        assert (event.rule_set, event.valid_on) == ("lao-cai-2026", date(2026, 1, 1))
        assert event.rule_set_hash == built.rule_book["lao-cai-2026"].hash
        built.projections.catch_up()
        assert all((status.lag_events, status.dead_letters) == (0, 0) for status in built.projections.status())


def test_without_the_setting_the_rules_do_not_know_it(postgres_url: str, tmp_path: Path) -> None:
    with engine(Settings(data_dir=tmp_path), postgres_url) as built:
        problem = adopted(built).problem
    assert problem is not None
    assert "lao-cai-2026" in str(problem)


BROKEN = {
    "a unit": (PROVINCE.replace("set: 92", "set: many"), "lao-cai.yaml:10", "is not a number"),
    "the id of a packaged one": (PROVINCE.replace("id: lao-cai-2026", "id: nd90-2020"), "lao-cai.yaml:2", "already in"),
    "what it is based on": (PROVINCE.replace("nd335-2025", "nd336"), "lao-cai.yaml:4", "no rule set 'nd336'"),
    "YAML": ("id: [", "lao-cai.yaml:", "not readable as YAML"),
}


@pytest.mark.parametrize("wrong", BROKEN)
@pytest.mark.parametrize("command", [("rules", "list"), ("scores",)], ids=" ".join)
def test_a_broken_file_is_told_with_its_line_by_whatever_needs_the_rules(
    folder: Path, tmp_path: Path, wrong: str, command: tuple[str, ...], postgres_url: str
) -> None:
    text, place, message = BROKEN[wrong]
    (folder / "lao-cai.yaml").write_text(text, encoding="utf-8")
    here = Terminal(tmp_path / "data", {"KPI_RULE_SETS": str(folder), "KPI_DATABASE_URL": postgres_url})
    vi, en = here.kpi(*command, "--json").complaint()
    assert place in vi
    assert place in en
    assert message in en


def test_a_path_where_nothing_is_and_a_folder_without_files_are_told(tmp_path: Path) -> None:
    assert "nowhere" in terminal(tmp_path, tmp_path / "nowhere").kpi("rules", "list", "--json").complaint()[1]
    (tmp_path / "empty").mkdir()
    _, en = terminal(tmp_path, tmp_path / "empty").kpi("rules", "list", "--json").complaint()
    assert "the folder has no .yaml file; check KPI_RULE_SETS" in en
