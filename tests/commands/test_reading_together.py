"""A decision about everybody reads the log in a few questions, however many people there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from kpi_commands.processor import CommandProcessor
from kpi_commands.state_cache import LOAD_BATCH, StateCache
from kpi_es.adapters.memory import MemoryEventStore
from kpi_es.domain.event import Event, sheet_stream
from kpi_es.ports import Append
from tests.commands.specification import PERIOD, Office, all_commands
from tests.commands.year_office import CANDIDATES, YearOffice, year_office


class AskedStore(MemoryEventStore):
    """Notes how many streams each question asked for."""

    def __init__(self, log: Iterable[Event]) -> None:
        super().__init__()
        self.append(Append(tuple(log), [], 0, frozenset()))
        self.asked: list[int] = []

    def streams(self, names: Iterable[str], up_to: int | None = None) -> Mapping[str, Sequence[Event]]:
        wanted = list(names)
        self.asked.append(len(wanted))
        return super().streams(wanted, up_to)


def asked_by(ward: YearOffice, name: str, **fields: Any) -> AskedStore:
    """Return what a process that knows nothing yet asks the log for to decide a command."""
    store = AskedStore(each.event for each in ward.store.after(0, 100_000))
    (answer,) = CommandProcessor(store, all_commands(), ward.rules, ward.clock).process([ward.command(name, **fields)])
    assert answer.problem is None, answer.problem
    return store


@pytest.mark.parametrize(
    ("name", "before"),
    [("propose_round", "prepared"), ("decide_round", "proposed"), ("notify_round", "decided")],
)
def test_everybodys_year_is_read_together(name: str, before: str) -> None:
    ward = year_office()
    getattr(ward, before)()
    store = asked_by(ward, name)
    # Each candidate has 16 possible sheets: 13 * 16 = 208, and units beside them.
    assert max(store.asked) > len(CANDIDATES) * 16
    # The rest are singles, such as the round and the agency; none for each person.
    assert len(store.asked) < len(CANDIDATES)


def test_a_round_is_opened_and_published_with_everybody_read_together() -> None:
    ward = year_office()
    opened = asked_by(ward, "open_round", candidates=CANDIDATES)
    # A person and a review each; the adviser who opens it is a candidate, too, and was read before.
    assert max(opened.asked) == len(CANDIDATES) * 2 - 1
    assert len(opened.asked) < len(CANDIDATES)
    published = asked_by(ward.notified(), "publish_round")
    assert len(published.asked) < len(CANDIDATES)


def test_streams_are_read_in_parts_that_fit_in_memory(office: Office) -> None:
    office.given("assign_task")
    store = AskedStore(each.event for each in office.store.after(0, 1_000))
    cache = StateCache(store, most_streams=10_000)
    wanted = [sheet_stream("an", PERIOD), *(f"sheet:s{number}:{PERIOD}" for number in range(LOAD_BATCH))]
    cache.load(wanted)
    assert sorted(store.asked) == [1, LOAD_BATCH]
    assert cache.get(wanted[0]) == office.sheet()
    assert len(store.asked) == 2
