-- What was said of each figure, place and week when it was judged, under which terms, and what people made of it. A judgement is
-- never rewritten: when a value under it is corrected there is another revision, and the finding says so.
CREATE TABLE detection_run (
    id TEXT PRIMARY KEY,
    -- The last week that it judged.
    week TEXT NOT NULL,
    ran_at BIGINT NOT NULL,
    -- The newest value that it could know.
    known_since BIGINT NOT NULL,
    terms TEXT NOT NULL,
    series BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL
);
CREATE TABLE judgement (
    indicator TEXT NOT NULL,
    -- Empty for the whole area.
    region TEXT NOT NULL,
    week TEXT NOT NULL,
    revision BIGINT NOT NULL,
    run TEXT NOT NULL REFERENCES detection_run(id),
    state TEXT NOT NULL,
    observed BIGINT,
    expected DOUBLE PRECISION,
    -- 95 of 100 ordinary weeks lie from low to high.
    low BIGINT,
    high BIGINT,
    p_rise DOUBLE PRECISION,
    p_fall DOUBLE PRECISION,
    q_rise DOUBLE PRECISION,
    q_fall DOUBLE PRECISION,
    -- In how many of a hundred weeks a doubling would be seen.
    power BIGINT,
    PRIMARY KEY (indicator, region, week, revision)
);
CREATE INDEX judgement_run ON judgement(run);
CREATE TABLE finding (
    id TEXT PRIMARY KEY,
    run TEXT NOT NULL REFERENCES detection_run(id),
    indicator TEXT NOT NULL,
    region TEXT NOT NULL,
    week TEXT NOT NULL,
    kind TEXT NOT NULL,
    certainty TEXT NOT NULL,
    observed BIGINT NOT NULL,
    expected DOUBLE PRECISION NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    p DOUBLE PRECISION NOT NULL,
    q DOUBLE PRECISION,
    -- The week in which it most likely began.
    since TEXT NOT NULL,
    terms TEXT NOT NULL,
    known_since BIGINT NOT NULL,
    -- When a value under it turned out to be another one; 0 while that did not happen.
    corrected_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (indicator, region, week, kind)
);
CREATE INDEX finding_week ON finding(week);
-- What else it could be, ticked off one by one; the last answer of a kind counts.
CREATE TABLE finding_answer (
    finding TEXT NOT NULL REFERENCES finding(id),
    number BIGINT NOT NULL,
    explanation TEXT NOT NULL,
    answer TEXT NOT NULL,
    note TEXT NOT NULL,
    -- Empty when the program found it itself.
    person TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (finding, number)
);
-- Who looked, and what was decided. The last one counts.
CREATE TABLE finding_decision (
    finding TEXT NOT NULL REFERENCES finding(id),
    number BIGINT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    person TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (finding, number)
);
