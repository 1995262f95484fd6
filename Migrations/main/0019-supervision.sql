-- The key of the supervisors of a line for a week, as queue_key is of those who take talks.
CREATE TABLE supervision_key (
    id TEXT PRIMARY KEY,
    line TEXT NOT NULL,
    week TEXT NOT NULL,
    public_key {bytes} NOT NULL,
    retired BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX supervision_key_line ON supervision_key(line, retired, week);
CREATE TABLE supervision_key_share (
    supervision_key TEXT NOT NULL REFERENCES supervision_key(id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (supervision_key, person)
);
-- An epoch of a talk, sealed to the supervisors of a line by which somebody is in it.
CREATE TABLE supervision_grant (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    supervision_key TEXT NOT NULL REFERENCES supervision_key(id),
    epoch BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (conversation, supervision_key, epoch)
);
CREATE INDEX supervision_grant_key ON supervision_grant(supervision_key);
-- Who reads along with a talk. It is over when it is ended, or when nobody looked for a while.
CREATE TABLE look_in (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, person)
);
CREATE INDEX look_in_seen ON look_in(seen_at);
-- What staff say to each other beside a talk. Its keys are in whisper_share and nowhere else: no epoch opens it.
CREATE TABLE whisper (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    fingerprint {bytes} NOT NULL,
    sealed {bytes} NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE UNIQUE INDEX whisper_once ON whisper(conversation, fingerprint);
CREATE TABLE whisper_share (
    conversation TEXT NOT NULL,
    number BIGINT NOT NULL,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (conversation, person, number),
    FOREIGN KEY (conversation, number) REFERENCES whisper(conversation, number) ON DELETE CASCADE
);
