-- +goose Up

-- A named hierarchy of organizations. count and depth are of its tree, kept by every change of it.
CREATE TABLE organization_group (
    id                 TEXT COLLATE "C" PRIMARY KEY,
    version            BIGINT NOT NULL,
    name               TEXT COLLATE "C" NOT NULL,
    name_fold          TEXT COLLATE "C" NOT NULL,
    name_key           BYTEA NOT NULL,
    description        TEXT COLLATE "C" NOT NULL,
    organization_count BIGINT NOT NULL,
    depth              BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL
);
CREATE INDEX organization_group_name ON organization_group (name_key, id);
CREATE INDEX organization_group_created ON organization_group (created_at, id);
CREATE INDEX organization_group_count ON organization_group (organization_count, id);

-- path is the ULIDs of the organizations above and of the organization itself, from the top down, each
-- followed by a slash: what is below an organization is what begins with its path.
ALTER TABLE organization ADD COLUMN group_id TEXT COLLATE "C" REFERENCES organization_group (id);
ALTER TABLE organization ADD COLUMN path TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX organization_path ON organization (path);
CREATE INDEX organization_group_path ON organization (group_id, path);

WITH RECURSIVE tree (id, root, depth, path) AS (
    SELECT id, id, 1, substr(id, 5) || '/' FROM organization WHERE parent_id IS NULL
    UNION ALL
    SELECT o.id, tree.root, tree.depth + 1, tree.path || substr(o.id, 5) || '/' FROM organization o JOIN tree ON o.parent_id = tree.id
)
INSERT INTO organization_group (id, version, name, name_fold, name_key, description, organization_count, depth, created_at, updated_at)
SELECT 'grp_' || substr(root.id, 5), 1, root.name, root.name_fold, root.name_key, '', size.n, size.depth, root.created_at, root.created_at
FROM (SELECT root, COUNT(*) AS n, MAX(depth) AS depth FROM tree GROUP BY root) size
JOIN organization root ON root.id = size.root
WHERE size.n > 1;

WITH RECURSIVE tree (id, root, path) AS (
    SELECT id, id, substr(id, 5) || '/' FROM organization WHERE parent_id IS NULL
    UNION ALL
    SELECT o.id, tree.root, tree.path || substr(o.id, 5) || '/' FROM organization o JOIN tree ON o.parent_id = tree.id
)
UPDATE organization SET path = tree.path, group_id = (SELECT g.id FROM organization_group g WHERE g.id = 'grp_' || substr(tree.root, 5))
FROM tree WHERE tree.id = organization.id;

-- name_fold, name_key and email_words are derived from the name and the address; '' and nothing until the
-- program has derived them. password_expires_at is 0 unless the password is a temporary one.
ALTER TABLE account ADD COLUMN first_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN last_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN mobile_phone TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN name_fold TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN name_key BYTEA NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN email_words TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN password_expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN last_visit_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX account_last_visit ON account (last_visit_at, id);
CREATE INDEX account_underived ON account (id) WHERE email_words = '';

-- What a search for people looks up: the 1- and 2-character pieces of the folded name, and every end of the
-- e-mail address that begins with a word, after a control character (U+001F) that no name has.
CREATE TABLE account_token (
    token      TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (token, account_id)
);

ALTER TABLE role ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE role ADD COLUMN description TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE role ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE role SET updated_at = created_at;
CREATE INDEX role_custom ON role (id) WHERE NOT fixed;

-- What a role that is not fixed holds. The fixed role Admin holds all that can be held.
CREATE TABLE role_permission (
    role_id    TEXT COLLATE "C" NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    permission TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (role_id, permission)
);
CREATE INDEX role_permission_permission ON role_permission (permission);

-- name_key is the account's, so that a list in the order of names needs no other table. awaits says why a
-- member is, or would be, pending: for its 'password' to be replaced, or for the 'owner' of the account.
ALTER TABLE member ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE member ADD COLUMN task TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN awaits TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN name_key BYTEA NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE member SET updated_at = created_at;
CREATE INDEX member_name ON member (name_key, id);
CREATE INDEX member_created ON member (created_at, id);
CREATE INDEX member_inactive ON member (status, id) WHERE status <> 'active';
CREATE INDEX member_organization_name ON member (organization_id, name_key, id);

-- Every member once for its organization and once for each above it, so that a list of whoever is below an
-- organization costs the same at any size.
CREATE TABLE member_scope (
    organization_id TEXT COLLATE "C" NOT NULL,
    name_key        BYTEA NOT NULL,
    member_id       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, name_key, member_id)
);

-- What the platform declared. names is JSON: by language.
CREATE TABLE product (
    key                TEXT COLLATE "C" PRIMARY KEY,
    position           BIGINT NOT NULL,
    names              TEXT COLLATE "C" NOT NULL,
    member_permissions BOOLEAN NOT NULL,
    updated_at         BIGINT NOT NULL
);
CREATE TABLE permission (
    key         TEXT COLLATE "C" PRIMARY KEY,
    product_key TEXT COLLATE "C" NOT NULL REFERENCES product (key) ON DELETE CASCADE,
    position    BIGINT NOT NULL,
    names       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX permission_product ON permission (product_key, position);

-- How often something that can alter an answer about access has changed, and what it was: raised by the last
-- statements of the change's transaction, so that the rows are in the order of the commits.
CREATE TABLE access_revision (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);
INSERT INTO access_revision (id, revision) VALUES (1, 1);
CREATE TABLE access_change (
    revision BIGINT PRIMARY KEY,
    at       BIGINT NOT NULL,
    body     TEXT COLLATE "C" NOT NULL
);

-- Messages that wait for delivery, sealed with the deployment's key.
CREATE TABLE mail (
    id         TEXT COLLATE "C" PRIMARY KEY,
    sealed     BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
