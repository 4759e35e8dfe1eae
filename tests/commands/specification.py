"""Given a history, when a command is sent, then these events or this refusal.

An `Office` is a real engine on a log in memory: two wards, a catalogue, a clock that stands where the test puts it.
A test names only what its sentence is about; `USUAL` fills in the rest of each command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from kpi_commands.answer import Answer
from kpi_commands.command import Command
from kpi_commands.processor import CommandProcessor
from kpi_commands.registry import CommandSet, load_commands
from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.domain.agency import Agency
from kpi_es.domain.event import Event, agency_stream, catalogue_stream, sheet_stream, staff_stream
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.staff_member import StaffMember
from kpi_es.domain.topics import EVENT_TYPES, Aggregate, fold
from kpi_es.ports import EventStore
from kpi_es.rulebook import RuleBook, load_rule_book
from tests.commands.command_page import refusal_codes

PERIOD = "2026-Q3"
TODAY = date(2026, 8, 10)

FULL_MARKS: Mapping[str, str] = {
    "I.1": "5", "I.2": "5",
    "II.1": "2.5", "II.2": "2.5", "II.3": "2.5", "II.4": "2.5",
    "III.1": "2.5", "III.2": "2.5", "III.3": "2.5", "III.4": "2.5",
}  # fmt: skip

ADVISER = {"actor": "adviser"}
ON_SHEET = {"actor": "head-vh", "staff": "an", "period": PERIOD}
ON_TASK = {**ON_SHEET, "task": "T1"}
ON_INDICATOR = {"actor": "head-vh", "year": 2026, "indicator": "DV-1"}
DECISION = {"decision": "QĐ 12/QĐ-UBND"}
MINUTES = {"sha256": "ab" * 32, "name": "bien-ban.pdf"}

USUAL: Mapping[str, Mapping[str, Any]] = {
    "open_agency": {
        "actor": "operator:root", "agency": "P9", "name": "Phường Chín", "root_unit": "UBND9",
        "personnel_advisers": ["adviser-9"],
    },
    "name_personnel_adviser": {"actor": "operator:root", "staff": "binh"},
    "release_personnel_adviser": {"actor": "operator:root", "staff": "adviser"},
    "add_unit": {**ADVISER, "unit": "TTHC", "name": "Trung tâm Phục vụ hành chính công", "parent": "UBND"},
    "name_head": {**ADVISER, "unit": "VH", "staff": "binh"},
    "release_head": {**ADVISER, "unit": "VH"},
    "move_unit": {**ADVISER, **DECISION, "unit": "VH", "parent": "KT"},
    "rename_unit": {**ADVISER, **DECISION, "unit": "VH", "name": "Phòng Văn hóa"},
    "close_unit": {**ADVISER, **DECISION, "unit": "VH"},
    "assign_deputy": {
        **ADVISER, "unit": "VH", "staff": "deputy-vh", "field": "Bảo trợ xã hội", "members": ["an"],
    },
    "release_deputy": {**ADVISER, "staff": "deputy-vh"},
    "name_managing_authority": {"actor": "operator:root", "authority": "province", "title": "Chủ tịch UBND tỉnh"},
    "set_procedure_rules": {
        **ADVISER, "rules": {"self_assessment_due_day": 25}, "reason": "Quy chế theo dõi, đánh giá của phường",
    },
    "declare_holidays": {**ADVISER, "year": 2026, "holidays": ["2026-09-01", "2026-09-02"]},
    "change_period_kind": {**ADVISER, "period_kind": "month", "valid_on": "2026-10-01"},
    "annul_record": {
        **ADVISER, "record": "00000000-0000-5000-8000-000000000001", "reason": "Ghi nhầm người",
    },
    "adopt_rule_set": {**ADVISER, "rule_set": "nd335-2025"},
    "set_standard_item": {**ADVISER, **DECISION, "title": "Công văn thông thường", "points": "5"},
    "approve_catalogue_item": {
        **ADVISER, **DECISION, "item": "bao-cao", "title": "Báo cáo chuyên đề", "measure": "báo cáo",
        "group": 1, "points": "10",
    },
    "withdraw_catalogue_item": {**ADVISER, **DECISION, "item": "bao-cao"},
    "propose_catalogue_item": {
        "actor": "head-vh", "unit": "VH", "proposal": "DX-1", "item": "ho-so-so", "title": "Hồ sơ số hóa",
        "measure": "hồ sơ", "group": 2, "points": "12",
    },
    "propose_standard_item": {
        "actor": "head-vh", "unit": "VH", "proposal": "DX-C", "title": "Công văn thông thường", "points": "4",
    },
    "standardise_catalogue_item": {**ADVISER, "proposal": "DX-1"},
    "approve_catalogue_proposal": {**ADVISER, **DECISION, "proposal": "DX-1"},
    "decline_catalogue_proposal": {**ADVISER, "proposal": "DX-1", "reason": "Trùng với mục đã có"},
    "define_shared_product": {
        "actor": "head-vh", "unit": "VH", "product": "DA-1", "item": "bao-cao", "quantity": "10",
    },
    "revise_shared_product": {
        "actor": "head-vh", "product": "DA-1", "quantity": "12", "reason": "Bổ sung phạm vi đề án",
    },
    "register_staff_member": {**ADVISER, "staff": "new", "unit": "VH", "post": "Chuyên viên"},
    "appoint_staff_member": {**ADVISER, **DECISION, "staff": "an", "post": "Chuyên viên chính", "role": "staff"},
    "transfer_staff_member": {**ADVISER, **DECISION, "staff": "an", "unit": "KT", "post": "Chuyên viên"},
    "separate_staff_member": {**ADVISER, **DECISION, "staff": "an"},
    "second_staff_member": {
        **ADVISER, **DECISION, "staff": "an", "unit": "KT", "post": "Chuyên viên", "until": "2026-09-30",
    },
    "end_secondment": {**ADVISER, **DECISION, "staff": "an"},
    "give_concurrent_post": {**ADVISER, **DECISION, "staff": "an", "unit": "KT", "post": "Kế toán"},
    "end_concurrent_post": {**ADVISER, **DECISION, "staff": "an", "unit": "KT"},
    "end_leave": {**ADVISER, "staff": "an"},
    "grant_leave": {**ADVISER, **DECISION, "staff": "an", "kind": "maternity", "until": "2026-12-31"},
    "record_discipline": {
        **ADVISER, **DECISION, "staff": "an", "form": "reprimand", "ground": "duty_violation",
    },
    "open_sheet": ON_SHEET,
    "assign_task": {**ON_TASK, "item": "bao-cao", "quantity": "20", "due_on": "2026-08-20"},
    "assign_ad_hoc_task": {**ON_TASK, "item": "bao-cao", "quantity": "20", "due_on": "2026-08-20"},
    "assign_uncatalogued_task": {
        **ON_TASK, "item": "ho-so-so", "title": "Hồ sơ số hóa", "measure": "hồ sơ", "points": "12", "quantity": "20",
        "due_on": "2026-08-20", "reason": "Việc mới theo chỉ đạo, chưa có trong danh mục",
    },
    "extend_deadline": {**ON_TASK, "due_on": "2026-08-25", "reason": "Chờ số liệu của sở"},
    "submit_result": {**ON_TASK, "actor": "an", "quantity": "5", "finished_on": "2026-08-10"},
    "accept_result": {**ON_TASK, "delivery": 1},
    "return_result": {**ON_TASK, "delivery": 1, "reason": "Sai căn cứ pháp lý"},
    "confirm_objective_cause": {**ON_TASK, "part": "timeliness", "reason": "Mưa bão"},
    "give_up_task": {**ON_TASK, "actor": "an", "reason": "Đi học tập trung"},
    "take_over_task": {
        **ON_TASK, "staff": "binh", "task": "T9", "from_staff": "an", "from_task": "T1", "due_on": "2026-08-30",
    },
    "assess_general_criteria": {"actor": "an", "staff": "an", "period": PERIOD, "points": FULL_MARKS},
    "state_measure": {**ON_TASK, "measure": "stars", "value": "4"},
    "state_fact": {**ON_SHEET, "fact": "unit_corruption", "reason": "Kết luận thanh tra số 3/KL-TTr"},
    "correct_entry": {
        **ON_TASK, "field": "quantity", "delivery": 1, "corrected": "4", "reason": "Đếm lại hồ sơ lưu",
    },
    "confirm_sheet": ON_SHEET,
    "lock_sheet": ON_SHEET,
    "record_period_comment": {**ON_SHEET, "comment": "Tập thể nhất trí"},
    "extend_period_deadline": {
        **ADVISER, "staff": "an", "period": PERIOD, "deadline": "confirmation", "due_on": "2026-09-30",
        "reason": "Trưởng phòng đi công tác",
    },
    "notify_result": ON_SHEET,
    "publish_sheet": ON_SHEET,
    "supersede_sheet": {
        **ON_SHEET, **DECISION, "actor": "province", "reason": "Số liệu không trung thực",
    },
    "file_petition": {**ON_SHEET, "actor": "an", "subject": "Đề nghị xem lại điểm tiêu chí II.1"},
    "answer_petition": {**ON_SHEET, "number": 1, "outcome": "kept", "answer": "Điểm chấm đúng minh chứng"},
    "open_review": {**ADVISER, "staff": "an", "year": 2026},
    "classify_self": {"actor": "an", "staff": "an", "year": 2026, "class_code": "HTT"},
    "record_review_meeting": {
        "actor": "head-vh", "staff": "an", "year": 2026, "presided_by": "head-vh", "present": 5, "invited": 6,
        "comments": "Hoàn thành tốt nhiệm vụ được giao", "minutes": MINUTES, "adopted": True,
    },
    "give_party_opinion": {
        **ADVISER, "staff": "head-vh", "year": 2026, "committee": "Chi bộ Văn hóa - Xã hội",
        "opinion": "Đồng ý với tự nhận xét", "document": MINUTES,
    },
    "state_deciding_fact": {
        "actor": "chair", "staff": "an", "year": 2026, "fact": "degradation", "conclusion": "KL 3-KL/UBKT",
        "reason": "Kết luận của Ủy ban kiểm tra",
    },
    "withdraw_deciding_fact": {
        "actor": "chair", "staff": "an", "year": 2026, "fact": "degradation", "reason": "Kết luận đã hủy",
    },
    "propose_class": {**ADVISER, "staff": "chair", "year": 2026},
    "decide_agency_head_class": {**DECISION, "actor": "province", "staff": "chair", "year": 2026},
    "notify_class": {**ADVISER, "staff": "an", "year": 2026},
    "publish_class": {**ADVISER, "staff": "an", "year": 2026},
    "file_review_petition": {"actor": "an", "staff": "an", "year": 2026, "subject": "Đề nghị xem lại mức xếp loại"},
    "answer_review_petition": {
        "actor": "chair", "staff": "an", "year": 2026, "number": 1, "outcome": "kept", "answer": "Đúng quy định",
    },
    "replace_class_decision": {
        **DECISION, "actor": "province", "staff": "an", "year": 2026, "class_code": "HT",
        "reason": "Số liệu không trung thực",
    },
    "open_round": {**ADVISER, "year": 2026, "candidates": ["an", "head-vh", "head-kt"]},
    "change_candidates": {**ADVISER, "year": 2026, "added": ["binh"], "reason": "Ghi sót"},
    "form_groups": {
        **ADVISER, "year": 2026,
        "groups": [{"code": "chung", "title": "Mọi vị trí", "members": ["an", "head-vh", "head-kt"]}],
    },
    "set_higher_share": {**DECISION, "actor": "chair", "year": 2026, "reason": "Thành tích nổi trội"},
    "state_open_class": {
        "actor": "chair", "year": 2026, "staff": "an", "class_code": "HTT", "reason": "Nhận định của tập thể",
    },
    "propose_round": {**ADVISER, "year": 2026},
    "resolve_tie": {
        "actor": "chair", "year": 2026, "tie": "agency", "order": ["an", "binh"], "reason": "Nhiều việc khó hơn",
    },
    "decide_round": {**DECISION, "actor": "chair", "year": 2026},
    "notify_round": {"actor": "chair", "year": 2026},
    "publish_round": {**ADVISER, "year": 2026},
    "replace_round_decision": {**DECISION, "actor": "province", "year": 2026, "reason": "Sửa phiếu quý I"},
    "open_unit_review": {**ADVISER, "unit": "VH", "year": 2026},
    "assess_unit": {
        "actor": "head-vh", "unit": "VH", "year": 2026, "general": {"6": "28"}, "items": {"b": "50"},
        "tasks": [{"code": "NV-1", "title": "Lễ hội", "done": "1"}], "proposed_class": "HTT",
    },
    "decide_unit_class": {**DECISION, "actor": "chair", "unit": "VH", "year": 2026},
    "replace_unit_class": {
        **DECISION, "actor": "chair", "unit": "VH", "year": 2026, "reason": "Kết luận thanh tra",
    },
    "notify_unit_class": {**ADVISER, "unit": "VH", "year": 2026},
    "set_indicator": {**ON_INDICATOR, "owner": "unit", "unit": "VH", "title": "Báo cáo", "measure": "báo cáo",
                      "target": "40", "items": ["bao-cao"]},
    "revise_indicator": {**ON_INDICATOR, "target": "50", "reason": "Thêm việc từ sở"},
    "retire_indicator": {**ON_INDICATOR, "reason": "Không còn nhiệm vụ này"},
}  # fmt: skip
"""A valid command of every type, told by the ward's people; `an` works in the unit VH, headed by `head-vh`."""


@cache
def all_commands() -> CommandSet:
    return load_commands()


@cache
def rule_book() -> RuleBook:
    return load_rule_book()


class StandingClock:
    """Stands at nine in the morning, Hanoi time, of the day it was put on."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self, sent_at: datetime | None = None) -> datetime:
        del sent_at
        return datetime(self.day.year, self.day.month, self.day.day, 2, tzinfo=UTC)


class Office:
    """Two wards, P1 and P2, ready to work; every call goes through the real processor and the real contracts."""

    def __init__(
        self,
        *,
        store: EventStore | None = None,
        most_streams: int = 100_000,
        furnished: bool = True,
        rules: RuleBook | None = None,
    ) -> None:
        self.rules = rules or rule_book()
        self.store: EventStore = store or MemoryEventStore()
        self.clock = StandingClock(date(2026, 6, 25))
        self.processor = self.another_processor(most_streams)
        self._sent = 0
        if furnished:
            self._furnish()
        self.on(TODAY)

    def another_processor(self, most_streams: int = 100_000) -> CommandProcessor:
        return CommandProcessor(self.store, all_commands(), self.rules, self.clock, most_streams)

    def on(self, day: date | str) -> Office:
        """Put the clock on a day."""
        self.clock.day = date.fromisoformat(day) if isinstance(day, str) else day
        return self

    def command(self, name: str, /, **fields: Any) -> Command:
        """Return a command as it comes out of JSON; a field given as ... is left out."""
        self._sent += 1
        whole = {"type": name, "id": f"c-{self._sent}", "agency": "P1", **USUAL[name], **fields}
        return all_commands().parse(json.dumps({key: each for key, each in whole.items() if each is not ...}))

    def send(self, name: str, /, **fields: Any) -> Answer:
        (answer,) = self.processor.process([self.command(name, **fields)])
        return answer

    def given(self, name: str, /, **fields: Any) -> Office:
        """Let something have happened; it must be allowed."""
        answer = self.send(name, **fields)
        assert answer.status == "accepted", f"given {name}: {answer.problem}"
        return self

    def when(self, name: str, /, **fields: Any) -> Outcome:
        """Send the command the sentence is about."""
        before = self.store.position()
        command = self.command(name, **fields)
        (answer,) = self.processor.process([command])
        return Outcome(self, command, answer, [each.event for each in self.store.after(before, 100)])

    def state(self, stream: str) -> Aggregate:
        """Return a stream's state, replayed from the log."""
        return fold(stream, self.store.streams([stream]).get(stream, ()))

    def sheet(self, staff: str = "an", period: str = PERIOD) -> Sheet:
        state = self.state(sheet_stream(staff, period))
        assert isinstance(state, Sheet)
        return state

    def member(self, staff: str = "an") -> StaffMember:
        state = self.state(staff_stream(staff))
        assert isinstance(state, StaffMember)
        return state

    def agency(self, code: str = "P1") -> Agency:
        state = self.state(agency_stream(code))
        assert isinstance(state, Agency)
        return state

    def _furnish(self) -> None:
        answers = self.processor.process([self.command(name, **fields) for name, fields in FURNITURE])
        problems = [answer.problem for answer in answers if answer.status == "refused"]
        assert not problems, problems


def _post(staff: str, unit: str, role: str = "staff", **more: Any) -> tuple[str, dict[str, Any]]:
    fields = {"staff": staff, "unit": unit, "role": role, "valid_on": "2026-01-05", **more}
    return "register_staff_member", fields


_SINCE = {"valid_on": "2026-01-01"}
_OF_P2 = {"agency": "P2", "actor": "adviser-2"}

FURNITURE: Sequence[tuple[str, dict[str, Any]]] = (
    ("open_agency", {**_SINCE, "agency": "P1", "name": "Phường Một", "root_unit": "UBND",
                     "period_kind": "quarter", "personnel_advisers": ["adviser"]}),
    ("open_agency", {**_SINCE, "agency": "P2", "name": "Phường Hai", "root_unit": "UBND2",
                     "period_kind": "month", "personnel_advisers": ["adviser-2"]}),
    ("add_unit", {**_SINCE, "unit": "VH", "name": "Phòng Văn hóa - Xã hội"}),
    ("add_unit", {**_SINCE, "unit": "KT", "name": "Phòng Kinh tế, Hạ tầng và Đô thị"}),
    ("adopt_rule_set", _SINCE),
    ("adopt_rule_set", {**_SINCE, **_OF_P2}),
    ("set_standard_item", _SINCE),
    ("approve_catalogue_item", _SINCE),
    ("approve_catalogue_item", {**_SINCE, "item": "to-trinh", "title": "Tờ trình", "points": "4"}),
    _post("chair", "UBND", "head", post="Chủ tịch"),
    _post("adviser", "UBND"),
    _post("head-vh", "VH", "head", post="Trưởng phòng"),
    _post("deputy-vh", "VH", "deputy", post="Phó Trưởng phòng"),
    _post("an", "VH"),
    _post("binh", "VH"),
    _post("head-kt", "KT", "head", post="Trưởng phòng"),
    _post("cuc", "KT"),
    _post("driver", "VH", "support", group="public_employee"),
    _post("chair-2", "UBND2", "head", **_OF_P2),
    _post("dung", "UBND2", **_OF_P2),
)  # fmt: skip
"""Standard item 5 points, so `bao-cao` (10 points) has the coefficient 10/5 = 2 and `to-trinh` (4) has 4/5 = 0.8."""


@dataclass(frozen=True)
class Outcome:
    """What a command led to."""

    office: Office
    command: Command
    answer: Answer
    events: Sequence[Event]

    def then(self, *kinds: type[Event], **fields: Any) -> Event:
        """Expect exactly these events, the last one with these fields; return the last one."""
        assert self.answer.status == "accepted", self.answer.problem
        assert [type(event) for event in self.events] == list(kinds)
        assert self.answer.events == tuple(event.event_id for event in self.events)
        assert self.answer.position == self.office.store.position()
        for event in self.events:
            assert EVENT_TYPES[event.TOPIC].model_validate_json(event.model_dump_json()) == event
        last = self.events[-1]
        assert {name: getattr(last, name) for name in fields} == fields
        return last

    def then_refused(self, code: str, **facts: str) -> None:
        """Expect a refusal with this code and these facts, in both languages, and nothing written."""
        problem = self.answer.problem
        assert problem is not None, f"accepted: {self.events}"
        assert problem.code == code, problem
        assert {name: problem.facts[name] for name in facts} == facts
        assert not self.events
        assert self.answer.position is None
        assert not {"{", "}"} & {*problem.detail.vi, *problem.detail.en}
        assert code in refusal_codes(type(self.command)), f"docs/commands.md does not list {code}"


def catalogue_of(office: Office, agency: str = "P1") -> Aggregate:
    return office.state(catalogue_stream(agency))
