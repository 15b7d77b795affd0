package peer

import (
	"testing"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestPeers(t *testing.T) {
	people := population.New(1_000, 12_000)
	for name, start := range map[string]func() (Peer, error){
		"casbin":              func() (Peer, error) { return NewCasbin(people) },
		"openfga on sqlite":   func() (Peer, error) { return NewOpenFGAOnSQLite(t.Context(), people, t.TempDir()+"/openfga.db") },
		"openfga on postgres": func() (Peer, error) { return NewOpenFGAOnPostgres(t.Context(), people, dbtest.Empty(t, db.Postgres)) },
		"openfga in memory":   func() (Peer, error) { return NewOpenFGAInMemory(t.Context(), people) },
	} {
		t.Run(name, func(t *testing.T) {
			p, err := start()
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close() //nolint:errcheck // a test
			if err := Compare(t.Context(), people, p, people.Questions(1_000, 1)); err != nil {
				t.Fatal(err)
			}
			if err := Left(t.Context(), people, p); err != nil {
				t.Fatal(err)
			}
		})
	}
}
