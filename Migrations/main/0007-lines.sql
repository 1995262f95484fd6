-- How a line is staffed. Numbers of people, never who.
CREATE TABLE line_state (
    line TEXT PRIMARY KEY,
    -- -1 until it was counted.
    signed_in BIGINT NOT NULL DEFAULT -1,
    -- When this number last became another one; 0 when that was not seen.
    changed_at BIGINT NOT NULL DEFAULT 0,
    -- Since when nobody is signed in; null while somebody is, or when it is not known.
    unstaffed_since BIGINT
);
-- A line that said it was open while nobody was there.
CREATE TABLE line_incident (
    line TEXT NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (line, since)
);
CREATE INDEX line_incident_open ON line_incident(line) WHERE until IS NULL;
