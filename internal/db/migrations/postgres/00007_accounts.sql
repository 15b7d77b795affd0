-- +goose Up

ALTER TABLE account ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- Six-digit codes that were mailed. name is a MAC of whom, what and what for a code is, code_mac one of that and the
-- code. subject is whom alone: an account, or the hash of the address of somebody who has none yet.
CREATE TABLE verification_code (
    name       BYTEA PRIMARY KEY,
    subject    TEXT COLLATE "C" NOT NULL,
    code_mac   BYTEA NOT NULL,
    tries      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX verification_code_subject ON verification_code (subject);
CREATE INDEX verification_code_expires ON verification_code (expires_at);

-- The address that an account is about to have. step says whose code comes next: that of the current address, or
-- of the new one, which alone is asked where an administrator has entered it.
CREATE TABLE email_change (
    account_id       TEXT COLLATE "C" PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    email            TEXT COLLATE "C" NOT NULL,
    email_key        TEXT COLLATE "C" NOT NULL,
    step             TEXT COLLATE "C" NOT NULL,
    by_administrator BOOLEAN NOT NULL,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL
);
CREATE INDEX email_change_expires ON email_change (expires_at);

-- Who signed up and has not entered the code yet, each with a code of its own. browser_hash is of the cookie that
-- the browser was given.
CREATE TABLE sign_up (
    id            TEXT COLLATE "C" PRIMARY KEY,
    browser_hash  BYTEA NOT NULL,
    email         TEXT COLLATE "C" NOT NULL,
    email_key     TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    language      TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX sign_up_email ON sign_up (email_key, id);
CREATE INDEX sign_up_expires ON sign_up (expires_at);

-- caller is whose key it is, '' for one that was stored before.
ALTER TABLE idempotency ADD COLUMN caller TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX idempotency_caller ON idempotency (caller) WHERE caller <> '';
CREATE INDEX api_key_created_by ON api_key (created_by);
