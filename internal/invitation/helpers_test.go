package invitation_test

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/mailtest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var (
	ctx     = context.Background()
	visitor = audit.Actor{Address: "192.0.2.1"}
)

// place is an organization with an Admin who invites.
type place struct {
	*apptest.World
	t              *testing.T
	s              *invitation.Service
	organizationID string
	adminID        string // the account
	roleID         string // one that gives nothing
}

func each(t *testing.T, f func(t *testing.T, p *place)) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, w *apptest.World) { f(t, placed(t, w, "종로구")) })
}

func placed(t *testing.T, w *apptest.World, name string) *place {
	p := &place{World: w, t: t, s: w.Handler.Invitations, organizationID: w.Contracting(name)}
	p.adminID = w.Account("admin-" + p.organizationID[len(p.organizationID)-6:])
	w.Member(p.organizationID, p.adminID, w.Admin(p.organizationID))
	p.roleID = w.Role(p.organizationID, "상담원")
	return p
}

func (p *place) admin() access.Caller { return p.Caller(p.adminID) }

func draft(email string, roleIDs ...string) invitation.Draft {
	return invitation.Draft{Name: "Kim", Email: email, RoleIDs: roleIDs}
}

// invite invites one, and returns the invitation's ID and the token of its link.
func (p *place) invite(email string, roleIDs ...string) (invitationID, token string) {
	p.t.Helper()
	results, err := p.s.Invite(ctx, p.admin(), p.organizationID, []invitation.Draft{draft(email, roleIDs...)}, false)
	if err != nil || len(results[0].Problems) > 0 {
		p.t.Fatalf("invite %s: %+v, %v", email, results, err)
	}
	return results[0].ID, p.token(email)
}

// token is that of the link that was mailed last to an address.
func (p *place) token(address string) string {
	p.t.Helper()
	all := letters(p.t, p.World, address)
	if len(all) == 0 {
		p.t.Fatalf("nothing was mailed to %s", address)
	}
	for line := range strings.Lines(all[len(all)-1]) {
		if link, ok := strings.CutPrefix(line, "    "); ok {
			if _, token, ok := strings.Cut(strings.TrimRight(link, "\r\n"), "/invitation#token="); ok {
				return token
			}
		}
	}
	p.t.Fatalf("no link in %s", all[len(all)-1])
	return ""
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

// codes are what is wrong with each of several who were to be invited, "" for one who is.
func codes(results []invitation.Result) []string {
	found := make([]string, len(results))
	for i, r := range results {
		if len(r.Problems) > 0 {
			found[i] = r.Problems[0].Field + " " + r.Problems[0].Code
		}
	}
	return found
}

// status is that of an invitation as its organization sees it.
func (p *place) status(invitationID string) string {
	p.t.Helper()
	i, err := p.s.Get(ctx, p.admin(), invitationID)
	if err != nil {
		p.t.Fatal(err)
	}
	return i.Status
}
