"""Sample data: one invented ward through the whole of 2026, with everything the law asks of a year.

Nothing is read at import; every function reads the package's own files and gives the same answer each time.
"""

from kpi_es.adapters.sample.year.commands import setup_commands, year_commands
from kpi_es.adapters.sample.year.people import ADVISER, AGENCY, CATALOGUE_FILE, IMPORTED_AT, PEOPLE_FILE, YEAR
from kpi_es.adapters.sample.year.stories import YearStory, expected_year_refusals, year_stories

__all__ = [
    "ADVISER",
    "AGENCY",
    "CATALOGUE_FILE",
    "IMPORTED_AT",
    "PEOPLE_FILE",
    "YEAR",
    "YearStory",
    "expected_year_refusals",
    "setup_commands",
    "year_commands",
    "year_stories",
]
