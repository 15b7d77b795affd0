package db

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// minPostgres is the oldest server version that is supported, as server_version_num has it.
const minPostgres = 150000

func openPostgres(ctx context.Context, url string) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		// pgx quotes the URL, password and all, in its own message.
		return nil, errors.New("database URL: not a valid postgres:// address")
	}
	if config.RuntimeParams == nil {
		config.RuntimeParams = map[string]string{}
	}
	config.RuntimeParams["application_name"] = "tenantry"
	config.RuntimeParams["lock_timeout"] = strconv.Itoa(int(writeWait.Milliseconds()))
	config.RuntimeParams["timezone"] = "UTC"
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(max(16, 4*runtime.GOMAXPROCS(0)))
	pool.SetMaxIdleConns(max(8, 2*runtime.GOMAXPROCS(0)))
	pool.SetConnMaxIdleTime(5 * time.Minute)
	var text string
	if err := pool.QueryRowContext(ctx, "SHOW server_version_num").Scan(&text); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to PostgreSQL: %w", err), pool.Close())
	}
	version, err := strconv.Atoi(text)
	if err != nil || version < minPostgres {
		return nil, errors.Join(fmt.Errorf("PostgreSQL 15 or later is needed, this server is %s", text), pool.Close())
	}
	return &DB{engine: Postgres, url: url, wait: writeWait, writer: pool, reader: pool, statements: newStatementCache()}, nil
}

func postgresError(err error) (*pgconn.PgError, bool) {
	var e *pgconn.PgError
	ok := errors.As(err, &e)
	return e, ok
}

// onConnection lets f use the transaction's own connection as the driver has it.
func (t *Tx) onConnection(f func(*pgx.Conn) error) error {
	return t.conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("unexpected driver connection %T", driver)
		}
		return f(conn.Conn())
	})
}

// runTogether runs statements in one round trip.
func (t *Tx) runTogether(ctx context.Context, statements []statement) error {
	batch := &pgx.Batch{}
	for _, s := range statements {
		batch.Queue(s.query, s.args...)
	}
	return t.onConnection(func(conn *pgx.Conn) error { return conn.SendBatch(ctx, batch).Close() })
}

// copyRows is the bulk load of PostgreSQL. It runs on the transaction's own connection.
func (t *Tx) copyRows(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error) {
	var n int64
	var failed error // of the source; what the server makes of it has only its words
	t.send(ctx)
	err := t.onConnection(func(conn *pgx.Conn) (err error) {
		n, err = conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() (row []any, err error) {
			row, failed = next()
			return row, failed
		}))
		return err
	})
	if failed != nil {
		return n, failed
	}
	return n, err
}
