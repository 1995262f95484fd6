-- Counts up whenever somebody who could read the talk no longer can: what is kept in memory for listeners is good for one
-- audience only.
ALTER TABLE conversation ADD COLUMN audience BIGINT NOT NULL DEFAULT 0;
