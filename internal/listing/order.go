package listing

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/fault"
)

// Kind is the type of a column that lists are sorted by.
type Kind int

// The kinds.
const (
	Text Kind = iota
	Integer
	Bytes
)

// Column is one that a list can be sorted by.
type Column struct {
	Name string // with the name of its row in the query: m.name_key
	Kind Kind
}

// Order is a parsed sort.
type Order struct {
	Column
	Descending bool
}

// Fields are the names that a list can be sorted by, each also with a leading "-" for descending.
func Fields(columns map[string]Column) []string { return slices.Sorted(maps.Keys(columns)) }

// Parse reads a sort; "" is by the column named first. One that is not there is invalid_value on query.sort.
func Parse(sort, first string, columns map[string]Column) (Order, error) {
	field, descending := strings.CutPrefix(sort, "-")
	if sort == "" {
		field = first
	}
	column, ok := columns[field]
	if !ok {
		return Order{}, fault.InvalidFields(fault.Field{
			Location: "query.sort", Code: "invalid_value",
			Message: "Must be one of " + strings.Join(Fields(columns), ", ") + ", with a leading - for descending.",
		})
	}
	return Order{column, descending}, nil
}

// By is the ORDER BY of a query in which the sort key is called column, and what ends the order tie. They may be the
// same.
func (o Order) By(column, tie string) string {
	direction := ""
	if o.Descending {
		direction = " DESC"
	}
	if column == tie {
		return " ORDER BY " + tie + direction
	}
	return " ORDER BY " + column + direction + ", " + tie + direction
}

// After is the predicate "comes after the row with this sort key and this tie".
func (o Order) After(args *Args, column, tie string, key any, last string) string {
	sign := " > "
	if o.Descending {
		sign = " < "
	}
	if column == tie {
		return tie + sign + args.Add(last)
	}
	return "(" + column + ", " + tie + ")" + sign + "(" + args.Add(key) + ", " + args.Add(last) + ")"
}

// Encode and Decode carry the sort key of a row through a cursor.
func (o Order) Encode(key any) string {
	if b, ok := key.([]byte); ok {
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return fmt.Sprint(key)
}

// Decode takes back what Encode made.
func (o Order) Decode(part string) (any, error) {
	switch o.Kind {
	case Bytes:
		return base64.RawURLEncoding.DecodeString(part)
	case Integer:
		return strconv.ParseInt(part, 10, 64)
	default:
		return part, nil
	}
}
