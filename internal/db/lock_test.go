package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// Every transaction reads a number and writes the next: without the lock some would read the same.
func TestLock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run(t, d, put, "x", int64(0), int64(0))
		err := errors.Join(dbtest.Together(8, func(int) error {
			for range 5 {
				if err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
					if err := tx.Lock(ctx, "counting"); err != nil {
						return err
					}
					n := number(t, tx, "SELECT count FROM throttle WHERE key = 'x'")
					_, err := tx.Exec(ctx, "UPDATE throttle SET count = $1 WHERE key = 'x'", n+1)
					return err
				}); err != nil {
					return err
				}
			}
			return nil
		})...)
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, "SELECT count FROM throttle WHERE key = 'x'"); n != 40 {
			t.Errorf("counted to %d, want 40", n)
		}
	})
}

func TestWriteAlone(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.URL(t, engine)
			d := open(t, url)
			nodes := []*db.DB{d}
			if engine == db.Postgres { // one process writes to a SQLite file for requests
				nodes = append(nodes, open(t, url))
			}
			ctx := context.Background()
			nothing := func(context.Context, *db.Tx) error { return nil }
			alone, err := d.WriteAlone(ctx, "a", func(context.Context, *db.Tx) error {
				for i, node := range nodes {
					again, err := node.WriteAlone(ctx, "a", func(context.Context, *db.Tx) error {
						t.Errorf("node %d: ran beside the first", i)
						return nil
					})
					if again || err != nil {
						t.Errorf("node %d: the name is free while it is taken (%v)", i, err)
					}
					if engine == db.Postgres {
						if other, err := node.WriteAlone(ctx, "b", nothing); !other || err != nil {
							t.Errorf("node %d: another name is taken (%v)", i, err)
						}
					}
				}
				return errStop
			})
			if !alone || !errors.Is(err, errStop) {
				t.Errorf("the first: %t, %v", alone, err)
			}
			for i, node := range nodes { // whoever held it has let go, although it failed
				if free, err := node.WriteAlone(ctx, "a", nothing); !free || err != nil {
					t.Errorf("node %d: the name is still taken (%v)", i, err)
				}
			}
		})
	}
}

// Whoever shares a name does so with others who do, and keeps it from whoever wants it alone. SQLite's writer is alone.
func TestLockShared(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	d, other := open(t, url), open(t, url)
	ctx := context.Background()
	nothing := func(context.Context, *db.Tx) error { return nil }
	share := func(d *db.DB, within func() error) error {
		return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(tx.LockShared(ctx, "a"), within())
		})
	}
	if err := share(d, func() error {
		return share(other, func() error {
			if alone, err := other.WriteAlone(ctx, "a", nothing); alone || err != nil {
				t.Errorf("alone beside two who share: %t, %v", alone, err)
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	if alone, err := d.WriteAlone(ctx, "a", nothing); !alone || err != nil {
		t.Errorf("alone after them: %t, %v", alone, err)
	}
}

// Many names are busy at once, more than there are connections: each gets its turn.
func TestWriteAloneNeedsNoFurtherConnection(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			db.ShortenWait(t, 10*time.Second)
			d := open(t, dbtest.URL(t, engine))
			errs := dbtest.Together(60, func(i int) error {
				alone, err := d.WriteAlone(context.Background(), fmt.Sprint("name ", i), func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, put, fmt.Sprint(i), int64(1), int64(1))
					return err
				})
				if err == nil && !alone {
					return fmt.Errorf("name %d is taken", i)
				}
				return err
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			if n := number(t, d, count); n != 60 {
				t.Errorf("%d rows, want 60", n)
			}
		})
	}
}

func TestTallies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := time.Now()
		total := func(name string) int64 {
			n, err := db.Tally(ctx, d, name)
			if err != nil {
				t.Error(err)
			}
			return n
		}
		if n := total("a"); n != 0 {
			t.Errorf("a total of nothing is %d", n)
		}
		add := func(name string, delta int64, fail error) error {
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return errors.Join(tx.AddTally(ctx, name, delta, now), fail)
			})
			if errors.Is(err, errStop) {
				return nil
			}
			return err
		}
		// Writers of two totals, some of whom fail, and folds among them. What a reader sees of a total
		// that only grows must only grow.
		const writers, rounds = 6, 20
		var done atomic.Bool
		var reading sync.WaitGroup
		reading.Go(func() {
			last := int64(0)
			for !done.Load() {
				if n := total("a"); n < last {
					t.Errorf("the total fell from %d to %d during a fold", last, n)
				} else {
					last = n
				}
			}
		})
		errs := dbtest.Together(writers+2, func(i int) error {
			for round := range rounds {
				switch {
				case i >= writers && round%4 == 0:
					if err := d.FoldTallies(ctx, now); err != nil {
						return err
					}
				case i < writers:
					if err := errors.Join(add("a", int64(i), nil), add("b", -2, nil), add("a", 1000, errStop), add("a", 0, nil)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		done.Store(true)
		reading.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		check := func(when string) {
			if a, b := total("a"), total("b"); a != rounds*15 || b != -2*rounds*writers {
				t.Errorf("%s: a is %d and b is %d, want %d and %d", when, a, b, rounds*15, -2*rounds*writers)
			}
		}
		check("before the last fold")
		if err := d.FoldTallies(ctx, now); err != nil {
			t.Fatal(err)
		}
		check("after it")
		rows, err := d.Query(ctx, "SELECT name FROM tally ORDER BY name")
		if err != nil {
			t.Fatal(err)
		}
		names, err := db.Collect(rows, func(s *string) []any { return []any{s} })
		if err != nil || !slices.Equal(names, []string{"a", "b"}) {
			t.Errorf("rows of %q are left, want one of each total (%v)", names, err)
		}
	})
}
