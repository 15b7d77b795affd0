package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

const (
	invitees    = 10_000          // in one request
	maxInviting = 5 * time.Second // that it may take
)

// runInviting measures one request that invites many, until their messages are queued.
func runInviting(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, rounds int) error {
	for _, engine := range engines {
		b := &accessBench{report: r, cluster: cluster, dir: dir, rounds: rounds}
		if err := b.inviting(ctx, engine); err != nil {
			return fmt.Errorf("%s, inviting: %w", engine, err)
		}
	}
	return nil
}

func (b *accessBench) inviting(ctx context.Context, engine db.Engine) (err error) {
	url, err := b.database(ctx, engine, "inviting")
	if err != nil {
		return err
	}
	c, err := settings(url, b.dir)
	if err != nil {
		return err
	}
	c.Outbox = b.dir + "/outbox"
	a, err := app.Open(ctx, c, nil) // without workers: queued is what is measured
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	organizationID, admin, err := furnish(ctx, a, 0, besides)
	if err != nil {
		return err
	}
	if _, _, err := furnish(ctx, a, 1, (b.rounds+1)*invitees/2); err != nil { // whose accounts are half of those who are invited
		return err
	}
	cookie, err := (&world{app: a}).signIn(ctx, admin)
	if err != nil {
		return err
	}
	var took, tried []time.Duration
	for round := range b.rounds + 1 {
		body, err := invitation(round)
		if err != nil {
			return err
		}
		for _, t := range []struct {
			query string
			took  *[]time.Duration
		}{{"?dryRun=true", &tried}, {"", &took}} {
			d, err := invite(a, cookie, organizationID, t.query, body)
			if err != nil {
				return err
			}
			if round > 0 { // the first warms up
				*t.took = append(*t.took, d)
			}
		}
	}
	slices.Sort(took)
	slices.Sort(tried)
	b.report.within(fmt.Sprintf("%d invitations queued in one request", invitees), engine, took[len(took)/2], maxInviting)
	b.report.info("the same as a dry run", engine, tried[len(tried)/2])
	return nil
}

// invitation is the request of a round: half of the addresses have accounts, in another organization.
func invitation(round int) ([]byte, error) {
	type invitee struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	}
	all := make([]invitee, invitees)
	for i := range all {
		all[i] = invitee{fmt.Sprint("사람 ", i), fmt.Sprintf("new%d.%d@example.com", i, round)}
		if i%2 == 0 {
			all[i].Email = fmt.Sprintf("p%d.1@example.com", round*invitees/2+i/2)
		}
	}
	return json.Marshal(map[string]any{"invitations": all})
}

func invite(a *app.App, cookie, organizationID, query string, body []byte) (time.Duration, error) {
	q := httptest.NewRequest("POST", "/v1/organizations/"+organizationID+"/invitations"+query, bytes.NewReader(body))
	q.Header.Set("Cookie", cookie)
	q.Header.Set("Content-Type", "application/json")
	out := httptest.NewRecorder()
	start := time.Now()
	a.Handler.ServeHTTP(out, q)
	took := time.Since(start)
	if invited := bytes.Count(out.Body.Bytes(), []byte(`"invited"`)); out.Code != 200 || invited != invitees {
		return 0, fmt.Errorf("invite: %d, %d of %d invited", out.Code, invited, invitees)
	}
	return took, nil
}
