-- +goose Up

-- A message waits (queued) or could not be delivered (failed). sealed is empty once what is in it has expired.
-- recipient and language are '' for what an earlier version queued, whose kind is 'message'. attempts, error and
-- last_attempt_at are those of jobs that are over; of the others the job tells. job_id is '' where none is
-- at work; those of a batch have the one of mail_batch. expires_at is 0 where nothing in the message expires.
ALTER TABLE mail ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'message';
ALTER TABLE mail ADD COLUMN recipient TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN language TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT 'queued';
ALTER TABLE mail ADD COLUMN error TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail ADD COLUMN last_attempt_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail ADD COLUMN job_id TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN batch TEXT COLLATE "C" NOT NULL DEFAULT '';

-- What an earlier version queued, and what its jobs gave up.
UPDATE mail SET job_id = COALESCE((SELECT j.id FROM job j WHERE j.kind = 'mail.deliver' AND j.args = '{"mail":"' || mail.id || '"}' AND j.state IN ('queued', 'running')), '');
UPDATE mail SET state = 'failed', error = 'could not be delivered' WHERE job_id = '';
CREATE INDEX mail_created ON mail (created_at, id);
CREATE INDEX mail_batch_rows ON mail (batch, id) WHERE batch <> '';
CREATE INDEX mail_expires ON mail (expires_at, id) WHERE expires_at > 0;

-- Messages that were queued together and are delivered one after the other.
CREATE TABLE mail_batch (
    id     TEXT COLLATE "C" PRIMARY KEY,
    job_id TEXT COLLATE "C" NOT NULL
);
