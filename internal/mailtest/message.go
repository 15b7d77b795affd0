package mailtest

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
)

// Message is one that a server accepted.
type Message struct {
	From, To   string
	Content    []byte // as it came, with CRLF
	Connection int
	Encrypted  bool
	User       string // who was signed in; "" for nobody
}

// Read is a message as people read it.
type Read struct {
	ID, Subject, From string
	Text              string // with LF
}

// Read reads a message.
func (m Message) Read(t testing.TB) Read {
	t.Helper()
	parsed, err := mail.ReadMessage(bytes.NewReader(m.Content))
	if err != nil {
		t.Fatalf("not a message: %v\n%s", err, m.Content)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(parsed.Body, params["boundary"]).NextPart()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part) // which takes the transfer encoding away
	if err != nil {
		t.Fatal(err)
	}
	return Read{
		ID: parsed.Header.Get("Message-ID"), Subject: subject, From: parsed.Header.Get("From"), Text: strings.ReplaceAll(string(text), "\r\n", "\n"),
	}
}

// Apart is what stands alone on a line after four spaces, a password, a code or a link; "" where there is nothing.
func (m Message) Apart(t testing.TB) string {
	t.Helper()
	for line := range strings.SplitSeq(m.Read(t).Text, "\n") {
		if alone, ok := strings.CutPrefix(line, "    "); ok {
			return alone
		}
	}
	return ""
}
