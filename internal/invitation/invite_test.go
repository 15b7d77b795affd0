package invitation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/role"
)

// Each of several who are invited is judged for itself.
func TestEachForItself(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		member := p.Account("member")
		p.Member(p.organizationID, member)
		p.Account("stranger") // has an account, and is no member
		elsewhere := p.Admin(p.Contracting("elsewhere"))
		p.invite("waits@example.com")

		asked := []invitation.Draft{
			draft("new@example.com", p.roleID),
			draft("Stranger@Example.com", p.Admin(p.organizationID), p.roleID),
			draft("MEMBER@example.com"),
			draft("waits@EXAMPLE.com"),
			draft("NEW@example.com"),
			draft("ne.w@example.com"), // dots count
			draft("한@example.com"),
			draft("x@bücher.example"),
			draft("x@xn--bcher-kva.example"), // the same
			draft("x@ｅｘａｍｐｌｅ.com"),           // and as example.com
			draft("x@example.com"),
			{Name: "", Email: "name@example.com"},
			{Name: strings.Repeat("가", 21), Email: "long@example.com"},
			{Name: "a\nb", Email: "line@example.com"},
			{Name: "Kim", Email: "a@example.com\r\nBcc: b@example.com"},
			{Name: "Kim", Email: " "},
			draft("role@example.com", elsewhere),
			draft("gone@example.com", "rol_01J00000000000000000000000"),
			draft("odd@example.com", "x' OR 1=1"),
			draft("twice@example.com", p.roleID, p.roleID),
			draft("many@example.com", slices.Repeat([]string{p.roleID}, 51)...),
		}
		want := []string{
			"", "", "email already_member", "email already_invited", "email repeated", "", "email invalid_email", "", "email repeated", "", "email repeated",
			"name required", "name too_long", "name control_characters", "email control_characters", "email required",
			"roleIds not_found", "roleIds not_found", "roleIds not_found", "roleIds duplicate", "roleIds too_many",
		}
		before := p.Number("SELECT COUNT(*) FROM invitation")
		tried, err := p.s.Invite(ctx, p.admin(), p.organizationID, asked, true)
		if err != nil || !slices.Equal(codes(tried), want) {
			t.Fatalf("tried: %q, %v", codes(tried), err)
		}
		if n := p.Number("SELECT COUNT(*) FROM invitation"); n != before || len(letters(t, p.World, "new@example.com")) != 0 {
			t.Fatalf("trying left %d invitations", n-before)
		}
		results, err := p.s.Invite(ctx, p.admin(), p.organizationID, asked, false)
		if err != nil || !slices.Equal(codes(results), want) {
			t.Fatalf("invited: %q, %v", codes(results), err)
		}
		for i, r := range results {
			if (r.ID != "") != (want[i] == "") {
				t.Errorf("%s has the ID %q", asked[i].Email, r.ID)
			}
		}
		i, err := p.s.Get(ctx, p.admin(), results[1].ID)
		if err != nil || i.Email != "Stranger@Example.com" || i.Name != "Kim" || i.Status != invitation.Pending || len(i.Roles) != 2 || i.Roles[0].Name != role.Admin ||
			i.InvitedBy.ID != p.adminID || !i.ExpiresAt.Equal(i.SentAt.Add(invitation.Life)) || i.Organization != "종로구" {
			t.Errorf("%+v, %v", i, err)
		}
		if n := p.Number("SELECT COUNT(*) FROM audit_event WHERE action = 'invitation.sent'"); n != 6 {
			t.Errorf("%d events", n)
		}
		if n := p.Number("SELECT COUNT(*) FROM audit_detail WHERE body LIKE '%new@example.com%'"); n != 0 {
			t.Error("an event holds an address that may have no account to be forgotten with")
		}
		for _, address := range []string{"new@example.com", "stranger@example.com", "x@xn--bcher-kva.example"} {
			if got := letters(t, p.World, address); len(got) != 1 || !strings.Contains(got[0], "/invitation#token=") || !strings.Contains(got[0], "종로구") {
				t.Errorf("mailed to %s: %q", address, got)
			}
		}
		if got := letters(t, p.World, "member@example.com"); len(got) != 0 {
			t.Errorf("a member got %q", got)
		}
	})
}

// Nobody offers what they do not hold themselves, with at least that reach.
func TestNobodyOffersMoreThanTheyHold(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		inviter := p.Account("inviter")
		p.Member(p.organizationID, inviter, p.RoleWith(p.organizationID, role.Draft{
			Name: "인사", Permissions: []access.Permission{access.MembersInvite, access.NumbersRead}, Reach: access.ReachOwn,
		}))
		own := p.RoleWith(p.organizationID, role.Draft{Name: "own", Permissions: []access.Permission{access.NumbersRead}, Reach: access.ReachOwn})
		subtree := p.Role(p.organizationID, "subtree", access.NumbersRead)
		results, err := p.s.Invite(ctx, p.Caller(inviter), p.organizationID, []invitation.Draft{
			draft("a@example.com", own), draft("b@example.com", subtree), draft("c@example.com", own, p.Admin(p.organizationID)), draft("d@example.com"),
		}, false)
		const over = "roleIds exceeds_own_permissions"
		if want := []string{"", over, over, ""}; err != nil || !slices.Equal(codes(results), want) {
			t.Fatalf("%q, %v", codes(results), err)
		}
		// Sending again is offering again.
		adminsID, _ := p.invite("e@example.com", subtree)
		if _, err := p.s.Resend(ctx, p.Caller(inviter), adminsID); apptest.Code(err) != "exceeds_own_permissions" {
			t.Errorf("resend: %v", err)
		}
		for name, caller := range map[string]access.Caller{"nobody": access.Nobody(visitor), "a stranger": p.Caller(p.Account("stranger"))} {
			if _, err := p.s.Invite(ctx, caller, p.organizationID, []invitation.Draft{draft("f@example.com")}, false); apptest.Code(err) != "not_found" {
				t.Errorf("%s: %v", name, err)
			}
		}
		member := p.Account("member")
		p.Member(p.organizationID, member, subtree)
		if _, err := p.s.Invite(ctx, p.Caller(member), p.organizationID, []invitation.Draft{draft("f@example.com")}, false); apptest.Code(err) != "permission_required" {
			t.Errorf("a member who may not invite: %v", err)
		}
	})
}

// Who may not read members does not learn who is one, and whether an address has an account nobody learns.
func TestInvitingTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		inviter := p.Account("inviter")
		p.Member(p.organizationID, inviter, p.Role(p.organizationID, "초대", access.MembersInvite))
		p.Member(p.organizationID, p.Account("member"))
		p.Account("stranger")
		results, err := p.s.Invite(ctx, p.Caller(inviter), p.organizationID,
			[]invitation.Draft{draft("member@example.com"), draft("stranger@example.com"), draft("nobody@example.com")}, false)
		if err != nil || !slices.Equal(codes(results), []string{"", "", ""}) {
			t.Fatalf("%q, %v", codes(results), err)
		}
		page, err := p.s.List(ctx, p.admin(), invitation.Query{Filter: invitation.Filter{OrganizationID: p.organizationID}, Limit: 50})
		if err != nil || len(page.Items) != 3 {
			t.Fatalf("%+v, %v", page, err)
		}
		// They are the same but for the ID and the address.
		alike := func(i invitation.Invitation) string {
			return fmt.Sprint(i.Name, i.Status, i.Roles, i.InvitedBy, i.CreatedAt, i.SentAt, i.ExpiresAt, i.AskedAgainAt, i.AcceptedAt)
		}
		for _, i := range page.Items {
			if alike(i) != alike(page.Items[0]) {
				t.Errorf("%+v and %+v differ", i, page.Items[0])
			}
		}
	})
}

// An invitation is written in the language of the invitee's account, else in the inviter's.
func TestLanguage(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		thai := p.Account("thai")
		p.Write(func(ctx context.Context, tx *db.Tx) error {
			for accountID, language := range map[string]string{p.adminID: "ko", thai: "th"} {
				if _, err := tx.Exec(ctx, "UPDATE account SET language = $1 WHERE id = $2", language, accountID); err != nil {
					return err
				}
			}
			return nil
		})
		p.invite("new@example.com")
		p.invite("thai@example.com")
		if got := letters(t, p.World, "new@example.com"); !strings.Contains(got[0], "초대") {
			t.Errorf("not in Korean: %s", got[0])
		}
		if got := letters(t, p.World, "thai@example.com"); !strings.Contains(got[0], "เชิญ") {
			t.Errorf("not in Thai: %s", got[0])
		}
	})
}

// An address that did not answer in time is invited anew, and the earlier link says that another took its place.
func TestInvitedAnewAfterItExpired(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		first, token := p.invite("kim@example.com")
		p.Clock.Advance(invitation.Life)
		if _, err := p.s.Find(ctx, visitor, token); apptest.Code(err) != "invitation_expired" {
			t.Errorf("expired: %v", err)
		}
		second, next := p.invite("kim@example.com")
		if p.status(first) != invitation.Expired || p.status(second) != invitation.Pending {
			t.Errorf("the first is %s, the second %s", p.status(first), p.status(second))
		}
		for _, f := range []func() error{
			func() error { _, err := p.s.Find(ctx, visitor, token); return err },
			func() error { return p.s.Renew(ctx, visitor, token) },
			func() error { return p.s.Decline(ctx, visitor, token) },
		} {
			if err := f(); apptest.Code(err) != "invitation_replaced" {
				t.Errorf("the first link: %v", err)
			}
		}
		if _, err := p.s.Resend(ctx, p.admin(), first); apptest.Code(err) != "invitation_over" {
			t.Errorf("resend the first: %v", err)
		}
		if _, err := p.s.Find(ctx, visitor, next); err != nil {
			t.Error(err)
		}
	})
}

// Of several who invite one address at once, on several nodes, one does.
func TestInvitingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		nodes := []*invitation.Service{p.s, p.Second().Handler.Invitations}
		admin := p.admin()
		found := make([]string, 8)
		var all sync.WaitGroup
		for i := range found {
			all.Go(func() {
				results, err := nodes[i%2].Invite(ctx, admin, p.organizationID, []invitation.Draft{draft("kim@example.com", p.roleID)}, false)
				found[i] = fmt.Sprint(codes(results), err)
			})
		}
		all.Wait()
		slices.Sort(found)
		want := append(slices.Repeat([]string{"[] <nil>"}, 1), slices.Repeat([]string{"[email already_invited] <nil>"}, 7)...)
		if !slices.Equal(found, want) {
			t.Errorf("%q", found)
		}
		if got := letters(t, p.World, "kim@example.com"); len(got) != 1 {
			t.Errorf("%d letters", len(got))
		}
	})
}

// What goes with an account that goes: its name is on no invitation any more, and what it was offered is forgotten.
func TestForgetAccount(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		kim, err := p.Handler.Accounts.Get(ctx, p.Account("kim"))
		if err != nil {
			t.Fatal(err)
		}
		over, token := p.invite(kim.Email)
		if err := p.s.Decline(ctx, visitor, token); err != nil {
			t.Fatal(err)
		}
		waits, _ := p.invite(kim.Email)
		forget := func(a account.Account) {
			p.Write(func(ctx context.Context, tx *db.Tx) error {
				return invitation.ForgetAccount(ctx, tx, p.Clock.Now(), a.ID, a.Email)
			})
		}
		forget(kim)
		if _, err := p.s.Get(ctx, p.admin(), over); apptest.Code(err) != "not_found" {
			t.Errorf("what the account declined: %v", err)
		}
		if p.status(waits) != invitation.Pending {
			t.Errorf("what waits for its address is %s", p.status(waits))
		}
		other := p.Account("other")
		p.Member(p.organizationID, other, p.Admin(p.organizationID))
		forget(account.Account{ID: p.adminID, Email: "admin@example.com"})
		if i, err := p.s.Get(ctx, p.Caller(other), waits); err != nil || i.InvitedBy != (invitation.Inviter{}) {
			t.Errorf("%+v, %v", i, err)
		}
	})
}
