-- A second factor of somebody who signs in. The secret is sealed under their own keys, so it opens after the password did.
CREATE TABLE second_factor (
    person TEXT PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    -- The half minute (since 1970) of the code that was used last: it and those before it are used up.
    last_step BIGINT NOT NULL
);
-- Who gave their password and not yet their code. It opens nothing but the question for the code.
CREATE TABLE halfway_session (
    token_hash {bytes} PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
    wrapped_keys {bytes} NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX halfway_session_person ON halfway_session(person);
