"""The single values of a sheet that a correction can replace."""

from __future__ import annotations

from kpi_es.domain.sheet import Sheet
from kpi_es.domain.values import format_exact


def entry_value(sheet: Sheet, field_name: str, task: str | None, delivery: int | None, criterion: str | None) -> str:
    """Return an entry's present value as text, as a correction names it. Raises KeyError when there is none."""
    if criterion is not None:
        return format_exact((sheet.general or {})[criterion])
    line = sheet.tasks[task or ""]
    if field_name == "assigned_quantity":
        return format_exact(line.quantity)
    entry = line.deliveries[delivery or 0]
    if field_name == "quantity":
        return format_exact(entry.quantity)
    if field_name == "finished_on":
        return entry.finished_on.isoformat()
    if entry.verdict is None:
        raise KeyError(field_name)
    return entry.verdict
