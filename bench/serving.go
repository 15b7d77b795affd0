package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/db"
)

// What serving may take.
const (
	overAuthenticating = 1.3 // a check against a request that only authenticates
	overSingle         = 30  // a batch of a thousand checks against one
	flatness           = 2   // a list over the dearest reach against the cheapest
	maxMove            = 1 * time.Second
	maxServing         = 250 // MB resident
	batch              = 1000
)

// serving is the built program on one database, seen through HTTP.
type serving struct {
	*accessBench
	engine  db.Engine
	program *program
	cookies map[int32]string // of accounts
	staff   int32
}

// measureServing measures the built program on the whole population.
func (b *accessBench) measureServing(ctx context.Context, engine db.Engine, url string) error {
	s := &serving{accessBench: b, engine: engine, staff: int32(b.people.Accounts - 1), cookies: map[int32]string{}}
	c, err := settings(url, b.dir)
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, c, nil)
	if err != nil {
		return err
	}
	w := &world{app: a}
	for _, account := range []int32{s.staff, b.people.Few, b.people.Some, b.people.Many} {
		if s.cookies[account], err = w.signIn(ctx, population.AccountID(account)); err != nil {
			return err
		}
	}
	if err := a.Close(); err != nil {
		return err
	}
	if s.program, err = startProgram(ctx, url, b.dir); err != nil {
		return err
	}
	b.report.info("start to /readyz, whole population", engine, s.program.started)
	err = s.measure()
	return errors.Join(err, s.program.stop())
}

func (s *serving) measure() error {
	for _, step := range []func() error{s.checks, s.lists, s.moves, s.memory} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// request is one that is measured; body makes the body of each.
type request struct {
	method, path string
	account      int32 // whose session it has
	n            int   // how many in a round
	body         func() string
}

// compare sends rounds of the requests in turn and returns the medians.
func (s *serving) compare(requests ...request) ([]time.Duration, error) {
	took := make([][]time.Duration, len(requests))
	for round := -1; round < s.rounds; round++ {
		for i, r := range requests {
			var bodies []string
			for range r.n {
				if r.body != nil {
					bodies = append(bodies, r.body())
				}
			}
			c, err := send(r.method, s.program.base+r.path, s.cookies[r.account], r.n, bodies)
			if err != nil {
				return nil, err
			}
			if round >= 0 { // the first warms up
				took[i] = append(took[i], c.Time)
			}
		}
	}
	medians := make([]time.Duration, len(requests))
	for i := range took {
		medians[i] = middle(took[i])
	}
	return medians, nil
}

func question(q population.Question) map[string]string {
	account, permission, organization := ask(q)
	return map[string]string{"accountId": account, "permission": string(permission), "organizationId": organization}
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it is maps of strings
	}
	return string(text)
}

// checks measures one and many questions, of accounts that were asked about before and then of others.
func (s *serving) checks() error {
	repeated := s.people.Questions(batch, 5)
	at := 0
	again := func() population.Question {
		at++
		return repeated[at%len(repeated)]
	}
	unasked := newUnasked(s.people, repeated...)
	fresh := func() population.Question { return unasked.next(1)[0] }
	for _, kind := range []struct {
		name  string
		next  func() population.Question
		bound bool
	}{{"asked about before", again, true}, {"not asked about before", fresh, false}} {
		one := request{"POST", "/v1/access/check", s.staff, 300, func() string { return encoded(question(kind.next())) }}
		many := request{"POST", "/v1/access/check-batch", s.staff, 8, func() string {
			var checks []map[string]string
			for range batch {
				checks = append(checks, question(kind.next()))
			}
			return encoded(map[string]any{"checks": checks})
		}}
		took, err := s.compare(request{method: "GET", path: "/v1/account", account: s.staff, n: 300}, one, many)
		if err != nil {
			return err
		}
		s.report.times("check / GET /v1/account, "+kind.name, s.engine, took[1], took[0], overAuthenticating, kind.bound)
		s.report.times("batch of 1,000 / one, "+kind.name, s.engine, took[2], took[1], overSingle, kind.bound)
	}
	return nil
}

// lists measures pages of members over reaches of different size: the first, and one far inside.
func (s *serving) lists() error {
	const page = "/v1/members?sort=name&limit=50"
	heads := []int32{s.people.Few, s.people.Some, s.people.Many}
	var first, deep []request
	for _, head := range heads {
		path, err := s.inside(head)
		if err != nil {
			return err
		}
		first = append(first, request{method: "GET", path: page, account: head, n: 100})
		deep = append(deep, request{method: "GET", path: path, account: head, n: 100})
	}
	took, err := s.compare(append(first, deep...)...)
	if err != nil {
		return err
	}
	sizes := make([]string, len(heads))
	for i, head := range heads {
		sizes[i] = fmt.Sprint(len(s.people.Subtree(head)))
	}
	of := " of members, reach of " + strings.Join(sizes, ", ")
	s.report.flat("first page"+of, s.engine, took[:3], flatness)
	s.report.flat("page far inside"+of, s.engine, took[3:], flatness)
	return nil
}

// inside is the path of the page of 50 that comes after a good part of the list of everything below a head.
func (s *serving) inside(head int32) (string, error) {
	const most = 20_000
	members := 0
	for _, o := range s.people.Subtree(head) {
		members += s.people.MembersIn(o)
	}
	cursor := ""
	for skip := min(max(members-50, 5), most); skip > 0; {
		limit := min(skip, 200)
		skip -= limit
		query := url.Values{"sort": {"name"}, "limit": {fmt.Sprint(limit)}}
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		var page struct {
			NextCursor string `json:"nextCursor"`
		}
		if err := s.get("/v1/members?"+query.Encode(), head, &page); err != nil {
			return "", err
		}
		if cursor = page.NextCursor; cursor == "" {
			return "", fmt.Errorf("the list of %d members ended %d early", members, skip)
		}
	}
	return "/v1/members?sort=name&limit=50&cursor=" + url.QueryEscape(cursor), nil
}

func (s *serving) get(path string, account int32, into any) error {
	answer, err := s.do("GET", path, account, "")
	if err != nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

func (s *serving) do(method, path string, account int32, body string) ([]byte, error) {
	r, err := http.NewRequest(method, s.program.base+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	decorate(r, s.cookies[account])
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s %s", method, path, answer.Status, text)
	}
	return text, err
}

// moves measures moving a subtree there and back, and looking beforehand at who gains and loses.
func (s *serving) moves() error {
	moving := s.people.Organizations[s.people.Moving]
	path := "/v1/groups/" + population.GroupID(moving.Group) + "/organizations/" + population.OrganizationID(s.people.Moving)
	var moves, looks []time.Duration
	for range s.rounds {
		for _, to := range []int32{s.people.MoveTo, moving.Parent} {
			body := encoded(map[string]string{"parentId": population.OrganizationID(to)})
			for _, step := range []struct {
				query string
				took  *[]time.Duration
			}{{"?dryRun=true", &looks}, {"", &moves}} {
				start := time.Now()
				if _, err := s.do("PATCH", path+step.query, s.staff, body); err != nil {
					return err
				}
				*step.took = append(*step.took, time.Since(start))
			}
		}
	}
	members := 0
	below := s.people.Subtree(s.people.Moving)
	for _, o := range below {
		members += s.people.MembersIn(o)
	}
	what := fmt.Sprintf("of %d organizations, %d members", len(below), members)
	s.report.within("slowest move "+what, s.engine, slices.Max(moves), maxMove)
	s.report.info("median move "+what, s.engine, middle(moves))
	s.report.info("look before a move "+what, s.engine, middle(looks))
	return nil
}

// memory is read at the end, after everything above.
func (s *serving) memory() error {
	resident, err := memory(s.program.cmd.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	peak, err := memory(s.program.cmd.Process.Pid, "VmHWM")
	if err != nil {
		return err
	}
	s.report.figure(fmt.Sprintf("resident after all that (at most %.0f MB)", peak), string(s.engine), resident, maxServing, "MB")
	return nil
}
