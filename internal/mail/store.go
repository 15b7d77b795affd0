package mail

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

type sealed struct {
	content []byte
	at      time.Time
}

func insert(ctx context.Context, tx *db.Tx, id string, s sealed) error {
	_, err := tx.Exec(ctx, "INSERT INTO mail (id, sealed, created_at) VALUES ($1, $2, $3)", id, s.content, db.Micros(s.at))
	return err
}

// find returns a queued message. db.NotFound tells the error of one that is not there any more.
func find(ctx context.Context, q db.Querier, id string) (sealed, error) {
	var s sealed
	var at int64
	err := q.QueryRow(ctx, "SELECT sealed, created_at FROM mail WHERE id = $1", id).Scan(&s.content, &at)
	s.at = db.Time(at)
	return s, err
}

func remove(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, "DELETE FROM mail WHERE id = $1", id)
	return err
}

func removeBefore(ctx context.Context, tx *db.Tx, at time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM mail WHERE created_at < $1", db.Micros(at))
	return err
}
