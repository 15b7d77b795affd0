package peer

import (
	"context"
	"crypto/rand"
	"database/sql"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/oklog/ulid/v2"
	"github.com/openfga/openfga/pkg/logger"
	"github.com/openfga/openfga/pkg/storage/migrate"
	"github.com/openfga/openfga/pkg/storage/postgres"
	"github.com/openfga/openfga/pkg/storage/sqlcommon"
	"github.com/openfga/openfga/pkg/storage/sqlite"

	"github.com/tenantry/tenantry/bench/population"
)

// wait is how long a migration may take.
const wait = time.Minute

// datastoreConfig is for a datastore that stays connected.
func datastoreConfig() *sqlcommon.Config {
	return &sqlcommon.Config{
		Logger: logger.NewNoopLogger(), MaxTuplesPerWriteField: 100, MaxTypesPerModelField: 100,
		MaxOpenConns: 50, MinOpenConns: 10, MaxIdleConns: 50, MinIdleConns: 10, PingTimeout: wait, PingRetryMaxElapsedTime: wait,
	}
}

// NewOpenFGAOnSQLite fills OpenFGA's own SQLite datastore, straight into its table, and gives it all the
// memory it can use.
func NewOpenFGAOnSQLite(ctx context.Context, p *population.Population, file string) (*OpenFGA, error) {
	uri := "file:" + file + "?_pragma=synchronous(OFF)&_pragma=cache_size(-500000)&_pragma=mmap_size(4000000000)"
	if err := migrate.RunMigrations(migrate.MigrationConfig{Engine: "sqlite", URI: uri, Timeout: wait, PingTimeout: wait}); err != nil {
		return nil, err
	}
	dsn, err := sqlite.PrepareDSN(uri)
	if err != nil {
		return nil, err
	}
	d, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	d.SetMaxIdleConns(50)
	datastore, err := sqlite.NewWithDB(d, datastoreConfig())
	if err != nil {
		return nil, err
	}
	return newOpenFGA(ctx, p, datastore, func(store string) error { return fillSQLite(d, store, p) })
}

func fillSQLite(d *sql.DB, store string, p *population.Population) error {
	tx, err := d.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after the commit there is nothing to roll back
	insert, err := tx.Prepare(`INSERT INTO tuple (store, object_type, object_id, relation, user_object_type, user_object_id, user_relation, user_type, ulid, inserted_at)
		VALUES (?, ?, ?, ?, ?, ?, '', 'user', ?, ?)`)
	if err != nil {
		return err
	}
	next := identifiers()
	for t := range tuples(p) {
		objectType, object, _ := strings.Cut(t.GetObject(), ":")
		userType, user, _ := strings.Cut(t.GetUser(), ":")
		id, now := next()
		if _, err := insert.Exec(store, objectType, object, t.GetRelation(), userType, user, id, now); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = d.Exec("ANALYZE")
	return err
}

// NewOpenFGAOnPostgres fills OpenFGA's own PostgreSQL datastore, straight into its table.
func NewOpenFGAOnPostgres(ctx context.Context, p *population.Population, uri string) (*OpenFGA, error) {
	if err := migrate.RunMigrations(migrate.MigrationConfig{Engine: "postgres", URI: uri, Timeout: wait, PingTimeout: wait}); err != nil {
		return nil, err
	}
	datastore, err := postgres.New(uri, datastoreConfig())
	if err != nil {
		return nil, err
	}
	return newOpenFGA(ctx, p, datastore, func(store string) error { return fillPostgres(ctx, uri, store, p) })
}

func fillPostgres(ctx context.Context, uri, store string, p *population.Population) error {
	d, err := pgxpool.New(ctx, uri)
	if err != nil {
		return err
	}
	defer d.Close()
	id := identifiers()
	rows := make(chan []any, 1000)
	go func() {
		defer close(rows)
		for t := range tuples(p) {
			objectType, object, _ := strings.Cut(t.GetObject(), ":")
			identifier, now := id()
			rows <- []any{store, objectType, object, t.GetRelation(), t.GetUser(), "user", identifier, now}
		}
	}()
	if _, err := d.CopyFrom(ctx, pgx.Identifier{"tuple"}, []string{"store", "object_type", "object_id", "relation", "_user", "user_type", "ulid", "inserted_at"},
		pgx.CopyFromFunc(func() ([]any, error) { return <-rows, nil })); err != nil {
		return err
	}
	_, err = d.Exec(ctx, "ANALYZE tuple")
	return err
}

// identifiers are those of tuples, with the time they were made.
func identifiers() func() (string, time.Time) {
	now, entropy := time.Now().UTC(), ulid.Monotonic(rand.Reader, 0)
	return func() (string, time.Time) { return ulid.MustNew(ulid.Timestamp(now), entropy).String(), now }
}
