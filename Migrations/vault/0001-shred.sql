-- One secret per conversation. Without it the messages cannot be opened, whoever holds the keys.
CREATE TABLE shred_secret (
    conversation TEXT PRIMARY KEY,
    secret {bytes} NOT NULL,
    made_at BIGINT NOT NULL
);
