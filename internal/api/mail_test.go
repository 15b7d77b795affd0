package api_test

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// letter is a message that was delivered.
type letter struct{ to, subject, text string }

// letters are the messages that were delivered to an address, the oldest first.
func (w *world) letters(to string) []letter {
	w.Helper()
	w.settle()
	files, err := filepath.Glob(filepath.Join(w.app.Config.Outbox, "*.eml"))
	w.must(err)
	slices.Sort(files) // their names begin with the time
	found := []letter{}
	for _, name := range files {
		if l := w.letter(name); l.to == to {
			found = append(found, l)
		}
	}
	return found
}

func (w *world) letter(name string) letter {
	w.Helper()
	f, err := os.Open(name)
	w.must(err)
	defer f.Close() //nolint:errcheck // a test
	m, err := mail.ReadMessage(f)
	w.must(err)
	to, err := mail.ParseAddress(m.Header.Get("To"))
	w.must(err)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	w.must(err)
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	w.must(err)
	first, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	w.must(err)
	w.equal("the encoding of the text", first.Header.Get("Content-Transfer-Encoding"), "quoted-printable")
	text, err := io.ReadAll(quotedprintable.NewReader(first))
	w.must(err)
	return letter{to: to.Address, subject: subject, text: strings.ReplaceAll(string(text), "\r\n", "\n")}
}

// indented is what stands alone on a line after four spaces: a temporary password or a link.
func (l letter) indented() string {
	for line := range strings.SplitSeq(l.text, "\n") {
		if alone, ok := strings.CutPrefix(line, "    "); ok {
			return alone
		}
	}
	return ""
}
