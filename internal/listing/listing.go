// Package listing has what lists share that are sorted, paged by the last row's key, and counted up to a limit.
//
//	args.go     the arguments of one SQL text
//	order.go    a sort, as SQL and in a cursor
//	listing.go  pages, and totals
//	whole.go    lists that are read whole each time
//
// Neighbours: member and number have such lists, role and apikey those that are read whole. It knows no table.
package listing

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
)

// MaxCounted is up to where a filtered list counts.
const MaxCounted = 10000

// Page is one page of a list of T.
type Page[T any] struct {
	Items      []T
	NextCursor string // "" on the last page
	Total      int64
	Exact      bool // Total is all of them, and not only at least so many
}

// Each reads rows of which the last column is what they are sorted by, and hands them on with it.
func Each[R any](ctx context.Context, q db.Querier, text string, args []any, o Order, dest func(*R) []any, each func(row R, key any) error) error {
	type sorted struct {
		row R
		key key
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	return db.Each(rows, func(x *sorted) []any { return append(dest(&x.row), x.key.dest(o.Kind)) }, func(x sorted) error {
		return each(x.row, x.key.value(o.Kind))
	})
}

// Take reads a page of at most limit rows from a query of one row more, and the sort key of its last row as a cursor
// carries it. more says whether there is a page behind it.
func Take[R, T any](ctx context.Context, q db.Querier, text string, args []any, o Order, limit int, dest func(*R) []any, item func(R) T) (items []T, key string, more bool, err error) {
	items = make([]T, 0, min(limit, 1000))
	err = Each(ctx, q, text, args, o, dest, func(row R, at any) error {
		if more = len(items) == limit; !more {
			items = append(items, item(row))
			key = o.Encode(at)
		}
		return nil
	})
	return items, key, more, err
}

// Portion is how many rows EachPage reads at a time.
const Portion = 200

// EachPage reads page after page of a list and hands them on, so that what it takes more queries to know is asked for
// many rows at once, and all of it needs the memory of a few hundred. rows is the query of at most limit rows after
// last, the sort key and the ID of a row, which is nil for the first page.
func EachPage[R, T any](ctx context.Context, q db.Querier, o Order, rows func(last []string, limit int) (text string, args []any, err error), dest func(*R) []any, item func(R) T, idOf func(T) string, each func([]T) error) error {
	for last := []string(nil); ; {
		text, args, err := rows(last, Portion+1)
		if err != nil {
			return err
		}
		items, key, more, err := Take(ctx, q, text, args, o, Portion, dest, item)
		if err != nil {
			return err
		}
		if err := each(items); err != nil {
			return err
		}
		if !more {
			return nil
		}
		last = []string{key, idOf(items[len(items)-1])}
	}
}

// key holds the value that a row is sorted by.
type key struct {
	text  string
	bytes []byte
	n     int64
}

func (k *key) dest(kind Kind) any {
	switch kind {
	case Bytes:
		return &k.bytes
	case Integer:
		return &k.n
	default:
		return &k.text
	}
}

func (k *key) value(kind Kind) any {
	switch kind {
	case Bytes:
		return k.bytes
	case Integer:
		return k.n
	default:
		return k.text
	}
}

// Count returns how many rows a query yields: exactly up to MaxCounted, or all of them.
func Count(ctx context.Context, q db.Querier, text string, args []any, all bool) (n int64, exact bool, err error) {
	if all {
		return CountTo(ctx, q, text, args, 0)
	}
	return CountTo(ctx, q, text, args, MaxCounted)
}

// CountTo returns how many rows a query yields: exactly up to most, or all of them where most is 0.
func CountTo(ctx context.Context, q db.Querier, text string, args []any, most int) (n int64, exact bool, err error) {
	limit := ""
	if most > 0 {
		limit = fmt.Sprintf(" LIMIT %d", most+1)
	}
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM ("+text+limit+") t", args...).Scan(&n); err != nil {
		return 0, false, err
	}
	if n > int64(most) && most > 0 {
		return int64(most), false, nil
	}
	return n, true, nil
}

// Union is several queries of the same columns as one, each with an order and a limit of its own.
func Union(parts []string) string {
	for i, part := range parts {
		parts[i] = fmt.Sprintf("SELECT * FROM (%s) part%d", part, i)
	}
	return strings.Join(parts, " UNION ALL ")
}
