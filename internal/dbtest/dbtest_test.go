package dbtest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
)

func TestEachGivesFreshMigratedDatabases(t *testing.T) {
	var ran []db.Engine
	for range 2 { // the second pair must not see what the first wrote
		Each(t, func(t *testing.T, d *db.DB) {
			ran = append(ran, d.Engine())
			ctx := context.Background()
			if err := d.Migrate(ctx); err != nil { // nothing left to do
				t.Fatal(err)
			}
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "CREATE TABLE dbtest (n INTEGER)"); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, "INSERT INTO dbtest SELECT COUNT(*) FROM goose_db_version")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			var n int
			if err := d.QueryRow(ctx, "SELECT n FROM dbtest").Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				t.Error("the database is not migrated")
			}
		})
	}
	want := []db.Engine{db.SQLite, db.Postgres, db.SQLite, db.Postgres}
	if len(ran) != len(want) {
		t.Fatalf("ran on %v, want %v", ran, want)
	}
	for i := range want {
		if ran[i] != want[i] {
			t.Fatalf("ran on %v, want %v", ran, want)
		}
	}
}

func TestEmptyIsNotMigrated(t *testing.T) {
	for _, engine := range engines {
		d, err := db.Open(context.Background(), Empty(t, engine))
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(context.Background(), "SELECT COUNT(*) FROM goose_db_version").Scan(&n); err == nil {
			t.Errorf("%s: the database is migrated already", engine)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestDatabaseGoesWithItsTest(t *testing.T) {
	var url string
	t.Run("inner", func(t *testing.T) {
		url = URL(t, db.Postgres)
		d, err := db.Open(context.Background(), url)
		if err != nil {
			t.Fatal(err)
		}
		// Left open at the drop, which must not mind.
		if err := d.Ping(context.Background()); err != nil {
			t.Fatal(err)
		}
	})
	if err := execute(url, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Fatalf("connecting to the dropped database: %v", err)
	}
}

func TestParallel(t *testing.T) {
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			Each(t, func(t *testing.T, d *db.DB) {
				if err := d.Ping(context.Background()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestFailedTemplateIsRemoved(t *testing.T) {
	broken := errors.New("broken migration")
	var filled string
	_, err := createTemplate(clusterDSN(t), func(url string) error {
		filled = url
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatalf("got %v, want the error of the migration", err)
	}
	if err := execute(filled, "SELECT 1"); err == nil {
		t.Fatal("the half-made template is still there")
	}
}

func TestDatabaseURL(t *testing.T) {
	for server, want := range map[string]string{
		"postgres://u:p@db.example:5433/postgres?sslmode=require": "postgres://u:p@db.example:5433/n?sslmode=require",
		"postgres://u@/postgres?host=%2Ftmp%2Fx":                  "postgres://u@/n?host=%2Ftmp%2Fx",
		"host=/tmp dbname=postgres":                               "",
	} {
		got, err := databaseURL(server, "n")
		if got != want || (err != nil) != (want == "") {
			t.Errorf("databaseURL(%q) = %q, %v; want %q", server, got, err, want)
		}
	}
}
