-- The record beside a talk is kept at each field, sealed like the rest of what stands beside it.
CREATE TABLE desk_sheet_kept (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'risk', 'acute', 'draft', 'record')),
    organisation TEXT NOT NULL,
    -- The person whose note or text it is; the organisation for what its people share.
    owner TEXT NOT NULL,
    number BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (conversation, kind, owner, number)
);
INSERT INTO desk_sheet_kept(conversation, kind, organisation, owner, number, epoch, sealed)
    SELECT conversation, kind, organisation, owner, number, epoch, sealed FROM desk_sheet;
DROP TABLE desk_sheet;
ALTER TABLE desk_sheet_kept RENAME TO desk_sheet;
-- What kind of talk it was. A report is not one of them: nothing that is bound to a chat can be one.
ALTER TABLE contact_record ADD COLUMN kind TEXT NOT NULL DEFAULT 'unknown' CHECK (kind IN (
    'unknown', 'not-asked', 'refused', 'listening', 'advice', 'advice-and-support', 'information', 'no-conversation'));
-- A record of a phone call or a visit while it is filled in, sealed to who fills it in.
CREATE TABLE own_record (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    -- In whole hours.
    keep_until BIGINT NOT NULL
);
CREATE INDEX own_record_person ON own_record(person);
-- The same when it is done: codes only, nobody's name on it, and emptied when it was counted.
CREATE TABLE spoken_record (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'walk-in')),
    kind TEXT NOT NULL CHECK (kind IN (
        'unknown', 'not-asked', 'refused', 'listening', 'advice', 'advice-and-support', 'information', 'no-conversation')),
    week TEXT NOT NULL,
    region TEXT,
    fields TEXT NOT NULL,
    is_counted BIGINT NOT NULL DEFAULT 0,
    -- The end of a day.
    count_by BIGINT NOT NULL
);
CREATE INDEX spoken_record_open ON spoken_record(is_counted) WHERE is_counted = 0;
-- That a report was taken, by voice. There is no talk in it and no code: what was reported is not kept here.
CREATE TABLE report_note (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL CHECK (channel IN ('phone', 'walk-in')),
    week TEXT NOT NULL,
    region TEXT,
    is_counted BIGINT NOT NULL DEFAULT 0,
    -- The end of a day.
    count_by BIGINT NOT NULL
);
-- What did not fit in a list, for those who keep it: a copy sealed to each. No talk and no moment is in it.
CREATE TABLE list_line (
    id TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    -- The end of a day.
    keep_until BIGINT NOT NULL,
    PRIMARY KEY (id, person)
);
