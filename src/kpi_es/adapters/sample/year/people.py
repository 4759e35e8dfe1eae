"""The people of the invented ward: who is where, and who manages whom on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kpi_es.adapters.sample.files import read_table
from kpi_es.domain.values import OFFICE_TIME_ZONE

AGENCY = "phuong-mau"
YEAR = 2026
ADVISER = "PM-06"
"""The organisation-personnel adviser (Art 13.2)."""
AUTHORITY = "CT-TINH"
"""Who evaluates the chairman and alone replaces decisions (Art 10.1a, 21.3)."""
CHAIRMAN = "PM-01"

PEOPLE_FILE = "year/people.csv"
CATALOGUE_FILE = "year/catalogue.csv"
IMPORTED_AT = datetime(2025, 12, 29, 9, 0, tzinfo=OFFICE_TIME_ZONE)
"""When people and catalogue count as imported: after the ward was opened, before the year."""

ROOT_UNIT = "ubnd"
UNITS = ("van-phong", "kinh-te", "van-hoa")

TRANSFERRED = "PM-14"
TRANSFERRED_ON = date(2026, 7, 1)
TRANSFERRED_TO = "kinh-te"
"""The one transfer of the year, which `stories.yaml` tells."""


@dataclass(frozen=True, slots=True)
class YearPerson:
    """An invented staff member with the unit of the first day of the year."""

    staff: str
    unit: str
    is_head: bool
    is_deputy: bool
    is_contract_worker: bool

    @property
    def leads(self) -> bool:
        """Tell whether items d, đ, e are due (Art 15)."""
        return self.is_head or self.is_deputy

    def unit_on(self, day: date) -> str:
        """Return the unit on a day of the year."""
        moved = self.staff == TRANSFERRED and day >= TRANSFERRED_ON
        return TRANSFERRED_TO if moved else self.unit


def read_people() -> Sequence[YearPerson]:
    """Return everybody of the ward, in the order of the file."""
    return [
        YearPerson(
            staff=row["Mã công chức"],
            unit=row["Mã đơn vị"],
            is_head=row["Vai trò"] == "Người đứng đầu",
            is_deputy=row["Vai trò"] == "Cấp phó",
            is_contract_worker=row["Vai trò"] == "Hợp đồng",
        )
        for row in read_table(PEOPLE_FILE)
    ]


def manager_of(person: YearPerson, people: Sequence[YearPerson], day: date) -> str:
    """Return who monitors a person on a day (Art 10): the unit's head, the chairman for heads, the province for him."""
    if person.staff == CHAIRMAN:
        return AUTHORITY
    if person.is_head:
        return CHAIRMAN
    return next(other.staff for other in people if other.is_head and other.unit == person.unit_on(day))
