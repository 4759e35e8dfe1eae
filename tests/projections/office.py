"""An office that records events: a small way to write histories for the tests of the projections."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, cast

from kpi_es.domain.agency_events import (
    AgencyOpened,
    DeputyAssigned,
    HeadNamed,
    HeadReleased,
    ProcedureRulesSet,
    RuleSetAdopted,
    UnitAdded,
    UnitMoved,
)
from kpi_es.domain.event import Event, agency_stream, indicators_stream, sheet_stream, staff_stream
from kpi_es.domain.indicator_plan import IndicatorRetired, IndicatorRevised, IndicatorSet
from kpi_es.domain.procedure import ProcedureRules
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import (
    DeadlineExtended,
    EntryCorrected,
    FactStated,
    GeneralCriteriaSelfAssessed,
    MeasureStated,
    ObjectiveCauseConfirmed,
    ResultAccepted,
    ResultReturned,
    ResultSubmitted,
    SheetConfirmed,
    SheetLocked,
    SheetOpened,
    TaskAssigned,
    TaskGivenUp,
)
from kpi_es.domain.staff_events import (
    DisciplineImposed,
    LeaveGranted,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeconded,
    StaffMemberTransferred,
    StaffRecordAnnulled,
)
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import fold
from kpi_es.ports import Recorded
from kpi_es.rulebook import RuleBook, load_rule_book

AGENCY = "hac-thanh"
RULES = "nd335-2025"
MANAGER = "HT-001"
CRITERIA = ("I.1", "I.2", "II.1", "II.2", "II.3", "II.4", "III.1", "III.2", "III.3", "III.4")
RULE_BOOK: RuleBook = load_rule_book()


def full_points(taken_off: int = 0) -> dict[str, Fraction]:
    """30 points, less what is taken off the first criterion (which has 5)."""
    most = {each: Fraction(5) if each.startswith("I.") else Fraction(5, 2) for each in CRITERIA}
    return {**most, "I.1": Fraction(5 - taken_off)}


class Office:
    """Writes one log. `clock` moves on one minute an event; positions rise from 1."""

    def __init__(self) -> None:
        self.log: list[Recorded] = []
        self.clock = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
        self._versions: dict[str, int] = {}

    @property
    def events(self) -> list[Event]:
        return [recorded.event for recorded in self.log]

    def sheet(self, staff: str, period: str) -> Sheet:
        stream = sheet_stream(staff, period)
        return cast(Sheet, fold(stream, [each for each in self.events if each.originator_id == stream]))

    def member(self, staff: str) -> StaffMember:
        stream = staff_stream(staff)
        return cast(StaffMember, fold(stream, [each for each in self.events if each.originator_id == stream]))

    def record(
        self, kind: type[Event], stream: str, /, *, actor: str = MANAGER, on: date | None = None, **fields: Any
    ) -> Event:
        """Append one event to the log, as if it had been decided."""
        self.clock += timedelta(minutes=1)
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        event = kind(
            originator_id=stream,
            originator_version=version,
            event_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{stream}/{version}"),
            command_id=f"c-{len(self.log) + 1}",
            actor=actor,
            valid_on=on or date(2026, 7, 1),
            recorded_at=self.clock,
            source="manager",
            **fields,
        )
        self.log.append(Recorded(len(self.log) + 1, event))
        return event

    def open(self) -> Office:
        """Open the agency with two units and its head, HT-001, a cadre to whom the decree does not apply."""
        stream = agency_stream(AGENCY)
        opened = {"name": "UBND phường Hạc Thành", "period_kind": "month", "root_unit": "ubnd"}
        self.record(
            AgencyOpened,
            stream,
            actor="operator:test",
            on=date(2025, 7, 1),
            agency=AGENCY,
            personnel_advisers=(),
            **opened,
        )
        for unit, name in (("van-phong", "Văn phòng"), ("kinh-te", "Phòng Kinh tế")):
            self.record(UnitAdded, stream, on=date(2025, 7, 1), agency=AGENCY, unit=unit, name=name, parent="ubnd")
        rules = RULE_BOOK[RULES]
        self.record(
            RuleSetAdopted, stream, on=date(2026, 1, 1), agency=AGENCY, rule_set=RULES, rule_set_hash=rules.hash
        )
        self.hire(MANAGER, "ubnd", role="head", group="cadre")
        self.record(HeadNamed, stream, on=date(2026, 1, 1), agency=AGENCY, unit="ubnd", staff=MANAGER)
        return self

    def hire(self, staff: str, unit: str = "van-phong", role: str = "staff", group: str = "civil_servant") -> None:
        stream = staff_stream(staff)
        since = date(2026, 1, 1)
        self.record(StaffMemberRegistered, stream, on=since, staff=staff, agency=AGENCY, group=group)
        post = {"unit": unit, "post": f"Chức danh của {staff}", "role": role}
        self.record(StaffMemberAppointed, stream, on=since, staff=staff, agency=AGENCY, **post)

    def appoint(self, staff: str, on: date, role: str, unit: str = "van-phong", agency: str = AGENCY) -> None:
        """Give somebody another post; who heads a unit is said by `name_head`."""
        post = {"unit": unit, "post": f"Chức danh mới của {staff}", "role": role}
        self.record(StaffMemberAppointed, staff_stream(staff), on=on, staff=staff, agency=agency, **post)

    def name_head(self, staff: str | None, unit: str, on: date = date(2026, 1, 1)) -> None:
        """Name a head, or with None release the one there is."""
        kind = HeadReleased if staff is None else HeadNamed
        self.record(kind, agency_stream(AGENCY), on=on, agency=AGENCY, unit=unit, staff=staff or "HT-014")

    def move_unit(self, unit: str, parent: str, on: date) -> None:
        self.record(UnitMoved, agency_stream(AGENCY), on=on, agency=AGENCY, unit=unit, parent=parent, decision="QĐ 3")

    def set_indicator(self, code: str, owner: str = "unit", unit: str = "van-phong", **fields: Any) -> None:
        """Set an indicator of 10 for 2026, fed by the item that `assign` assigns."""
        given = {"title": f"Chỉ tiêu {code}", "measure": "hồ sơ", "target": 10, "weight": 1, "items": ("SP-01",)}
        whose = {"agency": AGENCY, "year": 2026, "indicator": code, "owner": owner, "unit": unit}
        self.record(IndicatorSet, indicators_stream(AGENCY, 2026), **{**given, **whose, **fields})

    def revise_indicator(self, code: str, target: int, weight: Fraction, items: tuple[str, ...] = ("SP-01",)) -> None:
        self.record(
            IndicatorRevised, indicators_stream(AGENCY, 2026), agency=AGENCY, year=2026, indicator=code, title="Sửa",
            measure="hồ sơ", target=target, weight=weight, items=items, former_target=10, former_weight=1,
            reason="giao thêm",
        )  # fmt: skip

    def retire_indicator(self, code: str) -> None:
        stream = indicators_stream(AGENCY, 2026)
        self.record(IndicatorRetired, stream, agency=AGENCY, year=2026, indicator=code, reason="thôi")

    def rule_procedure(self, **rules: Any) -> None:
        """Set the agency's rules of procedure from the year's beginning."""
        chosen = ProcedureRules(**rules)
        self.record(ProcedureRulesSet, agency_stream(AGENCY), on=date(2026, 1, 1), agency=AGENCY, rules=chosen)

    def assign_deputy(
        self, staff: str, members: tuple[str, ...] = (), units: tuple[str, ...] = (), on: date = date(2026, 1, 1)
    ) -> None:
        in_charge: dict[str, Any] = {"field": "Hộ tịch", "members": members, "units": units}
        stream = agency_stream(AGENCY)
        self.record(DeputyAssigned, stream, on=on, agency=AGENCY, unit="van-phong", staff=staff, **in_charge)

    def annul(self, staff: str, event: Event) -> None:
        self.record(StaffRecordAnnulled, staff_stream(staff), staff=staff, annuls=event.event_id, reason="ghi nhầm")

    def second(self, staff: str, first: date, until: date, unit: str) -> None:
        self.record(
            StaffMemberSeconded, staff_stream(staff), on=first, staff=staff, agency=AGENCY, unit=unit, post="Biệt phái",
            until=until, from_agency=AGENCY, from_unit="van-phong", decision="QĐ 8",
        )  # fmt: skip

    def transfer(self, staff: str, on: date, unit: str, from_unit: str = "van-phong") -> None:
        self.record(
            StaffMemberTransferred, staff_stream(staff), on=on, staff=staff, agency=AGENCY, unit=unit, post="Công chức",
            role="staff", from_agency=AGENCY, from_unit=from_unit, decision="QĐ 7",
        )  # fmt: skip

    def leave(self, staff: str, first: date, last: date, kind: str = "maternity") -> None:
        self.record(LeaveGranted, staff_stream(staff), on=first, staff=staff, kind=kind, until=last, decision="QĐ 5")

    def discipline(self, staff: str, on: date, ground: str = "duty_violation") -> None:
        self.record(
            DisciplineImposed, staff_stream(staff), on=on, staff=staff, form="reprimand", ground=ground, decision="QĐ 9"
        )

    def on_sheet(self, kind: type[Event], staff: str, period: str, /, **fields: Any) -> Event:
        return self.record(kind, sheet_stream(staff, period), staff=staff, period=period, **fields)

    def open_sheet(self, staff: str, period: str = "2026-07", role: str = "staff", **fields: Any) -> None:
        standing = {"agency": AGENCY, "unit": "van-phong", "post": "Công chức", "group": "civil_servant"}
        frozen = {"rule_set": RULES, "rule_set_hash": RULE_BOOK[RULES].hash}
        self.on_sheet(SheetOpened, staff, period, **{**standing, **frozen, "role": role, **fields})

    def assign(
        self, staff: str, task: str, period: str = "2026-07", quantity: int | Fraction = 1, due: int = 20, **fields: Any
    ) -> None:
        """Assign a task of coefficient 1, due on a day of the period's first month."""
        given = {"kind": "planned", "item": "SP-01", "title": f"Việc {task}", "measure": "hồ sơ", "coefficient": 1}
        due_on = date(2026, int(period[-2:]), due)
        self.on_sheet(
            TaskAssigned, staff, period, **{**given, "task": task, "quantity": quantity, "due_on": due_on, **fields}
        )

    def submit(
        self,
        staff: str,
        task: str,
        number: int = 1,
        period: str = "2026-07",
        quantity: int | Fraction = 1,
        day: int = 10,
        **fields: Any,
    ) -> None:
        finished = date(2026, int(period[-2:]), day)
        self.on_sheet(
            ResultSubmitted, staff, period, task=task, delivery=number, quantity=quantity, finished_on=finished,
            **{"actor": staff, **fields},
        )  # fmt: skip

    def accept(
        self,
        staff: str,
        task: str,
        number: int = 1,
        period: str = "2026-07",
        quantity: int | Fraction = 1,
        **fields: Any,
    ) -> None:
        judged = {"quantity": quantity, "verdict": "met", **fields}
        self.on_sheet(ResultAccepted, staff, period, task=task, delivery=number, **judged)

    def give_back(self, staff: str, task: str, number: int = 1, period: str = "2026-07", **fields: Any) -> None:
        self.on_sheet(ResultReturned, staff, period, task=task, delivery=number, **fields)

    def excuse(self, staff: str, task: str, part: str, period: str = "2026-07") -> None:
        self.on_sheet(ObjectiveCauseConfirmed, staff, period, task=task, part=part, reason="mưa bão")

    def give_up(self, staff: str, task: str, quantity: int, period: str = "2026-07") -> None:
        self.on_sheet(TaskGivenUp, staff, period, task=task, quantity=quantity, actor=staff)

    def extend(self, staff: str, task: str, former: int, due: int, period: str = "2026-07") -> None:
        month = int(period[-2:])
        days = {"former_due_on": date(2026, month, former), "due_on": date(2026, month, due)}
        self.on_sheet(DeadlineExtended, staff, period, task=task, **days)

    def measure(
        self, staff: str, task: str, value: str, period: str = "2026-07", measure: str = "stars", **fields: Any
    ) -> None:
        said = {"measure": measure, "unit": "count", "value": value, **fields}
        self.on_sheet(MeasureStated, staff, period, task=task, **said)

    def fact(self, staff: str, fact: str, period: str = "2026-07", *, holds: bool = True, **fields: Any) -> None:
        self.on_sheet(FactStated, staff, period, fact=fact, holds=holds, reason="kết luận thanh tra", **fields)

    def assess(self, staff: str, period: str = "2026-07", taken_off: int = 0, **fields: Any) -> None:
        self.on_sheet(GeneralCriteriaSelfAssessed, staff, period, points=full_points(taken_off), actor=staff, **fields)

    def confirm(self, staff: str, period: str = "2026-07", taken_off: int = 0, **fields: Any) -> None:
        self.on_sheet(SheetConfirmed, staff, period, **{"general": full_points(taken_off), **fields})

    def lock(self, staff: str, period: str = "2026-07") -> None:
        self.on_sheet(SheetLocked, staff, period)

    def correct(self, staff: str, period: str = "2026-07", **fields: Any) -> None:
        self.on_sheet(EntryCorrected, staff, period, replaces="the event before", reason="ghi nhầm", **fields)

    def finish(self, staff: str, task: str, period: str = "2026-07", day: int = 10) -> None:
        """Assign one unit of a task, hand it in on a day and accept it."""
        self.assign(staff, task, period)
        self.submit(staff, task, period=period, day=day)
        self.accept(staff, task, period=period)


def two_people() -> Office:
    """Two people with a sheet each in July, HT-013 in full.

    HT-012 has three equal lines, two done, one of them late:
    a = b = 2/3, c = (1 + 3/4)/3 = 7/12, result = (2/3 + 2/3 + 7/12)/3 × 70 = 23/36 × 70 = 805/18,
    total = 30 + 805/18 = 1345/18 = 74.72.
    """
    office = Office().open()
    for staff in ("HT-012", "HT-013"):
        office.hire(staff)
        office.open_sheet(staff)
        office.finish(staff, "T1")
    # A second task, late: c loses a quarter of one of two lines.
    office.finish("HT-012", "T2", day=25)
    office.assign("HT-012", "T3")
    for staff in ("HT-012", "HT-013"):
        office.assess(staff)
    return office
