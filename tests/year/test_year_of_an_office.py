"""`kpi year` on the ward of the command tests: through whom a class moves, open petitions, decisions too late."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TypeAlias

import pytest
from rich.console import Console

from kpi_es.domain.event import Event
from kpi_es.entrypoints.agency_year import AgencyYear, agency_year
from kpi_es.entrypoints.cli.invocation import Invocation
from kpi_es.entrypoints.cli.year import agency_year_json, show_agency_year
from kpi_es.entrypoints.settings import Settings
from kpi_es.entrypoints.wiring import engine
from kpi_es.ports import Append
from tests.commands.own_rules import with_own_rules
from tests.commands.year_office import YEAR, YearOffice, year_office

Look: TypeAlias = Callable[[YearOffice], AgencyYear]


@pytest.fixture
def look(postgres_server_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Look:
    """Return what looks at the year of an office, on a log in PostgreSQL."""
    looked: list[int] = []

    def at(office: YearOffice) -> AgencyYear:
        looked.append(1)
        schema = f"office_{sha256(request.node.nodeid.encode()).hexdigest()[:12]}_{len(looked)}"
        own = {"rule_sets": str(tmp_path)} if any(tmp_path.iterdir()) else {}
        settings = Settings.model_validate({"database_schema": schema, **own})
        with engine(settings, postgres_server_url) as built:
            events: list[Event] = [each.event for each in office.store.after(0, 100_000)]
            built.store.append(Append(events, [], 0, frozenset()))
            return agency_year(built, "P1", YEAR)

    return at


def page(found: AgencyYear) -> str:
    """Return what is printed in Vietnamese."""
    text = StringIO()
    show_agency_year(Invocation(Settings()), Console(file=text, width=200, highlight=False), found)
    return text.getvalue()


def an_loses_ten_points_in_the_third_quarter(ward: YearOffice) -> None:
    sheet = {"staff": "an", "period": "2026-Q3"}
    ward.given("supersede_sheet", **sheet, actor="province")
    for criterion in ("I.1", "I.2"):
        point = {"field": "points", "criterion": criterion, "corrected": "0", "task": ..., "delivery": ...}
        ward.given("correct_entry", **sheet, **point)
    ward.given("confirm_sheet", **sheet).given("lock_sheet", **sheet)


def test_who_moves_by_the_cap_alone_is_told_through_whom(look: Look) -> None:
    ward = year_office().decided()
    an_loses_ten_points_in_the_third_quarter(ward)
    seen = look(ward)
    found = {each["staff"]: each for each in agency_year_json(seen)["not_borne_out"]}
    # an: (3*96 + 86)/4 = 93.5, below binh with 94, to whom the only place goes.
    assert sorted(found) == ["an", "binh"]
    assert found["an"]["through"] == []
    assert {each["name"] for each in found["an"]["differences"]} == {"2026-Q3", "mean", "class_code"}
    assert [(each["name"], each["decided"], each["now"]) for each in found["binh"]["differences"]] == [
        ("class_code", "HTT", "HTXS")
    ]
    assert (found["binh"]["through"], found["binh"]["causes"]) == (["an"], [])
    assert "vì tỷ lệ tính lại theo người khác (Điều 20.5): an" in page(seen)


def test_petitions_against_the_class_and_against_a_sheet_are_told_until_they_are_answered(look: Look) -> None:
    ward = year_office().notified()
    ward.given("notify_result", staff="binh", period="2026-Q3", actor="head-vh")
    ward.given("file_petition", staff="binh", period="2026-Q3", actor="binh").given("file_review_petition")
    # Filed on Thursday 10 December: 11, 14, 15, 16, 17, 18, 21 December.
    dates = {"number": 1, "filed_on": "2026-12-10", "due_on": "2026-12-21"}
    seen = look(ward)
    waiting = sorted(agency_year_json(seen)["open_petitions"], key=lambda each: str(each["staff"]))
    assert waiting == [{"staff": "an", "period": None, **dates}, {"staff": "binh", "period": "2026-Q3", **dates}]
    printed = page(seen)
    assert "an, số 1 về 2026, nhận 10/12/2026, hạn 21/12/2026" in printed
    assert "binh, số 1 về 2026-Q3, nhận 10/12/2026, hạn 21/12/2026" in printed
    assert [each.staff for each in seen.of("binh").petitions] == ["binh"]

    ward.given("answer_petition", staff="binh", period="2026-Q3", actor="head-vh").given("answer_review_petition")
    answered = look(ward)
    assert answered.petitions == ()
    assert answered.round.petitions == {"an": "kept"}


@pytest.mark.parametrize(("day", "late"), [("2026-12-14", False), ("2026-12-15", True), ("2026-12-16", True)])
def test_a_decision_on_the_fifteenth_of_december_or_later_is_told_as_late(look: Look, day: str, late: bool) -> None:
    # Art 19.2: before 15 December.
    ward = year_office().proposed()
    ward.on(day).given("decide_round")
    seen = look(ward)
    assert [each["late"] for each in agency_year_json(seen)["decisions"]] == [late]
    assert ("muộn (Điều 19.2)" in page(seen), "đúng hạn (Điều 19.2)" in page(seen)) == (late, not late)


def test_a_class_that_the_authority_stated_is_borne_out_as_long_as_the_rules_leave_it_open(
    look: Look, tmp_path: Path
) -> None:
    ward = with_own_rules(year_office(), tmp_path).opened().units_decided()
    ward.given("open_unit_review", unit="UBND").given("assess_unit", unit="UBND", actor="chair")
    ward.given("decide_unit_class", unit="UBND", actor="province").given("open_review", staff="chair")
    ward.ready("chair", *ward.round().candidates)
    stated = {"class_code": "HT", "reason": "Chưa được tập thể suy tôn"}
    ward.given("propose_class", **stated).given("decide_agency_head_class", **stated)
    for staff in ("an", "binh", "cuc"):
        ward.given("state_open_class", staff=staff, class_code="HTT")
    ward.given("propose_round").given("decide_round")
    assert look(ward).not_borne_out == ()
    ward.given("replace_class_decision", staff="cuc", actor="province", class_code="HT")
    assert look(ward).not_borne_out == ()
