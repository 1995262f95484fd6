-- The seeker may have a talk kept shorter than its line would: so many hours after it was closed or last visited, 0 for until
-- it ends. Null: as the line has it. It says nothing of a person, and the purge needs it without anybody's key.
ALTER TABLE conversation ADD COLUMN keep_hours BIGINT;
