"""`kpi flags` after the publication: a class that the log no longer bears out is named, with the cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from kpi_es.adapters.sample.year import AGENCY, YEAR
from kpi_es.entrypoints.cli.flags import flags_json, show_flags, years_not_borne_out
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.sample_run import ONE_WARD, prepare, the_year
from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import Engine, engine
from kpi_projections.watch.query import Watch
from kpi_projections.watch.thresholds import Thresholds

NO_FLAGS = Watch(f"{YEAR + 1}-01", (), Thresholds(), 1)


@pytest.fixture(scope="module")
def published(postgres_server_url: str) -> Iterator[Engine]:
    with engine(Settings(sample_clock=True, database_schema="flags_of_a_year"), postgres_server_url) as built:
        prepare(built, ONE_WARD)
        built.processor.process(the_year())
        yield built


def disciplined(built: Engine) -> None:
    """Let a reprimand of December be recorded in January, after the class was published."""
    act: dict[str, Any] = {
        "type": "record_discipline", "id": "january", "actor": "PM-06", "agency": AGENCY, "staff": "PM-14",
        "ground": "duty_violation", "form": "reprimand", "decision": "QĐ 11/QĐ-UBND", "valid_on": f"{YEAR}-12-20",
        "sent_at": f"{YEAR + 1}-01-20T08:00:00+07:00",
    }  # fmt: skip
    (answer,) = built.processor.process([built.commands.parse(json.dumps(act))])
    assert answer.problem is None, answer.problem


def test_a_published_class_that_the_log_contradicts_is_a_flag(published: Engine) -> None:
    assert years_not_borne_out(published, AGENCY, f"{YEAR}-12") == ()
    disciplined(published)
    years = years_not_borne_out(published, AGENCY, f"{YEAR + 1}-01")
    (flag,) = flags_json(NO_FLAGS, years)["not_borne_out"]
    assert flag["staff"] == "PM-14"
    assert (flag["agency"], flag["year"]) == (AGENCY, YEAR)
    assert [each["type"] for each in flag["causes"]] == ["staff.DisciplineImposed"]
    assert {"name": "class_code", "decided": "HTT", "now": "KHT"} in flag["differences"]
    text = StringIO()
    call = Invocation(Settings.model_validate({"language": "vi"}))
    show_flags(call, Console(file=text, width=200, highlight=False), NO_FLAGS, {}, years)
    assert f"Xếp loại năm {YEAR}, {AGENCY}" in text.getvalue()
    assert "Không còn khớp nhật ký" in text.getvalue()
    assert "Không có gì vượt ngưỡng" not in text.getvalue()


def test_an_agency_without_a_round_has_no_such_flag(published: Engine) -> None:
    assert years_not_borne_out(published, AGENCY, f"{YEAR - 1}-06") == ()
    assert years_not_borne_out(published, "khac", f"{YEAR}-06") == ()
