package onboarding_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/onboarding"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/text"
)

// office is an organization with an Admin who invites.
type office struct {
	*apptest.World
	t              *testing.T
	organizationID string
	adminID        string // the account
	boss           string // another Admin's
}

func eachOffice(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		o := &office{World: w, t: t, organizationID: w.Contracting("종로구"), adminID: w.Account("admin"), boss: w.Account("boss")}
		w.Member(o.organizationID, o.adminID, w.Admin(o.organizationID))
		w.Member(o.organizationID, o.boss, w.Admin(o.organizationID))
		f(t, o)
	})
}

// invite invites an address as the Admin does, and returns the token of the link.
func (o *office) invite(email string, roleIDs ...string) string {
	o.t.Helper()
	_, token := o.inviteBy(o.Caller(o.adminID), email, roleIDs...)
	return token
}

func (o *office) inviteBy(caller access.Caller, email string, roleIDs ...string) (invitationID, token string) {
	o.t.Helper()
	results, err := o.Handler.Invitations.Invite(ctx, caller, o.organizationID, []invitation.Draft{{Name: "Kim", Email: email, RoleIDs: roleIDs}}, false)
	if err != nil || len(results[0].Problems) > 0 {
		o.t.Fatalf("invite %s: %+v, %v", email, results, err)
	}
	_, address, _ := text.Email(email)
	all := letters(o.t, o.World, address)
	_, token, _ = strings.Cut(all[len(all)-1], "/invitation#token=")
	token, _, _ = strings.Cut(token, "\n")
	return results[0].ID, strings.TrimRight(token, "\r")
}

// as is a visitor: signed in, or nobody for "".
func as(accountID string) session.Visitor {
	return session.Visitor{Actor: audit.Actor{AccountID: accountID, Address: "192.0.2.1"}}
}

func (o *office) accept(accountID string, a onboarding.Acceptance) (session.SignedIn, error) {
	return o.Handler.Onboarding.Accept(ctx, as(accountID), a)
}

// may reports whether an account may read members there.
func (o *office) may(accountID string) bool {
	o.t.Helper()
	allowed, _, err := o.Access.Check(ctx, accountID, access.MembersRead, o.organizationID)
	if err != nil {
		o.t.Fatal(err)
	}
	return allowed
}

func (o *office) memberOf(accountID string) member.Member {
	o.t.Helper()
	var memberID string
	if err := o.DB.QueryRow(ctx, "SELECT id FROM member WHERE account_id = $1 AND organization_id = $2", accountID, o.organizationID).Scan(&memberID); err != nil {
		o.t.Fatal(err)
	}
	m, err := o.Members().Read(ctx, memberID)
	if err != nil {
		o.t.Fatal(err)
	}
	return m
}

const ownPassword = "seagull staircase 41"

// Somebody new chooses a password and a name, and is signed in as a member with what was offered.
func TestAcceptWithANewAccount(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		reader := o.Role(o.organizationID, "상담원", access.MembersRead)
		token := o.invite("Kim@Example.com", reader)
		for range 3 { // looking uses nothing up
			offer, err := o.Handler.Onboarding.Offer(ctx, as("").Actor, token)
			if err != nil || offer.Account != onboarding.AccountNew || offer.Email != "Kim@Example.com" || offer.Organization != "종로구" ||
				len(offer.Roles) != 1 || offer.Roles[0].Name != "상담원" || offer.InvitedBy.Person() != "admin" {
				t.Fatalf("%+v, %v", offer, err)
			}
		}
		if offer, err := o.Handler.Onboarding.Offer(ctx, as(o.adminID).Actor, token); err != nil || offer.Account != onboarding.AccountOther {
			t.Errorf("to another account: %+v, %v", offer, err)
		}
		for _, wrong := range []struct {
			accountID string
			a         onboarding.Acceptance
			code      string
		}{
			{"", onboarding.Acceptance{}, "link_spent"},
			{"", onboarding.Acceptance{Token: token + "x", Password: ownPassword}, "link_spent"},
			{"", onboarding.Acceptance{Token: token}, "required"},
			{"", onboarding.Acceptance{Token: token, Password: "short"}, "too_short"},
			{"", onboarding.Acceptance{Token: token, Password: strings.Repeat("x", 129)}, "too_long"},
			{"", onboarding.Acceptance{Token: token, Password: ownPassword, Name: strings.Repeat("가", 21)}, "too_long"},
			{"", onboarding.Acceptance{Token: token, Password: ownPassword, Name: "a\x00b"}, "control_characters"},
			{o.adminID, onboarding.Acceptance{Token: token}, "other_account"},
		} {
			if _, err := o.accept(wrong.accountID, wrong.a); apptest.Code(err) != wrong.code {
				t.Errorf("%+v: %v, want %s", wrong.a, err, wrong.code)
			}
		}
		in, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword, Name: "김"})
		if err != nil || in.Token == "" {
			t.Fatal(err)
		}
		m := o.memberOf(in.AccountID)
		if m.Status != member.Active || m.Name != "김" || m.Email != "Kim@Example.com" || len(m.Roles) != 1 || m.Roles[0].ID != reader || !o.may(in.AccountID) {
			t.Errorf("%+v", m)
		}
		if ses, err := o.Handler.Sessions.Recognize(ctx, in.Token); err != nil || ses.AccountID != in.AccountID {
			t.Errorf("the session: %+v, %v", ses, err)
		}
		if _, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword}); apptest.Code(err) != "invitation_used" {
			t.Errorf("again: %v", err)
		}
		if _, err := o.accept(in.AccountID, onboarding.Acceptance{Token: token}); apptest.Code(err) != "invitation_used" {
			t.Errorf("again, signed in: %v", err)
		}
		if _, err := signIn(o.World, "kim@example.com", ownPassword, ""); err != nil {
			t.Errorf("sign in: %v", err)
		}
		for _, action := range []string{"member.added", "invitation.accepted"} {
			if n := o.Number("SELECT COUNT(*) FROM audit_event WHERE action = $1 AND actor = $2 AND organization_id = $3", action, in.AccountID, o.organizationID); n != 1 {
				t.Errorf("%d events %s", n, action)
			}
		}
	})
}

// The name that was invited stays where no other is given.
func TestTheNameOfTheInvitation(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		in, err := o.accept("", onboarding.Acceptance{Token: o.invite("kim@example.com"), Password: ownPassword, Name: " \u200b "})
		if err != nil || o.memberOf(in.AccountID).Name != "Kim" {
			t.Errorf("%v", err)
		}
	})
}

// The owner of an account signs in with it, and consents. What the account says of itself stays.
func TestAcceptWithAnAccount(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		kim := o.Account("kim")
		token := o.invite("KIM@ＥＸＡＭＰＬＥ.com", o.Admin(o.organizationID))
		if offer, err := o.Handler.Onboarding.Offer(ctx, as("").Actor, token); err != nil || offer.Account != onboarding.AccountExists {
			t.Errorf("signed out: %+v, %v", offer, err)
		}
		if offer, err := o.Handler.Onboarding.Offer(ctx, as(kim).Actor, token); err != nil || offer.Account != onboarding.AccountCurrent {
			t.Errorf("signed in: %+v, %v", offer, err)
		}
		for _, wrong := range []struct {
			accountID string
			a         onboarding.Acceptance
			code      string
		}{
			{"", onboarding.Acceptance{Token: token, Password: ownPassword}, "sign_in_required"},
			{o.adminID, onboarding.Acceptance{Token: token}, "other_account"},
			{kim, onboarding.Acceptance{Token: token, Password: ownPassword}, "not_applicable"},
		} {
			if _, err := o.accept(wrong.accountID, wrong.a); apptest.Code(err) != wrong.code {
				t.Errorf("%+v: %v, want %s", wrong.a, err, wrong.code)
			}
		}
		if o.may(kim) {
			t.Error("who has not consented may do something")
		}
		if in, err := o.accept(kim, onboarding.Acceptance{Token: token}); err != nil || in.Token != "" {
			t.Fatalf("%+v, %v", in, err)
		}
		if m := o.memberOf(kim); m.Status != member.Active || m.Name != "kim" || !o.may(kim) {
			t.Errorf("%+v", m)
		}
	})
}

// An invitation to somebody who came in otherwise meanwhile.
func TestAcceptByAMember(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		one, two := o.Role(o.organizationID, "하나"), o.Role(o.organizationID, "둘")
		// A member keeps what it has: giving more is for whoever may change members.
		active := o.Account("active")
		token := o.invite("active@example.com", o.Admin(o.organizationID))
		o.Member(o.organizationID, active, one)
		if _, err := o.accept(active, onboarding.Acceptance{Token: token}); err != nil {
			t.Fatal(err)
		}
		if m := o.memberOf(active); len(m.Roles) != 1 || m.Roles[0].ID != one || m.Version != 1 {
			t.Errorf("a member became %+v", m)
		}
		if _, err := o.accept(active, onboarding.Acceptance{Token: token}); apptest.Code(err) != "invitation_used" {
			t.Errorf("again: %v", err)
		}
		// Whoever was asked by staff answers with it.
		asked := o.Account("asked")
		token = o.invite("asked@example.com", two, one)
		o.MemberWith(member.Draft{OrganizationID: o.organizationID, AccountID: asked, Awaits: member.AwaitsOwner, RoleIDs: []string{one}})
		if _, err := o.accept(asked, onboarding.Acceptance{Token: token}); err != nil {
			t.Fatal(err)
		}
		if m := o.memberOf(asked); m.Status != member.Active || m.Awaits != "" || len(m.Roles) != 2 {
			t.Errorf("who was asked became %+v", m)
		}
		// A disabled member stays so.
		disabled := o.Account("disabled")
		token = o.invite("disabled@example.com", one)
		memberID := o.Member(o.organizationID, disabled)
		if _, err := o.Members().Disable(ctx, o.Caller(""), memberID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.accept(disabled, onboarding.Acceptance{Token: token}); apptest.Code(err) != "member_disabled" {
			t.Errorf("disabled: %v", err)
		}
		if m := o.memberOf(disabled); m.Status != member.Disabled || len(m.Roles) != 0 {
			t.Errorf("a disabled member became %+v", m)
		}
	})
}

// What is offered counts by what its inviter may give when it is taken.
func TestTheInviterIsAskedAgain(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		reader := o.Role(o.organizationID, "읽기", access.MembersRead)
		inviting := o.Role(o.organizationID, "초대", access.MembersInvite)
		inviter := func(name string) (accountID, memberID string) {
			accountID = o.Account(name)
			return accountID, o.Member(o.organizationID, accountID, reader, inviting)
		}
		for i, test := range []struct {
			what   string
			happen func(accountID, memberID string) error
		}{
			{"disabled", func(_, memberID string) error {
				_, err := o.Members().Disable(ctx, o.Caller(o.boss), memberID)
				return err
			}},
			{"deleted", func(_, memberID string) error { return o.Members().Delete(ctx, o.Caller(o.boss), memberID, nil) }},
			{"without what was offered", func(_, memberID string) error {
				_, err := o.Members().Update(ctx, o.Caller(o.boss), memberID, member.Patch{RoleIDs: &[]string{inviting}}, nil)
				return err
			}},
			{"who may not invite any more", func(_, memberID string) error {
				_, err := o.Members().Update(ctx, o.Caller(o.boss), memberID, member.Patch{RoleIDs: &[]string{reader}}, nil)
				return err
			}},
			{"whose account is gone", func(accountID, memberID string) error {
				if err := o.Members().Delete(ctx, o.Caller(o.boss), memberID, nil); err != nil {
					return err
				}
				return o.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
					return invitation.ForgetAccount(ctx, tx, o.Clock.Now(), accountID, "")
				})
			}},
		} {
			accountID, memberID := inviter(fmt.Sprint("inviter", i))
			email := fmt.Sprintf("kim%d@example.com", i)
			invitationID, token := o.inviteBy(o.Caller(accountID), email, reader)
			if err := test.happen(accountID, memberID); err != nil {
				t.Fatal(err)
			}
			if _, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword}); apptest.Code(err) != "invitation_no_longer_valid" {
				t.Errorf("of somebody %s: %v", test.what, err)
			}
			if n := o.Number("SELECT COUNT(*) FROM account WHERE email = $1", email); n != 0 {
				t.Errorf("of somebody %s: there is an account", test.what)
			}
			// Whoever sends it again answers for it.
			if _, err := o.Handler.Invitations.Resend(ctx, o.Caller(o.boss), invitationID); err != nil {
				t.Fatal(err)
			}
			all := letters(t, o.World, email)
			_, token, _ = strings.Cut(all[len(all)-1], "/invitation#token=")
			token, _, _ = strings.Cut(token, "\n")
			if _, err := o.accept("", onboarding.Acceptance{Token: strings.TrimSpace(token), Password: ownPassword}); err != nil {
				t.Errorf("sent again: %v", err)
			}
		}
	})
}

// A role that is gone, or has come to hold more than the inviter does, is not given.
func TestTheRolesAreLookedAtAgain(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		inviter := o.Account("inviter")
		o.Member(o.organizationID, inviter, o.Role(o.organizationID, "초대", access.MembersInvite))
		gone, more := o.Role(o.organizationID, "gone"), o.Role(o.organizationID, "more")
		_, first := o.inviteBy(o.Caller(inviter), "a@example.com", gone)
		_, second := o.inviteBy(o.Caller(inviter), "b@example.com", more)
		if err := o.Roles().Delete(ctx, o.Caller(o.boss), gone, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Roles().Update(ctx, o.Caller(o.boss), more, role.Patch{Permissions: &[]access.Permission{access.NumbersRead}}, nil); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{first, second} {
			if _, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword}); apptest.Code(err) != "invitation_no_longer_valid" {
				t.Errorf("%v", err)
			}
		}
	})
}

// An API key gives what it holds itself, and nothing once it is revoked.
func TestAPIKeysInvite(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		reader := o.Role(o.organizationID, "읽기", access.MembersRead)
		k, _, err := o.Handler.Keys.Create(ctx, o.Caller(o.boss), o.organizationID, apikey.Draft{
			Name: "HR", Permissions: []access.Permission{access.MembersInvite, access.MembersRead},
		})
		if err != nil {
			t.Fatal(err)
		}
		key, err := o.Handler.Keys.Caller(ctx, audit.Actor{KeyID: k.ID})
		if err != nil {
			t.Fatal(err)
		}
		results, err := o.Handler.Invitations.Invite(ctx, key, o.organizationID, []invitation.Draft{{Name: "Kim", Email: "x@example.com", RoleIDs: []string{o.Admin(o.organizationID)}}}, false)
		if err != nil || len(results[0].Problems) != 1 || results[0].Problems[0].Code != "exceeds_own_permissions" {
			t.Errorf("more than it holds: %+v, %v", results, err)
		}
		_, first := o.inviteBy(key, "a@example.com", reader)
		_, second := o.inviteBy(key, "b@example.com", reader)
		offer, err := o.Handler.Onboarding.Offer(ctx, as("").Actor, first)
		if err != nil || offer.InvitedBy.Person() != "" || offer.InvitedBy.Name != "HR" {
			t.Errorf("%+v, %v", offer.InvitedBy, err)
		}
		in, err := o.accept("", onboarding.Acceptance{Token: first, Password: ownPassword})
		if err != nil || !o.may(in.AccountID) {
			t.Errorf("%v", err)
		}
		if err := o.Handler.Keys.Revoke(ctx, o.Caller(o.boss), k.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.accept("", onboarding.Acceptance{Token: second, Password: ownPassword}); apptest.Code(err) != "invitation_no_longer_valid" {
			t.Errorf("of a revoked key: %v", err)
		}
	})
}

// Nobody becomes a member of a suspended organization; the invitation waits.
func TestAcceptWhileSuspended(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		token := o.invite("kim@example.com")
		set := func(status string) {
			o.Write(func(ctx context.Context, tx *db.Tx) error {
				access.Changed(tx, o.Clock.Now(), access.Change{Organizations: []string{o.organizationID}})
				_, err := tx.Exec(ctx, "UPDATE organization SET status = $1 WHERE id = $2", status, o.organizationID)
				return err
			})
		}
		set("suspended")
		if _, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword}); apptest.Code(err) != "organization_suspended" {
			t.Errorf("%v", err)
		}
		set("active")
		if _, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword}); err != nil {
			t.Errorf("active again: %v", err)
		}
	})
}

// Of twenty who use one link at once, on two nodes, one does.
func TestAcceptingAtOnce(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		nodes := []*onboarding.Service{o.Handler.Onboarding, o.Second().Handler.Onboarding}
		lee := o.Account("lee")
		for _, test := range []struct {
			email, accountID, password string
		}{{"kim@example.com", "", ownPassword}, {"lee@example.com", lee, ""}} {
			token := o.invite(test.email)
			found := make([]string, 20)
			var all sync.WaitGroup
			for i := range found {
				all.Go(func() {
					_, err := nodes[i%2].Accept(ctx, as(test.accountID), onboarding.Acceptance{Token: token, Password: test.password})
					found[i] = apptest.Code(err)
				})
			}
			all.Wait()
			slices.Sort(found)
			if want := append([]string{""}, slices.Repeat([]string{"invitation_used"}, 19)...); !slices.Equal(found, want) {
				t.Errorf("%s: %q", test.email, found)
			}
			if n := o.Number("SELECT COUNT(*) FROM member m JOIN account a ON a.id = m.account_id WHERE a.email = $1", test.email); n != 1 {
				t.Errorf("%s: %d members", test.email, n)
			}
		}
		if n := o.Number("SELECT COUNT(*) FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = 'kim@example.com'"); n != 1 {
			t.Errorf("%d sessions", n)
		}
	})
}

// One new address that several organizations invite becomes one account: the others ask its owner.
func TestOneAddressInvitedTwice(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		second := &office{World: o.World, t: t, organizationID: o.Contracting("second"), adminID: o.Account("second")}
		o.Member(second.organizationID, second.adminID, o.Admin(second.organizationID))
		tokens := []string{o.invite("kim@example.com"), second.invite("Kim@example.com")}
		found := make([]string, 2)
		var all sync.WaitGroup
		for i, token := range tokens {
			all.Go(func() {
				_, err := o.accept("", onboarding.Acceptance{Token: token, Password: ownPassword})
				found[i] = apptest.Code(err)
			})
		}
		all.Wait()
		if slices.Sort(found); !slices.Equal(found, []string{"", "sign_in_required"}) {
			t.Errorf("%q", found)
		}
		if n := o.Number("SELECT COUNT(*) FROM account WHERE email_key = 'kim@example.com'"); n != 1 {
			t.Errorf("%d accounts", n)
		}
	})
}

// Accepting and revoking at once: what is acknowledged holds.
func TestAcceptedOrRevoked(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		admin := o.Caller(o.boss)
		for i := range 8 {
			email := fmt.Sprintf("kim%d", i)
			kim := o.Account(email)
			invitationID, token := o.inviteBy(o.Caller(o.adminID), email+"@example.com")
			var accepted, revoked error
			var all sync.WaitGroup
			all.Go(func() { _, accepted = o.accept(kim, onboarding.Acceptance{Token: token}) })
			all.Go(func() { revoked = o.Handler.Invitations.Revoke(ctx, admin, invitationID) })
			all.Wait()
			n := o.Number("SELECT COUNT(*) FROM member WHERE account_id = $1", kim)
			switch a, r := apptest.Code(accepted), apptest.Code(revoked); {
			case a == "" && r == "invitation_over" && n == 1:
			case a == "invitation_revoked" && r == "" && n == 0:
			default:
				t.Errorf("accepted: %q, revoked: %q, %d members", a, r, n)
			}
		}
	})
}
