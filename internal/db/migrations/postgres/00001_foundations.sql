-- +goose Up
CREATE TABLE deployment (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE organization (
    id                           TEXT COLLATE "C" PRIMARY KEY,
    version                      BIGINT NOT NULL,
    name                         TEXT COLLATE "C" NOT NULL,
    name_fold                    TEXT COLLATE "C" NOT NULL,
    name_key                     BYTEA NOT NULL,
    website                      TEXT COLLATE "C" NOT NULL DEFAULT '',
    website_fold                 TEXT COLLATE "C" NOT NULL DEFAULT '',
    time_zone                    TEXT COLLATE "C" NOT NULL,
    status                       TEXT COLLATE "C" NOT NULL,
    external_key                 TEXT COLLATE "C" NOT NULL DEFAULT '',
    classification               TEXT COLLATE "C" NOT NULL DEFAULT '',
    type                         TEXT COLLATE "C" NOT NULL DEFAULT '',
    client_classification        TEXT COLLATE "C" NOT NULL DEFAULT '',
    address_base                 TEXT COLLATE "C" NOT NULL DEFAULT '',
    address_detail               TEXT COLLATE "C" NOT NULL DEFAULT '',
    postal_code                  TEXT COLLATE "C" NOT NULL DEFAULT '',
    address_fold                 TEXT COLLATE "C" NOT NULL DEFAULT '',
    control_integrated           TEXT COLLATE "C" NOT NULL DEFAULT '',
    registered_organization_id   TEXT COLLATE "C" REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    representative_name          TEXT COLLATE "C" NOT NULL DEFAULT '',
    representative_fold          TEXT COLLATE "C" NOT NULL DEFAULT '',
    main_phone                   TEXT COLLATE "C" NOT NULL DEFAULT '',
    business_registration_number TEXT COLLATE "C" NOT NULL DEFAULT '',
    parent_id                    TEXT COLLATE "C" REFERENCES organization (id) DEFERRABLE INITIALLY DEFERRED,
    created_at                   BIGINT NOT NULL,
    updated_at                   BIGINT NOT NULL
);
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
    token           TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (token, organization_id)
);

-- Changes of a total; a sweep folds them, so that no counter row is hot.
CREATE TABLE tally (
    id    TEXT COLLATE "C" PRIMARY KEY,
    name  TEXT COLLATE "C" NOT NULL,
    delta BIGINT NOT NULL
);
CREATE INDEX tally_name ON tally (name);

CREATE TABLE account (
    id            TEXT COLLATE "C" PRIMARY KEY,
    email         TEXT COLLATE "C" NOT NULL,
    email_key     TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    language      TEXT COLLATE "C" NOT NULL DEFAULT '',
    password_hash TEXT COLLATE "C" NOT NULL DEFAULT '',
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_email_key ON account (email_key);

CREATE TABLE role (
    id              TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization (id),
    name            TEXT COLLATE "C" NOT NULL,
    name_fold       TEXT COLLATE "C" NOT NULL,
    fixed           BOOLEAN NOT NULL,
    reach           TEXT COLLATE "C" NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX role_organization_id_name_fold ON role (organization_id, name_fold);

CREATE TABLE member (
    id              TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organization (id),
    account_id      TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    status          TEXT COLLATE "C" NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX member_organization_id_account_id ON member (organization_id, account_id);
CREATE INDEX member_account ON member (account_id);

CREATE TABLE member_role (
    member_id TEXT COLLATE "C" NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    role_id   TEXT COLLATE "C" NOT NULL REFERENCES role (id),
    PRIMARY KEY (member_id, role_id)
);
CREATE INDEX member_role_role ON member_role (role_id);

CREATE TABLE session (
    id           TEXT COLLATE "C" PRIMARY KEY,
    token_hash   BYTEA NOT NULL,
    account_id   TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    user_agent   TEXT COLLATE "C" NOT NULL,
    address      TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX session_token_hash ON session (token_hash);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

-- One-time links that are mailed, printed or logged.
CREATE TABLE link (
    id         TEXT COLLATE "C" PRIMARY KEY,
    token_hash BYTEA NOT NULL,
    purpose    TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" REFERENCES account (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX link_token_hash ON link (token_hash);
CREATE INDEX link_account ON link (account_id);

CREATE TABLE throttle (
    key     TEXT COLLATE "C" PRIMARY KEY,
    count   BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX throttle_last ON throttle (last_at);

-- Append-only. An event outlives what it is about, so it refers to nothing; it holds IDs only.
CREATE TABLE audit_event (
    id              TEXT COLLATE "C" PRIMARY KEY,
    organization_id TEXT COLLATE "C" NOT NULL,
    at              BIGINT NOT NULL,
    actor           TEXT COLLATE "C" NOT NULL,
    action          TEXT COLLATE "C" NOT NULL,
    target          TEXT COLLATE "C" NOT NULL,
    address         TEXT COLLATE "C" NOT NULL,
    request_id      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_event_organization ON audit_event (organization_id, id);

-- What an event says with names, addresses and other personal values, so that these can be erased.
CREATE TABLE audit_detail (
    event_id TEXT COLLATE "C" PRIMARY KEY REFERENCES audit_event (id),
    body     TEXT COLLATE "C" NOT NULL
);

CREATE TABLE idempotency (
    key        TEXT COLLATE "C" PRIMARY KEY,
    body_hash  TEXT COLLATE "C" NOT NULL,
    answer     TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX idempotency_created ON idempotency (created_at);

CREATE TABLE import (
    id         TEXT COLLATE "C" PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    mode       TEXT COLLATE "C" NOT NULL,
    file_name  TEXT COLLATE "C" NOT NULL,
    file       BYTEA,
    status     TEXT COLLATE "C" NOT NULL,
    error      TEXT COLLATE "C" NOT NULL DEFAULT '',
    added      BIGINT NOT NULL,
    skipped    BIGINT NOT NULL,
    invalid    BIGINT NOT NULL,
    warnings   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    applied_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX import_account ON import (account_id, created_at, id);

CREATE TABLE import_row (
    import_id TEXT COLLATE "C" NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    line      BIGINT NOT NULL,
    status    TEXT COLLATE "C" NOT NULL,
    cells     TEXT COLLATE "C" NOT NULL,
    errors    TEXT COLLATE "C" NOT NULL,
    warnings  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_row_status ON import_row (import_id, status, line);

-- The platform's own organization. Its time zone is the deployment's, set when the program first starts.
INSERT INTO organization (id, version, name, name_fold, name_key, time_zone, status, created_at, updated_at)
VALUES ('org_00000000000000000000000000', 1, 'Platform', 'platform', '', '', 'active',
        CAST(extract(epoch FROM now()) * 1000000 AS BIGINT), CAST(extract(epoch FROM now()) * 1000000 AS BIGINT));
INSERT INTO role (id, organization_id, name, name_fold, fixed, reach, created_at)
VALUES ('rol_00000000000000000000000000', 'org_00000000000000000000000000', 'Admin', 'admin', TRUE, 'subtree',
        CAST(extract(epoch FROM now()) * 1000000 AS BIGINT));

