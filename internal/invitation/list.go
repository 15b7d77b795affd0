package invitation

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/text"
)

// Filter says which invitations of an organization a list shows. Several statuses are alternatives; different fields
// all hold.
type Filter struct {
	OrganizationID string
	Q              string // contained in the name, the beginning of a word of the e-mail address, or a whole ID
	IDs            []string
	Status         []string
}

// Query is one page of a list.
type Query struct {
	Filter
	Sort   string // one of SortFields, "-" in front for descending; "" is the newest first
	Limit  int    // 1–200
	Cursor string // of the page before; "" for the first page
}

// Page is what a list answers. Its total is always exact.
type Page = listing.Page[Invitation]

var sortColumns = map[string]listing.Column{
	"createdAt": {Name: "i.created_at", Kind: listing.Integer},
	"expiresAt": {Name: "i.expires_at", Kind: listing.Integer},
	"email":     {Name: "i.email_key"},
	"name":      {Name: "i.name_key", Kind: listing.Bytes},
}

// SortFields are the names that a list can be sorted by, each also with a leading "-" for descending.
func SortFields() []string { return listing.Fields(sortColumns) }

// where is the predicates of a filter about i.
func (s *Service) where(f Filter, args *listing.Args) string {
	where := []string{"i.organization_id = " + args.Add(f.OrganizationID)}
	switch asked := strings.TrimSpace(f.Q); {
	case asked == "":
	case id.Valid(id.Invitation, asked):
		where = append(where, "i.id = "+args.Add(asked))
	default:
		folded := text.Fold(asked)
		where = append(where, "("+s.db.Contains("i.name_fold", args.Add(folded))+" OR "+s.db.Contains("i.email_words", args.Add(text.EmailWords(folded)))+")")
	}
	if len(f.IDs) > 0 {
		where = append(where, "i.id"+args.In(db.Filled(f.IDs)))
	}
	if len(f.Status) == 0 {
		return strings.Join(where, " AND ")
	}
	var any []string
	for _, status := range f.Status {
		switch status {
		case Pending:
			any = append(any, "i.status = 'pending' AND i.expires_at > "+args.Add(db.Micros(s.now())))
		case Expired:
			any = append(any, "i.status = 'replaced'", "i.status = 'pending' AND i.expires_at <= "+args.Add(db.Micros(s.now())))
		default:
			any = append(any, "i.status = "+args.Add(status))
		}
	}
	return strings.Join(append(where, "("+strings.Join(any, " OR ")+")"), " AND ")
}

// parse reads a sort; "" is the newest first.
func parse(sort string) (listing.Order, error) {
	if sort == "" {
		sort = "-createdAt"
	}
	return listing.Parse(sort, "createdAt", sortColumns)
}

// page returns the query of the rows after last, at most limit.
func (s *Service) page(f Filter, ord listing.Order, last []string, limit int) (string, []any, error) {
	args := &listing.Args{}
	where := s.where(f, args)
	if last != nil {
		key, err := ord.Decode(last[0])
		if err != nil {
			return "", nil, err
		}
		where += " AND " + ord.After(args, ord.Name, "i.id", key, last[1])
	}
	return "SELECT " + columns + ", " + ord.Name + tables + " WHERE " + where + ord.By(ord.Name, "i.id") + " LIMIT " + args.Add(limit), args.Values, nil
}

// List returns one page of an organization's invitations. Errors: NotFound, permission_required, cursor_invalid,
// cursor_mismatch, and invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	if err := caller.Require(access.MembersRead, query.OrganizationID); err != nil {
		return Page{}, err
	}
	ord, err := parse(query.Sort)
	if err != nil {
		return Page{}, err
	}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	scope := fmt.Sprint("invitations ", ord, string(filters))
	q := s.db.Querier(ctx)
	page := Page{Exact: true}
	count := &listing.Args{}
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM invitation i WHERE "+s.where(query.Filter, count), count.Values...).Scan(&page.Total); err != nil {
		return Page{}, err
	}
	var last []string
	if query.Cursor != "" {
		if last, err = s.cursors.Decode(scope, query.Cursor, 2); err != nil {
			return Page{}, err
		}
	}
	text, args, err := s.page(query.Filter, ord, last, query.Limit+1)
	if err != nil {
		return Page{}, err
	}
	now := s.now()
	items, key, more, err := listing.Take(ctx, q, text, args, ord, query.Limit, (*row).dest, func(x row) Invitation { return x.invitation(now) })
	if err != nil {
		return Page{}, err
	}
	page.Items = items
	if err := takeRoles(ctx, q, page.Items); err != nil {
		return Page{}, err
	}
	if err := nameInviters(ctx, q, caller, page.Items); err != nil {
		return Page{}, err
	}
	if more {
		page.NextCursor, err = s.cursors.Encode(scope, key, page.Items[len(page.Items)-1].ID)
	}
	return page, err
}
