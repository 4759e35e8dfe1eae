"""Large, group and multi-month work: parts within the whole, or weights that sum to one at most (Art 18.1c)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kpi_es.domain.event import product_stream
from kpi_es.domain.shared_product import (
    PartAssigned,
    PartCorrected,
    PlannedPart,
    SharedProduct,
    SharedProductDefined,
    SharedProductRevised,
)
from kpi_es.domain.sheet_events import EntryCorrected, SheetOpened, TaskAssigned, TaskHandedOver
from tests.commands.specification import PERIOD, Office

PART = {"part_of": "DA-1"}
OF_BINH = {"staff": "binh", "task": "T5"}
BY_WEIGHT = {"sharing": "weight", "quantity": "1"}
NEXT = {"period": "2026-Q4", "due_on": "2026-11-20", "valid_on": "2026-10-05"}


def product(office: Office) -> SharedProduct:
    state = office.state(product_stream("P1", "DA-1"))
    assert isinstance(state, SharedProduct)
    return state


@pytest.fixture
def shared(office: Office) -> Office:
    """Return the office with ten reports to share; an item `bao-cao` has the coefficient 10/5 = 2."""
    return office.given("define_shared_product")


@pytest.fixture
def weighted(office: Office) -> Office:
    """Return the office with one report that can not be split."""
    return office.given("define_shared_product", **BY_WEIGHT)


# Defining


def test_the_head_of_a_unit_defines_a_whole_of_a_catalogue_item(office: Office) -> None:
    office.when("define_shared_product", title="Đề án chuyển đổi số").then(
        SharedProductDefined, quantity=10, coefficient=2, sharing="quantity", title="Đề án chuyển đổi số", unit="VH"
    )
    assert product(office).whole == 10
    office.when("define_shared_product", product="DA-2").then(SharedProductDefined, title="Báo cáo chuyên đề")


@pytest.mark.parametrize("actor", ["deputy-vh", "an", "head-kt", "chair", "adviser"])
def test_nobody_but_the_head_of_the_unit_defines_or_revises(shared: Office, actor: str) -> None:
    shared.when("define_shared_product", product="DA-2", actor=actor).then_refused("authority.not_unit_head", unit="VH")
    shared.when("revise_shared_product", actor=actor).then_refused("authority.not_unit_head", head="head-vh")


def test_a_shared_product_is_defined_once_and_not_ahead_of_time(shared: Office) -> None:
    shared.when("define_shared_product").then_refused("product.exists", product="DA-1", agency="P1")
    shared.when("define_shared_product", product="DA-2", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_whole_is_of_an_item_in_force_and_in_range(office: Office) -> None:
    office.when("define_shared_product", item="khac").then_refused("catalogue.item_not_in_force", item="khac")
    for quantity in ("0", "-1", "1000000.5"):
        office.when("define_shared_product", quantity=quantity).then_refused("quantity.out_of_range")


def test_a_plan_stays_within_the_whole(office: Office) -> None:
    six, five = {"staff": "an", "share": "6"}, {"staff": "binh", "share": "5"}
    # 6 + 5 = 11 of 10
    office.when("define_shared_product", parts=[six, five]).then_refused(
        "product.parts_exceed_whole", whole="10", asked="11"
    )
    office.when("define_shared_product", parts=[{**six, "share": "11"}]).then_refused("quantity.out_of_range")
    office.when("define_shared_product", parts=[six, {**five, "share": "4"}]).then(SharedProductDefined)


def test_weights_in_a_plan_sum_to_one_at_most(office: Office) -> None:
    parts = [{"staff": "an", "share": "0.6"}, {"staff": "binh", "share": "0.5"}]
    # 0.6 + 0.5 = 1.1
    office.when("define_shared_product", **BY_WEIGHT, parts=parts).then_refused(
        "product.parts_exceed_whole", whole="1", asked="1.1"
    )


def test_a_plan_names_colleagues_and_each_part_once(office: Office) -> None:
    part = {"staff": "an", "share": "1"}
    office.when("define_shared_product", parts=[part, part]).then_refused("product.part_twice", staff="an", period="—")
    office.when("define_shared_product", parts=[{**part, "staff": "dung"}]).then_refused("staff.not_in_agency")
    office.when("define_shared_product", parts=[{**part, "staff": "nobody"}]).then_refused("staff.unknown")
    with pytest.raises(ValidationError, match="staff, period or both"):
        office.command("define_shared_product", parts=[{"share": "1"}])


def test_a_plan_whose_sum_could_not_be_read_back_is_not_written(office: Office) -> None:
    parts = [
        {"staff": "an", "share": f"1/{10**17 - 3}"}, {"staff": "binh", "share": f"1/{10**17 - 9}"},
    ]  # fmt: skip
    office.when("define_shared_product", parts=parts).then_refused("quantity.too_fine")


# Taking parts by quantity


def test_a_task_takes_a_part_of_the_whole(shared: Office) -> None:
    outcome = shared.when("assign_task", **PART, quantity="4")
    outcome.then(SheetOpened, TaskAssigned, PartAssigned, share=4, staff="an", task="T1")
    assert shared.sheet().tasks["T1"].part_of == "DA-1"
    assert product(shared).taken_in_all == 4
    shared.when("assign_ad_hoc_task", **PART, **OF_BINH, quantity="6").then(SheetOpened, TaskAssigned, PartAssigned)
    assert product(shared).taken_in_all == product(shared).whole == 10


def test_the_parts_never_exceed_the_whole(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="7")
    # 7 + 3.5 = 10.5 of 10
    shared.when("assign_task", **PART, **OF_BINH, quantity="3.5").then_refused(
        "product.parts_exceed_whole", whole="10", taken="7", asked="3.5"
    )
    shared.when("assign_task", **PART, **OF_BINH, quantity="3").then(SheetOpened, TaskAssigned, PartAssigned)
    shared.when("assign_task", **PART, task="T2", quantity="1/3").then_refused("product.parts_exceed_whole", taken="10")


def test_two_parts_in_one_group_of_commands_do_not_exceed_the_whole_together(shared: Office) -> None:
    both = [
        shared.command("assign_task", **PART, quantity="6"),
        shared.command("assign_task", **PART, **OF_BINH, quantity="6"),
    ]
    answers = shared.processor.process(both)
    assert [answer.status for answer in answers] == ["accepted", "refused"]


def test_two_processors_do_not_exceed_the_whole_together(shared: Office) -> None:
    other = shared.another_processor()
    other.process([shared.command("open_sheet")])
    (first,) = shared.processor.process([shared.command("assign_task", **PART, quantity="6")])
    (second,) = other.process([shared.command("assign_task", **PART, **OF_BINH, quantity="6")])
    assert (first.status, second.status) == ("accepted", "refused")


def test_thirds_make_a_whole_exactly(office: Office) -> None:
    office.given("define_shared_product", quantity="1")
    for task in ("T1", "T2", "T3"):
        office.given("assign_task", **PART, task=task, quantity="1/3")
    assert product(office).taken_in_all == 1


def test_the_coefficient_is_the_one_frozen_in_the_product(shared: Office) -> None:
    shared.given("approve_catalogue_item", points="15")
    # the catalogue says 15/5 = 3 now, the product was defined at 10/5 = 2
    shared.when("assign_task", **PART, quantity="1", coefficient="3").then_refused(
        "catalogue.coefficient_differs", given="3", expected="2"
    )
    shared.given("assign_task", **PART, quantity="1")
    assert shared.sheet().tasks["T1"].coefficient == 2


def test_a_part_is_of_the_product_and_of_its_item(shared: Office) -> None:
    shared.when("assign_task", part_of="DA-9").then_refused("product.unknown", product="DA-9")
    shared.when("assign_task", **PART, item="to-trinh").then_refused("product.other_item", item="bao-cao")
    shared.when("assign_task", **PART, quantity="1", valid_on="2026-08-09").then_refused(
        "product.unknown", day="09/08/2026"
    )
    shared.when("assign_task", **PART, quantity="1", weight="0.5").then_refused(
        "product.wrong_sharing", sharing="quantity"
    )


def test_a_part_belongs_to_the_agency_that_defined_it(shared: Office) -> None:
    shared.when(
        "assign_task", **PART, agency="P2", actor="chair-2", staff="dung", period="2026-08", quantity="1"
    ).then_refused("product.unknown", agency="P2")


# Plans


def test_a_plan_by_person_binds(office: Office) -> None:
    office.given("define_shared_product", parts=[{"staff": "an", "share": "6"}])
    office.when("assign_task", **PART, **OF_BINH, quantity="1").then_refused("product.not_planned", staff="binh")
    office.given("assign_task", **PART, quantity="4")
    # 4 + 3 = 7 of the 6 planned
    office.when("assign_task", **PART, task="T2", quantity="3").then_refused(
        "product.beyond_plan", planned="6", taken="4", asked="3", staff="an", period="—"
    )
    office.when("assign_task", **PART, task="T2", quantity="2").then(TaskAssigned, PartAssigned)


def test_a_plan_by_period_spreads_work_over_the_months(office: Office) -> None:
    parts = [{"period": PERIOD, "share": "4"}, {"period": "2026-Q4", "share": "6"}]
    office.given("define_shared_product", parts=parts).given("assign_task", **PART, quantity="3")
    office.when("assign_task", **PART, **OF_BINH, quantity="2").then_refused(
        "product.beyond_plan", planned="4", taken="3", period=PERIOD
    )
    office.on("2026-10-05").when("assign_task", **PART, **NEXT, quantity="6").then(
        SheetOpened, TaskAssigned, PartAssigned
    )


def test_the_part_that_says_most_is_drawn_on(office: Office) -> None:
    parts: list[dict[str, Any]] = [
        {"staff": "an", "period": PERIOD, "share": "1"}, {"staff": "an", "share": "2"},
        {"period": PERIOD, "share": "4"},
    ]  # fmt: skip
    office.given("define_shared_product", parts=parts)
    # `an` in this quarter draws on the first part, in the next quarter on the second, `binh` on the third
    office.when("assign_task", **PART, quantity="2").then_refused("product.beyond_plan", planned="1")
    office.given("assign_task", **PART, quantity="1").given("assign_task", **PART, **OF_BINH, quantity="4")
    office.on("2026-10-05").when("assign_task", **PART, **NEXT, quantity="3").then_refused(
        "product.beyond_plan", planned="2", period="—"
    )


# Sharing a coefficient by weight


def test_work_that_can_not_be_split_shares_its_coefficient_by_weight(weighted: Office) -> None:
    weighted.given("assign_task", **PART, quantity="1", weight="0.6")
    # coefficient 2 × weight 0.6 = 1.2, for the whole report
    line = weighted.sheet().tasks["T1"]
    assert (line.coefficient, line.quantity, line.weight) == (Fraction("1.2"), Fraction(1), Fraction("0.6"))
    # 0.6 + 0.5 = 1.1
    weighted.when("assign_task", **PART, **OF_BINH, quantity="1", weight="0.5").then_refused(
        "product.parts_exceed_whole", whole="1", taken="0.6", asked="0.5"
    )
    weighted.given("assign_task", **PART, **OF_BINH, quantity="1", weight="0.4")
    # 2 × 0.4 = 0.8: together again 2
    assert weighted.sheet("binh").tasks["T5"].coefficient == Fraction("0.8")


def test_a_weight_is_above_nothing_and_at_most_one(weighted: Office) -> None:
    for weight in ("0", "-0.1", "1.1"):
        weighted.when("assign_task", **PART, quantity="1", weight=weight).then_refused("quantity.out_of_range")
    weighted.when("assign_task", **PART, quantity="1").then_refused("product.wrong_sharing", sharing="weight")


def test_everybody_who_shares_by_weight_gets_the_whole(weighted: Office) -> None:
    weighted.when("assign_task", **PART, quantity="0.5", weight="0.5").then_refused(
        "product.whole_quantity", quantity="1", given="0.5"
    )


def test_a_weighted_coefficient_that_could_not_be_read_back_is_not_written(office: Office) -> None:
    office.given("approve_catalogue_item", item="moi", points=f"1/{10**17 - 3}")
    office.given("define_shared_product", **BY_WEIGHT, item="moi")
    office.when("assign_task", **PART, item="moi", quantity="1", weight=f"1/{10**17 - 9}").then_refused(
        "quantity.too_fine"
    )


def test_a_weight_without_a_product_is_refused(office: Office) -> None:
    office.when("assign_task", weight="0.5").then_refused("task.weight_without_product", task="T1")


# Changes


def test_a_whole_is_revised_but_never_below_what_is_taken(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="7")
    shared.when("revise_shared_product", quantity="6").then_refused("product.whole_below_taken", whole="6", taken="7")
    shared.when("revise_shared_product", quantity="7").then(SharedProductRevised, quantity=7)
    shared.when("assign_task", **PART, **OF_BINH, quantity="1").then_refused("product.parts_exceed_whole", whole="7")
    shared.when("revise_shared_product", reason=...).then_refused("reason.required")
    shared.when("revise_shared_product", valid_on="2026-08-11").then_refused("date.in_future")


def test_a_new_plan_covers_what_is_taken(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="7")
    shared.when("revise_shared_product", parts=[{"staff": "an", "share": "6"}]).then_refused(
        "product.plan_below_taken", staff="an", planned="6", taken="7"
    )
    shared.when("revise_shared_product", parts=[{"staff": "an", "share": "13"}]).then_refused("quantity.out_of_range")
    outcome = shared.when("revise_shared_product", parts=[{"staff": "an", "share": "8"}])
    outcome.then(SharedProductRevised, parts=(PlannedPart(staff="an", share=Fraction(8)),))


def test_a_whole_shared_by_weight_stays_once_it_is_assigned(weighted: Office) -> None:
    weighted.given("revise_shared_product", quantity="2")
    weighted.given("assign_task", **PART, quantity="2", weight="0.5")
    weighted.when("revise_shared_product", quantity="1").then_refused("product.whole_assigned", quantity="2")
    weighted.when("revise_shared_product", quantity="2", parts=[{"staff": "an", "share": "0.5"}]).then(
        SharedProductRevised
    )


def test_what_was_never_defined_is_not_revised(office: Office) -> None:
    office.when("revise_shared_product").then_refused("product.unknown", product="DA-1")


def test_a_corrected_quantity_moves_the_part_and_stays_within_the_whole(shared: Office) -> None:
    wrong = {"field": "assigned_quantity", "delivery": ...}
    shared.given("assign_task", **PART, quantity="4").given("assign_task", **PART, **OF_BINH, quantity="5")
    # 5 of others + 6 = 11 of 10
    shared.when("correct_entry", **wrong, corrected="6").then_refused(
        "product.parts_exceed_whole", whole="10", taken="5", asked="6"
    )
    shared.when("correct_entry", **wrong, corrected="5").then(EntryCorrected, PartCorrected, former=4, share=5)
    assert product(shared).taken_in_all == 10
    shared.when("correct_entry", **wrong, corrected="2").then(EntryCorrected, PartCorrected)
    shared.when("assign_task", **PART, task="T2", quantity="3").then(TaskAssigned, PartAssigned)


def test_the_quantity_of_a_part_by_weight_is_not_corrected(weighted: Office) -> None:
    weighted.given("assign_task", **PART, quantity="1", weight="0.5")
    weighted.when("correct_entry", field="assigned_quantity", delivery=..., corrected="2").then_refused(
        "product.whole_quantity", given="2"
    )


def test_a_part_that_is_taken_over_is_taken_once(shared: Office) -> None:
    shared.given("assign_task", **PART, quantity="10").given("give_up_task")
    shared.when("take_over_task").then(SheetOpened, TaskAssigned, TaskHandedOver)
    assert shared.sheet("binh").tasks["T9"].part_of == "DA-1"
    assert product(shared).taken_in_all == 10


@pytest.mark.parametrize("corrected", ["500", "5", "3"])
@pytest.mark.parametrize("shared_product", [True, False])
def test_what_was_handed_over_bounds_a_line_that_was_taken_over(
    shared: Office, corrected: str, shared_product: bool
) -> None:
    shared.given("assign_task", **(PART if shared_product else {}), quantity="10").given("give_up_task")
    shared.given("take_over_task", quantity="4")
    # Neither more than the 4 handed over, nor less while the giver's sheet says 4.
    shared.when(
        "correct_entry", staff="binh", task="T9", field="assigned_quantity", delivery=..., corrected=corrected
    ).then_refused("correction.taken_over", task="T9", staff="binh", quantity="4")
    # The other 6 are still to be had, and no more: 4 + 6 = 10.
    shared.when("take_over_task", task="T10", quantity="7").then_refused("quantity.out_of_range", limit="6")
    shared.given("take_over_task", task="T10", quantity="6")
    assert sum(line.quantity for line in shared.sheet("binh").tasks.values()) == 10


@settings(max_examples=60, deadline=None)
@given(
    sharing=st.sampled_from(("quantity", "weight")),
    asked=st.lists(
        st.tuples(st.sampled_from(("an", "binh")), st.fractions(min_value=0, max_value=2, max_denominator=12)),
        max_size=12,
    ),
)
def test_whatever_is_asked_the_parts_stay_within_the_whole_and_match_the_sheets(
    sharing: str, asked: list[tuple[str, Fraction]]
) -> None:
    office = Office().given("define_shared_product", sharing=sharing, quantity="3")
    for number, (staff, share) in enumerate(asked):
        amount = {"quantity": "3", "weight": str(share)} if sharing == "weight" else {"quantity": str(share)}
        office.send("assign_task", **PART, staff=staff, task=f"P{number}", **amount)
    state = product(office)
    assert state.taken_in_all <= state.whole
    lines = [line for staff in ("an", "binh") for line in office.sheet(staff).tasks.values()]
    # the converted total of all parts is the converted part of the whole that was taken
    converted = sum((line.quantity * line.coefficient for line in lines), Fraction(0))
    assert converted == state.coefficient * state.quantity * state.taken_in_all / state.whole
