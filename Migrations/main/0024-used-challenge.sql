-- A challenge by which somebody was let in to begin, so that no other node lets in by it too. It has a mark of the challenge,
-- which was made by chance, and the end of its ten minutes; nothing of who brought it, on which line, or of their talk.
CREATE TABLE used_challenge (
    mark {bytes} PRIMARY KEY,
    until BIGINT NOT NULL
);
