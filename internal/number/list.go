package number

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// Filter says which numbers a list shows; the zero value shows all within reach. Different fields all hold.
type Filter struct {
	OrganizationID string // "" for everything within reach
	Below          bool   // with OrganizationID: and everything below it
	Q              string // digits of the number, text contained in the lettering, or a whole number ID
	IDs            []string
	Number         string // digits, in national or canonical form
	Lettering      string // contained, folded
	BillingNumber  string // digits, in national or canonical form
	InUse          *bool
	CreatedFrom    *time.Time // included
	CreatedTo      *time.Time // not included
}

// Query is one page of a list.
type Query struct {
	Filter
	Sort       string // one of SortFields, "-" in front for descending; "" is by number
	Limit      int    // 1–200
	Cursor     string // of the page before; "" for the first page
	ExactCount bool   // count all, however many
}

// Page is what a list answers.
type Page = listing.Page[Number]

// sortColumns are the columns behind each sort. Every order ends in the number, which is there once.
var sortColumns = map[string]listing.Column{
	"number":        {Name: "number"},
	"lettering":     {Name: "lettering_fold"},
	"billingNumber": {Name: "billing_number"},
	"createdAt":     {Name: "created_at", Kind: listing.Integer},
}

// SortFields are the names that a list can be sorted by, each also with a leading "-" for descending.
func SortFields() []string { return listing.Fields(sortColumns) }

// reach is where a list looks: where the caller holds p, as far as the filter asks about it.
func reach(caller access.Caller, p access.Permission, f Filter) access.Reach {
	within := caller.ReachWith(p)
	if f.OrganizationID != "" {
		within = caller.Within(within, f.OrganizationID, f.Below)
	}
	return within
}

// List returns one page of the numbers that the caller may see. Errors: cursor_invalid, cursor_mismatch, and
// invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	order, err := listing.Parse(query.Sort, "number", sortColumns)
	if err != nil {
		return Page{}, err
	}
	q := s.db.Querier(ctx)
	within := reach(caller, access.NumbersRead, query.Filter)
	p, err := s.plan(ctx, q, within, query.Filter, order)
	if err != nil {
		return Page{}, err
	}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	cursors := fmt.Sprint("numbers ", order, within, string(filters))
	var page Page
	if page.Total, page.Exact, err = p.count(ctx, q, query.ExactCount); err != nil {
		return Page{}, err
	}
	var last []string
	if query.Cursor != "" {
		if last, err = s.cursors.Decode(cursors, query.Cursor, 2); err != nil {
			return Page{}, err
		}
	}
	items, end, more, err := p.rows(ctx, q, last, query.Limit)
	if err != nil {
		return Page{}, err
	}
	page.Items = items
	if more {
		page.NextCursor, err = s.cursors.Encode(cursors, end...)
	}
	return page, err
}

// Export hands every number that the filters show to each, in the order of the sort, with what a file says of it: its
// ID, its organization's, the numbers and the lettering. It needs the memory of one row.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Number) error) error {
	order, err := listing.Parse(sort, "number", sortColumns)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := s.plan(ctx, tx, reach(caller, access.NumbersRead, f), f, order)
		if err != nil {
			return err
		}
		text, args := p.export("n.id, n.organization_id, n.number, n.billing_number, n.lettering")
		rows, err := tx.Query(ctx, text, args.Values...)
		if err != nil {
			return err
		}
		return db.Each(rows, func(n *Number) []any {
			return []any{&n.ID, &n.OrganizationID, &n.Number, &n.BillingNumber, &n.Lettering}
		}, each)
	})
}
