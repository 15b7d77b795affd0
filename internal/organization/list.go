package organization

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

// Query is one page of a list.
type Query struct {
	Filter
	Within     *access.Reach // only what is in it as well; nil for all that the caller sees
	Sort       string        // one of SortFields, "-" in front for descending; "" is by name
	Limit      int           // 1–200
	Cursor     string        // of the page before; "" for the first page
	ExactCount bool          // count all, however many
}

// Page is what a list answers.
type Page struct {
	Items      []Organization
	NextCursor string // "" on the last page
	Total      Total
}

// Total counts what the filters match: exactly up to MaxCounted, "at least that many" above.
type Total struct {
	Value int64
	Exact bool
}

// MaxCounted is up to where a filtered list counts.
const MaxCounted = 10000

// order is a parsed sort.
type order struct {
	columns    []string // ends in the ID
	descending bool
}

// parseSort reads a sort. Who may not see the external key cannot learn its order either.
func parseSort(caller access.Caller, sort string) (order, error) {
	if sort == "" {
		sort = "name"
	}
	field, descending := strings.CutPrefix(sort, "-")
	fields := SortFields()
	if !caller.Staff() {
		fields = slices.DeleteFunc(fields, func(f string) bool { return f == "externalKey" })
	}
	if !slices.Contains(fields, field) {
		return order{}, fault.InvalidFields(fault.Field{
			Location: "query.sort", Code: "invalid_value",
			Message: "Must be one of " + strings.Join(fields, ", ") + ", with a leading - for descending.",
		})
	}
	return order{columns: append(slices.Clone(sortColumns[field]), "id"), descending: descending}, nil
}

func (o order) sql() string {
	direction := ""
	if o.descending {
		direction = " DESC"
	}
	parts := make([]string, len(o.columns))
	for i, c := range o.columns {
		parts[i] = "o." + c + direction
	}
	return " ORDER BY " + strings.Join(parts, ", ")
}

// after adds the predicate "comes after the row with this sort key".
func (o order) after(sel *selection, last []string) error {
	columns, places := make([]string, len(last)), make([]string, len(last))
	for i, part := range last {
		value, err := decodeKey(o.columns[i], part)
		if err != nil {
			return err
		}
		columns[i], places[i] = "o."+o.columns[i], sel.arg(value)
	}
	sign := " > "
	if o.descending {
		sign = " < "
	}
	sel.and("(" + strings.Join(columns, ", ") + ")" + sign + "(" + strings.Join(places, ", ") + ")")
	return nil
}

// encodeKey and decodeKey carry one part of a sort key through a cursor.
func encodeKey(value any) string {
	if key, ok := value.([]byte); ok {
		return base64.RawURLEncoding.EncodeToString(key)
	}
	return fmt.Sprint(value)
}

func decodeKey(column, part string) (any, error) {
	switch column {
	case "name_key":
		return base64.RawURLEncoding.DecodeString(part)
	case "created_at", "updated_at":
		return strconv.ParseInt(part, 10, 64)
	default:
		return part, nil
	}
}

// List returns one page of the organizations that the caller sees. Errors: cursor_invalid,
// cursor_mismatch, and invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	ord, err := parseSort(caller, query.Sort)
	if err != nil {
		return Page{}, err
	}
	q := s.db.Querier(ctx)
	within := reach(caller, query.Filter, ord)
	if query.Within != nil {
		within = within.And(*query.Within)
	}
	sel, err := s.selectFor(ctx, q, within, query.Filter)
	if err != nil {
		return Page{}, err
	}
	// A cursor of other filters or another reach is not this list's. How its texts are looked for does not
	// matter: that can change from page to page.
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	scope := fmt.Sprint("organizations ", ord, within, string(filters))
	total, err := s.count(ctx, q, within, query, sel)
	if err != nil {
		return Page{}, err
	}
	if query.Cursor != "" {
		last, err := s.cursors.Decode(scope, query.Cursor, len(ord.columns))
		if err != nil {
			return Page{}, err
		}
		if err := ord.after(sel, last); err != nil {
			return Page{}, err
		}
	}
	items, more, err := page(ctx, q, "SELECT "+columns+from+sel.sql()+ord.sql()+" LIMIT "+sel.arg(query.Limit+1), sel.args, query.Limit)
	if err != nil {
		return Page{}, err
	}
	result := Page{Items: items, Total: total}
	if more {
		var last []string
		for _, part := range sortKey(items[len(items)-1], ord.columns) {
			last = append(last, encodeKey(part))
		}
		if result.NextCursor, err = s.cursors.Encode(scope, last...); err != nil {
			return Page{}, err
		}
	}
	for i := range result.Items {
		show(caller, &result.Items[i])
	}
	return result, nil
}

func (s *Service) count(ctx context.Context, q db.Querier, reach access.Reach, query Query, sel *selection) (Total, error) {
	if reach.All() && len(sel.where) == 1 { // the reach alone: the deployment's own total, which is kept
		n, err := db.Tally(ctx, q, tally)
		return Total{Value: n, Exact: true}, err
	}
	limit := ""
	if !query.ExactCount {
		limit = fmt.Sprintf(" LIMIT %d", MaxCounted+1)
	}
	var n int64
	err := q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM organization o"+sel.sql()+limit+") t", sel.args...).Scan(&n)
	if n > MaxCounted && !query.ExactCount {
		return Total{Value: MaxCounted}, err
	}
	return Total{Value: n, Exact: true}, err
}

// Export hands every organization that the filters show to each, in the order of the sort, with the
// keys by which a file names the organizations it refers to. It needs the memory of one row.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Exported) error) error {
	ord, err := parseSort(caller, sort)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		sel, err := s.selectFor(ctx, tx, reach(caller, f, ord), f)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT "+exportColumns+exportFrom+sel.sql()+ord.sql(), sel.args...)
		if err != nil {
			return err
		}
		return db.Each(rows, (*exportRow).dest, func(x exportRow) error {
			e := x.exported()
			if show(caller, &e.Organization); !caller.Staff() {
				e.RegisteredKey, e.ParentKey = "", ""
			}
			return each(e)
		})
	})
}

// Exported is an organization with the external keys of those it refers to, "" where they have none.
type Exported struct {
	Organization
	RegisteredKey string
	ParentKey     string
}

type exportRow struct {
	row
	registeredKey, parentKey string
}
