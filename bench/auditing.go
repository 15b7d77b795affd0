package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
)

const (
	auditPages   = 50                     // requests a round
	lowerLevels  = 10_000                 // organizations below the one whose Admin reaches them, and as many elsewhere
	maxAuditPage = 25 * time.Millisecond  // that a page of 50 may take, however long the trail is
	maxAuditWide = 250 * time.Millisecond // the same with its total for who reaches thousands of organizations and not all
)

// auditSizes are how many events the trail has when its pages are measured.
var auditSizes = []int{10_000, 1_000_000}

// runAuditing measures pages of the audit trail for who reaches everything, one organization, and thousands.
func runAuditing(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, rounds int) error {
	for _, engine := range engines {
		b := &accessBench{report: r, cluster: cluster, dir: dir, rounds: rounds}
		if err := b.auditing(ctx, engine); err != nil {
			return fmt.Errorf("%s, auditing: %w", engine, err)
		}
	}
	return nil
}

func (b *accessBench) auditing(ctx context.Context, engine db.Engine) (err error) {
	url, err := b.database(ctx, engine, "auditing")
	if err != nil {
		return err
	}
	c, err := settings(url, b.dir)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	one, oneAdmin, err := furnish(ctx, a, 0, besides)
	if err != nil {
		return err
	}
	top, topAdmin, err := furnish(ctx, a, 1, besides)
	if err != nil {
		return err
	}
	added, err := a.Staff.Add(ctx, audit.Actor{}, "staff@example.com", "Staff", "")
	if err != nil {
		return err
	}
	below, elsewhere, err := populate(ctx, a, top)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // reproducible
	callers := []struct {
		name, accountID string
		bound           time.Duration
	}{
		{"everything", added.AccountID, maxAuditPage},
		{"one organization", oneAdmin, maxAuditPage},
		{fmt.Sprintf("%d organizations", lowerLevels), topAdmin, maxAuditWide},
	}
	events := 0
	for _, size := range auditSizes {
		for ; events < size; events += 1000 {
			if err := happen(ctx, a, random, one, below, elsewhere); err != nil {
				return err
			}
		}
		start := time.Now()
		if err := a.Sealer.Seal(ctx); err != nil {
			return err
		}
		b.report.info(fmt.Sprintf("%d events sealed", size), engine, time.Since(start))
		for _, caller := range callers {
			cookie, err := (&world{app: a}).signIn(ctx, caller.accountID)
			if err != nil {
				return err
			}
			took, err := auditPage(a, cookie, b.rounds*auditPages)
			if err != nil {
				return err
			}
			b.report.within(fmt.Sprintf("page of the audit trail, %d events, reaching %s", size, caller.name), engine, took, caller.bound)
		}
	}
	return nil
}

// populate makes organizations below another one and elsewhere.
func populate(ctx context.Context, a *app.App, top string) (below, elsewhere []string, err error) {
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		below, elsewhere = nil, nil
		var path string
		if err := tx.QueryRow(ctx, "SELECT path FROM organization WHERE id = $1", top).Scan(&path); err != nil {
			return err
		}
		now := app.Clock()
		type row struct{ id, path string }
		var rows []row
		for range lowerLevels {
			low, other := id.New(id.Organization, now), id.New(id.Organization, now)
			below, elsewhere = append(below, low), append(elsewhere, other)
			rows = append(rows, row{low, access.PathUnder(path, low)}, row{other, access.PathUnder("", other)})
		}
		access.Changed(tx, now, access.Change{Everything: true})
		_, err := tx.BulkInsert(ctx, "organization", []string{"id", "version", "name", "name_fold", "name_key", "time_zone", "status", "path", "created_at", "updated_at"},
			db.Rows(rows, func(r row) []any {
				return []any{r.id, 1, "기관", "기관", []byte("기관"), "Asia/Seoul", "active", r.path, db.Micros(now), db.Micros(now)}
			}))
		return err
	})
	return below, elsewhere, err
}

// happen records a thousand events: two fifths in one organization, one in a few of those below, the others elsewhere.
func happen(ctx context.Context, a *app.App, random *rand.Rand, one string, below, elsewhere []string) error {
	actions := []string{"member.added", "member.removed", "role.created", "usage.started", "usage.ended", "number.updated"}
	now := app.Clock()
	events := make([]audit.Event, 1000)
	for i := range events {
		events[i] = audit.Event{OrganizationID: one, Action: actions[random.IntN(len(actions))], TargetID: id.New(id.Usage, now), Detail: map[string]any{"before": "봄", "after": "여름"}}
		switch part := random.IntN(5); {
		case part == 0:
			events[i].OrganizationID = below[random.IntN(200)]
		case part < 3:
			events[i].OrganizationID = elsewhere[random.IntN(len(elsewhere))]
		}
	}
	return a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, now, audit.Actor{Address: "192.0.2.1", RequestID: "0123456789abcdef"}, events...)
	})
}

// auditPage is the median of so many requests for the first page.
func auditPage(a *app.App, cookie string, requests int) (time.Duration, error) {
	took := make([]time.Duration, requests)
	for i := range took {
		q := httptest.NewRequest("GET", "/v1/audit?limit=50", nil)
		q.Header.Set("Cookie", cookie)
		out := httptest.NewRecorder()
		start := time.Now()
		a.Handler.ServeHTTP(out, q)
		took[i] = time.Since(start)
		if out.Code != 200 {
			return 0, fmt.Errorf("a page of the audit trail: %d %s", out.Code, out.Body)
		}
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}
