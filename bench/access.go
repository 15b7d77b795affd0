package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tenantry/tenantry/bench/peer"
	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
)

// How many times faster than the others an answer must be.
const (
	overOpenFGA = 50
	overCasbin  = 20
)

// agreed is how many answers are compared before anything is timed, to the questions of this seed.
const (
	agreed     = 2000
	agreedSeed = 99
)

// ours is Tenantry as the others are: embedded.
type ours struct {
	db     *db.DB
	access *access.Service
}

func ask(q population.Question) (string, access.Permission, string) {
	return population.AccountID(q.Account), access.Permission(population.Permissions[q.Permission]), population.OrganizationID(q.Organization)
}

// Allowed asks for an answer that counts everything committed by then, on whatever node.
func (o *ours) Allowed(ctx context.Context, q population.Question) (bool, error) {
	account, permission, organization := ask(q)
	allowed, _, err := o.access.Check(ctx, account, permission, organization)
	return allowed, err
}

// Leave disables the member.
func (o *ours) Leave(ctx context.Context, account, organization int32) error {
	return o.setStatus(ctx, account, organization, "disabled")
}

func (o *ours) setStatus(ctx context.Context, account, organization int32, status string) error {
	return o.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE member SET status = $1 WHERE account_id = $2 AND organization_id = $3",
			status, population.AccountID(account), population.OrganizationID(organization))
		if err == nil && n != 1 {
			err = fmt.Errorf("%d members are %s", n, status)
		}
		access.Changed(tx, time.Now(), access.Change{Accounts: []string{population.AccountID(account)}})
		return err
	})
}

func (o *ours) Close() error { return nil }

// callers are accounts as a request has them: what they hold is read, with the session, before the request
// asks anything.
type callers struct {
	*ours
	known map[int32]access.Caller
}

func (c *callers) Allowed(_ context.Context, q population.Question) (bool, error) {
	_, permission, organization := ask(q)
	return c.known[q.Account].Holds(permission, organization), nil
}

func (o *ours) callers(ctx context.Context, questions []population.Question) (*callers, error) {
	c := &callers{o, map[int32]access.Caller{}}
	for _, q := range questions {
		if _, ok := c.known[q.Account]; ok {
			continue
		}
		caller, err := o.access.Caller(ctx, audit.Actor{AccountID: population.AccountID(q.Account)}, 0)
		if err != nil {
			return nil, err
		}
		c.known[q.Account] = caller
	}
	return c, nil
}

// asker asks as POST /v1/access/check does: as a member of staff, at the revision that was read with its session.
type asker struct {
	*ours
	caller access.Caller
}

func (a *asker) Allowed(ctx context.Context, q population.Question) (bool, error) {
	account, permission, organization := ask(q)
	allowed, _, err := a.access.Ask(ctx, a.caller, []access.Question{{AccountID: account, Permission: permission, OrganizationID: organization}},
		func(int) string { return "body" })
	if err != nil {
		return false, err
	}
	return allowed[0], nil
}

func (b *accessBench) asker(ctx context.Context, o *ours) (*asker, error) {
	staff, err := o.access.Caller(ctx, audit.Actor{AccountID: population.AccountID(int32(b.people.Accounts - 1))}, 0)
	return &asker{o, staff}, err
}

// measureAnswers compares answers in this process on one engine.
func (b *accessBench) measureAnswers(ctx context.Context, d *db.DB, url string, openfga *peer.OpenFGA) error {
	o := &ours{db: d, access: access.NewService(d)}
	start := time.Now()
	if err := o.access.Warm(ctx); err != nil {
		return err
	}
	b.report.info("tree and roles read on start", d.Engine(), time.Since(start))
	if err := b.agree(ctx, o, openfga); err != nil {
		return err
	}
	repeated := b.people.Questions(1000, 5)
	known, err := o.callers(ctx, repeated)
	if err != nil {
		return err
	}
	fresh := newUnasked(b.people, append(b.people.Questions(agreed, agreedSeed), repeated...)...).next
	again := func(n int) []population.Question { return slices.Repeat(repeated, n/len(repeated)+1)[:n] }
	staff, err := b.asker(ctx, o)
	if err != nil {
		return err
	}
	lines := []*answers{
		{name: "about the caller", ours: known, n: 50_000, questions: again, bound: true},
		{name: "about an account in memory", ours: staff, n: 20_000, questions: again, bound: true},
		{name: "about another account", ours: staff, n: 500, questions: fresh},
		{name: "with the revision, account in memory", ours: o, n: 3_000, questions: again},
		{name: "with the revision, another account", ours: o, n: 500, questions: fresh},
	}
	for round := -1; round < b.rounds; round++ {
		for _, l := range lines {
			if err := l.round(ctx, b, openfga, round >= 0); err != nil {
				return err
			}
		}
	}
	for _, l := range lines {
		b.report.answers(d.Engine(), l)
	}
	if err := b.measureCaches(ctx, d.Engine(), openfga, repeated); err != nil {
		return err
	}
	if err := b.leave(ctx, o, openfga); err != nil {
		return err
	}
	return b.follow(ctx, o, url)
}

// measureCaches tells what OpenFGA's caches do to questions that were asked before.
func (b *accessBench) measureCaches(ctx context.Context, engine db.Engine, openfga *peer.OpenFGA, questions []population.Question) error {
	var start time.Time
	for range 2 {
		start = time.Now()
		for _, q := range questions {
			if _, err := openfga.AllowedLately(ctx, q); err != nil {
				return err
			}
		}
	}
	b.report.info("OpenFGA, same question again, by its caches", engine, time.Since(start)/time.Duration(len(questions)))
	return nil
}

// agree lets everybody answer the same questions.
func (b *accessBench) agree(ctx context.Context, o *ours, openfga *peer.OpenFGA) error {
	questions := b.people.Questions(agreed, agreedSeed)
	for _, p := range []struct {
		name string
		peer peer.Peer
	}{{"Tenantry", o}, {"OpenFGA", openfga}, {"OpenFGA in memory", b.memory}, {"casbin", b.casbin}} {
		if err := peer.Compare(ctx, b.people, p.peer, questions); err != nil {
			return fmt.Errorf("%s gives a wrong answer: %w", p.name, err)
		}
	}
	yes := 0
	for _, q := range questions {
		if b.people.Allowed(q) {
			yes++
		}
	}
	b.report.say("%s: Tenantry, OpenFGA and casbin give the same answers to %d questions, %d of them yes.", o.db.Engine(), agreed, yes)
	return nil
}

// leave lets an Admin leave, which must count in everybody's next answer, and another, to see when OpenFGA's caches
// notice.
func (b *accessBench) leave(ctx context.Context, o *ours, openfga *peer.OpenFGA) error {
	all := []peer.Peer{o, openfga, b.memory, b.casbin}
	if err := peer.Left(ctx, b.people, all...); err != nil {
		return err
	}
	q := population.Question{Account: b.people.Lone()}
	q.Organization = q.Account
	for range 10 { // now it is in OpenFGA's caches
		if _, err := openfga.AllowedLately(ctx, q); err != nil {
			return err
		}
	}
	for _, p := range all {
		if err := p.Leave(ctx, q.Account, q.Organization); err != nil {
			return err
		}
	}
	b.people.Leave(q.Account)
	late, err := untilOut(ctx, openfga, q)
	b.report.say("%s: a member who left is out in the next answer of each; by OpenFGA's caches after %s.", o.db.Engine(), readable(late))
	return err
}

// untilOut asks OpenFGA's caches until they say no.
func untilOut(ctx context.Context, openfga *peer.OpenFGA, q population.Question) (time.Duration, error) {
	start := time.Now()
	for {
		allowed, err := openfga.AllowedLately(ctx, q)
		took := time.Since(start)
		if err != nil || !allowed || took > time.Minute {
			return took, err
		}
		time.Sleep(time.Millisecond)
	}
}

// follow lets another node answer right after a change on this one.
func (b *accessBench) follow(ctx context.Context, o *ours, url string) error {
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // only read
	other := &ours{db: d, access: access.NewService(d)}
	q := population.Question{Account: b.people.Lone()}
	q.Organization = q.Account
	if _, err := other.Allowed(ctx, q); err != nil { // now it is in memory there
		return err
	}
	var took []time.Duration
	for i := range 2 * b.rounds {
		active := i%2 == 1
		if err := o.setStatus(ctx, q.Account, q.Organization, map[bool]string{true: "active", false: "disabled"}[active]); err != nil {
			return err
		}
		start := time.Now()
		allowed, err := other.Allowed(ctx, q)
		took = append(took, time.Since(start))
		if err != nil {
			return err
		}
		if allowed != active {
			return fmt.Errorf("another node missed a change: %t", allowed)
		}
	}
	b.report.info("next answer on another node, which has the change", o.db.Engine(), middle(took))
	return nil
}

// answers is one line of the comparison.
type answers struct {
	name      string
	ours      peer.Peer
	n         int  // questions in a round
	bound     bool // it must be faster than the others by what is demanded
	questions func(n int) []population.Question

	tenantry, openfga, memory, casbin []time.Duration // of the rounds, per question
}

func (a *answers) round(ctx context.Context, b *accessBench, openfga *peer.OpenFGA, counts bool) error {
	for _, p := range []struct {
		peer peer.Peer
		n    int
		took *[]time.Duration
	}{
		{a.ours, a.n, &a.tenantry},
		{openfga, 150, &a.openfga},
		{b.memory, 500, &a.memory},
		{b.casbin, 500, &a.casbin},
	} {
		questions := a.questions(p.n)
		start := time.Now()
		for _, q := range questions {
			if _, err := p.peer.Allowed(ctx, q); err != nil {
				return err
			}
		}
		if counts {
			*p.took = append(*p.took, time.Since(start)/time.Duration(p.n))
		}
	}
	return nil
}

func middle(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
