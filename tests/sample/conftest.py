"""The played quarter, once for all tests of the sample."""

from __future__ import annotations

import pytest

from tests.sample.played_quarter import PlayedQuarter, play


@pytest.fixture(scope="package")
def played() -> PlayedQuarter:
    """The sample quarter, played through the real rules."""
    return play()
