-- +goose Up

-- How many messages of invitations were sent in each hour: of an organization, by an account, and, where subject is
-- '', of all organizations that this counts for together. hour counts from 1970.
CREATE TABLE invitation_sent (
    subject TEXT NOT NULL,
    hour    INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (subject, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_sent_hour ON invitation_sent (hour);

-- network is where somebody signed up from: a code that comes without the cookie is looked for among those of its own.
ALTER TABLE sign_up ADD COLUMN network TEXT NOT NULL DEFAULT '';
