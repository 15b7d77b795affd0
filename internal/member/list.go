package member

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// Filter says which members a list shows; the zero value shows everybody within reach. Several values of one
// field are alternatives; different fields all hold.
type Filter struct {
	OrganizationID string // "" for everything within reach
	Below          bool   // with OrganizationID: and everything below it
	Q              string // contained in the name, the beginning of a word of the e-mail address, or a whole account or member ID
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
type Page struct {
	Items      []Member
	NextCursor string // "" on the last page
	Total      int64
	Exact      bool // Total is all of them, and not only at least so many
}

// MaxCounted is up to where a filtered list counts.
const MaxCounted = 10000

// sortColumns are the columns behind each sort, without the ID that ends every one of them.
var sortColumns = map[string]string{
	"name": "m.name_key", "email": "a.email_key", "createdAt": "m.created_at", "lastVisitAt": "a.last_visit_at",
}

// SortFields are the names that a list can be sorted by, each also with a leading "-" for descending.
func SortFields() []string {
	fields := make([]string, 0, len(sortColumns))
	for f := range sortColumns {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	return fields
}

// order is a parsed sort.
type order struct {
	column     string
	descending bool
}

func parseSort(sort string) (order, error) {
	field, descending := strings.CutPrefix(sort, "-")
	if field == "" && !descending {
		field = "name"
	}
	column, ok := sortColumns[field]
	if !ok {
		return order{}, fault.InvalidFields(fault.Field{
			Location: "query.sort", Code: "invalid_value",
			Message: "Must be one of " + strings.Join(SortFields(), ", ") + ", with a leading - for descending.",
		})
	}
	return order{column, descending}, nil
}

func (o order) sql(column, id string) string {
	direction := ""
	if o.descending {
		direction = " DESC"
	}
	return " ORDER BY " + column + direction + ", " + id + direction
}

// after is the predicate "comes after the row with this sort key".
func (o order) after(column, id, key, lastID string) string {
	sign := " > "
	if o.descending {
		sign = " < "
	}
	return "(" + column + ", " + id + ")" + sign + "(" + key + ", " + lastID + ")"
}

// encode and decode carry the sort key of a row through a cursor.
func (o order) encode(key any) string {
	if b, ok := key.([]byte); ok {
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return fmt.Sprint(key)
}

func (o order) decode(part string) (any, error) {
	switch o.column {
	case "m.name_key":
		return base64.RawURLEncoding.DecodeString(part)
	case "a.email_key":
		return part, nil
	default:
		return strconv.ParseInt(part, 10, 64)
	}
}

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
	ord, err := parseSort(query.Sort)
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
	page.Items = make([]Member, 0, query.Limit)
	more := false
	var key string
	if err := readRows(ctx, q, text, args, ord, func(m Member, sortKey any) error {
		if more = len(page.Items) == query.Limit; !more {
			page.Items = append(page.Items, m)
			key = ord.encode(sortKey)
		}
		return nil
	}); err != nil {
		return Page{}, err
	}
	if err := takeRoles(ctx, q, page.Items); err != nil {
		return Page{}, err
	}
	if more {
		page.NextCursor, err = s.cursors.Encode(scope, key, page.Items[len(page.Items)-1].ID)
	}
	return page, err
}

// readRows reads members with the value they are sorted by as the last column.
func readRows(ctx context.Context, q db.Querier, text string, args []any, ord order, each func(m Member, sortKey any) error) error {
	type sorted struct {
		row
		bytes []byte
		text  string
		n     int64
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	return db.Each(rows, func(x *sorted) []any {
		switch ord.column {
		case "m.name_key":
			return append(x.dest(), &x.bytes)
		case "a.email_key":
			return append(x.dest(), &x.text)
		default:
			return append(x.dest(), &x.n)
		}
	}, func(x sorted) error {
		switch ord.column {
		case "m.name_key":
			return each(x.member(), x.bytes)
		case "a.email_key":
			return each(x.member(), x.text)
		default:
			return each(x.member(), x.n)
		}
	})
}

// exported is how many members an export reads the roles of at once.
const exported = 200

// Export hands every member that the filters show to each, in the order of the sort. It needs the memory of a
// few hundred rows.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Member) error) error {
	ord, err := parseSort(sort)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := s.plan(ctx, tx, reach(caller, f), f, ord)
		if err != nil {
			return err
		}
		for last := []string(nil); ; {
			text, args, err := p.page(last, exported)
			if err != nil {
				return err
			}
			part := make([]Member, 0, exported)
			key := ""
			if err := readRows(ctx, tx, text, args, ord, func(m Member, sortKey any) error {
				part = append(part, m)
				key = ord.encode(sortKey)
				return nil
			}); err != nil {
				return err
			}
			if err := takeRoles(ctx, tx, part); err != nil {
				return err
			}
			for _, m := range part {
				if err := each(m); err != nil {
					return err
				}
			}
			if len(part) < exported {
				return nil
			}
			last = []string{key, part[len(part)-1].ID}
		}
	})
}
