package invitation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/invitation"
)

// listed are the addresses of all pages of a list, and its total.
func (p *place) listed(q invitation.Query) (addresses []string, total int64) {
	p.t.Helper()
	q.OrganizationID, q.Limit = p.organizationID, 2
	for {
		page, err := p.s.List(ctx, p.admin(), q)
		if err != nil {
			p.t.Fatalf("%+v: %v", q, err)
		}
		if !page.Exact {
			p.t.Errorf("%+v: the total is not exact", q)
		}
		total = page.Total
		for _, i := range page.Items {
			local, _, _ := strings.Cut(i.Email, "@")
			addresses = append(addresses, local)
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			return addresses, total
		}
	}
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		other := placed(t, p.World, "other")
		other.invite("zz@example.com")
		add := func(name, email string) (string, string) {
			t.Helper()
			results, err := p.s.Invite(ctx, p.admin(), p.organizationID, []invitation.Draft{{Name: name, Email: email}}, false)
			if err != nil || len(results[0].Problems) > 0 {
				t.Fatalf("%+v, %v", results, err)
			}
			return results[0].ID, p.token(email)
		}
		add("하나", "e.han@city.go.kr")
		p.Clock.Advance(invitation.Life) // expired
		revoked, _ := add("가람", "d@example.com")
		_, declined := add("나래", "C@example.com")
		pending, _ := add("10동 Admin", "b@example.com")
		add("2동", "a@city.go.kr")
		if err := p.s.Revoke(ctx, p.admin(), revoked); err != nil {
			t.Fatal(err)
		}
		if err := p.s.Decline(ctx, visitor, declined); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			q    invitation.Query
			want string
		}{
			{invitation.Query{}, "a b C d e.han"},
			{invitation.Query{Sort: "createdAt"}, "e.han d C b a"},
			{invitation.Query{Sort: "expiresAt"}, "e.han d C b a"},
			{invitation.Query{Sort: "email"}, "a b C d e.han"},
			{invitation.Query{Sort: "-email"}, "e.han d C b a"},
			{invitation.Query{Sort: "name"}, "a b d C e.han"},
			{invitation.Query{Sort: "-name"}, "e.han C d b a"},
			{invitation.Query{Filter: invitation.Filter{Status: []string{invitation.Pending}}}, "a b"},
			{invitation.Query{Filter: invitation.Filter{Status: []string{invitation.Expired}}}, "e.han"},
			{invitation.Query{Filter: invitation.Filter{Status: []string{invitation.Expired, invitation.Revoked, invitation.Declined}}}, "C d e.han"},
			{invitation.Query{Filter: invitation.Filter{Status: []string{invitation.Accepted}}}, ""},
			{invitation.Query{Filter: invitation.Filter{Q: "ADMIN"}}, "b"},
			{invitation.Query{Filter: invitation.Filter{Q: "동"}}, "a b"},
			{invitation.Query{Filter: invitation.Filter{Q: "city"}}, "a e.han"},
			{invitation.Query{Filter: invitation.Filter{Q: "han"}}, "e.han"},
			{invitation.Query{Filter: invitation.Filter{Q: "xample"}}, ""},
			{invitation.Query{Filter: invitation.Filter{Q: "%"}}, ""},
			{invitation.Query{Filter: invitation.Filter{Q: pending}}, "b"},
			{invitation.Query{Filter: invitation.Filter{Q: "city", Status: []string{invitation.Pending}}, Sort: "-name"}, "a"},
		} {
			got, total := p.listed(test.q)
			if strings.Join(got, " ") != test.want || int(total) != len(got) {
				t.Errorf("%+v: %q of %d, want %q", test.q, got, total, test.want)
			}
		}
		// One that expired and was invited anew is among the expired.
		add("하나", "e.han@city.go.kr")
		if got, total := p.listed(invitation.Query{Filter: invitation.Filter{Status: []string{invitation.Expired}}}); !slices.Equal(got, []string{"e.han"}) || total != 1 {
			t.Errorf("expired: %q of %d", got, total)
		}
	})
}

func TestListRefuses(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		for i := range 3 {
			p.invite(fmt.Sprintf("kim%d@example.com", i))
		}
		page, err := p.s.List(ctx, p.admin(), invitation.Query{Filter: invitation.Filter{OrganizationID: p.organizationID}, Limit: 2})
		if err != nil || page.NextCursor == "" {
			t.Fatal(err)
		}
		inviter, stranger := p.Account("inviter"), p.Account("stranger")
		p.Member(p.organizationID, inviter, p.Role(p.organizationID, "초대", access.MembersInvite))
		for _, test := range []struct {
			what   string
			caller access.Caller
			q      invitation.Query
			code   string
		}{
			{"a sort that is not there", p.admin(), invitation.Query{Sort: "status"}, "invalid_value"},
			{"a cursor of another sort", p.admin(), invitation.Query{Sort: "name", Cursor: page.NextCursor}, "cursor_mismatch"},
			{"a cursor of another filter", p.admin(), invitation.Query{Filter: invitation.Filter{Q: "kim"}, Cursor: page.NextCursor}, "cursor_mismatch"},
			{"a cursor that was made up", p.admin(), invitation.Query{Cursor: "x"}, "cursor_invalid"},
			{"who may invite and not read", p.Caller(inviter), invitation.Query{}, "permission_required"},
			{"a stranger", p.Caller(stranger), invitation.Query{}, "not_found"},
		} {
			test.q.OrganizationID, test.q.Limit = p.organizationID, 50
			if _, err := p.s.List(ctx, test.caller, test.q); apptest.Code(err) != test.code {
				t.Errorf("%s: %v, want %s", test.what, err, test.code)
			}
		}
		p.Clock.Advance(time.Hour) // a cursor is none of a moment
		if rest, err := p.s.List(ctx, p.admin(), invitation.Query{Filter: invitation.Filter{OrganizationID: p.organizationID}, Limit: 2, Cursor: page.NextCursor}); err != nil || len(rest.Items) != 1 {
			t.Errorf("the rest: %+v, %v", rest, err)
		}
	})
}

// Who invited is told as far as the reader may know of them: not who does so from above, nor what their keys are called.
func TestWhoInvitedFromAbove(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		_, chain := p.Chain("위", "아래")
		boss, admin := p.Account("boss"), p.Account("below")
		p.Member(chain[0], boss, p.Admin(chain[0]))
		p.Member(chain[1], admin, p.Admin(chain[1]))
		key, _, err := p.Handler.Keys.Create(ctx, p.Caller(boss), chain[0], apikey.Draft{
			Name: "위의 열쇠", Permissions: []access.Permission{access.MembersInvite}, Reach: access.ReachSubtree,
		})
		if err != nil {
			t.Fatal(err)
		}
		machine, err := p.Handler.Keys.Caller(ctx, audit.Actor{KeyID: key.ID})
		if err != nil {
			t.Fatal(err)
		}
		for by, test := range map[string]struct {
			caller      access.Caller
			above, here string // as whoever is above, and as the Admin below, see who invited
		}{
			"a colleague":    {p.Caller(admin), "below", "below"},
			"somebody above": {p.Caller(boss), "boss", ""},
			"a key of above": {machine, "위의 열쇠", ""},
		} {
			results, err := p.s.Invite(ctx, test.caller, chain[1], []invitation.Draft{draft(strings.ReplaceAll(by, " ", "-") + "@example.com")}, false)
			if err != nil || results[0].ID == "" {
				t.Fatalf("%s: %+v, %v", by, results, err)
			}
			for reader, want := range map[string]string{boss: test.above, admin: test.here} {
				got, err := p.s.Get(ctx, p.Caller(reader), results[0].ID)
				if err != nil || got.InvitedBy.Name != want || (got.InvitedBy.ID == "") != (want == "") {
					t.Errorf("%s, alone: %+v, %v, want %q", by, got.InvitedBy, err, want)
				}
				page, err := p.s.List(ctx, p.Caller(reader), invitation.Query{Filter: invitation.Filter{OrganizationID: chain[1], Q: results[0].ID}, Limit: 1})
				if err != nil || len(page.Items) != 1 || page.Items[0].InvitedBy != got.InvitedBy {
					t.Errorf("%s, in a list: %+v, %v", by, page.Items, err)
				}
			}
		}
	})
}
