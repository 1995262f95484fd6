-- When talks of a line were answered, to the second, for the range that is told to who waits. No talk and no person: a talk
-- that is erased stays in the range. Deleted after an hour.
CREATE TABLE line_answer (
    line TEXT NOT NULL,
    answered_at BIGINT NOT NULL
);
CREATE INDEX line_answer_line ON line_answer(line, answered_at);
INSERT INTO line_answer(line, answered_at)
    SELECT line, answered_at - answered_at % 1000 FROM conversation WHERE answered_at IS NOT NULL;
DROP INDEX conversation_answered;
