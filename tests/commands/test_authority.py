"""Who may do what on which day: dated appointments, never oneself, nothing on a locked sheet (Art 10)."""

from __future__ import annotations

import pytest

from kpi_es.domain.sheet_events import ResultAccepted, SheetConfirmed
from tests.commands.specification import USUAL, Office

BY_MANAGER = (
    "assign_task",
    "assign_ad_hoc_task",
    "extend_deadline",
    "accept_result",
    "return_result",
    "confirm_objective_cause",
    "correct_entry",
    "confirm_sheet",
)
BY_THE_PERSON = ("submit_result", "give_up_task", "assess_general_criteria")
ON_A_SHEET = (*BY_MANAGER, *BY_THE_PERSON, "lock_sheet", "state_measure", "state_fact")
ON_A_LINE = tuple(name for name in ON_A_SHEET if "task" in USUAL[name] and not name.startswith("assign"))
OPENING = ("open_sheet", "assign_task", "assign_ad_hoc_task", "take_over_task")


@pytest.fixture
def working(office: Office) -> Office:
    """Return the office with a sheet on which every command could be the next: a result waits for judgement."""
    office.given("assign_task", valid_on="2026-08-03")
    office.given("submit_result", finished_on="2026-08-03", valid_on="2026-08-03").given("assess_general_criteria")
    return office


def ready_for(name: str, office: Office) -> Office:
    """Bring about what a command needs besides authority."""
    if name in ("correct_entry", "confirm_sheet"):
        office.given("accept_result")
    return office


def new_task(name: str) -> dict[str, str]:
    """Return a free task id where a command needs one."""
    return {"task": "T2"} if name.startswith("assign_") else {}


@pytest.mark.parametrize("name", BY_MANAGER)
def test_the_direct_manager_may(working: Office, name: str) -> None:
    ready_for(name, working).given(name, **new_task(name))


@pytest.mark.parametrize("name", [*BY_MANAGER, "lock_sheet", "state_measure", "state_fact"])
def test_nobody_judges_or_confirms_their_own_work(working: Office, name: str) -> None:
    working.when(name, **new_task(name), actor="an").then_refused("authority.own_work", actor="an")


@pytest.mark.parametrize("name", BY_MANAGER)
@pytest.mark.parametrize("actor", ["binh", "head-kt", "chair", "adviser", "chair-2", "operator:root"])
def test_nobody_but_the_direct_manager_may(working: Office, name: str, actor: str) -> None:
    ready_for(name, working).when(name, **new_task(name), actor=actor).then_refused(
        "authority.not_direct_manager", actor=actor, manager="head-vh"
    )


@pytest.mark.parametrize("name", BY_THE_PERSON)
@pytest.mark.parametrize("actor", ["head-vh", "binh", "operator:root"])
def test_nobody_reports_for_somebody_else(working: Office, name: str, actor: str) -> None:
    working.when(name, actor=actor).then_refused("authority.not_the_person", staff="an", actor=actor)


@pytest.mark.parametrize("name", [*BY_MANAGER, "open_sheet"])
def test_a_new_head_does_not_act_for_days_before_the_appointment(working: Office, name: str) -> None:
    ready_for(name, working).given("name_head", staff="binh", valid_on="2026-08-10")
    working.when(name, **new_task(name), actor="binh", valid_on="2026-08-09").then_refused(
        "authority.not_direct_manager", day="09/08/2026", manager="head-vh"
    )


@pytest.mark.parametrize("name", [*BY_MANAGER, "open_sheet", "lock_sheet"])
def test_a_former_head_does_not_date_an_act_back(working: Office, name: str) -> None:
    ready_for(name, working).given("name_head", staff="binh", valid_on="2026-08-10")
    working.when(name, **new_task(name), valid_on="2026-08-09").then_refused(
        "authority.not_direct_manager", day="10/08/2026", manager="binh"
    )


@pytest.mark.parametrize("name", BY_MANAGER)
def test_a_head_does_not_act_before_the_appointment_begins(working: Office, name: str) -> None:
    ready_for(name, working).given("name_head", staff="binh", valid_on="2026-08-11")
    working.when(name, **new_task(name), actor="binh").then_refused("authority.not_direct_manager")
    working.on("2026-08-11").given(name, **new_task(name), actor="binh")


@pytest.mark.parametrize("name", BY_MANAGER)
def test_after_a_transfer_the_old_head_no_longer_acts(working: Office, name: str) -> None:
    ready_for(name, working).given("transfer_staff_member", valid_on="2026-08-10")
    working.when(name, **new_task(name)).then_refused("authority.not_direct_manager", manager="head-kt")
    # Nor by dating the act to the day before: the head answers for today as well.
    working.when(name, **new_task(name), valid_on="2026-08-09").then_refused("authority.not_direct_manager")


@pytest.mark.parametrize("name", BY_MANAGER)
def test_after_a_transfer_the_new_head_acts_from_that_day(working: Office, name: str) -> None:
    ready_for(name, working).given("transfer_staff_member", valid_on="2026-08-10")
    working.when(name, **new_task(name), actor="head-kt", valid_on="2026-08-09").then_refused(
        "authority.not_direct_manager", day="09/08/2026", manager="head-vh"
    )
    working.given(name, **new_task(name), actor="head-kt")


def test_the_head_of_a_unit_is_judged_by_the_head_above(office: Office) -> None:
    office.when("assign_task", staff="head-vh", actor="head-kt").then_refused(
        "authority.not_direct_manager", manager="chair"
    )
    office.given("assign_task", staff="head-vh", actor="chair")


def test_nobody_in_the_agency_judges_its_head(office: Office) -> None:
    office.when("assign_task", staff="chair", actor="head-vh").then_refused("authority.not_direct_manager", manager="—")


def test_while_a_post_is_vacant_the_next_head_above_acts(working: Office) -> None:
    working.given("transfer_staff_member", staff="head-vh")
    working.when("accept_result").then_refused("authority.not_direct_manager", manager="chair")
    working.when("accept_result", actor="chair").then(ResultAccepted)


def test_somebody_who_left_is_judged_as_of_the_days_of_service(working: Office) -> None:
    working.given("accept_result").given("separate_staff_member")
    working.when("confirm_sheet").then_refused("staff.not_in_agency", day="10/08/2026")
    working.when("confirm_sheet", valid_on="2026-08-09").then(SheetConfirmed)


@pytest.mark.parametrize("name", ["confirm_sheet", "assign_ad_hoc_task", "correct_entry"])
@pytest.mark.parametrize(
    "gone", [("separate_staff_member", {}), ("transfer_staff_member", {"to_agency": "P2", "unit": "UBND2"})]
)
@pytest.mark.parametrize(
    "head", [("separate_staff_member", {}), ("appoint_staff_member", {"post": "Chuyên viên", "role": "staff"})]
)
def test_for_somebody_who_left_acts_whoever_heads_that_unit_today_and_no_former_head(
    working: Office, name: str, gone: tuple[str, dict[str, str]], head: tuple[str, dict[str, str]]
) -> None:
    working.given("accept_result").given(gone[0], staff="an", valid_on="2026-08-10", **gone[1])
    working.given(head[0], staff="head-vh", valid_on="2026-08-10", **head[1])
    before = {**new_task(name), "valid_on": "2026-08-09"}
    working.when(name, **before).then_refused("authority.not_direct_manager", day="10/08/2026", manager="chair")
    working.given("name_head", staff="binh", valid_on="2026-08-10")
    working.when(name, **before, actor="chair").then_refused("authority.not_direct_manager", manager="binh")
    working.given(name, **before, actor="binh")


@pytest.mark.parametrize("name", ["confirm_sheet", "assign_ad_hoc_task"])
def test_a_head_on_record_without_a_post_has_no_say_on_somebody_who_left(working: Office, name: str) -> None:
    working.given("accept_result").given("separate_staff_member", valid_on="2026-08-10")
    came = {"agency": "P2", "actor": "adviser-2", "to_agency": "P1", "unit": "VH"}
    came |= {"staff": "dung", "valid_on": "2026-08-10"}
    transfer = working.when("transfer_staff_member", **came).events[0]
    working.given("name_head", staff="dung", valid_on="2026-08-10")
    before = {**new_task(name), "valid_on": "2026-08-09", "actor": "dung"}
    # What was recorded upon the wrong transfer, the headship, stays until the adviser releases it.
    working.given("annul_record", agency="P2", actor="adviser-2", staff="dung", record=str(transfer.event_id))
    working.when(name, **before).then_refused("staff.not_in_agency", staff="dung", agency="P1")


@pytest.mark.parametrize("name", BY_THE_PERSON)
def test_somebody_who_left_reports_nothing_any_more(working: Office, name: str) -> None:
    working.given("separate_staff_member")
    working.when(name).then_refused("staff.not_in_agency", staff="an")


@pytest.mark.parametrize("name", [*BY_MANAGER, "submit_result", "open_sheet", "lock_sheet"])
def test_nobody_acts_on_behalf_of_somebody_else(working: Office, name: str) -> None:
    working.when(name, on_behalf_of="chair").then_refused("authority.on_behalf_of", other="chair")


@pytest.mark.parametrize("name", ON_A_SHEET)
def test_a_locked_sheet_takes_nothing_any_more(working: Office, name: str) -> None:
    working.given("accept_result").given("confirm_sheet").given("lock_sheet")
    working.when(name, **new_task(name)).then_refused("sheet.locked", staff="an", period="2026-Q3")


def test_a_locked_sheet_takes_over_nothing(working: Office) -> None:
    working.given("assign_task", staff="binh").given("give_up_task", staff="binh", actor="binh")
    working.given("accept_result").given("confirm_sheet").given("lock_sheet")
    working.when("take_over_task", staff="an", from_staff="binh").then_refused("sheet.locked", staff="an")


@pytest.mark.parametrize("name", [each for each in ON_A_SHEET if each not in OPENING])
def test_nothing_is_done_on_a_sheet_that_was_never_opened(office: Office, name: str) -> None:
    office.when(name).then_refused("sheet.absent", staff="an", period="2026-Q3")


@pytest.mark.parametrize("name", ON_A_LINE)
def test_nothing_is_done_on_a_task_that_was_never_assigned(working: Office, name: str) -> None:
    working.when(name, task="T7").then_refused("task.unknown", task="T7")


@pytest.mark.parametrize("name", OPENING)
def test_no_sheet_begins_for_strangers(office: Office, name: str) -> None:
    office.when(name, staff="nobody").then_refused("staff.unknown", staff="nobody")
    office.when(name, staff="dung").then_refused("staff.not_in_agency", staff="dung")
    office.when(name, agency="P2").then_refused("staff.not_in_agency", agency="P2")


@pytest.mark.parametrize("name", [each for each in BY_MANAGER if not each.startswith("assign")])
def test_another_agency_has_no_say_on_a_sheet(working: Office, name: str) -> None:
    ready_for(name, working).when(name, agency="P2", actor="chair-2").then_refused("staff.not_in_agency", agency="P2")


@pytest.mark.parametrize("name", [name for name, usual in USUAL.items() if "reason" in usual])
def test_an_act_that_needs_a_reason_states_it(working: Office, name: str) -> None:
    working.when(name, reason=...).then_refused("reason.required")
