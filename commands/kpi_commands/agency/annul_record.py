"""Annul what was recorded wrongly about an agency or a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, Literal, cast
from uuid import UUID

from kpi_commands.agency.resting_on_posts import require_nothing_rests
from kpi_commands.agency.tree import unsound_unit
from kpi_commands.authority import require_adviser_about, require_operator
from kpi_commands.command import Command
from kpi_commands.context import Context
from kpi_commands.own_posts import require_own_posts_stay
from kpi_commands.refusals import NOT_IN_AGENCY
from kpi_es.domain.agency import Agency, evolve_agency
from kpi_es.domain.agency_events import AgencyEvent, AgencyOpened, AgencyRecordAnnulled, ProcedureRulesSet, UnitAdded
from kpi_es.domain.event import Event, agency_stream, staff_stream
from kpi_es.domain.refusal import Refusal
from kpi_es.domain.staff_events import StaffEvent, StaffRecordAnnulled
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.values import OFFICE_TIME_ZONE, Source, StaffId


class AnnulRecord(Command, frozen=True):
    """Annul a record of the agency, or of a person (`staff`): it holds on no day, as if it had not been made.

    `record` is the id of the event. What the same command recorded besides goes with it: annulling a head's transfer
    also takes back the headships it ended and began. The log keeps both the record and its annulment. The right
    record is then made with its own command. Sheets opened meanwhile keep what was frozen on them, and an annual class
    decided meanwhile stands until the managing authority replaces it (replace_round_decision, replace_class_decision;
    Art 21.3), but is not made known while the log does not bear it out. A post on which sheets, a review or a decided
    round rest is not annulled but put right by a dated record.
    """

    SOURCE: ClassVar[Source] = "personnel"
    REASON_DUE: ClassVar[bool] = True
    type: Literal["annul_record"] = "annul_record"
    record: UUID
    staff: StaffId | None = None

    @property
    def stream(self) -> str:
        return agency_stream(self.agency) if self.staff is None else staff_stream(self.staff)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.stream, agency_stream(self.agency))


def decide(state: Agency | StaffMember, command: AnnulRecord, context: Context) -> tuple[Event, ...]:
    """Decide to annul a record of this agency on which nothing else stands, with what was recorded together with it."""
    target = _target(state, command, context)
    _require_right(state, target, context)
    if isinstance(target, AgencyOpened):
        raise OPENING_STAYS.because(agency=command.agency)
    _require_rules_not_held(target, context)
    if command.valid_on is not None and command.valid_on != target.valid_on:
        raise NO_DAY_OF_ITS_OWN.because(day=target.valid_on)
    if isinstance(state, StaffMember):
        _require_own_record(state, cast(StaffEvent, target), context)
    annulments = tuple(_annulments(_recorded_together(target, state, context), context))
    _require_sound_tree(annulments, context)
    require_own_posts_stay(context, annulments)
    require_nothing_rests(annulments, context)
    return annulments


def _target(state: Agency | StaffMember, command: AnnulRecord, context: Context) -> AgencyEvent | StaffEvent:
    context.agency()
    found = next((each for each in state.records if each.event_id == command.record), None)
    if found is None:
        raise RECORD_UNKNOWN.because(record=command.record, stream=state.stream)
    return found


def _require_right(state: Agency | StaffMember, target: Event, context: Context) -> None:
    """Refuse whoever could not have made the record: an operator's is annulled by an operator alone."""
    if target.source == "operator":
        require_operator(context)
    else:
        concerned = state.staff if isinstance(state, StaffMember) else getattr(target, "staff", None)
        require_adviser_about(context, concerned)


def _require_rules_not_held(target: Event, context: Context) -> None:
    """Refuse to take back rules of procedure that bound somebody: a missed deadline would be open again."""
    recorded_on = target.recorded_at.astimezone(OFFICE_TIME_ZONE).date()
    if isinstance(target, ProcedureRulesSet) and max(target.valid_on, recorded_on) < context.today:
        raise RULES_HAVE_HELD.because(day=target.valid_on)


def _require_own_record(member: StaffMember, target: StaffEvent, context: Context) -> None:
    """Refuse the record of another agency: of the one that sent somebody, else of the one whose post it was."""
    day = target.valid_on
    held = member.appointment_on(day) or member.appointment_on(day - timedelta(days=1))
    agency = getattr(target, "from_agency", None) or getattr(target, "agency", None) or (held and held.agency)
    if agency != context.command.agency:
        raise NOT_IN_AGENCY.because(staff=member.staff, agency=context.command.agency, day=day)


def _recorded_together(target: Event, state: Agency | StaffMember, context: Context) -> Iterator[Event]:
    """Give what one command recorded, on the person's stream and on the agency's."""
    staff = state.staff if isinstance(state, StaffMember) else getattr(target, "staff", None)
    agency = context.agency()
    if staff is not None:
        member = cast(StaffMember, context.state_of(staff_stream(staff)))
        yield from (each for each in member.records if each.command_id == target.command_id)
    for each in agency.records:
        if each.command_id == target.command_id:
            _require_unused(each, agency)
            yield each


def _require_unused(record: AgencyEvent, agency: Agency) -> None:
    """Refuse to take away a unit while other records speak of it."""
    if not isinstance(record, UnitAdded):
        return
    for other in agency.records:
        about = {getattr(other, "unit", None), getattr(other, "parent", None), *getattr(other, "units", ())}
        if other is not record and record.unit in about:
            raise RECORD_IN_USE.because(unit=record.unit, other=other.event_id, topic=other.TOPIC)


def _require_sound_tree(annulments: tuple[Event, ...], context: Context) -> None:
    """Refuse an annulment that leaves a unit hanging on one that is closed, or in a circle."""
    agency = context.agency()
    for each in annulments:
        if isinstance(each, AgencyRecordAnnulled):
            agency = evolve_agency(agency, each)
    unsound = unsound_unit(agency)
    if unsound is not None:
        raise TREE_BREAKS.because(unit=unsound[0], day=unsound[1])


def _annulments(records: Iterator[Event], context: Context) -> Iterator[Event]:
    """Give one annulment for each record, on the record's stream and dated as the record."""
    agency, written = context.agency(), dict[str, int]()
    for record in records:
        stream = record.originator_id
        stamp: dict[str, Any] = context.stamp(context.state_of(stream), written.get(stream, 0))
        stamp["valid_on"] = record.valid_on
        written[stream] = written.get(stream, 0) + 1
        if stream == agency.stream:
            yield AgencyRecordAnnulled(**stamp, agency=agency.code, annuls=record.event_id)
        else:
            yield StaffRecordAnnulled(**stamp, staff=stream.partition(":")[2], annuls=record.event_id)


RECORD_UNKNOWN = Refusal(
    "record.unknown",
    "Quy tắc của hệ thống: chỉ hủy bản ghi đang có hiệu lực",
    "Luồng {stream} không có bản ghi {record} đang có hiệu lực, hoặc bản ghi đó đã bị hủy.",
    "The stream {stream} has no standing record {record}, or it is annulled already.",
)
OPENING_STAYS = Refusal(
    "record.opening_stays",
    "Quy tắc của hệ thống: việc mở cơ quan không hủy được",
    "Không thể hủy việc mở cơ quan {agency}.",
    "The opening of the agency {agency} can not be annulled.",
)
RULES_HAVE_HELD = Refusal(
    "record.rules_have_held",
    "Điều 17.2 Nghị định 335/2025/NĐ-CP",
    "Quy chế từ ngày {day} đã ràng buộc công việc nên không hủy được; hãy đặt quy chế mới từ hôm nay "
    "(set_procedure_rules).",
    "The rules of procedure from {day} have bound people and are not annulled; set new ones from today on "
    "(set_procedure_rules).",
)
NO_DAY_OF_ITS_OWN = Refusal(
    "record.no_day_of_its_own",
    "Quy tắc của hệ thống: bản ghi bị hủy không còn hiệu lực vào bất kỳ ngày nào",
    "Việc hủy có hiệu lực từ chính ngày của bản ghi, {day}; hãy bỏ trường valid_on.",
    "An annulment holds from the day of the record itself, {day}; leave valid_on out.",
)
RECORD_IN_USE = Refusal(
    "record.in_use",
    "Quy tắc của hệ thống: hủy bản ghi phụ thuộc trước",
    "Bản ghi {other} ({topic}) còn nói đến đơn vị {unit}; hãy hủy bản ghi đó trước.",
    "The record {other} ({topic}) still speaks of the unit {unit}; annul that one first.",
)
TREE_BREAKS = Refusal(
    "record.tree_breaks",
    "Quy tắc của hệ thống: hủy bản ghi phụ thuộc trước",
    "Không còn bản ghi này thì vào ngày {day} đơn vị {unit} không nối được tới đơn vị gốc; hãy chuyển đơn vị đó trước.",
    "Without this record the unit {unit} would not lead up to the root unit on {day}; move that unit first.",
)
