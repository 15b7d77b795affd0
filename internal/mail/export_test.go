package mail

import (
	"bytes"
	"time"
)

// Render returns the message as it would be delivered.
func Render(publicURL string, m Message) ([]byte, error) {
	s, err := newSender(publicURL)
	if err != nil {
		return nil, err
	}
	l, err := m.write(s)
	if err != nil {
		return nil, err
	}
	msg, err := s.message("mal_1", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), l)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = msg.WriteTo(&out)
	return out.Bytes(), err
}
