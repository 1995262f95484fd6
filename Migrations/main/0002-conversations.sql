-- Talks. Every word in here is sealed; what is not is needed for the queue and says nothing of a person.
CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    line TEXT NOT NULL,
    organisation TEXT NOT NULL,
    language TEXT NOT NULL,
    region TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'open', 'closed')),
    weight BIGINT NOT NULL DEFAULT 1,
    last_number BIGINT NOT NULL DEFAULT 0,
    open_epoch BIGINT NOT NULL DEFAULT 0,
    arrived_at BIGINT NOT NULL,
    answered_at BIGINT,
    -- When the seeker used the exit; null while they are there.
    away_since BIGINT,
    touched_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- From this moment on it is purged; null while it goes on.
    keep_until BIGINT
);
CREATE INDEX conversation_keep ON conversation(keep_until) WHERE keep_until IS NOT NULL;
CREATE INDEX conversation_idle ON conversation(touched_at) WHERE keep_until IS NULL;
CREATE INDEX conversation_answered ON conversation(line, answered_at);
-- Who waits for a counsellor: a new talk, or one that is handed over or asks a third party in.
CREATE TABLE queue_entry (
    conversation TEXT PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
    line TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'handover', 'invite')),
    queue_key TEXT NOT NULL REFERENCES queue_key(id),
    offer TEXT,
    is_away BIGINT NOT NULL DEFAULT 0,
    arrived_at BIGINT NOT NULL
);
CREATE INDEX queue_entry_line ON queue_entry(line, is_away, arrived_at);
CREATE INDEX queue_entry_key ON queue_entry(queue_key);
-- The key of an epoch, sealed to somebody: a queue, a person, the seeker's session, a return code.
CREATE TABLE epoch_grant (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    epoch BIGINT NOT NULL,
    grantee TEXT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (conversation, grantee, epoch)
);
CREATE TABLE participant (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    organisation TEXT NOT NULL,
    line TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (conversation, person)
);
CREATE INDEX participant_person ON participant(person) WHERE left_at IS NULL;
CREATE TABLE message (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    author TEXT NOT NULL CHECK (author IN ('seeker', 'counsellor', 'system')),
    organisation TEXT,
    person TEXT,
    fingerprint {bytes},
    sealed {bytes} NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE UNIQUE INDEX message_once ON message(conversation, fingerprint) WHERE fingerprint IS NOT NULL;
CREATE TABLE seeker_session (
    token_hash {bytes} PRIMARY KEY,
    conversation TEXT NOT NULL UNIQUE REFERENCES conversation(id) ON DELETE CASCADE,
    public_key {bytes} NOT NULL,
    -- Messages up to this number are not shown on the page until they are asked for.
    hidden_to BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE return_code (
    locator {bytes} PRIMARY KEY,
    conversation TEXT NOT NULL UNIQUE REFERENCES conversation(id) ON DELETE CASCADE,
    public_key {bytes} NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE TABLE offer (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('handover', 'invite')),
    line TEXT NOT NULL,
    organisation TEXT NOT NULL,
    share TEXT NOT NULL CHECK (share IN ('history', 'summary', 'from-now')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'taken')),
    person TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    summary {bytes},
    expires_at BIGINT NOT NULL
);
CREATE INDEX offer_conversation ON offer(conversation);
-- Codes of the pack only; leaves with the conversation, after it was counted.
CREATE TABLE contact_record (
    conversation TEXT PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
    week TEXT NOT NULL,
    region TEXT,
    fields TEXT NOT NULL,
    is_counted BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX contact_record_open ON contact_record(is_counted) WHERE is_counted = 0;
