package invitation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/invitation"
)

// Sending again makes another link, good for seven days anew; the one before says so.
func TestResend(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		other := p.Account("other")
		p.Member(p.organizationID, other, p.Admin(p.organizationID))
		invitationID, first := p.invite("kim@example.com", p.roleID)
		p.Clock.Advance(3 * 24 * time.Hour)
		i, err := p.s.Resend(ctx, p.Caller(other), invitationID)
		if err != nil || i.ID != invitationID || !i.ExpiresAt.Equal(i.SentAt.Add(invitation.Life)) || i.SentAt.Sub(i.CreatedAt) < 3*24*time.Hour || i.InvitedBy.ID != other {
			t.Fatalf("%+v, %v", i, err)
		}
		second := p.token("kim@example.com")
		if _, err := p.s.Find(ctx, visitor, first); apptest.Code(err) != "invitation_replaced" {
			t.Errorf("the first link: %v", err)
		}
		p.Clock.Advance(6 * 24 * time.Hour) // the first would be over
		if _, err := p.s.Find(ctx, visitor, second); err != nil {
			t.Errorf("the second link: %v", err)
		}
		p.Clock.Advance(2 * 24 * time.Hour)
		if _, err := p.s.Find(ctx, visitor, second); apptest.Code(err) != "invitation_expired" || p.status(invitationID) != invitation.Expired {
			t.Errorf("the second link in the end: %v", err)
		}
		if _, err := p.s.Resend(ctx, p.admin(), invitationID); err != nil || p.status(invitationID) != invitation.Pending {
			t.Errorf("an expired one sent again: %v", err)
		}
		if _, err := p.s.Find(ctx, visitor, second); apptest.Code(err) != "invitation_replaced" {
			t.Errorf("the second link then: %v", err)
		}
		if err := p.Roles().Delete(ctx, p.admin(), p.roleID, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := p.s.Resend(ctx, p.admin(), invitationID); apptest.Code(err) != "invitation_no_longer_valid" {
			t.Errorf("sent again without its role: %v", err)
		}
	})
}

// A revoked invitation says so, and is over.
func TestRevoke(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		elsewhere := placed(t, p.World, "elsewhere")
		invitationID, token := p.invite("kim@example.com")
		member := p.Account("member")
		p.Member(p.organizationID, member, p.Role(p.organizationID, "읽기", access.MembersRead))
		for _, test := range []struct {
			who    string
			caller access.Caller
			code   string
		}{
			{"an Admin of another organization", elsewhere.admin(), "not_found"},
			{"a member who may not invite", p.Caller(member), "permission_required"},
		} {
			if err := p.s.Revoke(ctx, test.caller, invitationID); apptest.Code(err) != test.code {
				t.Errorf("%s: %v", test.who, err)
			}
			if _, err := p.s.Resend(ctx, test.caller, invitationID); apptest.Code(err) != test.code {
				t.Errorf("%s, again: %v", test.who, err)
			}
		}
		if _, err := p.s.Get(ctx, elsewhere.admin(), invitationID); apptest.Code(err) != "not_found" {
			t.Errorf("another organization sees it: %v", err)
		}
		if err := p.s.Revoke(ctx, p.admin(), invitationID); err != nil {
			t.Fatal(err)
		}
		for _, f := range []func() error{
			func() error { _, err := p.s.Find(ctx, visitor, token); return err },
			func() error { return p.s.Decline(ctx, visitor, token) },
			func() error { return p.s.Renew(ctx, visitor, token) },
		} {
			if err := f(); apptest.Code(err) != "invitation_revoked" {
				t.Errorf("its link: %v", err)
			}
		}
		if err := p.s.Revoke(ctx, p.admin(), invitationID); apptest.Code(err) != "invitation_over" {
			t.Errorf("again: %v", err)
		}
		if _, err := p.s.Resend(ctx, p.admin(), invitationID); apptest.Code(err) != "invitation_over" {
			t.Errorf("sent again: %v", err)
		}
		if second, _ := p.invite("kim@example.com"); second == invitationID || p.status(invitationID) != invitation.Revoked {
			t.Error("inviting anew does not make another")
		}
	})
}

// A link is good to the last microsecond, and not for one more.
func TestLastMoment(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		_, token := p.invite("kim@example.com")
		i, err := p.s.Find(ctx, visitor, token)
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			at   time.Time
			code string
		}{{i.ExpiresAt.Add(-time.Microsecond), ""}, {i.ExpiresAt, "invitation_expired"}, {i.ExpiresAt.Add(time.Second), "invitation_expired"}} {
			s := invitation.NewService(invitation.Config{DB: p.DB, Now: func() time.Time { return test.at }})
			if _, err := s.Find(ctx, visitor, token); apptest.Code(err) != test.code {
				t.Errorf("at %s: %v, want %q", test.at, err, test.code)
			}
		}
	})
}

// The invitee of one that has expired can ask for a new one: the inviter hears of it at most once a day.
func TestRenew(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		a, err := p.Handler.Accounts.Get(ctx, p.adminID)
		if err != nil {
			t.Fatal(err)
		}
		invitationID, token := p.invite("kim@example.com")
		if err := p.s.Renew(ctx, visitor, token); apptest.Code(err) != "invitation_not_expired" {
			t.Errorf("before it expires: %v", err)
		}
		p.Clock.Advance(invitation.Life)
		for range 3 {
			if err := p.s.Renew(ctx, visitor, token); err != nil {
				t.Fatal(err)
			}
		}
		if got := letters(t, p.World, a.Email); len(got) != 1 || !strings.Contains(got[0], "Kim") || !strings.Contains(got[0], "종로구") || strings.Contains(got[0], token) {
			t.Errorf("mailed to the inviter: %q", got)
		}
		if i, err := p.s.Get(ctx, p.admin(), invitationID); err != nil || i.AskedAgainAt.IsZero() || i.Status != invitation.Expired {
			t.Errorf("%+v, %v", i, err)
		}
		p.Clock.Advance(24 * time.Hour)
		if err := p.s.Renew(ctx, visitor, token); err != nil {
			t.Fatal(err)
		}
		if got := letters(t, p.World, a.Email); len(got) != 2 {
			t.Errorf("%d letters a day later", len(got))
		}
		// Whoever may not invite any more is not bothered; the answer is the same.
		boss := p.Account("boss")
		p.Member(p.organizationID, boss, p.Admin(p.organizationID))
		if _, err := p.Members().Disable(ctx, p.Caller(""), p.memberOf(p.adminID)); err != nil {
			t.Fatal(err)
		}
		p.Clock.Advance(24 * time.Hour)
		if err := p.s.Renew(ctx, visitor, token); err != nil {
			t.Fatal(err)
		}
		if got := letters(t, p.World, a.Email); len(got) != 2 {
			t.Errorf("%d letters to somebody who was disabled", len(got))
		}
		if i, err := p.s.Resend(ctx, p.Caller(boss), invitationID); err != nil || !i.AskedAgainAt.IsZero() {
			t.Errorf("sent again: %+v, %v", i, err)
		}
	})
}

func (p *place) memberOf(accountID string) (memberID string) {
	p.t.Helper()
	if err := p.DB.QueryRow(ctx, "SELECT id FROM member WHERE account_id = $1", accountID).Scan(&memberID); err != nil {
		p.t.Fatal(err)
	}
	return memberID
}

// Declining ends an invitation, also while the organization is suspended.
func TestDecline(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		invitationID, token := p.invite("kim@example.com")
		_, other := p.invite("lee@example.com")
		if err := p.s.Decline(ctx, visitor, token); err != nil || p.status(invitationID) != invitation.Declined {
			t.Errorf("%v", err)
		}
		if err := p.s.Decline(ctx, visitor, token); apptest.Code(err) != "invitation_declined" {
			t.Errorf("again: %v", err)
		}
		p.suspend()
		if err := p.s.Decline(ctx, visitor, other); err != nil {
			t.Errorf("of a suspended organization: %v", err)
		}
	})
}

func (p *place) suspend() {
	p.Write(func(ctx context.Context, tx *db.Tx) error {
		access.Changed(tx, p.Clock.Now(), access.Change{Organizations: []string{p.organizationID}})
		_, err := tx.Exec(ctx, "UPDATE organization SET status = 'suspended' WHERE id = $1", p.organizationID)
		return err
	})
}

// From within a suspended organization nobody is invited.
func TestSuspended(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		invitationID, _ := p.invite("kim@example.com")
		p.suspend()
		_, invite := p.s.Invite(ctx, p.admin(), p.organizationID, []invitation.Draft{draft("lee@example.com")}, false)
		_, resend := p.s.Resend(ctx, p.admin(), invitationID)
		for _, err := range []error{invite, resend, p.s.Revoke(ctx, p.admin(), invitationID)} {
			if apptest.Code(err) != "organization_suspended" {
				t.Error(err)
			}
		}
	})
}

// What is no link is counted by network, and never holds up a link that is one.
func TestLinksThatAreNone(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		_, token := p.invite("kim@example.com")
		same := audit.Actor{Address: "2001:db8::1"}
		for i := range 100 {
			from := audit.Actor{Address: fmt.Sprintf("2001:db8::%x", i+1)}
			if _, err := p.s.Find(ctx, from, fmt.Sprint("guess", i)); apptest.Code(err) != "link_spent" {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		if _, err := p.s.Find(ctx, same, "guess"); apptest.Code(err) != "too_many_attempts" {
			t.Errorf("one more: %v", err)
		}
		for what, err := range map[string]error{
			"decline": p.s.Decline(ctx, same, ""), "renew": p.s.Renew(ctx, same, strings.Repeat("x", 5000)),
		} {
			if apptest.Code(err) != "too_many_attempts" {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := p.s.Find(ctx, audit.Actor{Address: "2001:db8:0:1::1"}, "guess"); apptest.Code(err) != "link_spent" {
			t.Errorf("from another network: %v", err)
		}
		if _, err := p.s.Find(ctx, same, token); err != nil {
			t.Errorf("a link: %v", err)
		}
		p.Clock.Advance(15 * time.Minute)
		if _, err := p.s.Find(ctx, same, "guess"); apptest.Code(err) != "link_spent" {
			t.Errorf("a quarter of an hour later: %v", err)
		}
	})
}

// Of what is done to one invitation at once, one thing ends it.
func TestEndingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		second := p.Second().Handler.Invitations
		admin := p.admin()
		for round := range 6 {
			invitationID, token := p.invite(fmt.Sprintf("kim%d@example.com", round))
			found := make([]string, 9)
			var all sync.WaitGroup
			for i := range found {
				all.Go(func() {
					switch i % 3 {
					case 0:
						found[i] = apptest.Code(second.Revoke(ctx, admin, invitationID))
					case 1:
						found[i] = apptest.Code(p.s.Decline(ctx, visitor, token))
					default:
						_, err := second.Resend(ctx, admin, invitationID)
						if found[i] = apptest.Code(err); err == nil {
							found[i] = "resent"
						}
					}
				})
			}
			all.Wait()
			ended := 0
			for _, code := range found {
				if code == "" {
					ended++
				} else if !slices.Contains([]string{"resent", "invitation_over", "invitation_declined", "invitation_revoked", "invitation_replaced"}, code) {
					t.Errorf("%s", code)
				}
			}
			if status := p.status(invitationID); ended != 1 || status == invitation.Pending {
				t.Errorf("ended %d times: %q, %s", ended, found, status)
			}
		}
	})
}

// Ninety days after it is over nothing is left of an invitation; until then its link says what became of it.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		_, expired := p.invite("expired@example.com", p.roleID)
		declinedID, declined := p.invite("declined@example.com")
		if _, err := p.s.Resend(ctx, p.admin(), declinedID); err != nil {
			t.Fatal(err)
		}
		replaced := declined
		declined = p.token("declined@example.com")
		if err := p.s.Decline(ctx, visitor, declined); err != nil {
			t.Fatal(err)
		}
		sweep := func(expiredCode, declinedCode, replacedCode string) {
			t.Helper()
			if err := p.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			for token, code := range map[string]string{expired: expiredCode, declined: declinedCode, replaced: replacedCode} {
				if _, err := p.s.Find(ctx, visitor, token); apptest.Code(err) != code {
					t.Errorf("%v, want %s", err, code)
				}
			}
		}
		p.Clock.Advance(90*24*time.Hour - time.Minute)
		sweep("invitation_expired", "invitation_declined", "invitation_replaced")
		p.Clock.Advance(time.Hour)
		sweep("invitation_expired", "link_spent", "link_spent")
		p.Clock.Advance(invitation.Life)
		sweep("link_spent", "link_spent", "link_spent")
		if n := p.Number("SELECT (SELECT COUNT(*) FROM invitation) + (SELECT COUNT(*) FROM invitation_role) + (SELECT COUNT(*) FROM invitation_replaced)"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// Invitations stand in nobody's way when an organization is deleted, and go with it.
func TestTheyGoWithTheOrganization(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		_, token := p.invite("kim@example.com", p.roleID)
		if err := p.Members().Delete(ctx, p.Caller(""), p.memberOf(p.adminID), nil); err != nil {
			t.Fatal(err)
		}
		if err := p.Organizations.Delete(ctx, p.Caller(""), p.organizationID, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := p.s.Find(ctx, visitor, token); apptest.Code(err) != "link_spent" {
			t.Errorf("its link: %v", err)
		}
		if n := p.Number("SELECT COUNT(*) FROM invitation_role"); n != 0 {
			t.Errorf("%d roles are left", n)
		}
	})
}

// An organization that goes little by little loses its invitations so.
func TestDeleteSome(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		other := placed(t, p.World, "other")
		for i := range 5 {
			p.invite(fmt.Sprintf("kim%d@example.com", i))
		}
		other.invite("kim0@example.com")
		for _, want := range []int64{3, 2, 0} {
			p.Write(func(ctx context.Context, tx *db.Tx) error {
				n, err := invitation.DeleteSome(ctx, tx, p.organizationID, 3)
				if n != want {
					t.Errorf("%d deleted, want %d", n, want)
				}
				return err
			})
		}
		n, err := invitation.Count(ctx, p.DB, p.organizationID)
		m, otherErr := invitation.Count(ctx, p.DB, other.organizationID)
		if n != 0 || m != 1 || err != nil || otherErr != nil {
			t.Errorf("%d and %d are left (%v, %v)", n, m, err, otherErr)
		}
	})
}
