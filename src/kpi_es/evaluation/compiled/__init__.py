"""The compiled interpreter: a rule set as Ibis expressions over columns, for everybody at once.

It gives the same statuses and classes as the exact interpreter; where columns can not tell, it says so (`near`).
"""

from kpi_es.evaluation.compiled.caps import compile_caps
from kpi_es.evaluation.compiled.columns import MOST_ITEMS, Columns, Nearest, Parts, measure
from kpi_es.evaluation.compiled.engine import rows_of, sql_of, table_of
from kpi_es.evaluation.compiled.longer_tables import CapTables, YearTables, cap_tables, year_tables
from kpi_es.evaluation.compiled.resolving import facts_from_tables, resolve_caps, resolve_sheets, resolve_years
from kpi_es.evaluation.compiled.settling import REFUSED, settle_sheets, sheet_query
from kpi_es.evaluation.compiled.sheets import compile_sheets
from kpi_es.evaluation.compiled.tables import SheetTables, sheet_tables
from kpi_es.evaluation.compiled.years import compile_years

__all__ = [
    "MOST_ITEMS",
    "REFUSED",
    "CapTables",
    "Columns",
    "Nearest",
    "Parts",
    "SheetTables",
    "YearTables",
    "cap_tables",
    "compile_caps",
    "compile_sheets",
    "compile_years",
    "facts_from_tables",
    "measure",
    "resolve_caps",
    "resolve_sheets",
    "resolve_years",
    "rows_of",
    "settle_sheets",
    "sheet_query",
    "sheet_tables",
    "sql_of",
    "table_of",
    "year_tables",
]
