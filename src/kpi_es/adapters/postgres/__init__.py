"""The log, the answers and the names of people on PostgreSQL."""

from kpi_es.adapters.postgres.database import PostgresDatabase
from kpi_es.adapters.postgres.event_store import PostgresEventStore
from kpi_es.adapters.postgres.mapper import PydanticMapper
from kpi_es.adapters.postgres.person_directory import PostgresPersonDirectory

__all__ = ["PostgresDatabase", "PostgresEventStore", "PostgresPersonDirectory", "PydanticMapper"]
