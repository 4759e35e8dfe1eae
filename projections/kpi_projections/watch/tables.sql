CREATE TABLE {schema}.efforts (
    staff text COLLATE "C",
    period text COLLATE "C",
    agency text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    effort text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (staff, period)
);
CREATE INDEX ON {schema}.efforts (period, agency);

CREATE TABLE {schema}.acts (
    position bigint PRIMARY KEY,
    event_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    staff text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    last_day date NOT NULL,
    agency text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    task text COLLATE "C",
    delivery integer,
    actor text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL,
    source text COLLATE "C" NOT NULL,
    system text COLLATE "C",
    evidence integer NOT NULL,
    verdict text COLLATE "C"
);
CREATE INDEX ON {schema}.acts (period, agency);
