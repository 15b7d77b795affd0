package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/verification"
)

const (
	erased         = 100_000 // members, and numbers, of the organization that is erased
	besides        = 1_000   // of the one whose lists are looked at meanwhile
	maxWhileErased = 1.5     // how much longer those may take
)

// runErasing measures what others notice of a large organization being erased.
func runErasing(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, rounds int) error {
	for _, engine := range engines {
		b := &accessBench{report: r, cluster: cluster, dir: dir, rounds: rounds}
		if err := b.erasing(ctx, engine); err != nil {
			return fmt.Errorf("%s, erasing: %w", engine, err)
		}
	}
	return nil
}

func (b *accessBench) erasing(ctx context.Context, engine db.Engine) (err error) {
	url, err := b.database(ctx, engine, "erasing")
	if err != nil {
		return err
	}
	c, err := settings(url, b.dir)
	if err != nil {
		return err
	}
	c.Outbox = b.dir + "/outbox"
	a, err := app.Open(ctx, c, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var organizations, admins [2]string
	for i, size := range []int{erased, besides} {
		if organizations[i], admins[i], err = furnish(ctx, a, i, size); err != nil {
			return err
		}
	}
	w := &world{app: a}
	cookie, err := w.signIn(ctx, admins[1])
	if err != nil {
		return err
	}
	look := func() (time.Duration, error) {
		start := time.Now()
		for _, path := range []string{"/v1/numbers?limit=50", "/v1/members?limit=50"} {
			q := httptest.NewRequest("GET", path, nil)
			q.Header.Set("Cookie", cookie)
			out := httptest.NewRecorder()
			a.Handler.ServeHTTP(out, q)
			if out.Code != 200 {
				return 0, fmt.Errorf("GET %s: %d %s", path, out.Code, out.Body)
			}
		}
		return time.Since(start), nil
	}
	var before, meanwhile []time.Duration
	for i := range 3000 {
		took, err := look()
		if err != nil {
			return err
		}
		if i >= 1000 { // the first warm up
			before = append(before, took)
		}
	}

	start := time.Now()
	if err := confirm(ctx, a, organizations[0], admins[0]); err != nil {
		return err
	}
	b.report.info(fmt.Sprintf("erasing %d members and %[1]d numbers, until they are out of reach", erased), engine, time.Since(start))
	working, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Jobs.Run(working) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	for left := 1; left > 0; {
		for range 50 {
			took, err := look()
			if err != nil {
				return err
			}
			meanwhile = append(meanwhile, took)
		}
		if err := a.DB.QueryRow(ctx, "SELECT COUNT(*) FROM organization WHERE id = $1", organizations[0]).Scan(&left); err != nil {
			return err
		}
	}
	b.report.info("the same, until they are gone", engine, time.Since(start))
	slices.Sort(before)
	slices.Sort(meanwhile)
	b.report.times("lists of another organization meanwhile / before", engine, meanwhile[len(meanwhile)/2], before[len(before)/2], maxWhileErased, true)
	b.report.times("the slowest of a hundred of them", engine, meanwhile[len(meanwhile)*99/100], before[len(before)*99/100], 0, false)
	return nil
}

// confirm erases an organization as its Admin does.
func confirm(ctx context.Context, a *app.App, organizationID, adminID string) error {
	caller, err := a.Access.Now(ctx, audit.Actor{AccountID: adminID})
	if err != nil {
		return err
	}
	digits := ""
	if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		digits, err = a.Codes.Issue(ctx, tx, app.Clock(), verification.Code{Subject: adminID, Action: verification.OrganizationErasure, Target: organizationID})
		return err
	}); err != nil {
		return err
	}
	return a.Handler.Erasures.Confirm(ctx, caller, organizationID, "Organization", digits)
}

// furnish makes an organization with so many members and numbers, and its Admin.
func furnish(ctx context.Context, a *app.App, place, size int) (organizationID, adminID string, err error) {
	o, _, err := a.Organizations.Create(ctx, access.Operator(), organization.Draft{Name: "Organization", TimeZone: "Asia/Seoul", ExternalKey: fmt.Sprint("bench", place)})
	if err != nil {
		return "", "", err
	}
	now := app.Clock()
	at, path := db.Micros(now), access.PathUnder("", o.ID)
	type person struct{ id, memberID, name, email string }
	people := make([]person, size)
	for i := range people {
		people[i] = person{id.New(id.Account, now), id.New(id.Member, now), fmt.Sprint("Person ", i), fmt.Sprintf("p%d.%d@example.com", i, place)}
	}
	return o.ID, people[0].id, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var admin string
		if err := tx.QueryRow(ctx, "SELECT id FROM role WHERE organization_id = $1 AND fixed", o.ID).Scan(&admin); err != nil {
			return err
		}
		key := func(p person) []byte { return text.SortKey(p.name) }
		digits := func(i int) string { return fmt.Sprintf("+827%d%07d", place, i) }
		type row = func(i int) []any
		for _, table := range []struct {
			name    string
			columns []string
			row     row
		}{
			{"account", []string{"id", "email", "email_key", "email_words", "name", "name_fold", "name_key", "created_at", "updated_at"}, func(i int) []any {
				p := people[i]
				return []any{p.id, p.email, p.email, text.EmailWords(p.email), p.name, text.Fold(p.name), key(p), at, at}
			}},
			{"member", []string{"id", "organization_id", "account_id", "status", "awaits", "name_key", "created_at", "updated_at"}, func(i int) []any {
				return []any{people[i].memberID, o.ID, people[i].id, member.Active, "", key(people[i]), at, at}
			}},
			{"member_role", []string{"member_id", "role_id"}, func(i int) []any { return []any{people[i].memberID, admin} }},
			{"member_scope", []string{"organization_id", "name_key", "member_id"}, func(i int) []any { return []any{o.ID, key(people[i]), people[i].memberID} }},
			{"outgoing_number", []string{
				"id", "version", "organization_id", "number", "last_four", "billing_number", "lettering", "lettering_fold", "owned_since", "created_at", "updated_at",
			}, func(i int) []any {
				n := digits(i)
				return []any{id.New(id.Number, now), 1, o.ID, n, n[len(n)-4:], n, "", "", at, at, at}
			}},
			{"number_scope", []string{"organization_id", "number"}, func(i int) []any { return []any{o.ID, digits(i)} }},
		} {
			next := -1
			if _, err := tx.BulkInsert(ctx, table.name, table.columns, func() ([]any, error) {
				if next++; next == size {
					return nil, nil
				}
				return table.row(next), nil
			}); err != nil {
				return fmt.Errorf("fill %s: %w", table.name, err)
			}
		}
		counts, paths := map[string]int64{o.ID: int64(size)}, map[string]string{o.ID: path}
		return errors.Join(member.Lists.AddTallies(ctx, tx, now, counts, paths), number.Lists.AddTallies(ctx, tx, now, counts, paths))
	})
}
