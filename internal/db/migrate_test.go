package db_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestMigrationsOfBothEnginesHaveTheSameNames(t *testing.T) {
	names := map[string][]string{}
	for _, engine := range []string{"sqlite", "postgres"} {
		files, err := fs.ReadDir(db.Migrations, "migrations/"+engine)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			names[engine] = append(names[engine], f.Name())
			if !regexp.MustCompile(`^[0-9]{5}_[a-z0-9_]+\.sql$`).MatchString(f.Name()) || !strings.HasPrefix(f.Name(), fmt.Sprintf("%05d_", i+1)) {
				t.Errorf("%s/%s is not number %05d and a name", engine, f.Name(), i+1)
			}
		}
	}
	if !slices.Equal(names["sqlite"], names["postgres"]) {
		t.Errorf("the engines differ: %q and %q", names["sqlite"], names["postgres"])
	}
}

// What a migration makes has the same tables and columns on both engines.
func TestSchemasAgree(t *testing.T) {
	columns := map[db.Engine][]string{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		query := `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`
		if d.Engine() == db.Postgres {
			query = `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`
		}
		rows, err := d.Query(context.Background(), query)
		if err != nil {
			t.Fatal(err)
		}
		found, err := db.Collect(rows, func(s *string) []any { return []any{s} })
		if err != nil {
			t.Fatal(err)
		}
		found = slices.DeleteFunc(found, func(s string) bool { return strings.HasPrefix(s, "goose_") || strings.HasPrefix(s, "sqlite_") })
		slices.Sort(found)
		columns[d.Engine()] = found
	})
	if len(columns[db.SQLite]) < 50 || !slices.Equal(columns[db.SQLite], columns[db.Postgres]) {
		t.Errorf("the engines differ:\n%q\n%q", columns[db.SQLite], columns[db.Postgres])
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		known := number(t, d, "SELECT MAX(version_id) FROM goose_db_version")
		run(t, d, "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)", int64(4711), true)
		err := d.Migrate(ctx)
		if err == nil || !contains(err, "4711") || !contains(err, fmt.Sprintf("up to %d:", known)) {
			t.Errorf("got %v, want a refusal that names 4711 and %d", err, known)
		}
		if n := number(t, d, "SELECT MAX(version_id) FROM goose_db_version"); n != 4711 {
			t.Errorf("the database was changed to version %d", n)
		}
	})
}

func TestSeveralProgramsMigrateAtOnce(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.Empty(t, engine)
			errs := dbtest.Together(4, func(int) error {
				d, err := db.Open(context.Background(), url)
				if err != nil {
					return err
				}
				return errors.Join(d.Migrate(context.Background()), d.Close())
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			if n := number(t, open(t, url), "SELECT COUNT(*) FROM organization"); n != 1 {
				t.Errorf("%d organizations, want the platform's", n)
			}
		})
	}
}

func TestSQLiteFileIsItsOwnersOnly(t *testing.T) {
	url := dbtest.Empty(t, db.SQLite)
	d := open(t, url)
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(url, "sqlite:")
	for _, file := range []string{path, path + "-wal", path + ".lock"} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", file, info.Mode())
		}
	}
}

// holdVariable makes the test program hold the writer and the migration lock of a SQLite file until it is
// killed.
const holdVariable = "TENANTRY_TEST_HOLD"

func holdWhenAsked() bool {
	path := os.Getenv(holdVariable)
	if path == "" {
		return false
	}
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite:"+path)
	if err == nil {
		_, err = db.LockFile(path + ".lock")
	}
	if err == nil {
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for i := range 200 { // more than fits the cache, so that pages are in the log already
				if _, err := tx.Exec(ctx, put, strings.Repeat("x", 100_000)+fmt.Sprint(i), int64(0), int64(0)); err != nil {
					return err
				}
			}
			fmt.Println("holding")
			select {}
		})
	}
	fmt.Println(err)
	return true
}

func TestKilledProgramLeavesNothingLocked(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	d := open(t, url)
	run(t, d, put, "acknowledged", int64(1), int64(1))
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), holdVariable+"="+strings.TrimPrefix(url, "sqlite:"))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if killed := child.Process.Kill(); killed != nil {
		t.Fatal(killed)
	}
	_ = child.Wait() // it was killed: there is an error, as there should be
	if line != "holding\n" {
		t.Fatalf("the other program said %q (%v)", line, err)
	}
	second := open(t, url)
	if err := second.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	run(t, second, put, "after", int64(1), int64(1))
	run(t, d, put, "after too", int64(1), int64(1))
	if n := number(t, d, count); n != 3 {
		t.Errorf("%d rows, want 3: what was acknowledged, and nothing of what was not", n)
	}
}
