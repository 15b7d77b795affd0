package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/fault"
)

// WriteWait is how long a write waits for its turn before it is refused with a Busy fault.
const WriteWait = 30 * time.Second

// writeWait is WriteWait; tests shorten it for the databases they open.
var writeWait = WriteWait

// Querier is what SQL runs against: a transaction or a pool.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

// DB is an open database of either engine. It is safe for concurrent use.
type DB struct {
	engine Engine
	url    string
	wait   time.Duration // how long a write waits for its turn
	writer *sql.DB
	reader *sql.DB
	// statements caches what SQLite compiled for reads on the pool, written what it compiled for transactions that
	// write; pgx keeps its own for the latter.
	statements *statementCache
	written    *statementCache // nil on PostgreSQL
	// running holds the names that WriteAlone is at work under in this process.
	running sync.Map
	// Observe, where it is set before the database is used, is told every query on the pool. The
	// benchmarks use it to learn what a request asks.
	Observe func(query string, args []any)
}

// Engine tells the two engines apart. Only this package and its tests look at it.
type Engine string

// The engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Open opens the database that url names: `sqlite:PATH` or `postgres://…`. It does not migrate.
func Open(ctx context.Context, url string) (*DB, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"))
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url)
	default:
		return nil, fmt.Errorf("database URL must start with sqlite: or postgres://, got %q", schemeOf(url))
	}
}

func schemeOf(url string) string {
	scheme, _, _ := strings.Cut(url, ":")
	return scheme
}

// Engine says which engine this is.
func (d *DB) Engine() Engine { return d.engine }

// Close closes the pools; on SQLite the last close folds the write-ahead log into the file.
func (d *DB) Close() error {
	d.statements.close()
	if d.written != nil {
		d.written.close()
	}
	err := d.reader.Close()
	if d.writer != d.reader {
		err = errors.Join(err, d.writer.Close())
	}
	return err
}

// Ping answers whether the database can be read.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	return d.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Stats are the figures of the pool that reads use.
func (d *DB) Stats() sql.DBStats { return d.reader.Stats() }

type contextKey struct{}

func txFrom(ctx context.Context) *Tx {
	tx, ok := ctx.Value(contextKey{}).(*Tx)
	if !ok {
		return nil
	}
	return tx
}

// Querier returns the transaction that ctx is in, or the pool. A reader of the pool sees a commit as
// soon as it has returned.
func (d *DB) Querier(ctx context.Context) Querier {
	if tx := txFrom(ctx); tx != nil {
		return tx
	}
	return d
}

// Query runs one query on the pool.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if d.Observe != nil {
		d.Observe(query, args)
	}
	if stmt := d.statements.get(ctx, d.reader, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return d.reader.QueryContext(ctx, query, args...)
}

// QueryRow runs one query that yields at most one row on the pool.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if d.Observe != nil {
		d.Observe(query, args)
	}
	if stmt := d.statements.get(ctx, d.reader, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return d.reader.QueryRowContext(ctx, query, args...)
}

// Tx is one transaction. The context that Write and Read hand to their function carries it.
type Tx struct {
	db     *DB
	conn   *sql.Conn
	tx     *sql.Tx
	before []func(ctx context.Context, tx *Tx) error
	after  []func(ctx context.Context)
	values map[any]any
	// statements are the compiled ones of the pool it is on; nil where there are none.
	statements *statementCache
	later      []statement // that wait to be sent together
	failed     error       // of what was sent; the server takes no further statement after it
}

// statement is a text with its arguments.
type statement struct {
	query string
	args  []any
}

// BeforeCommit has f run as the last thing of the transaction, after everything that the outermost Write
// does. An error of f undoes it all.
func (t *Tx) BeforeCommit(f func(ctx context.Context, tx *Tx) error) { t.before = append(t.before, f) }

// AfterCommit has f run once the transaction is committed, before Write returns. What must not be lost
// if the program ends in between is stored in the transaction as well.
func (t *Tx) AfterCommit(f func(ctx context.Context)) { t.after = append(t.after, f) }

// Once returns what first made for this key in this transaction.
func Once[T any](t *Tx, key any, first func() T) T {
	if v, ok := t.values[key].(T); ok {
		return v
	}
	if t.values == nil {
		t.values = map[any]any{}
	}
	v := first()
	t.values[key] = v
	return v
}

// compiled returns the statement of a text that this transaction, one that writes, can run; nil where there is none.
func (t *Tx) compiled(ctx context.Context, query string) *sql.Stmt {
	if t.statements == nil {
		return nil
	}
	stmt := t.statements.seen(query)
	if stmt == nil {
		return nil
	}
	return t.tx.StmtContext(ctx, stmt)
}

// Later runs one statement before the next one of the transaction, or before its commit: for what does not fail because
// of what it is given, and whose outcome nobody asks for. An error undoes the transaction and is what Write returns. On
// PostgreSQL all that wait take one round trip together; SQLite, which has none, runs it at once.
func (t *Tx) Later(ctx context.Context, query string, args ...any) error {
	if t.db.engine == Postgres {
		t.later = append(t.later, statement{query, args})
		return nil
	}
	_, err := t.Exec(ctx, query, args...)
	return err
}

// send runs what waits.
func (t *Tx) send(ctx context.Context) {
	if len(t.later) == 0 || t.failed != nil {
		return
	}
	waiting := t.later
	t.later = nil
	t.failed = t.runTogether(ctx, waiting)
}

// Query runs one query in the transaction.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	t.send(ctx)
	if stmt := t.compiled(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}

// QueryRow runs one query that yields at most one row in the transaction.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	t.send(ctx)
	if stmt := t.compiled(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return t.tx.QueryRowContext(ctx, query, args...)
}

// Exec runs one statement and returns how many rows it changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	t.send(ctx)
	var res sql.Result
	var err error
	if stmt := t.compiled(ctx, query); stmt != nil {
		res, err = stmt.ExecContext(ctx, args...)
	} else {
		res, err = t.tx.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Write runs f in one transaction and commits when f returns nil. The engine may ask for another try
// (a serialization failure, a deadlock): f then runs again from the start, so it must not keep what an
// earlier run left behind. A writer that waited WriteWait in vain gets a Busy fault.
func (d *DB) Write(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if tx := txFrom(ctx); tx != nil {
		return f(ctx, tx)
	}
	const tries, triesAgain = 8, 3
	for try := 1; ; try++ {
		if d.written != nil {
			d.written.compile(ctx, d.writer)
		}
		err := d.once(ctx, d.writer, &sql.TxOptions{}, f)
		var again outdated
		switch {
		case errors.As(err, &again):
			if try >= triesAgain {
				return again.error
			}
		case err == nil || !retryable(err):
			return asBusy(err)
		case try == tries:
			return busy(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try*try) * time.Millisecond):
		}
	}
}

// outdated marks an error after which a transaction is run again.
type outdated struct{ error }

func (o outdated) Unwrap() error { return o.error }

// Again marks an error of what another transaction did at the same moment, with which the same function would do
// better if it ran again from the start. The outermost Write runs it up to three times and then returns err.
func Again(err error) error {
	if err == nil {
		return nil
	}
	return outdated{err}
}

// Read runs f on one snapshot: all its queries see the same state. Inside a Write it is the Write's own.
func (d *DB) Read(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if tx := txFrom(ctx); tx != nil {
		return f(ctx, tx)
	}
	opts := &sql.TxOptions{ReadOnly: true}
	if d.engine == Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	return asBusy(d.once(ctx, d.reader, opts, f))
}

func (d *DB) once(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, f func(ctx context.Context, tx *Tx) error) (err error) {
	var after []func(ctx context.Context)
	defer func() { // once the connection is given back: what follows a commit may need it
		for _, f := range after {
			f(ctx)
		}
	}()
	wait, cancel := context.WithTimeout(ctx, d.wait)
	defer cancel()
	conn, err := pool.Conn(wait)
	if err != nil {
		if wait.Err() != nil && ctx.Err() == nil {
			return busy(err)
		}
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	sqlTx, err := conn.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			rollback := sqlTx.Rollback()
			if rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
				err = errors.Join(err, rollback)
			}
		}
	}()
	tx := &Tx{db: d, conn: conn, tx: sqlTx}
	if pool == d.writer {
		tx.statements = d.written
	}
	within := context.WithValue(ctx, contextKey{}, tx)
	if err := f(within, tx); err != nil {
		return cmp.Or(tx.failed, err)
	}
	for i := 0; i < len(tx.before); i++ { // one may add another
		if err := tx.before[i](within, tx); err != nil {
			return cmp.Or(tx.failed, err)
		}
	}
	if tx.send(ctx); tx.failed != nil {
		return tx.failed
	}
	if err := sqlTx.Commit(); err != nil {
		return err
	}
	committed = true
	after = tx.after
	return nil
}

func busy(cause error) error {
	f := fault.New(fault.Busy, "busy", "The database was busy for too long. Nothing was changed; try again in a moment.").Because(cause)
	f.RetryAfter = 5 * time.Second
	return f
}

func asBusy(err error) error {
	if err == nil || !lockTimeout(err) {
		return err
	}
	return busy(err)
}

// Micros is a time as it is stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the stored time as a time in UTC.
func Time(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// NullString stores "" as NULL; for nullable references only.
func NullString(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// Placeholders returns "$first, $first+1, …" for n values. Lists longer than a few hundred belong in
// several queries: In makes them.
func Placeholders(first, n int) string {
	b := make([]byte, 0, 6*n)
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(append(b, '$'), int64(first+i), 10)
	}
	return string(b)
}
