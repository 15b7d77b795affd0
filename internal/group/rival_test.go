package group_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/organization"
)

// together has several do something at the same moment, round after round. Each is done, or refused with one of the
// codes; check is told how many were done.
func together(t *testing.T, rounds int, prepare func(round int) []func() error, refusals []string, check func(round, done int)) {
	t.Helper()
	for round := range rounds {
		rivals := prepare(round)
		var done atomic.Int64
		errs := dbtest.Together(len(rivals), func(i int) error {
			err := rivals[i]()
			if err == nil {
				done.Add(1)
			}
			return apptest.Unexpected(err, refusals...)
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		check(round, int(done.Load()))
	}
}

func TestAnOrganizationIsInOneGroupAtMost(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Caller("")
		var groups, tops []string
		for i := range 3 {
			tops = append(tops, w.Contracting(fmt.Sprint("top", i)))
			groups = append(groups, w.Group(fmt.Sprint("g", i), group.Placement{OrganizationID: tops[i]}))
		}
		var x string
		together(t, 15, func(round int) []func() error {
			x = w.Contracting(fmt.Sprint("x", round))
			rivals := []func() error{func() error { // the fourth makes a group of it
				_, _, err := w.Groups.Create(ctx, operator, group.Draft{Name: "own", Organizations: []group.Placement{{OrganizationID: x}}}, false)
				return err
			}}
			for i := range groups {
				rivals = append(rivals, func() error {
					_, _, err := w.Groups.Add(ctx, operator, groups[i], group.Placement{OrganizationID: x, ParentID: tops[i]}, false)
					return err
				})
			}
			return rivals
		}, []string{"already_in_group"}, func(round, done int) {
			if done != 1 {
				t.Fatalf("round %d: in %d groups", round, done)
			}
			n := w.Number("SELECT SUM(organization_count) FROM organization_group")
			if counted := w.Number("SELECT COUNT(*) FROM organization WHERE group_id IS NOT NULL"); n != counted || n != 4+round {
				t.Fatalf("round %d: the groups count %d, there are %d in groups, want %d", round, n, counted, 4+round)
			}
		})
	})
}

func TestOneHighestLevel(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Caller("")
		together(t, 10, func(round int) []func() error {
			groupID := w.Group(fmt.Sprint("g", round))
			var rivals []func() error
			for i := range 3 {
				x := w.Contracting(fmt.Sprint("x", round, i))
				rivals = append(rivals, func() error {
					_, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: x}, false)
					return err
				})
			}
			return rivals
		}, []string{"highest_level_exists"}, func(round, done int) {
			if done != 1 {
				t.Fatalf("round %d: %d highest levels", round, done)
			}
		})
	})
}

// A below B while B below A: one may.
func TestTwoCannotStandBelowEachOther(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, top := w.Caller(""), w.Contracting("top")
		groupID := w.Group("g", group.Placement{OrganizationID: top})
		var a, b string
		together(t, 15, func(round int) []func() error {
			a, b = w.Contracting(fmt.Sprint("a", round)), w.Contracting(fmt.Sprint("b", round))
			move := func(organizationID, parentID string) func() error {
				return func() error {
					_, _, err := w.Groups.Move(ctx, operator, groupID, organizationID, parentID, false)
					return err
				}
			}
			for _, organizationID := range []string{a, b} {
				if _, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: organizationID, ParentID: top}, false); err != nil {
					t.Fatal(err)
				}
			}
			return []func() error{move(a, b), move(b, a)}
		}, []string{"cycle"}, func(round, done int) {
			if done != 1 {
				t.Fatalf("round %d: %d of two moves were made", round, done)
			}
			if n := w.Number("SELECT COUNT(*) FROM organization WHERE (id = $1 AND parent_id = $2) OR (id = $2 AND parent_id = $1)", a, b); n != 1 {
				t.Fatalf("round %d: %d stand below the other", round, n)
			}
		})
	})
}

// The tenth level is given once: what comes below it at the same moment as it moves down is refused, or it is.
func TestNoEleventhLevel(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Caller("")
		names := make([]string, access.MaxDepth-1)
		for i := range names {
			names[i] = fmt.Sprint("level", i)
		}
		groupID, chain := w.Chain(names...)
		last, top := chain[len(chain)-1], chain[0]
		together(t, 10, func(round int) []func() error {
			x, y := w.Contracting(fmt.Sprint("x", round)), w.Contracting(fmt.Sprint("y", round))
			if _, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: x, ParentID: top}, false); err != nil {
				t.Fatal(err)
			}
			return []func() error{
				func() error { _, _, err := w.Groups.Move(ctx, operator, groupID, x, last, false); return err },
				func() error {
					_, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: y, ParentID: x}, false)
					return err
				},
			}
		}, []string{"too_deep"}, func(round, done int) {
			if done != 1 || w.Number("SELECT depth FROM organization_group") > access.MaxDepth {
				t.Fatalf("round %d: %d done, %d levels", round, done, w.Number("SELECT depth FROM organization_group"))
			}
		})
	})
}

// Becoming the highest level against becoming executing, or losing the registration: one of them.
func TestHighestLevelIsContractingWhateverHappensAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, aside := w.Caller(""), w.Contracting("aside")
		for name, patch := range map[string]organization.Patch{"executing": executing(aside), "not registered": {NoRegistration: true}} {
			together(t, 10, func(round int) []func() error {
				x, groupID := w.Contracting(fmt.Sprint(name[0], round)), w.Group(fmt.Sprint(name[0], round))
				return []func() error{
					func() error {
						_, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: x}, false)
						return err
					},
					func() error { _, _, err := w.Organizations.Update(ctx, operator, x, patch, nil); return err },
				}
			}, []string{"highest_level_must_be_contracting", "type_in_use"}, func(round, done int) {
				wrong := w.Number("SELECT COUNT(*) FROM organization WHERE group_id IS NOT NULL AND parent_id IS NULL AND type <> 'contracting'")
				if done != 1 || wrong != 0 {
					t.Fatalf("%s, round %d: %d done, %d highest levels are not contracting", name, round, done, wrong)
				}
			})
		}
	})
}

// An organization is deleted, or comes into a group: one of them.
func TestDeletedOrganizationIsInNoGroup(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, top := w.Caller(""), w.Contracting("top")
		groupID := w.Group("g", group.Placement{OrganizationID: top})
		together(t, 15, func(round int) []func() error {
			x, y := w.Contracting(fmt.Sprint("x", round)), w.Contracting(fmt.Sprint("y", round))
			return []func() error{
				func() error { return w.Organizations.Delete(ctx, operator, x, nil) },
				func() error {
					_, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: x, ParentID: top}, false)
					return err
				},
				func() error { return w.Organizations.Delete(ctx, operator, y, nil) },
				func() error {
					_, _, err := w.Groups.Create(ctx, operator, group.Draft{Name: "own", Organizations: []group.Placement{{OrganizationID: y}}}, false)
					return err
				},
			}
		}, []string{"organization_in_use", "not_found"}, func(round, done int) {
			if done != 2 {
				t.Fatalf("round %d: %d done, want one of each two", round, done)
			}
			n := w.Number("SELECT COALESCE(SUM(organization_count), 0) FROM organization_group")
			if counted := w.Number("SELECT COUNT(*) FROM organization WHERE group_id IS NOT NULL"); n != counted {
				t.Fatalf("round %d: the groups count %d, there are %d", round, n, counted)
			}
		})
	})
}

// A group is deleted while something comes into it.
func TestDeletedGroupHoldsNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Caller("")
		together(t, 10, func(round int) []func() error {
			top, x := w.Contracting(fmt.Sprint("top", round)), w.Contracting(fmt.Sprint("x", round))
			groupID := w.Group("g", group.Placement{OrganizationID: top})
			return []func() error{
				func() error { _, err := w.Groups.Delete(ctx, operator, groupID, nil, false); return err },
				func() error {
					_, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: x, ParentID: top}, false)
					return err
				},
			}
		}, []string{"not_found"}, func(round, _ int) {
			if n := w.Number("SELECT COUNT(*) FROM organization WHERE group_id IS NOT NULL OR parent_id IS NOT NULL"); n != 0 {
				t.Fatalf("round %d: %d organizations are left in a hierarchy", round, n)
			}
		})
	})
}
