"""The log and the names of people in memory, for tests and dry runs."""

from kpi_es.adapters.memory.event_store import MemoryEventStore
from kpi_es.adapters.memory.person_directory import MemoryPersonDirectory

__all__ = ["MemoryEventStore", "MemoryPersonDirectory"]
