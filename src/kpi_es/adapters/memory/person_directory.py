"""Names of people in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class MemoryPersonDirectory:
    """A `PersonDirectory` that lives as long as its process."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def names(self, staff: Iterable[str]) -> Mapping[str, str]:
        """Return the names known for these staff ids; an unknown one is absent."""
        return {one: self._names[one] for one in staff if one in self._names}

    def remember(self, names: Mapping[str, str]) -> None:
        """Store names by staff id, replacing what was there."""
        self._names.update(names)
