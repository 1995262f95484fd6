-- What the store itself said after each purge: numbers and the moment, nothing of a talk.
CREATE TABLE purge_proof (
    at BIGINT PRIMARY KEY,
    erased BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    swept BIGINT NOT NULL,
    -- Rows and secrets that were left of what was erased; 0 when the purge did what it says.
    left_over BIGINT NOT NULL,
    -- What is due and still there.
    overdue BIGINT NOT NULL
);
