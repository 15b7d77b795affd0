package database

import (
	"context"
	"testing"
	"time"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestFill(t *testing.T) {
	p := population.New(1_000, 12_000)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := Fill(t.Context(), d, p, []string{"종로구청", "강남구청"}); err != nil {
			t.Fatal(err)
		}
		ask(t, d, p)
	})
}

func ask(t *testing.T, d *db.DB, p *population.Population) {
	s := access.NewService(d)
	start := time.Now()
	if err := s.Warm(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Log("warm", time.Since(start))
	for range 2 {
		questions := p.Questions(2000, 4)
		start := time.Now()
		for _, q := range questions {
			got, _, err := s.Check(context.Background(), population.AccountID(q.Account), access.Permission(population.Permissions[q.Permission]), population.OrganizationID(q.Organization))
			if err != nil {
				t.Fatal(err)
			}
			if got != p.Allowed(q) {
				t.Fatalf("%+v: %t", q, got)
			}
		}
		t.Log("check", time.Since(start)/2000)
	}
}
