CREATE TABLE {schema}.plans (
    agency text COLLATE "C",
    year bigint,
    indicator text COLLATE "C",
    owner text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    post text,
    staff text COLLATE "C",
    title text NOT NULL,
    measure text NOT NULL,
    target text NOT NULL,
    weight text NOT NULL,
    items text COLLATE "C" NOT NULL,
    parent text COLLATE "C",
    retired boolean NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (agency, year, indicator)
);

CREATE TABLE {schema}.work (
    staff text COLLATE "C",
    period text COLLATE "C",
    task text COLLATE "C",
    first_day date NOT NULL,
    agency text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    post text NOT NULL,
    item text COLLATE "C" NOT NULL,
    done text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (staff, period, task)
);
CREATE INDEX ON {schema}.work (agency, item, first_day);

CREATE TABLE {schema}.places (
    agency text COLLATE "C",
    unit text COLLATE "C",
    name text NOT NULL,
    parent text COLLATE "C",
    PRIMARY KEY (agency, unit)
);
