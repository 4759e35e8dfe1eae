"""Sample data: two wards and the third quarter of 2026. All people and all work in it are invented.

Nothing is read at import; every function reads the package's own files and gives the same answer each time.
"""

from kpi_es.adapters.sample.files import CATALOGUE_FILE, IMPORTED_AT, STAFF_FILES, sample_file
from kpi_es.adapters.sample.quarter import QUARTER, agency_commands, quarter_commands
from kpi_es.adapters.sample.stories import Story, expected_refusals, stories
from kpi_es.adapters.sample.wards import ADVISERS

__all__ = [
    "ADVISERS",
    "CATALOGUE_FILE",
    "IMPORTED_AT",
    "QUARTER",
    "STAFF_FILES",
    "Story",
    "agency_commands",
    "expected_refusals",
    "quarter_commands",
    "sample_file",
    "stories",
]
