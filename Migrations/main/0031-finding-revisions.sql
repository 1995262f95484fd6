-- A finding of which a figure was corrected, or that lies across a break that was named later, is judged again. The finding stays as it
-- was found; each row here is what has held since.
CREATE TABLE finding_revision (
    finding TEXT NOT NULL REFERENCES finding(id),
    -- From 2; the finding itself is the first.
    number BIGINT NOT NULL,
    -- 0 when it is none any more.
    holds BIGINT NOT NULL,
    -- 'corrected', or 'break'.
    reason TEXT NOT NULL,
    certainty TEXT NOT NULL,
    -- NULL when nothing is known of it any more.
    observed BIGINT,
    expected DOUBLE PRECISION NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    p DOUBLE PRECISION NOT NULL,
    q DOUBLE PRECISION,
    known_since BIGINT NOT NULL,
    judged_at BIGINT NOT NULL,
    PRIMARY KEY (finding, number)
);
CREATE INDEX finding_of_place ON finding(indicator, region, week);
-- Of which organisation they are who answer and decide; empty for what was written before this was kept.
ALTER TABLE finding_answer ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE finding_decision ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
-- The breaks that a round knew of, so that the next one judges again what another one cuts.
ALTER TABLE detection_run ADD COLUMN breaks TEXT NOT NULL DEFAULT '';
CREATE INDEX judgement_week ON judgement(indicator, week);
-- Whose turn it is to judge. Without this row nobody ever took it, and figures were judged only when somebody asked.
INSERT INTO clock_turn(name, node, until) VALUES ('judging', '', 0);
