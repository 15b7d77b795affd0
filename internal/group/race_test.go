package group_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/member"
)

// misplaced counts the rows of lists that do not follow from the hierarchy, and the members that are not in
// theirs.
const misplaced = `SELECT (SELECT COUNT(*) FROM member_scope s JOIN member m ON m.id = s.member_id JOIN organization o ON o.id = m.organization_id
		JOIN organization top ON top.id = s.organization_id WHERE substr(o.path, 1, length(top.path)) <> top.path) +
	(SELECT COUNT(*) FROM member m JOIN organization o ON o.id = m.organization_id
		JOIN organization top ON substr(o.path, 1, length(top.path)) = top.path
		LEFT JOIN member_scope s ON s.organization_id = top.id AND s.member_id = m.id WHERE s.member_id IS NULL)`

// miscounted counts the organizations of whose members the kept total is not the number.
const miscounted = `SELECT COUNT(*) FROM (SELECT o.id FROM organization o
	WHERE (SELECT COUNT(*) FROM member_scope s WHERE s.organization_id = o.id) <>
		(SELECT COALESCE(SUM(t.delta), 0) FROM tally t WHERE t.name = 'members/' || o.id)) wrong`

func right(t *testing.T, w *apptest.World, what string) {
	t.Helper()
	if n := w.Number(misplaced); n != 0 {
		t.Fatalf("%s: %d rows of lists do not follow from the hierarchy", what, n)
	}
	if n := w.Number(miscounted); n != 0 {
		t.Fatalf("%s: %d totals are wrong", what, n)
	}
}

// add makes the account a member, from a goroutine.
func add(w *apptest.World, organizationID, accountID string) error {
	return w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := member.Add(ctx, tx, w.Clock.Now(), member.Draft{OrganizationID: organizationID, AccountID: accountID})
		return err
	})
}

// While an organization above, or the whole group, goes elsewhere, members join and leave below it, and the totals
// are folded.
func TestListsFollowTheHierarchyWhateverHappensAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("top", "middle", "low", "lowest")
		top, middle, low, lowest := chain[0], chain[1], chain[2], chain[3]
		side := w.Contracting("side")
		operator := w.Caller("")
		place := func(organizationID, parentID string) error {
			_, _, err := w.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: organizationID, ParentID: parentID}, false)
			return err
		}
		move := func(organizationID, parentID string) error {
			_, _, err := w.Groups.Move(ctx, operator, groupID, organizationID, parentID, false)
			return err
		}
		if err := place(side, top); err != nil {
			t.Fatal(err)
		}
		whole := []group.Placement{{OrganizationID: top}, {middle, top}, {low, middle}, {lowest, low}, {side, top}}
		w.Member(lowest, w.Account("kim"))
		for name, change := range map[string]struct{ there, back func() error }{
			"moved": {func() error { return move(low, side) }, func() error { return move(low, middle) }},
			"removed": {
				func() error { _, err := w.Groups.Remove(ctx, operator, groupID, low, true, false); return err },
				func() error { return errors.Join(place(low, middle), place(lowest, low)) },
			},
			"the group deleted": {
				func() error { _, err := w.Groups.Delete(ctx, operator, groupID, nil, false); return err },
				func() error {
					g, _, err := w.Groups.Create(ctx, operator, group.Draft{Name: "again", Organizations: whole}, false)
					groupID = g.ID
					return err
				},
			},
		} {
			t.Run(name, func(t *testing.T) {
				for round := range 10 {
					var accounts []string
					for i := range 4 {
						accounts = append(accounts, w.Account(fmt.Sprintf("%c%d.%d", name[0], round, i)))
					}
					for step, do := range []func() error{change.there, change.back} {
						errs := dbtest.Together(5, func(i int) error {
							switch i {
							case 0:
								return do()
							case 1:
								return w.DB.FoldTallies(ctx, w.Clock.Now())
							case 2, 3:
								return add(w, []string{low, lowest}[i-2], accounts[2*step+i-2])
							default:
								leaving, err := w.Members().List(ctx, operator, member.Query{Filter: member.Filter{OrganizationID: lowest}, Limit: 1})
								if err != nil || len(leaving.Items) == 0 {
									return err
								}
								return w.Members().Delete(ctx, operator, leaving.Items[0].ID, nil)
							}
						})
						if err := errors.Join(errs...); err != nil {
							t.Fatal(err)
						}
						right(t, w, fmt.Sprint("round ", round, " step ", step))
					}
				}
			})
		}
	})
}
