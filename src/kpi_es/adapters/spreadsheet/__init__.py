"""Office files in: XLSX and CSV as offices write them become commands with deterministic ids.

`plan_import` reads and judges a file and applies nothing; sending the commands is the caller's business.
"""

from kpi_es.adapters.spreadsheet.columns import KINDS, ImportKind
from kpi_es.adapters.spreadsheet.options import ImportOptions
from kpi_es.adapters.spreadsheet.plan import ImportPlan, PlannedRow, UnusedColumn, plan_import
from kpi_es.adapters.spreadsheet.problems import ImportFileError, LeftOutSheet, RowProblem
from kpi_es.adapters.spreadsheet.refusals import column_of_refusal
from kpi_es.adapters.spreadsheet.rows import SkippedRow
from kpi_es.adapters.spreadsheet.templates import write_template

__all__ = [
    "KINDS",
    "ImportFileError",
    "ImportKind",
    "ImportOptions",
    "ImportPlan",
    "LeftOutSheet",
    "PlannedRow",
    "RowProblem",
    "SkippedRow",
    "UnusedColumn",
    "column_of_refusal",
    "plan_import",
    "write_template",
]
