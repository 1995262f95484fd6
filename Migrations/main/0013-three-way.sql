-- An offer keeps where asking somebody in stands, to its end. Its small codes say nothing of what was said.
CREATE TABLE offer_kept (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('handover', 'invite')),
    line TEXT NOT NULL,
    organisation TEXT NOT NULL,
    share TEXT NOT NULL CHECK (share IN ('history', 'summary', 'from-now')),
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'expired', 'unjoined', 'taken', 'together',
        'child-left', 'helper-left', 'partner-left', 'follow-up', 'closed')),
    person TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    summary {bytes},
    expires_at BIGINT NOT NULL,
    -- The line of the one who asks.
    from_line TEXT NOT NULL DEFAULT '',
    -- Until when somebody of the other line may come; null while nobody is waited for.
    due_at BIGINT,
    -- Who came.
    partner TEXT,
    joined_at BIGINT,
    has_follow_up BIGINT NOT NULL DEFAULT 0
);
INSERT INTO offer_kept(id, conversation, kind, line, organisation, share, state, person, epoch, summary, expires_at)
    SELECT id, conversation, kind, line, organisation, share, state, person, epoch, summary, expires_at FROM offer;
DROP TABLE offer;
ALTER TABLE offer_kept RENAME TO offer;
CREATE INDEX offer_conversation ON offer(conversation);
CREATE INDEX offer_running ON offer(state) WHERE state IN ('asked', 'accepted', 'taken', 'together');
-- How often each step was taken between two lines in a week: no talk, no person, no moment.
CREATE TABLE three_way_count (
    from_line TEXT NOT NULL,
    to_line TEXT NOT NULL,
    week TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('offered', 'accepted', 'declined', 'expired', 'joined', 'completed', 'follow-up')),
    number BIGINT NOT NULL,
    -- How many of them were handed on to the figures.
    handed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (from_line, to_line, week, step)
);
-- What is known of a talk beside its messages: what was agreed, how safe it is. What kind of record it is, is sealed too.
CREATE TABLE talk_record (
    conversation TEXT NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    sealed {bytes} NOT NULL,
    -- In whole minutes.
    made_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
);
