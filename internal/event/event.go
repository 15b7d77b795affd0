// Package event tells products what happened that they have to act on: an organization is gone or suspended, a
// member lost it, a usage or a number ended. Events are written in the transaction of the change and are read in the
// order of the commits; a number that is not there when a later one is never comes.
//
// Each transaction that writes events takes one block of numbers, by the last statements before its commit, so that
// whoever takes the next has to wait until this one is committed, and for no longer than a commit takes.
//
// Who hears of an event is settled when it is written: whoever reached its organizations then. So events of an
// organization that is gone are still told.
//
//	event.go   the types, and writing
//	list.go    reading
package event

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Type is what happened.
type Type string

// The types.
const (
	OrganizationDeleted   Type = "organization.deleted"
	OrganizationErased    Type = "organization.erased"
	OrganizationSuspended Type = "organization.suspended"
	OrganizationActivated Type = "organization.activated"
	MemberRemoved         Type = "member.removed"
	MemberDisabled        Type = "member.disabled"
	AccountDeleted        Type = "account.deleted"
	UsageEnded            Type = "usage.ended"
	NumberDeleted         Type = "number.deleted"
	NumberMoved           Type = "number.moved"
)

// Subject is what an event is about. Facts are further ones, by their names on the wire; no personal values.
type Subject struct {
	Kind  string // organization, member, account, usage, number
	ID    string
	Facts map[string]any
}

// Event is one thing that happened.
type Event struct {
	Type           Type
	OrganizationID string   // "" for what is of no single organization, such as a deleted account
	Also           []string // further organizations whose business it is; not told to anybody
	Subject        Subject
}

// Record writes events in the order given. The organizations' rows must still be there: an organization that is to
// be deleted is recorded first. It also has to have its place in the hierarchy still.
func Record(ctx context.Context, tx *db.Tx, now time.Time, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	places, err := placesOf(ctx, tx, events)
	if err != nil {
		return err
	}
	b := blockOf(tx, now)
	type row struct {
		Event
		place  int64
		facts  string
		places string
	}
	rows := make([]row, len(events))
	for i, e := range events {
		rows[i] = row{Event: e, place: b.size + int64(i) + 1, facts: "{}"}
		if len(e.Subject.Facts) > 0 {
			facts, err := json.Marshal(e.Subject.Facts)
			if err != nil {
				return fmt.Errorf("event %s: %w", e.Type, err)
			}
			rows[i].facts = string(facts)
		}
		for _, organizationID := range append([]string{e.OrganizationID}, e.Also...) {
			rows[i].places += places[organizationID]
		}
	}
	n, err := tx.BulkInsert(ctx, "product_event", columns, db.Rows(rows, func(r row) []any {
		return []any{b.id, r.place, string(r.Type), r.OrganizationID, r.Subject.Kind, r.Subject.ID, r.facts, r.places}
	}))
	b.size += n
	return err
}

var columns = []string{"block_id", "place", "type", "organization_id", "subject_kind", "subject_id", "detail", "places"}

// Selected says what the rows of a query are as events.
type Selected struct {
	Type         Type
	Kind         string            // of the subjects
	ID           string            // the column of the subject's ID
	Organization string            // the column of its organization's ID
	Facts        map[string]string // column by name; values that JSON writes as they are: IDs, numbers in canonical form
	From         string            // " FROM … WHERE …", with the arguments
	Args         []any
}

// RecordSelected writes one event for each row of a query, whatever their number, by one statement.
func RecordSelected(ctx context.Context, tx *db.Tx, now time.Time, s Selected) error {
	b := blockOf(tx, now)
	n := len(s.Args)
	facts := "'{"
	for i, name := range slices.Sorted(maps.Keys(s.Facts)) {
		if i > 0 {
			facts += ","
		}
		facts += `"` + name + `":"' || ` + s.Facts[name] + ` || '"`
	}
	facts += "}'"
	written, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO product_event (%s)
		SELECT CAST($%d AS TEXT), CAST($%d AS BIGINT) + ROW_NUMBER() OVER (ORDER BY x.id), CAST($%d AS TEXT), x.organization_id, CAST($%d AS TEXT), x.id, x.facts, o.path || ' '
		FROM (SELECT %s AS id, %s AS organization_id, %s AS facts%s) x JOIN organization o ON o.id = x.organization_id`,
		strings.Join(columns, ", "), n+1, n+2, n+3, n+4, s.ID, s.Organization, facts, s.From),
		append(slices.Clone(s.Args), b.id, b.size, string(s.Type), s.Kind)...)
	b.size += written
	return err
}

// lookup is how many IDs one statement names.
const lookup = 400

// placesOf returns the places of the organizations of events, as they are stored.
func placesOf(ctx context.Context, tx *db.Tx, events []Event) (map[string]string, error) {
	var ids []string
	for _, e := range events {
		ids = append(append(ids, e.OrganizationID), e.Also...)
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(organizationID string) bool { return organizationID == "" })
	type place struct{ id, path string }
	places := make(map[string]string, len(ids))
	paths := db.In("SELECT id, path FROM organization WHERE id IN (...)", lookup, ids)
	return places, db.EachIn(ctx, tx, paths, func(p *place) []any { return []any{&p.id, &p.path} }, func(p place) error {
		places[p.id] = p.path + " "
		return nil
	})
}

// block is what one transaction tells.
type block struct {
	id   string
	size int64
}

type blockKey struct{}

// blockOf returns the block of the transaction. It takes its numbers last: after what others do before the commit,
// so that locks are always taken in the same order.
func blockOf(tx *db.Tx, now time.Time) *block {
	first := false
	b := db.Once(tx, blockKey{}, func() *block {
		first = true
		return &block{id: id.New(id.Block, now)}
	})
	if first {
		tx.BeforeCommit(func(_ context.Context, tx *db.Tx) error {
			tx.BeforeCommit(func(ctx context.Context, tx *db.Tx) error { return b.number(ctx, tx, now) })
			return nil
		})
	}
	return b
}

func (b *block) number(ctx context.Context, tx *db.Tx, now time.Time) error {
	if b.size == 0 {
		return nil
	}
	var last int64
	if err := tx.QueryRow(ctx, "UPDATE event_head SET seq = seq + $1 RETURNING seq", b.size).Scan(&last); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO event_block (last_seq, size, id, at) VALUES ($1, $2, $3, $4)", last, b.size, b.id, db.Micros(now))
	return err
}
