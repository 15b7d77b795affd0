package mailtest

import (
	"bytes"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Outbox returns the messages to an address in a folder of .eml files, the oldest first.
func Outbox(t testing.TB, folder, address string) (found []Message) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files) // their names begin with the time
	for _, name := range files {
		content, err := os.ReadFile(name)
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
