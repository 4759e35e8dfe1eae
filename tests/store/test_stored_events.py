"""How events lie in the log."""

from __future__ import annotations

import json

import pytest
from eventsourcing.persistence import Notification, StoredEvent

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore, PydanticMapper
from kpi_es.adapters.postgres.mapper import UnknownTopic, UnreadableEvent
from kpi_es.domain.event import Event
from kpi_es.domain.topics import EVENT_TYPES
from tests.store.notes import NoteTaken, batch, note, note_mapper


def test_an_event_is_stored_under_its_topic_with_exact_numbers_and_without_its_columns() -> None:
    stored = note_mapper().to_stored_event(note("sheet:cb-0001:2026-Q3", 4))
    fields = json.loads(stored.state)
    assert (stored.originator_id, stored.originator_version, stored.topic) == (
        *("sheet:cb-0001:2026-Q3", 4, "NoteTaken"),
    )
    assert fields["points"] == "2.7"
    assert fields["valid_on"] == "2026-07-03"
    assert fields.keys().isdisjoint({"originator_id", "originator_version"})


def test_an_event_survives_the_way_there_and_back() -> None:
    mapper, written = note_mapper(), note('odd "stream" \\ ạ', 1, text="dấu “ngoặc”\n")
    assert mapper.to_domain_event(mapper.to_stored_event(written)) == written


def test_every_event_class_of_the_domain_is_found_under_its_topic() -> None:
    assert {topic: each.TOPIC for topic, each in EVENT_TYPES.items()} == {topic: topic for topic in EVENT_TYPES}


def test_an_unknown_topic_is_named_with_its_place() -> None:
    stored = Notification("sheet:a:2026-07", 3, "TaskForgotten", b"{}", id=17)
    with pytest.raises(UnknownTopic, match=r"'TaskForgotten' \(sheet:a:2026-07, version 3, position 17\)"):
        note_mapper().to_domain_event(stored)


def test_a_broken_event_is_named_with_its_place_and_without_its_content() -> None:
    whole = note_mapper().to_stored_event(note("a", 1))
    broken = whole.state.replace(b'"2.7"', b'"secret"').replace(b'"valid_on"', b'"valid_onn"')
    with pytest.raises(UnreadableEvent, match=r"'NoteTaken' \(a, version 1\): valid_on: Field required") as refused:
        note_mapper().to_domain_event(StoredEvent("a", 1, "NoteTaken", broken))
    assert "2026-07-03" not in str(refused.value)
    for garbage in (b"", b"{", b"\xff\xfe", b"[]", b"{}"):
        with pytest.raises(UnreadableEvent):
            note_mapper().to_domain_event(StoredEvent("a", 1, "NoteTaken", garbage))


def test_reading_on_meets_a_broken_event_at_its_position_and_the_rest_can_be_read(
    postgres_store: PostgresEventStore, database: PostgresDatabase
) -> None:
    positions = postgres_store.append(batch([note("a", 1), note("a", 2), note("a", 3)])).positions
    with database.transaction() as cursor:
        cursor.execute("UPDATE kpi.events SET state = '{}' WHERE originator_version = 2")
    with pytest.raises(UnreadableEvent) as refused:
        postgres_store.after(0, 10)
    assert refused.value.position == positions[1]
    assert [each.position for each in postgres_store.after(positions[1], 10)] == [positions[2]]


def test_an_old_topic_is_mended_before_its_class_reads_it() -> None:
    def from_remark(stored: dict[str, object]) -> dict[str, object]:
        return {"text": stored.pop("remark"), **stored}

    types: dict[str, type[Event]] = {"NoteTaken": NoteTaken, "RemarkMade": NoteTaken}
    mapper = PydanticMapper(types, {"RemarkMade": from_remark})
    written = note("a", 1, text="đúng hạn")
    now = mapper.to_stored_event(written)
    old = StoredEvent("a", 1, "RemarkMade", now.state.replace(b'"text"', b'"remark"'))
    assert mapper.to_domain_event(old) == written
    with pytest.raises(UnreadableEvent, match="can not be brought up to date"):
        mapper.to_domain_event(StoredEvent("a", 1, "RemarkMade", now.state))
