-- Whether the seeker of an open talk was asked if they are still there: which silence (the moment nobody wrote since), and
-- how far it went: 1 asked, 2 told that the place is kept.
ALTER TABLE conversation ADD COLUMN silent_since BIGINT;
ALTER TABLE conversation ADD COLUMN silence_level BIGINT NOT NULL DEFAULT 0;
CREATE INDEX conversation_open ON conversation(touched_at) WHERE state = 'open';
-- After coming back by code the page asks, once, whether the seeker can type freely.
ALTER TABLE seeker_session ADD COLUMN asks_to_type BIGINT NOT NULL DEFAULT 0;
