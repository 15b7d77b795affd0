package onboarding_test

import (
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/onboarding"
	"github.com/tenantry/tenantry/internal/session"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

func draft(email string, roleIDs ...string) onboarding.Draft {
	return onboarding.Draft{Draft: account.Draft{Email: email, Name: "Kim", MobilePhone: "010-2000-3000"}, RoleIDs: roleIDs}
}

// letters are the text parts of what was mailed to an address, the oldest first.
func letters(t *testing.T, w *apptest.World, address string) (texts []string) {
	t.Helper()
	w.Settle()
	files, err := filepath.Glob(filepath.Join(w.Outbox, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	for _, name := range files {
		if to, text := read(t, name); strings.EqualFold(to, address) {
			texts = append(texts, text)
		}
	}
	return texts
}

func read(t *testing.T, name string) (to, text string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mail.ReadMessage(f)
	if err != nil {
		t.Fatal(err)
	}
	addresses, err := m.Header.AddressList("To")
	if err != nil || len(addresses) != 1 {
		t.Fatalf("%s goes to %v (%v)", name, addresses, err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatalf("%s has no text: %v", name, err)
		}
		if !strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
			continue
		}
		body := io.Reader(part)
		switch strings.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
		case "quoted-printable":
			body = quotedprintable.NewReader(part)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		content, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return addresses[0].Address, string(content)
	}
}

// secret is what stands alone on an indented line, "" where nothing does.
func secret(letter string) string {
	for line := range strings.Lines(letter) {
		line = strings.TrimRight(line, "\r\n")
		if found, ok := strings.CutPrefix(line, "    "); ok && !strings.Contains(found, "://") {
			return found
		}
	}
	return ""
}

// mailed is the temporary password that was mailed last to an address.
func mailed(t *testing.T, w *apptest.World, address string) string {
	t.Helper()
	all := letters(t, w, address)
	if len(all) == 0 {
		t.Fatalf("nothing was mailed to %s", address)
	}
	password := secret(all[len(all)-1])
	if len(password) < 16 {
		t.Fatalf("mailed to %s: %s", address, all[len(all)-1])
	}
	return password
}

func signIn(w *apptest.World, email, password, newPassword string) (session.SignedIn, error) {
	return w.Handler.Sessions.SignIn(ctx, session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}}, session.Credentials{Email: email, Password: password, NewPassword: newPassword})
}
