package mail

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// connection is one to a mail server that is ready to take a message.
type connection struct {
	*smtp.Client
	raw    net.Conn // under the encryption; its deadline is the client's
	limits limits
	sent   int // messages
}

// limit says until when what is done next must be over.
func (c *connection) limit(d time.Duration) { _ = c.raw.SetDeadline(time.Now().Add(d)) } // on a closed one, what is done next tells

// connect makes a connection: greeting, encryption, sign-in. self is what this end calls itself.
func (s Server) connect(ctx context.Context, self string) (_ *connection, err error) {
	whole, cancel := context.WithTimeout(ctx, s.limits.connect)
	defer cancel()
	dial := s.dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	raw, err := dial(whole, "tcp", s.String())
	if err != nil {
		return nil, s.trouble(ctx, unreachable, err)
	}
	defer context.AfterFunc(ctx, func() { _ = raw.Close() })()
	defer func() {
		if err != nil {
			_ = raw.Close() // the error is the earlier one
		}
	}()
	c := &connection{raw: raw, limits: s.limits}
	c.limit(s.limits.command)
	conn := raw
	if s.TLS {
		encrypted := tls.Client(raw, s.encryption(true))
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, s.trouble(ctx, notEncrypted, err)
		}
		conn = encrypted
	}
	if c.Client, err = smtp.NewClient(conn, s.Host); err != nil {
		return nil, s.trouble(ctx, notWelcome, err)
	}
	c.SkipSMTPUTF8(true) // addresses are ASCII
	c.limit(s.limits.command)
	if err := c.Hello(self); err != nil {
		return nil, s.trouble(ctx, notWelcome, err)
	}
	if offered, _ := c.Extension("STARTTLS"); offered && !s.TLS {
		c.limit(s.limits.command)
		if err := c.StartTLS(s.encryption(!s.local())); err != nil {
			return nil, s.trouble(ctx, notEncrypted, err)
		}
	}
	if s.User == "" {
		return c, nil
	}
	return c, s.signIn(ctx, c)
}

func (s Server) encryption(verify bool) *tls.Config {
	// On this machine the certificate is often one that the server made for itself, and nobody is in between.
	return &tls.Config{ServerName: s.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12, InsecureSkipVerify: !verify} //nolint:gosec // as said above
}

// signIn proves who this program is. The password crosses no network in the clear.
func (s Server) signIn(ctx context.Context, c *connection) error {
	_, encrypted := c.TLSConnectionState()
	if !encrypted && !s.local() {
		return &trouble{words: noEncryption, server: true}
	}
	_, offered := c.Extension("AUTH")
	var auth smtp.Auth
	for _, mechanism := range []struct {
		name string
		auth smtp.Auth
	}{
		{"PLAIN", smtp.PlainAuth("", s.User, s.Password, s.Host, true)},
		{"LOGIN", smtp.LoginAuth(s.User, s.Password, s.Host, true)},
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(s.User, s.Password)},
		{"CRAM-MD5", smtp.CRAMMD5Auth(s.User, s.Password)},
	} {
		for _, name := range strings.Fields(offered) {
			if auth == nil && strings.EqualFold(name, mechanism.name) {
				auth = mechanism.auth
			}
		}
	}
	if auth == nil {
		return &trouble{words: noSignIn, server: true}
	}
	c.limit(s.limits.command)
	if err := c.Auth(auth); err != nil {
		return s.trouble(ctx, signInRefused, err)
	}
	return nil
}

// parcel is a message on its way.
type parcel struct {
	id       string
	from, to string // addresses
	content  []byte
}

// send hands a message over. When it returns nil, the server has said that the message is its own now.
func (s Server) send(ctx context.Context, c *connection, p parcel) error {
	stop := context.AfterFunc(ctx, func() { _ = c.raw.Close() })
	defer stop()
	c.limit(c.limits.command)
	if err := c.Mail("<" + p.from + ">"); err != nil {
		return s.trouble(ctx, senderRefused+p.from, err)
	}
	c.limit(c.limits.command)
	if err := c.Rcpt("<" + p.to + ">"); err != nil {
		return s.trouble(ctx, recipientRefused, err).aboutTheMessage()
	}
	c.limit(c.limits.command)
	content, err := c.Data()
	if err != nil {
		return s.trouble(ctx, messageRefused, err).aboutTheMessage()
	}
	c.limit(c.limits.end)
	_, err = content.Write(p.content)
	if err == nil && !stop() {
		err = ctx.Err() // the message has no end yet, so the server drops it
	}
	if err != nil {
		return s.trouble(ctx, messageRefused, err).aboutTheMessage()
	}
	// From its end on, the message may be the server's. Whoever stops the program waits a little for the answer.
	stop = context.AfterFunc(ctx, func() { c.limit(grace) })
	defer stop()
	if err := content.Close(); err != nil {
		return s.trouble(context.WithoutCancel(ctx), messageRefused, err).aboutTheMessage()
	}
	c.sent++
	return nil
}

// grace is how long something that has begun may go on when the program stops, or the job is somebody else's.
const grace = 10 * time.Second
