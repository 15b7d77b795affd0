package mail_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/mailtest"
)

// many are messages for so many people, p0000@… and so on.
func many(n int) (messages []mail.Message, addresses []string) {
	for i := range n {
		addresses = append(addresses, fmt.Sprintf("p%04d@city.go.kr", i))
		messages = append(messages, mail.Invitation{To: addresses[i], Name: "Kim", Organization: "Seoul", Token: addresses[i][:5], ExpiresAt: now.Add(7 * 24 * time.Hour)})
	}
	return messages, addresses
}

func queueAll(t *testing.T, d *db.DB, p process, messages []mail.Message) {
	t.Helper()
	if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return p.QueueAll(ctx, tx, messages) }); err != nil {
		t.Fatal(err)
	}
}

// count counts rows.
func count(t *testing.T, d *db.DB, from string) (n int) {
	t.Helper()
	if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM "+from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestABatchIsDelivered(t *testing.T) {
	for _, n := range []int{0, 1, 10, 11, 500, 1203} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				to := mailtest.Start(t, mailtest.Options{})
				p := relay(t, d, newClock(), server(t, to.URL(), nil, to, patience))
				messages, want := many(n)
				queueAll(t, d, p, messages)
				if got := count(t, d, "mail"); got != n {
					t.Errorf("%d of %d are queued", got, n)
				}
				work(t, p)
				if got := accepted(to); !slices.Equal(got, want) {
					t.Errorf("%d have come, of %d", len(got), n)
				}
				if count(t, d, "mail") != 0 || count(t, d, "mail_batch") != 0 || count(t, d, "job WHERE state <> 'done'") != 0 {
					t.Errorf("left are %d messages, %d batches and %q", count(t, d, "mail"), count(t, d, "mail_batch"), outcomes(t, d))
				}
				if n == 1203 && to.Connections() > 4+1203/100 {
					t.Errorf("%d connections", to.Connections())
				}
				for _, m := range to.Messages()[:min(n, 3)] {
					if want := publicURL + "/invitation#token=" + m.To[:5]; m.Apart(t) != want {
						t.Errorf("to %s: %s, want %s", m.To, m.Apart(t), want)
					}
				}
			})
		})
	}
}

func TestABatchOfWhichOneCannotBeSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := open(t, d, t.TempDir())
		messages, _ := many(20)
		messages[19] = to("nobody")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return p.QueueAll(ctx, tx, messages) })
		if err == nil || count(t, d, "mail") != 0 || count(t, d, "job") != 0 || count(t, d, "mail_batch") != 0 {
			t.Errorf("%v, and %d are queued", err, count(t, d, "mail"))
		}
		undone := errors.New("undone")
		err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(p.QueueAll(ctx, tx, messages[:19]), undone)
		})
		if !errors.Is(err, undone) || count(t, d, "mail") != 0 || count(t, d, "job") != 0 {
			t.Errorf("%v, and %d are queued", err, count(t, d, "mail"))
		}
	})
}

// A message of a batch that the server does not take holds up no other.
func TestABatchWithRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		var full atomic.Bool
		full.Store(true)
		server1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
			switch {
			case s.Name == mailtest.Rcpt && s.To == "p0003@city.go.kr":
				return mailtest.Reply(550, 5, 1, 1, "nobody")
			case s.Name == mailtest.Rcpt && s.To == "p0005@city.go.kr" && full.Load():
				return mailtest.Reply(452, 4, 2, 2, "full")
			}
			return nil
		}})
		c := newClock()
		p := relay(t, d, c, server(t, server1.URL(), nil, server1, patience))
		messages, addresses := many(40)
		queueAll(t, d, p, messages)
		work(t, p)
		failed := "p0003@city.go.kr failed 1 the mail server does not take messages to this recipient (550 5.1.1)"
		const refused = "the mail server does not take messages to this recipient (452 4.2.2)"
		is(t, d, "at first", failed, "p0005@city.go.kr queued 1 "+refused+" | queued 0 ")
		if n := count(t, d, "mail_batch"); n != 0 {
			t.Errorf("%d batches", n)
		}
		c.advance(3 * time.Second)
		work(t, p)
		is(t, d, "then", failed, "p0005@city.go.kr queued 1 "+refused+" | queued 1 "+refused)
		full.Store(false)
		c.advance(3 * time.Second)
		work(t, p)
		is(t, d, "in the end", failed)
		if got := accepted(server1); !slices.Equal(got, slices.Delete(addresses, 3, 4)) {
			t.Errorf("delivered to %q", got)
		}
	})
}

// Where the server takes nothing, a batch waits as a whole: it asks a few times, and not for every message.
func TestABatchWaitsForItsServer(t *testing.T) {
	for name, step := range map[string]string{"not signed in": mailtest.Mail, "gone at the recipient": mailtest.Rcpt, "gone before the answer": mailtest.End} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				logged(t)
				var down atomic.Bool
				down.Store(true)
				var asked atomic.Int64
				server1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
					if s.Name == step && down.Load() {
						asked.Add(1)
						if step == mailtest.Mail {
							return mailtest.Reply(451, 4, 7, 0, "later")
						}
						return drop(s, nil)
					}
					return nil
				}})
				c := newClock()
				p := relay(t, d, c, server(t, server1.URL(), nil, server1, patience))
				messages, addresses := many(300)
				queueAll(t, d, p, messages)
				work(t, p)
				if n := asked.Load(); n < 1 || n > 8 || count(t, d, "mail WHERE state = 'queued'") != 300 || count(t, d, "mail_batch") != 1 {
					t.Errorf("asked %d times; %d wait in %d batches", n, count(t, d, "mail WHERE state = 'queued'"), count(t, d, "mail_batch"))
				}
				down.Store(false)
				c.advance(3 * time.Second)
				work(t, p)
				if got := accepted(server1); !slices.Equal(got, addresses) || count(t, d, "mail") != 0 {
					t.Errorf("%d have come, %d are left", len(got), count(t, d, "mail"))
				}
			})
		})
	}
}

// A batch whose server takes nothing for three days fails, every message of it.
func TestABatchThatFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		server1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error { return mailtest.Reply(451, 4, 7, 0, "later") }})
		c := newClock()
		p := relay(t, d, c, server(t, server1.URL(), nil, server1, patience))
		messages, _ := many(12)
		queueAll(t, d, p, messages)
		work(t, p)
		exec(t, d, "UPDATE job SET attempt = max_attempts - 1")
		c.advance(time.Minute)
		work(t, p)
		if n := count(t, d, "mail WHERE state = 'failed' AND batch = '' AND attempts = 900 AND error LIKE '%(451 4.7.0)'"); n != 12 || count(t, d, "mail_batch") != 0 {
			t.Errorf("%d have failed, %d batches are left", n, count(t, d, "mail_batch"))
		}
	})
}

// What a batch delivered is not delivered again by whoever goes on with it.
func TestABatchIsTakenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		running, stop := context.WithCancel(ctx)
		var n atomic.Int64
		server1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
			if s.Name == mailtest.End && n.Add(1) == 50 {
				stop()
			}
			return nil
		}})
		c := newClock()
		p := relay(t, d, c, server(t, server1.URL(), nil, server1, patience))
		messages, addresses := many(200)
		queueAll(t, d, p, messages)
		if err := p.jobs.Run(running); err != nil {
			t.Fatal(err)
		}
		first := len(server1.Messages())
		if left := count(t, d, "mail"); left != 200-first || left == 0 || first < 50 {
			t.Errorf("%d have come, %d are left", first, left)
		}
		work(t, relay(t, d, c, server(t, server1.URL(), nil, server1, patience)))
		if got := accepted(server1); !slices.Equal(got, addresses) || count(t, d, "mail") != 0 {
			t.Errorf("%d have come, %d are left", len(got), count(t, d, "mail"))
		}
	})
}

// Into a folder, too.
func TestABatchIntoTheOutbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		outbox := t.TempDir()
		p := open(t, d, outbox)
		messages, _ := many(30)
		queueAll(t, d, p, messages)
		work(t, p)
		if found := names(t, outbox); len(found) != 30 || count(t, d, "mail") != 0 {
			t.Errorf("%d files, %d are left", len(found), count(t, d, "mail"))
		}
	})
}
