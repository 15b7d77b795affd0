-- +goose Up

-- second_factor: the account has an authenticator app or a passkey; every change of either keeps it.
-- password_changed_at is 0 where it is not known.
ALTER TABLE account ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE account ADD COLUMN password_changed_at BIGINT NOT NULL DEFAULT 0;

-- proved_at is when the session's account last proved again who it is; 0 for never. method is how it signed in.
ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN method TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Secrets of authenticator apps, sealed with the deployment's key: one that counts, and one that is pending until
-- a code of it has confirmed that the app has it. last_step is the time step of the last code that was used.
CREATE TABLE totp (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    pending    BOOLEAN NOT NULL,
    sealed     BYTEA NOT NULL,
    last_step  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, pending)
);

-- Recovery codes that are not used yet, as MACs with the deployment's key.
CREATE TABLE recovery_code (
    account_id TEXT COLLATE "C" NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    code_mac   BYTEA NOT NULL,
    PRIMARY KEY (account_id, code_mac)
);

-- flags are those of the last authenticator data; transports is JSON. last_used_at is 0 for never.
CREATE TABLE passkey (
    id            TEXT COLLATE "C" PRIMARY KEY,
    account_id    TEXT COLLATE "C" NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential_id BYTEA NOT NULL,
    public_key    BYTEA NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    flags         BIGINT NOT NULL,
    transports    TEXT COLLATE "C" NOT NULL,
    aaguid        BYTEA NOT NULL,
    sign_count    BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX passkey_credential_id ON passkey (credential_id);
CREATE INDEX passkey_account ON passkey (account_id, id);

-- Challenges to a passkey, each for one answer: for a purpose, and for an account and a session where those are
-- known.
CREATE TABLE ceremony (
    id         TEXT COLLATE "C" PRIMARY KEY,
    purpose    TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" REFERENCES account (id) ON DELETE CASCADE,
    session_id TEXT COLLATE "C" NOT NULL,
    challenge  TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ceremony_account ON ceremony (account_id);
CREATE INDEX ceremony_expires ON ceremony (expires_at);
