-- Where figures come from, and how what each source sends is read. A changed mapping is another version; the old ones stay.
CREATE TABLE delivery_source (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL CHECK (version >= 0)
);
CREATE TABLE delivery_mapping (
    source TEXT NOT NULL REFERENCES delivery_source(id),
    version BIGINT NOT NULL CHECK (version >= 1),
    -- JSON: names of columns, regions and words of the source. Nothing about a person.
    mapping TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (source, version)
);
-- What was brought in, when, by whom, from where. Before it counts it is a draft of one person, for an hour.
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL REFERENCES delivery_source(id),
    mapping_version BIGINT NOT NULL,
    -- Empty for the command line.
    person TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'read', 'done', 'undone', 'undoing')),
    begun_at BIGINT NOT NULL,
    done_at BIGINT,
    file_print {bytes} NOT NULL,
    name_print {bytes} NOT NULL,
    value_count BIGINT NOT NULL DEFAULT 0,
    new_count BIGINT NOT NULL DEFAULT 0,
    changed_count BIGINT NOT NULL DEFAULT 0,
    mistake_count BIGINT NOT NULL DEFAULT 0,
    -- How its columns said that numbers are written, when that had to be found out: comma or point.
    decided TEXT,
    -- When it was last held against what is known.
    read_at BIGINT,
    -- The import that this one takes back.
    undoes TEXT
);
CREATE INDEX delivery_done ON delivery(done_at);
-- The bytes of a draft, sealed.
CREATE TABLE delivery_part (
    delivery TEXT NOT NULL,
    number BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (delivery, number)
);
-- The values of a draft. What a delivery says twice cannot be here twice.
CREATE TABLE delivery_value (
    delivery TEXT NOT NULL,
    indicator TEXT NOT NULL,
    region TEXT NOT NULL,
    organisation TEXT NOT NULL,
    period TEXT NOT NULL,
    line BIGINT NOT NULL,
    place BIGINT NOT NULL,
    value BIGINT CHECK (value >= 0),
    status TEXT NOT NULL,
    PRIMARY KEY (delivery, indicator, region, organisation, period)
);
-- What is wrong in a draft: places and kinds, and nothing that stood there but a few digits and signs.
CREATE TABLE delivery_mistake (
    delivery TEXT NOT NULL,
    number BIGINT NOT NULL,
    line BIGINT NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
);
-- Which import a revision came with. Empty for those before this, and for own counts.
ALTER TABLE observation ADD COLUMN delivery TEXT NOT NULL DEFAULT '';
CREATE INDEX observation_delivery ON observation(delivery) WHERE delivery <> '';
