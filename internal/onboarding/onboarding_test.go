package onboarding_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/onboarding"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/session"
)

const chosen = "a password of my own"

// Somebody new is pending, and nobody, until the temporary password is replaced by the sign-in.
func TestSomebodyNew(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		m, err := w.Handler.Onboarding.Add(ctx, w.Caller(""), organizationID, draft("Kim@Example.com", w.Admin(organizationID)))
		if err != nil || m.Status != member.Pending || m.Awaits != member.AwaitsPassword || m.Email != "Kim@Example.com" || len(m.Roles) != 1 {
			t.Fatalf("added %+v, %v", m, err)
		}
		may := func() bool {
			allowed, _, err := w.Access.Check(ctx, m.AccountID, access.MembersRead, organizationID)
			return err == nil && allowed
		}
		password := mailed(t, w, "Kim@Example.com")
		for _, wrong := range []struct{ password, newPassword, code string }{
			{"guessed", chosen, "invalid_credentials"},
			{password, "", "password_change_required"},
			{password, password, "must_differ"},
			{password, "short", "too_short"},
			{password, strings.Repeat("x", 129), "too_long"},
		} {
			if _, err := signIn(w, "kim@example.com", wrong.password, wrong.newPassword); apptest.Code(err) != wrong.code {
				t.Errorf("with %q: %v, want %s", wrong.newPassword, err, wrong.code)
			}
		}
		if may() {
			t.Error("a pending member may do something")
		}
		if _, err := signIn(w, "kim@example.com", password, chosen); err != nil || !may() {
			t.Errorf("the password replaced: %v, may %t", err, may())
		}
		if m, err := w.Members().Read(ctx, m.ID); err != nil || m.Status != member.Active || m.Awaits != "" {
			t.Errorf("then %+v, %v", m, err)
		}
		if _, err := signIn(w, "kim@example.com", password, "another password"); apptest.Code(err) != "invalid_credentials" {
			t.Errorf("the temporary password again: %v", err)
		}
		if _, err := signIn(w, "kim@example.com", chosen, "another password"); apptest.Code(err) != "not_temporary" {
			t.Errorf("a new password in place of one's own: %v", err)
		}
		if _, err := signIn(w, "kim@example.com", chosen, ""); err != nil {
			t.Errorf("with one's own: %v", err)
		}
	})
}

// An address with an account is asked, however it is written; what the account has stays.
func TestSomebodyWithAnAccount(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID, second := w.Contracting("one"), w.Contracting("two")
		kim := w.Account("kim")
		admin := w.Admin(organizationID)
		m, err := w.Handler.Onboarding.Add(ctx, w.Caller(""), organizationID, draft("KIM@example.com", admin))
		if err != nil || m.AccountID != kim || m.Status != member.Pending || m.Awaits != member.AwaitsOwner || m.Name != "kim@example.com" || m.MobilePhone != "" {
			t.Fatalf("added %+v, %v", m, err)
		}
		for again, code := range map[string]string{"kim@EXAMPLE.com": "already_member", "kim@ｅxample.com": "already_member", "ｋim@example.com": "invalid_email"} {
			if _, err := w.Handler.Onboarding.Add(ctx, w.Caller(""), organizationID, draft(again)); apptest.Code(err) != code {
				t.Errorf("%s: %v, want %s", again, err, code)
			}
		}
		if got := letters(t, w, "kim@example.com"); len(got) != 1 || secret(got[0]) != "" {
			t.Errorf("mailed: %q", got)
		}
		questions, err := member.Questions(ctx, w.DB, kim)
		if err != nil || len(questions) != 1 || questions[0].MemberID != m.ID || questions[0].OrganizationID != organizationID {
			t.Errorf("asked %+v, %v", questions, err)
		}
		if allowed, _, _ := w.Access.Check(ctx, kim, access.MembersRead, organizationID); allowed {
			t.Error("who has not answered may do something")
		}
		if err := w.Members().Answer(ctx, w.Caller(w.Account("lee")), m.ID, true); apptest.Code(err) != "not_found" {
			t.Errorf("somebody else answers: %v", err)
		}
		if err := w.Members().Answer(ctx, w.Caller(kim), m.ID, true); err != nil {
			t.Fatal(err)
		}
		if allowed, _, _ := w.Access.Check(ctx, kim, access.MembersRead, organizationID); !allowed {
			t.Error("who has accepted may do nothing")
		}
		for _, accept := range []bool{true, false} {
			if err := w.Members().Answer(ctx, w.Caller(kim), m.ID, accept); apptest.Code(err) != "nothing_to_answer" {
				t.Errorf("answered again: %v", err)
			}
		}
		m, err = w.Handler.Onboarding.Add(ctx, w.Caller(""), second, draft("kim@example.com"))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Members().Answer(ctx, w.Caller(kim), m.ID, false); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Members().Read(ctx, m.ID); apptest.Code(err) != "not_found" {
			t.Errorf("declined, and still there: %v", err)
		}
	})
}

// A temporary password ends after 72 hours; a reset gives a new one, and the old one is nothing any more. Somebody
// who never came and belongs nowhere any more begins anew.
func TestTemporaryPasswordEnds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID, operator := w.Contracting("org"), w.Caller("")
		m, err := w.Handler.Onboarding.Add(ctx, operator, organizationID, draft("kim@example.com"))
		if err != nil {
			t.Fatal(err)
		}
		first := mailed(t, w, "kim@example.com")
		w.Clock.Advance(session.TemporaryLife)
		if _, err := signIn(w, "kim@example.com", first, chosen); apptest.Code(err) != "temporary_password_expired" {
			t.Errorf("after its end: %v", err)
		}
		if err := w.Handler.Onboarding.ResetPassword(ctx, operator, m.ID); err != nil {
			t.Fatal(err)
		}
		second := mailed(t, w, "kim@example.com")
		if _, err := signIn(w, "kim@example.com", first, chosen); apptest.Code(err) != "invalid_credentials" || second == first {
			t.Errorf("the first after a reset: %v", err)
		}
		if err := w.Members().Delete(ctx, operator, m.ID, nil); err != nil {
			t.Fatal(err)
		}
		m, err = w.Handler.Onboarding.Add(ctx, operator, organizationID, draft("kim@example.com"))
		if err != nil || m.Awaits != member.AwaitsPassword {
			t.Fatalf("added anew: %+v, %v", m, err)
		}
		third := mailed(t, w, "kim@example.com")
		w.Clock.Advance(session.TemporaryLife - time.Minute)
		if _, err := signIn(w, "kim@example.com", second, chosen); apptest.Code(err) != "invalid_credentials" {
			t.Errorf("the second after a third: %v", err)
		}
		if _, err := signIn(w, "kim@example.com", third, chosen); err != nil {
			t.Errorf("a minute before its end: %v", err)
		}
	})
}

// Of many who send the same temporary password at once, each with a password of its own, one signs in.
func TestTemporaryPasswordIsSpentOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		nodes := []*apptest.World{w, w.Second()}
		organizationID := w.Contracting("org")
		m, err := w.Handler.Onboarding.Add(ctx, w.Caller(""), organizationID, draft("kim@example.com"))
		if err != nil {
			t.Fatal(err)
		}
		password := mailed(t, w, "kim@example.com")
		var winner atomic.Int64
		var won atomic.Int64
		errs := dbtest.Together(6, func(i int) error {
			_, err := signIn(nodes[i%2], "kim@example.com", password, fmt.Sprint("the password of ", i))
			if err == nil {
				won.Add(1)
				winner.Store(int64(i))
			}
			return apptest.Unexpected(err, "invalid_credentials")
		})
		if err := errors.Join(errs...); err != nil || won.Load() != 1 {
			t.Fatalf("%d signed in (%v)", won.Load(), err)
		}
		for i := range 6 {
			_, err := signIn(w, "kim@example.com", fmt.Sprint("the password of ", i), "")
			if (err == nil) != (int64(i) == winner.Load()) {
				t.Errorf("the password of %d, when %d won: %v", i, winner.Load(), err)
			}
		}
		if m, err := w.Members().Read(ctx, m.ID); err != nil || m.Status != member.Active {
			t.Errorf("then %+v, %v", m, err)
		}
		if n := w.Number("SELECT COUNT(*) FROM session"); n != 2 {
			t.Errorf("%d sessions, want the winner's two", n)
		}
	})
}

func TestWhoMayBeAdded(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		organizationID, other := chain[1], w.Contracting("other")
		reader, foreign := w.Role(organizationID, "reader", access.MembersRead), w.Role(other, "reader", access.MembersRead)
		adder, boss := w.Account("adder"), w.Account("boss")
		w.Member(id.PlatformOrganization, adder, w.Role(id.PlatformOrganization, "adder", access.MembersAdd, access.MembersRead))
		w.Member(chain[0], boss, w.Admin(chain[0]))
		many := make([]string, 10_000)
		for i := range many {
			many[i] = fmt.Sprint("rol_", i)
		}
		change := func(f func(d *onboarding.Draft)) onboarding.Draft {
			d := draft("new@example.com", reader)
			f(&d)
			return d
		}
		for name, test := range map[string]struct {
			by, organizationID string
			d                  onboarding.Draft
			code, location     string
		}{
			"control character":        {adder, organizationID, change(func(d *onboarding.Draft) { d.Name = "a\x07b" }), "control_characters", "body.name"},
			"direction override":       {adder, organizationID, change(func(d *onboarding.Draft) { d.Name = "Kim\u202e" }), "control_characters", "body.name"},
			"invisible name":           {adder, organizationID, change(func(d *onboarding.Draft) { d.Name = "\u200b" }), "required", "body.name"},
			"long name":                {adder, organizationID, change(func(d *onboarding.Draft) { d.Name = strings.Repeat("가", 21) }), "too_long", "body.name"},
			"long task":                {adder, organizationID, change(func(d *onboarding.Draft) { d.Task = strings.Repeat("가", 21) }), "too_long", "body.task"},
			"no phone":                 {adder, organizationID, change(func(d *onboarding.Draft) { d.MobilePhone = "" }), "required", "body.mobilePhone"},
			"no address":               {adder, organizationID, change(func(d *onboarding.Draft) { d.Email = "kim" }), "invalid_email", "body.email"},
			"ten thousand roles":       {adder, organizationID, change(func(d *onboarding.Draft) { d.RoleIDs = many }), "too_many", "body.roleIds"},
			"a role twice":             {adder, organizationID, change(func(d *onboarding.Draft) { d.RoleIDs = []string{reader, reader} }), "duplicate", "body.roleIds[1]"},
			"a role of another":        {adder, organizationID, change(func(d *onboarding.Draft) { d.RoleIDs = []string{reader, foreign} }), "not_found", "body.roleIds[1]"},
			"a role that is not there": {adder, organizationID, change(func(d *onboarding.Draft) { d.RoleIDs = []string{"rol_x"} }), "not_found", "body.roleIds[0]"},
			"more than one has":        {adder, organizationID, change(func(d *onboarding.Draft) { d.RoleIDs = []string{w.Admin(organizationID)} }), "exceeds_own_permissions", ""},
			"by an Admin above":        {boss, organizationID, draft("new@example.com"), "permission_required", ""},
			"unseen":                   {boss, other, draft("new@example.com"), "not_found", ""},
			"nowhere":                  {adder, "org_x", draft("new@example.com"), "not_found", ""},
		} {
			_, err := w.Handler.Onboarding.Add(ctx, w.Caller(test.by), test.organizationID, test.d)
			f, ok := fault.As(err)
			if !ok || f.Code != test.code || test.location != "" && (len(f.Fields) != 1 || f.Fields[0].Location != test.location) {
				t.Errorf("%s: %v, want %s on %s", name, err, test.code, test.location)
			}
		}
		if n := w.Number("SELECT COUNT(*) FROM account") + w.Number("SELECT COUNT(*) FROM mail"); n != 2 {
			t.Errorf("%d accounts and messages, want the two that were there", n)
		}
		if got := letters(t, w, "new@example.com"); len(got) != 0 {
			t.Errorf("mailed although it was refused: %q", got)
		}
		if _, err := w.Handler.Onboarding.Add(ctx, w.Caller(adder), organizationID, draft("new@example.com", reader)); err != nil {
			t.Errorf("what one holds oneself: %v", err)
		}
	})
}

// An administrator resets the password only of whose every membership is within reach, and who holds nothing more.
func TestWhosePasswordMayBeReset(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		other := w.Contracting("other")
		helper := w.Account("helper")
		desk := w.Role(chain[0], "desk", access.MembersResetPassword, access.MembersRead)
		w.Member(chain[0], helper, desk)
		near := w.RoleWith(chain[1], role.Draft{Name: "near", Permissions: []access.Permission{access.MembersRead}, Reach: access.ReachOwn})
		people := map[string]struct {
			memberships map[string][]string
			code        string
		}{
			"below":             {map[string][]string{chain[1]: {near}}, ""},
			"both":              {map[string][]string{chain[0]: {desk}, chain[1]: {near}}, ""},
			"holds more":        {map[string][]string{chain[1]: {w.Admin(chain[1])}}, "exceeds_own_permissions"},
			"more above":        {map[string][]string{chain[1]: {near}, chain[0]: {w.Admin(chain[0])}}, "exceeds_own_permissions"},
			"also elsewhere":    {map[string][]string{chain[1]: {near}, other: nil}, "account_beyond_reach"},
			"also on the staff": {map[string][]string{chain[1]: {near}, id.PlatformOrganization: nil}, "account_beyond_reach"},
			"elsewhere alone":   {map[string][]string{other: nil}, "not_found"},
		}
		for name, test := range people {
			email := strings.ReplaceAll(name, " ", "-")
			accountID := w.Account(email)
			var memberID string
			for _, organizationID := range slices.Sorted(maps.Keys(test.memberships)) {
				added := w.Member(organizationID, accountID, test.memberships[organizationID]...)
				if memberID == "" || organizationID == chain[1] {
					memberID = added
				}
			}
			err := w.Handler.Onboarding.ResetPassword(ctx, w.Caller(helper), memberID)
			if apptest.Code(err) != test.code {
				t.Errorf("%s: %v, want %q", name, err, test.code)
			}
			if got := len(letters(t, w, email+"@example.com")); got != map[bool]int{true: 1}[err == nil] {
				t.Errorf("%s: %d letters (%v)", name, got, err)
			}
		}
		if err := w.Handler.Onboarding.ResetPassword(ctx, access.Nobody(audit.Actor{}), "mem_x"); apptest.Code(err) != "not_found" {
			t.Errorf("nobody resets nothing: %v", err)
		}
	})
}

// A reset ends the account's sessions and the password it had.
func TestResetEndsSessions(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID, operator := w.Contracting("org"), w.Caller("")
		m, err := w.Handler.Onboarding.Add(ctx, operator, organizationID, draft("kim@example.com"))
		if err != nil {
			t.Fatal(err)
		}
		in, err := signIn(w, "kim@example.com", mailed(t, w, "kim@example.com"), chosen)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Handler.Onboarding.ResetPassword(ctx, operator, m.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Handler.Sessions.Recognize(ctx, in.Token); apptest.Code(err) != "unauthenticated" {
			t.Errorf("the session lasts: %v", err)
		}
		if _, err := signIn(w, "kim@example.com", chosen, ""); apptest.Code(err) != "invalid_credentials" {
			t.Errorf("the password lasts: %v", err)
		}
		if m, err := w.Members().Read(ctx, m.ID); err != nil || m.Status != member.Active {
			t.Errorf("an active member whose password is reset stays one: %+v, %v", m, err)
		}
		if _, err := signIn(w, "kim@example.com", mailed(t, w, "kim@example.com"), "the next password"); err != nil {
			t.Errorf("the new temporary password: %v", err)
		}
	})
}
