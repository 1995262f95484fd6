-- Own counts know how people reached us: a channel that is new makes the whole rise, and is not more violence.
CREATE TABLE running_count_kept (
    indicator TEXT NOT NULL,
    -- Empty when the region is not known.
    region TEXT NOT NULL,
    week TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('chat', 'phone', 'walk-in')),
    number BIGINT NOT NULL CHECK (number >= 0),
    -- The day of the latest addition, never a finer time.
    counted_on BIGINT NOT NULL,
    PRIMARY KEY (indicator, region, week, channel)
);
INSERT INTO running_count_kept(indicator, region, week, channel, number, counted_on)
    SELECT indicator, region, week, 'chat', number, counted_on FROM running_count;
DROP TABLE running_count;
ALTER TABLE running_count_kept RENAME TO running_count;
CREATE TABLE observation_kept (
    indicator TEXT NOT NULL,
    -- Empty for the whole area the figure is about; a key cannot hold NULL.
    region TEXT NOT NULL,
    organisation TEXT NOT NULL,
    period TEXT NOT NULL,
    -- Empty for all channels together.
    channel TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'chat', 'phone', 'walk-in')),
    revision BIGINT NOT NULL CHECK (revision >= 1),
    value BIGINT CHECK (value >= 0),
    status TEXT NOT NULL CHECK (status IN ('final', 'provisional', 'missing', 'suppressed')),
    known_since BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('import', 'own')),
    CHECK ((value IS NULL) = (status IN ('missing', 'suppressed'))),
    PRIMARY KEY (indicator, region, organisation, period, channel, revision)
);
INSERT INTO observation_kept(
        indicator, region, organisation, period, channel, revision, value, status, known_since, source)
    SELECT indicator, region, organisation, period, '', revision, value, status, known_since, source FROM observation;
-- Until now everything that was counted here came by chat.
INSERT INTO observation_kept(
        indicator, region, organisation, period, channel, revision, value, status, known_since, source)
    SELECT indicator, region, organisation, period, 'chat', revision, value, status, known_since, source FROM observation
    WHERE source = 'own' AND region = '';
DROP TABLE observation;
ALTER TABLE observation_kept RENAME TO observation;
