"""The test cases that the eventsourcing library ships for recorders, run against ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)

from kpi_es.adapters.postgres import PostgresDatabase
from kpi_es.adapters.postgres.recorder import KpiProcessRecorder, KpiRecorder


class OnPostgres:
    database: PostgresDatabase

    @pytest.fixture(autouse=True)
    def _fresh_database(self, database: PostgresDatabase) -> None:
        self.database = database
        with database.transaction() as cursor:
            database.create_schema(cursor)

    def new_originator_id(self) -> str:
        return f"sheet:{uuid4()}:2026-Q3"


class PositionsDropped(KpiRecorder):
    """Ours, silent about positions: the case for recorders of single aggregates wants None instead of
    them."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:  # type: ignore[override]
        super().insert_events(stored_events, **kwargs)


class TestAsAggregateRecorder(OnPostgres, AggregateRecorderTestCase):
    def create_recorder(self) -> KpiRecorder:
        recorder = PositionsDropped(self.database.datastore)
        recorder.create_table()
        return recorder


class TestAsApplicationRecorder(OnPostgres, ApplicationRecorderTestCase[KpiRecorder]):
    def create_recorder(self) -> KpiRecorder:
        recorder = KpiRecorder(self.database.datastore)
        recorder.create_table()
        return recorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPositionsDoNotInterleave(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> KpiRecorder:
        recorder = KpiRecorder(self.database.datastore)
        recorder.create_table()
        return recorder


class TestAsProcessRecorder(OnPostgres, ProcessRecorderTestCase):
    def create_recorder(self) -> KpiProcessRecorder:
        recorder = KpiProcessRecorder(self.database.datastore)
        recorder.create_table()
        return recorder


class TestTrackingOnOurDatastore(OnPostgres, TrackingRecorderTestCase):
    def create_recorder(self) -> PostgresTrackingRecorder:
        recorder = PostgresTrackingRecorder(self.database.datastore)
        recorder.create_table()
        return recorder
