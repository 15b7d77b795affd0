-- +goose Up
CREATE TABLE deployment (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE organization (
    id                           TEXT PRIMARY KEY,
    version                      INTEGER NOT NULL,
    name                         TEXT NOT NULL,
    name_fold                    TEXT NOT NULL,
    name_key                     BLOB NOT NULL,
    website                      TEXT NOT NULL DEFAULT '',
    website_fold                 TEXT NOT NULL DEFAULT '',
    time_zone                    TEXT NOT NULL,
    status                       TEXT NOT NULL,
    external_key                 TEXT NOT NULL DEFAULT '',
    classification               TEXT NOT NULL DEFAULT '',
    type                         TEXT NOT NULL DEFAULT '',
    client_classification        TEXT NOT NULL DEFAULT '',
    address_base                 TEXT NOT NULL DEFAULT '',
    address_detail               TEXT NOT NULL DEFAULT '',
    postal_code                  TEXT NOT NULL DEFAULT '',
    address_fold                 TEXT NOT NULL DEFAULT '',
    control_integrated           TEXT NOT NULL DEFAULT '',
    registered_organization_id   TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    representative_name          TEXT NOT NULL DEFAULT '',
    representative_fold          TEXT NOT NULL DEFAULT '',
    main_phone                   TEXT NOT NULL DEFAULT '',
    business_registration_number TEXT NOT NULL DEFAULT '',
    parent_id                    TEXT REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    created_at                   INTEGER NOT NULL,
    updated_at                   INTEGER NOT NULL
) STRICT;
-- Every column that a list can be sorted by has an index that ends in the ID; columns of few values
-- sort by name within a value.
CREATE INDEX organization_name ON organization (name_key, id);
CREATE INDEX organization_created ON organization (created_at, id);
CREATE INDEX organization_updated ON organization (updated_at, id);
CREATE INDEX organization_website ON organization (website_fold, name_key, id);
CREATE INDEX organization_time_zone ON organization (time_zone, name_key, id);
CREATE INDEX organization_status ON organization (status, name_key, id);
CREATE INDEX organization_classification ON organization (classification, name_key, id);
CREATE INDEX organization_type ON organization (type, name_key, id);
CREATE INDEX organization_client_classification ON organization (client_classification, name_key, id);
CREATE INDEX organization_control_integrated ON organization (control_integrated, name_key, id);
CREATE INDEX organization_address ON organization (address_fold, id);
CREATE INDEX organization_representative ON organization (representative_fold, id);
CREATE INDEX organization_main_phone ON organization (main_phone, id);
CREATE INDEX organization_business_registration_number ON organization (business_registration_number, id);
CREATE INDEX organization_external ON organization (external_key, id);
CREATE UNIQUE INDEX organization_external_key ON organization (external_key) WHERE external_key <> '';
CREATE INDEX organization_registered ON organization (registered_organization_id, name_key, id);
CREATE INDEX organization_parent ON organization (parent_id, name_key, id);

-- The 1- and 2-character pieces of the folded names, which search looks up.
CREATE TABLE organization_token (
    token           TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    PRIMARY KEY (token, organization_id)
) STRICT, WITHOUT ROWID;

-- Changes of a total; a sweep folds them, so that no counter row is hot.
CREATE TABLE tally (
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    delta INTEGER NOT NULL
) STRICT;
CREATE INDEX tally_name ON tally (name);

CREATE TABLE account (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL,
    email_key     TEXT NOT NULL,
    name          TEXT NOT NULL,
    language      TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '',
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_email_key ON account (email_key);

CREATE TABLE role (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organization (id),
    name            TEXT NOT NULL,
    name_fold       TEXT NOT NULL,
    fixed           INTEGER NOT NULL,
    reach           TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX role_organization_id_name_fold ON role (organization_id, name_fold);

CREATE TABLE member (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organization (id),
    account_id      TEXT NOT NULL REFERENCES account (id),
    status          TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX member_organization_id_account_id ON member (organization_id, account_id);
CREATE INDEX member_account ON member (account_id);

CREATE TABLE member_role (
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    role_id   TEXT NOT NULL REFERENCES role (id),
    PRIMARY KEY (member_id, role_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_role_role ON member_role (role_id);

CREATE TABLE session (
    id           TEXT PRIMARY KEY,
    token_hash   BLOB NOT NULL,
    account_id   TEXT NOT NULL REFERENCES account (id),
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    user_agent   TEXT NOT NULL,
    address      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX session_token_hash ON session (token_hash);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

-- One-time links that are mailed, printed or logged.
CREATE TABLE link (
    id         TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL,
    purpose    TEXT NOT NULL,
    account_id TEXT REFERENCES account (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX link_token_hash ON link (token_hash);
CREATE INDEX link_account ON link (account_id);

CREATE TABLE throttle (
    key     TEXT PRIMARY KEY,
    count   INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;
CREATE INDEX throttle_last ON throttle (last_at);

-- Append-only. An event outlives what it is about, so it refers to nothing; it holds IDs only.
CREATE TABLE audit_event (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    at              INTEGER NOT NULL,
    actor           TEXT NOT NULL,
    action          TEXT NOT NULL,
    target          TEXT NOT NULL,
    address         TEXT NOT NULL,
    request_id      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_event_organization ON audit_event (organization_id, id);

-- What an event says with names, addresses and other personal values, so that these can be erased.
CREATE TABLE audit_detail (
    event_id TEXT PRIMARY KEY REFERENCES audit_event (id),
    body     TEXT NOT NULL
) STRICT;

CREATE TABLE idempotency (
    key        TEXT PRIMARY KEY,
    body_hash  TEXT NOT NULL,
    answer     TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotency_created ON idempotency (created_at);

CREATE TABLE import (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    account_id TEXT NOT NULL,
    mode       TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    file       BLOB,
    status     TEXT NOT NULL,
    error      TEXT NOT NULL DEFAULT '',
    added      INTEGER NOT NULL,
    skipped    INTEGER NOT NULL,
    invalid    INTEGER NOT NULL,
    warnings   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    applied_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX import_account ON import (account_id, created_at, id);

CREATE TABLE import_row (
    import_id TEXT NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    line      INTEGER NOT NULL,
    status    TEXT NOT NULL,
    cells     TEXT NOT NULL,
    errors    TEXT NOT NULL,
    warnings  TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_status ON import_row (import_id, status, line);

-- The platform's own organization. Its time zone is the deployment's, set when the program first starts.
INSERT INTO organization (id, version, name, name_fold, name_key, time_zone, status, created_at, updated_at)
VALUES ('org_00000000000000000000000000', 1, 'Platform', 'platform', x'', '', 'active',
        CAST(strftime('%s', 'now') AS INTEGER) * 1000000, CAST(strftime('%s', 'now') AS INTEGER) * 1000000);
INSERT INTO role (id, organization_id, name, name_fold, fixed, reach, created_at)
VALUES ('rol_00000000000000000000000000', 'org_00000000000000000000000000', 'Admin', 'admin', 1, 'subtree',
        CAST(strftime('%s', 'now') AS INTEGER) * 1000000);

