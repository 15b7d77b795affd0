-- +goose Up

-- Lists walk these: IDs are in the order of time.
CREATE INDEX audit_event_actor ON audit_event (actor, id);
CREATE INDEX audit_event_target ON audit_event (target, id);
CREATE INDEX audit_event_action ON audit_event (action, id);
CREATE INDEX audit_event_organization_action ON audit_event (organization_id, action, id);
CREATE INDEX audit_event_request ON audit_event (request_id);

-- The events that have no place in the chain of their organization yet.
CREATE TABLE audit_queue (
    event_id TEXT COLLATE "C" PRIMARY KEY
);
INSERT INTO audit_queue (event_id) SELECT id FROM audit_event;

-- The chain of each organization: seq counts from 1, value is a MAC over the value before and the event. Of the
-- address and the detail only a salted hash is chained: without the salt, which goes with what it salts, it says
-- nothing. A hash is empty where there was nothing to hash.
CREATE TABLE audit_seal (
    organization_id TEXT COLLATE "C" NOT NULL,
    seq             BIGINT NOT NULL,
    event_id        TEXT COLLATE "C" NOT NULL,
    address_salt    BYTEA NOT NULL,
    address_hash    BYTEA NOT NULL,
    detail_salt     BYTEA NOT NULL,
    detail_hash     BYTEA NOT NULL,
    value           BYTEA NOT NULL,
    PRIMARY KEY (organization_id, seq)
);
CREATE UNIQUE INDEX audit_seal_event_id ON audit_seal (event_id);

-- The end of each chain, so that cutting it off is found, and how many there are, so that the loss of one is. What
-- comes up to erased_seq was erased with its organization; the chain goes on from erased_value.
CREATE TABLE audit_head (
    organization_id TEXT COLLATE "C" PRIMARY KEY,
    seq             BIGINT NOT NULL,
    value           BYTEA NOT NULL,
    erased_seq      BIGINT NOT NULL,
    erased_value    BYTEA NOT NULL,
    mac             BYTEA NOT NULL
);
CREATE TABLE audit_root (
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    heads  BIGINT NOT NULL,
    events BIGINT NOT NULL,
    mac    BYTEA NOT NULL
);

-- The organizations whose trail is being erased, until the head of its chain says so, and, within the transaction that
-- deletes, whose is being deleted.
CREATE TABLE audit_erased (
    organization_id TEXT COLLATE "C" PRIMARY KEY,
    finished        BOOLEAN NOT NULL
);
CREATE TABLE audit_deleting (
    organization_id TEXT COLLATE "C" PRIMARY KEY
);

-- Which details tell of which account or e-mail address.
CREATE TABLE audit_mention (
    subject  TEXT COLLATE "C" NOT NULL,
    event_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (subject, event_id)
);
CREATE INDEX audit_mention_event ON audit_mention (event_id);

-- What happened is never changed. Of an event only the address may be erased, and its detail may go.
-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION audit_queue_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_queue (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION audit_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_deleting WHERE organization_id = OLD.organization_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION audit_refuse_detail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_seal WHERE event_id = OLD.event_id AND detail_salt <> '') THEN
        RAISE EXCEPTION 'the audit trail is append-only';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_event_added AFTER INSERT ON audit_event REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audit_queue_added();
CREATE TRIGGER audit_event_kept BEFORE UPDATE ON audit_event FOR EACH ROW
    WHEN (NEW.address <> '' OR (NEW.id, NEW.organization_id, NEW.at, NEW.actor, NEW.action, NEW.target, NEW.request_id)
        <> (OLD.id, OLD.organization_id, OLD.at, OLD.actor, OLD.action, OLD.target, OLD.request_id))
    EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_event_stays BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse_delete();
CREATE TRIGGER audit_event_all BEFORE TRUNCATE ON audit_event EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_kept BEFORE UPDATE ON audit_seal FOR EACH ROW
    WHEN (NEW.address_salt NOT IN ('', OLD.address_salt) OR NEW.detail_salt NOT IN ('', OLD.detail_salt)
        OR (NEW.organization_id, NEW.seq, NEW.event_id, NEW.address_hash, NEW.detail_hash, NEW.value)
        <> (OLD.organization_id, OLD.seq, OLD.event_id, OLD.address_hash, OLD.detail_hash, OLD.value))
    EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_stays BEFORE DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_refuse_delete();
CREATE TRIGGER audit_seal_all BEFORE TRUNCATE ON audit_seal EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_detail_kept BEFORE UPDATE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_detail_stays BEFORE DELETE ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_refuse_detail();

-- What products are told, in the order of the commits. A transaction writes its events and, last, one block, which
-- takes its numbers from event_head: those up to last_seq, as many as size. places are the paths, each followed by
-- a space, of the organizations whose business it was at that time.
CREATE TABLE event_head (
    id      BIGINT PRIMARY KEY CHECK (id = 1),
    seq     BIGINT NOT NULL,
    removed BIGINT NOT NULL
);
INSERT INTO event_head (id, seq, removed) VALUES (1, 0, 0);
CREATE TABLE event_block (
    last_seq BIGINT PRIMARY KEY,
    size     BIGINT NOT NULL,
    id       TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL
);
CREATE TABLE product_event (
    block_id        TEXT COLLATE "C" NOT NULL,
    place           BIGINT NOT NULL,
    type            TEXT COLLATE "C" NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL,
    subject_kind    TEXT COLLATE "C" NOT NULL,
    subject_id      TEXT COLLATE "C" NOT NULL,
    detail          TEXT COLLATE "C" NOT NULL,
    places          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (block_id, place)
);
