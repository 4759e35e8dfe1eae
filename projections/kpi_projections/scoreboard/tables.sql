CREATE TABLE {schema}.scores (
    staff text COLLATE "C",
    period text COLLATE "C",
    kind text COLLATE "C" NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    agency text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    post text NOT NULL,
    role text COLLATE "C" NOT NULL,
    staff_group text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    sheet_status text COLLATE "C",
    class_code text COLLATE "C",
    a text, b text, c text, d text, dd text, e text,
    result text, general text, total text, total_display text,
    rule_set text COLLATE "C" NOT NULL,
    rule_set_hash text COLLATE "C" NOT NULL,
    rules_unchanged boolean NOT NULL,
    tasks integer NOT NULL,
    late integer NOT NULL,
    returned integer NOT NULL,
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    d_because text COLLATE "C",
    cause text COLLATE "C",
    cause_staff text COLLATE "C",
    PRIMARY KEY (staff, period)
);
CREATE INDEX ON {schema}.scores (agency, period);

-- Small reference tables, from the same events: who should stand on the board, and what things are called.
CREATE TABLE {schema}.postings (
    staff text COLLATE "C",
    number integer,
    first_day date NOT NULL,
    last_day date,
    agency text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    post text NOT NULL,
    role text COLLATE "C" NOT NULL,
    staff_group text COLLATE "C" NOT NULL,
    PRIMARY KEY (staff, number)
);
CREATE INDEX ON {schema}.postings (agency);

CREATE TABLE {schema}.leaves (
    staff text COLLATE "C",
    number integer,
    kind text COLLATE "C" NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    PRIMARY KEY (staff, number)
);

CREATE TABLE {schema}.units (
    agency text COLLATE "C",
    unit text COLLATE "C",
    name text NOT NULL,
    parent text COLLATE "C",
    since date NOT NULL,
    PRIMARY KEY (agency, unit)
);

CREATE TABLE {schema}.adoptions (
    agency text COLLATE "C",
    event uuid,
    position bigint NOT NULL,
    since date NOT NULL,
    rule_set text COLLATE "C" NOT NULL,
    staff_groups text NOT NULL,
    stands boolean NOT NULL,
    PRIMARY KEY (agency, event)
);
