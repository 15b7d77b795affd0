package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// told keeps what it is asked.
type told struct {
	db.Querier
	queries []string
	lengths []int // of the arguments
}

func (q *told) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	q.queries, q.lengths = append(q.queries, query), append(q.lengths, len(args))
	return q.Querier.Query(ctx, query, args...)
}

// tenKeys are in the table throttle after put, with the count 1 and the time 2.
func tenKeys(t *testing.T, d *db.DB) []string {
	t.Helper()
	keys := make([]string, 10)
	for i := range keys {
		keys[i] = fmt.Sprintf("key %d", i)
		run(t, d, put, keys[i], int64(1), int64(2))
	}
	run(t, d, put, "other", int64(3), int64(2))
	return keys
}

func TestCollectIn(t *testing.T) {
	const (
		plain  = "SELECT key FROM throttle WHERE key IN (...) ORDER BY key"
		within = "SELECT key FROM throttle WHERE count = $1 AND key IN (...) AND last_at = $2 ORDER BY key"
		twice  = "SELECT key FROM throttle WHERE key IN (...) AND key <> $1 UNION ALL SELECT key FROM throttle WHERE key IN (...) AND key = $1 ORDER BY key"
	)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys := tenKeys(t, d)
		for _, test := range []struct {
			name    string
			text    string
			values  []string
			args    []any
			want    []string
			lengths []int
		}{
			{"no values", plain, nil, nil, nil, nil},
			{"one", plain, keys[3:4], nil, keys[3:4], []int{1}},
			{"three, filled to four", plain, keys[:3], nil, keys[:3], []int{4}},
			{"chunks of one length", plain, keys[:8], nil, keys[:8], []int{4, 4}},
			{"chunks of two lengths", plain, keys, nil, keys, []int{4, 4, 2}},
			{"a value twice in a chunk", plain, []string{keys[1], keys[0], keys[1]}, nil, keys[:2], []int{4}},
			{"a value in two chunks", plain, append(slices.Clone(keys[:4]), keys[0]), nil, append(slices.Clone(keys[:4]), keys[0]), []int{4, 1}},
			{"unknown values", plain, []string{"a", "b", "c"}, nil, nil, []int{4}},
			{"further arguments", within, append([]string{"other"}, keys[:5]...), []any{1, 2}, keys[:5], []int{6, 4}},
			{"two lists", twice, keys[:5], []any{keys[0]}, keys[:5], []int{5, 2}},
		} {
			q := &told{Querier: d}
			got, err := db.CollectIn(context.Background(), q, db.In(test.text, 4, test.values, test.args...), db.Column[string])
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("%s: got %q (%v), want %q", test.name, got, err, test.want)
			}
			if !slices.Equal(q.lengths, test.lengths) {
				t.Errorf("%s: the statements have %v arguments, want %v", test.name, q.lengths, test.lengths)
			}
		}
		q := &told{Querier: d}
		if _, err := db.CollectIn(context.Background(), q, db.In(within, 4, keys[:3], 1, 2), db.Column[string]); err != nil {
			t.Fatal(err)
		}
		const want = "SELECT key FROM throttle WHERE count = $1 AND key IN ($3, $4, $5, $6) AND last_at = $2 ORDER BY key"
		if !slices.Equal(q.queries, []string{want}) {
			t.Errorf("asked %q, want %q", q.queries, want)
		}
	})
}

func TestEachInLocksRowsAndStopsAtAnError(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys := tenKeys(t, d)
		enough := errors.New("enough")
		var got []string
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			in := db.In("SELECT key FROM throttle WHERE key IN (...) ORDER BY key"+tx.ForUpdate(), 4, keys)
			return db.EachIn(ctx, tx, in, db.Column[string], func(key string) error {
				if got = append(got, key); len(got) == 6 {
					return enough
				}
				return nil
			})
		})
		if !errors.Is(err, enough) || !slices.Equal(got, keys[:6]) {
			t.Errorf("got %q (%v), want the first six and the error", got, err)
		}
		if _, err := db.CollectIn(context.Background(), d, db.In("SELECT nonsense FROM throttle WHERE key IN (...)", 4, keys), db.Column[string]); err == nil {
			t.Error("a query for an unknown column gave no error")
		}
	})
}

func TestExecIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys := tenKeys(t, d)
		for _, test := range []struct {
			name   string
			values []string
			want   int64
		}{
			{"no values", nil, 0},
			{"three chunks", keys, 10},
			{"one twice in a chunk", []string{keys[0], keys[0]}, 1},
			{"unknown", []string{"a"}, 0},
		} {
			var changed int64
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				var err error
				changed, err = tx.ExecIn(ctx, db.In("UPDATE throttle SET count = count + $1 WHERE key IN (...)", 4, test.values, 1))
				return err
			})
			if changed != test.want {
				t.Errorf("%s: %d rows changed, want %d", test.name, changed, test.want)
			}
		}
		if n := number(t, d, "SELECT count FROM throttle WHERE key = 'other'"); n != 3 {
			t.Errorf("a row that was not listed was changed to %d", n)
		}
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.ExecIn(ctx, db.In("UPDATE throttle SET nonsense = 1 WHERE key IN (...)", 4, keys))
			return err
		})
		if err == nil {
			t.Error("an update of an unknown column gave no error")
		}
	})
}

func TestInNeedsAPlaceForItsList(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a statement without a place for its list was accepted")
		}
	}()
	db.In("DELETE FROM throttle", 4, []string{"key"})
}
