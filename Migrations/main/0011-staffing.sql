-- Somebody who waits for a first answer. The row goes when they are answered or gone; what stays is a count.
CREATE TABLE arrival (
    conversation TEXT PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
    line TEXT NOT NULL,
    -- Weeks since Monday 29 December 1969 on the wall clock of the country, and the hour of it: 0 is Monday 00:00.
    week BIGINT NOT NULL,
    hour BIGINT NOT NULL CHECK (hour BETWEEN 0 AND 167),
    -- By which entrance, as a mark that tells nothing without the pepper.
    door {bytes} NOT NULL,
    -- The upper end of the range that was told at the start; null when nothing was.
    promised_seconds BIGINT
);
-- What happened since the last count, for a minute at most. No talk, no person, no moment.
CREATE TABLE line_event (
    line TEXT NOT NULL,
    week BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    door TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answered', 'left', 'talked')),
    promise TEXT NOT NULL CHECK (promise IN ('none', 'before', 'after')),
    seconds BIGINT NOT NULL CHECK (seconds >= 0)
);
-- The running week, and what came in late for weeks that are over. Added to the sums below and deleted.
CREATE TABLE line_week (
    line TEXT NOT NULL,
    week BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    abandoned BIGINT NOT NULL,
    wait_seconds BIGINT NOT NULL,
    talks BIGINT NOT NULL,
    talk_seconds BIGINT NOT NULL,
    talk_squares BIGINT NOT NULL,
    PRIMARY KEY (line, week, hour)
);
CREATE TABLE line_week_left (
    line TEXT NOT NULL,
    week BIGINT NOT NULL,
    door TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    promise TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (line, week, door, bucket, promise)
);
-- An hour of the week over all weeks that are over: sums only, so that no week can be told from another.
CREATE TABLE line_hour (
    line TEXT NOT NULL,
    hour BIGINT NOT NULL,
    -- How often this hour was there.
    weeks BIGINT NOT NULL,
    arrivals BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    abandoned BIGINT NOT NULL,
    -- Of all who came, until they were answered or left.
    wait_seconds BIGINT NOT NULL,
    talks BIGINT NOT NULL,
    talk_seconds BIGINT NOT NULL,
    -- Of the talks' lengths, for their spread.
    talk_squares BIGINT NOT NULL,
    PRIMARY KEY (line, hour)
);
CREATE TABLE line_left (
    line TEXT NOT NULL,
    door TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    promise TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (line, door, bucket, promise)
);
-- Up to which hour (week × 168 + hour) the weeks of a line were added.
CREATE TABLE line_history (
    line TEXT PRIMARY KEY,
    counted_to BIGINT NOT NULL
);
