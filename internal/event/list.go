package event

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Kept is how long events are kept.
const Kept = 90 * 24 * time.Hour

// looked is how many events one reading looks at, of which the caller may hear some.
const looked = 50000

// Listed is an event as it is read.
type Listed struct {
	Seq            int64
	At             time.Time
	Type           Type
	OrganizationID string // "" for none
	Kind, ID       string // of the subject
	Facts          map[string]any
}

type row struct {
	Listed
	at    int64
	facts string
}

func (r *row) dest() []any {
	return []any{&r.Seq, &r.at, &r.Type, &r.OrganizationID, &r.Kind, &r.ID, &r.facts}
}

// List returns at most limit events behind the one with the number after, in the order of their commits, that the
// reach may hear of; and up to which number it has looked, which is where to go on from, also where there are none.
// Errors: invalid_value on query.after for a number that no event has had yet, and events_gone where events behind it
// have been removed.
func List(ctx context.Context, d *db.DB, within access.Reach, after int64, limit int) (events []Listed, next int64, err error) {
	err = d.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var last, removed int64
		if err := tx.QueryRow(ctx, "SELECT seq, removed FROM event_head").Scan(&last, &removed); err != nil {
			return err
		}
		switch {
		case after > last:
			return fault.InvalidFields(fault.Field{
				Location: "query.after", Code: "invalid_value",
				Message: "No event has this number yet. If the database was restored from a copy, read the present state again and go on from there, without after.",
			})
		case after > 0 && after < removed:
			return fault.New(fault.Gone, "events_gone", fmt.Sprintf("Events behind this number are older than %d days and were removed. Read the present state again and go on without after.", Kept/(24*time.Hour)))
		}
		from := max(after, removed)
		next = min(last, from+looked)
		if next == from {
			return nil
		}
		var lastBlock int64
		if err := tx.QueryRow(ctx, "SELECT MIN(last_seq) FROM event_block WHERE last_seq >= $1", next).Scan(&lastBlock); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT b.last_seq - b.size + e.place, b.at, e.type, e.organization_id, e.subject_kind, e.subject_id, e.detail
			FROM event_block b CROSS JOIN product_event e
			WHERE b.last_seq > $1 AND b.last_seq <= $4 AND e.block_id = b.id AND e.place > $1 - (b.last_seq - b.size) AND e.place <= $2 - (b.last_seq - b.size)
				AND `+heard(d, within)+" ORDER BY b.last_seq, e.place LIMIT $3", from, next, limit, lastBlock)
		if err != nil {
			return err
		}
		return db.Each(rows, (*row).dest, func(r row) error {
			r.At = db.Time(r.at)
			if err := json.Unmarshal([]byte(r.facts), &r.Facts); err != nil {
				return fmt.Errorf("event %d: %w", r.Seq, err)
			}
			if events = append(events, r.Listed); len(events) == limit {
				next = r.Seq
			}
			return nil
		})
	})
	return events, next, err
}

// heard is the predicate that keeps events to those that a reach may hear of: where one of its trees, or one that is
// alone in it, was among the event's organizations. IDs have no sign that SQL would take for its own.
func heard(d *db.DB, within access.Reach) string {
	if within.All() {
		return "TRUE"
	}
	var parts []string
	for _, t := range within.Trees() {
		spot := strings.TrimPrefix(t.OrganizationID, id.Organization+"_") + "/"
		if t.Alone {
			spot += " "
		}
		parts = append(parts, d.Contains("e.places", "'"+spot+"'"))
	}
	if len(parts) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// Number reads the number of an event; "" is 0.
func Number(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fault.InvalidFields(fault.Field{Location: "query.after", Code: "invalid_value", Message: "Must be next, or an item's seq, of an earlier answer; 0 for the beginning."})
	}
	return n, nil
}

// removedAtOnce is how many blocks one Sweep removes.
const removedAtOnce = 2000

// Sweep removes events that are older than Kept, some at a time.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	rows, err := tx.Query(ctx, "SELECT last_seq, id FROM event_block WHERE at <= $1 ORDER BY last_seq LIMIT $2", db.Micros(now.Add(-Kept)), removedAtOnce)
	if err != nil {
		return err
	}
	var last []int64
	var ids []string
	type block struct {
		last int64
		id   string
	}
	if err := db.Each(rows, func(b *block) []any { return []any{&b.last, &b.id} }, func(b block) error {
		last, ids = append(last, b.last), append(ids, b.id)
		return nil
	}); err != nil || len(ids) == 0 {
		return err
	}
	if _, err := tx.ExecIn(ctx, db.In("DELETE FROM product_event WHERE block_id IN (...)", lookup, ids)); err != nil {
		return err
	}
	if _, err := tx.ExecIn(ctx, db.In("DELETE FROM event_block WHERE last_seq IN (...)", lookup, last)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE event_head SET removed = $1 WHERE removed < $1", last[len(last)-1])
	return err
}
