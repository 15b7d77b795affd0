-- +goose Up

-- Whether an organization may use Korean 050 numbers, about which providers disagree, and special numbers such
-- as 112.
ALTER TABLE organization ADD COLUMN refuse_050 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organization ADD COLUMN allow_special INTEGER NOT NULL DEFAULT 0;

-- number is canonical: + country code and the national number without its leading 0. last_four are its last four
-- characters. lettering_fold is what a search compares. owned_since is since when the organization has it.
CREATE TABLE outgoing_number (
    id              TEXT PRIMARY KEY,
    version         INTEGER NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organization (id),
    number          TEXT NOT NULL,
    last_four       TEXT NOT NULL,
    billing_number  TEXT NOT NULL,
    lettering       TEXT NOT NULL,
    lettering_fold  TEXT NOT NULL,
    owned_since     INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
-- Every order ends in the number, which is there once.
CREATE UNIQUE INDEX outgoing_number_number ON outgoing_number (number);
CREATE INDEX outgoing_number_organization ON outgoing_number (organization_id, number);
CREATE INDEX outgoing_number_last_four ON outgoing_number (last_four, number);
CREATE INDEX outgoing_number_block ON outgoing_number (substr(number, 1, length(number) - 4), number);
CREATE INDEX outgoing_number_lettering ON outgoing_number (lettering_fold, number);
CREATE INDEX outgoing_number_billing ON outgoing_number (billing_number, number);
CREATE INDEX outgoing_number_created ON outgoing_number (created_at, number);

-- Every number once for its organization and once for each above it, so that a list of whatever is below an
-- organization costs the same at any size.
CREATE TABLE number_scope (
    organization_id TEXT NOT NULL,
    number          TEXT NOT NULL,
    PRIMARY KEY (organization_id, number)
) STRICT, WITHOUT ROWID;

-- What a search for digits looks up: the beginnings of numbers, all but the last four characters, by their pieces
-- of three digits, and by their last two with a $ behind. A beginning stays when its last number is gone.
CREATE TABLE number_block (
    block TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE number_block_token (
    token TEXT NOT NULL,
    block TEXT NOT NULL,
    PRIMARY KEY (token, block)
) STRICT, WITHOUT ROWID;

-- What a search for lettering looks up: every text there is, folded, by its pieces of one and two characters.
CREATE TABLE lettering (
    fold TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE lettering_token (
    token TEXT NOT NULL,
    fold  TEXT NOT NULL,
    PRIMARY KEY (token, fold)
) STRICT, WITHOUT ROWID;

-- Every billing number there is, for a search to look through. One stays when the last number charged to it is gone.
CREATE TABLE billing_number (
    number TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Who had a number, until when. Who has it now is on the number itself.
CREATE TABLE number_owner (
    id              TEXT PRIMARY KEY,
    number          TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    owned_since     INTEGER NOT NULL,
    owned_until     INTEGER NOT NULL
) STRICT;
CREATE INDEX number_owner_number ON number_owner (number, owned_until, id);

-- Numbers that an import, a list or a range is about to add, and the organizations above each of their
-- organizations while that happens.
CREATE TABLE number_staged (
    import_id       TEXT NOT NULL,
    line            INTEGER NOT NULL,
    id              TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    number          TEXT NOT NULL,
    billing_number  TEXT NOT NULL,
    lettering       TEXT NOT NULL,
    lettering_fold  TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE number_staged_place (
    import_id       TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    above           TEXT NOT NULL,
    PRIMARY KEY (import_id, organization_id, above)
) STRICT, WITHOUT ROWID;

-- Numbers that a change of many is about, while it happens.
CREATE TABLE number_chosen (
    batch_id  TEXT NOT NULL,
    number_id TEXT NOT NULL,
    PRIMARY KEY (batch_id, number_id)
) STRICT, WITHOUT ROWID;

-- A campaign or schedule of a product that uses an organization, and numbers of it.
CREATE TABLE product_usage (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organization (id),
    product_key     TEXT NOT NULL REFERENCES product (key),
    kind            TEXT NOT NULL,
    external_id     TEXT NOT NULL,
    name            TEXT NOT NULL,
    name_fold       TEXT NOT NULL,
    name_key        BLOB NOT NULL,
    url             TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX product_usage_organization_id_product_key_kind_external_id ON product_usage (organization_id, product_key, kind, external_id);
CREATE INDEX product_usage_product ON product_usage (product_key);
CREATE INDEX product_usage_created ON product_usage (created_at, id);
CREATE INDEX product_usage_organization ON product_usage (organization_id, created_at, id);
CREATE TABLE usage_number (
    usage_id  TEXT NOT NULL REFERENCES product_usage (id) ON DELETE CASCADE,
    number_id TEXT NOT NULL REFERENCES outgoing_number (id),
    PRIMARY KEY (usage_id, number_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_number_number ON usage_number (number_id);

-- Keys of machines. hint is what of a key may be shown. created_by is an account or another key. expires_at and
-- last_used_at are 0 for never.
CREATE TABLE api_key (
    id              TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organization (id),
    name            TEXT NOT NULL,
    token_hash      BLOB NOT NULL,
    hint            TEXT NOT NULL,
    reach           TEXT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    last_used_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX api_key_token_hash ON api_key (token_hash);
CREATE INDEX api_key_organization ON api_key (organization_id, created_at, id);
CREATE TABLE api_key_permission (
    key_id     TEXT NOT NULL REFERENCES api_key (id) ON DELETE CASCADE,
    permission TEXT NOT NULL,
    PRIMARY KEY (key_id, permission)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_permission_permission ON api_key_permission (permission);

-- Work in the background. owner and lease_until are of the worker that has it. unique_key is '' or there once.
CREATE TABLE job (
    id               TEXT PRIMARY KEY,
    kind             TEXT NOT NULL,
    args             TEXT NOT NULL,
    state            TEXT NOT NULL,
    run_at           INTEGER NOT NULL,
    attempt          INTEGER NOT NULL,
    max_attempts     INTEGER NOT NULL,
    owner            TEXT NOT NULL,
    lease_until      INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL,
    unique_key       TEXT NOT NULL,
    progress_done    INTEGER NOT NULL,
    progress_total   INTEGER NOT NULL,
    error            TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    started_at       INTEGER NOT NULL,
    finished_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_unique_key ON job (unique_key) WHERE unique_key <> '';
CREATE INDEX job_queued ON job (run_at, id) WHERE state = 'queued';
CREATE INDEX job_running ON job (lease_until, id) WHERE state = 'running';
CREATE INDEX job_finished ON job (finished_at, id) WHERE finished_at > 0;
-- Messages that wait to be delivered.
INSERT INTO job (id, kind, args, state, run_at, attempt, max_attempts, owner, lease_until, cancel_requested, unique_key,
    progress_done, progress_total, error, created_at, started_at, finished_at)
SELECT 'job_' || substr(id, 5), 'mail.deliver', '{"mail":"' || id || '"}', 'queued', created_at, 0, 900, '', 0, FALSE, '',
    0, 0, '', created_at, 0, 0
FROM mail;

-- Files of imports in parts, each with where it starts. The import has no file once it is applied or cancelled.
CREATE TABLE import_file (
    import_id TEXT NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    start     INTEGER NOT NULL,
    content   BLOB NOT NULL,
    PRIMARY KEY (import_id, start)
) STRICT;
ALTER TABLE import ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
UPDATE import SET size = length(file) WHERE file IS NOT NULL;
INSERT INTO import_file (import_id, start, content) SELECT id, 0, file FROM import WHERE file IS NOT NULL;
ALTER TABLE import DROP COLUMN file;
-- header is what the columns are called in the file, as JSON; organization_id and billing_number are for rows
-- that name none. job_id is the work that is under way. failed is the code of what ended it.
ALTER TABLE import ADD COLUMN header TEXT NOT NULL DEFAULT '{}';
ALTER TABLE import ADD COLUMN organization_id TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN billing_number TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN job_id TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN outdated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN failed TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0;
UPDATE import SET checked_at = created_at;
