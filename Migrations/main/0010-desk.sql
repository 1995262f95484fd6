-- What staff keeps beside a talk: notes, the risk card, what was decided when it was acute, a text that was not sent yet.
-- Sealed like a message, under the key of an epoch, and gone with the talk.
CREATE TABLE desk_sheet (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'risk', 'acute', 'draft')),
    organisation TEXT NOT NULL,
    -- The person whose note or text it is; the organisation for what its people share.
    owner TEXT NOT NULL,
    number BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (conversation, kind, owner, number)
);
-- A shift is a signed-in session, and goes with it. Nothing in it says which talks there were.
CREATE TABLE own_shift (
    session {bytes} PRIMARY KEY REFERENCES staff_session(token_hash) ON DELETE CASCADE,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    heavy BIGINT NOT NULL DEFAULT 0,
    -- No new talk before this moment, unless the person says ready; null when there was no heavy one.
    rest_until BIGINT,
    paused_since BIGINT,
    -- When the last pause ended.
    paused_until BIGINT,
    -- A line for oneself, sealed to the person.
    line {bytes}
);
CREATE INDEX own_shift_person ON own_shift(person);
-- How somebody wants their place to look, and the texts they like to have at hand. Sealed to the person.
CREATE TABLE own_place (
    person TEXT PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL
);
