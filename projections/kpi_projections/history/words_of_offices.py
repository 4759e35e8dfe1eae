"""The events of agencies, catalogues and staff members in words; each function takes the event and the state before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kpi_es.domain.agency import (
    Agency,
    AgencyOpened,
    HeadNamed,
    HeadReleased,
    PersonnelAdviserNamed,
    RuleSetAdopted,
    UnitAdded,
)
from kpi_es.domain.catalogue import Catalogue, CatalogueItemApproved, CatalogueItemWithdrawn, StandardItemSet
from kpi_es.domain.event import Event
from kpi_es.domain.staff_member import (
    DisciplineImposed,
    LeaveGranted,
    StaffMember,
    StaffMemberAppointed,
    StaffMemberRegistered,
    StaffMemberSeparated,
    StaffMemberTransferred,
)
from kpi_projections.history.phrases import (
    DISCIPLINES,
    GROUNDS,
    GROUPS,
    LEAVES,
    PERIOD_KINDS,
    ROLES,
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


def _registered(event: StaffMemberRegistered, member: StaffMember) -> Words:
    del member
    group = of(GROUPS, event.group)
    return both(
        f"Đăng ký {event.staff}, {group.vi}, tại {event.agency}",
        f"Registered {event.staff}, {group.en}, in {event.agency}",
    )


def _appointed(event: StaffMemberAppointed, member: StaffMember) -> Words:
    held = member.appointment_on(event.valid_on)
    role = of(ROLES, event.role)
    post_vi = f"{event.post} ({role.vi}) tại {event.unit}, {event.agency}"
    post_en = f"{event.post} ({role.en}) in {event.unit}, {event.agency}"
    if held is not None:
        post_vi, post_en = (
            f"{held.post} tại {held.unit} → {post_vi}",
            f"{held.post} in {held.unit} → {post_en}",
        )
    return both(
        f"Bố trí {event.staff} từ {day(event.valid_on)}: {post_vi}",
        f"{event.staff} from {day(event.valid_on)}: {post_en}",
    )


def _transferred(event: StaffMemberTransferred, member: StaffMember) -> Words:
    del member
    role = of(ROLES, event.role)
    return both(
        f"Điều động {event.staff} từ {day(event.valid_on)}: {event.from_unit}, {event.from_agency} → {event.unit}, "
        f"{event.agency}, {event.post} ({role.vi}); {event.decision}",
        f"Transferred {event.staff} from {day(event.valid_on)}: {event.from_unit}, {event.from_agency} → "
        f"{event.unit}, {event.agency}, {event.post} ({role.en}); {event.decision}",
    )


def _leave(event: LeaveGranted, member: StaffMember) -> Words:
    del member
    kind = of(LEAVES, event.kind)
    return both(
        f"{event.staff} nghỉ {kind.vi} từ {day(event.valid_on)} đến hết {day(event.until)} ({event.decision})",
        f"{event.staff} is on {kind.en} leave from {day(event.valid_on)} to {day(event.until)} ({event.decision})",
    )


def _discipline(event: DisciplineImposed, member: StaffMember) -> Words:
    del member
    form, ground, since = of(DISCIPLINES, event.form), of(GROUNDS, event.ground), day(event.valid_on)
    return both(
        f"Kỷ luật {event.staff}: {form.vi} do {ground.vi}, có hiệu lực từ {since} ({event.decision})",
        f"Discipline of {event.staff}: {form.en} for {ground.en}, in effect from {since} ({event.decision})",
    )


def _separated(event: StaffMemberSeparated, member: StaffMember) -> Words:
    last = day(event.valid_on - timedelta(days=1))
    held = member.appointment_on(event.valid_on)
    return both(
        f"{event.staff} thôi việc từ {day(event.valid_on)}, ngày làm việc cuối {last}"
        + (f", khi đang là {held.post} tại {held.unit}" if held else "")
        + f" ({event.decision})",
        f"{event.staff} left from {day(event.valid_on)}, last day {last}"
        + (f", having been {held.post} in {held.unit}" if held else "")
        + f" ({event.decision})",
    )


OFFICE_WORDS: Mapping[type[Event], Any] = {
    AgencyOpened: _agency_opened,
    UnitAdded: _unit_added,
    HeadNamed: _head_named,
    HeadReleased: _head_released,
    RuleSetAdopted: _rule_set_adopted,
    PersonnelAdviserNamed: _adviser_named,
    StandardItemSet: _standard_set,
    CatalogueItemApproved: _item_approved,
    CatalogueItemWithdrawn: _item_withdrawn,
    StaffMemberRegistered: _registered,
    StaffMemberAppointed: _appointed,
    StaffMemberTransferred: _transferred,
    LeaveGranted: _leave,
    DisciplineImposed: _discipline,
    StaffMemberSeparated: _separated,
}
