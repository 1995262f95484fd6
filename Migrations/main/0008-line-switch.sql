-- What a supervisor or the operator set for a line, above what the pack says. Public: it is shown on the door.
CREATE TABLE line_switch (
    line TEXT PRIMARY KEY,
    -- Null: the hours of the pack. A line that is opened outside its hours always has an end.
    forced TEXT CHECK (forced IN ('closed', 'open')),
    forced_until BIGINT,
    -- What is said on the door, as {"nl": …, "en": …}.
    notice TEXT NOT NULL DEFAULT '{}',
    is_calm BIGINT NOT NULL DEFAULT 0,
    calm_until BIGINT,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    CHECK (forced IS NULL OR forced <> 'open' OR forced_until IS NOT NULL)
);
