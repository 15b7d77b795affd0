package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Server is a mail server that takes messages from here. The zero value is none.
type Server struct {
	Host     string // a name or an address, without brackets
	Port     string
	TLS      bool   // from the first byte; otherwise with STARTTLS where that is offered
	User     string // "" where the server asks for none
	Password string

	// What tests choose.
	roots  *x509.CertPool
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	limits limits
}

// limits say how long things may take.
type limits struct {
	connect, command, end, idle time.Duration
	messages                    int // on one connection
}

// usual are the limits that servers are used with. The end of a message is when the server looks through it.
var usual = limits{connect: 10 * time.Second, command: 30 * time.Second, end: 2 * time.Minute, idle: 5 * time.Second, messages: 100}

// ErrServer says how the address of a mail server is written. It never holds what was written, which may be a password.
var ErrServer = errors.New("must be smtp://user:password@host:port or smtps://…; user and password may be left out together, and what is not a letter or a digit in them is percent-encoded, such as %40 for @")

// ParseServer reads smtp:// and smtps:// addresses. The ports 587 and 465 may be left out. Errors: ErrServer.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Opaque != "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(address, "#") {
		return Server{}, ErrServer
	}
	s := Server{Host: strings.ToLower(u.Hostname()), Port: u.Port(), TLS: u.Scheme == "smtps", limits: usual}
	if s.Port == "" {
		s.Port = map[bool]string{false: "587", true: "465"}[s.TLS]
	}
	if n, err := strconv.ParseUint(s.Port, 10, 16); err != nil || n == 0 || s.Host == "" || strings.HasSuffix(u.Host, ":") || strings.ContainsFunc(s.Host, unfit) {
		return Server{}, ErrServer
	}
	if u.User != nil {
		password, given := u.User.Password()
		s.User, s.Password = u.User.Username(), password
		if !given || s.User == "" || s.Password == "" || strings.ContainsFunc(s.User+s.Password, unicode.IsControl) {
			return Server{}, ErrServer
		}
	}
	return s, nil
}

// unfit reports what cannot be in the name of a host.
func unfit(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`/\@,;"'<>()%`, r)
}

// String is the server without its password.
func (s Server) String() string { return net.JoinHostPort(s.Host, s.Port) }

// GoString is the same, so that no way of printing it tells the password.
func (s Server) GoString() string { return s.String() }

// local reports whether the server is on this machine, so that what is sent to it crosses no network.
func (s Server) local() bool {
	ip, err := netip.ParseAddr(s.Host)
	return err == nil && ip.Unmap().IsLoopback() || s.Host == "localhost"
}
