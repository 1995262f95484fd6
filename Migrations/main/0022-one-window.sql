-- What a seeker's window knows of itself.
-- With the seed and the token of the session its code of words is made again, so that it can be shown again as long as the
-- session lasts. Without the token, which is kept nowhere, a seed says nothing. The second is for when somebody is watching.
ALTER TABLE seeker_session ADD COLUMN code_seed {bytes};
ALTER TABLE seeker_session ADD COLUMN second_seed {bytes};
-- Sessions that ended because the seeker came back by code: their window is told that the talk goes on elsewhere.
CREATE TABLE earlier_session (
    token_hash {bytes} PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE
);
CREATE INDEX earlier_session_conversation ON earlier_session(conversation);
-- That a seeker erased a talk, for those of the staff who were in it: a digest of the talk's id and the person's, found only
-- by who has both, and the day.
CREATE TABLE erased_talk (
    mark {bytes} PRIMARY KEY,
    erased_on BIGINT NOT NULL
);
CREATE INDEX erased_talk_day ON erased_talk(erased_on);
