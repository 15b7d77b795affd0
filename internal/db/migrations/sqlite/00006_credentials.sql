-- +goose Up

-- second_factor: the account has an authenticator app or a passkey; every change of either keeps it.
-- password_changed_at is 0 where it is not known.
ALTER TABLE account ADD COLUMN second_factor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN password_changed_at INTEGER NOT NULL DEFAULT 0;

-- proved_at is when the session's account last proved again who it is; 0 for never. method is how it signed in.
ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT '';

-- Secrets of authenticator apps, sealed with the deployment's key: one that counts, and one that is pending until
-- a code of it has confirmed that the app has it. last_step is the time step of the last code that was used.
CREATE TABLE totp (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    pending    INTEGER NOT NULL,
    sealed     BLOB NOT NULL,
    last_step  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, pending)
) STRICT, WITHOUT ROWID;

-- Recovery codes that are not used yet, as MACs with the deployment's key.
CREATE TABLE recovery_code (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_mac   BLOB NOT NULL,
    PRIMARY KEY (account_id, code_mac)
) STRICT, WITHOUT ROWID;

-- flags are those of the last authenticator data; transports is JSON. last_used_at is 0 for never.
CREATE TABLE passkey (
    id            TEXT PRIMARY KEY,
    account_id    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential_id BLOB NOT NULL,
    public_key    BLOB NOT NULL,
    name          TEXT NOT NULL,
    flags         INTEGER NOT NULL,
    transports    TEXT NOT NULL,
    aaguid        BLOB NOT NULL,
    sign_count    INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX passkey_credential_id ON passkey (credential_id);
CREATE INDEX passkey_account ON passkey (account_id, id);

-- Challenges to a passkey, each for one answer: for a purpose, and for an account and a session where those are
-- known.
CREATE TABLE ceremony (
    id         TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    account_id TEXT REFERENCES account (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL,
    challenge  TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ceremony_account ON ceremony (account_id);
CREATE INDEX ceremony_expires ON ceremony (expires_at);
