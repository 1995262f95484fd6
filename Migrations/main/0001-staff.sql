-- People who work at an organisation, and how they sign in.
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    organisation TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('counsellor', 'supervisor', 'editor', 'analyst', 'coordinator', 'administrator')),
    exchange_key {bytes} NOT NULL,
    locked_keys {bytes} NOT NULL,
    -- How many points of talks this person may hold: 3, or less when a supervisor lowers it.
    capacity BIGINT NOT NULL CHECK (capacity >= 0),
    disabled_at BIGINT
);
CREATE TABLE line_member (
    line TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    PRIMARY KEY (line, person)
);
CREATE INDEX line_member_person ON line_member(person);
-- The token itself is in the browser only; the keys are wrapped under it.
CREATE TABLE staff_session (
    token_hash {bytes} PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    wrapped_keys {bytes} NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staff_session_person ON staff_session(person);
-- The key of a line for a week: the public half, and the private half sealed to each member.
CREATE TABLE queue_key (
    id TEXT PRIMARY KEY,
    line TEXT NOT NULL,
    week TEXT NOT NULL,
    public_key {bytes} NOT NULL,
    retired BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX queue_key_line ON queue_key(line, week);
CREATE TABLE queue_key_share (
    queue_key TEXT NOT NULL REFERENCES queue_key(id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (queue_key, person)
);
