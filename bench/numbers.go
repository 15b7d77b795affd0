package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/bench/database"
	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// What numbers may take.
const (
	numbersEach    = 10 // how many numbers there are for one organization
	maxNumbersPage = 3 * time.Millisecond
	maxSearch      = 20 * time.Millisecond
)

// numbersBench is a population with outgoing numbers, and the program on one engine.
type numbersBench struct {
	*accessBench
	engine  db.Engine
	url     string
	all     []population.Number
	handler http.Handler
	cookies map[int32]string // of accounts
	staff   int32
}

// runNumbers measures outgoing numbers: lists, searches, files. Without program nothing but what is in this process.
func runNumbers(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, organizations, numbers, rounds int, program bool) error {
	names, err := realNames()
	if err != nil {
		return err
	}
	people := population.New(organizations, organizations) // few members: nothing here is about them
	all := people.Numbers(numbers)
	for _, engine := range engines {
		b := &numbersBench{
			accessBench: &accessBench{report: r, cluster: cluster, dir: dir, rounds: rounds, names: names, people: people},
			engine:      engine, all: all, staff: int32(people.Accounts - 1), cookies: map[int32]string{},
		}
		if err := b.on(ctx, program); err != nil {
			return fmt.Errorf("%s, numbers: %w", engine, err)
		}
	}
	return nil
}

func (b *numbersBench) on(ctx context.Context, program bool) (err error) {
	if b.url, err = b.database(ctx, b.engine, "numbers"); err != nil {
		return err
	}
	start := time.Now()
	d, err := b.filled(ctx, b.engine, b.url, b.people, func(ctx context.Context, d *db.DB, p *population.Population, names []string) error {
		return errors.Join(database.Fill(ctx, d, p, names), database.FillNumbers(ctx, d, p, names, b.all))
	})
	if err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	b.report.info(fmt.Sprintf("fill with %d numbers", len(b.all)), b.engine, time.Since(start))
	if err := b.inProcess(ctx); err != nil || !program {
		return err
	}
	return b.measureFiles(ctx)
}

// inProcess measures requests without a network.
func (b *numbersBench) inProcess(ctx context.Context) error {
	c, err := settings(b.url, b.dir)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c, nil)
	if err != nil {
		return err
	}
	w := &world{app: a}
	for _, account := range append(b.heads(), b.staff) {
		if b.cookies[account], err = w.signIn(ctx, population.AccountID(account)); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	b.handler = a.Handler
	return errors.Join(b.lists(), b.searches(), a.Close())
}

// heads are accounts that reach few, some and many organizations.
func (b *numbersBench) heads() []int32 { return []int32{b.people.Few, b.people.Some, b.people.Many} }

// reaches says how many organizations the heads reach.
func (b *numbersBench) reaches() string {
	var sizes []string
	for _, head := range b.heads() {
		sizes = append(sizes, fmt.Sprint(len(b.people.Subtree(head))))
	}
	return strings.Join(sizes, ", ")
}

// looking is a request that only looks.
type looking struct {
	path    string
	account int32
}

// answer lets the program answer in this process, and returns what it took.
func (b *numbersBench) answer(l looking, into any) (time.Duration, error) {
	r := httptest.NewRequest(http.MethodGet, l.path, nil)
	r.Header.Set("Cookie", b.cookies[l.account])
	out := httptest.NewRecorder()
	start := time.Now()
	b.handler.ServeHTTP(out, r)
	took := time.Since(start)
	if out.Code != http.StatusOK {
		return 0, fmt.Errorf("GET %s: %d %s", l.path, out.Code, out.Body)
	}
	if into == nil {
		return took, nil
	}
	return took, json.Unmarshal(out.Body.Bytes(), into)
}

// medians asks rounds of each in turn, n times, and returns the medians of the rounds' medians.
func (b *numbersBench) medians(n int, all ...looking) ([]time.Duration, error) {
	took := make([][]time.Duration, len(all))
	for round := -1; round < b.rounds; round++ {
		for i, l := range all {
			each := make([]time.Duration, n)
			for j := range each {
				var err error
				if each[j], err = b.answer(l, nil); err != nil {
					return nil, err
				}
			}
			if round >= 0 { // the first warms up
				took[i] = append(took[i], middle(each))
			}
		}
	}
	medians := make([]time.Duration, len(all))
	for i := range took {
		medians[i] = middle(took[i])
	}
	return medians, nil
}

// lists measures pages in the order of the numbers over reaches of different size: the first, and one far inside.
func (b *numbersBench) lists() error {
	const page = "/v1/numbers?sort=number&limit=50"
	var first, deep []looking
	for _, head := range b.heads() {
		inside, err := b.inside(head)
		if err != nil {
			return err
		}
		first = append(first, looking{page, head})
		deep = append(deep, looking{inside, head})
	}
	took, err := b.medians(50, append(append(first, deep...), looking{page, b.staff})...)
	if err != nil {
		return err
	}
	of := " of numbers, reach of " + b.reaches()
	b.report.flatWithin("first page"+of, b.engine, took[:3], flatness, maxNumbersPage)
	b.report.flatWithin("page far inside"+of, b.engine, took[3:6], flatness, maxNumbersPage)
	b.report.within("first page of all numbers", b.engine, took[6], maxNumbersPage)
	return nil
}

// inside is the path of the page of 50 after a good part of what a head reaches.
func (b *numbersBench) inside(head int32) (string, error) {
	const most = 50_000
	reached, cursor := 0, ""
	for _, n := range b.all {
		if b.people.Above(head, n.Organization) {
			reached++
		}
	}
	for skip := min(reached-50, most); skip > 0; {
		limit := min(skip, 200)
		skip -= limit
		query := url.Values{"sort": {"number"}, "limit": {fmt.Sprint(limit)}}
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		var page struct {
			NextCursor string `json:"nextCursor"`
		}
		if _, err := b.answer(looking{"/v1/numbers?" + query.Encode(), head}, &page); err != nil {
			return "", err
		}
		if cursor = page.NextCursor; cursor == "" {
			return "", fmt.Errorf("the list of %d numbers ended %d early", reached, skip)
		}
	}
	return "/v1/numbers?sort=number&limit=50&cursor=" + url.QueryEscape(cursor), nil
}

// searches measures what people type into the search box, with the total, over everything and over each reach.
func (b *numbersBench) searches() error {
	callers := append([]int32{b.staff}, b.heads()...)
	slices.Reverse(callers[1:]) // the largest reach first
	head := []string{"everything"}
	for _, account := range callers[1:] {
		head = append(head, fmt.Sprintf("reach of %d", len(b.people.Subtree(account))))
	}
	b.report.searchHead = strings.Join(head, "\t")
	whole := population.Canonical(b.all[len(b.all)/2].Digits)
	for _, s := range []struct{ name, query string }{
		{"no search, first page with the exact total", "count=exact"},
		{"2 digits", "q=34"},
		{"4 digits", "q=2345"},
		{"4 digits, written with their area", "q=" + url.QueryEscape("031-4")},
		{"8 digits of a number", "q=" + whole[len(whole)-8:]},
		{"8 digits, no hit", "q=00000000"},
		{"2 characters of many letterings", "q=" + url.QueryEscape("센터")},
		{"2 characters of some letterings", "q=" + url.QueryEscape("종로")},
		{"4 characters of many letterings", "q=" + url.QueryEscape("상담센터")},
		{"4 characters of some letterings", "q=" + url.QueryEscape("로구 민")},
		{"8 characters of a lettering", "q=" + url.QueryEscape(b.eight())},
		{"2 characters, no hit", "q=" + url.QueryEscape("뷁쀍")},
		{"4 characters, no hit", "q=" + url.QueryEscape("센터종로")},
		{"8 characters, no hit", "q=" + url.QueryEscape("종로구민원상담과")},
	} {
		var all []looking
		for _, account := range callers {
			all = append(all, looking{"/v1/numbers?limit=50&" + s.query, account})
		}
		took, err := b.medians(10, all...)
		if err != nil {
			return err
		}
		b.report.search(s.name, b.engine, took, maxSearch)
	}
	return nil
}

// eight are eight characters from the middle of a lettering.
func (b *numbersBench) eight() string {
	for i := len(b.all) / 2; ; i++ {
		n := b.all[i%len(b.all)]
		if n.Word < 0 {
			continue
		}
		if text := []rune(database.Lettering(b.names, n.Organization, int(n.Word))); len(text) > 10 {
			return string(text[2:10])
		}
	}
}
