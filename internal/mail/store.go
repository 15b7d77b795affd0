package mail

import (
	"context"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// queued is a message as it is stored when it is queued.
type queued struct {
	id        string
	sealed    []byte
	kind      string
	recipient string
	language  string
	expiresAt time.Time // zero where nothing expires
	at        time.Time
	job       string // that delivers it; "" in a batch
	batch     string // "" where it is alone
}

// insert stores messages.
func insert(ctx context.Context, tx *db.Tx, messages []queued) error {
	_, err := tx.BulkInsert(ctx, "mail", []string{
		"id", "sealed", "kind", "recipient", "language", "state", "error", "attempts", "last_attempt_at", "expires_at", "created_at", "job_id", "batch",
	}, db.Rows(messages, func(q queued) []any {
		return []any{q.id, q.sealed, q.kind, q.recipient, q.language, string(Queued), "", int64(0), int64(0), micros(q.expiresAt), db.Micros(q.at), q.job, q.batch}
	}))
	return err
}

// micros is a time as it is stored where there may be none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

// moment is a stored time, of which 0 is none.
func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return db.Time(micros)
}

// waiting is a stored message in the hands of who delivers it.
type waiting struct {
	id        string
	sealed    []byte
	state     State
	at        time.Time
	expiresAt time.Time // zero where nothing expires
}

// find returns a stored message. db.NotFound tells the error of one that is not there any more.
func find(ctx context.Context, q db.Querier, id string) (waiting, error) {
	w := waiting{id: id}
	var at, expires int64
	err := q.QueryRow(ctx, "SELECT sealed, state, created_at, expires_at FROM mail WHERE id = $1", id).Scan(&w.sealed, &w.state, &at, &expires)
	w.at, w.expiresAt = db.Time(at), moment(expires)
	return w, err
}

func remove(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, "DELETE FROM mail WHERE id = $1", id)
	return err
}

func removeBefore(ctx context.Context, tx *db.Tx, at time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM mail WHERE created_at < $1", db.Micros(at))
	return err
}

func insertBatch(ctx context.Context, tx *db.Tx, id, jobID string) error {
	_, err := tx.Exec(ctx, "INSERT INTO mail_batch (id, job_id) VALUES ($1, $2)", id, jobID)
	return err
}

// handBatch notes which job goes on with a batch.
func handBatch(ctx context.Context, tx *db.Tx, id, jobID string) error {
	_, err := tx.Exec(ctx, "UPDATE mail_batch SET job_id = $2 WHERE id = $1", id, jobID)
	return err
}

func removeBatch(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, "DELETE FROM mail_batch WHERE id = $1", id)
	return err
}

// ofBatch returns the IDs of the messages that were queued first of those a batch still has.
func ofBatch(ctx context.Context, q db.Querier, batch string, most int) ([]string, error) {
	rows, err := q.Query(ctx, "SELECT id FROM mail WHERE batch = $1 AND batch <> '' ORDER BY id LIMIT $2", batch, most)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(id *string) []any { return []any{id} })
}

// takeOut gives a message of a batch to a job of its own, after an attempt. Errors: errOver where the batch has it no more.
func takeOut(ctx context.Context, tx *db.Tx, batch, id, jobID, why string, now time.Time) error {
	n, err := tx.Exec(ctx, "UPDATE mail SET batch = '', job_id = $3, error = $4, attempts = attempts + 1, last_attempt_at = $5 WHERE id = $1 AND batch = $2",
		id, batch, jobID, clean(why), db.Micros(now))
	if err == nil && n == 0 {
		return errOver
	}
	return err
}

// clean makes a reason one that both engines store.
func clean(why string) string {
	const most = 500
	why = strings.ToValidUTF8(strings.ReplaceAll(why, "\x00", ""), "")
	if len(why) > most {
		why = strings.ToValidUTF8(why[:most], "") + "…"
	}
	return why
}

// failed is how a message is marked that could not be delivered. What is in it goes where it has expired.
const failed = ` SET state = 'failed', batch = '', job_id = '', error = $2, attempts = attempts + $3, last_attempt_at = $4,
	sealed = CASE WHEN expires_at > 0 AND expires_at <= $4 THEN $5 ELSE sealed END WHERE state = 'queued'`

// fail marks a message as failed after some attempts.
func fail(ctx context.Context, tx *db.Tx, id, why string, attempts int, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE mail"+failed+" AND id = $1", id, clean(why), attempts, db.Micros(now), []byte{})
	return err
}

// failBatch marks what is left of a batch as failed.
func failBatch(ctx context.Context, tx *db.Tx, batch, why string, attempts int, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE mail"+failed+" AND batch = $1 AND batch <> ''", batch, clean(why), attempts, db.Micros(now), []byte{})
	return err
}

// expire takes away what is in messages that has expired, and marks those as failed that still wait. Their jobs
// find nothing to do.
func expire(ctx context.Context, tx *db.Tx, why string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE mail SET sealed = $2,
			error = CASE WHEN state = 'queued' THEN $3 ELSE error END,
			attempts = attempts + COALESCE((SELECT j.attempt FROM job j WHERE j.id = mail.job_id), 0),
			last_attempt_at = COALESCE((SELECT j.started_at FROM job j WHERE j.id = mail.job_id), last_attempt_at),
			state = 'failed', batch = '', job_id = ''
		WHERE expires_at > 0 AND expires_at <= $1 AND length(sealed) > 0`, db.Micros(now), []byte{}, clean(why))
	return err
}

// held is a message that stays as it is until the transaction ends.
type held struct {
	waiting
	kind string
	job  string // its own, or that of its batch; "" for none
}

// lock returns a message and keeps it as it is. db.NotFound tells the error of one that is not there any more.
func lock(ctx context.Context, tx *db.Tx, id string) (held, error) {
	h := held{waiting: waiting{id: id}}
	var expires int64
	err := tx.QueryRow(ctx, `SELECT sealed, state, expires_at, kind,
			CASE WHEN batch <> '' THEN COALESCE((SELECT b.job_id FROM mail_batch b WHERE b.id = mail.batch), '') ELSE job_id END
		FROM mail WHERE id = $1`+tx.ForUpdate(), id).Scan(&h.sealed, &h.state, &expires, &h.kind, &h.job)
	h.expiresAt = moment(expires)
	return h, err
}

// requeue gives a message that could not be delivered to a new job.
func requeue(ctx context.Context, tx *db.Tx, id, jobID string) error {
	_, err := tx.Exec(ctx, "UPDATE mail SET state = 'queued', batch = '', job_id = $2 WHERE id = $1", id, jobID)
	return err
}
