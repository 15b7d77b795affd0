package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tenantry/tenantry/bench/database"
	"github.com/tenantry/tenantry/bench/peer"
	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// growth is how much longer an answer may take with a hundred times as much.
const growth = 1.5

// runCurve measures how answers grow with what is not asked about.
func runCurve(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, organizations, rounds int) error {
	b := &accessBench{report: r, cluster: cluster, dir: dir, rounds: rounds}
	var err error
	if b.names, err = realNames(); err != nil {
		return err
	}
	sizes := []int{organizations / 10, organizations, organizations * 10}
	for _, engine := range engines {
		for i, what := range []string{population.Roles, population.Members, population.Siblings} {
			if err := b.curve(ctx, engine, what, fmt.Sprintf("curve%d", i), sizes); err != nil {
				return fmt.Errorf("%s, curve of %s: %w", engine, what, err)
			}
		}
	}
	return nil
}

// point is one size on the curve.
type point struct {
	*ours
	people            *population.Population
	repeated          []population.Question
	within            *callers
	fresh             *unasked
	known, warm, cold []time.Duration
}

func (b *accessBench) curve(ctx context.Context, engine db.Engine, what, name string, sizes []int) (err error) {
	var points []*point
	defer func() {
		for _, p := range points {
			err = errors.Join(err, p.db.Close())
		}
	}()
	for i, n := range sizes {
		p, err := b.point(ctx, engine, fmt.Sprintf("%s_%d", name, i), population.Curve(what, n))
		if err != nil {
			return err
		}
		points = append(points, p)
	}
	for round := -1; round < 3*b.rounds; round++ { // short ones
		for _, p := range points {
			if err := p.round(ctx, round >= 0); err != nil {
				return err
			}
		}
	}
	for _, line := range []struct {
		name string
		took func(p *point) []time.Duration
	}{
		{"about the caller", func(p *point) []time.Duration { return p.known }},
		{"with the revision, account in memory", func(p *point) []time.Duration { return p.warm }},
		{"with the revision, another account", func(p *point) []time.Duration { return p.cold }},
	} {
		var medians []time.Duration
		for _, p := range points {
			medians = append(medians, middle(line.took(p)))
		}
		b.report.curve(line.name, engine, what, medians)
	}
	return nil
}

// point fills a database and lets its first answers be compared with the right ones.
func (b *accessBench) point(ctx context.Context, engine db.Engine, name string, people *population.Population) (*point, error) {
	url, err := b.database(ctx, engine, name)
	if err != nil {
		return nil, err
	}
	d, err := b.filled(ctx, engine, url, people, database.FillAnswers)
	if err != nil {
		return nil, err
	}
	p := &point{ours: &ours{db: d, access: access.NewService(d)}, people: people, repeated: people.Questions(1000, 5)}
	if p.within, err = p.callers(ctx, p.repeated); err != nil {
		return nil, err
	}
	compared := people.Questions(agreed, agreedSeed)
	p.fresh = newUnasked(people, append(compared, p.repeated...)...)
	return p, peer.Compare(ctx, people, p, compared)
}

func (p *point) round(ctx context.Context, counts bool) error {
	for _, l := range []struct {
		peer      peer.Peer
		questions []population.Question
		took      *[]time.Duration
	}{
		{p.within, slices.Repeat(p.repeated, 20), &p.known},
		{p.ours, slices.Repeat(p.repeated, 2), &p.warm},
		{p.ours, p.fresh.next(150), &p.cold},
	} {
		start := time.Now()
		for _, q := range l.questions {
			if _, err := l.peer.Allowed(ctx, q); err != nil {
				return err
			}
		}
		if counts {
			*l.took = append(*l.took, time.Since(start)/time.Duration(len(l.questions)))
		}
	}
	return nil
}
