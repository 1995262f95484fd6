-- Who did what, and when. No word of a talk and nothing of who seeks help: the talk is named by an HMAC whose key is
-- destroyed after the year.
CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    -- A whole minute.
    at BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    -- Kept as it was, also when the person is gone.
    person TEXT NOT NULL,
    act TEXT NOT NULL,
    line TEXT,
    talk TEXT
);
CREATE INDEX audit_organisation ON audit(organisation, at);
CREATE INDEX audit_at ON audit(at);
