package mail_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/mailtest"
)

// patience is how long the tests' client waits for a server; shortly is where the server says nothing on purpose.
const (
	patience = 20 * time.Second
	shortly  = 100 * time.Millisecond
)

// clock stands still until a test moves it.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(now.UnixMicro())
	return c
}

func (c *clock) Now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// server is how a test reaches a mail server.
func server(t *testing.T, url string, roots *x509.CertPool, to *mailtest.Server, wait time.Duration) mail.Server {
	t.Helper()
	parsed, err := mail.ParseServer(url)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Reach(roots, func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort(to.Host, to.Port))
	}, wait)
}

// relay makes a service that delivers to a server, as one process of the program would.
func relay(t *testing.T, d *db.DB, c *clock, s mail.Server) process {
	t.Helper()
	jobs := job.NewService(d, c.Now)
	service, err := mail.NewService(mail.Config{DB: d, Now: c.Now, Jobs: jobs, Cursors: db.NewCursors(key), Key: key, Server: s, PublicURL: publicURL})
	if err != nil {
		t.Fatal(err)
	}
	return process{service, jobs}
}

// to is a message for somebody.
func to(address string) mail.Message {
	return mail.Question{To: address, Name: "Kim", Language: "en", Organization: "Seoul"}
}

// accepted are the recipients of what a server has taken, sorted.
func accepted(s *mailtest.Server) (found []string) {
	for _, m := range s.Messages() {
		found = append(found, m.To)
	}
	slices.Sort(found)
	return found
}

// work delivers what is due.
func work(t *testing.T, p process) {
	t.Helper()
	if err := p.deliver(); err != nil {
		t.Fatal(err)
	}
}

// is checks how jobs and messages stand.
func is(t *testing.T, d *db.DB, when string, want ...string) {
	t.Helper()
	found, err := d.Query(ctx, "SELECT m.recipient || ' ' || m.state || ' ' || m.attempts || ' ' || m.error || COALESCE(' | ' || j.state || ' ' || j.attempt || ' ' || j.error, '') FROM mail m LEFT JOIN job j ON j.id = m.job_id ORDER BY m.recipient")
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Collect(found, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s there are\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAServerTakesAMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		to := mailtest.Start(t, mailtest.Options{})
		p := relay(t, d, newClock(), server(t, to.URL(), nil, to, patience))
		queue(t, d, p, temporary("swordfish"))
		id := rows(t, d)[0].id
		work(t, p)
		is(t, d, "afterwards")
		all := to.Messages()
		if len(all) != 1 {
			t.Fatalf("%d messages have come", len(all))
		}
		m := all[0]
		r := m.Read(t)
		if m.From != "no-reply@tenantry.example.com" || m.To != "kim@city.go.kr" || r.ID != "<"+id+"@tenantry.example.com>" || m.Apart(t) != "swordfish" || r.Subject != "You were added to Seoul" {
			t.Errorf("from %q to %q, %+v", m.From, m.To, r)
		}
		read(t, m.Content)
	})
}

// Who is told what: over an untrusted way nothing is sent, and the password crosses no network in the clear.
func TestEncryptionAndSignIn(t *testing.T) {
	certificate, roots := mailtest.Certificate(t, "mail.example.com")
	users := map[string]string{"kim@city": "sword:fish/%"}
	const signedIn = "smtp://kim%40city:sword%3Afish%2F%25@"
	for name, test := range map[string]struct {
		url     string
		options mailtest.Options
		trusted bool
		want    string // the error; "" delivers
		reason  string // what the list calls it
		secure  bool   // what came was encrypted
	}{
		"plain":                                {url: "smtp://mail.example.com"},
		"encrypted where offered":              {url: "smtp://mail.example.com", options: mailtest.Options{TLS: certificate}, trusted: true, secure: true},
		"not to a stranger":                    {url: "smtp://mail.example.com", options: mailtest.Options{TLS: certificate}, want: "does not encrypt as it should: its certificate is not trusted: x509: certificate signed by unknown authority", reason: "not_encrypted"},
		"signed in, encrypted":                 {url: signedIn + "mail.example.com", options: mailtest.Options{TLS: certificate, Users: users}, trusted: true, secure: true},
		"signed in, not to a stranger":         {url: signedIn + "mail.example.com", options: mailtest.Options{TLS: certificate, Users: users}, want: "its certificate is not trusted", reason: "not_encrypted"},
		"signed in, not to another":            {url: signedIn + "other.example.com", options: mailtest.Options{TLS: certificate, Users: users}, trusted: true, want: "valid for mail.example.com, not other.example.com", reason: "not_encrypted"},
		"signed in, nothing is encrypted":      {url: signedIn + "mail.example.com", options: mailtest.Options{Users: users}, want: "offers no encryption (STARTTLS), without which the password is not sent", reason: "not_encrypted"},
		"signed in on this machine":            {url: signedIn + "127.0.0.1", options: mailtest.Options{Users: users}},
		"signed in on this machine, encrypted": {url: signedIn + "localhost", options: mailtest.Options{TLS: certificate, Users: users}, secure: true},
		"TLS":                                  {url: "smtps://mail.example.com", options: mailtest.Options{TLS: certificate, Immediate: true}, trusted: true, secure: true},
		"TLS, signed in":                       {url: strings.Replace(signedIn, "smtp", "smtps", 1) + "mail.example.com", options: mailtest.Options{TLS: certificate, Immediate: true, Users: users}, trusted: true, secure: true},
		"TLS, not to a stranger":               {url: "smtps://127.0.0.1", options: mailtest.Options{TLS: certificate, Immediate: true}, want: "its certificate is not trusted", reason: "not_encrypted"},
		"TLS that is none":                     {url: "smtps://mail.example.com", want: "it does not speak TLS from the first byte", reason: "not_encrypted"},
		"another password":                     {url: "smtp://kim%40city:swordfish@127.0.0.1", options: mailtest.Options{Users: users}, want: "does not take the user and password of TENANTRY_MAIL_URL (535 5.7.8)", reason: "sign_in_refused"},
		"no user":                              {url: "smtp://127.0.0.1", options: mailtest.Options{Users: users}, want: "does not take messages from no-reply@tenantry.example.com (502 5.7.0)", reason: "sender_refused"},
		"a user, and no sign-in":               {url: signedIn + "127.0.0.1", want: "offers no way to sign in that this program knows", reason: "sign_in_refused"},
	} {
		t.Run(name, func(t *testing.T) {
			log := logged(t)
			d := dbtest.New(t, db.SQLite)
			to := mailtest.Start(t, test.options)
			trust := x509.NewCertPool()
			if test.trusted {
				trust = roots
			}
			p := relay(t, d, newClock(), server(t, test.url, trust, to, patience))
			queue(t, d, p, temporary("hunter22"))
			work(t, p)
			taken := to.Messages()
			if test.want == "" {
				is(t, d, "afterwards")
				if len(taken) != 1 || taken[0].Encrypted != test.secure || (taken[0].User != "") != strings.Contains(test.url, "@") {
					t.Errorf("have come: %+v", taken)
				}
				return
			}
			job := outcomes(t, d)[0]
			if len(taken) > 0 || !strings.HasPrefix(job, "queued the mail server ") || !strings.Contains(job, test.want) {
				t.Errorf("%d have come; the job is %s, want %s", len(taken), job, test.want)
			}
			if got := all(t, p, mail.Query{Limit: 1})[0].Reason; got != test.reason {
				t.Errorf("the list calls it %q, want %q", got, test.reason)
			}
			for _, secret := range []string{"sword:", "swordfish", "hunter22", "kim@"} {
				if strings.Contains(job+log.String(), secret) {
					t.Errorf("%q is told: %s", secret, job)
				}
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		var mu sync.Mutex
		answers := map[string]error{ // to a recipient, or to the message
			"gone@city.go.kr": mailtest.Reply(550, 5, 1, 1, "gone@city.go.kr: there is nobody of this name"),
			"spam@city.go.kr": mailtest.Reply(554, 5, 7, 1, "spam@city.go.kr: I do not like this"),
			"full@city.go.kr": mailtest.Reply(452, 4, 2, 2, "full@city.go.kr has no room"),
		}
		to1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
			mu.Lock()
			defer mu.Unlock()
			if s.Name == mailtest.End && s.To == "spam@city.go.kr" || s.Name == mailtest.Rcpt && s.To != "spam@city.go.kr" {
				return answers[s.To]
			}
			return nil
		}})
		c := newClock()
		p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("gone@city.go.kr"), to("spam@city.go.kr"), to("full@city.go.kr"), to("good@city.go.kr"))
		work(t, p)
		const full = "the mail server does not take messages to this recipient (452 4.2.2)"
		refused := []string{
			"gone@city.go.kr failed 1 the mail server does not take messages to this recipient (550 5.1.1)",
			"spam@city.go.kr failed 1 the mail server does not take this message (554 5.7.1)",
		}
		is(t, d, "at first", "full@city.go.kr queued 0  | queued 1 "+full, refused[0], refused[1])
		work(t, p) // before its time
		for range 5 {
			c.advance(5*time.Minute + 40*time.Second)
			work(t, p)
		}
		is(t, d, "later", "full@city.go.kr queued 0  | queued 6 "+full, refused[0], refused[1])
		mu.Lock()
		clear(answers)
		mu.Unlock()
		c.advance(5*time.Minute + 40*time.Second)
		work(t, p)
		is(t, d, "in the end", refused...) // which nobody tries again
		if got := accepted(to1); !slices.Equal(got, []string{"full@city.go.kr", "good@city.go.kr"}) {
			t.Errorf("delivered to %q", got)
		}
	})
}

// Whatever a server does in the middle, a message comes once.
func TestServersThatFailInTheMiddle(t *testing.T) {
	const takes = "the mail server does not take "
	for name, test := range map[string]struct {
		at   string
		do   func(s mailtest.Step, silent chan struct{}) error
		want string // of the job; "" where the message was taken
	}{
		"a server that is closing":      {mailtest.Mail, func(mailtest.Step, chan struct{}) error { return mailtest.Reply(421, 4, 3, 2, "bye") }, takes + "messages from no-reply@tenantry.example.com (421 4.3.2)"},
		"a drop at the greeting":        {mailtest.Connected, drop, "the mail server does not welcome this program: it closed the connection"},
		"a drop at the sender":          {mailtest.Mail, drop, takes + "messages from no-reply@tenantry.example.com: it closed the connection"},
		"a drop at the recipient":       {mailtest.Rcpt, drop, takes + "messages to this recipient: it closed the connection"},
		"a drop in the message":         {mailtest.Data, drop, takes + "this message: it closed the connection"},
		"a drop before the answer":      {mailtest.End, drop, takes + "this message: it closed the connection"},
		"a drop after the answer":       {mailtest.Accepted, drop, ""},
		"silence at the greeting":       {mailtest.Connected, hang, "the mail server does not welcome this program: it does not answer in time"},
		"silence at the sender":         {mailtest.Mail, hang, takes + "messages from no-reply@tenantry.example.com: it does not answer in time"},
		"silence at the recipient":      {mailtest.Rcpt, hang, takes + "messages to this recipient: it does not answer in time"},
		"silence in the message":        {mailtest.Data, hang, takes + "this message: it does not answer in time"},
		"silence before the answer":     {mailtest.End, hang, takes + "this message: it does not answer in time"},
		"no more room for a while":      {mailtest.Mail, func(mailtest.Step, chan struct{}) error { return mailtest.Reply(452, 4, 3, 1, "no room") }, takes + "messages from no-reply@tenantry.example.com (452 4.3.1)"},
		"not from this sender for now":  {mailtest.Mail, func(mailtest.Step, chan struct{}) error { return mailtest.Reply(550, 5, 7, 1, "no") }, takes + "messages from no-reply@tenantry.example.com (550 5.7.1)"},
		"a refusal without finer codes": {mailtest.Rcpt, func(mailtest.Step, chan struct{}) error { return mailtest.Reply(450, -1, -1, -1, "4.you") }, takes + "messages to this recipient (450)"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				logged(t)
				var fails atomic.Bool
				fails.Store(true)
				silent := make(chan struct{})
				to1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
					if s.Name == test.at && fails.CompareAndSwap(true, false) {
						return test.do(s, silent)
					}
					return nil
				}})
				t.Cleanup(func() { close(silent) })
				c := newClock()
				wait := patience
				if strings.HasPrefix(name, "silence") {
					wait = shortly
				}
				p := relay(t, d, c, server(t, to1.URL(), nil, to1, wait))
				queue(t, d, p, to("one@city.go.kr"))
				work(t, p)
				if test.want != "" {
					is(t, d, "after the first attempt", "one@city.go.kr queued 0  | queued 1 "+test.want)
					if got := all(t, p, mail.Query{Limit: 1})[0].Reason; got == "" || got == "other" {
						t.Errorf("the list calls it %q", got)
					}
				}
				p = relay(t, d, c, server(t, to1.URL(), nil, to1, patience)) // the program started again
				queue(t, d, p, to("two@city.go.kr"))
				c.advance(3 * time.Second)
				work(t, p)
				is(t, d, "after the second")
				if got := accepted(to1); !slices.Equal(got, []string{"one@city.go.kr", "two@city.go.kr"}) {
					t.Errorf("delivered to %q", got)
				}
			})
		})
	}
}

func drop(s mailtest.Step, _ chan struct{}) error {
	s.Drop()
	return net.ErrClosed // so that it takes nothing
}

func hang(s mailtest.Step, silent chan struct{}) error {
	<-silent
	return drop(s, silent)
}

func TestAServerThatIsNotThere(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	logged(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	parsed, err := mail.ParseServer("smtp://" + address)
	if err != nil {
		t.Fatal(err)
	}
	p := relay(t, d, newClock(), parsed)
	queue(t, d, p, to("one@city.go.kr"))
	work(t, p)
	is(t, d, "afterwards", "one@city.go.kr queued 0  | queued 1 the mail server cannot be reached: it refuses connections")
	if got := all(t, p, mail.Query{Limit: 1})[0].Reason; got != "unreachable" {
		t.Errorf("the list calls it %q", got)
	}
}

// A connection is used again, and one that the server has closed meanwhile costs no attempt.
func TestConnectionsAreUsedAgain(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	log := logged(t)
	var dropped atomic.Int64
	to1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
		if s.Name == mailtest.Accepted && s.To == "drop@city.go.kr" {
			s.Drop()
			dropped.Add(1)
		}
		if s.Name == mailtest.Rcpt && s.To == "bad@city.go.kr" {
			return mailtest.Reply(550, 5, 1, 1, "no")
		}
		return nil
	}})
	c := newClock()
	p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
	for i := range 120 {
		queue(t, d, p, to(fmt.Sprintf("a%d@city.go.kr", i)))
	}
	work(t, p)
	if n := to1.Connections(); n != 2 { // of 100 messages each
		t.Errorf("%d connections for 120 messages", n)
	}
	queue(t, d, p, to("bad@city.go.kr"), to("after@city.go.kr"))
	work(t, p)
	if n := to1.Connections(); n != 2 {
		t.Errorf("%d connections after a refusal", n)
	}
	before := log.Len()
	for range 3 {
		queue(t, d, p, to("drop@city.go.kr"))
		work(t, p)
		queue(t, d, p, to("after@city.go.kr"))
		work(t, p)
	}
	if n := to1.Connections(); n != 5 || dropped.Load() != 3 || log.Len() != before || len(to1.Messages()) != 120+1+6 {
		t.Errorf("%d connections, %d dropped, %d messages; logged %s", n, dropped.Load(), len(to1.Messages()), log.String()[before:])
	}
	is(t, d, "in the end", "bad@city.go.kr failed 1 the mail server does not take messages to this recipient (550 5.1.1)")
}

// Once the server has said yes, the message is not sent again, however the database and the program fare.
func TestAConfirmedDeliveryIsRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := &logs{}
		log.use(t)
		to1 := mailtest.Start(t, mailtest.Options{})
		p := relay(t, d, newClock(), server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("one@city.go.kr"))
		running, stop := context.WithCancel(ctx)
		p.AfterDelivery(func() {
			exec(t, d, "ALTER TABLE mail RENAME TO mail_elsewhere") // the database does not do what it is told
			stop()                                                  // and the program is to end
			go func() {
				for strings.Count(log.String(), "cannot be stored") < 2 {
					time.Sleep(time.Millisecond)
				}
				exec(t, d, "ALTER TABLE mail_elsewhere RENAME TO mail")
			}()
		})
		if err := p.jobs.Run(running); err != nil {
			t.Fatal(err)
		}
		is(t, d, "afterwards")
		if got := outcomes(t, d); !slices.Equal(got, []string{"done "}) {
			t.Errorf("the job is %q", got)
		}
		work(t, relay(t, d, newClock(), server(t, to1.URL(), nil, to1, patience)))
		if got := accepted(to1); len(got) != 1 {
			t.Errorf("delivered to %q", got)
		}
		if strings.Contains(log.String(), "one@") {
			t.Errorf("logged %s", log)
		}
	})
}

// A delivery whose job has become another worker's is recorded all the same, and the other finds nothing to do.
func TestADeliveryThatLostItsJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		c := newClock()
		to1 := mailtest.Start(t, mailtest.Options{})
		p, other := relay(t, d, c, server(t, to1.URL(), nil, to1, patience)), relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("one@city.go.kr"))
		p.AfterDelivery(func() {
			exec(t, d, "UPDATE job SET owner = 'run_gone', lease_until = $1", c.Now().UnixMicro()-1)
		})
		work(t, p)
		is(t, d, "afterwards")
		work(t, other)
		if got := accepted(to1); len(got) != 1 || !slices.Equal(outcomes(t, d), []string{"done "}) {
			t.Errorf("delivered to %q; jobs %q", got, outcomes(t, d))
		}
	})
}

// The program stops in the middle of a message: it is back in the queue, and the attempt does not count.
func TestStoppingInTheMiddle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		silent, begun := make(chan struct{}), make(chan struct{}, 1)
		to1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
			if s.Name == mailtest.Rcpt && s.Connection == 1 {
				begun <- struct{}{}
				return hang(s, silent)
			}
			return nil
		}})
		t.Cleanup(func() { close(silent) })
		p := relay(t, d, newClock(), server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("one@city.go.kr"))
		running, stop := context.WithCancel(ctx)
		go func() {
			<-begun
			stop()
		}()
		if err := p.jobs.Run(running); err != nil {
			t.Fatal(err)
		}
		is(t, d, "when it has stopped", "one@city.go.kr queued 0  | queued 0 ")
		work(t, relay(t, d, newClock(), server(t, to1.URL(), nil, to1, patience)))
		is(t, d, "when it is back")
		if got := accepted(to1); len(got) != 1 {
			t.Errorf("delivered to %q", got)
		}
	})
}
