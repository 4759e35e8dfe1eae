"""Indicators: fed by accepted work of those below, moved by corrections, summed up the tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from kpi_es.adapters.postgres.projection_runner import ProjectionRunner
from kpi_es.domain.event import indicators_stream
from kpi_es.domain.indicator_plan import IndicatorPlan
from kpi_projections.indicators.progress import Progress
from kpi_projections.indicators.query import indicators
from kpi_projections.known_fold import fold_known
from tests.projections.office import AGENCY, RULE_BOOK, Office, two_people
from tests.projections.test_words import last_words
from tests.projections.whole_tables import append

Read = Callable[[Office], dict[str, Progress]]


@pytest.fixture
def progress(database: PostgresDatabase, store: PostgresEventStore) -> Read:
    """Write what is new in an office's log, project it and read the indicators of 2026."""

    def read(office: Office) -> dict[str, Progress]:
        append(store, office.events[store.position() :])
        ProjectionRunner(database, store, RULE_BOOK).catch_up()
        with database.datastore.get_connection() as connection:
            found = indicators(connection, AGENCY, 2026)
        return {row.indicator: row for each in found for row in each.indicators}

    return read


def three_levels() -> Office:
    """HT-012 did T1 and T2 of the item SP-01 in July, HT-013 T1; the agency, the unit and HT-012 have indicators."""
    office = two_people()
    office.set_indicator("CQ", owner="agency", unit="ubnd")
    office.set_indicator("DV", parent="CQ")
    office.set_indicator("CN", owner="person", staff="HT-012", parent="DV", target=4)
    return office


def test_agency_unit_and_person_each_see_their_indicator_move_when_a_result_is_accepted(progress: Read) -> None:
    office = three_levels()
    before = progress(office)
    assert {code: row.value for code, row in before.items()} == {"CQ": 3, "DV": 3, "CN": 2}
    office.submit("HT-012", "T3")
    assert progress(office) == before
    office.accept("HT-012", "T3")
    after = progress(office)
    # 4 of 10, 4 of 10, 3 of 4.
    assert [after[code].share for code in ("CQ", "DV", "CN")] == [Fraction(2, 5), Fraction(2, 5), Fraction(3, 4)]


def test_a_corrected_quantity_moves_what_rests_on_it(progress: Read) -> None:
    office = three_levels()
    office.assign("HT-012", "T9", quantity=4)
    office.submit("HT-012", "T9", quantity=4)
    office.accept("HT-012", "T9", quantity=4)
    assert progress(office)["CN"].value == 6
    office.correct("HT-012", task="T9", delivery=1, field="quantity", former="4", corrected="1/2")
    assert progress(office)["CN"].value == Fraction(5, 2)


def test_each_period_shows_what_it_added_and_other_years_and_items_do_not_count(progress: Read) -> None:
    office = three_levels()
    office.open_sheet("HT-012", "2026-08")
    office.finish("HT-012", "T1", "2026-08")
    office.assign("HT-012", "T2", "2026-08", item="SP-02")
    office.submit("HT-012", "T2", period="2026-08")
    office.accept("HT-012", "T2", period="2026-08")
    row = progress(office)["CN"]
    assert row.by_period == {"2026-07": 2, "2026-08": 1}
    assert row.people == ("HT-012",)


@pytest.mark.parametrize(
    ("owner", "fields", "value"),
    [
        ("unit", {"unit": "van-phong"}, 3),
        ("unit", {"unit": "kinh-te"}, 0),
        ("unit", {"unit": "ubnd"}, 3),
        ("post", {"unit": "van-phong", "post": "Công chức"}, 3),
        ("post", {"unit": "van-phong", "post": "Chánh Văn phòng"}, 0),
        ("post", {"unit": "ubnd", "post": "Công chức"}, 0),
        ("person", {"staff": "HT-013"}, 1),
    ],
)
def test_whose_work_counts_follows_from_the_owner(
    progress: Read, owner: str, fields: dict[str, str], value: int
) -> None:
    office = two_people()
    office.set_indicator("X", owner=owner, **fields)
    assert progress(office)["X"].value == value


def test_a_unit_moved_below_another_brings_its_work_along(progress: Read) -> None:
    office = two_people()
    office.set_indicator("KT", unit="kinh-te")
    office.move_unit("van-phong", "kinh-te", date(2026, 7, 1))
    assert progress(office)["KT"].value == 3


def test_one_without_items_is_the_weighted_mean_of_those_directly_below(progress: Read) -> None:
    office = two_people()
    office.set_indicator("CQ", owner="agency", unit="ubnd", items=())
    assert progress(office)["CQ"].share is None
    office.set_indicator("A", parent="CQ", weight=Fraction(3, 4))
    office.set_indicator("B", owner="person", staff="HT-013", parent="CQ", weight=Fraction(1, 4), target=2)
    found = progress(office)
    # 3/10 × 3/4 + 1/2 × 1/4 = 7/20.
    assert (found["CQ"].value, found["CQ"].share) == (None, Fraction(7, 20))
    assert [(row.indicator, row.depth) for row in found.values()] == [("CQ", 0), ("A", 1), ("B", 1)]


def test_a_revised_target_changes_the_share_and_a_retired_indicator_is_gone(progress: Read) -> None:
    office = three_levels()
    office.revise_indicator("DV", target=30, weight=Fraction(1, 2))
    assert progress(office)["DV"].share == Fraction(1, 10)
    office.retire_indicator("DV")
    found = progress(office)
    assert list(found) == ["CN", "CQ"]
    assert found["CN"].depth == 0


def test_more_than_the_target_is_shown_as_more_than_all(progress: Read) -> None:
    office = two_people()
    office.set_indicator("CN", owner="person", staff="HT-012", target=1)
    assert progress(office)["CN"].share == 2


def test_an_indicator_is_told_in_words_with_its_former_target() -> None:
    office = two_people()
    office.set_indicator("CN", owner="person", staff="HT-012", target=4)
    assert last_words(office).vi == (
        "Đặt chỉ tiêu CN năm 2026 của công chức HT-012: “Chỉ tiêu CN”, 4 hồ sơ, tỷ trọng 100 %; tính từ: SP-01."
    )
    office.revise_indicator("CN", target=30, weight=Fraction(1, 2))
    assert last_words(office).en == (
        "Revised the indicator CN for 2026 “Sửa”: target 10 → 30 hồ sơ, weight 100 % → 50 %; fed by: SP-01."
    )
    office.retire_indicator("CN")
    assert last_words(office).vi == "Bỏ chỉ tiêu CN “Sửa” của năm 2026."


def test_a_revision_of_an_indicator_that_is_not_known_yet_moves_nothing() -> None:
    office = two_people()
    office.revise_indicator("CN", target=30, weight=Fraction(1, 2))
    stream = indicators_stream(AGENCY, 2026)
    assert fold_known(stream, office.events[-1:]) == IndicatorPlan(AGENCY, 2026)
