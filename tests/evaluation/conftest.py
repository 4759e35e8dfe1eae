"""The packaged rule sets, read once; properties without a deadline, since machines differ."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import settings

from kpi_es.rulebook import RuleBook, load_rule_book

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def rule_book() -> RuleBook:
    return load_rule_book()


@pytest.fixture(scope="session")
def decree_text() -> str:
    file = resources.files("kpi_es.rulebook") / "rule_sets" / "nd335-2025.yaml"
    return file.read_text(encoding="utf-8")
