-- +goose Up

-- Lists walk these: IDs are in the order of time.
CREATE INDEX audit_event_actor ON audit_event (actor, id);
CREATE INDEX audit_event_target ON audit_event (target, id);
CREATE INDEX audit_event_action ON audit_event (action, id);
CREATE INDEX audit_event_organization_action ON audit_event (organization_id, action, id);
CREATE INDEX audit_event_request ON audit_event (request_id);

-- The events that have no place in the chain of their organization yet.
CREATE TABLE audit_queue (
    event_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO audit_queue (event_id) SELECT id FROM audit_event;

-- The chain of each organization: seq counts from 1, value is a MAC over the value before and the event. Of the
-- address and the detail only a salted hash is chained: without the salt, which goes with what it salts, it says
-- nothing. A hash is empty where there was nothing to hash.
CREATE TABLE audit_seal (
    organization_id TEXT NOT NULL,
    seq             INTEGER NOT NULL,
    event_id        TEXT NOT NULL,
    address_salt    BLOB NOT NULL,
    address_hash    BLOB NOT NULL,
    detail_salt     BLOB NOT NULL,
    detail_hash     BLOB NOT NULL,
    value           BLOB NOT NULL,
    PRIMARY KEY (organization_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX audit_seal_event_id ON audit_seal (event_id);

-- The end of each chain, so that cutting it off is found, and how many there are, so that the loss of one is. What
-- comes up to erased_seq was erased with its organization; the chain goes on from erased_value.
CREATE TABLE audit_head (
    organization_id TEXT PRIMARY KEY,
    seq             INTEGER NOT NULL,
    value           BLOB NOT NULL,
    erased_seq      INTEGER NOT NULL,
    erased_value    BLOB NOT NULL,
    mac             BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_root (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    heads  INTEGER NOT NULL,
    events INTEGER NOT NULL,
    mac    BLOB NOT NULL
) STRICT;

-- The organizations whose trail is being erased, until the head of its chain says so, and, within the transaction that
-- deletes, whose is being deleted.
CREATE TABLE audit_erased (
    organization_id TEXT PRIMARY KEY,
    finished        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_deleting (
    organization_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Which details tell of which account or e-mail address.
CREATE TABLE audit_mention (
    subject  TEXT NOT NULL,
    event_id TEXT NOT NULL,
    PRIMARY KEY (subject, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_mention_event ON audit_mention (event_id);

-- What happened is never changed. Of an event only the address may be erased, and its detail may go.
-- +goose StatementBegin
CREATE TRIGGER audit_event_added AFTER INSERT ON audit_event
BEGIN
    INSERT INTO audit_queue (event_id) VALUES (NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_kept BEFORE UPDATE ON audit_event
    WHEN NEW.address <> '' OR (NEW.id, NEW.organization_id, NEW.at, NEW.actor, NEW.action, NEW.target, NEW.request_id)
        <> (OLD.id, OLD.organization_id, OLD.at, OLD.actor, OLD.action, OLD.target, OLD.request_id)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event
    WHEN NOT EXISTS (SELECT 1 FROM audit_deleting WHERE organization_id = OLD.organization_id)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_seal_kept BEFORE UPDATE ON audit_seal
    WHEN NEW.address_salt NOT IN (x'', OLD.address_salt) OR NEW.detail_salt NOT IN (x'', OLD.detail_salt)
        OR (NEW.organization_id, NEW.seq, NEW.event_id, NEW.address_hash, NEW.detail_hash, NEW.value)
        <> (OLD.organization_id, OLD.seq, OLD.event_id, OLD.address_hash, OLD.detail_hash, OLD.value)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_seal_stays BEFORE DELETE ON audit_seal
    WHEN NOT EXISTS (SELECT 1 FROM audit_deleting WHERE organization_id = OLD.organization_id)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_detail_kept BEFORE UPDATE ON audit_detail
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_detail_stays BEFORE DELETE ON audit_detail
    WHEN EXISTS (SELECT 1 FROM audit_seal WHERE event_id = OLD.event_id AND detail_salt <> x'')
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- +goose StatementEnd

-- What products are told, in the order of the commits. A transaction writes its events and, last, one block, which
-- takes its numbers from event_head: those up to last_seq, as many as size. places are the paths, each followed by
-- a space, of the organizations whose business it was at that time.
CREATE TABLE event_head (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    seq     INTEGER NOT NULL,
    removed INTEGER NOT NULL
) STRICT;
INSERT INTO event_head (id, seq, removed) VALUES (1, 0, 0);
CREATE TABLE event_block (
    last_seq INTEGER PRIMARY KEY,
    size     INTEGER NOT NULL,
    id       TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE TABLE product_event (
    block_id        TEXT NOT NULL,
    place           INTEGER NOT NULL,
    type            TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    subject_kind    TEXT NOT NULL,
    subject_id      TEXT NOT NULL,
    detail          TEXT NOT NULL,
    places          TEXT NOT NULL,
    PRIMARY KEY (block_id, place)
) STRICT, WITHOUT ROWID;
