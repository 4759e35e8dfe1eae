"""The SQL of a log: its tables, and the one function through which everything is written to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import LiteralString

from psycopg.sql import SQL, Composed, Identifier, Literal

END_OF_LOG = 2**63 - 1
"""A position that no event reaches."""


@dataclass(frozen=True, slots=True)
class LogNames:
    """What the parts of a log are called in the database."""

    schema: str
    events: str
    answers: str
    lock_timeout: int
    """For how many seconds a writer waits for the others."""

    @property
    def channel(self) -> str:
        """The channel on which commits are announced; channels belong to the whole database, so it names
        the schema."""
        return f"{self.schema}_{self.events}"[:63]

    @property
    def lock_key(self) -> int:
        """The key of the advisory lock of this log, the same for every process."""
        name = f"kpi-es log {self.schema}.{self.events}"
        return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)

    def sql(self, text: LiteralString) -> Composed:
        """Return SQL with this log's names and keys put in."""
        return SQL(text).format(
            log=Identifier(self.schema, self.events),
            by_position=Identifier(f"{self.events}_notification_id_idx"),
            sequence=Literal(Identifier(self.schema, f"{self.events}_notification_id_seq").as_string()),
            command_answers=Identifier(self.schema, self.answers),
            append=Identifier(self.schema, f"{self.events}_append"),
            channel=Literal(self.channel),
            lock_key=Literal(self.lock_key),
            lock_timeout=Literal(f"{self.lock_timeout}s"),
        )


# Text ids compare byte by byte (collation "C"): faster, and an index kept in the order of a language breaks
# when the system's tables for that language are renewed.
CREATE_EVENTS: LiteralString = """
CREATE TABLE IF NOT EXISTS {log} (
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigserial,
    PRIMARY KEY (originator_id, originator_version)
) WITH (autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01)
"""

CREATE_POSITION_INDEX: LiteralString = "CREATE UNIQUE INDEX IF NOT EXISTS {by_position} ON {log} (notification_id)"

CREATE_ANSWERS: LiteralString = """
CREATE TABLE IF NOT EXISTS {command_answers} (
    command_id text COLLATE "C" PRIMARY KEY,
    content_hash bytea NOT NULL,
    answer bytea NOT NULL,
    position bigint,
    answered_at timestamptz NOT NULL DEFAULT now()
)
"""

# Written as one function so that a batch is one round trip and the lock is never held while a client or a
# network is waited for. Inside it every statement sees what was committed when that statement began (it is
# volatile, and the isolation is checked), so the statements after the lock see all that the last holder
# wrote.
#
# Whether a stream moved is read off its last event, found through the primary key: the cost depends on how
# many streams were read, not on how far the log went on meanwhile. If it did not go on at all, nothing is
# looked up.
#
# The people of an agency have no stream of their own: whether somebody was given a post there is looked for in what
# was written since, by position. The `left` keeps the planner from reading all people's streams instead.
#
# Positions are drawn in rising order and written beside the event with the same index, so their order is the
# order of the input whatever order the server inserts in.
CREATE_APPEND: LiteralString = """
CREATE OR REPLACE FUNCTION {append} (
    read_position bigint, read_streams text[], read_people text[],
    streams text[], versions bigint[], topics text[], states bytea[],
    command_ids text[], content_hashes bytea[], answers bytea[], last_events bigint[],
    OUT preceding bigint, OUT positions bigint[]
) LANGUAGE plpgsql VOLATILE SET lock_timeout = {lock_timeout} AS $append$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'appending needs the isolation level read committed';
    END IF;
    PERFORM pg_advisory_xact_lock({lock_key});
    preceding := coalesce((SELECT max(notification_id) FROM {log}), 0);
    IF preceding > read_position AND EXISTS (
        SELECT FROM unnest(read_streams || streams) AS looked_at (stream), LATERAL (
            SELECT notification_id FROM {log} WHERE originator_id = looked_at.stream
            ORDER BY originator_version DESC LIMIT 1
        ) AS last_event
        WHERE last_event.notification_id > read_position
    ) THEN
        RETURN;
    END IF;
    IF preceding > read_position AND cardinality(read_people) > 0 AND EXISTS (
        SELECT FROM {log} WHERE notification_id > read_position AND left(originator_id, 6) = 'staff:'
        AND convert_from(state, 'UTF8')::json ->> 'agency' = ANY (read_people)
    ) THEN
        RETURN;
    END IF;
    positions := '{{}}';
    IF cardinality(streams) > 0 THEN
        positions := ARRAY(SELECT nextval({sequence}) FROM generate_series(1, cardinality(streams)));
        INSERT INTO {log} (originator_id, originator_version, topic, state, notification_id)
            SELECT * FROM unnest(streams, versions, topics, states, positions);
        PERFORM pg_notify({channel}, '');
    END IF;
    IF cardinality(command_ids) > 0 THEN
        INSERT INTO {command_answers} (command_id, content_hash, answer, position)
            SELECT given.command_id, given.content_hash, given.answer, positions[given.last_event]
            FROM unnest(command_ids, content_hashes, answers, last_events)
                AS given (command_id, content_hash, answer, last_event);
    END IF;
END
$append$
"""

# What it was before it looked at people. A process that still calls it would decide on people it never asked about.
DROP_FORMER_APPEND: LiteralString = (
    "DROP FUNCTION IF EXISTS {append} "
    "(bigint, text[], text[], bigint[], text[], bytea[], text[], bytea[], bytea[], bigint[])"
)

# %b sends the arrays in binary; as text the same arrays take four times as long.
APPEND: LiteralString = (
    "SELECT preceding, positions FROM {append}(%b::bigint, %b::text[], %b::text[], "
    "%b::text[], %b::bigint[], %b::text[], %b::bytea[], "
    "%b::text[], %b::bytea[], %b::bytea[], %b::bigint[])"
)

LOCK_TIMEOUT: LiteralString = "SET LOCAL lock_timeout = {lock_timeout}"
LOCK: LiteralString = "SELECT pg_advisory_xact_lock({lock_key})"

SELECT_THESE_EVENTS: LiteralString = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM {log} "
    "JOIN unnest(%b::text[], %b::bigint[]) AS sought (originator_id, originator_version) "
    "USING (originator_id, originator_version)"
)

SELECT_ANSWERS: LiteralString = (
    "SELECT command_id, content_hash, answer, position FROM {command_answers} WHERE command_id = ANY(%b::text[])"
)

# One descent of the primary key a stream, whatever the planner believes: of a log that grew since it was last
# analysed it believes that a hundred streams are half of it, and would read all of it. "+ 0" keeps it from
# looking for the position in the other index.
SELECT_STREAMS: LiteralString = (
    "SELECT originator_id, originator_version, topic, state, notification_id "
    "FROM unnest(%b::text[]) AS named (stream), LATERAL ("
    "SELECT * FROM {log} WHERE originator_id = named.stream AND notification_id + 0 <= %b "
    "ORDER BY originator_version) AS of_stream "
    "ORDER BY originator_id, originator_version"
)

SELECT_AFTER: LiteralString = (
    "SELECT originator_id, originator_version, topic, state, notification_id FROM {log} "
    "WHERE notification_id > %b ORDER BY notification_id LIMIT %b"
)

SELECT_POSITION: LiteralString = "SELECT coalesce(max(notification_id), 0) FROM {log}"

# Names of streams compare byte by byte and `;` comes right after `:`, so this is an index range.
SELECT_PEOPLE: LiteralString = (
    "SELECT DISTINCT originator_id FROM {log} WHERE originator_id > 'staff:' AND originator_id < 'staff;' "
    "AND convert_from(state, 'UTF8')::json ->> 'agency' = %b::text"
)

# The prefix ends in `:`, after which the codes of products come: an index range again, one row a stream.
SELECT_PRODUCTS: LiteralString = (
    "SELECT originator_id FROM {log} WHERE originator_id > %b::text AND originator_id < rtrim(%b::text, ':') || ';' "
    "AND originator_version = 1"
)

SELECT_PRECEDING: LiteralString = SELECT_POSITION + " WHERE notification_id < %b"
