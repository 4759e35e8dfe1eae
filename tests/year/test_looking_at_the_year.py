"""`kpi year` on the sample year: what was decided, what a later correction leaves without ground, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from kpi_commands.command import Command
from kpi_es.adapters.sample.year import AGENCY, YEAR
from kpi_es.domain.annual_review import AnnualReview
from kpi_es.domain.classification_round import ClassificationRound
from kpi_es.domain.event import review_stream, round_stream
from kpi_es.domain.topics import fold
from kpi_es.entrypoints.agency_year import AgencyUnknown, AgencyYear, NoRound, NotInRound, agency_year
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.year import agency_year_json, show_agency_year
from kpi_es.entrypoints.sample_run import ONE_WARD, prepare, the_year
from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import Engine, engine

PROVINCE, CHAIRMAN, ADVISER = "CT-TINH", "PM-01", "PM-06"
SEPTEMBER = f"{YEAR}-09"
ABOVE_PM_10 = ("PM-01", "PM-02", "PM-04")
HALF_AN_ITEM = Fraction(35, 6)
PEOPLE = [f"PM-{number:02}" for number in range(1, 16)]


@dataclass(frozen=True)
class Stages:
    """The year as it could be looked at after each act of January 2027."""

    seen: Mapping[str, AgencyYear]
    decision: ClassificationRound
    chairman: AnnualReview

    def found(self, stage: str) -> dict[str, dict[str, Any]]:
        """Return who was not borne out at a stage, as programs get it."""
        return {each["staff"]: each for each in agency_year_json(self.seen[stage])["not_borne_out"]}

    def page(self, stage: str, language: str = "vi") -> str:
        """Return what is printed at a stage."""
        text = StringIO()
        call = Invocation(Settings.model_validate({"language": language}))
        show_agency_year(call, Console(file=text, width=200, highlight=False), self.seen[stage])
        return text.getvalue()


class _January:
    """Sends the acts of January 2027, one minute after the other."""

    def __init__(self, built: Engine) -> None:
        self.engine = built
        self._sent = 0

    def send(self, kind: str, actor: str, **rest: Any) -> None:
        self._sent += 1
        envelope = {"type": kind, "id": f"january-{self._sent}", "actor": actor, "agency": AGENCY}
        at = f"{YEAR + 1}-01-{20 + self._sent // 60:02}T08:{self._sent % 60:02}:00+07:00"
        payload = json.dumps({**envelope, "sent_at": at, **rest})
        command: Command = self.engine.commands.parse(payload)
        (answer,) = self.engine.processor.process([command])
        assert answer.problem is None, answer.problem

    def look(self) -> AgencyYear:
        return agency_year(self.engine, AGENCY, YEAR)


@pytest.fixture(scope="module")
def stages(postgres_server_url: str) -> Stages:
    settings = Settings(sample_clock=True, database_schema="looking_at_the_year")
    with engine(settings, postgres_server_url) as built:
        prepare(built, ONE_WARD)
        seen: dict[str, AgencyYear] = {}
        commands = the_year()
        for command in commands:
            if command.id in ("year-close-propose-round", "year-12-decide"):
                seen[f"before {command.type}"] = agency_year(built, AGENCY, YEAR)
            built.processor.process([command])
        events = built.store.streams([round_stream(AGENCY, YEAR), review_stream(CHAIRMAN, YEAR)])
        state = fold(round_stream(AGENCY, YEAR), events[round_stream(AGENCY, YEAR)])
        review = fold(review_stream(CHAIRMAN, YEAR), events[review_stream(CHAIRMAN, YEAR)])
        assert isinstance(state, ClassificationRound)
        assert isinstance(review, AnnualReview)
        _correct(_January(built), seen)
        return Stages(seen, state, review)


def _correct(acts: _January, seen: dict[str, AgencyYear]) -> None:
    seen["decided"] = acts.look()
    of_sheet = {"staff": "PM-10", "period": SEPTEMBER}
    acts.send("supersede_sheet", PROVINCE, **of_sheet, decision="QĐ 9/QĐ-UBND", reason="Khai khống kết quả")
    seen["reopened"] = acts.look()
    for task in ("T1", "T2"):
        line = {"field": "quantity", "task": task, "delivery": 1, "corrected": "1", "reason": "Chỉ có một sản phẩm"}
        acts.send("correct_entry", "PM-04", **of_sheet, **line)
    acts.send("confirm_sheet", "PM-04", **of_sheet)
    acts.send("lock_sheet", ADVISER, **of_sheet)
    seen["corrected"] = acts.look()
    _replace(acts, "QĐ 10/QĐ-UBND")
    seen["replaced"] = acts.look()
    acts.send(
        "record_discipline",
        ADVISER,
        staff="PM-14",
        ground="duty_violation",
        form="reprimand",
        decision="QĐ 11/QĐ-UBND",
        valid_on=f"{YEAR}-12-20",
    )
    seen["disciplined"] = acts.look()
    lower = {"unit": "van-hoa", "class_code": "HT", "decision": "QĐ 12/QĐ-UBND", "reason": "Chưa đạt chỉ tiêu"}
    acts.send("replace_unit_class", CHAIRMAN, year=YEAR, **lower)
    seen["unit replaced"] = acts.look()


def _replace(acts: _January, decision: str) -> None:
    acts.send("propose_round", ADVISER, year=YEAR)
    acts.send("replace_round_decision", PROVINCE, year=YEAR, decision=decision, reason="Kết luận thanh tra")
    acts.send(
        "replace_class_decision",
        PROVINCE,
        year=YEAR,
        staff=CHAIRMAN,
        class_code="HTT",
        decision=decision,
        reason="Kết luận thanh tra",
    )


def test_the_table_is_what_was_decided(stages: Stages) -> None:
    seen = stages.seen["decided"]
    decision = stages.decision.decision
    assert decision is not None
    decided = {staff: (each.mean, each.class_before_cap, each.class_code) for staff, each in decision.entries.items()}
    own = stages.chairman.decision
    assert own is not None
    decided[CHAIRMAN] = (own.mean, own.class_before_cap, own.class_code)
    table = {each.staff: (each.mean, each.class_before_cap, each.class_code) for each in seen.round.classed}
    assert table == decided
    assert (seen.state, seen.allowed, [each.late for each in seen.decisions]) == ("published", 1, [False])
    assert [(each.title, each.allowed) for each in seen.round.groups] == [
        ("Lãnh đạo phường, trưởng đơn vị", 0),
        ("Chuyên viên", 1),
        ("Lao động hợp đồng", 0),
    ]


def test_nothing_is_without_ground_while_nothing_was_corrected(stages: Stages) -> None:
    assert stages.seen["decided"].not_borne_out == ()
    assert "Không có: mọi mức đều khớp." in stages.page("decided")


def test_before_the_decision_the_state_is_told_and_nothing_is_compared(stages: Stages) -> None:
    opened, proposed = stages.seen["before propose_round"], stages.seen["before decide_round"]
    assert (opened.state, opened.round.classed, opened.allowed) == ("open", (), None)
    assert {each.allowed for each in opened.round.groups} == {None}
    assert (proposed.state, len(proposed.round.classed), proposed.not_borne_out) == ("proposed", 14, ())
    assert "đang mở, chưa đề xuất" in stages.page("before propose_round")
    assert "Không còn khớp" not in stages.page("before decide_round")


def test_while_the_sheet_is_open_again_the_year_can_not_be_told_and_it_says_because_of_what(stages: Stages) -> None:
    found = stages.found("reopened")["PM-10"]
    assert found["refused"]["code"] == "review.sheets_unconfirmed"
    assert [(each["type"], each["actor"]) for each in found["causes"]] == [("sheet.SheetReopened", PROVINCE)]
    assert "chưa tính lại được" in stages.page("reopened")


def test_a_corrected_month_leaves_exactly_the_person_and_those_above_without_ground(stages: Stages) -> None:
    found = stages.found("corrected")
    assert sorted(found) == sorted((*ABOVE_PM_10, "PM-10"))
    for leader in ABOVE_PM_10:
        by_name = {each["name"]: each for each in found[leader]["differences"]}
        lost = Fraction(by_name[SEPTEMBER]["decided"]) - Fraction(by_name[SEPTEMBER]["now"])
        of_year = Fraction(by_name["mean"]["decided"]) - Fraction(by_name["mean"]["now"])
        assert (lost, of_year) == (HALF_AN_ITEM, HALF_AN_ITEM / 12)  # d: 70 × 1/6 × 1/2


@pytest.mark.parametrize("staff", ["PM-10", *ABOVE_PM_10])
def test_the_cause_is_the_reopening_and_the_corrections_with_day_and_actor(stages: Stages, staff: str) -> None:
    causes = stages.found("corrected")[staff]["causes"]
    assert [(each["type"], each["staff"], each["actor"]) for each in causes] == [
        ("sheet.SheetReopened", "PM-10", PROVINCE),
        ("sheet.EntryCorrected", "PM-10", "PM-04"),
        ("sheet.EntryCorrected", "PM-10", "PM-04"),
        ("sheet.SheetConfirmed", "PM-10", "PM-04"),
    ]
    assert {each["valid_on"] for each in causes} == {f"{YEAR + 1}-01-20"}


def test_the_page_says_what_was_decided_what_the_log_gives_and_why(stages: Stages) -> None:
    page = stages.page("corrected")
    section = page[page.index("Không còn khớp nhật ký") :]
    assert "PM-04 Phạm Quốc Hưng (QĐ 125/QĐ-UBND, 14/12/2026)" in section
    assert "trung bình: quyết định ghi 86,31, nhật ký nay cho 85,82" in section  # 86.31 − 35/72
    assert "20/01/2027 08:01, CT-TINH: PM-10: " in section
    assert "(Khai khống kết quả)" in section
    english = stages.page("corrected", "en")
    assert "mean: the decision says 86.31, the log now gives 85.82" in english


def test_after_the_replacing_decisions_nothing_is_left(stages: Stages) -> None:
    seen = stages.seen["replaced"]
    assert seen.not_borne_out == ()
    assert [each.decision for each in seen.decisions] == ["QĐ 125/QĐ-UBND", "QĐ 10/QĐ-UBND"]
    assert seen.state == "decided"
    assert "Quyết định thay thế: QĐ 10/QĐ-UBND" in stages.page("replaced")


def test_a_discipline_recorded_late_is_named_as_the_cause(stages: Stages) -> None:
    found = stages.found("disciplined")["PM-14"]
    assert {each["name"] for each in found["differences"]} >= {"facts", "class_before_cap", "class_code"}
    assert [each["type"] for each in found["causes"]] == ["staff.DisciplineImposed"]


def test_a_unit_classed_lower_takes_its_head_with_it_and_is_named_as_the_cause(stages: Stages) -> None:
    found = stages.found("unit replaced")["PM-05"]
    assert [(each["name"], each["decided"], each["now"]) for each in found["differences"]] == [
        ("unit_class", "HTT", "HT"),
        ("class_before_cap", "HTT", "HT"),
        ("class_code", "HTT", "HT"),
    ]
    assert [(each["type"], each["actor"]) for each in found["causes"]] == [("unit_review.UnitClassReplaced", CHAIRMAN)]


def test_one_person_alone_is_shown_with_what_concerns_them(stages: Stages) -> None:
    seen = stages.seen["corrected"].of("PM-04")
    assert [each.staff for each in seen.round.classed] == ["PM-04"]
    assert [each.found.staff for each in seen.not_borne_out] == ["PM-04"]
    with pytest.raises(NotInRound) as absent:
        stages.seen["corrected"].of("PM-99")
    assert "PM-04" in absent.value.people


def test_an_unknown_agency_and_a_year_without_a_round_are_told_apart(postgres_server_url: str, stages: Stages) -> None:
    assert stages.seen
    settings = Settings(sample_clock=True, database_schema="looking_at_the_year")
    with engine(settings, postgres_server_url) as built:
        with pytest.raises(AgencyUnknown):
            agency_year(built, "nowhere", YEAR)
        with pytest.raises(NoRound):
            agency_year(built, AGENCY, YEAR + 1)
