"""What every log demands of a batch, whatever it is kept in."""

from __future__ import annotations

from collections import Counter

from kpi_es.ports import Append


def check_batch(batch: Append) -> None:
    """Refuse a batch that no log may hold, before anything is written.

    Raises ValueError when the events of a stream do not follow each other version by version (positions
    must rise with versions, or a stream read up to a position would have holes), or when a command is
    answered twice.
    """
    last: dict[str, int] = {}
    for event in batch.events:
        before = last.get(event.originator_id, event.originator_version - 1)
        if event.originator_version != before + 1 or before < 0:
            raise ValueError(
                f"Append.events: stream {event.originator_id} has version {event.originator_version} after "
                f"{before}; number the events of one stream one by one from 1, in the order they happened"
            )
        last[event.originator_id] = event.originator_version
    if len({answer.command_id for answer in batch.answers}) < len(batch.answers):
        twice = Counter(answer.command_id for answer in batch.answers).most_common(1)[0][0]
        raise ValueError(f"Append.answers: command {twice} is answered twice; give every command one answer")
