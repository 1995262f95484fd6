-- What people say about figures, kept apart from them: no column here holds a count, so that nothing of it can become one.
-- Nothing in it is about a person who seeks help. A change is another version; the earlier ones stay. Days are whole days
-- since 1970.
CREATE TABLE remark (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('interpretation', 'observation', 'concern', 'expectation', 'escalation')),
    -- Whose it is: only they add versions.
    organisation TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    UNIQUE (id, kind)
);
CREATE INDEX remark_organisation ON remark(organisation);
CREATE TABLE remark_version (
    remark TEXT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    indicator TEXT,
    region TEXT,
    period TEXT,
    -- Where an observation or a concern comes from.
    source TEXT,
    weight TEXT CHECK (weight IN ('anecdotal', 'systematic')),
    -- Of an escalation: to whom, about what, when, and what they said.
    addressee TEXT,
    subject TEXT,
    happened_on BIGINT,
    answer TEXT,
    -- Of an expectation: what came of it.
    outcome TEXT,
    -- When it is looked at again, or when somebody is reminded that there is no answer.
    look_on BIGINT,
    is_public BIGINT NOT NULL,
    author TEXT NOT NULL,
    organisation TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (remark, number),
    FOREIGN KEY (remark, kind) REFERENCES remark(id, kind) ON DELETE CASCADE,
    CHECK (is_public = 0 OR kind IN ('interpretation', 'expectation')),
    CHECK (kind = 'interpretation' OR period IS NULL),
    CHECK (kind <> 'interpretation' OR (indicator IS NOT NULL AND period IS NOT NULL)),
    CHECK (kind IN ('interpretation', 'expectation') OR indicator IS NULL),
    CHECK ((kind = 'observation') = (weight IS NOT NULL)),
    CHECK ((kind IN ('observation', 'concern')) = (source IS NOT NULL)),
    CHECK ((kind = 'escalation') = (addressee IS NOT NULL)),
    CHECK ((kind = 'escalation') = (subject IS NOT NULL)),
    CHECK ((kind = 'escalation') = (happened_on IS NOT NULL)),
    CHECK (kind <> 'escalation' OR ((answer IS NULL) <> (look_on IS NULL))),
    CHECK (kind = 'escalation' OR answer IS NULL),
    CHECK (kind <> 'expectation' OR look_on IS NOT NULL),
    CHECK (kind = 'expectation' OR outcome IS NULL),
    CHECK (kind IN ('expectation', 'escalation') OR look_on IS NULL)
);
CREATE INDEX remark_version_indicator ON remark_version(indicator);
-- What analysts add to the calendar of the pack: what may move a figure. Regions and indicators are ids with blanks between
-- them; empty for all.
CREATE TABLE added_event (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    begun_at BIGINT NOT NULL
);
CREATE INDEX added_event_organisation ON added_event(organisation);
CREATE TABLE added_event_version (
    event TEXT NOT NULL REFERENCES added_event(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    starts_on BIGINT NOT NULL,
    ends_on BIGINT,
    body TEXT NOT NULL,
    body_english TEXT,
    source TEXT NOT NULL,
    -- Of what was told to the public: by what, and which version of the message.
    medium TEXT,
    message TEXT,
    regions TEXT NOT NULL,
    indicators TEXT NOT NULL,
    is_withdrawn BIGINT NOT NULL,
    author TEXT NOT NULL,
    organisation TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (event, number),
    CHECK ((medium IS NULL) = (message IS NULL)),
    CHECK ((kind IN ('campaign', 'media')) = (medium IS NOT NULL)),
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
