"""The year of the invented ward, played once on PostgreSQL for all tests that tell of it."""

from __future__ import annotations

import pytest

from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import engine
from tests.year.played_year import PlayedYear, play_year


@pytest.fixture(scope="module")
def year(postgres_server_url: str) -> PlayedYear:
    # A schema that the other tests on the same server do not empty.
    settings = Settings(sample_clock=True, database_schema="phuong_mau_2026")
    with engine(settings, postgres_server_url) as built:
        return play_year(built)
