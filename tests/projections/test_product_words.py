"""Proposals, shared products and what an assignment says about them, in words."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_es.domain.event import Event
from kpi_es.domain.shared_product import PartAssigned, PartCorrected, SharedProductRevised
from kpi_es.domain.sheet import Sheet
from kpi_es.domain.sheet_events import TaskAssigned
from kpi_es.domain.topics import empty
from kpi_projections.history.phrases import Words
from kpi_projections.history.words import in_words
from kpi_projections.subjects import people_named
from tests.domain.happenings import Stream
from tests.domain.test_shared_product import catalogue_history, product_history

LINE: dict[str, Any] = {
    "staff": "an", "period": "2026-07", "task": "T1", "kind": "planned", "item": "x", "title": "Đề án",
    "measure": "hồ sơ", "coefficient": "1.2", "quantity": "1", "due_on": "2026-07-31",
}  # fmt: skip


def told(stream: Stream) -> list[Words]:
    return [in_words(event, stream.state(stream.events[:place])) for place, event in enumerate(stream.events)]


def assigned(**fields: Any) -> Words:
    stream = Stream("sheet:an:2026-07")
    return in_words(stream.add(TaskAssigned, **LINE, **fields), Sheet("an", "2026-07"))


def test_a_proposal_is_told_from_the_work_to_the_catalogue() -> None:
    words = [each.vi for each in told(catalogue_history())]
    assert words == [
        "Báo cáo công việc ngoài danh mục y “Việc mới” (nhiệm vụ T1 của an, kỳ 2026-07), 7 điểm, chờ đề xuất bổ sung.",
        "Đề xuất S của VH: đơn vị sản phẩm/công việc chuẩn “Công văn”, 5 điểm.",
        "Đề xuất A của VH: sản phẩm/công việc x “Hồ sơ số hóa” nhóm N2, 12 điểm, từ nhiệm vụ T1 của an.",
        "Đề xuất B của KT: sản phẩm/công việc x “Hồ sơ số hóa” nhóm N2, 12 điểm.",
        "Đề xuất C của KT: sản phẩm/công việc z “Hồ sơ số hóa” nhóm N2, 12 điểm.",
        "Chuẩn hóa đề xuất A: x “Hồ sơ số hóa” nhóm N2, 12 → 10 điểm; gộp các đề xuất trùng lặp B.",
        "Duyệt sản phẩm/công việc x “Hồ sơ số hóa” nhóm N2, 12 điểm, hệ số 2, từ 01/07/2026 (QĐ 1).",
        "Không đưa vào danh mục đề xuất C “Hồ sơ số hóa”.",
    ]


def test_a_shared_product_is_told_with_its_plan_and_what_is_taken() -> None:
    words = [each.en for each in told(product_history())]
    assert words == [
        "Defined the shared product DA-1 “Đề án”: 10 hồ sơ, coefficient 2, shared by quantity; parts an: 4.",
        "Assigned 3 of the shared product DA-1 to an (task T1 for 2026-07); 3 is taken now.",
        "Part of an in the shared product DA-1 (task T1 for 2026-07): 3 → 4.",
        "Revised the shared product DA-1: 10 → 12 hồ sơ; parts 2026-07: 5.",
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"catalogued": False, "points": "6"}, "; outside the catalogue, 6 points"),
        ({"part_of": "DA-1"}, "; a part of the shared product DA-1"),
        ({"part_of": "DA-1", "weight": "0.6"}, "; a part of the shared product DA-1, weight 0.6"),
        ({"tied_to_staff": "binh", "tied_to_task": "T5"}, "; directing task T5 of binh"),
    ],
)
def test_an_assignment_says_what_is_special_about_it(fields: dict[str, Any], words: str) -> None:
    assert assigned(**fields).en == f"Task assigned: T1 “Đề án”, 1 hồ sơ, coefficient 1.2, due 31/07/2026{words}."


def test_every_event_is_a_sentence_even_when_what_it_acts_on_is_not_there() -> None:
    for event in (*product_history().events, *catalogue_history().events):
        words = in_words(event, empty(event.originator_id))
        assert words.vi.endswith(".")
        assert words.en.endswith(".")
        assert "None" not in words.vi + words.en


def test_the_history_of_a_person_holds_the_parts_and_the_new_work() -> None:
    events: list[Event] = [*product_history().events, *catalogue_history().events]
    about = [type(event).__name__ for event in events if people_named(event) == ("an",)]
    assert about == ["SharedProductDefined", "PartAssigned", "PartCorrected", "UncataloguedWorkReported"]
    assert people_named(product_history().add(SharedProductRevised, quantity="12")) == ()
    assert {PartAssigned, PartCorrected} <= {type(event) for event in events}
