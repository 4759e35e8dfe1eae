"""The ordinary end of the year as commands: reviews, meetings, opinions, the round, notices and publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from kpi_es.adapters.sample.office_days import Hour, moment
from kpi_es.adapters.sample.year.months import Raw
from kpi_es.adapters.sample.year.people import (
    ADVISER,
    AGENCY,
    AUTHORITY,
    CHAIRMAN,
    ROOT_UNIT,
    UNITS,
    YEAR,
    YearPerson,
    manager_of,
)

OPENED, ASSESSED = date(2026, 12, 1), date(2026, 12, 4)
CLASSIFIED, MET = date(2026, 12, 9), date(2026, 12, 10)
PROPOSED, DECIDED, PUBLISHED = date(2026, 12, 11), date(2026, 12, 14), date(2026, 12, 15)

_UNIT_POINTS = {"van-phong": (28, 58), "kinh-te": (25, 43), "van-hoa": (27, 56), ROOT_UNIT: (28, 57)}
"""General points and result points of each unit: 86, 68, 83 and 85 of 100."""
_LATE_UNIT = "kinh-te"
_SELF_CLASSES = {"PM-02": "HTXS", "PM-09": "HTXS", "PM-12": "HTXS", "PM-15": "HTXS", "PM-11": "HT"}
"""What people think of their own year; everybody else says good."""


def closing_commands(people: Sequence[YearPerson]) -> Iterator[Raw]:
    """Make the commands of the year's end; the stories add what went otherwise."""
    yield from _units(people)
    yield from _round(people)
    for person in people:
        yield from _steps(person, people)
    yield from _chairman()


def _act(kind: str, actor: str, day: date, hour: Hour, about: str = "") -> Raw:
    name = f"year-close-{kind.replace('_', '-')}" + (f"-{about}" if about else "")
    sent_at = moment(day, hour, "year", kind, about).isoformat()
    return {"type": kind, "id": name, "actor": actor, "agency": AGENCY, "sent_at": sent_at, "year": YEAR}


def _units(people: Sequence[YearPerson]) -> Iterator[Raw]:
    heads = {person.unit: person.staff for person in people if person.is_head}
    for unit in (*UNITS, ROOT_UNIT):
        yield {**_act("open_unit_review", ADVISER, OPENED, Hour.EXTEND, unit), "unit": unit}
        general, result = _UNIT_POINTS[unit]
        tasks: list[dict[str, Any]] = [
            {"code": f"NV-{number}", "title": f"Nhiệm vụ trọng tâm số {number}", "done": 1} for number in range(1, 7)
        ]
        if unit == _LATE_UNIT:
            tasks[0]["times_late"] = 1
        yield {
            **_act("assess_unit", heads[unit], ASSESSED, Hour.GIVE_UP, unit),
            "unit": unit,
            "general": {"6": general},
            "items": {"a": 10, "b": result - 10},
            "tasks": tasks,
            "proposed_class": "HTT",
        }


def _round(people: Sequence[YearPerson]) -> Iterator[Raw]:
    candidates = [person for person in people if person.staff != CHAIRMAN]
    yield {
        **_act("open_round", ADVISER, OPENED, Hour.SUBMIT),
        "candidates": [person.staff for person in candidates],
    }
    yield {**_act("form_groups", ADVISER, OPENED, Hour.GIVE_UP), "groups": _groups(candidates)}
    yield _act("propose_round", ADVISER, PROPOSED, Hour.CONFIRM)
    yield {**_act("notify_round", ADVISER, DECIDED, Hour.CONFIRM), "document": "TB 30/TB-UBND"}
    # Nobody records the own notice: the adviser's is recorded by the chairman.
    yield {**_act("notify_class", CHAIRMAN, DECIDED, Hour.CONFIRM, ADVISER), "staff": ADVISER}
    yield {**_act("publish_round", ADVISER, PUBLISHED, Hour.SUBMIT), "form": "electronic"}


def _groups(candidates: Sequence[YearPerson]) -> list[Raw]:
    leaders = [person.staff for person in candidates if person.leads]
    contract = [person.staff for person in candidates if person.is_contract_worker]
    others = [person.staff for person in candidates if person.staff not in (*leaders, *contract)]
    return [
        {"code": "lanh-dao", "title": "Lãnh đạo phường, trưởng đơn vị", "members": leaders},
        {"code": "chuyen-vien", "title": "Chuyên viên", "members": others},
        {"code": "hop-dong", "title": "Lao động hợp đồng", "members": contract},
    ]


def _steps(person: YearPerson, people: Sequence[YearPerson]) -> Iterator[Raw]:
    """Give the self-classification, the meeting, and for leaders the party's opinion (Art 21.1a to c, 21.2a to c)."""
    staff = person.staff
    yield {
        **_act("classify_self", staff, CLASSIFIED, Hour.SUBMIT, staff),
        "staff": staff,
        "class_code": _SELF_CLASSES.get(staff, "HTT"),
    }
    manager = manager_of(person, people, MET)
    yield {
        **_act("record_review_meeting", ADVISER if staff == CHAIRMAN else manager, MET, Hour.CONFIRM, staff),
        "staff": staff,
        "presided_by": _presided_by(person, manager),
        "present": 14 if person.leads else 5,
        "invited": 15 if person.leads else 5,
        "comments": "Tập thể góp ý, thống nhất với tự nhận xét; biên bản được thông qua tại cuộc họp",
        "minutes": _document(f"bien-ban-{staff}"),
        "adopted": True,
    }
    if person.leads:
        yield {
            **_act("give_party_opinion", ADVISER, PROPOSED, Hour.EXTEND, staff),
            "staff": staff,
            "committee": "Chi ủy chi bộ UBND phường",
            "opinion": "Nhất trí với ý kiến của cuộc họp",
            "document": _document(f"y-kien-{staff}"),
        }


def _presided_by(person: YearPerson, manager: str) -> str:
    if person.staff == CHAIRMAN:
        return AUTHORITY
    return CHAIRMAN if person.leads else manager


def _chairman() -> Iterator[Raw]:
    """Give the chairman's class by the province, on the same day as the round (Art 10.2a)."""
    of_chairman = {"staff": CHAIRMAN}
    yield {**_act("open_review", ADVISER, OPENED, Hour.SUBMIT, CHAIRMAN), **of_chairman}
    yield {**_act("propose_class", ADVISER, PROPOSED, Hour.JUDGE, CHAIRMAN), **of_chairman}
    decided = _act("decide_agency_head_class", AUTHORITY, DECIDED, Hour.SUBMIT, CHAIRMAN)
    yield {**decided, **of_chairman, "decision": "QĐ 905/QĐ-UBND"}
    yield {**_act("notify_class", AUTHORITY, DECIDED, Hour.CONFIRM, CHAIRMAN), **of_chairman}
    yield {**_act("publish_class", ADVISER, PUBLISHED, Hour.SUBMIT, CHAIRMAN), **of_chairman}


def _document(name: str) -> dict[str, str]:
    return {"sha256": hashlib.sha256(name.encode()).hexdigest(), "name": f"{name}.pdf"}
