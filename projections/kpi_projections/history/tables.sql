CREATE TABLE {schema}.entries (
    position bigint PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    staff text COLLATE "C",
    period text COLLATE "C",
    stream text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    on_behalf_of text COLLATE "C",
    actor_role text COLLATE "C",
    actor_post text,
    actor_unit text COLLATE "C",
    valid_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    source text COLLATE "C" NOT NULL,
    system text COLLATE "C",
    words_vi text NOT NULL,
    words_en text NOT NULL,
    reason text
);

-- Whom an event is about, for one person's timeline in the order of the log.
CREATE TABLE {schema}.concerns (
    staff text COLLATE "C",
    position bigint,
    PRIMARY KEY (staff, position)
);
