-- What organisations agree among themselves: how often they meet, for what, who does what, and what they both say.
-- Nothing in here is about a person who seeks help, and nobody of the staff is named: an organisation speaks. Days are
-- whole days since 1970.
CREATE TABLE consultation (
    id TEXT PRIMARY KEY,
    -- How often they meet, in words, with the number of that proposal: a yes is to one number.
    frequency TEXT NOT NULL,
    plan BIGINT NOT NULL,
    planned_by TEXT NOT NULL,
    planned_on BIGINT NOT NULL,
    next_on BIGINT NOT NULL,
    ended_by TEXT,
    ended_on BIGINT
);
CREATE TABLE consultation_party (
    consultation TEXT NOT NULL REFERENCES consultation(id) ON DELETE CASCADE,
    organisation TEXT NOT NULL,
    -- The latest plan that it said yes to; 0 for none.
    agreed_plan BIGINT NOT NULL,
    PRIMARY KEY (consultation, organisation)
);
CREATE INDEX consultation_party_organisation ON consultation_party(organisation);
CREATE TABLE consultation_point (
    id TEXT PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consultation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    organisation TEXT NOT NULL,
    added_on BIGINT NOT NULL,
    -- The meeting in which it was talked about.
    discussed_on BIGINT
);
CREATE UNIQUE INDEX consultation_point_number ON consultation_point(consultation, number);
-- Minutes are added to and never rewritten. A meeting is known by its day.
CREATE TABLE consultation_minutes (
    id TEXT PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consultation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    held_on BIGINT NOT NULL,
    body TEXT NOT NULL,
    organisation TEXT NOT NULL,
    written_on BIGINT NOT NULL
);
CREATE UNIQUE INDEX consultation_minutes_number ON consultation_minutes(consultation, number);
CREATE INDEX consultation_minutes_held ON consultation_minutes(consultation, held_on);
CREATE TABLE consultation_action (
    id TEXT PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consultation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- Who does it.
    organisation TEXT NOT NULL,
    due_on BIGINT NOT NULL,
    set_by TEXT NOT NULL,
    set_on BIGINT NOT NULL,
    done_on BIGINT
);
CREATE UNIQUE INDEX consultation_action_number ON consultation_action(consultation, number);
CREATE TABLE consultation_message (
    id TEXT PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consultation(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    title TEXT NOT NULL
);
CREATE UNIQUE INDEX consultation_message_number ON consultation_message(consultation, number);
CREATE TABLE consultation_version (
    message TEXT NOT NULL REFERENCES consultation_message(id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    organisation TEXT NOT NULL,
    written_on BIGINT NOT NULL,
    PRIMARY KEY (message, number)
);
-- Who said yes to which version. A version is agreed when every party has.
CREATE TABLE consultation_yes (
    message TEXT NOT NULL,
    number BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    said_on BIGINT NOT NULL,
    PRIMARY KEY (message, number, organisation),
    FOREIGN KEY (message, number) REFERENCES consultation_version(message, number) ON DELETE CASCADE
);
