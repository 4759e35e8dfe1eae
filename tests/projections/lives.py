"""Random histories: any mix of acts by and upon three people over two months, each possible where it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from kpi_es.domain.sheet_events import LeaderItems, PetitionFiled, SheetLocked, SheetNotified, SheetReopened
from tests.projections.office import Office

PEOPLE = ("HT-012", "HT-013", "HT-014")
PERIODS = ("2026-07", "2026-07", "2026-08", "2026-09")

Act = tuple[str, int, int, int, int]
"""What, and four small numbers that say who, when and how much."""


def lives(most: int = 60) -> st.SearchStrategy[Office]:
    """Return logs of half to all of `most` acts; work is what happens most often."""
    small = st.integers(0, 7)
    usual = ["assign", "submit", "judge"] * 4 + ["appoint"] * 3
    act = st.tuples(st.sampled_from([*sorted(ACTS), *usual]), small, small, small, small)
    return st.lists(act, min_size=most // 2, max_size=most).map(live)


def live(acts: list[Act]) -> Office:
    """Write the log of these acts, leaving out what is impossible when its turn comes."""
    office = Office().open()
    for staff in PEOPLE:
        office.hire(staff, role={"HT-014": "head", "HT-013": "deputy"}.get(staff, "staff"))
    office.name_head("HT-014", "van-phong")
    for name, *numbers in acts:
        staff = PEOPLE[numbers[0] % len(PEOPLE)]
        period = PERIODS[numbers[1] % len(PERIODS)]
        # Some facts hold later than they are recorded, some were learned late.
        on = date(2026, int(period[-2:]), 1) + timedelta(days=4 * numbers[3])
        ACTS[name](office, staff, period, numbers[2], {"on": on})
    return office


def _open(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del number
    if office.sheet(staff, period).version == 0:
        post = office.member(staff).appointment_on(when["on"])
        office.open_sheet(staff, period, role=post.role if post else "staff", **when)


def _assign(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    _open(office, staff, period, number, when)
    tasks = office.sheet(staff, period).tasks
    kind = "ad_hoc" if number == 7 else "planned"
    coefficient = Fraction(2 + number, 3)
    office.assign(staff, f"T{len(tasks) + 1}", period, 1 + number, coefficient=coefficient, kind=kind, **when)


def _submit(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    for line in office.sheet(staff, period).tasks.values():
        if line.open_quantity > 0:
            part = Fraction(1, 2) if number % 2 else line.open_quantity
            handed_in = min(part, line.open_quantity)
            place = len(line.deliveries) + 1
            office.submit(staff, line.task, place, period, handed_in, day=10 + 2 * number, **when)
            return


def _judge(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    for line in office.sheet(staff, period).tasks.values():
        for delivery in line.deliveries.values():
            if delivery.status == "submitted":
                if number < 2:
                    office.give_back(staff, line.task, delivery.number, period, **when)
                else:
                    office.accept(staff, line.task, delivery.number, period, delivery.quantity, **when)
                return


def _excuse(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del when
    for line in office.sheet(staff, period).tasks.values():
        office.excuse(staff, line.task, "quality" if number % 2 else "timeliness", period)
        return


def _correct(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    for line in office.sheet(staff, period).tasks.values():
        for delivery in line.deliveries.values():
            if delivery.status == "accepted":
                days = {"former": delivery.finished_on.isoformat(), "corrected": f"{period}-{10 + 2 * number}"}
                office.correct(
                    staff, period, task=line.task, delivery=delivery.number, field="finished_on", **days, **when
                )
                return


def _measure(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    for line in office.sheet(staff, period).tasks.values():
        office.measure(staff, line.task, str(number % 6), period, **when)
        return


def _fact(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    if office.sheet(staff, period).version:
        office.fact(staff, "degradation", period, holds=bool(number % 2), **when)


def _assess(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    if office.sheet(staff, period).version:
        office.assess(staff, period, taken_off=number % 5, **when)


def _confirm(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    if office.sheet(staff, period).general is not None:
        # From now on a leader's item d is stated, or follows from the scores of those below.
        shares = LeaderItems(d=Fraction(1) if number < 2 else None, dd=Fraction(1, 2), e=Fraction(1))
        leads = office.sheet(staff, period).role != "staff"
        office.confirm(staff, period, taken_off=number % 5, leader=shares if leads else None, **when)


def _correct_points(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    if office.sheet(staff, period).general is not None:
        points = {"criterion": "I.2", "former": "5", "corrected": str(number % 5)}
        office.correct(staff, period, field="points", **points, **when)


def _tell(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    if standing := office.sheet(staff, period).procedure.standing:
        about = {"about_version": standing.version, "record_hash": "ab" * 32}
        office.on_sheet(SheetNotified, staff, period, **about, **when)
        filed = {"number": number + 1, "subject": "Xem lại", "filed_on": when["on"], "due_on": when["on"]}
        office.on_sheet(PetitionFiled, staff, period, **about, **filed, **when)


def _lock(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del number
    if office.sheet(staff, period).status == "confirmed":
        office.on_sheet(SheetLocked, staff, period, **when)


def _reopen(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    if standing := office.sheet(staff, period).procedure.standing:
        replaced = {"replaces": standing.event_id, "anew": number % 2 == 1}
        office.on_sheet(SheetReopened, staff, period, **replaced, **when)


def _discipline(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period
    office.discipline(staff, when["on"], ground="degradation" if number % 2 else "duty_violation")


def _transfer(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period, number
    office.transfer(staff, when["on"], "kinh-te")


def _appoint(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    """Head, deputy and staff change places in the unit, also in mid-period and with two heads in one month."""
    del period
    role = ("staff", "deputy", "head")[number % 3]
    office.appoint(staff, when["on"], role)
    if role == "head":
        office.name_head(staff, "van-phong", **when)
    elif number < 3:
        office.name_head(None, "van-phong", **when)
    elif number > 4:
        office.assign_deputy(staff, units=("van-phong",), **when)


def _head(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period
    office.name_head(None if number == 7 else staff if number > 4 else "HT-014", "van-phong", **when)


def _move_unit(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del staff, period
    office.move_unit("kinh-te", "van-phong" if number % 2 else "ubnd", **when)


def _annul(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period, when
    standing = office.member(staff).records[2:]
    if standing:
        office.annul(staff, standing[number % len(standing)])


def _indicator(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period
    code = f"CT-{number}"
    known = [each for each in office.events if getattr(each, "indicator", None) == code]
    if not known:
        office.set_indicator(code, owner="person", staff=staff, **when)
    elif len(known) % 3:
        office.revise_indicator(code, target=10 + len(known), weight=Fraction(1, 2))
    else:
        office.retire_indicator(code)


def _second(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period
    office.second(staff, when["on"], when["on"] + timedelta(days=10 * number), "kinh-te")


def _leave(office: Office, staff: str, period: str, number: int, when: dict[str, Any]) -> None:
    del period
    office.leave(staff, when["on"], when["on"] + timedelta(days=10 * number))


ACTS: dict[str, Callable[[Office, str, str, int, dict[str, Any]], None]] = {
    "open": _open,
    "assign": _assign,
    "submit": _submit,
    "judge": _judge,
    "excuse": _excuse,
    "correct": _correct,
    "measure": _measure,
    "fact": _fact,
    "assess": _assess,
    "confirm": _confirm,
    "correct points": _correct_points,
    "tell": _tell,
    "lock": _lock,
    "reopen": _reopen,
    "discipline": _discipline,
    "transfer": _transfer,
    "leave": _leave,
    "appoint": _appoint,
    "head": _head,
    "move unit": _move_unit,
    "annul": _annul,
    "second": _second,
    "indicator": _indicator,
}
