"""The pages of sheets that are scored under other rules than the decree's."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from kpi_es.entrypoints.cli.explanation_page import show_explanation
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.replay import show_replay
from kpi_es.entrypoints.person_history import Explained
from kpi_es.entrypoints.settings import Settings
from kpi_es.evaluation import Receipt
from kpi_es.evaluation.sheet_facts import score_sheet
from kpi_projections.replay import replay
from tests.commands.lived_cases import WORKER, LivedCase, live, lived_cases, member_of, sheet_of
from tests.commands.specification import rule_book

# One case of each rule set.
OF_EACH = {case.rule_set.id: case for case in lived_cases()}


def page_of(case: LivedCase) -> str:
    office = live(case)
    sheet = sheet_of(office, case)
    result = score_sheet(sheet, member_of(office), rule_book())
    now = datetime(2026, 12, 1, tzinfo=UTC)
    receipt = Receipt("0", case.rule_set.id, case.rule_set.hash, office.store.position(), now.date(), now, case.first)
    printed = StringIO()
    out, call = Console(file=printed, width=200), Invocation(Settings(language="en"))
    show_explanation(call, out, Explained(WORKER, None, sheet, result, receipt, unit=None, same_rules=True))
    show_replay(call, out, replay(office.store.after(0, 10_000), WORKER, rule_book()), {})
    return printed.getvalue()


def test_points_without_classes_are_concluded_as_points_and_drawn_on_no_scale_of_a_hundred() -> None:
    case = next(each for each in lived_cases() if each.name.endswith("over all tasks and has no ceiling"))
    page = page_of(case)
    assert "Conclusion: 435.00 points; this rule set has no classes." in page
    assert "435.00/100" not in page
    assert "Measure days_early of task T1" in page


@pytest.mark.parametrize("case", OF_EACH.values(), ids=OF_EACH)
def test_a_sheet_under_any_rule_set_can_be_explained_and_replayed(case: LivedCase) -> None:
    assert "Conclusion: " in page_of(case)
