-- A talk may wait on several lines, when their organisations agreed on it. Urgent ones stand first.
CREATE TABLE waiting (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    line TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'handover', 'invite')),
    queue_key TEXT NOT NULL REFERENCES queue_key(id),
    offer TEXT,
    is_away BIGINT NOT NULL DEFAULT 0,
    -- Why stands sealed in queue_note.
    is_urgent BIGINT NOT NULL DEFAULT 0,
    arrived_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, line)
);
INSERT INTO waiting(conversation, line, kind, queue_key, offer, is_away, arrived_at)
    SELECT conversation, line, kind, queue_key, offer, is_away, arrived_at FROM queue_entry;
DROP TABLE queue_entry;
ALTER TABLE waiting RENAME TO queue_entry;
CREATE INDEX queue_entry_line ON queue_entry(line, is_away, is_urgent DESC, arrived_at, conversation);
CREATE INDEX queue_entry_key ON queue_entry(queue_key);
-- What is known of a talk besides its text: through which door it came, which word made it urgent, who decided otherwise.
-- Sealed like a message, for whoever can open the talk.
CREATE TABLE queue_note (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('door', 'words', 'person')),
    epoch BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (conversation, kind)
);
