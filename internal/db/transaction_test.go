package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
)

var errStop = errors.New("stop here")

func TestReadSeesOneSnapshot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run(t, d, put, "before", int64(1), int64(1))
		err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			first := number(t, tx, count)
			run(t, d, put, "meanwhile", int64(1), int64(1)) // commits on another connection
			run(t, d, "UPDATE throttle SET count = 7 WHERE key = 'before'")
			if n := number(t, tx, count); n != first {
				t.Errorf("%d rows, then %d", first, n)
			}
			if n := number(t, tx, "SELECT count FROM throttle WHERE key = 'before'"); n != 1 {
				t.Errorf("the row changed to %d under the reader", n)
			}
			if n := number(t, d.Querier(ctx), count); n != first {
				t.Errorf("Querier(ctx) saw %d rows: it is not the snapshot", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, count); n != 2 {
			t.Errorf("%d rows after the read, want 2", n)
		}
	})
}

func TestReadCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, put, "x", int64(1), int64(1))
			return err
		})
		if err == nil || number(t, d, count) != 0 {
			t.Errorf("a Read wrote: %v", err)
		}
	})
}

func TestReaderSeesACommitAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i := range int64(200) {
			run(t, d, put, fmt.Sprint(i), i, i)
			if n := number(t, d, count); n != i+1 {
				t.Fatalf("after commit %d a reader sees %d rows", i+1, n)
			}
		}
	})
}

func TestWriteJoinsWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		nested := func(fail error) error {
			return d.Write(context.Background(), func(ctx context.Context, outer *db.Tx) error {
				if _, err := outer.Exec(ctx, put, "outer", int64(1), int64(1)); err != nil {
					return err
				}
				err := d.Write(ctx, func(ctx context.Context, inner *db.Tx) error {
					if inner != outer {
						t.Error("the inner Write has a transaction of its own")
					}
					if n := number(t, d.Querier(ctx), count); n != 1 {
						t.Errorf("inside, Querier sees %d rows, want the outer's one", n)
					}
					_, err := inner.Exec(ctx, put, "inner", int64(1), int64(1))
					return err
				})
				if err != nil {
					return err
				}
				err = d.Read(ctx, func(_ context.Context, tx *db.Tx) error {
					if n := number(t, tx, count); n != 2 {
						t.Errorf("a Read inside sees %d rows, want 2", n)
					}
					return nil
				})
				return errors.Join(err, fail)
			})
		}
		if err := nested(errStop); !errors.Is(err, errStop) {
			t.Fatal(err)
		}
		if n := number(t, d, count); n != 0 {
			t.Fatalf("%d rows after the outer failed, want none: the inner committed on its own", n)
		}
		if err := nested(nil); err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, count); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
	})
}

func TestWhatFailsLeavesNoTrace(t *testing.T) {
	for name, fail := range map[string]func(ctx context.Context, tx *db.Tx, cancel func()) error{
		"error":   func(context.Context, *db.Tx, func()) error { return errStop },
		"panic":   func(context.Context, *db.Tx, func()) error { panic("on purpose") },
		"bad SQL": func(ctx context.Context, tx *db.Tx, _ func()) error { _, err := tx.Exec(ctx, "NONSENSE"); return err },
		"repeated": func(ctx context.Context, tx *db.Tx, _ func()) error {
			_, err := tx.Exec(ctx, put, "x", int64(1), int64(1))
			return err
		},
		"cancelled": func(ctx context.Context, tx *db.Tx, cancel func()) error {
			cancel()
			_, err := tx.Exec(ctx, put, "y", int64(1), int64(1))
			return err
		},
		"cancelled before the commit": func(_ context.Context, _ *db.Tx, cancel func()) error {
			cancel()
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				err := protect(func() error {
					return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
						if _, err := tx.Exec(ctx, put, "x", int64(1), int64(1)); err != nil {
							return err
						}
						return fail(ctx, tx, cancel)
					})
				})
				if err == nil {
					t.Error("no error")
				}
				if n := number(t, d, count); n != 0 {
					t.Errorf("%d rows, want none", n)
				}
				run(t, d, put, "after", int64(1), int64(1)) // and the writer is free
			})
		})
	}
}

func protect(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}

// Two transactions change two rows in opposite order: PostgreSQL ends one of them as a deadlock, and it
// runs again.
func TestDeadlockIsRetried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run(t, d, put, "a", int64(0), int64(0))
		run(t, d, put, "b", int64(0), int64(0))
		var tries atomic.Int64
		var both sync.WaitGroup
		both.Add(2)
		var met [2]sync.Once
		err := errors.Join(dbtest.Together(2, func(i int) error {
			keys := []string{"a", "b"}
			return d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				tries.Add(1)
				for step := range 2 {
					if _, err := tx.Exec(ctx, "UPDATE throttle SET count = count + 1 WHERE key = $1", keys[(i+step)%2]); err != nil {
						return err
					}
					if step == 0 && d.Engine() == db.Postgres { // SQLite's writers come one after the other
						met[i].Do(func() { both.Done(); both.Wait() })
					}
				}
				return nil
			})
		})...)
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, count+" WHERE count = 2"); n != 2 {
			t.Errorf("%d rows were changed by both, want 2", n)
		}
		if n := tries.Load(); d.Engine() == db.Postgres && n < 3 {
			t.Errorf("%d runs: there was no deadlock, so nothing was tested", n)
		}
	})
}

// Each transaction adds a row only when there is none. Under SERIALIZABLE one can win; the others are
// told to run again, and then see it.
func TestSerializationFailureIsRetried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var tries, won atomic.Int64
		const writers = 4
		var all sync.WaitGroup
		all.Add(writers)
		var met [writers]sync.Once
		err := errors.Join(dbtest.Together(writers, func(i int) error {
			mine := false
			err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				tries.Add(1)
				mine = false
				if d.Engine() == db.Postgres {
					if _, err := tx.Exec(ctx, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"); err != nil {
						return err
					}
				}
				var n int
				if err := tx.QueryRow(ctx, count).Scan(&n); err != nil || n > 0 {
					return err
				}
				if d.Engine() == db.Postgres {
					met[i].Do(func() { all.Done(); all.Wait() })
				}
				mine = true
				_, err := tx.Exec(ctx, put, fmt.Sprint(i), int64(1), int64(1))
				return err
			})
			if mine {
				won.Add(1)
			}
			return err
		})...)
		if err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, count); n != 1 || won.Load() != 1 {
			t.Errorf("%d rows by %d winners, want one of each", n, won.Load())
		}
		if n := tries.Load(); d.Engine() == db.Postgres && n <= writers {
			t.Errorf("%d runs: nobody was told to run again, so nothing was tested", n)
		}
	})
}

func TestRetriesEnd(t *testing.T) {
	d := dbtest.New(t, db.Postgres)
	tries := 0
	err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		tries++
		_, err := tx.Exec(ctx, "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
		return err
	})
	if !fault.Is(err, "busy") || tries < 2 {
		t.Errorf("after %d tries: %v, want a busy fault after several", tries, err)
	}
}

func TestWriterThatWaitsTooLongIsRefused(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			db.ShortenWait(t, 150*time.Millisecond)
			url := dbtest.URL(t, engine)
			d, other := open(t, url), open(t, url) // other is another program
			run(t, d, put, "x", int64(1), int64(1))
			for name, waiting := range map[string]*db.DB{"same program": d, "other program": other} {
				write(t, d, func(ctx context.Context, tx *db.Tx) error {
					if _, err := tx.Exec(ctx, "UPDATE throttle SET count = 2 WHERE key = 'x'"); err != nil {
						return err
					}
					err := waiting.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
						_, err := tx.Exec(ctx, "UPDATE throttle SET count = 3 WHERE key = 'x'")
						return err
					})
					if f, ok := fault.As(err); !ok || f.Kind != fault.Busy || f.Code != "busy" || f.RetryAfter <= 0 {
						t.Errorf("%s: got %v, want a busy fault that says when to try again", name, err)
					}
					if n := number(t, waiting, "SELECT count FROM throttle WHERE key = 'x'"); n == 3 {
						t.Errorf("%s: the refused write is there", name)
					}
					return nil
				})
			}
			run(t, other, "UPDATE throttle SET count = 4 WHERE key = 'x'") // the writer is free again
		})
	}
}

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestOpenRefuses(t *testing.T) {
	for url, want := range map[string]string{
		"":                                  "must start with sqlite: or postgres://",
		"mysql://u:secret@h/d":              "must start with sqlite: or postgres://",
		"sqlite:":                           "needs the path",
		"postgres://u:secret@h:port/d":      "not a valid postgres:// address",
		"sqlite:" + t.TempDir():             "open the database",
		"postgres://u:secret@127.0.0.1:1/d": "connect to PostgreSQL",
		"postgres://u:secret@/d?host=/nowhere/at": "connect to PostgreSQL",
	} {
		d, err := db.Open(context.Background(), url)
		if err == nil {
			t.Errorf("%q was opened", url)
			_ = d.Close()
			continue
		}
		if !contains(err, want) || contains(err, "secret") {
			t.Errorf("%q: %v, want %q and no password", url, err, want)
		}
	}
}

func TestAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, refusals := range []int{0, 1, 2, 3} {
			runs := 0
			err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				runs++
				if _, err := tx.Exec(ctx, put, fmt.Sprint("again", refusals), int64(1), int64(1)); err != nil {
					return err
				}
				return d.Write(ctx, func(context.Context, *db.Tx) error { // it is the whole that runs again
					if runs <= refusals {
						return fmt.Errorf("wrapped: %w", db.Again(errStop))
					}
					return nil
				})
			})
			want, rows := refusals+1, int64(1)
			if refusals > 2 {
				want, rows = 3, 0
			}
			if runs != want || (err == nil) != (rows == 1) || err != nil && !errors.Is(err, errStop) {
				t.Errorf("refused %d times: %d runs, %v", refusals, runs, err)
			}
			if n := number(t, d, "SELECT COUNT(*) FROM throttle WHERE key = $1", fmt.Sprint("again", refusals)); n != rows {
				t.Errorf("refused %d times: %d rows, want %d", refusals, n, rows)
			}
		}
		if db.Again(nil) != nil {
			t.Error("nothing went wrong")
		}
	})
}
