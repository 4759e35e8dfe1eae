"""The packaged rule sets, read once."""

from __future__ import annotations

import pytest

from kpi_es.rulebook import RuleBook, load_rule_book


@pytest.fixture(scope="session")
def rule_book() -> RuleBook:
    return load_rule_book()
