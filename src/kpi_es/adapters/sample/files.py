"""Reads the sample's own files out of the installed package."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from kpi_es.domain.values import OFFICE_TIME_ZONE

CATALOGUE_FILE = "catalogue.csv"
STAFF_FILES: Mapping[str, str] = {"hac-thanh": "staff-hac-thanh.csv", "dong-son": "staff-dong-son.csv"}
"""Staff file by agency code."""

IMPORTED_AT = datetime(2026, 6, 24, 9, 0, tzinfo=OFFICE_TIME_ZONE)
"""When staff and catalogues count as imported: after the wards were opened, before the quarter."""


def sample_file(name: str) -> Traversable:
    """Return a file of this package by its name."""
    return files("kpi_es.adapters.sample") / name


def read_text(name: str) -> str:
    """Return the text of a file of this package."""
    return sample_file(name).read_text(encoding="utf-8")


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a semicolon-separated file by their headings."""
    return list(csv.DictReader(io.StringIO(read_text(name)), delimiter=";"))
