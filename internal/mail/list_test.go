package mail_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/mailtest"
)

// all are the messages that a list shows, page by page.
func all(t *testing.T, p process, query mail.Query) (items []mail.Item) {
	t.Helper()
	for {
		page, err := p.List(ctx, access.Operator(), query)
		if err != nil {
			t.Fatal(err)
		}
		if items = append(items, page.Items...); page.NextCursor == "" {
			if page.Total != int64(len(items)) || !page.Exact {
				t.Errorf("%d in all, %d were listed", page.Total, len(items))
			}
			return items
		}
		query.Cursor = page.NextCursor
	}
}

// code is a message that expires ten minutes after it is queued.
func code(address string, c *clock) mail.Message {
	return mail.Code{To: address, Code: "012345", Action: mail.ActionSignUp, Language: "ko", ExpiresAt: c.Now().Add(10 * time.Minute)}
}

// refusing is a server that answers 451 to some and 550 to others for as long as it does not take everything.
func refusing(t *testing.T) (s *mailtest.Server, takes *atomic.Bool) {
	takes = new(atomic.Bool)
	return mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
		switch {
		case takes.Load() || s.Name != mailtest.Rcpt:
			return nil
		case strings.HasPrefix(s.To, "gone"):
			return mailtest.Reply(550, 5, 1, 1, "no")
		}
		return mailtest.Reply(451, 4, 7, 1, "later")
	}}), takes
}

func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		to1, _ := refusing(t)
		c := newClock()
		p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		at := map[string]time.Time{}
		for _, m := range []struct {
			name    string
			message mail.Message
		}{
			{"gone", to("gone@city.go.kr")},
			{"code", code("Kim.Minsu@city.go.kr", c)},
			{"question", to("lee@한국.kr")},
		} {
			at[m.name] = c.Now()
			queue(t, d, p, m.message)
			c.advance(time.Second)
		}
		tried := c.Now()
		work(t, p)
		c.advance(time.Second)
		at["batch"] = c.Now()
		batch, _ := many(11)
		queueAll(t, d, p, batch)

		items := all(t, p, mail.Query{Limit: 2})
		if len(items) != 14 || !slices.IsSortedFunc(items, func(a, b mail.Item) int { return -strings.Compare(a.ID, b.ID) }) {
			t.Fatalf("%+v", items)
		}
		by := map[string]mail.Item{}
		for _, i := range items {
			by[i.Recipient] = i
		}
		const refused = "the mail server does not take messages to this recipient "
		next := by["Kim.Minsu@city.go.kr"].NextAttemptAt
		for name, pair := range map[string][2]mail.Item{
			"failed": {by["gone@city.go.kr"], {
				Kind: "question", Recipient: "gone@city.go.kr", Language: "en", State: mail.Failed, Attempts: 1, Error: refused + "(550 5.1.1)", Reason: "recipient_refused",
				CreatedAt: at["gone"], LastAttemptAt: tried,
			}},
			"tried again later": {by["Kim.Minsu@city.go.kr"], {
				Kind: "code", Recipient: "Kim.Minsu@city.go.kr", Language: "ko", State: mail.Queued, Attempts: 1, Error: refused + "(451 4.7.1)", Reason: "recipient_refused",
				CreatedAt: at["code"], LastAttemptAt: tried, NextAttemptAt: next, ExpiresAt: now.Add(10 * time.Minute),
			}},
			"in a batch": {by["p0003@city.go.kr"], {
				Kind: "invitation", Recipient: "p0003@city.go.kr", Language: "en", State: mail.Queued,
				CreatedAt: at["batch"], NextAttemptAt: at["batch"], ExpiresAt: now.Add(7 * 24 * time.Hour),
			}},
		} {
			pair[1].ID = pair[0].ID
			if pair[0] != pair[1] {
				t.Errorf("%s: %+v\nwant %+v", name, pair[0], pair[1])
			}
		}
		if wait := next.Sub(tried); wait < time.Second || wait > 3*time.Second {
			t.Errorf("the next attempt is %v after the first", wait)
		}

		for name, test := range map[string]struct {
			query mail.Query
			want  string
		}{
			"failed":          {mail.Query{Filter: mail.Filter{States: []mail.State{mail.Failed}}}, "gone@city.go.kr"},
			"both, oldest":    {mail.Query{Filter: mail.Filter{Kinds: []string{"code", "question"}}, Sort: "createdAt"}, "gone@city.go.kr Kim.Minsu@city.go.kr lee@xn--3e0b707e.kr"},
			"queued of these": {mail.Query{Filter: mail.Filter{States: []mail.State{mail.Queued}, Kinds: []string{"code", "question"}}}, "lee@xn--3e0b707e.kr Kim.Minsu@city.go.kr"},
			"part of it":      {mail.Query{Filter: mail.Filter{Q: " MINSU@c "}}, "Kim.Minsu@city.go.kr"},
			"signs are signs": {mail.Query{Filter: mail.Filter{Q: "%"}}, ""},
			"ID":              {mail.Query{Filter: mail.Filter{Q: by["gone@city.go.kr"].ID}}, "gone@city.go.kr"},
			"no such kind":    {mail.Query{Filter: mail.Filter{Kinds: []string{"notice"}}}, ""},
		} {
			for _, test.query.Limit = range []int{1, 50} {
				var got []string
				for _, i := range all(t, p, test.query) {
					got = append(got, i.Recipient)
				}
				if strings.Join(got, " ") != test.want {
					t.Errorf("%s: %q, want %q", name, got, test.want)
				}
			}
		}
		page, err := p.List(ctx, access.Operator(), mail.Query{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for want, query := range map[string]mail.Query{
			"cursor_mismatch": {Limit: 1, Cursor: page.NextCursor, Sort: "createdAt"}, "cursor_invalid": {Limit: 1, Cursor: "x"}, "invalid_value": {Limit: 1, Sort: "recipient"},
		} {
			if _, err := p.List(ctx, access.Operator(), query); !fault.Is(err, want) && !strings.Contains(fmt.Sprintf("%+v", err), want) {
				t.Errorf("%s: %v", want, err)
			}
		}
		stranger := access.Nobody(audit.Actor{})
		if _, err := p.List(ctx, stranger, mail.Query{Limit: 1}); err == nil {
			t.Error("anybody may list mail")
		}
		if _, err := p.Retry(ctx, stranger, items[0].ID); err == nil {
			t.Error("anybody may have mail sent")
		}
	})
}

func TestRetry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		to1, takes := refusing(t)
		c := newClock()
		p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("gone@city.go.kr"), to("later@city.go.kr"))
		batch, _ := many(11)
		queueAll(t, d, p, batch)
		work(t, p)
		ids := map[string]string{}
		for _, i := range all(t, p, mail.Query{Limit: 50}) {
			ids[i.Recipient] = i.ID
		}
		retry := func(address string) mail.Item {
			t.Helper()
			i, err := p.Retry(ctx, access.Operator(), ids[address])
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		for _, address := range []string{"gone@city.go.kr", "later@city.go.kr", "p0004@city.go.kr"} {
			i := retry(address)
			if i.State != mail.Queued || !i.NextAttemptAt.Equal(c.Now()) || i.Attempts != 1 || i.Error == "" || i.Recipient != address {
				t.Errorf("%+v", i)
			}
			retry(address) // which changes nothing
		}
		work(t, p) // it is refused again
		for _, i := range all(t, p, mail.Query{Filter: mail.Filter{Q: "gone@"}, Limit: 50}) {
			if i.State != mail.Failed || i.Attempts != 2 {
				t.Errorf("again: %+v", i)
			}
		}
		takes.Store(true)
		for _, address := range []string{"gone@city.go.kr", "later@city.go.kr", "p0004@city.go.kr"} {
			retry(address)
		}
		work(t, p)
		if got := accepted(to1); !slices.Equal(got, []string{"gone@city.go.kr", "later@city.go.kr", "p0004@city.go.kr"}) {
			t.Errorf("delivered to %q", got)
		}
		for _, id := range []string{ids["gone@city.go.kr"], "mal_", "acc_01J00000000000000000000000", ""} {
			if _, err := p.Retry(ctx, access.Operator(), id); !fault.Is(err, "not_found") {
				t.Errorf("%s is tried again: %v", id, err)
			}
		}
		if n := count(t, d, "audit_event WHERE action = 'mail.retried'"); n != 9 {
			t.Errorf("%d events", n)
		}
	})
}

// What has expired is not delivered, not kept, and not tried again.
func TestWhatHasExpired(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := logged(t)
		to1, takes := refusing(t)
		c := newClock()
		p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, code("later@city.go.kr", c), code("gone@city.go.kr", c))
		work(t, p)
		takes.Store(true)
		c.advance(10*time.Minute - time.Microsecond)
		queue(t, d, p, code("new@city.go.kr", c))
		sweep := func() {
			t.Helper()
			if err := d.Write(ctx, p.Sweep); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		if n := count(t, d, "mail WHERE length(sealed) > 0"); n != 3 {
			t.Errorf("of three messages that are still good, %d can be read", n)
		}
		c.advance(time.Microsecond)
		work(t, p)
		sweep()
		const over, refused = "what is in the message expired before it could be delivered", "the mail server does not take messages to this recipient "
		is(t, d, "when the first have expired", "gone@city.go.kr failed 1 "+refused+"(550 5.1.1)", "later@city.go.kr failed 2 "+over+"; before that: "+refused+"(451 4.7.1)")
		if got := accepted(to1); !slices.Equal(got, []string{"new@city.go.kr"}) {
			t.Errorf("delivered to %q", got)
		}
		if n := count(t, d, "mail WHERE length(sealed) > 0"); n != 0 {
			t.Errorf("%d messages can be read that have expired", n)
		}
		for _, i := range all(t, p, mail.Query{Limit: 50}) {
			if want := map[string]string{"later@city.go.kr": "expired", "gone@city.go.kr": "recipient_refused"}[i.Recipient]; i.Reason != want {
				t.Errorf("to %s: %q, want %q", i.Recipient, i.Reason, want)
			}
			if _, err := p.Retry(ctx, access.Operator(), i.ID); !fault.Is(err, "mail_expired") {
				t.Errorf("to %s: %v", i.Recipient, err)
			}
		}
		if strings.Contains(log.String(), "012345") || strings.Contains(log.String(), "@city") {
			t.Errorf("logged %s", log)
		}
	})
}

// The sweep comes before the next attempt.
func TestExpiredWhileItWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		to1, takes := refusing(t)
		c := newClock()
		p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, code("later@city.go.kr", c))
		work(t, p)
		takes.Store(true)
		c.advance(10 * time.Minute)
		if err := d.Write(ctx, p.Sweep); err != nil {
			t.Fatal(err)
		}
		work(t, p)
		is(t, d, "in the end", "later@city.go.kr failed 1 what is in the message expired before it could be delivered")
		if n := count(t, d, "mail WHERE length(sealed) > 0"); n != 0 || len(to1.Messages()) != 0 || count(t, d, "job WHERE state = 'done'") != 1 {
			t.Errorf("%d can be read; jobs %q", n, outcomes(t, d))
		}
	})
}

// Retrying does not take what is being delivered from whoever delivers it.
func TestRetryInTheMiddle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		c := newClock()
		var p process
		var mailID string
		to1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
			if s.Name != mailtest.End {
				return nil
			}
			i, err := p.Retry(context.Background(), access.Operator(), mailID)
			if err != nil || i.State != mail.Queued || !i.NextAttemptAt.IsZero() || i.Attempts != 1 {
				t.Errorf("%+v: %v", i, err)
			}
			return nil
		}})
		p = relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("one@city.go.kr"))
		mailID = rows(t, d)[0].id
		work(t, p)
		is(t, d, "afterwards")
		if n := len(to1.Messages()); n != 1 {
			t.Errorf("%d have come", n)
		}
	})
}
