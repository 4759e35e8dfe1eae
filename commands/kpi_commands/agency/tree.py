"""What the commands about units share: the unit must exist, and what stands below a unit may not outlive it."""

from __future__ import annotations

from datetime import date

from kpi_commands.refusals import UNIT_UNKNOWN
from kpi_es.domain.agency import Agency, Unit
from kpi_es.domain.refusal import Refusal


def require_unit_on(agency: Agency, code: str, day: date) -> Unit:
    """Return a unit of an agency. Refuses one that does not exist on that day."""
    unit = agency.unit_on(code, day)
    if unit is None:
        raise UNIT_UNKNOWN.because(agency=agency.code, unit=code, day=day)
    return unit


def require_parent(agency: Agency, code: str, day: date, until: date | None) -> None:
    """Refuse to put a unit, which closes on `until` or never, below one that closes before it."""
    closed = require_unit_on(agency, code, day).closed_on
    if closed is not None and (until is None or until > closed):
        raise PARENT_CLOSES.because(parent=code, closed=closed)


def unsound_unit(agency: Agency) -> tuple[str, date] | None:
    """Return a unit and a day on which the unit exists but hangs on none that leads to the root; None if all do."""
    for day in _days_of_change(agency):
        for code, unit in agency.units.items():
            path = list(agency.units_above(code, day))
            rooted = path[-1].code == agency.root_unit and all(each.exists_on(day) for each in path)
            if unit.exists_on(day) and not rooted:
                return code, day
    return None


def _days_of_change(agency: Agency) -> list[date]:
    begun = {since for unit in agency.units.values() for since, _ in unit.parents}
    closed = {unit.closed_on for unit in agency.units.values() if unit.closed_on is not None}
    return sorted(begun | closed)


PARENT_CLOSES = Refusal(
    "agency.parent_closes",
    "Điều 3.1 Nghị định 335/2025/NĐ-CP",
    "Đơn vị {parent} giải thể ngày {closed}; không thể đặt đơn vị còn hoạt động dưới đó.",
    "The unit {parent} is closed on {closed}; a unit that goes on can not stand below it.",
)
