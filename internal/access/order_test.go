package access_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/group"
)

// Another node takes in at once what happened one after the other: that two organizations have come to stand the
// other way round, that a slot in its memory belongs to another organization.
func TestSeveralChangesAreTakenInAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("top", "one", "two", "three")
		top, one, two, three := chain[0], chain[1], chain[2], chain[3]
		kim := w.Account("kim")
		w.Member(three, kim, w.Admin(three))
		node := access.NewService(w.DB)
		check := func(organizationID string, want bool) {
			t.Helper()
			if got, _, err := node.Check(ctx, kim, access.MembersRead, organizationID); err != nil || got != want {
				t.Errorf("in %s: %t (%v), want %t", organizationID, got, err, want)
			}
		}
		check(two, false)
		check(three, true)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		move := func(organizationID, parentID string) {
			t.Helper()
			_, _, err := w.Groups.Move(ctx, w.Caller(""), groupID, organizationID, parentID, false)
			must(err)
		}
		// top, one, two, three becomes top, three, two, one. The first move notes one before the others, so whoever
		// takes them in in that order finds it below two while two is still below it.
		side := w.Contracting("side")
		_, _, err := w.Groups.Add(ctx, w.Caller(""), groupID, group.Placement{OrganizationID: side, ParentID: top}, false)
		must(err)
		move(one, side)
		move(three, top)
		move(two, three)
		move(one, two)
		check(one, true)
		check(two, true)
		check(top, false)

		// And back, with two gone and a fourth in its place.
		move(one, top)
		_, err = w.Groups.Remove(ctx, w.Caller(""), groupID, two, false, false)
		must(err)
		must(w.Organizations.Delete(ctx, w.Caller(""), two, nil))
		four := w.Contracting("four")
		_, _, err = w.Groups.Add(ctx, w.Caller(""), groupID, group.Placement{OrganizationID: four, ParentID: one}, false)
		must(err)
		move(three, four)
		check(one, false)
		check(two, false)
		check(four, false)
		check(three, true)
		w.Member(one, kim, w.Admin(one))
		check(four, true)
	})
}
