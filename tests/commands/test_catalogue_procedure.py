"""Article 13: a unit proposes, the adviser standardises, the managing authority decides; new work is reported."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kpi_es.domain.catalogue import (
    Catalogue,
    CatalogueItemApproved,
    CatalogueItemProposed,
    CatalogueProposalDeclined,
    CatalogueProposalStandardised,
    StandardItemProposed,
    StandardItemSet,
    UncataloguedWorkReported,
)
from kpi_es.domain.sheet_events import SheetOpened, TaskAssigned, TaskHandedOver
from tests.commands.specification import PERIOD, Office, catalogue_of

WORK = {"staff": "an", "period": PERIOD, "task": "T1"}
OTHER_UNIT = {"actor": "head-kt", "unit": "KT"}
PROPOSALS = ("standardise_catalogue_item", "approve_catalogue_proposal", "decline_catalogue_proposal")


def catalogue(office: Office) -> Catalogue:
    state = catalogue_of(office)
    assert isinstance(state, Catalogue)
    return state


@pytest.fixture
def proposed(office: Office) -> Office:
    """Return the office with a proposal of the unit VH."""
    return office.given("propose_catalogue_item")


@pytest.fixture
def standardised(proposed: Office) -> Office:
    """Return the office with a proposal that waits for its decision."""
    return proposed.given("standardise_catalogue_item")


# Proposing


@pytest.mark.parametrize("actor", ["head-vh", "deputy-vh"])
def test_the_head_or_a_deputy_of_a_unit_proposes_an_item(office: Office, actor: str) -> None:
    office.when("propose_catalogue_item", actor=actor).then(
        CatalogueItemProposed, proposal="DX-1", unit="VH", item="ho-so-so", points=12, group=2
    )
    assert catalogue(office).proposals["DX-1"].status == "proposed"
    assert catalogue(office).item_on("ho-so-so", date(2026, 8, 10)) is None


@pytest.mark.parametrize("actor", ["an", "head-kt", "chair", "adviser", "chair-2", "operator:root"])
def test_nobody_else_proposes_for_a_unit(office: Office, actor: str) -> None:
    office.when("propose_catalogue_item", actor=actor).then_refused("authority.not_unit_lead", head="head-vh")


def test_a_new_head_does_not_propose_for_days_before_the_appointment(office: Office) -> None:
    office.given("name_head", staff="binh", valid_on="2026-08-10")
    office.when("propose_catalogue_item", actor="binh", valid_on="2026-08-09").then_refused(
        "authority.not_unit_lead", day="09/08/2026"
    )
    office.when("propose_catalogue_item", actor="binh").then(CatalogueItemProposed)


def test_a_unit_that_does_not_exist_proposes_nothing(office: Office) -> None:
    office.when("propose_catalogue_item", unit="XX").then_refused("agency.unit_unknown", unit="XX")


def test_a_proposal_is_not_made_before_it_is_made(office: Office) -> None:
    office.given("propose_catalogue_item", valid_on="2026-08-09")
    office.when("propose_catalogue_item", proposal="DX-2", valid_on="2026-08-11").then_refused("date.in_future")


@pytest.mark.parametrize("points", ["0", "-1", "10000.5"])
def test_proposed_points_are_above_nothing_and_at_most_ten_thousand(office: Office, points: str) -> None:
    office.when("propose_catalogue_item", points=points).then_refused("quantity.out_of_range", quantity=points)


def test_a_proposal_code_is_used_once(proposed: Office) -> None:
    proposed.when("propose_catalogue_item", **OTHER_UNIT).then_refused("catalogue.proposal_exists", proposal="DX-1")


def test_a_unit_does_not_propose_the_same_item_twice_while_one_waits(proposed: Office) -> None:
    proposed.when("propose_catalogue_item", proposal="DX-2").then_refused(
        "catalogue.already_proposed", proposal="DX-1", unit="VH"
    )
    proposed.when("propose_catalogue_item", proposal="DX-3", **OTHER_UNIT).then(CatalogueItemProposed)
    proposed.given("decline_catalogue_proposal")
    proposed.when("propose_catalogue_item", proposal="DX-2").then(CatalogueItemProposed)


# Standardising


def test_the_adviser_words_a_proposal_for_the_whole_agency(proposed: Office) -> None:
    proposed.when("standardise_catalogue_item", title="Hồ sơ được số hóa", points="10").then(
        CatalogueProposalStandardised, title="Hồ sơ được số hóa", points=10, measure="hồ sơ", group=2, item="ho-so-so"
    )
    assert catalogue(proposed).proposals["DX-1"].status == "standardised"


def test_a_proposal_is_standardised_again_until_it_is_decided(standardised: Office) -> None:
    standardised.when("standardise_catalogue_item", points="8").then(CatalogueProposalStandardised, points=8)
    standardised.given("approve_catalogue_proposal")
    standardised.when("standardise_catalogue_item").then_refused("catalogue.proposal_decided", status="approved")


def test_duplicates_of_other_units_are_merged_into_one(proposed: Office) -> None:
    proposed.given("propose_catalogue_item", proposal="DX-2", **OTHER_UNIT)
    proposed.when("standardise_catalogue_item", duplicates=["DX-2", "DX-2"]).then(
        CatalogueProposalStandardised, duplicates=("DX-2",)
    )
    assert catalogue(proposed).proposals["DX-2"].status == "merged"
    proposed.when("standardise_catalogue_item", proposal="DX-2").then_refused(
        "catalogue.proposal_decided", proposal="DX-2", status="merged"
    )


def test_a_proposal_is_no_duplicate_of_itself_or_of_nothing(proposed: Office) -> None:
    proposed.when("standardise_catalogue_item", duplicates=["DX-1"]).then_refused("catalogue.own_duplicate")
    proposed.when("standardise_catalogue_item", duplicates=["DX-9"]).then_refused(
        "catalogue.proposal_unknown", proposal="DX-9"
    )


def test_standardised_points_are_in_range(proposed: Office) -> None:
    proposed.when("standardise_catalogue_item", points="0").then_refused("quantity.out_of_range")
    proposed.when("standardise_catalogue_item", valid_on="2026-08-11").then_refused("date.in_future")


@pytest.mark.parametrize("actor", ["head-vh", "chair", "adviser-2"])
def test_nobody_but_the_adviser_standardises(proposed: Office, actor: str) -> None:
    proposed.when("standardise_catalogue_item", actor=actor).then_refused("authority.not_personnel_adviser")


@pytest.mark.parametrize("name", PROPOSALS)
def test_an_unknown_proposal_is_named(office: Office, name: str) -> None:
    office.when(name, proposal="DX-7").then_refused("catalogue.proposal_unknown", proposal="DX-7", agency="P1")


# Deciding


def test_an_approved_proposal_is_in_the_catalogue_with_its_coefficient(standardised: Office) -> None:
    # 12 points over 5 = 2.4
    standardised.when("approve_catalogue_proposal").then(
        CatalogueItemApproved, item="ho-so-so", coefficient=Fraction("2.4"), proposal="DX-1", decision="QĐ 12/QĐ-UBND"
    )
    assert catalogue(standardised).proposals["DX-1"].status == "approved"
    standardised.when("assign_task", item="ho-so-so").then(SheetOpened, TaskAssigned, coefficient=Fraction("2.4"))


def test_the_managing_authority_decides_itself(standardised: Office) -> None:
    standardised.when("approve_catalogue_proposal", actor="giam-doc-so").then_refused(
        "authority.not_deciding_on_catalogue", actor="giam-doc-so"
    )
    standardised.given("name_managing_authority", authority="giam-doc-so", title="Giám đốc Sở Nội vụ")
    standardised.when("approve_catalogue_proposal", actor="giam-doc-so").then(CatalogueItemApproved)


@pytest.mark.parametrize("name", ["approve_catalogue_proposal", "decline_catalogue_proposal"])
@pytest.mark.parametrize("actor", ["head-vh", "chair", "an", "adviser-2", "operator:root"])
def test_nobody_else_decides_a_proposal(standardised: Office, name: str, actor: str) -> None:
    standardised.when(name, actor=actor).then_refused("authority.not_deciding_on_catalogue", actor=actor)


def test_what_was_not_standardised_is_not_approved(proposed: Office) -> None:
    proposed.when("approve_catalogue_proposal").then_refused("catalogue.proposal_not_standardised", proposal="DX-1")


def test_a_proposal_is_decided_once(standardised: Office) -> None:
    standardised.given("approve_catalogue_proposal")
    standardised.when("approve_catalogue_proposal").then_refused("catalogue.proposal_decided", status="approved")
    standardised.when("decline_catalogue_proposal").then_refused("catalogue.proposal_decided", status="approved")


def test_a_proposal_that_changes_nothing_is_not_approved(office: Office) -> None:
    same = {"item": "bao-cao", "title": "Báo cáo chuyên đề", "measure": "báo cáo", "group": 1, "points": "10"}
    office.given("propose_catalogue_item", **same).given("standardise_catalogue_item")
    office.when("approve_catalogue_proposal").then_refused("catalogue.item_unchanged", item="bao-cao")


def test_a_proposal_revises_an_item_from_its_day_on(office: Office) -> None:
    revised = {"item": "bao-cao", "title": "Báo cáo chuyên đề", "measure": "báo cáo", "points": "15"}
    office.given("assign_task").given("propose_catalogue_item", **revised).given("standardise_catalogue_item")
    office.given("approve_catalogue_proposal", valid_on="2026-09-01")
    # 10 points over 5 = 2 up to 31 August, 15 over 5 = 3 from 1 September on
    found = [catalogue(office).item_on("bao-cao", date(2026, *day)) for day in ((8, 31), (9, 1))]
    assert [item and item.coefficient for item in found] == [2, 3]
    assert office.sheet().tasks["T1"].coefficient == 2


def test_a_declined_proposal_says_why(proposed: Office) -> None:
    proposed.when("decline_catalogue_proposal", reason=...).then_refused("reason.required")
    proposed.when("decline_catalogue_proposal", valid_on="2026-08-11").then_refused("date.in_future")
    proposed.when("decline_catalogue_proposal").then(CatalogueProposalDeclined, reason="Trùng với mục đã có")
    assert catalogue(proposed).proposals["DX-1"].status == "declined"
    proposed.when("standardise_catalogue_item").then_refused("catalogue.proposal_decided", status="declined")


# The standard item


@pytest.mark.parametrize("actor", ["head-vh", "deputy-vh"])
def test_a_unit_proposes_the_standard_item(office: Office, actor: str) -> None:
    office.when("propose_standard_item", actor=actor).then(StandardItemProposed, unit="VH", points=4)
    office.when("propose_standard_item", proposal="DX-D").then_refused("catalogue.already_proposed", proposal="DX-C")
    office.when("propose_standard_item", **OTHER_UNIT).then_refused("catalogue.proposal_exists")
    office.when("propose_catalogue_item", proposal="DX-C").then_refused("catalogue.proposal_exists")
    assert catalogue(office).standard_on(date(2026, 8, 10)) == 5


def test_nobody_else_and_nothing_out_of_range_is_proposed_as_the_standard_item(office: Office) -> None:
    office.when("propose_standard_item", actor="an").then_refused("authority.not_unit_lead")
    office.when("propose_standard_item", points="0").then_refused("quantity.out_of_range")
    office.when("propose_standard_item", valid_on="2026-08-11").then_refused("date.in_future")


def test_choosing_one_standard_item_settles_the_other_proposals(office: Office) -> None:
    office.given("propose_standard_item").given("propose_standard_item", proposal="DX-D", **OTHER_UNIT)
    office.when("set_standard_item", points="4", proposal="DX-C").then(StandardItemSet, points=4, proposal="DX-C")
    settled = {code: each.status for code, each in catalogue(office).standard_proposals.items()}
    assert settled == {"DX-C": "approved", "DX-D": "declined"}
    office.when("set_standard_item", proposal="DX-D").then_refused("catalogue.proposal_decided", status="declined")
    office.when("set_standard_item", proposal="DX-9").then_refused("catalogue.proposal_unknown", proposal="DX-9")


def test_a_proposed_standard_item_is_declined_by_itself_too(office: Office) -> None:
    office.given("propose_standard_item").given("decline_catalogue_proposal", proposal="DX-C")
    assert catalogue(office).standard_proposals["DX-C"].status == "declined"
    office.when("decline_catalogue_proposal", proposal="DX-C").then_refused("catalogue.proposal_decided")
    office.given("propose_standard_item", proposal="DX-D").given("set_standard_item")
    assert catalogue(office).standard_proposals["DX-D"].undecided


# Work met outside the catalogue


def test_new_work_is_assigned_with_the_points_the_manager_judges_and_reported(office: Office) -> None:
    # 12 points over 5 = 2.4
    outcome = office.when("assign_uncatalogued_task")
    outcome.then(SheetOpened, TaskAssigned, UncataloguedWorkReported, item="ho-so-so", unit="VH", points=12)
    assigned = outcome.events[1]
    assert isinstance(assigned, TaskAssigned)
    assert (assigned.coefficient, assigned.catalogued, assigned.points) == (Fraction("2.4"), False, Fraction(12))
    line = office.sheet().tasks["T1"]
    assert (line.kind, line.extra, line.catalogued) == ("planned", False, False)


def test_new_work_outside_the_plan_adds_points(office: Office) -> None:
    office.given("assign_uncatalogued_task", kind="ad_hoc")
    assert office.sheet().tasks["T1"].extra


def test_new_work_is_tracked_like_any_other_and_its_coefficient_stays(office: Office) -> None:
    office.given("assign_uncatalogued_task").given("submit_result").given("accept_result")
    office.given("propose_catalogue_item", from_task=WORK).given("standardise_catalogue_item", points="20")
    office.given("approve_catalogue_proposal")
    # frozen at 12/5 = 2.4 although the catalogue says 20/5 = 4 now
    line = office.sheet().tasks["T1"]
    assert (line.done, line.coefficient) == (Fraction(5), Fraction("2.4"))
    item = catalogue(office).item_on("ho-so-so", date(2026, 8, 10))
    assert item is not None
    assert item.coefficient == 4


def test_work_outside_the_catalogue_waits_until_somebody_proposes_it(office: Office) -> None:
    office.given("assign_uncatalogued_task").given("assign_uncatalogued_task", task="T2", item="khac")
    assert [work.task for work in catalogue(office).waiting_for_proposal()] == [
        ("an", PERIOD, "T1"), ("an", PERIOD, "T2"),
    ]  # fmt: skip
    # T2 by naming it under another code, T1 by its own code
    office.given("propose_catalogue_item", item="moi", from_task={**WORK, "task": "T2"})
    assert [work.item for work in catalogue(office).waiting_for_proposal()] == ["ho-so-so"]
    office.given("propose_catalogue_item", proposal="DX-2")
    assert catalogue(office).waiting_for_proposal() == ()


def test_work_no_longer_waits_when_the_catalogue_comes_to_cover_it(office: Office) -> None:
    office.given("assign_uncatalogued_task").given("approve_catalogue_item", item="ho-so-so", points="12")
    assert catalogue(office).waiting_for_proposal() == ()


def test_work_after_a_withdrawal_waits_again(office: Office) -> None:
    office.given("propose_catalogue_item").given("standardise_catalogue_item").given("approve_catalogue_proposal")
    office.given("withdraw_catalogue_item", item="ho-so-so", valid_on="2026-08-12")
    office.on("2026-08-12").given("assign_uncatalogued_task")
    # the item and its proposal are older than the work
    assert [work.item for work in catalogue(office).waiting_for_proposal()] == ["ho-so-so"]
    office.given("approve_catalogue_item", item="ho-so-so", points="12", valid_on="2026-09-01")
    assert catalogue(office).waiting_for_proposal() == ()


def test_work_does_not_wait_while_an_earlier_proposal_of_its_code_is_open(office: Office) -> None:
    office.given("propose_catalogue_item").given("assign_uncatalogued_task")
    assert catalogue(office).waiting_for_proposal() == ()
    # whatever is decided answers for the work too, also under another code
    office.given("standardise_catalogue_item", item="so-hoa").given("approve_catalogue_proposal")
    assert catalogue(office).waiting_for_proposal() == ()


def test_work_that_comes_up_after_a_proposal_was_declined_waits_again(office: Office) -> None:
    office.given("propose_catalogue_item").given("decline_catalogue_proposal").given("assign_uncatalogued_task")
    assert [work.item for work in catalogue(office).waiting_for_proposal()] == ["ho-so-so"]


def test_a_declined_proposal_that_named_the_work_is_its_answer(office: Office) -> None:
    office.given("assign_uncatalogued_task").given("propose_catalogue_item", from_task=WORK)
    office.given("decline_catalogue_proposal")
    assert catalogue(office).waiting_for_proposal() == ()


def test_a_proposal_names_work_that_was_assigned_outside_the_catalogue(office: Office) -> None:
    office.given("assign_task")
    office.when("propose_catalogue_item", from_task=WORK).then_refused("catalogue.work_unknown", task="T1", staff="an")


def test_the_same_work_is_not_proposed_twice_under_two_codes(office: Office) -> None:
    office.given("assign_uncatalogued_task").given("propose_catalogue_item", from_task=WORK)
    office.when("propose_catalogue_item", proposal="DX-2", item="moi", from_task=WORK).then_refused(
        "catalogue.already_proposed", proposal="DX-1"
    )


def test_an_item_in_force_is_assigned_from_the_catalogue(office: Office) -> None:
    office.when("assign_uncatalogued_task", item="bao-cao").then_refused("catalogue.item_in_force", item="bao-cao")
    office.given("withdraw_catalogue_item", valid_on="2026-08-10")
    office.when("assign_uncatalogued_task", item="bao-cao").then(SheetOpened, TaskAssigned, UncataloguedWorkReported)


def test_new_work_needs_a_reason_and_points_in_range(office: Office) -> None:
    office.when("assign_uncatalogued_task", reason=...).then_refused("reason.required")
    office.when("assign_uncatalogued_task", points="0").then_refused("quantity.out_of_range")
    office.when("assign_uncatalogued_task", quantity="0").then_refused("quantity.out_of_range")


@pytest.mark.parametrize("actor", ["head-kt", "chair", "deputy-vh", "adviser"])
def test_new_work_is_assigned_by_the_direct_manager(office: Office, actor: str) -> None:
    office.when("assign_uncatalogued_task", actor=actor).then_refused("authority.not_direct_manager")
    office.when("assign_uncatalogued_task", actor="an").then_refused("authority.own_work")


def test_new_work_taken_over_stays_outside_the_catalogue(office: Office) -> None:
    office.given("assign_uncatalogued_task").given("give_up_task")
    office.when("take_over_task").then(SheetOpened, TaskAssigned, TaskHandedOver)
    line = office.sheet("binh").tasks["T9"]
    assert (line.kind, line.catalogued, line.coefficient) == ("taken_over", False, Fraction("2.4"))


def test_a_rule_set_without_coefficients_leaves_the_plain_ratio(office: Office) -> None:
    # Hồ Chí Minh City scores tasks in another way; Art 13.1c stands: 12 points ÷ 5 of the standard item
    office.given("adopt_rule_set", rule_set="hcmc-06-2026", valid_on="2026-07-01")
    office.given("approve_catalogue_item", item="moi", points="12")
    item = catalogue(office).item_on("moi", office.clock.day)
    assert item is not None
    assert item.coefficient == Fraction(12, 5)
