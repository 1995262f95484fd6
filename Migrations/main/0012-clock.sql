-- Whose turn it is to do what happens on the clock, when several nodes share the database. One row for each kind of work.
CREATE TABLE clock_turn (
    name TEXT PRIMARY KEY,
    node TEXT NOT NULL,
    -- Until then it is that node's turn, in milliseconds.
    until BIGINT NOT NULL
);
INSERT INTO clock_turn(name, node, until) VALUES ('minute', '', 0);
