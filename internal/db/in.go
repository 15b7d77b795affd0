package db

import (
	"context"
	"slices"
	"strings"
)

// listMark is where the list of In belongs in a text.
const listMark = "IN (...)"

// Chunks is a statement about a list of values, to be run for some of them at a time.
type Chunks struct {
	text   string
	atOnce int
	values []any
	args   []any
}

// In is a statement about values, which EachIn, CollectIn or ExecIn runs for at most atOnce of them at a time, and not
// at all where there are none. Its text has "IN (...)" wherever the list belongs, and $1 to $n for the n args:
//
//	db.In("SELECT id FROM member WHERE organization_id = $1 AND account_id IN (...)", 200, accountIDs, organizationID)
//
// The text is about one chunk: what it orders, it orders within the chunk, and it finds the same rows for a value again
// that is in two chunks. Within a chunk a value counts once, however often it is there; lists are Filled.
func In[T any](text string, atOnce int, values []T, args ...any) Chunks {
	if !strings.Contains(text, listMark) {
		panic("db: there is no place for the list in " + text) // SQLite would run it for every row
	}
	return Chunks{text, atOnce, Anys(values), args}
}

// each hands every statement to f.
func (c Chunks) each(f func(query string, args []any) error) error {
	query, listed := "", 0
	for chunk := range slices.Chunk(c.values, c.atOnce) {
		filled := Filled(chunk)
		if len(filled) != listed {
			listed = len(filled)
			query = strings.ReplaceAll(c.text, listMark, "IN ("+Placeholders(len(c.args)+1, listed)+")")
		}
		if err := f(query, slices.Concat(c.args, filled)); err != nil {
			return err
		}
	}
	return nil
}

// EachIn hands every row to f as it arrives, chunk after chunk.
func EachIn[T any](ctx context.Context, q Querier, in Chunks, dest func(*T) []any, f func(T) error) error {
	return in.each(func(query string, args []any) error {
		rows, err := q.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		return Each(rows, dest, f)
	})
}

// CollectIn scans every row of every chunk into a T.
func CollectIn[T any](ctx context.Context, q Querier, in Chunks, dest func(*T) []any) ([]T, error) {
	var out []T
	err := EachIn(ctx, q, in, dest, func(t T) error {
		out = append(out, t)
		return nil
	})
	return out, err
}

// ExecIn runs every statement and returns how many rows they changed.
func (t *Tx) ExecIn(ctx context.Context, in Chunks) (changed int64, err error) {
	err = in.each(func(query string, args []any) error {
		n, err := t.Exec(ctx, query, args...)
		changed += n
		return err
	})
	return changed, err
}
