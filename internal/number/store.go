package number

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

const (
	columns = `n.id, n.version, n.organization_id, o.name, n.number, n.billing_number, n.lettering,
		EXISTS (SELECT 1 FROM usage_number used WHERE used.number_id = n.id), n.owned_since, n.created_at, n.updated_at`
	from = " FROM outgoing_number n JOIN organization o ON o.id = n.organization_id"
)

type row struct {
	n                       Number
	owned, created, updated int64
}

func (x *row) dest() []any {
	n := &x.n
	return []any{
		&n.ID, &n.Version, &n.OrganizationID, &n.Organization, &n.Number, &n.BillingNumber, &n.Lettering,
		&n.InUse, &x.owned, &x.created, &x.updated,
	}
}

func (x row) number() Number {
	n := x.n
	n.OwnedSince, n.CreatedAt, n.UpdatedAt = db.Time(x.owned), db.Time(x.created), db.Time(x.updated)
	return n
}

// texts returns the rows of a query that are one text each.
func texts(ctx context.Context, q db.Querier, query string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, itself)
}

// itself is where a row goes that is one text.
func itself(s *string) []any { return []any{s} }

// get returns a number, or NotFound.
func get(ctx context.Context, q db.Querier, numberID string) (Number, error) {
	var x row
	err := q.QueryRow(ctx, "SELECT "+columns+from+" WHERE n.id = $1", numberID).Scan(x.dest()...)
	if db.NotFound(err) {
		return Number{}, fault.Missing("number")
	}
	return x.number(), err
}

// named returns the numbers with these canonical numbers, in their order, as far as they are within reach.
func named(ctx context.Context, q db.Querier, within access.Reach, numbers []string) ([]Number, error) {
	at := make(map[string]Number, len(numbers))
	args := &listing.Args{}
	// A plain condition would have PostgreSQL read all organizations within reach.
	query := "SELECT " + columns + from + " WHERE n.number IN (...) AND (SELECT 1 FROM organization p WHERE p.id = n.organization_id AND " + within.SQL("p", args.Add) + ") = 1"
	if err := db.EachIn(ctx, q, db.In(query, lookup, numbers, args.Values...), (*row).dest, func(x row) error {
		at[string(x.n.Number)] = x.number()
		return nil
	}); err != nil {
		return nil, err
	}
	all := make([]Number, 0, len(numbers))
	for _, n := range numbers {
		if there, ok := at[n]; ok {
			all = append(all, there)
		}
	}
	return all, nil
}

func organizationOf(ctx context.Context, q db.Querier, numberID string) (organizationID string, err error) {
	err = q.QueryRow(ctx, "SELECT organization_id FROM outgoing_number WHERE id = $1", numberID).Scan(&organizationID)
	if db.NotFound(err) {
		return "", fault.Missing("number")
	}
	return organizationID, err
}

// tenures returns who had a number until when, the latest first. Organizations outside the reach have no name, as
// those have that are gone.
func tenures(ctx context.Context, q db.Querier, within access.Reach, n phone.Number) ([]Tenure, error) {
	type row struct {
		t        Tenure
		from, to int64
	}
	args := &listing.Args{}
	rows, err := q.Query(ctx, "SELECT COALESCE(o.id, ''), COALESCE(o.name, ''), w.owned_since, w.owned_until FROM number_owner w LEFT JOIN organization o ON o.id = w.organization_id AND "+
		within.SQL("o", args.Add)+" WHERE w.number = "+args.Add(string(n))+" ORDER BY w.owned_until DESC, w.id DESC", args.Values...)
	if err != nil {
		return nil, err
	}
	var all []Tenure
	err = db.Each(rows, func(r *row) []any { return []any{&r.t.OrganizationID, &r.t.Organization, &r.from, &r.to} }, func(r row) error {
		r.t.From, r.t.To = db.Time(r.from), db.Time(r.to)
		all = append(all, r.t)
		return nil
	})
	return all, err
}

// numberTaken is the refusal of a number that somebody has.
func numberTaken(cause error) error {
	t := taken(FieldNumber)
	f := fault.New(fault.Conflict, t.Code, t.Message).Because(cause)
	f.Fields = []fault.Field{{Location: "body." + FieldNumber, Code: t.Code, Message: t.Message}}
	return f
}

// update writes a number over what it was. Errors: number_taken.
func update(ctx context.Context, tx *db.Tx, n Number) error {
	block, lastFour := blockOf(string(n.Number))
	fold := text.Fold(n.Lettering)
	if err := ensureTexts(ctx, tx, []string{block}, []string{fold}, []string{string(n.BillingNumber)}); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE outgoing_number SET version = $1, number = $2, last_four = $3, billing_number = $4, lettering = $5, lettering_fold = $6,
		owned_since = $7, updated_at = $8 WHERE id = $9`,
		n.Version, string(n.Number), lastFour, string(n.BillingNumber), n.Lettering, fold, db.Micros(n.OwnedSince), db.Micros(n.UpdatedAt), n.ID)
	if db.IsUnique(err, "outgoing_number", "number") {
		return numberTaken(err)
	}
	return err
}

// ended notes that an organization has a number no longer.
func ended(ctx context.Context, tx *db.Tx, now time.Time, n Number) error {
	_, err := tx.Exec(ctx, "INSERT INTO number_owner (id, number, organization_id, owned_since, owned_until) VALUES ($1, $2, $3, $4, $5)",
		id.New(id.Owner, now), string(n.Number), n.OrganizationID, db.Micros(n.OwnedSince), db.Micros(now))
	return err
}

// lock is get for a number that is about to change. Its organization's path is held.
func lock(ctx context.Context, tx *db.Tx, numberID string) (Number, error) {
	var one int
	err := tx.QueryRow(ctx, "SELECT 1 FROM outgoing_number WHERE id = $1"+tx.ForUpdate(), numberID).Scan(&one)
	if err != nil && !db.NotFound(err) {
		return Number{}, fmt.Errorf("hold a number: %w", err)
	}
	return get(ctx, tx, numberID)
}

// References counts the numbers of an organization and names the first few.
func References(ctx context.Context, q db.Querier, organizationID string, examples int) (count int, first []Reference, err error) {
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1", organizationID).Scan(&count); err != nil || count == 0 {
		return 0, nil, err
	}
	rows, err := q.Query(ctx, "SELECT id, number FROM outgoing_number WHERE organization_id = $1 ORDER BY number LIMIT $2", organizationID, examples)
	if err != nil {
		return 0, nil, err
	}
	first, err = db.Collect(rows, func(r *Reference) []any { return []any{&r.ID, &r.Number} })
	return count, first, err
}
