-- Figures as they became known: another value for the same thing is another revision, and the highest one counts.
CREATE TABLE observation (
    indicator TEXT NOT NULL,
    -- Empty for the whole area the figure is about; a key cannot hold NULL.
    region TEXT NOT NULL,
    organisation TEXT NOT NULL,
    period TEXT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision >= 1),
    value BIGINT CHECK (value >= 0),
    status TEXT NOT NULL CHECK (status IN ('final', 'provisional', 'missing', 'suppressed')),
    known_since BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('import', 'own')),
    CHECK ((value IS NULL) = (status IN ('missing', 'suppressed'))),
    PRIMARY KEY (indicator, region, organisation, period, revision)
);
-- An import on its way in. It becomes observations in one step or not at all; what a broken one left is swept.
CREATE TABLE observation_draft (
    import TEXT NOT NULL,
    line BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    region TEXT NOT NULL,
    organisation TEXT NOT NULL,
    period TEXT NOT NULL,
    value BIGINT,
    status TEXT NOT NULL,
    known_since BIGINT NOT NULL,
    PRIMARY KEY (import, line)
);
-- What was counted here and is not yet among the observations: the running week, and late additions to earlier ones.
CREATE TABLE running_count (
    indicator TEXT NOT NULL,
    -- Empty when the region is not known.
    region TEXT NOT NULL,
    week TEXT NOT NULL,
    number BIGINT NOT NULL CHECK (number >= 0),
    -- The day of the latest addition, never a finer time.
    counted_on BIGINT NOT NULL,
    PRIMARY KEY (indicator, region, week)
);
