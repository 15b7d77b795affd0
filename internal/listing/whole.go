package listing

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// Ask is what is asked of a list that is read whole each time, because an organization has few of what is in it.
type Ask struct {
	Q      string // contained in the name, or a whole ID
	Sort   string // one of the list's, "-" in front for descending; "" is its first
	Limit  int    // 0 for all
	Cursor string // of the page before; "" for the first page
}

// Whole says how such a list of T is searched and sorted.
type Whole[T any] struct {
	Name, ID func(T) string
	First    string                    // the sort where none is asked for
	Sorts    map[string]func(T) string // keys that compare byte by byte; equal ones go by ID
}

// TimeKey is a time, from 1970 on, as a key of a sort; no time comes first.
func TimeKey(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return NumberKey(t.UnixMicro())
}

// NumberKey is a number, 0 or more, as a key of a sort.
func NumberKey(n int64) string { return fmt.Sprintf("%020d", n) }

// Page returns one page of items, which are all that the reader may see. scope names the list. Errors: invalid_value
// for a sort that is not there, cursor_invalid, cursor_mismatch.
func (w Whole[T]) Page(cursors *db.Cursors, scope string, ask Ask, items []T) (Page[T], error) {
	asked := ask.Sort
	if asked == "" {
		asked = w.First
	}
	field, descending := strings.CutPrefix(asked, "-")
	key := w.Sorts[field]
	if key == nil {
		return Page[T]{}, fault.InvalidFields(fault.Field{
			Location: "query.sort", Code: "invalid_value",
			Message: "Must be one of " + strings.Join(slices.Sorted(maps.Keys(w.Sorts)), ", ") + ", with a leading - for descending.",
		})
	}
	q := strings.TrimSpace(ask.Q)
	compare := func(a, b [2]string) int {
		c := slices.Compare(a[:], b[:])
		if descending {
			return -c
		}
		return c
	}
	place := func(item T) [2]string { return [2]string{key(item), w.ID(item)} }
	var found []T
	for _, item := range items {
		if w.ID(item) == q || strings.Contains(text.Fold(w.Name(item)), text.Fold(q)) {
			found = append(found, item)
		}
	}
	slices.SortFunc(found, func(a, b T) int { return compare(place(a), place(b)) })
	page := Page[T]{Total: int64(len(found)), Exact: true}
	scope = fmt.Sprint(scope, " ", asked, " ", q)
	if ask.Cursor != "" {
		parts, err := cursors.Decode(scope, ask.Cursor, 2)
		if err != nil {
			return Page[T]{}, err
		}
		last, err := hex.DecodeString(parts[0])
		if err != nil {
			return Page[T]{}, err
		}
		after := slices.IndexFunc(found, func(item T) bool { return compare(place(item), [2]string{string(last), parts[1]}) > 0 })
		if after < 0 {
			after = len(found)
		}
		found = found[after:]
	}
	if ask.Limit > 0 && len(found) > ask.Limit {
		found = found[:ask.Limit]
		last := place(found[ask.Limit-1])
		var err error
		if page.NextCursor, err = cursors.Encode(scope, hex.EncodeToString([]byte(last[0])), last[1]); err != nil {
			return Page[T]{}, err
		}
	}
	page.Items = found
	return page, nil
}
