package member

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// Filter says which members a list shows; the zero value shows everybody within reach. Several values of one
// field are alternatives; different fields all hold.
type Filter struct {
	OrganizationID string // "" for everything within reach
	Below          bool   // with OrganizationID: and everything below it
	Q              string // contained in the name, the beginning of a word of the e-mail address, or a whole account or member ID
	IDs            []string
	Status         []string
	RoleIDs        []string
}

// Query is one page of a list.
type Query struct {
	Filter
	Sort       string // one of SortFields, "-" in front for descending; "" is by name
	Limit      int    // 1–200
	Cursor     string // of the page before; "" for the first page
	ExactCount bool   // count all, however many
}

// Page is what a list answers.
type Page = listing.Page[Member]

// sortColumns are the columns behind each sort, without the ID that ends every one of them.
var sortColumns = map[string]listing.Column{
	"name":        {Name: "m.name_key", Kind: listing.Bytes},
	"email":       {Name: "a.email_key"},
	"createdAt":   {Name: "m.created_at", Kind: listing.Integer},
	"lastVisitAt": {Name: "a.last_visit_at", Kind: listing.Integer},
}

// visitTold is the last visit as told has it.
const visitTold = "CASE WHEN m.awaits = '" + AwaitsOwner + "' THEN 0 ELSE a.last_visit_at END"

// parse reads a sort: nobody learns from an order what is not told.
func parse(caller access.Caller, sort string) (listing.Order, error) {
	ord, err := listing.Parse(sort, "name", sortColumns)
	if ord.Name == sortColumns["lastVisitAt"].Name && !knowsAll(caller) {
		ord.Name = visitTold
	}
	return ord, err
}

// SortFields are the names that a list can be sorted by, each also with a leading "-" for descending.
func SortFields() []string { return listing.Fields(sortColumns) }

// reach is where the list looks: where the caller may read members, as far as the filter asks about it.
func reach(caller access.Caller, f Filter) access.Reach {
	within := caller.ReachWith(access.MembersRead)
	if f.OrganizationID != "" {
		within = caller.Within(within, f.OrganizationID, f.Below)
	}
	return within
}

// List returns one page of the members that the caller may see. Errors: cursor_invalid, cursor_mismatch, and
// invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	ord, err := parse(caller, query.Sort)
	if err != nil {
		return Page{}, err
	}
	q := s.db.Querier(ctx)
	within := reach(caller, query.Filter)
	p, err := s.plan(ctx, q, within, query.Filter, ord)
	if err != nil {
		return Page{}, err
	}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	scope := fmt.Sprint("members ", ord, within, string(filters))
	var page Page
	if page.Total, page.Exact, err = p.count(ctx, q, query.ExactCount); err != nil {
		return Page{}, err
	}
	var last []string
	if query.Cursor != "" {
		if last, err = s.cursors.Decode(scope, query.Cursor, 2); err != nil {
			return Page{}, err
		}
	}
	text, args, err := p.page(last, query.Limit+1)
	if err != nil {
		return Page{}, err
	}
	items, key, more, err := listing.Take(ctx, q, text, args, ord, query.Limit, (*row).dest, row.member)
	if err != nil {
		return Page{}, err
	}
	page.Items = items
	for i := range page.Items {
		page.Items[i] = told(caller, page.Items[i])
	}
	if err := takeRoles(ctx, q, page.Items); err != nil {
		return Page{}, err
	}
	if more {
		page.NextCursor, err = s.cursors.Encode(scope, key, page.Items[len(page.Items)-1].ID)
	}
	return page, err
}

// Export hands every member that the filters show to each, in the order of the sort. It needs the memory of a
// few hundred rows.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Member) error) error {
	ord, err := parse(caller, sort)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := s.plan(ctx, tx, reach(caller, f), f, ord)
		if err != nil {
			return err
		}
		return listing.EachPage(ctx, tx, ord, p.page, (*row).dest, row.member, func(m Member) string { return m.ID }, func(part []Member) error {
			if err := takeRoles(ctx, tx, part); err != nil {
				return err
			}
			for _, m := range part {
				if err := each(told(caller, m)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
