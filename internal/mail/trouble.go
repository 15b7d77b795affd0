package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"strings"
	"syscall"
)

// trouble is why a server did not take a message, in our words: what a server says may name whom the message is for.
type trouble struct {
	words     string // that follow "the mail server"
	code      int    // that the server answered; 0 for none
	detail    string // its enhanced status code, or what became of the connection; "" for none
	server    bool   // other messages would fare the same
	message   bool   // it is about this message, though perhaps not only
	permanent bool   // trying again does not help
	cause     error  // of which nothing is told
}

// What is wrong with a server, after theServer.
const (
	theServer        = "the mail server "
	unreachable      = "cannot be reached"
	notEncrypted     = "does not encrypt as it should"
	noEncryption     = "offers no encryption (STARTTLS), without which the password is not sent"
	notWelcome       = "does not welcome this program"
	noSignIn         = "offers no way to sign in that this program knows: PLAIN, LOGIN, SCRAM-SHA-256 or CRAM-MD5"
	signInRefused    = "does not take the user and password of TENANTRY_MAIL_URL"
	senderRefused    = "does not take messages from "
	recipientRefused = "does not take messages to this recipient"
	messageRefused   = "does not take this message"
)

// reasons are what stored errors begin with, and how a list calls them: their words are for whoever reads English.
var reasons = []struct{ beginning, reason string }{
	{theServer + unreachable, "unreachable"},
	{theServer + notEncrypted, "not_encrypted"},
	{theServer + noEncryption, "not_encrypted"},
	{theServer + notWelcome, "not_welcome"},
	{theServer + noSignIn, "sign_in_refused"},
	{theServer + signInRefused, "sign_in_refused"},
	{theServer + senderRefused, "sender_refused"},
	{theServer + recipientRefused, "recipient_refused"},
	{theServer + messageRefused, "message_refused"},
	{errExpired.Error(), "expired"},
	{notWritten, "outbox"},
}

// reason is what a list calls a stored error: "" for none, other for what has no name.
func reason(stored string) string {
	if stored == "" {
		return ""
	}
	for _, r := range reasons {
		if strings.HasPrefix(stored, r.beginning) {
			return r.reason
		}
	}
	return "other"
}

func (t *trouble) Error() string {
	text := theServer + t.words
	switch {
	case t.code != 0 && t.detail != "":
		return fmt.Sprintf("%s (%d %s)", text, t.code, t.detail)
	case t.code != 0:
		return fmt.Sprintf("%s (%d)", text, t.code)
	case t.detail != "":
		return text + ": " + t.detail
	}
	return text
}

// Unwrap lets a context's end be recognized.
func (t *trouble) Unwrap() error { return t.cause }

// serviceOver is what a server answers to any command when it closes the connection.
const serviceOver = 421

var enhancedStatus = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// trouble puts an error in words. ctx tells whether the server is to blame at all.
func (s Server) trouble(ctx context.Context, words string, cause error) *trouble {
	t := &trouble{words: words, server: true}
	var reply *textproto.Error
	switch {
	case ctx.Err() != nil:
		t.detail, t.cause = "this program stopped in the middle", ctx.Err()
	case errors.As(cause, &reply):
		t.code, t.detail = reply.Code, enhancedStatus.FindString(reply.Msg)
	default:
		t.detail = becameOf(cause)
	}
	return t
}

// aboutTheMessage says that it was told of this message: a refusal is final, and says nothing of other messages.
func (t *trouble) aboutTheMessage() *trouble {
	t.message = true
	if t.code != 0 && t.code != serviceOver {
		t.server, t.permanent = false, t.code >= 500
	}
	return t
}

// becameOf says what became of a connection.
func becameOf(err error) string {
	var noName *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var otherWords tls.RecordHeaderError
	var timeout net.Error
	switch {
	case errors.As(err, &noName):
		return "its name is not known"
	case errors.As(err, &untrusted):
		return "its certificate is not trusted: " + untrusted.Err.Error()
	case errors.As(err, &otherWords):
		return "it does not speak TLS from the first byte, as smtps:// has it; smtp:// uses STARTTLS"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "it refuses connections"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "it does not answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return "it closed the connection"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way to it"
	}
	return "the connection failed"
}
