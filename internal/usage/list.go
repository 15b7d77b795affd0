package usage

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
	"github.com/tenantry/tenantry/internal/id"
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
	Sort       string // one of SortFields, "-" in front for descending; "" is the newest first
	Limit      int    // 1–200
	Cursor     string // of the page before; "" for the first page
	ExactCount bool   // count all, however many
}

// Page is what a list answers.
type Page struct {
	Items      []Usage
	NextCursor string // "" on the last page
	Total      int64
	Exact      bool // Total is all of them, and not only at least so many
}

// MaxCounted is up to where a list counts.
const MaxCounted = 10000

// SortFields are the names that a list can be sorted by, each also with a leading "-" for descending.
var SortFields = []string{"createdAt", "name"}

// order is a parsed sort.
type order struct {
	column     string
	descending bool
}

func parseSort(sort string) (order, error) {
	if sort == "" {
		sort = "-createdAt"
	}
	field, descending := strings.CutPrefix(sort, "-")
	switch field {
	case "createdAt":
		return order{"u.created_at", descending}, nil
	case "name":
		return order{"u.name_key", descending}, nil
	}
	return order{}, fault.InvalidFields(fault.Field{
		Location: "query.sort", Code: "invalid_value",
		Message: "Must be one of " + strings.Join(SortFields, ", ") + ", with a leading - for descending.",
	})
}

func (o order) sql() string {
	if o.descending {
		return " ORDER BY " + o.column + " DESC, u.id DESC"
	}
	return " ORDER BY " + o.column + ", u.id"
}

// encode and decode carry the sort key of a row through a cursor.
func (o order) encode(u Usage) string {
	if o.column == "u.name_key" {
		return base64.RawURLEncoding.EncodeToString(u.nameKey)
	}
	return strconv.FormatInt(db.Micros(u.CreatedAt), 10)
}

func (o order) decode(part string) (any, error) {
	if o.column == "u.name_key" {
		return base64.RawURLEncoding.DecodeString(part)
	}
	return strconv.ParseInt(part, 10, 64)
}

// selection is the FROM and the predicates of a list, with their arguments.
type selection struct {
	args  []any
	from  string
	where []string
}

func (s *selection) arg(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d", len(s.args))
}

func (s *selection) in(column string, values []string) {
	if len(values) == 0 {
		return
	}
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = s.arg(v)
	}
	s.where = append(s.where, column+" IN ("+strings.Join(places, ", ")+")")
}

// selected narrows a list to the reach and to the filter. Usages are few, so it is they that are looked through, and
// not the organizations: CROSS JOIN keeps SQLite to the order it is written in.
func (s *Service) selected(within access.Reach, f Filter) *selection {
	sel := &selection{from: from, where: []string{"o.id = u.organization_id"}}
	if !within.All() {
		sel.where = append(sel.where, within.SQL("o", sel.arg))
	}
	if f.OrganizationID != "" && !f.Below {
		sel.where = append(sel.where, "u.organization_id = "+sel.arg(f.OrganizationID))
	}
	if f.NumberID != "" {
		sel.from = " FROM usage_number used CROSS JOIN product_usage u CROSS JOIN organization o"
		sel.where = append(sel.where, "used.number_id = "+sel.arg(f.NumberID), "u.id = used.usage_id")
	}
	sel.in("u.product_key", f.Products)
	sel.in("u.kind", f.Kinds)
	switch q := strings.TrimSpace(f.Q); {
	case q == "":
	case id.Valid(id.Usage, q):
		sel.where = append(sel.where, "u.id = "+sel.arg(q))
	default:
		sel.where = append(sel.where, "("+s.db.Contains("u.name_fold", sel.arg(text.Fold(q)))+" OR u.external_id = "+sel.arg(q)+")")
	}
	return sel
}

func (s *selection) sql() string { return s.from + " WHERE " + strings.Join(s.where, " AND ") }

// List returns one page of the usages that the caller may see. Errors: cursor_invalid, cursor_mismatch, and
// invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	ord, err := parseSort(query.Sort)
	if err != nil {
		return Page{}, err
	}
	within := caller.ReachWith(access.UsagesRead)
	if query.OrganizationID != "" {
		within = caller.Within(within, query.OrganizationID, query.Below)
	}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	scope := fmt.Sprint("usages ", ord, within, string(filters))
	var page Page
	q := s.db.Querier(ctx)
	sel := s.selected(within, query.Filter)
	limit := ""
	if !query.ExactCount {
		limit = fmt.Sprintf(" LIMIT %d", MaxCounted+1)
	}
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1"+sel.sql()+limit+") t", sel.args...).Scan(&page.Total); err != nil {
		return Page{}, err
	}
	if page.Exact = query.ExactCount || page.Total <= MaxCounted; !page.Exact {
		page.Total = MaxCounted
	}
	if query.Cursor != "" {
		last, err := s.cursors.Decode(scope, query.Cursor, 2)
		if err != nil {
			return Page{}, err
		}
		key, err := ord.decode(last[0])
		if err != nil {
			return Page{}, err
		}
		sign := ">"
		if ord.descending {
			sign = "<"
		}
		sel.where = append(sel.where, fmt.Sprintf("(%s, u.id) %s (%s, %s)", ord.column, sign, sel.arg(key), sel.arg(last[1])))
	}
	rows, err := q.Query(ctx, "SELECT "+columns+sel.sql()+ord.sql()+" LIMIT "+sel.arg(query.Limit+1), sel.args...)
	if err != nil {
		return Page{}, err
	}
	page.Items = make([]Usage, 0, query.Limit)
	more := false
	if err := db.Each(rows, (*row).dest, func(x row) error {
		if more = len(page.Items) == query.Limit; !more {
			page.Items = append(page.Items, x.usage())
		}
		return nil
	}); err != nil || !more {
		return page, err
	}
	last := page.Items[query.Limit-1]
	page.NextCursor, err = s.cursors.Encode(scope, ord.encode(last), last.ID)
	return page, err
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
