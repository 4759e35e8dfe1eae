"""What was once published can be read for ever: fields are added with a default, never renamed, removed or retyped.

To add a field: give it a default, then run ``python -m tests.domain.published`` and commit the longer list.
Nothing else may change in it; a fact of another shape is a new event with a topic of its own.
"""

from __future__ import annotations

import pytest

from kpi_es.domain.topics import EVENT_TYPES
from tests.domain.published import present, published, shape_of

HOW_TO = "add fields with a default, then run: python -m tests.domain.published"
AGGREGATES = {"agency", "catalogue", "indicators", "product", "review", "round", "sheet", "staff", "unit_review"}


def test_no_topic_is_ever_removed_or_renamed() -> None:
    assert published().keys() <= EVENT_TYPES.keys()


@pytest.mark.parametrize("topic", sorted(published()))
def test_every_published_field_is_still_read_as_it_was_written(topic: str) -> None:
    today = shape_of(EVENT_TYPES[topic])
    for name, frozen in published()[topic].items():
        assert name in today, f"{topic}.{name} was published and must stay"
        assert today[name]["type"] == frozen["type"], f"{topic}.{name} changed its type"
        assert set(frozen.get("values", ())) <= set(today[name].get("values", ())), f"{topic}.{name} lost a word"
        assert frozen["required"] or not today[name]["required"], f"{topic}.{name} was not always there"


@pytest.mark.parametrize("topic", sorted(published()))
def test_every_added_field_has_a_default(topic: str) -> None:
    today = shape_of(EVENT_TYPES[topic])
    added = today.keys() - published()[topic].keys()
    assert not [name for name in added if today[name]["required"]], HOW_TO


def test_the_list_of_published_events_is_up_to_date() -> None:
    assert present() == published(), HOW_TO


def test_a_topic_is_named_by_its_aggregate_and_its_class() -> None:
    for topic, event in EVENT_TYPES.items():
        aspect, _, name = topic.partition(".")
        assert aspect in AGGREGATES
        assert name == event.__name__
