-- +goose Up

-- Offers to become a member. The stored status is pending until something ends it: one that was not taken in time is
-- pending with expires_at in the past, and replaced once the same address was invited anew after that. over_at is when
-- it ended, or expires. invited_by is an account or an API key, '' where that is gone. asked_again_at is when the
-- invitee last asked for a new link, 0 for never. email_words, name_fold and name_key are derived from the address and
-- the name.
CREATE TABLE invitation (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organization (id),
    email           TEXT NOT NULL,
    email_key       TEXT NOT NULL,
    email_words     TEXT NOT NULL,
    name            TEXT NOT NULL,
    name_fold       TEXT NOT NULL,
    name_key        BLOB NOT NULL,
    status          TEXT NOT NULL,
    token_hash      BLOB NOT NULL,
    invited_by      TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    sent_at         INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    over_at         INTEGER NOT NULL,
    asked_again_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitation_token_hash ON invitation (token_hash);
CREATE UNIQUE INDEX invitation_organization_id_email_key ON invitation (organization_id, email_key) WHERE status = 'pending';
CREATE INDEX invitation_created ON invitation (organization_id, created_at, id);
CREATE INDEX invitation_expires ON invitation (organization_id, expires_at, id);
CREATE INDEX invitation_email ON invitation (organization_id, email_key, id);
CREATE INDEX invitation_name ON invitation (organization_id, name_key, id);
CREATE INDEX invitation_address ON invitation (email_key);
CREATE INDEX invitation_invited_by ON invitation (invited_by);
CREATE INDEX invitation_over ON invitation (over_at);

-- The roles that were offered, also those that have been deleted since.
CREATE TABLE invitation_role (
    invitation_id TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    role_id       TEXT NOT NULL,
    PRIMARY KEY (invitation_id, role_id)
) STRICT, WITHOUT ROWID;

-- Links that a later one took the place of.
CREATE TABLE invitation_replaced (
    token_hash    BLOB PRIMARY KEY,
    invitation_id TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX invitation_replaced_invitation ON invitation_replaced (invitation_id);
