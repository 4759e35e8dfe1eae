"""A shared product and the proposals of a catalogue: what each event does, also when a part of the history is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_es.domain.catalogue import (
    Catalogue,
    CatalogueItemApproved,
    CatalogueItemProposed,
    CatalogueProposalDeclined,
    CatalogueProposalStandardised,
    StandardItemProposed,
    TaskReference,
    UncataloguedWorkReported,
)
from kpi_es.domain.event import Event
from kpi_es.domain.period import work_days
from kpi_es.domain.shared_product import (
    PartAssigned,
    PartCorrected,
    PlannedPart,
    SharedProduct,
    SharedProductDefined,
    SharedProductRevised,
)
from kpi_es.domain.topics import empty, fold
from kpi_projections.known_fold import fold_known, missing_target
from tests.domain.happenings import Stream

WORDING: dict[str, Any] = {"item": "x", "title": "Hồ sơ số hóa", "measure": "hồ sơ", "group": 2, "points": "12"}
OF_AN = {"staff": "an", "period": "2026-07", "task": "T1"}


def product_history() -> Stream:
    """Return a product of ten pieces, four of them planned for `an`, who took three and then four."""
    stream = Stream("product:P1:DA-1", agency="P1", product="DA-1")
    stream.add(
        SharedProductDefined,
        unit="VH",
        item="x",
        title="Đề án",
        measure="hồ sơ",
        coefficient="2",
        quantity="10",
        sharing="quantity",
        parts=(PlannedPart(staff="an", share=Fraction(4)),),
    )
    stream.add(PartAssigned, **OF_AN, share="3")
    stream.add(PartCorrected, **OF_AN, former="3", share="4")
    stream.add(SharedProductRevised, quantity="12", parts=(PlannedPart(period="2026-07", share=Fraction(5)),))
    return stream


def catalogue_history() -> Stream:
    """Return two proposals merged into one and approved, one declined, and work outside the catalogue."""
    stream = Stream("catalogue:P1", agency="P1")
    work = TaskReference(**OF_AN)
    stream.add(UncataloguedWorkReported, unit="VH", work=work, item="y", title="Việc mới", measure="việc", points="7")
    stream.add(StandardItemProposed, proposal="S", unit="VH", title="Công văn", points="5")
    stream.add(CatalogueItemProposed, proposal="A", unit="VH", **WORDING, from_task=work)
    stream.add(CatalogueItemProposed, proposal="B", unit="KT", **WORDING)
    stream.add(CatalogueItemProposed, proposal="C", unit="KT", **{**WORDING, "item": "z"})
    stream.add(CatalogueProposalStandardised, proposal="A", **{**WORDING, "points": "10"}, duplicates=("B",))
    stream.add(CatalogueItemApproved, **WORDING, coefficient="2", decision="QĐ 1", proposal="A")
    stream.add(CatalogueProposalDeclined, proposal="C")
    return stream


def product(events: Sequence[Event]) -> SharedProduct:
    state = fold("product:P1:DA-1", events)
    assert isinstance(state, SharedProduct)
    return state


def test_a_part_is_taken_once_with_its_corrected_share() -> None:
    events = product_history().events
    assert [product(events[:length]).taken_in_all for length in (1, 2, 3, 4)] == [0, 3, 4, 4]


def test_a_revised_plan_counts_what_was_taken_before() -> None:
    events = product_history().events
    before, after = product(events[:3]), product(events)
    former, new = before.part_for("an", "2026-07"), after.part_for("an", "2026-07")
    assert former is not None
    assert new is not None
    assert (former.staff, before.taken_of(former)) == ("an", Fraction(4))
    assert (new.period, after.taken_of(new), after.whole) == ("2026-07", Fraction(4), Fraction(12))
    assert before.part_for("binh", "2026-07") is None


@pytest.mark.parametrize(
    ("staff", "period", "share"),
    [("an", "2026-07", 1), ("an", "2026-08", 2), ("binh", "2026-07", 3), ("binh", "2026-08", None)],
)
def test_the_planned_part_that_says_most_is_somebodys(staff: str, period: str, share: int | None) -> None:
    plan = (
        PlannedPart(period="2026-07", share=Fraction(3)),
        PlannedPart(staff="an", share=Fraction(2)),
        PlannedPart(staff="an", period="2026-07", share=Fraction(1)),
    )
    part = SharedProduct("P1", "DA-1", plan=plan).part_for(staff, period)
    assert (part.share if part else None) == share


def test_a_whole_shared_by_weight_is_one() -> None:
    assert SharedProduct("P1", "DA-1", quantity=Fraction(3), sharing="weight").whole == 1


def test_proposals_end_as_they_were_settled() -> None:
    state = catalogue_history().state()
    assert isinstance(state, Catalogue)
    assert {code: each.status for code, each in state.proposals.items()} == {
        "A": "approved",
        "B": "merged",
        "C": "declined",
    }
    assert state.proposals["A"].points == 10
    assert state.waiting_for_proposal() == ()


def test_work_waits_until_its_proposal() -> None:
    stream = catalogue_history()
    waiting = []
    for length in (2, 3):
        state = stream.state(stream.events[:length])
        assert isinstance(state, Catalogue)
        waiting.append([work.item for work in state.waiting_for_proposal()])
    assert waiting == [["y"], []]


@pytest.mark.parametrize("name", ["product:P1:DA-1", "catalogue:P1"])
def test_an_empty_stream_has_the_state_of_its_name(name: str) -> None:
    assert (empty(name).stream, empty(name).version) == (name, 0)


@pytest.mark.parametrize(
    ("history", "place", "missing"),
    [
        (product_history, 1, "product"),
        (product_history, 2, "product"),
        (product_history, 3, "product"),
        (catalogue_history, 5, "proposal"),
        (catalogue_history, 7, "proposal"),
        (catalogue_history, 6, None),
    ],
)
def test_what_an_event_acts_on_is_named_when_it_is_missing(history: Any, place: int, missing: str | None) -> None:
    stream = history()
    assert missing_target(empty(stream.name), stream.events[place]) == missing


def test_a_correction_without_its_part_moves_nothing() -> None:
    defined, _, corrected, _ = product_history().events
    state = fold_known(corrected.originator_id, [defined, corrected])
    assert isinstance(state, SharedProduct)
    assert state.taken == {}


@given(kept=st.sets(st.integers(0, 7)), history=st.sampled_from((product_history, catalogue_history)))
def test_any_part_of_a_history_folds(kept: set[int], history: Any) -> None:
    stream = history()
    part = [event for place, event in enumerate(stream.events) if place in kept]
    state = fold_known(stream.name, part)
    if len(part) == len(stream.events):
        assert state == stream.state()


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2027-01", date(2026, 10, 1), date(2027, 1, 31)),
        ("2027-Q1", date(2026, 10, 1), date(2027, 3, 31)),
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("2027-Q4", date(2027, 10, 1), date(2027, 12, 31)),
    ],
)
def test_the_years_first_period_reaches_back_into_the_last_quarter(period: str, first: date, last: date) -> None:
    assert work_days(period) == (first, last)
