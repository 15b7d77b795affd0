package onboarding_test

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/mailtest"
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
	for _, m := range mailtest.Outbox(t, os.DirFS(w.Outbox), address) {
		texts = append(texts, m.Read(t).Text)
	}
	return texts
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
