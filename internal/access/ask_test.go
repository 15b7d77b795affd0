package access_test

import (
	"fmt"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/role"
)

// Who may ask what, and what is said of that which is not there: to staff each thing by its name, to everybody else
// one and the same.
func TestWhoMayAsk(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		top, low := chain[0], chain[1]
		other := w.Contracting("other")
		staff, boss, reader, clerk, stranger := w.Account("staff"), w.Account("boss"), w.Account("reader"), w.Account("clerk"), w.Account("stranger")
		w.Member(id.PlatformOrganization, staff, id.PlatformAdminRole)
		w.Member(top, boss, w.Admin(top))
		w.Member(low, reader, w.RoleWith(low, role.Draft{Name: "reader", Permissions: []access.Permission{access.MembersRead}, Reach: access.ReachOwn}))
		w.Member(low, clerk, w.Role(low, "asker", access.AccessCheck))
		w.Member(other, stranger, w.Admin(other))
		const read = access.MembersRead
		for name, test := range map[string]struct {
			by, about, email string
			p                access.Permission
			in               string
			allowed          bool
			codes            string // "" where it is answered
		}{
			"staff":                           {by: staff, about: boss, p: read, in: low, allowed: true},
			"staff, by the address":           {by: staff, email: "BOSS@Example.com", p: read, in: low, allowed: true},
			"from above":                      {by: boss, about: reader, p: read, in: low, allowed: true},
			"from above, about oneself":       {by: boss, about: boss, p: read, in: low, allowed: true},
			"with the permission":             {by: clerk, about: reader, p: read, in: low, allowed: true},
			"about somebody above":            {by: clerk, about: boss, p: read, in: low, allowed: true},
			"about staff":                     {by: clerk, about: staff, p: read, in: low, allowed: true},
			"about oneself":                   {by: reader, about: reader, p: read, in: low, allowed: true},
			"about oneself, by the address":   {by: reader, email: "reader@example.com", p: access.MembersUpdate, in: low},
			"without the permission":          {by: reader, about: clerk, p: read, in: low, codes: "permission_required"},
			"staff, all unknown":              {by: staff, about: "acc_x", p: "no.such.thing", in: "org_x", codes: "body.accountId unknown_account, body.permission unknown_permission, body.organizationId unknown_organization"},
			"staff, unknown account":          {by: staff, about: "acc_x", p: read, in: low, codes: "body.accountId unknown_account"},
			"staff, unknown address":          {by: staff, email: "nobody@example.com", p: read, in: low, codes: "body.email unknown_account"},
			"staff, no address":               {by: staff, email: "nobody", p: read, in: low, codes: "body.email unknown_account"},
			"staff, unknown permission":       {by: staff, about: boss, p: "console.members", in: low, codes: "body.permission unknown_permission"},
			"staff, unknown organization":     {by: staff, about: boss, p: read, in: "org_x", codes: "body.organizationId unknown_organization"},
			"others, unknown account":         {by: boss, about: "acc_x", p: read, in: low, codes: "body not_found"},
			"others, unknown address":         {by: boss, email: "nobody@example.com", p: read, in: low, codes: "body not_found"},
			"others, unknown permission":      {by: boss, about: reader, p: "no.such.thing", in: low, codes: "body not_found"},
			"others, unknown organization":    {by: boss, about: reader, p: read, in: "org_x", codes: "body not_found"},
			"others, unseen organization":     {by: boss, about: boss, p: read, in: other, codes: "body not_found"},
			"from below":                      {by: clerk, about: clerk, p: read, in: top, codes: "body not_found"},
			"others, somebody elsewhere":      {by: boss, about: stranger, p: read, in: low, codes: "body not_found"},
			"others, somebody else's address": {by: boss, email: "stranger@example.com", p: read, in: low, codes: "body not_found"},
		} {
			got, _, err := w.Access.Ask(ctx, w.Caller(test.by), []access.Question{{AccountID: test.about, Email: test.email, Permission: test.p, OrganizationID: test.in}},
				func(int) string { return "body" })
			if codes := told(err); codes != test.codes || codes == "" && got[0] != test.allowed {
				t.Errorf("%s: %v %q, want %t %q", name, got, codes, test.allowed, test.codes)
			}
		}
	})
}

// told is what a refusal tells: its fields with their codes, or its own code.
func told(err error) string {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return apptest.Code(err)
	}
	text := ""
	for i, field := range f.Fields {
		if i > 0 {
			text += ", "
		}
		text += field.Location + " " + field.Code
	}
	return text
}

// A batch is answered at one revision, and names what is wrong by its place.
func TestManyQuestionsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		staff := w.Account("staff")
		w.Member(id.PlatformOrganization, staff, id.PlatformAdminRole)
		organizationID := w.Contracting("org")
		var questions []access.Question
		for i := range access.MaxQuestions {
			q := access.Question{Permission: access.MembersRead, OrganizationID: organizationID}
			if i < 450 { // more than one query looks up
				q.AccountID = w.Account(fmt.Sprint("a", i))
				if i%3 == 0 {
					w.Member(organizationID, q.AccountID, w.Admin(organizationID))
				}
			} else {
				q.AccountID = questions[i-450].AccountID
			}
			questions = append(questions, q)
		}
		location := func(i int) string { return fmt.Sprintf("body.checks[%d]", i) }
		for range 2 { // from the database, then from memory
			got, revision, err := w.Access.Ask(ctx, w.Caller(staff), questions, location)
			if err != nil || revision != int64(w.Number("SELECT revision FROM access_revision")) {
				t.Fatalf("at %d: %v", revision, err)
			}
			for i := range got {
				if want := i%450%3 == 0; got[i] != want {
					t.Fatalf("question %d: %t, want %t", i, got[i], want)
				}
			}
		}
		questions[7].Permission, questions[999].OrganizationID = "x.y.z", "org_x"
		_, _, err := w.Access.Ask(ctx, w.Caller(staff), questions, location)
		if got := told(err); got != "body.checks[7].permission unknown_permission, body.checks[999].organizationId unknown_organization" {
			t.Errorf("told %q", got)
		}
	})
}
