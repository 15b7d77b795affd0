package mail

import (
	"context"
	"errors"
	"sync"
	"time"
)

// relay is the transport to a mail server. Its connections are used again while there are messages.
type relay struct {
	server Server
	self   string // what this end calls itself

	mu   sync.Mutex
	idle []resting // the one used last at the end
}

type resting struct {
	*connection
	since time.Time
}

// deliver hands the message to the server. That it did is not known where the connection breaks after the end
// of the message and before the answer: then it is sent again, with the same Message-ID.
func (r *relay) deliver(ctx context.Context, p parcel) error {
	for {
		c := r.take()
		again := c != nil
		if c == nil {
			var err error
			if c, err = r.server.connect(ctx, r.self); err != nil {
				return err
			}
		}
		err := r.server.send(ctx, c, p)
		var t *trouble
		switch {
		case err == nil:
			r.give(c)
			return nil
		case !errors.As(err, &t) || t.code == 0 || t.code == serviceOver:
			_ = c.raw.Close() // it is of no use any more
		case c.reset():
			r.give(c)
		}
		// Servers close connections that rest. That is found out before anything is said of the message.
		if !again || t == nil || t.message || t.code != 0 && t.code != serviceOver || ctx.Err() != nil {
			return err
		}
	}
}

// reset has the server forget what was begun, and reports whether the connection is still good.
func (c *connection) reset() bool {
	c.limit(c.limits.command)
	if err := c.Reset(); err != nil {
		_ = c.raw.Close()
		return false
	}
	return true
}

// take returns a connection that rests, nil where none does.
func (r *relay) take() *connection {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.idle) == 0 {
		return nil
	}
	last := r.idle[len(r.idle)-1]
	r.idle = r.idle[:len(r.idle)-1]
	return last.connection
}

// give lets a connection rest until the next message, for a while.
func (r *relay) give(c *connection) {
	if c.sent >= c.limits.messages {
		go c.leave()
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = append(r.idle, resting{c, time.Now()})
	time.AfterFunc(c.limits.idle, r.rested)
}

// rested closes what has rested for long enough.
func (r *relay) rested() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.idle) > 0 && time.Since(r.idle[0].since) >= r.idle[0].limits.idle {
		go r.idle[0].leave()
		r.idle = r.idle[1:]
	}
}

// leave says good-bye.
func (c *connection) leave() {
	c.limit(c.limits.idle)
	_ = c.Quit() // whatever it answers
	_ = c.raw.Close()
}

// tidy has nothing to take away: a message that was not handed over is nowhere.
func (r *relay) tidy(time.Time) error { return nil }
