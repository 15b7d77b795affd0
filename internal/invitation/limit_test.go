package invitation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/organization"
)

// allowed is how many messages an organization that nobody has registered may have sent in a day, by default.
const allowed = 100

// founded is a place that an account has created for itself.
func founded(t *testing.T, w *apptest.World, founder, name string) *place {
	t.Helper()
	o, _, err := w.Organizations.Create(ctx, w.Caller(founder), organization.Draft{Name: name, TimeZone: "Asia/Seoul"})
	if err != nil {
		t.Fatal(err)
	}
	return &place{World: w, t: t, s: w.Handler.Invitations, organizationID: o.ID, adminID: founder}
}

var invitees int

// some are n who were never invited before.
func some(n int) []invitation.Draft {
	drafts := make([]invitation.Draft, n)
	for i := range drafts {
		invitees++
		drafts[i] = draft(fmt.Sprintf("invitee%d@example.com", invitees))
	}
	return drafts
}

// send invites n, and says what came of it.
func (p *place) send(caller access.Caller, n int) error {
	p.t.Helper()
	drafts := some(n)
	_, tried := p.s.Invite(ctx, caller, p.organizationID, drafts, true)
	results, err := p.s.Invite(ctx, caller, p.organizationID, drafts, false)
	if apptest.Code(tried) != apptest.Code(err) {
		p.t.Errorf("trying said %v, inviting %v", tried, err)
	}
	for _, code := range codes(results) {
		if err == nil && code != "" {
			p.t.Errorf("an invitation failed: %s", code)
		}
	}
	return err
}

// refused fails the test unless err says that so many are left, and when there will be enough.
func (p *place) refused(what string, err error, left int, from, to time.Duration) {
	p.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != "invitation_limit" || f.Kind != fault.Throttled || f.Extra["limit"] != allowed || f.Extra["left"] != left {
		p.t.Fatalf("%s: %v, %v", what, err, f)
	}
	if f.RetryAfter < from || f.RetryAfter > to {
		p.t.Errorf("%s: try again in %s", what, f.RetryAfter)
	}
}

// An organization that somebody has created for themselves has a hundred messages a day, of whatever kind.
func TestMessagesOfACreatedOrganization(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		p := founded(t, w, w.Account("founder"), "우리")
		first, _ := p.invite("first@example.com")
		p.refused("a hundred more", p.send(p.admin(), allowed), allowed-1, 24*time.Hour, 25*time.Hour)
		if n := p.Number("SELECT COUNT(*) FROM invitation"); n != 1 {
			t.Errorf("%d invitations after a refusal", n)
		}
		w.Clock.Advance(10 * time.Hour)
		if err := p.send(p.admin(), allowed-2); err != nil {
			t.Fatal(err)
		}
		if _, err := p.s.Resend(ctx, p.admin(), first); err != nil {
			t.Fatal(err)
		}
		_, err := p.s.Resend(ctx, p.admin(), first)
		p.refused("one more, sent again", err, 0, 14*time.Hour, 15*time.Hour)
		p.refused("one more", p.send(p.admin(), 1), 0, 14*time.Hour, 15*time.Hour)
		p.refused("two more", p.send(p.admin(), 2), 0, 24*time.Hour, 25*time.Hour)
		p.refused("more than there ever are", p.send(p.admin(), allowed+1), 0, 24*time.Hour, 25*time.Hour)

		// Who cannot be invited is not counted, and what the organization does otherwise is not held up.
		if results, err := p.s.Invite(ctx, p.admin(), p.organizationID, []invitation.Draft{draft("first@example.com")}, false); err != nil || codes(results)[0] != "email already_invited" {
			t.Errorf("%v, %v", results, err)
		}
		if err := p.s.Revoke(ctx, p.admin(), first); err != nil {
			t.Error(err)
		}
		w.Clock.Advance(15 * time.Hour)
		if err := p.send(p.admin(), 1); err != nil {
			t.Error(err)
		}
		p.refused("of the next day", p.send(p.admin(), 1), 0, 9*time.Hour, 10*time.Hour)
	})
}

// It is of no help to create many organizations, to send by keys, or to have many accounts.
func TestMessagesOfManyOrganizations(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		founder := w.Account("founder")
		p, other := founded(t, w, founder, "우리"), founded(t, w, founder, "또 우리")
		if err := p.send(p.admin(), 60); err != nil {
			t.Fatal(err)
		}
		other.refused("of another organization", other.send(other.admin(), 41), 40, 24*time.Hour, 25*time.Hour)
		key, _, err := w.Handler.Keys.Create(ctx, other.admin(), other.organizationID, apikey.Draft{Name: "key", Permissions: []access.Permission{access.MembersInvite, access.APIKeysManage}})
		if err != nil {
			t.Fatal(err)
		}
		byKey, err := w.Handler.Keys.Caller(ctx, audit.Actor{KeyID: key.ID})
		if err != nil {
			t.Fatal(err)
		}
		made, _, err := w.Handler.Keys.Create(ctx, byKey, other.organizationID, apikey.Draft{Name: "of a key", Permissions: []access.Permission{access.MembersInvite}})
		if err != nil {
			t.Fatal(err)
		}
		byMade, err := w.Handler.Keys.Caller(ctx, audit.Actor{KeyID: made.ID})
		if err != nil {
			t.Fatal(err)
		}
		other.refused("by a key", other.send(byKey, 41), 40, 24*time.Hour, 25*time.Hour)
		other.refused("by the key of a key", other.send(byMade, 41), 40, 24*time.Hour, 25*time.Hour)
		if err := other.send(byMade, 40); err != nil {
			t.Fatal(err)
		}
		p.refused("of the first", p.send(p.admin(), 1), 0, 24*time.Hour, 25*time.Hour)

		for i := range 19 {
			one := founded(t, w, w.Account(fmt.Sprint("founder", i)), "우리")
			if err := one.send(one.admin(), allowed); err != nil {
				t.Fatal(err)
			}
		}
		last := founded(t, w, w.Account("last"), "우리")
		last.refused("of one too many", last.send(last.admin(), 1), 0, 24*time.Hour, 25*time.Hour)
	})
}

// Organizations that staff have registered, and whoever invites from above, are not counted.
func TestMessagesOfARegisteredOrganization(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		if err := p.send(p.admin(), 3*allowed); err != nil {
			t.Fatal(err)
		}
		own := founded(t, p.World, p.Account("founder"), "우리")
		if err := own.send(own.admin(), allowed); err != nil {
			t.Fatal(err)
		}
		if err := own.send(p.Caller(""), allowed); err != nil { // which does not count for the founder
			t.Fatal(err)
		}
		own.refused("before it is registered", own.send(own.admin(), 1), 0, 24*time.Hour, 25*time.Hour)
		is := func(s string) *string { return &s }
		if _, _, err := p.Organizations.Update(ctx, p.Caller(""), own.organizationID, organization.Patch{Registration: &organization.RegistrationPatch{
			Classification: is("partner"), Type: is("executing"), Base: is("서울특별시 종로구"), RegisteredOrganizationID: &p.organizationID,
		}}, nil); err != nil {
			t.Fatal(err)
		}
		if err := own.send(own.admin(), 2*allowed); err != nil {
			t.Error(err)
		}
	})
}

// Of many at the same moment no more go out than may.
func TestMessagesAtTheSameMoment(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		founder := w.Account("founder")
		places := []*place{founded(t, w, founder, "하나"), founded(t, w, founder, "둘")}
		caller := w.Caller(founder)
		drafts := make([][]invitation.Draft, 12)
		for i := range drafts {
			drafts[i] = some(10)
		}
		for _, err := range dbtest.Together(len(drafts), func(i int) error {
			_, err := places[i%2].s.Invite(ctx, caller, places[i%2].organizationID, drafts[i], false)
			return apptest.Unexpected(err, "invitation_limit")
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		if n := w.Number("SELECT COUNT(*) FROM invitation"); n != allowed {
			t.Errorf("%d went out", n)
		}
		w.Clock.Advance(26 * time.Hour)
		if err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if n := w.Number("SELECT COUNT(*) FROM invitation_sent"); n != 0 {
			t.Errorf("%d counts are kept", n)
		}
	})
}
