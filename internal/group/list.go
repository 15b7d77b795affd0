package group

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/text"
)

// Query is one page of a list.
type Query struct {
	Q      string // contained in the name, or a whole ID
	Sort   string // one of sortColumns, "-" in front for descending; "" is by name
	Limit  int    // 1–200
	Cursor string // of the page before; "" for the first page
}

// Page is what a list answers.
type Page = listing.Page[Group]

// sortColumns are the columns behind each sort, without the ID that ends every one of them.
var sortColumns = map[string]listing.Column{
	"name":              {Name: "g.name_key", Kind: listing.Bytes},
	"createdAt":         {Name: "g.created_at", Kind: listing.Integer},
	"organizationCount": {Name: "g.organization_count", Kind: listing.Integer},
}

// selection is the predicates of a list, with their arguments.
type selection struct {
	listing.Args
	where string
}

func (s *Service) selected(asked string) *selection {
	sel := &selection{where: "TRUE"}
	switch asked = strings.TrimSpace(asked); {
	case asked == "":
	case id.Valid(id.Group, asked):
		sel.where = "g.id = " + sel.Add(asked)
	default:
		sel.where = s.db.Contains("g.name_fold", sel.Add(text.Fold(asked)))
	}
	return sel
}

// query is that of the rows, in order, each with what it is sorted by.
func (s *selection) query(order listing.Order) string {
	return "SELECT " + columns + ", " + order.Name + from + " WHERE " + s.where + order.By(order.Name, "g.id")
}

// List returns one page of groups. Errors: permission_required, cursor_invalid, cursor_mismatch, and invalid_value for
// a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	if err := require(caller); err != nil {
		return Page{}, err
	}
	order, err := listing.Parse(query.Sort, "name", sortColumns)
	if err != nil {
		return Page{}, err
	}
	page := Page{Exact: true}
	q := s.db.Querier(ctx)
	sel := s.selected(query.Q)
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM organization_group g WHERE "+sel.where, sel.Values...).Scan(&page.Total); err != nil {
		return Page{}, err
	}
	scope := fmt.Sprint("groups ", order, " ", query.Q)
	if query.Cursor != "" {
		last, err := s.cursors.Decode(scope, query.Cursor, 2)
		if err != nil {
			return Page{}, err
		}
		key, err := order.Decode(last[0])
		if err != nil {
			return Page{}, err
		}
		sel.where += " AND " + order.After(&sel.Args, order.Name, "g.id", key, last[1])
	}
	items, key, more, err := listing.Take(ctx, q, sel.query(order)+" LIMIT "+sel.Add(query.Limit+1), sel.Values, order, query.Limit, (*row).dest, row.group)
	if err != nil {
		return Page{}, err
	}
	page.Items = items
	if more {
		page.NextCursor, err = s.cursors.Encode(scope, key, items[len(items)-1].ID)
	}
	return page, err
}

// Export hands every group that a list shows to each, in the order of the sort. It needs the memory of one row. Errors:
// permission_required, and invalid_value for a sort that does not exist.
func (s *Service) Export(ctx context.Context, caller access.Caller, asked, sort string, each func(Group) error) error {
	if err := require(caller); err != nil {
		return err
	}
	order, err := listing.Parse(sort, "name", sortColumns)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		sel := s.selected(asked)
		return listing.Each(ctx, tx, sel.query(order), sel.Values, order, (*row).dest, func(x row, _ any) error { return each(x.group()) })
	})
}
