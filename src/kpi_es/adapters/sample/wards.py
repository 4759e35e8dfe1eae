"""The people of the two wards: who holds which post where, and who manages whom on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kpi_es.adapters.sample.files import STAFF_FILES, read_table
from kpi_es.domain.dated import Dated, in_force, insert_dated
from kpi_es.domain.values import Role, StaffGroup

ROOT_UNIT = "ubnd"

ADVISERS: Mapping[str, str] = {"hac-thanh": "HT-028", "dong-son": "DS-023"}
"""The organisation-personnel adviser of each ward (Art 13.2)."""

_ROLES: Mapping[str, Role] = {
    "Người đứng đầu": "head",
    "Cấp phó": "deputy",
    "Công chức": "staff",
    "Hợp đồng": "contract",
}
_GROUPS: Mapping[str, StaffGroup] = {
    "Cán bộ": "cadre",
    "Công chức": "civil_servant",
    "Hợp đồng lao động": "contract_worker",
}


@dataclass(frozen=True, slots=True)
class Posting:
    """A unit and the post held in it."""

    unit: str
    post: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented staff member."""

    staff: str
    name: str
    agency: str
    role: Role
    group: StaffGroup
    postings: Dated[Posting]

    @property
    def leads(self) -> bool:
        """Tell whether items d, đ, e are due (Art 15)."""
        return self.role in ("head", "deputy")

    def posting_on(self, day: date) -> Posting:
        """Return the post held on a day. Raises LookupError before the first."""
        posting = in_force(self.postings, day)
        if posting is None:
            raise LookupError(f"{self.staff} holds no post on {day}")
        return posting


@dataclass(frozen=True, slots=True)
class Wards:
    """Everybody by staff id, in the order of the files."""

    people: Mapping[str, Person]

    def evaluated(self) -> list[Person]:
        """Return those whom Decree 335 reaches: everybody but the cadres (Art 2)."""
        return [person for person in self.people.values() if person.group != "cadre"]

    def manager(self, staff: str, day: date) -> str:
        """Return who monitors a person on a day: the unit's head, or the chairman for a head (Art 10)."""
        person = self.people[staff]
        unit = ROOT_UNIT if person.role == "head" else person.posting_on(day).unit
        return next(
            other.staff
            for other in self.people.values()
            if other.agency == person.agency and other.role == "head" and other.posting_on(day).unit == unit
        )

    def moved(self, staff: str, day: date, posting: Posting) -> Wards:
        """Return the wards after a person's transfer."""
        person = self.people[staff]
        moved = replace(person, postings=insert_dated(person.postings, day, posting))
        return Wards({**self.people, staff: moved})


def read_wards() -> Wards:
    """Return the people as the staff files list them."""
    people = [_person(agency, row) for agency, name in STAFF_FILES.items() for row in read_table(name)]
    return Wards({person.staff: person for person in people})


def _person(agency: str, row: dict[str, str]) -> Person:
    day, month, year = map(int, row["Từ ngày"].split("/"))
    posting = Posting(row["Mã đơn vị"], row["Chức vụ, chức danh"])
    return Person(
        staff=row["Mã công chức"],
        name=row["Họ và tên"],
        agency=agency,
        role=_ROLES[row["Vai trò"]],
        group=_GROUPS[row["Đối tượng"]],
        postings=((date(year, month, day), posting),),
    )
