package member_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
)

// admins counts the active Admins of an organization.
const admins = `SELECT COUNT(*) FROM member m JOIN member_role mr ON mr.member_id = m.id JOIN role r ON r.id = mr.role_id
	WHERE m.organization_id = $1 AND m.status = 'active' AND r.fixed`

// takings are the ways to take an Admin away.
var takings = map[string]func(w *apptest.World, caller access.Caller, memberID, roleID string) error{
	"disable": func(w *apptest.World, caller access.Caller, memberID, _ string) error {
		_, err := w.Members().Disable(ctx, caller, memberID)
		return err
	},
	"delete": func(w *apptest.World, caller access.Caller, memberID, _ string) error {
		return w.Members().Delete(ctx, caller, memberID, nil)
	},
	"strip": func(w *apptest.World, caller access.Caller, memberID, _ string) error {
		_, err := w.Members().Update(ctx, caller, memberID, member.Patch{RoleIDs: &[]string{}}, nil)
		return err
	},
	"take the role from": func(w *apptest.World, caller access.Caller, memberID, roleID string) error {
		return w.Members().RemoveRole(ctx, caller, roleID, memberID)
	},
}

// Admins who take each other away at the same moment: one always stays, and of two exactly one. Both had read what
// they may do before either did it.
func TestTheLastOfAdminsWhoTakeEachOtherAwayStays(t *testing.T) {
	for name, take := range takings {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				for round := range 6 {
					n := 2 + round%3
					organizationID := w.Contracting(fmt.Sprint("org", round))
					rivals(t, w, organizationID, w.Admin(organizationID), n, take)
				}
			})
		})
	}
}

// The same in the platform organization.
func TestTheLastAdminOfThePlatformStays(t *testing.T) {
	for name, take := range takings {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				rivals(t, w, id.PlatformOrganization, id.PlatformAdminRole, 3, take)
				// Not even the operator takes the last.
				var last string
				if err := w.DB.QueryRow(ctx, `SELECT m.id FROM member m JOIN member_role mr ON mr.member_id = m.id WHERE m.status = 'active'`).Scan(&last); err != nil {
					t.Fatal(err)
				}
				if err := take(w, w.Caller(""), last, id.PlatformAdminRole); apptest.Code(err) != "last_admin" {
					t.Errorf("the operator: %v", err)
				}
			})
		})
	}
}

// rivals has n Admins each take the next one away.
func rivals(t *testing.T, w *apptest.World, organizationID, roleID string, n int, take func(w *apptest.World, caller access.Caller, memberID, roleID string) error) {
	t.Helper()
	var callers []access.Caller
	var members []string
	for i := range n {
		accountID := w.Account(fmt.Sprint("a", i, organizationID[20:]))
		members = append(members, w.Member(organizationID, accountID, roleID))
		callers = append(callers, w.Caller(accountID))
	}
	for i := range callers {
		callers[i] = w.Caller(callers[i].AccountID)
	}
	var done atomic.Int64
	errs := dbtest.Together(n, func(i int) error {
		err := take(w, callers[i], members[(i+1)%n], roleID)
		if err == nil {
			done.Add(1)
		}
		return apptest.Unexpected(err, "last_admin", "not_found")
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if left := w.Number(admins, organizationID); left < 1 || left != n-int(done.Load()) || n == 2 && left != 1 {
		t.Fatalf("%d of %d Admins are left after %d were taken away", left, n, done.Load())
	}
}

// Somebody from above clears an organization out, also at the same moment as the last two take each other away.
func TestFromAboveTheLastAdminGoes(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		boss, kim, lee := w.Account("boss"), w.Account("kim"), w.Account("lee")
		w.Member(chain[0], boss, w.Admin(chain[0]))
		members := []string{w.Member(chain[1], kim, w.Admin(chain[1])), w.Member(chain[1], lee, w.Admin(chain[1]))}
		callers := []access.Caller{w.Caller(boss), w.Caller(boss), w.Caller(kim), w.Caller(lee)}
		errs := dbtest.Together(4, func(i int) error {
			return apptest.Unexpected(w.Members().Delete(ctx, callers[i], members[i%2], nil), "not_found", "last_admin")
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if n := w.Number("SELECT COUNT(*) FROM member WHERE organization_id = $1", chain[1]); n != 0 {
			t.Errorf("%d members are left", n)
		}
	})
}

// A role is deleted while it is given: whoever has it in the end has a role that there is.
func TestRoleIsDeletedWhileItIsGiven(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID, operator := w.Contracting("org"), w.Caller("")
		memberID := w.Member(organizationID, w.Account("kim"))
		for round := range 15 {
			roleID := w.Role(organizationID, fmt.Sprint("role", round), access.MembersRead)
			operator = w.Caller("")
			other := fmt.Sprint("lee", round)
			w.Account(other)
			errs := dbtest.Together(3, func(i int) error {
				switch i {
				case 0:
					return w.Roles().Delete(ctx, operator, roleID, nil)
				case 1:
					_, err := w.Members().Update(ctx, operator, memberID, member.Patch{RoleIDs: &[]string{roleID}}, nil)
					return apptest.Unexpected(err, "not_found")
				default:
					_, err := w.Handler.Onboarding.Add(ctx, operator, organizationID, draft(other, roleID))
					return apptest.Unexpected(err, "not_found")
				}
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			if n := w.Number("SELECT COUNT(*) FROM member_role mr LEFT JOIN role r ON r.id = mr.role_id WHERE r.id IS NULL OR r.id = $1", roleID); n != 0 {
				t.Fatalf("round %d: %d have a role that is gone", round, n)
			}
			if n := w.Number("SELECT COUNT(*) FROM role_permission WHERE role_id = $1", roleID); n != 0 {
				t.Fatalf("round %d: %d permissions of a role that is gone", round, n)
			}
		}
	})
}

// One account becomes a member of one organization once.
func TestMemberOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		for round := range 10 {
			accountID := w.Account(fmt.Sprint("kim", round))
			var added atomic.Int64
			errs := dbtest.Together(4, func(int) error {
				err := w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := member.Add(ctx, tx, w.Clock.Now(), member.Draft{OrganizationID: organizationID, AccountID: accountID})
					return err
				})
				if err == nil {
					added.Add(1)
				}
				return apptest.Unexpected(err, "already_member")
			})
			if err := errors.Join(errs...); err != nil || added.Load() != 1 {
				t.Fatalf("round %d: added %d times (%v)", round, added.Load(), err)
			}
		}
		if n := w.Number("SELECT SUM(delta) FROM tally WHERE name = 'members/'"); n != 10 {
			t.Errorf("the total is %d", n)
		}
	})
}

// What somebody lost is lost on the very next request, on another node too; what somebody got is there.
func TestChangeCountsOnTheNextRequestOfAnotherNode(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		other := w.Second()
		_, chain := w.Chain("top", "low")
		kim := w.Account("kim")
		roleID := w.Role(chain[0], "reader", access.MembersRead)
		memberID := w.Member(chain[0], kim, roleID)
		operator := w.Caller("")
		check := func(what string, want bool) {
			t.Helper()
			for name, node := range map[string]*apptest.World{"here": w, "elsewhere": other} {
				if got, _, err := node.Access.Check(ctx, kim, access.MembersRead, chain[1]); err != nil || got != want {
					t.Errorf("%s, asked %s: %t (%v), want %t", what, name, got, err, want)
				}
				caller, err := node.Access.Now(ctx, audit.Actor{AccountID: kim})
				if err != nil || caller.Holds(access.MembersRead, chain[1]) != want {
					t.Errorf("%s, as a caller %s: %t (%v), want %t", what, name, !want, err, want)
				}
			}
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		check("at first", true)
		for range 3 {
			_, err := w.Members().Disable(ctx, operator, memberID)
			must(err)
			check("disabled", false)
			_, err = w.Members().Enable(ctx, operator, memberID)
			must(err)
			check("enabled", true)
			_, err = w.Members().Update(ctx, operator, memberID, member.Patch{RoleIDs: &[]string{}}, nil)
			must(err)
			check("without the role", false)
			_, err = w.Members().Update(ctx, operator, memberID, member.Patch{RoleIDs: &[]string{roleID}}, nil)
			must(err)
			check("with the role", true)
		}
		must(w.Roles().Delete(ctx, operator, roleID, nil))
		check("the role deleted", false)
		must(w.Members().Delete(ctx, operator, memberID, nil))
		w.Member(chain[0], kim, w.Admin(chain[0]))
		check("Admin", true)
	})
}

// While members join and leave, every account's rights on both nodes are those of the moment after the last change
// that was acknowledged.
func TestAcknowledgedIsTrueEverywhere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		nodes := []*apptest.World{w, w.Second()}
		organizationID := w.Contracting("org")
		admin := w.Admin(organizationID)
		var members, accounts []string
		for i := range 4 {
			accounts = append(accounts, w.Account(fmt.Sprint("kim", i)))
			members = append(members, w.Member(organizationID, accounts[i], admin))
		}
		operator := w.Caller("")
		errs := dbtest.Together(len(members), func(i int) error {
			for step := range 12 {
				acting, asking := nodes[step%2], nodes[(step/2)%2]
				var err error
				if step%2 == 0 {
					_, err = acting.Members().Disable(ctx, operator, members[i])
				} else {
					_, err = acting.Members().Enable(ctx, operator, members[i])
				}
				if err != nil {
					return err
				}
				got, _, err := asking.Access.Check(ctx, accounts[i], access.OrganizationUpdate, organizationID)
				if err != nil || got != (step%2 == 1) {
					return fmt.Errorf("step %d of %d: %t: %w", step, i, got, err)
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	})
}
