-- The key under which a year's audit names talks. Destroyed when the year is over.
CREATE TABLE audit_key (
    year BIGINT PRIMARY KEY,
    key {bytes} NOT NULL
);
