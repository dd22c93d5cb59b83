-- Who reads reports (举报), by sign-in name: as the settings say, written at each start. Nobody else sees a report, but
-- the office that they give it to.
CREATE TABLE report_readers (
    sign_in_name TEXT PRIMARY KEY NOT NULL
);

-- Whom or what the letter is about, where the sender said so: a person or an office, in their words.
ALTER TABLE submissions ADD COLUMN accused TEXT NOT NULL DEFAULT '';
