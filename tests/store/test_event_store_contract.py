"""What every event store promises, asked of each adapter."""

from __future__ import annotations

import threading

import pytest

from kpi_es.ports import EventStore, StaleRead
from tests.store.notes import answer, batch, note, notes, post_noted


def test_an_empty_log_is_at_position_0_and_holds_nothing(store: EventStore) -> None:
    assert store.position() == 0
    assert store.after(0, 10) == []
    assert store.streams(["sheet:a:2026-07"]) == {}
    assert store.streams([]) == {}
    assert store.answers(["c-1"]) == {}
    assert store.answers([]) == {}


def test_positions_rise_from_1_in_the_order_given(store: EventStore) -> None:
    first = store.append(batch([note("b", 1), note("a", 1), note("b", 2)]))
    second = store.append(batch([note("a", 2)], read_position=first.positions[-1]))
    assert list(first.positions) == [1, 2, 3]
    assert (first.preceding, second.preceding) == (0, 3)
    assert second.positions[0] > 3
    assert store.position() == second.positions[0]
    log = store.after(0, 10)
    assert [(each.event.originator_id, each.event.originator_version) for each in log] == [
        *(("b", 1), ("a", 1), ("b", 2), ("a", 2))
    ]
    assert [each.position for each in log] == [*first.positions, *second.positions]


def test_events_come_back_as_they_were_written(store: EventStore) -> None:
    text = "Nguyễn Thị Ánh — “hoàn thành” 100 % \u0000 \U0001f600 \\ \" '"
    written = note("sheet:cb-0001:2026-Q3", 1, text=text)
    store.append(batch([written]))
    assert store.after(0, 1)[0].event == written
    assert store.streams(["sheet:cb-0001:2026-Q3"]) == {"sheet:cb-0001:2026-Q3": [written]}


def test_streams_come_whole_in_order_and_absent_when_empty(store: EventStore) -> None:
    a, b = notes("a", 3), notes("b", 2)
    store.append(batch([a[0], b[0], a[1], b[1], a[2]]))
    assert store.streams(["b", "a", "nothing", "a"]) == {"a": a, "b": b}


def test_streams_up_to_a_position_leave_out_what_came_later(store: EventStore) -> None:
    a, b = notes("a", 2), notes("b", 1)
    positions = store.append(batch([a[0], b[0], a[1]])).positions
    assert store.streams(["a", "b"], up_to=positions[0]) == {"a": [a[0]]}
    assert store.streams(["a", "b"], up_to=positions[1]) == {"a": [a[0]], "b": b}
    assert store.streams(["a", "b"], up_to=0) == {}


def test_the_log_is_read_page_by_page(store: EventStore) -> None:
    written = notes("a", 7)
    store.append(batch(written))
    read, position = [], 0
    while page := store.after(position, 3):
        assert len(page) <= 3
        read += [each.event for each in page]
        position = page[-1].position
    assert read == written
    assert store.after(0, 0) == []
    assert store.after(10_000, 5) == []


def test_an_answer_keeps_the_position_of_its_commands_last_event(store: EventStore) -> None:
    events = [note("a", 1, "c-1"), note("b", 1, "c-2"), note("a", 2, "c-1")]
    positions = store.append(batch(events, [answer("c-1"), answer("c-2"), answer("c-3")])).positions
    assert store.answers(["c-1", "c-2", "c-3", "c-4"]) == {
        "c-1": answer("c-1", positions[2]),
        "c-2": answer("c-2", positions[1]),
        "c-3": answer("c-3", None),
    }


def test_answers_without_events_and_events_without_answers_are_written(store: EventStore) -> None:
    refused = store.append(batch((), [answer("refused")]))
    assert (refused.preceding, list(refused.positions)) == (0, [])
    assert list(store.append(batch([note("a", 1)])).positions) == [1]
    assert list(store.append(batch()).positions) == []
    assert store.answers(["refused"]).keys() == {"refused"}


def test_a_command_is_answered_once(store: EventStore) -> None:
    position = store.append(batch([note("a", 1, "c-1")], [answer("c-1")])).positions[0]
    with pytest.raises(StaleRead):
        store.append(batch([note("b", 1, "c-1")], [answer("c-2"), answer("c-1")], position))
    assert store.streams(["b"]) == {}
    assert store.answers(["c-2"]) == {}


def test_a_taken_version_is_refused_and_nothing_of_its_batch_is_written(store: EventStore) -> None:
    position = store.append(batch(notes("a", 2))).positions[-1]
    with pytest.raises(StaleRead):
        store.append(batch([note("b", 1), note("a", 2)], [answer("c-1")], position))
    assert store.streams(["b"]) == {}
    assert store.answers(["c-1"]) == {}
    assert store.position() == position


def test_a_foreign_event_in_a_stream_that_was_only_read_makes_the_read_stale(store: EventStore) -> None:
    read_at = store.append(batch([note("staff:cb-0002", 1)])).positions[0]
    store.append(batch([note("staff:cb-0002", 2)], read_position=read_at))
    with pytest.raises(StaleRead):
        store.append(batch([note("a", 1)], [answer("c-1")], read_at, ["staff:cb-0002"]))
    with pytest.raises(StaleRead):
        store.append(batch((), [answer("c-1")], read_at, ["staff:cb-0002"]))
    assert store.streams(["a"]) == {}
    assert store.answers(["c-1"]) == {}


def test_a_foreign_event_in_a_stream_that_is_written_makes_the_read_stale(store: EventStore) -> None:
    store.append(batch([note("a", 1)]))
    with pytest.raises(StaleRead):
        store.append(batch([note("a", 2)], read_position=0))


def test_events_in_other_streams_do_not_make_a_read_stale(store: EventStore) -> None:
    read_at = store.append(batch([note("staff:cb-0002", 1)])).positions[0]
    elsewhere = store.append(batch(notes("b", 5), read_position=read_at)).positions[-1]
    ours = store.append(batch([note("a", 1)], (), read_at, ["staff:cb-0002", "never written"]))
    assert ours.preceding == elsewhere
    assert ours.positions[0] > elsewhere


def test_a_stream_with_a_hole_or_out_of_order_is_a_mistake_of_the_caller(store: EventStore) -> None:
    for events in ([note("a", 1), note("a", 3)], [note("a", 2), note("a", 1)], [note("a", 0)]):
        with pytest.raises(ValueError, match="one by one"):
            store.append(batch(events))
    assert store.position() == 0


def test_one_command_answered_twice_in_a_batch_is_a_mistake_of_the_caller(store: EventStore) -> None:
    with pytest.raises(ValueError, match="c-1 is answered twice"):
        store.append(batch((), [answer("c-1"), answer("c-1")]))


def test_four_thousand_events_and_more_go_in_at_once(store: EventStore) -> None:
    # 5,000 events of about 260 bytes are 1.3 MB: the library's own pipeline never returns from that.
    events = [note(f"s-{index}", 1, f"c-{index}") for index in range(5_000)]
    positions = store.append(batch(events, [answer(f"c-{index}") for index in range(5_000)])).positions
    assert list(positions) == sorted(positions)
    assert [each.event for each in store.after(0, 6_000)] == events
    assert store.answers(["c-4999"])["c-4999"].position == positions[-1]


def test_one_event_of_two_megabytes_goes_in(store: EventStore) -> None:
    large = note("a", 1, text="ạ" * 700_000)  # 3 bytes a letter: 2.1 MB
    store.append(batch([large]))
    assert store.streams(["a"]) == {"a": [large]}


def test_of_many_writers_of_one_stream_each_version_has_one_winner(store: EventStore) -> None:
    won: list[int] = []

    def write(version: int) -> None:
        try:
            store.append(batch([note("a", version)], read_position=store.position()))
            won.append(version)
        except StaleRead:
            pass

    for version in (1, 2, 3):
        threads = [threading.Thread(target=write, args=(version,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert won == [1, 2, 3]
    assert len(store.streams(["a"])["a"]) == 3


def test_the_people_of_an_agency_are_those_with_an_event_that_names_it(store: EventStore) -> None:
    store.append(
        batch(
            [
                post_noted("staff:a", 1, "P1"),
                post_noted("staff:a", 2, "P2"),
                post_noted("staff:b", 1, "P1"),
                post_noted("staff:b", 2, "P1"),
                note("staff:c", 1, text='"agency": "P1"'),
                # Neither another stream nor an agency whose code only begins alike.
                post_noted("sheet:d:2026-07", 1, "P1"),
                post_noted("staff:e", 1, "P10"),
            ]
        )
    )
    assert store.people_of("P1") == {"a", "b"}
    assert store.people_of("P2") == {"a"}
    assert store.people_of("P9") == frozenset()


@pytest.mark.parametrize("asked", [["P1"], ["P9", "P1"]])
def test_somebody_new_in_an_agency_whose_people_were_read_makes_the_read_stale(
    store: EventStore, asked: list[str]
) -> None:
    read_at = store.append(batch([post_noted("staff:a", 1, "P1")])).positions[0]
    store.append(batch([post_noted("staff:b", 1, "P1")], read_position=read_at))
    with pytest.raises(StaleRead):
        store.append(batch([note("round:P1:2026", 1)], [answer("c-1")], read_at, people=asked))
    with pytest.raises(StaleRead):
        store.append(batch((), [answer("c-1")], read_at, people=asked))
    assert store.streams(["round:P1:2026"]) == {}
    assert store.answers(["c-1"]) == {}


def test_people_of_other_agencies_and_other_streams_make_no_read_of_people_stale(store: EventStore) -> None:
    read_at = store.append(batch([post_noted("staff:a", 1, "P1")])).positions[0]
    meanwhile = [
        post_noted("staff:b", 1, "P2"),
        post_noted("sheet:a:2026-07", 1, "P1"),
        note("staff:c", 1, text='"agency": "P1"'),
    ]
    store.append(batch(meanwhile, read_position=read_at))
    store.append(batch([note("round:P1:2026", 1)], (), read_at, people=["P1"]))
    assert len(store.streams(["round:P1:2026"])) == 1


def test_the_products_of_an_agency_are_those_of_its_own_streams(store: EventStore) -> None:
    store.append(
        batch(
            [
                note("product:P1:DA-1", 1),
                note("product:P1:DA-1", 2),
                note("product:P1:DA-2", 1),
                # Neither another agency whose code begins alike nor a stream of another kind.
                note("product:P10:DA-3", 1),
                note("product:P2:DA-4", 1),
                note("catalogue:P1", 1),
            ]
        )
    )
    assert store.products_of("P1") == {"DA-1", "DA-2"}
    assert store.products_of("P10") == {"DA-3"}
    assert store.products_of("P9") == frozenset()
