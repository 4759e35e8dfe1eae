"""The events of agencies and catalogues in words; each function takes the event and the state before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kpi_es.domain.agency import Agency
from kpi_es.domain.agency_events import (
    AgencyOpened,
    AgencyRecordAnnulled,
    DeputyAssigned,
    DeputyReleased,
    HeadNamed,
    HeadReleased,
    HolidaysDeclared,
    ManagingAuthorityNamed,
    PeriodKindChanged,
    PersonnelAdviserNamed,
    PersonnelAdviserReleased,
    ProcedureRulesSet,
    RuleSetAdopted,
    UnitAdded,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)
from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, CatalogueItemWithdrawn, StandardItemSet
from kpi_es.domain.event import Event
from kpi_projections.history.phrases import (
    PERIOD_KINDS,
    Words,
    both,
    day,
    listed,
    number_en,
    number_vi,
    of,
)


def _agency_opened(event: AgencyOpened, agency: Agency) -> Words:
    del agency
    kind = of(PERIOD_KINDS, event.period_kind)
    return both(
        f"Mở cơ quan {event.agency} “{event.name}” từ {day(event.valid_on)}, theo dõi, đánh giá theo {kind.vi}; "
        f"tham mưu tổ chức cán bộ: {listed(event.personnel_advisers, 'chưa có')}",
        f"Opened the agency {event.agency} “{event.name}” from {day(event.valid_on)}, monitored by {kind.en}; "
        f"personnel advisers: {listed(event.personnel_advisers, 'none yet')}",
    )


def _unit_added(event: UnitAdded, agency: Agency) -> Words:
    del agency
    return both(
        f"Lập đơn vị {event.unit} “{event.name}” thuộc {event.parent} từ {day(event.valid_on)}",
        f"Added the unit {event.unit} “{event.name}” below {event.parent} from {day(event.valid_on)}",
    )


def _head_named(event: HeadNamed, agency: Agency) -> Words:
    unit = agency.units.get(event.unit)
    former = unit.head_on(event.valid_on) if unit else None
    return both(
        f"Người đứng đầu đơn vị {event.unit} từ {day(event.valid_on)}: {former or 'khuyết'} → {event.staff}",
        f"Head of the unit {event.unit} from {day(event.valid_on)}: {former or 'vacant'} → {event.staff}",
    )


def _head_released(event: HeadReleased, agency: Agency) -> Words:
    del agency
    return both(
        f"Người đứng đầu đơn vị {event.unit} từ {day(event.valid_on)}: {event.staff} → khuyết",
        f"Head of the unit {event.unit} from {day(event.valid_on)}: {event.staff} → vacant",
    )


def _rule_set_adopted(event: RuleSetAdopted, agency: Agency) -> Words:
    adopted = agency.rule_set_on(event.valid_on)
    former, since = adopted[0] if adopted else None, day(event.valid_on)
    return both(
        f"Bộ quy tắc của {event.agency} từ {since}: {former or 'chưa có'} → {event.rule_set}",
        f"Rule set of {event.agency} from {since}: {former or 'none'} → {event.rule_set}",
    )


def _adviser_released(event: PersonnelAdviserReleased, agency: Agency) -> Words:
    del agency
    return both(
        f"{event.staff} thôi làm tham mưu tổ chức cán bộ của {event.agency} từ {day(event.valid_on)}",
        f"{event.staff} is no longer a personnel adviser of {event.agency} from {day(event.valid_on)}",
    )


def _adviser_named(event: PersonnelAdviserNamed, agency: Agency) -> Words:
    del agency
    return both(
        f"{event.staff} làm tham mưu tổ chức cán bộ của {event.agency} từ {day(event.valid_on)}",
        f"{event.staff} is a personnel adviser of {event.agency} from {day(event.valid_on)}",
    )


def _standard_set(event: StandardItemSet, catalogue: Catalogue) -> Words:
    former = catalogue.standard_on(event.valid_on)
    vi, en = number_vi(event.points), number_en(event.points)
    if former is not None:
        vi, en = f"{number_vi(former)} → {vi}", f"{number_en(former)} → {en}"
    return both(
        f"Đơn vị sản phẩm/công việc chuẩn của {event.agency} từ {day(event.valid_on)}: “{event.title}”, {vi} điểm "
        f"({event.decision})",
        f"Standard product/work unit of {event.agency} from {day(event.valid_on)}: “{event.title}”, {en} points "
        f"({event.decision})",
    )


def _item_approved(event: CatalogueItemApproved, catalogue: Catalogue) -> Words:
    former = catalogue.item_on(event.item, event.valid_on)
    vi, en = number_vi(event.coefficient), number_en(event.coefficient)
    if former is not None:
        vi, en = f"{number_vi(former.coefficient)} → {vi}", f"{number_en(former.coefficient)} → {en}"
    return both(
        f"Duyệt sản phẩm/công việc {event.item} “{event.title}” nhóm N{event.group}, {number_vi(event.points)} điểm, "
        f"hệ số {vi}, từ {day(event.valid_on)} ({event.decision})",
        f"Approved the item {event.item} “{event.title}”, group N{event.group}, {number_en(event.points)} points, "
        f"coefficient {en}, from {day(event.valid_on)} ({event.decision})",
    )


def _item_withdrawn(event: CatalogueItemWithdrawn, catalogue: Catalogue) -> Words:
    del catalogue
    return both(
        f"Bỏ sản phẩm/công việc {event.item} khỏi danh mục từ {day(event.valid_on)} ({event.decision})",
        f"Withdrew the item {event.item} from the catalogue from {day(event.valid_on)} ({event.decision})",
    )


def _deputy_assigned(event: DeputyAssigned, agency: Agency) -> Words:
    former = agency.deputy_field_on(event.staff, event.valid_on)
    scope = listed((*event.units, *event.members), "—")
    vi, en = f"“{event.field}” ({scope})", f"“{event.field}” ({scope})"
    if former is not None:
        vi, en = f"“{former.field}” → {vi}", f"“{former.field}” → {en}"
    return both(
        f"{event.staff}, cấp phó ở {event.unit}, phụ trách từ {day(event.valid_on)}: {vi}",
        f"{event.staff}, deputy in {event.unit}, is in charge from {day(event.valid_on)}: {en}",
    )


def _deputy_released(event: DeputyReleased, agency: Agency) -> Words:
    former = agency.deputy_field_on(event.staff, event.valid_on)
    field = f" “{former.field}”" if former else ""
    return both(
        f"{event.staff}, cấp phó ở {event.unit}, thôi phụ trách{field} từ {day(event.valid_on)}",
        f"{event.staff}, deputy in {event.unit}, is no longer in charge{' of' if field else ''}{field} "
        f"from {day(event.valid_on)}",
    )


def _unit_moved(event: UnitMoved, agency: Agency) -> Words:
    unit = agency.units.get(event.unit)
    former, since = unit.parent_on(event.valid_on) if unit else None, day(event.valid_on)
    return both(
        f"Chuyển đơn vị {event.unit} từ {since}: thuộc {former or '—'} → {event.parent} ({event.decision})",
        f"Moved the unit {event.unit} from {since}: below {former or '—'} → {event.parent} ({event.decision})",
    )


def _unit_renamed(event: UnitRenamed, agency: Agency) -> Words:
    unit = agency.units.get(event.unit)
    former, since = unit.name_on(event.valid_on) if unit else "—", day(event.valid_on)
    return both(
        f"Đổi tên đơn vị {event.unit} từ {since}: “{former}” → “{event.name}” ({event.decision})",
        f"Renamed the unit {event.unit} from {since}: “{former}” → “{event.name}” ({event.decision})",
    )


def _unit_closed(event: UnitClosed, agency: Agency) -> Words:
    del agency
    last = day(event.valid_on - timedelta(days=1))
    return both(
        f"Giải thể đơn vị {event.unit} từ {day(event.valid_on)}, ngày hoạt động cuối {last} ({event.decision})",
        f"Closed the unit {event.unit} from {day(event.valid_on)}, its last day {last} ({event.decision})",
    )


def _authority_named(event: ManagingAuthorityNamed, agency: Agency) -> Words:
    former, since = agency.managing_authority_on(event.valid_on), day(event.valid_on)
    return both(
        f"Người đứng đầu cơ quan quản lý công chức của {event.agency} từ {since}: {former or 'chưa có'} → "
        f"{event.authority}, {event.title}",
        f"Head of the managing agency above {event.agency} from {since}: {former or 'none'} → "
        f"{event.authority}, {event.title}",
    )


def _procedure_set(event: ProcedureRulesSet, agency: Agency) -> Words:
    former = agency.procedure_on(event.valid_on).model_dump()
    changes = [
        f"{name} {_shown(former[name])} → {_shown(value)}"
        for name, value in event.rules.model_dump().items()
        if value != former[name]
    ]
    told = listed(tuple(changes), "—")
    return both(
        f"Quy chế theo dõi, đánh giá của {event.agency} từ {day(event.valid_on)}: {told}",
        f"Rules of procedure of {event.agency} from {day(event.valid_on)}: {told}",
    )


def _shown(value: object) -> str:
    return "—" if value is None else str(value)


def _holidays_declared(event: HolidaysDeclared, agency: Agency) -> Words:
    del agency
    free, worked = listed(tuple(map(day, event.holidays)), "—"), listed(tuple(map(day, event.make_up_days)), "—")
    return both(
        f"Lịch nghỉ năm {event.year} của {event.agency}: nghỉ {free}; làm bù {worked}",
        f"Calendar of {event.agency} for {event.year}: holidays {free}; make-up days {worked}",
    )


def _period_kind_changed(event: PeriodKindChanged, agency: Agency) -> Words:
    former, new = of(PERIOD_KINDS, agency.period_kind_on(event.valid_on)), of(PERIOD_KINDS, event.period_kind)
    return both(
        f"Kỳ theo dõi, đánh giá của {event.agency} từ {day(event.valid_on)}: {former.vi} → {new.vi}",
        f"Periods of {event.agency} from {day(event.valid_on)}: {former.en} → {new.en}",
    )


def _annulled(event: AgencyRecordAnnulled, agency: Agency) -> Words:
    record = next((each for each in agency.records if each.event_id == event.annuls), None)
    words = Words(str(event.annuls), str(event.annuls))
    if record is not None:
        words = OFFICE_WORDS[type(record)](record, agency)
    return both(f"Hủy bản ghi: {words.vi}", f"Annulled the record: {words.en}")


OFFICE_WORDS: Mapping[type[Event], Any] = {
    AgencyOpened: _agency_opened,
    UnitAdded: _unit_added,
    HeadNamed: _head_named,
    HeadReleased: _head_released,
    RuleSetAdopted: _rule_set_adopted,
    PersonnelAdviserNamed: _adviser_named,
    PersonnelAdviserReleased: _adviser_released,
    UnitMoved: _unit_moved,
    UnitRenamed: _unit_renamed,
    UnitClosed: _unit_closed,
    DeputyAssigned: _deputy_assigned,
    DeputyReleased: _deputy_released,
    ManagingAuthorityNamed: _authority_named,
    ProcedureRulesSet: _procedure_set,
    HolidaysDeclared: _holidays_declared,
    PeriodKindChanged: _period_kind_changed,
    AgencyRecordAnnulled: _annulled,
    StandardItemSet: _standard_set,
    CatalogueItemApproved: _item_approved,
    CatalogueItemWithdrawn: _item_withdrawn,
}
