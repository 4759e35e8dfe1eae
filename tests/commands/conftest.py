"""What the tests of the commands share."""

from __future__ import annotations

import pytest

from tests.commands.specification import Office


@pytest.fixture
def office() -> Office:
    """Return two furnished wards on 10 August 2026."""
    return Office()
