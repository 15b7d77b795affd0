package access_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
)

// last is the newest change, and its revision.
func last(t *testing.T, w *apptest.World) (revision int, c access.Change) {
	t.Helper()
	var body string
	if err := w.DB.QueryRow(ctx, "SELECT revision, body FROM access_change ORDER BY revision DESC LIMIT 1").Scan(&revision, &body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		t.Fatal(err)
	}
	return revision, c
}

func TestOneTransactionRaisesTheRevisionOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		revision := func() int { return w.Number("SELECT revision FROM access_revision") }
		before := revision()
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			access.Changed(tx, w.Clock.Now(), access.Change{Organizations: []string{"org_b", "org_a"}})
			if n := revisionIn(ctx, t, tx); n != before {
				t.Errorf("raised to %d in the middle of the transaction", n)
			}
			return w.DB.Write(ctx, func(_ context.Context, tx *db.Tx) error {
				access.Changed(tx, w.Clock.Now(), access.Change{Organizations: []string{"org_a"}, Roles: []string{"rol_a"}})
				access.Changed(tx, w.Clock.Now(), access.Change{Accounts: []string{"acc_a", "acc_a"}})
				return nil
			})
		})
		n, c := last(t, w)
		if got := fmt.Sprint(c); revision() != before+1 || n != before+1 || got != "{[org_a org_b] [rol_a] [acc_a] false}" {
			t.Errorf("from %d to %d, with %s", before, revision(), got)
		}
		undone := errors.New("undone")
		if err := w.DB.Write(ctx, func(_ context.Context, tx *db.Tx) error {
			access.Changed(tx, w.Clock.Now(), access.Change{Everything: true})
			return undone
		}); !errors.Is(err, undone) || revision() != before+1 {
			t.Errorf("what was undone raised the revision to %d (%v)", revision(), err)
		}
	})
}

func revisionIn(ctx context.Context, t *testing.T, tx *db.Tx) (n int) {
	t.Helper()
	if err := tx.QueryRow(ctx, "SELECT revision FROM access_revision").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Above 2,000 names a change names nothing any more, and is everything.
func TestChangeOfTooMuchIsEverything(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for n, everything := range map[int]bool{1999: false, 2000: false, 2001: true} {
			w.Write(func(_ context.Context, tx *db.Tx) error {
				var c access.Change
				for i := range n {
					switch i % 3 {
					case 0:
						c.Organizations = append(c.Organizations, fmt.Sprint("org_", i), fmt.Sprint("org_", i))
					case 1:
						c.Roles = append(c.Roles, fmt.Sprint("rol_", i))
					default:
						c.Accounts = append(c.Accounts, fmt.Sprint("acc_", i))
					}
				}
				access.Changed(tx, w.Clock.Now(), c)
				return nil
			})
			_, c := last(t, w)
			named := len(c.Organizations) + len(c.Roles) + len(c.Accounts)
			if c.Everything != everything || everything && named > 0 || !everything && named != n {
				t.Errorf("%d names: everything %t, %d named", n, c.Everything, named)
			}
		}
	})
}

// A node that missed more than is kept reads everything again; rows younger than an hour are kept.
func TestNodeThatWasCutOffReadsEverything(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		node := access.NewService(w.DB)
		groupID, chain := w.Chain("top", "low")
		kim := w.Account("kim")
		memberID := w.Member(chain[0], kim, w.Admin(chain[0]))
		check := func(what string, want bool) {
			t.Helper()
			if got, _, err := node.Check(ctx, kim, access.MembersRead, chain[1]); err != nil || got != want {
				t.Errorf("%s: %t (%v), want %t", what, got, err, want)
			}
		}
		check("at first", true)
		if _, err := w.Groups.Remove(ctx, w.Caller(""), groupID, chain[1], false, false); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(59 * time.Minute)
		if err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		kept := w.Number("SELECT COUNT(*) FROM access_change")
		w.Clock.Advance(2 * time.Minute)
		if err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if left := w.Number("SELECT COUNT(*) FROM access_change"); kept == 0 || left != 0 {
			t.Errorf("%d rows after 59 minutes, %d after 61", kept, left)
		}
		check("removed, and the rows gone", false)
		if _, _, err := w.Groups.Add(ctx, w.Caller(""), groupID, group.Placement{OrganizationID: chain[1], ParentID: chain[0]}, false); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Members().Disable(ctx, w.Caller(""), memberID); err != nil {
			t.Fatal(err)
		}
		w.Write(func(ctx context.Context, tx *db.Tx) error { // a row in the middle is missing
			_, err := tx.Exec(ctx, "DELETE FROM access_change WHERE revision = (SELECT MAX(revision) FROM access_change)")
			return err
		})
		check("disabled, and its row gone", false)
		if _, err := w.Members().Enable(ctx, w.Caller(""), memberID); err != nil {
			t.Fatal(err)
		}
		check("enabled", true)
	})
}

// Several thousand organizations in one save: another node has all of them, and lets all of them go again.
func TestLargeTreeComesAndGoes(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		node := access.NewService(w.DB)
		const n = 2500
		all := make([]organization.Organization, n)
		tree := make([]group.Placement, n)
		for i := range all {
			d := apptest.ContractingDraft(fmt.Sprint("o", i))
			d.Status = organization.Active
			all[i] = organization.Organization{ID: id.New(id.Organization, w.Clock.Now()), Version: 1, Draft: d}
			tree[i].OrganizationID = all[i].ID
			if i > 0 {
				tree[i].ParentID = all[(i-1)/4].ID // four below each
			}
		}
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			return w.Organizations.CreateAll(ctx, tx, access.Operator().Actor, "", all)
		})
		kim := w.Account("kim")
		w.MemberWith(member.Draft{OrganizationID: all[1].ID, AccountID: kim, RoleIDs: []string{w.Admin(all[1].ID)}})
		bottom := all[4*(4*(4*1+1)+1)+1].ID // three below the second
		check := func(want bool) {
			t.Helper()
			if got, _, err := node.Check(ctx, kim, access.MembersRead, bottom); err != nil || got != want {
				t.Errorf("%t (%v), want %t", got, err, want)
			}
		}
		check(false)
		groupID := w.Group("large", tree...)
		check(true)
		caller := w.Caller(kim)
		if got := caller.Below(all[1].ID); got != w.Number("SELECT COUNT(*) FROM organization o, organization t WHERE t.id = $1 AND o.path > t.path AND o.path < t.path || 'z'", all[1].ID) || got < 300 {
			t.Errorf("%d below", got)
		}
		impact, err := w.Groups.Delete(ctx, w.Caller(""), groupID, nil, true)
		if err != nil || impact.Organizations != n-1 || impact.Loses.Count != 1 || impact.Gains.Count != 0 {
			t.Errorf("shown: %+v, %v", impact, err)
		}
		if _, err := w.Groups.Delete(ctx, w.Caller(""), groupID, nil, false); err != nil {
			t.Fatal(err)
		}
		check(false)
	})
}
