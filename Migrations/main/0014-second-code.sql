-- A talk may have a second code. What each of them opens is sealed to the code itself: from the rows it cannot be told.
CREATE TABLE return_code_kept (
    locator {bytes} PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    public_key {bytes} NOT NULL,
    -- Null for a code from before this migration: it opens the talk.
    purpose {bytes},
    valid_until BIGINT NOT NULL
);
INSERT INTO return_code_kept(locator, conversation, public_key, valid_until)
    SELECT locator, conversation, public_key, valid_until FROM return_code;
DROP TABLE return_code;
ALTER TABLE return_code_kept RENAME TO return_code;
CREATE INDEX return_code_conversation ON return_code(conversation);
