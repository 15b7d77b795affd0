package mail

import (
	"context"
	"crypto/x509"
	"net"
	"time"
)

// Render returns the message as it would be delivered.
func Render(publicURL string, m Message) ([]byte, error) {
	s, err := newSender(publicURL, "")
	if err != nil {
		return nil, err
	}
	l, err := m.write(s)
	if err != nil {
		return nil, err
	}
	p, err := s.parcel("mal_1", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), l)
	return p.content, err
}

// Reach changes how a server is reached: whom its certificate may come from, the connection itself, and how long
// everything but the end of a message may take.
func (s Server) Reach(roots *x509.CertPool, dial func(ctx context.Context, network, address string) (net.Conn, error), patience time.Duration) Server {
	s.roots, s.dial = roots, dial
	s.limits.connect, s.limits.command, s.limits.end = patience, patience, patience
	return s
}

// AfterDelivery has f run whenever a message was handed over, before that is recorded.
func (s *Service) AfterDelivery(f func()) { s.delivered = f }
