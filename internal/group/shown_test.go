package group_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

// The place of an organization is shown as far as somebody sees it: what is above where that is seen, the group to who
// manages groups.
func TestPlaceIsShownToWhoSeesIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("top", "middle", "low")
		boss, kim, manager, clerk := w.Account("boss"), w.Account("kim"), w.Account("manager"), w.Account("clerk")
		w.Member(chain[0], boss, w.Admin(chain[0]))
		w.Member(chain[1], kim, w.Admin(chain[1]))
		w.Member(id.PlatformOrganization, manager, w.Role(id.PlatformOrganization, "manager", access.GroupsManage))
		w.Member(id.PlatformOrganization, clerk, w.Role(id.PlatformOrganization, "clerk", access.OrganizationsRegister))
		for account, want := range map[string]struct {
			group, middleBelow string
			seen               int
		}{boss: {"", chain[0], 3}, kim: {"", "", 2}, manager: {groupID, chain[0], 3}, clerk: {"", chain[0], 3}} {
			c := w.Caller(account)
			page, err := w.Organizations.List(ctx, c, organization.Query{Sort: "createdAt", Limit: 10})
			if err != nil || len(page.Items) != want.seen {
				t.Fatalf("%d seen, %v", len(page.Items), err)
			}
			middle, err := w.Organizations.Get(ctx, c, chain[1])
			if err != nil {
				t.Fatal(err)
			}
			low := page.Items[len(page.Items)-1]
			if middle.ParentID != want.middleBelow || middle.GroupID != want.group || low.ParentID != chain[1] || low.GroupID != want.group {
				t.Errorf("shown %q in %q and %q in %q, want %+v", middle.ParentID, middle.GroupID, low.ParentID, low.GroupID, want)
			}
		}
	})
}

func TestOrganizationsOfAGroup(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		first, _ := w.Chain("a", "b")
		second, _ := w.Chain("c")
		w.Contracting("d")
		w.Contracting("e")
		for groupID, want := range map[string]string{"": "a b c d e", first: "a b", second: "c", organization.NoGroup: "d e", "grp_x": ""} {
			page, err := w.Organizations.List(ctx, w.Caller(""), organization.Query{Filter: organization.Filter{GroupID: groupID}, Limit: 10})
			var names []string
			for _, o := range page.Items {
				names = append(names, o.Name)
			}
			slices.Sort(names)
			if got := strings.Join(names, " "); err != nil || got != want || int(page.Total.Value) != len(names) {
				t.Errorf("in %q: %q, total %d (%v), want %q", groupID, got, page.Total.Value, err, want)
			}
		}
	})
}

// What stands in the way of a deletion names the group, and then the members.
func TestGroupStandsInTheWayOfADeletion(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("top", "low")
		kim := w.Account("kim")
		memberID := w.Member(chain[1], kim, w.Admin(chain[1]))
		found, err := w.Organizations.References(ctx, w.Caller(""), chain[1])
		if err != nil || len(found) != 2 || found[0].Kind != "members" || found[0].Examples[0].ID != memberID ||
			found[1].Kind != "group" || found[1].Count != 1 || found[1].Examples[0] != (organization.Example{ID: groupID, Name: "top"}) {
			t.Errorf("in the way: %+v, %v", found, err)
		}
		if err := w.Organizations.Delete(ctx, w.Caller(""), chain[1], nil); apptest.Code(err) != "organization_in_use" {
			t.Errorf("deleted: %v", err)
		}
		if _, err := w.Groups.Remove(ctx, w.Caller(""), groupID, chain[1], false, false); err != nil {
			t.Fatal(err)
		}
		if err := w.Members().Delete(ctx, w.Caller(""), memberID, nil); err != nil { // the last Admin, from above
			t.Fatal(err)
		}
		if err := w.Organizations.Delete(ctx, w.Caller(""), chain[1], nil); err != nil {
			t.Errorf("with nothing in the way: %v", err)
		}
		if n := w.Number("SELECT COUNT(*) FROM role WHERE organization_id = $1", chain[1]); n != 0 {
			t.Errorf("%d roles of a deleted organization", n)
		}
	})
}
