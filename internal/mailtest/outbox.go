package mailtest

import (
	"bytes"
	"io/fs"
	"net/mail"
	"slices"
	"strings"
	"testing"
)

// Outbox returns the messages to an address in a folder of .eml files, the oldest first.
func Outbox(t testing.TB, folder fs.FS, address string) (found []Message) {
	t.Helper()
	files, err := fs.Glob(folder, "*.eml")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files) // their names begin with the time
	for _, name := range files {
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := mail.ReadMessage(bytes.NewReader(content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		to, err := mail.ParseAddress(parsed.Header.Get("To"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if strings.EqualFold(to.Address, address) {
			found = append(found, Message{To: to.Address, Content: content})
		}
	}
	return found
}
