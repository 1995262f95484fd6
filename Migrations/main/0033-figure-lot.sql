-- Which of several places is hidden beside a small one is decided by this: who knows that always the smallest is taken learns
-- from that which of the hidden ones it is. Drawn once, and told to nobody.
CREATE TABLE figure_lot (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    secret TEXT NOT NULL
);
