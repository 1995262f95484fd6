-- When anything last became known is asked for by every page of figures: without this all of them would be read.
CREATE INDEX observation_known_since ON observation(known_since);
-- What people saw in their work may now be about one figure.
CREATE TABLE remark_version_kept (
    remark TEXT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    indicator TEXT,
    region TEXT,
    period TEXT,
    source TEXT,
    weight TEXT CHECK (weight IN ('anecdotal', 'systematic')),
    addressee TEXT,
    subject TEXT,
    happened_on BIGINT,
    answer TEXT,
    outcome TEXT,
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
    CHECK (kind IN ('interpretation', 'observation', 'expectation') OR indicator IS NULL),
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
INSERT INTO remark_version_kept(remark, kind, number, body, indicator, region, period, source, weight, addressee, subject,
        happened_on, answer, outcome, look_on, is_public, author, organisation, written_at)
    SELECT remark, kind, number, body, indicator, region, period, source, weight, addressee, subject,
        happened_on, answer, outcome, look_on, is_public, author, organisation, written_at FROM remark_version;
DROP TABLE remark_version;
ALTER TABLE remark_version_kept RENAME TO remark_version;
CREATE INDEX remark_version_indicator ON remark_version(indicator);
