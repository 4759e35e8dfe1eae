"""Stopping what runs in a folder, whoever uses it."""

from pathlib import Path

from kpi_es.adapters.embedded import nats, postgres
from kpi_es.adapters.embedded.guarded import join
from kpi_es.adapters.embedded.place import Place


def stop_all(data_dir: Path) -> list[str]:
    """Stops the servers of a folder, also kept ones and those that lost their guardian; returns their names.

    Processes that still use them see their connections close.
    """
    stopped: list[str] = []
    if not data_dir.expanduser().exists():
        return stopped
    for name, mend in (("nats", nats.mend), ("postgres", postgres.mend)):
        place = Place.at(data_dir, name)
        with place.starting():
            seat = join(place)
            if seat is not None:
                seat.stop_now()
            if mend(place) or seat is not None:
                stopped.append(name)
            place.remove_sockets()
    return stopped
