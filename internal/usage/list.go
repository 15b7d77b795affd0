package usage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// Filter says which usages a list shows; the zero value shows all within reach. Several values of one field are
// alternatives; different fields all hold.
type Filter struct {
	OrganizationID string // "" for everything within reach
	Below          bool   // with OrganizationID: and everything below it
	NumberID       string
	Products       []string
	Kinds          []string
	Q              string // contained in the name, or a whole external ID or usage ID
}

// Query is one page of a list.
type Query struct {
	Filter
	Sort       string // createdAt or name, "-" in front for descending; "" is the newest first
	Limit      int    // 1–200
	Cursor     string // of the page before; "" for the first page
	ExactCount bool   // count all, however many
}

// Page is what a list answers.
type Page = listing.Page[Usage]

// sortColumns are the columns behind each sort, without the ID that ends every one of them.
var sortColumns = map[string]listing.Column{
	"createdAt": {Name: "u.created_at", Kind: listing.Integer},
	"name":      {Name: "u.name_key", Kind: listing.Bytes},
}

// newest is the sort of a list of which none is said.
const newest = "-createdAt"

// selection is the FROM and the predicates of a list, with their arguments.
type selection struct {
	listing.Args
	from  string
	where []string
}

// selected narrows a list to the reach and to the filter. Usages are few, so it is they that are looked through, and
// not the organizations: CROSS JOIN keeps SQLite to the order it is written in.
func (s *Service) selected(within access.Reach, f Filter) *selection {
	sel := &selection{from: from, where: []string{"o.id = u.organization_id"}}
	if !within.All() || within.Hides() {
		sel.where = append(sel.where, within.SQL("o", sel.Add))
	}
	if f.OrganizationID != "" && !f.Below {
		sel.where = append(sel.where, "u.organization_id = "+sel.Add(f.OrganizationID))
	}
	if f.NumberID != "" {
		sel.from = " FROM usage_number used CROSS JOIN product_usage u CROSS JOIN organization o"
		sel.where = append(sel.where, "used.number_id = "+sel.Add(f.NumberID), "u.id = used.usage_id")
	}
	if len(f.Products) > 0 {
		sel.where = append(sel.where, "u.product_key"+sel.In(f.Products))
	}
	if len(f.Kinds) > 0 {
		sel.where = append(sel.where, "u.kind"+sel.In(f.Kinds))
	}
	switch q := strings.TrimSpace(f.Q); {
	case q == "":
	case id.Valid(id.Usage, q):
		sel.where = append(sel.where, "u.id = "+sel.Add(q))
	default:
		externalID, _ := text.Clean(q) // nothing is known by what is not clean
		sel.where = append(sel.where, "("+s.db.Contains("u.name_fold", sel.Add(text.Fold(q)))+" OR u.external_id = "+sel.Add(externalID)+")")
	}
	return sel
}

func (s *selection) sql() string { return s.from + " WHERE " + strings.Join(s.where, " AND ") }

// prepare reads a sort, and says where a list looks.
func prepare(caller access.Caller, f Filter, sort string) (listing.Order, access.Reach, error) {
	if sort == "" {
		sort = newest
	}
	order, err := listing.Parse(sort, "", sortColumns)
	within := caller.ReachWith(access.UsagesRead)
	if f.OrganizationID != "" {
		within = caller.Within(within, f.OrganizationID, f.Below)
	}
	return order, within, err
}

// query is that of the rows of a list, in order, each with what it is sorted by.
func (s *selection) query(order listing.Order) string {
	return "SELECT " + columns + ", " + order.Name + s.sql() + order.By(order.Name, "u.id")
}

// List returns one page of the usages that the caller may see. Errors: cursor_invalid, cursor_mismatch, and
// invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	order, within, err := prepare(caller, query.Filter, query.Sort)
	if err != nil {
		return Page{}, err
	}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	cursors := fmt.Sprint("usages ", order, within, string(filters))
	q := s.db.Querier(ctx)
	sel := s.selected(within, query.Filter)
	var page Page
	if page.Total, page.Exact, err = listing.Count(ctx, q, "SELECT 1"+sel.sql(), sel.Values, query.ExactCount); err != nil {
		return Page{}, err
	}
	if query.Cursor != "" {
		last, err := s.cursors.Decode(cursors, query.Cursor, 2)
		if err != nil {
			return Page{}, err
		}
		key, err := order.Decode(last[0])
		if err != nil {
			return Page{}, err
		}
		sel.where = append(sel.where, order.After(&sel.Args, order.Name, "u.id", key, last[1]))
	}
	text := sel.query(order) + " LIMIT " + sel.Add(query.Limit+1)
	items, key, more, err := listing.Take(ctx, q, text, sel.Values, order, query.Limit, (*row).dest, row.usage)
	if err != nil {
		return Page{}, err
	}
	page.Items = items
	if more {
		page.NextCursor, err = s.cursors.Encode(cursors, key, items[len(items)-1].ID)
	}
	return page, err
}

// Export hands every usage that the filters show to each, in the order of the sort. It needs the memory of one row.
// Errors: invalid_value for a sort that does not exist.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Usage) error) error {
	order, within, err := prepare(caller, f, sort)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		sel := s.selected(within, f)
		return listing.Each(ctx, tx, sel.query(order), sel.Values, order, (*row).dest, func(x row, _ any) error { return each(x.usage()) })
	})
}

// NumberPage is one page of the numbers of a usage.
type NumberPage struct {
	Items      []Number
	NextCursor string // "" on the last page
	Total      int64
}

// Numbers returns one page of the numbers of a usage, in their order. Errors: NotFound, permission_required,
// cursor_invalid, cursor_mismatch.
func (s *Service) Numbers(ctx context.Context, caller access.Caller, usageID string, limit int, cursor string) (NumberPage, error) {
	u, err := s.Get(ctx, caller, usageID)
	if err != nil {
		return NumberPage{}, err
	}
	scope := "numbers of " + usageID
	after := ""
	if cursor != "" {
		last, err := s.cursors.Decode(scope, cursor, 1)
		if err != nil {
			return NumberPage{}, err
		}
		after = last[0]
	}
	rows, err := s.db.Querier(ctx).Query(ctx, `SELECT n.id, n.number, n.lettering FROM usage_number used CROSS JOIN outgoing_number n
		WHERE used.usage_id = $1 AND n.id = used.number_id AND n.number > $2 ORDER BY n.number LIMIT $3`, usageID, after, limit+1)
	if err != nil {
		return NumberPage{}, err
	}
	page := NumberPage{Total: int64(u.Numbers)}
	if page.Items, err = db.Collect(rows, func(n *Number) []any { return []any{&n.ID, &n.Number, &n.Lettering} }); err != nil {
		return NumberPage{}, err
	}
	if len(page.Items) > limit {
		page.Items = slices.Clip(page.Items[:limit])
		if page.NextCursor, err = s.cursors.Encode(scope, page.Items[limit-1].Number); err != nil {
			return NumberPage{}, err
		}
	}
	for i := range page.Items {
		page.Items[i].Display = phone.Display(phone.Number(page.Items[i].Number), s.country)
	}
	return page, nil
}
