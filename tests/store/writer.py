"""One writer process of the tailing test: appends batches until its share is written."""

from __future__ import annotations

import random

from kpi_es.adapters.postgres import PostgresDatabase, PostgresEventStore
from tests.store.notes import answer, batch, note_mapper, notes


def write_share(url: str, writer: int, events: int) -> None:
    """Write a number of events to streams of this writer's own, in batches of 1 to 100 with one command
    each."""
    dice = random.Random(writer)
    with PostgresDatabase(url, pool_size=1) as database:
        store = PostgresEventStore(database, note_mapper())
        number = written = 0
        while written < events:
            number += 1
            size = min(dice.randint(1, 100), events - written)
            command = f"w{writer}-{number}"
            store.append(
                batch(notes(f"w{writer}:{number}", size, command=command), [answer(command)], store.position())
            )
            written += size
