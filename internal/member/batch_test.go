package member_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
)

// staff makes n members with these roles and returns their IDs.
func staff(w *apptest.World, organizationID, name string, n int, roleIDs ...string) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = w.Member(organizationID, w.Account(fmt.Sprint(name, i)), roleIDs...)
	}
	return ids
}

// blocked is the code of a refusal, how many stand in the way, and the IDs of those it names.
func blocked(err error) (code string, count any, ids []string) {
	f, ok := fault.As(err)
	if !ok {
		return apptest.Code(err), nil, nil
	}
	named, _ := f.Extra["blockers"].([]fault.Blocker)
	for _, b := range named {
		ids = append(ids, b.ID)
	}
	return f.Code, f.Extra["count"], ids
}

// inOrder fails the test unless the lists and the totals of members are those of the members there are.
func inOrder(t *testing.T, w *apptest.World, what string) {
	t.Helper()
	for name, query := range map[string]string{
		"in a list and gone":      `SELECT COUNT(*) FROM member_scope s WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.id = s.member_id AND m.name_key = s.name_key)`,
		"in no list":              `SELECT COUNT(*) FROM member m WHERE NOT EXISTS (SELECT 1 FROM member_scope s WHERE s.member_id = m.id AND s.organization_id = m.organization_id)`,
		"counted, and not there":  `SELECT (SELECT COALESCE(SUM(delta), 0) FROM tally WHERE name = 'members/') - (SELECT COUNT(*) FROM member)`,
		"counted at a place":      `SELECT (SELECT COALESCE(SUM(delta), 0) FROM tally WHERE name LIKE 'members/org%') - (SELECT COUNT(*) FROM member_scope)`,
		"with a role and no more": `SELECT COUNT(*) FROM member_role r WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.id = r.member_id)`,
	} {
		if n := w.Number(query); n != 0 {
			t.Errorf("%s: %d members are %s", what, n, name)
		}
	}
}

func TestChangeMany(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		ids := append(staff(w, chain[0], "kim", 3), staff(w, chain[1], "lee", 230)...)
		waits := w.MemberWith(member.Draft{OrganizationID: chain[1], AccountID: w.Account("waits"), Awaits: member.AwaitsOwner})
		operator := w.Caller("")
		if changed, err := w.Members().DisableMany(ctx, operator, append(append([]string{}, ids[1:]...), waits, ids[1])); err != nil || len(changed) != 233 {
			t.Fatalf("%d were disabled: %v", len(changed), err)
		}
		disabled := func() int { return w.Number("SELECT COUNT(*) FROM member WHERE status = 'disabled' AND version = 2") }
		if n := disabled(); n != 233 {
			t.Errorf("%d are disabled", n)
		}
		if changed, err := w.Members().DisableMany(ctx, operator, ids[:2]); err != nil || !slices.Equal(changed, ids[:1]) {
			t.Errorf("one more: %q, %v", changed, err)
		}
		for what, want := range map[string]int{
			"SELECT COUNT(*) FROM audit_event WHERE action = 'member.disabled'":                        234,
			"SELECT COUNT(DISTINCT target) FROM audit_event WHERE action = 'member.disabled'":          234,
			"SELECT COUNT(DISTINCT subject_id) FROM product_event WHERE type = 'member.disabled'":      234,
			"SELECT COUNT(*) FROM audit_detail WHERE body LIKE '%\"status\":\"disabled\"%'":            234,
			"SELECT COUNT(*) FROM audit_event WHERE action = 'member.disabled' AND target LIKE 'mem%'": 234,
		} {
			if n := w.Number(what); n != want {
				t.Errorf("%s: %d, want %d", what, n, want)
			}
		}
		changed, err := w.Members().EnableMany(ctx, operator, append(append([]string{}, ids...), waits))
		if err != nil || len(changed) != 234 {
			t.Fatalf("%d were enabled: %v", len(changed), err)
		}
		if n := w.Number("SELECT COUNT(*) FROM member WHERE status = 'active'"); n != 233 {
			t.Errorf("%d are active", n)
		}
		if m, err := w.Members().Read(ctx, waits); err != nil || m.Status != member.Pending {
			t.Errorf("one that was never taken up is %s, %v", m.Status, err)
		}
		if changed, err = w.Members().EnableMany(ctx, operator, ids); err != nil || len(changed) != 0 {
			t.Errorf("again: %q, %v", changed, err)
		}
		if changed, err = w.Members().DeleteMany(ctx, operator, append(slices.Clone(ids[1:]), ids[2])); err != nil || len(changed) != 232 {
			t.Fatalf("%d were removed: %v", len(changed), err)
		}
		if n := w.Number("SELECT COUNT(*) FROM member"); n != 2 {
			t.Errorf("%d are left", n)
		}
		if n := w.Number("SELECT COUNT(DISTINCT subject_id) FROM product_event WHERE type = 'member.removed'"); n != 232 {
			t.Errorf("products hear of %d", n)
		}
		inOrder(t, w, "removed")
	})
}

// What was taken from many counts on the next request, and for nobody else.
func TestChangeOfManyCountsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		roleID := w.Role(organizationID, "reads", access.MembersRead)
		var accounts, ids []string
		for i := range 3 {
			accounts = append(accounts, w.Account(fmt.Sprint("kim", i)))
			ids = append(ids, w.Member(organizationID, accounts[i], roleID))
		}
		check := func(what string, want ...bool) {
			t.Helper()
			for i, accountID := range accounts {
				if w.Caller(accountID).Holds(access.MembersRead, organizationID) != want[i] {
					t.Errorf("%s: %d holds it: %t", what, i, !want[i])
				}
			}
		}
		steps := []struct {
			what string
			do   func() ([]string, error)
			want []bool
		}{
			{"disabled", func() ([]string, error) { return w.Members().DisableMany(ctx, w.Caller(""), ids[:2]) }, []bool{false, false, true}},
			{"enabled", func() ([]string, error) { return w.Members().EnableMany(ctx, w.Caller(""), ids[:2]) }, []bool{true, true, true}},
			{"deleted", func() ([]string, error) { return w.Members().DeleteMany(ctx, w.Caller(""), ids[1:]) }, []bool{true, false, false}},
		}
		check("at first", true, true, true)
		for _, s := range steps {
			if _, err := s.do(); err != nil {
				t.Fatal(s.what, err)
			}
			check(s.what, s.want...)
		}
	})
}

// manyWays are the changes of many.
var manyWays = map[string]func(w *apptest.World, caller access.Caller, ids ...string) ([]string, error){
	"disable": func(w *apptest.World, caller access.Caller, ids ...string) ([]string, error) {
		return w.Members().DisableMany(ctx, caller, ids)
	},
	"delete": func(w *apptest.World, caller access.Caller, ids ...string) ([]string, error) {
		return w.Members().DeleteMany(ctx, caller, ids)
	},
}

func TestChangeManyRefused(t *testing.T) {
	for name, change := range manyWays {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				_, chain := w.Chain("top", "low")
				apart := w.Contracting("apart")
				plain := append(staff(w, chain[0], "plain", 2), staff(w, chain[1], "below", 2)...)
				strong := staff(w, chain[1], "strong", 120, w.Role(chain[1], "strong", access.NumbersDelete))
				hidden := staff(w, apart, "hidden", 1)
				kim := w.Account("kim")
				w.Member(chain[0], kim, w.Role(chain[0], "may", access.MembersDisable, access.MembersDelete))
				lee := w.Account("lee")
				w.Member(chain[0], lee, w.Role(chain[0], "reads", access.MembersRead))
				events := w.Number("SELECT COUNT(*) FROM audit_event")
				nothing := func(what string) {
					t.Helper()
					if n := w.Number("SELECT COUNT(*) FROM member WHERE status = 'active' AND version = 1"); n != 127 {
						t.Errorf("%s: %d members are as they were", what, n)
					}
					if n := w.Number("SELECT COUNT(*) FROM audit_event"); n != events {
						t.Errorf("%s: %d events", what, n-events)
					}
				}

				_, err := change(w, w.Caller(kim), plain[0], hidden[0], "mem_01JZZZZZZZZZZZZZZZZZZZZZZZ", "mem_\x00")
				f, ok := fault.As(err)
				if !ok || f.Kind != fault.Invalid || len(f.Fields) != 3 || f.Fields[0].Location != "body.ids[1]" || f.Fields[0].Code != "not_found" || f.Fields[2].Location != "body.ids[3]" {
					t.Errorf("unseen: %v", err)
				}
				nothing("unseen")

				_, err = change(w, w.Caller(lee), plain[0], plain[1], plain[0])
				if code, count, ids := blocked(err); code != "permission_required" || count != 2 || ids != nil {
					t.Errorf("without the permission: %s %v %q", code, count, ids)
				}

				_, err = change(w, w.Caller(kim), append(slices.Clone(plain), strong...)...)
				code, count, ids := blocked(err)
				if code != "exceeds_own_permissions" || count != 120 || len(ids) != fault.MaxBlockers || !slices.Equal(ids, strong[:fault.MaxBlockers]) {
					t.Errorf("with more than one's own: %s %v %d", code, count, len(ids))
				}
				if f, ok := fault.As(err); !ok || f.Kind != fault.Forbidden || f.Organization != chain[1] || f.Extra["blockers"].([]fault.Blocker)[0].Name != "" {
					t.Errorf("the refusal is %+v", f) // kim may not read who the members are
				}
				nothing("with more than one's own")

				w.Member(chain[0], w.Account("admin"), w.Admin(chain[0]))
				if changed, err := change(w, w.Caller(kim), plain...); err != nil || !slices.Equal(changed, slices.Sorted(slices.Values(plain))) {
					t.Errorf("the others: %q %v", changed, err)
				}
				inOrder(t, w, "the others")
			})
		})
	}
}

// Several who are all the Admins of an organization are no more to be taken together than the last is alone.
func TestTheLastAdminsStay(t *testing.T) {
	for name, change := range manyWays {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				_, chain := w.Chain("top", "low")
				kim, boss, other := w.Account("kim"), w.Account("boss"), w.Account("other")
				low := []string{
					w.Member(chain[1], kim, w.Admin(chain[1])), w.Member(chain[1], w.Account("lee"), w.Admin(chain[1])),
					w.Member(chain[1], w.Account("park"), w.Admin(chain[1])), w.Member(chain[1], w.Account("plain")),
				}
				if _, err := w.Members().Disable(ctx, w.Caller(""), low[2]); err != nil {
					t.Fatal(err)
				}
				bosses := []string{w.Member(chain[0], boss, w.Admin(chain[0])), w.Member(chain[0], other, w.Admin(chain[0]))}

				_, err := change(w, w.Caller(kim), low...)
				if code, count, ids := blocked(err); code != "last_admin" || count != 2 || !slices.Equal(ids, low[:2]) {
					t.Errorf("from within: %s %v %q", code, count, ids)
				}
				f, _ := fault.As(err)
				if b := f.Extra["blockers"].([]fault.Blocker)[0]; b.Name != "kim" || b.OrganizationID != chain[1] || b.Code != "last_admin" || b.Message == "" {
					t.Errorf("a blocker is %+v", b)
				}
				if n := w.Number(admins, chain[1]); n != 2 {
					t.Errorf("%d Admins are left after a refusal", n)
				}
				// From above those below may go, and with them not all of one's own.
				_, err = change(w, w.Caller(boss), append(slices.Clone(low), bosses...)...)
				if code, count, ids := blocked(err); code != "last_admin" || count != 2 || !slices.Equal(ids, bosses) {
					t.Errorf("from above, with all of one's own: %s %v %q", code, count, ids)
				}
				if _, err := change(w, w.Caller(kim), low[1:]...); err != nil {
					t.Errorf("all but one: %v", err)
				}
				if _, err := change(w, w.Caller(boss), low[0], bosses[1]); err != nil {
					t.Errorf("from above: %v", err)
				}
				if n, m := w.Number(admins, chain[1]), w.Number(admins, chain[0]); n != 0 || m != 1 {
					t.Errorf("%d and %d Admins are left", n, m)
				}

				// Of the platform not even the operator takes the last.
				platform := staff(w, id.PlatformOrganization, "staff", 2, id.PlatformAdminRole)
				_, err = change(w, w.Caller(""), platform...)
				if code, count, _ := blocked(err); code != "last_admin" || count != 2 {
					t.Errorf("of the platform: %s %v", code, count)
				}
			})
		})
	}
}

// Batches, and single changes, at the same moment: none is half done, and an Admin always stays.
func TestBatchesAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for round := range 5 {
			places := []string{w.Contracting(fmt.Sprint("one", round)), w.Contracting(fmt.Sprint("two", round))}
			var ids []string
			kim := w.Account(fmt.Sprint("kim", round))
			for _, organizationID := range places {
				w.Member(organizationID, kim, w.Admin(organizationID))
				ids = append(ids, staff(w, organizationID, fmt.Sprint("admin", round, organizationID[len(organizationID)-4:]), 2, w.Admin(organizationID))...)
			}
			caller := w.Caller(kim)
			back := slices.Clone(ids)
			slices.Reverse(back)
			own := w.Number("SELECT COUNT(*) FROM member")
			errs := dbtest.Together(5, func(i int) error {
				var err error
				switch i {
				case 0:
					_, err = w.Members().DisableMany(ctx, caller, ids)
				case 1:
					_, err = w.Members().DeleteMany(ctx, caller, back)
				case 2:
					_, err = w.Members().EnableMany(ctx, caller, ids)
				case 3:
					err = w.Members().Delete(ctx, caller, back[0], nil)
				default:
					_, err = w.Members().Disable(ctx, caller, ids[0])
				}
				return apptest.Unexpected(err, "not_found", "invalid", "changed_meanwhile")
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			left := w.Number("SELECT COUNT(*) FROM member") - own
			if left != -len(ids) && left != -1 {
				t.Errorf("round %d: %d of %d were removed", round, -left, len(ids))
			}
			for _, organizationID := range places {
				if n := w.Number(admins, organizationID); n < 1 {
					t.Errorf("round %d: %d Admins are left", round, n)
				}
			}
			inOrder(t, w, fmt.Sprint("round ", round))
		}
	})
}

// Admins who take each other away, each all the others: one stays.
func TestAdminsTakeAllOthersAway(t *testing.T) {
	for name, change := range manyWays {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				for round := range 4 {
					organizationID := w.Contracting(fmt.Sprint("org", round))
					var accounts []string
					ids := make([]string, 3)
					for i := range ids {
						accounts = append(accounts, w.Account(fmt.Sprint("kim", round, "-", i)))
						ids[i] = w.Member(organizationID, accounts[i], w.Admin(organizationID))
					}
					callers := make([]access.Caller, len(ids))
					for i := range callers {
						callers[i] = w.Caller(accounts[i])
					}
					errs := dbtest.Together(len(ids), func(i int) error {
						_, err := change(w, callers[i], ids[(i+1)%3], ids[(i+2)%3])
						return apptest.Unexpected(err, "last_admin", "not_found", "invalid", "changed_meanwhile")
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatalf("round %d: %v", round, err)
					}
					if n := w.Number(admins, organizationID); n != 1 {
						t.Errorf("round %d: %d Admins are left", round, n)
					}
				}
			})
		})
	}
}
