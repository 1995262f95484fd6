-- What was said of a week on reports that were still coming in; empty for a week that was complete. The expectation of the complete
-- week stays in expected, low and high.
ALTER TABLE judgement ADD COLUMN early_age BIGINT;
ALTER TABLE judgement ADD COLUMN early_share DOUBLE PRECISION;
ALTER TABLE judgement ADD COLUMN estimate BIGINT;
ALTER TABLE judgement ADD COLUMN estimate_low BIGINT;
ALTER TABLE judgement ADD COLUMN estimate_high BIGINT;
ALTER TABLE judgement ADD COLUMN early_expected DOUBLE PRECISION;
ALTER TABLE judgement ADD COLUMN early_low BIGINT;
ALTER TABLE judgement ADD COLUMN early_high BIGINT;
-- The regions of a group that is high together, each with its weeks added up.
CREATE TABLE finding_place (
    finding TEXT NOT NULL REFERENCES finding(id),
    number BIGINT NOT NULL,
    region TEXT NOT NULL,
    observed BIGINT NOT NULL,
    expected DOUBLE PRECISION NOT NULL,
    low BIGINT NOT NULL,
    high BIGINT NOT NULL,
    PRIMARY KEY (finding, number)
);
-- Every time that the regions of a figure were looked at together, found or not.
CREATE TABLE cluster_scan (
    indicator TEXT NOT NULL,
    week TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES detection_run(id),
    regions BIGINT NOT NULL,
    dispersion DOUBLE PRECISION NOT NULL,
    statistic DOUBLE PRECISION NOT NULL,
    p DOUBLE PRECISION NOT NULL,
    -- Quiet weeks that were drawn; fewer where it was soon clear that nothing stands out.
    simulations BIGINT NOT NULL,
    PRIMARY KEY (indicator, week, run)
);
