package invitation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/invitation"
)

// inviteMany invites several of these addresses and returns the invitations' IDs.
func (p *place) inviteMany(name string, n int, roleIDs ...string) []string {
	p.t.Helper()
	drafts := make([]invitation.Draft, n)
	for i := range drafts {
		drafts[i] = draft(fmt.Sprintf("%s%d@example.com", name, i), roleIDs...)
	}
	results, err := p.s.Invite(ctx, p.admin(), p.organizationID, drafts, false)
	if err != nil {
		p.t.Fatal(err)
	}
	ids := make([]string, n)
	for i, r := range results {
		if ids[i] = r.ID; r.ID == "" {
			p.t.Fatalf("%+v", r)
		}
	}
	return ids
}

// manyWays are the changes of many.
var manyWays = map[string]func(p *place, caller access.Caller, ids ...string) ([]string, error){
	"resend": func(p *place, caller access.Caller, ids ...string) ([]string, error) {
		return p.s.ResendMany(ctx, caller, ids)
	},
	"revoke": func(p *place, caller access.Caller, ids ...string) ([]string, error) {
		return p.s.RevokeMany(ctx, caller, ids)
	},
}

func blockers(err error) []fault.Blocker {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	named, _ := f.Extra["blockers"].([]fault.Blocker)
	return named
}

func TestResendMany(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		other := placed(t, p.World, "elsewhere")
		ids := p.inviteMany("kim", 70, p.roleID)
		abroad := other.inviteMany("lee", 2)
		first := []string{p.token("kim0@example.com"), p.token("kim69@example.com"), p.token("lee1@example.com")}
		staff := p.Account("staff")
		p.Member(p.organizationID, staff, p.Admin(p.organizationID))
		p.Member(other.organizationID, staff, p.Admin(other.organizationID))
		p.Clock.Advance(8 * 24 * time.Hour) // they have expired
		all := slices.Sorted(slices.Values(append(slices.Clone(ids), abroad...)))
		sent, err := p.s.ResendMany(ctx, p.Caller(staff), append(slices.Clone(all), ids[0]))
		if err != nil || !slices.Equal(sent, all) {
			t.Fatalf("%d were sent: %v", len(sent), err)
		}
		for i, address := range []string{"kim0@example.com", "kim69@example.com", "lee1@example.com"} {
			mailed := letters(t, p.World, address)
			if len(mailed) != 2 || !strings.Contains(mailed[1], []string{"종로구", "종로구", "elsewhere"}[i]) {
				t.Errorf("%s got %d letters: %s", address, len(mailed), mailed)
			}
			if _, err := p.s.Find(ctx, visitor, first[i]); apptest.Code(err) != "invitation_replaced" {
				t.Errorf("the first link of %s: %v", address, err)
			}
			if found, err := p.s.Find(ctx, visitor, p.token(address)); err != nil || found.InvitedBy.ID != staff || found.Email != address {
				t.Errorf("the second link of %s: %+v, %v", address, found, err)
			}
		}
		if n := p.Number("SELECT COUNT(DISTINCT target) FROM audit_event WHERE action = 'invitation.resent'"); n != 72 {
			t.Errorf("%d events", n)
		}
		if n := p.Number("SELECT COUNT(*) FROM invitation WHERE status = 'pending' AND asked_again_at = 0"); n != 72 {
			t.Errorf("%d wait", n)
		}
	})
}

func TestRevokeMany(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		ids := p.inviteMany("kim", 70)
		token := p.token("kim3@example.com")
		if revoked, err := p.s.RevokeMany(ctx, p.admin(), append(slices.Clone(ids[1:]), ids[1])); err != nil || len(revoked) != 69 {
			t.Fatalf("%d were revoked: %v", len(revoked), err)
		}
		if _, err := p.s.Find(ctx, visitor, token); apptest.Code(err) != "invitation_revoked" {
			t.Errorf("a link: %v", err)
		}
		if n := p.Number("SELECT COUNT(DISTINCT target) FROM audit_event WHERE action = 'invitation.revoked'"); n != 69 {
			t.Errorf("%d events", n)
		}
		if p.status(ids[0]) != invitation.Pending {
			t.Error("the other has ended")
		}
	})
}

func TestManyRefused(t *testing.T) {
	for name, change := range manyWays {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, p *place) {
				elsewhere := placed(t, p.World, "elsewhere")
				ids, foreign := p.inviteMany("kim", 130), elsewhere.inviteMany("lee", 1)
				member := p.Account("member")
				p.Member(p.organizationID, member, p.Role(p.organizationID, "읽기", access.MembersRead))
				blind := p.Account("blind")
				p.Member(p.organizationID, blind, p.Role(p.organizationID, "초대", access.MembersInvite))
				nothing := func(what string) {
					t.Helper()
					if n := p.Number("SELECT COUNT(*) FROM audit_event WHERE action IN ('invitation.resent', 'invitation.revoked')"); n != 0 {
						t.Errorf("%s: %d events", what, n)
					}
				}

				_, err := change(p, p.admin(), ids[0], foreign[0], "inv_01JZZZZZZZZZZZZZZZZZZZZZZZ", "inv_\x00")
				f, ok := fault.As(err)
				if !ok || f.Kind != fault.Invalid || len(f.Fields) != 3 || f.Fields[0].Location != "body.ids[1]" || f.Fields[0].Code != "not_found" {
					t.Errorf("unseen: %v", err)
				}
				_, err = change(p, p.Caller(member), ids[0], ids[1], ids[0])
				if f, ok := fault.As(err); !ok || f.Code != "permission_required" || f.Extra["count"] != 2 || f.Extra["blockers"] != nil {
					t.Errorf("without the permission: %v", err)
				}
				nothing("refused")

				p.Write(func(ctx context.Context, tx *db.Tx) error {
					for _, invitationID := range ids[10:120] {
						if _, err := tx.Exec(ctx, "UPDATE invitation SET status = 'declined' WHERE id = $1", invitationID); err != nil {
							return err
						}
					}
					return nil
				})
				_, err = change(p, p.admin(), ids...)
				f, ok = fault.As(err)
				if !ok || f.Code != "invitation_over" || f.Extra["count"] != 110 || !strings.Contains(f.Message, "110") {
					t.Fatalf("some are over: %v", err)
				}
				if b := blockers(err); len(b) != fault.MaxBlockers || b[0].ID != slices.Min(ids[10:120]) || !strings.HasSuffix(b[0].Name, "@example.com") || b[0].Code != "invitation_over" {
					t.Errorf("who stands in the way: %d, %+v", len(b), b[0])
				}
				_, err = change(p, p.Caller(blind), ids[9:12]...)
				if b := blockers(err); len(b) != 2 || b[0].Name != "" {
					t.Errorf("to whoever may not read them: %+v", b)
				}
				nothing("over")
				if done, err := change(p, p.Caller(blind), ids[:10]...); err != nil || len(done) != 10 {
					t.Errorf("the others: %d, %v", len(done), err)
				}
			})
		})
	}
}

// What is sent again is measured like what is sent first: against the sender's own, and the roles there still are.
func TestResendManyOfWhatCannotBeGiven(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		strong := p.Role(p.organizationID, "강함", access.NumbersDelete)
		plain, much, going := p.inviteMany("plain", 2), p.inviteMany("much", 2, p.roleID, strong), p.inviteMany("going", 1, p.Role(p.organizationID, "잠깐"))
		weak := p.Account("weak")
		p.Member(p.organizationID, weak, p.Role(p.organizationID, "초대", access.MembersInvite, access.MembersRead))
		all := slices.Concat(plain, much)
		_, err := p.s.ResendMany(ctx, p.Caller(weak), all)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Forbidden || f.Code != "exceeds_own_permissions" || f.Extra["count"] != 2 || f.Organization != p.organizationID {
			t.Fatalf("more than one's own: %v", err)
		}
		if b := blockers(err); len(b) != 2 || b[0].ID != slices.Min(much) || b[1].ID != slices.Max(much) {
			t.Errorf("which: %+v", b)
		}
		var roleID string
		if err := p.DB.QueryRow(ctx, "SELECT role_id FROM invitation_role WHERE invitation_id = $1", going[0]).Scan(&roleID); err != nil {
			t.Fatal(err)
		}
		if err := p.Roles().Delete(ctx, p.admin(), roleID, nil); err != nil {
			t.Fatal(err)
		}
		_, err = p.s.ResendMany(ctx, p.admin(), append(slices.Clone(all), going...))
		if b := blockers(err); apptest.Code(err) != "invitation_no_longer_valid" || len(b) != 1 || b[0].ID != going[0] {
			t.Errorf("a role is gone: %v, %+v", err, b)
		}
		if n := len(letters(t, p.World, "plain0@example.com")); n != 1 {
			t.Errorf("%d letters after refusals", n)
		}
		if revoked, err := p.s.RevokeMany(ctx, p.Caller(weak), append(slices.Clone(all), going...)); err != nil || len(revoked) != 5 {
			t.Errorf("revoking asks for less: %d, %v", len(revoked), err)
		}
	})
}

// Messages to several count as many as they are.
func TestResendManyCounts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		p := founded(t, w, w.Account("founder"), "우리")
		ids := p.inviteMany("kim", 60)
		_, err := p.s.ResendMany(ctx, p.admin(), ids)
		p.refused("more than are left", err, allowed-60, 24*time.Hour, 25*time.Hour)
		if n := w.Number("SELECT COUNT(*) FROM invitation_replaced"); n != 0 {
			t.Errorf("%d were sent", n)
		}
		if sent, err := p.s.ResendMany(ctx, p.admin(), ids[:40]); err != nil || len(sent) != 40 {
			t.Errorf("as many as are left: %d, %v", len(sent), err)
		}
		_, err = p.s.Resend(ctx, p.admin(), ids[0])
		p.refused("one more", err, 0, 24*time.Hour, 25*time.Hour)
	})
}

// Batches, and single changes, at the same moment: each invitation ends once, and no batch is half done.
func TestBatchesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		other := placed(t, p.World, "elsewhere")
		staff := p.Account("staff")
		p.Member(p.organizationID, staff, p.Admin(p.organizationID))
		p.Member(other.organizationID, staff, p.Admin(other.organizationID))
		caller := p.Caller(staff)
		for round := range 5 {
			ids := append(p.inviteMany(fmt.Sprint("kim", round, "-"), 2), other.inviteMany(fmt.Sprint("lee", round, "-"), 2)...)
			back := slices.Clone(ids)
			slices.Reverse(back)
			codes := make([]string, 4)
			errs := dbtest.Together(len(codes), func(i int) error {
				var err error
				switch i {
				case 0:
					_, err = p.s.RevokeMany(ctx, caller, ids)
				case 1:
					_, err = p.s.RevokeMany(ctx, caller, back)
				case 2:
					_, err = p.s.ResendMany(ctx, caller, back)
				default:
					err = p.s.Revoke(ctx, caller, ids[0])
				}
				codes[i] = apptest.Code(err)
				return apptest.Unexpected(err, "invitation_over")
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			ended := 0
			for _, i := range []int{0, 1, 3} {
				if codes[i] == "" {
					ended++
				}
			}
			revoked := p.Number("SELECT COUNT(*) FROM invitation WHERE status = 'revoked'") - p.Number("SELECT COUNT(*) FROM invitation") + len(ids)
			if want := map[bool]int{true: 1, false: len(ids)}[codes[3] == ""]; ended != 1 || revoked != want {
				t.Errorf("round %d: %q, %d were revoked", round, codes, revoked)
			}
			if codes[3] == "" {
				if _, err := p.s.RevokeMany(ctx, caller, ids[1:]); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
