package dbtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
)

// engines is what [Each] runs on, in this order.
var engines = []db.Engine{db.SQLite, db.Postgres}

// Main runs a package's tests, then ends the PostgreSQL server they started or
// removes what they made on a shared one. It does not return. To be called from TestMain:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
func Main(m interface{ Run() int }) {
	status := m.Run()
	if err := closeServer(); err != nil {
		fmt.Fprintln(os.Stderr, "dbtest:", err)
		status = 1
	}
	os.Exit(status)
}

// Each runs f as the subtests "sqlite" and "postgres", each with a fresh
// migrated database that is closed at its end.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) { f(t, New(t, engine)) })
	}
}

// New returns a fresh migrated database, closed at the end of the test.
func New(t testing.TB, engine db.Engine) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), URL(t, engine))
	if err != nil {
		t.Fatalf("open the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test's database: %v", err)
		}
	})
	return d
}

// URL returns the URL of a fresh migrated database, for tests that start the
// program. It is removed at the end of the test, whoever is connected.
func URL(t testing.TB, engine db.Engine) string {
	t.Helper()
	switch engine {
	case db.SQLite:
		path := filepath.Join(t.TempDir(), "tenantry.db")
		if err := os.WriteFile(path, sqliteTemplate(t), 0o600); err != nil {
			t.Fatalf("copy the template database: %v", err)
		}
		return "sqlite:" + path
	case db.Postgres:
		return createDatabase(t, postgresTemplate(t))
	default:
		t.Fatalf("unknown engine %q", engine)
		return ""
	}
}

// Empty returns the URL of a database that holds nothing yet, for tests of the
// migrations themselves.
func Empty(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "tenantry.db")
	}
	return createDatabase(t, "template0")
}

// sqlite holds the template file, migrated once per process.
var sqlite struct {
	once sync.Once
	file []byte
	err  error
}

func sqliteTemplate(t testing.TB) []byte {
	t.Helper()
	sqlite.once.Do(func() { sqlite.file, sqlite.err = migratedFile() })
	if sqlite.err != nil {
		t.Fatalf("prepare the template database: %v", sqlite.err)
	}
	return sqlite.file
}

// migratedFile returns the bytes of a migrated SQLite database.
func migratedFile() ([]byte, error) {
	folder, err := os.MkdirTemp("", "tenantry-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "tenantry.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	// Closing has folded the write-ahead log into the file, so the file is whole.
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return nil, errors.New("the write-ahead log was not folded in: something still has the template open")
	}
	return os.ReadFile(path)
}

func migrate(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(d.Migrate(ctx), d.Close())
}
