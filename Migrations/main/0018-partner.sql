-- When somebody who was asked in was last seen in the talk, to the half minute; null until then.
ALTER TABLE offer ADD COLUMN seen_at BIGINT;
-- 1 when the seeker gave a name and wanted a report, and the third began one.
ALTER TABLE offer ADD COLUMN has_report BIGINT NOT NULL DEFAULT 0;
CREATE TABLE three_way_count_kept (
    from_line TEXT NOT NULL,
    to_line TEXT NOT NULL,
    week TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('offered', 'accepted', 'declined', 'expired', 'joined', 'completed', 'follow-up',
        'reported')),
    number BIGINT NOT NULL,
    handed BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (from_line, to_line, week, step)
);
INSERT INTO three_way_count_kept(from_line, to_line, week, step, number, handed)
    SELECT from_line, to_line, week, step, number, handed FROM three_way_count;
DROP TABLE three_way_count;
ALTER TABLE three_way_count_kept RENAME TO three_way_count;
-- Who of the staff last read or wrote in a talk, for half a minute on the seeker's page. Never what.
CREATE TABLE talk_busy (
    conversation TEXT PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    is_writing BIGINT NOT NULL,
    at BIGINT NOT NULL
);
