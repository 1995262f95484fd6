-- When the other end of a talk that goes on last had its page open, to the half minute. To see that a connection was lost.
CREATE TABLE seeker_seen (
    conversation TEXT PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
    seen_at BIGINT NOT NULL
);
