package mail

import (
	"context"
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
