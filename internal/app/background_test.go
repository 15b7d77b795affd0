package app_test

import (
	"context"
	"database/sql"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
)

// A message that was queued before there were jobs is delivered by one.
func TestMailFromTheSecondVersion(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.Empty(t, engine)
			driver, source, dialect := "sqlite", strings.TrimPrefix(url, "sqlite:"), goose.DialectSQLite3
			if engine == db.Postgres {
				driver, source, dialect = "pgx", url, goose.DialectPostgres
			}
			pool, err := sql.Open(driver, source)
			if err != nil {
				t.Fatal(err)
			}
			files := fstest.MapFS{}
			for _, name := range []string{"00001_foundations.sql", "00002_access.sql"} {
				text, err := os.ReadFile("../db/migrations/" + string(engine) + "/" + name)
				if err != nil {
					t.Fatal(err)
				}
				files[name] = &fstest.MapFile{Data: text}
			}
			provider, err := goose.NewProvider(dialect, pool, files, goose.WithDisableGlobalRegistry(true))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := provider.Up(ctx); err != nil {
				t.Fatal(err)
			}
			const mailID = "mal_01J00000000000000000000001"
			if _, err := pool.Exec("INSERT INTO mail (id, sealed, created_at) VALUES ($1, $2, 7)", mailID, []byte("sealed with another key")); err != nil {
				t.Fatal(err)
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}

			w := apptest.Open(t, url)
			defer w.Close()
			w.Settle()
			j, err := w.Jobs.Find(ctx, w.DB, "job_"+strings.TrimPrefix(mailID, "mal_"))
			// It was found and opened, which its key does not allow.
			if err != nil || j.Kind != "mail.deliver" || j.State != job.Failed || !strings.Contains(j.Error, "another key") || j.CreatedAt != db.Time(7) {
				t.Errorf("job %+v (%v)", j, err)
			}
			if got := lines(t, w, "SELECT args FROM job"); len(got) != 1 || got[0] != "{}" { // it is over
				t.Errorf("arguments %q", got)
			}
			want := []string{"failed message 1 the message was sealed with another key, or altered"}
			if got := lines(t, w, "SELECT state || ' ' || kind || ' ' || attempts || ' ' || error FROM mail"); !slices.Equal(got, want) {
				t.Errorf("the message is %q, want %q", got, want)
			}
		})
	}
}

// The program keeps house while it serves.
func TestServeKeepsHouse(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			environment := map[string]string{
				"TENANTRY_DATABASE_URL": dbtest.URL(t, engine), "TENANTRY_DATA_DIR": t.TempDir(),
				"TENANTRY_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "TENANTRY_LISTEN": "127.0.0.1:0",
			}
			c, err := config.Load(func(name string) (string, bool) { v, ok := environment[name]; return v, ok }, nil, "")
			if err != nil {
				t.Fatal(err)
			}
			a, err := app.Open(ctx, c, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			}()
			if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				for range 2 { // two changes of one total
					if err := tx.AddTally(ctx, "test", 1, time.Now()); err != nil {
						return err
					}
				}
				_, err := tx.Exec(ctx, `
					INSERT INTO job (id, kind, args, state, run_at, attempt, max_attempts, owner, lease_until, cancel_requested,
						unique_key, progress_done, progress_total, error, created_at, started_at, finished_at)
					VALUES ('job_old', 'test', '', 'done', 1, 1, 1, '', 0, FALSE, '', 0, 0, '', 1, 1, 1)`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			serving, stop := context.WithCancel(ctx)
			ended := make(chan error, 1)
			go func() { ended <- a.Serve(serving, func(net.Addr) {}) }()
			count := func(query string) (n int) {
				if err := a.DB.QueryRow(ctx, query).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			for begun := time.Now(); count("SELECT COUNT(*) FROM job WHERE state = 'done' AND kind IN ('upkeep.sweep', 'upkeep.jobs')") < 2; time.Sleep(5 * time.Millisecond) {
				if time.Since(begun) > 30*time.Second {
					t.Fatal("nobody keeps house")
				}
			}
			if rows, old := count("SELECT COUNT(*) FROM tally WHERE name = 'test'"), count("SELECT COUNT(*) FROM job WHERE id = 'job_old'"); rows != 1 || old != 0 {
				t.Errorf("the total has %d rows, and %d jobs are too old; want 1 and 0", rows, old)
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}
