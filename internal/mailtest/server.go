// Package mailtest is a mail server for tests. It keeps what it is handed, and refuses, hangs up or keeps silent
// wherever a test wants it to.
package mailtest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The steps of a delivery, at which a server can be made to do otherwise.
const (
	Connected = "connected" // when the client says who it is
	Mail      = "mail"
	Rcpt      = "rcpt"
	Data      = "data"     // in the middle of the message
	End       = "end"      // after the end of the message, before the answer
	Accepted  = "accepted" // after the answer
)

// Step is where a delivery is.
type Step struct {
	Name       string
	Connection int    // the first is 1
	To         string // "" before it is known
	Drop       func() // closes the connection
}

// Options are what a server is like.
type Options struct {
	TLS       *tls.Config // offers STARTTLS
	Immediate bool        // speaks TLS from the first byte instead
	Users     map[string]string
	// On is asked at every step; nil takes everything. An error is the server's answer: see Reply.
	On func(Step) error
}

// Server is a running one.
type Server struct {
	Host, Port string

	options     Options
	mu          sync.Mutex
	messages    []Message
	connections int
}

// Reply is an answer such as 451 with 4.7.1.
func Reply(code, class, subject, detail int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: text}
}

// Start starts a server on loopback that ends with the test.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{options: o}
	s.Host, s.Port, _ = net.SplitHostPort(listener.Addr().String())
	if o.Immediate {
		listener = tls.NewListener(listener, o.TLS)
	}
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mail.example.com", true, log.New(io.Discard, "", 0)
	if !o.Immediate {
		server.TLSConfig = o.TLS
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		// Where the server has not begun to listen yet, it does not know what to close.
		for _, err := range []error{server.Close(), listener.Close()} {
			if err != nil && !errors.Is(err, net.ErrClosed) {
				t.Error(err)
			}
		}
		if err := <-ended; err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

// URL is the server as TENANTRY_MAIL_URL has it.
func (s *Server) URL() string { return "smtp://" + net.JoinHostPort(s.Host, s.Port) }

// Messages are those that were accepted, in that order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Wait waits until a server has accepted so many messages, and returns them.
func (s *Server) Wait(t testing.TB, n int) []Message {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(2 * time.Millisecond) {
		if all := s.Messages(); len(all) >= n {
			return all
		} else if time.Since(begun) > 30*time.Second {
			t.Fatalf("%d messages have come, want %d", len(all), n)
		}
	}
}

// To returns the messages that were accepted for an address, the oldest first.
func (s *Server) To(address string) (found []Message) {
	for _, m := range s.Messages() {
		if m.To == address {
			found = append(found, m)
		}
	}
	return found
}

// Connections is how many there were.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	s.connections++
	n := s.connections
	s.mu.Unlock()
	d := &dialogue{server: s, conn: c, number: n}
	if err := d.at(Connected); err != nil {
		return nil, err
	}
	if len(s.options.Users) > 0 {
		return signedIn{d}, nil
	}
	return d, nil
}

// dialogue is one connection.
type dialogue struct {
	server   *Server
	conn     *smtp.Conn
	number   int
	user     string
	from, to string
	accepted bool
}

func (d *dialogue) at(name string) error {
	if d.server.options.On == nil {
		return nil
	}
	return d.server.options.On(Step{Name: name, Connection: d.number, To: d.to, Drop: func() { _ = d.conn.Conn().Close() }})
}

func (d *dialogue) Mail(from string, _ *smtp.MailOptions) error {
	if len(d.server.options.Users) > 0 && d.user == "" {
		return smtp.ErrAuthRequired
	}
	d.from = from
	return d.at(Mail)
}

func (d *dialogue) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	return d.at(Rcpt)
}

func (d *dialogue) Data(r io.Reader) error {
	if err := d.at(Data); err != nil {
		return err
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := d.at(End); err != nil {
		return err
	}
	_, encrypted := d.conn.TLSConnectionState()
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	d.server.messages = append(d.server.messages, Message{From: d.from, To: d.to, Content: content, Connection: d.number, Encrypted: encrypted, User: d.user})
	d.accepted = true
	return nil
}

// Reset is called after the answer, and whenever the client forgets what was begun.
func (d *dialogue) Reset() {
	if d.accepted {
		d.accepted = false
		_ = d.at(Accepted) // it has been said already
	}
	d.from, d.to = "", ""
}

func (d *dialogue) Logout() error { return nil }

// signedIn is a dialogue with a server that has users.
type signedIn struct{ *dialogue }

func (d signedIn) AuthMechanisms() []string { return []string{sasl.Plain} }

func (d signedIn) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if want, known := d.server.options.Users[user]; !known || want != password {
			return smtp.ErrAuthFailed
		}
		d.user = user
		return nil
	}), nil
}
