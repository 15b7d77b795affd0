package imports_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/organization"
)

// id is the ID of an organization by its external key.
func (w world) id(t *testing.T, key string) string {
	t.Helper()
	found, err := w.organizations.Find(ctx, w.d, map[string]bool{key: true})
	if err != nil || found[key] == nil {
		t.Fatalf("%s: %v", key, err)
	}
	return found[key].ID
}

// Several files hang something below the same organization, which stood alone: one group comes of it.
func TestFilesBelowTheSameAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		for round := range 6 {
			root := fmt.Sprint("r", round)
			w.load(t, head(root, ""))
			errs := dbtest.Together(3, func(i int) error {
				key := fmt.Sprint(root, "x", i)
				r, err := w.Load(ctx, staff, "f.csv", file(head(key, root), head(key+"y", key)), "", false)
				if err == nil && !r.Applied {
					return fmt.Errorf("not applied: %+v", r)
				}
				return err
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			if n := w.number(t, "SELECT organization_count * 10 + depth FROM organization_group WHERE id = (SELECT group_id FROM organization WHERE external_key = $1)", root); n != 73 {
				t.Fatalf("round %d: organizations and levels %d, want 7 and 3", round, n)
			}
			if n := w.number(t, "SELECT COUNT(*) FROM organization_group"); n != round+1 {
				t.Fatalf("round %d: %d groups", round, n)
			}
			w.placed(t)
		}
	})
}

// While a file hangs something below an organization, that one goes elsewhere, or its group goes, or it becomes what
// cannot be above.
func TestFileBelowWhatChangesAtOnce(t *testing.T) {
	for name, change := range map[string]func(w world, groupID, top, x string) error{
		"moved": func(w world, groupID, top, x string) error {
			_, _, err := w.tree.Move(ctx, staff, groupID, x, top, false)
			return err
		},
		"removed": func(w world, groupID, _, x string) error {
			_, err := w.tree.Remove(ctx, staff, groupID, x, true, false)
			return err
		},
		"the group deleted": func(w world, groupID, _, _ string) error {
			_, err := w.tree.Delete(ctx, staff, groupID, nil, false)
			return err
		},
		"no longer registered": func(w world, _, _, x string) error {
			_, _, err := w.organizations.Update(ctx, staff, x, organization.Patch{NoRegistration: true}, nil)
			if fault.Is(err, "type_in_use") {
				return nil
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				for round := range 8 {
					top, middle, x := fmt.Sprint("t", round), fmt.Sprint("m", round), fmt.Sprint("x", round)
					w.load(t, head(top, ""), head(middle, top), head(x, middle))
					topID, xID := w.id(t, top), w.id(t, x)
					g, found, err := group.Found(ctx, d, xID)
					if err != nil || !found {
						t.Fatal(err)
					}
					errs := dbtest.Together(2, func(i int) error {
						if i == 0 {
							return change(w, g.ID, topID, xID)
						}
						r, err := w.Load(ctx, staff, "f.csv", file(head(x+"a", x), head(x+"b", x+"a")), "", false)
						if err == nil && !r.Applied && r.Counts.Invalid != 2 {
							return fmt.Errorf("neither applied nor refused: %+v", r)
						}
						if fault.Is(err, "highest_level_must_be_contracting") {
							return nil
						}
						return err
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatalf("round %d: %v", round, err)
					}
					w.placed(t)
					if n := w.number(t, "SELECT COUNT(*) FROM organization WHERE group_id IS NOT NULL AND parent_id IS NULL AND type <> 'contracting'"); n != 0 {
						t.Fatalf("round %d: %d highest levels are not contracting", round, n)
					}
					if n := w.number(t, "SELECT COALESCE(SUM(organization_count), 0) FROM organization_group") - w.number(t, "SELECT COUNT(*) FROM organization WHERE group_id IS NOT NULL"); n != 0 {
						t.Fatalf("round %d: the groups count %d too many", round, n)
					}
				}
			})
		})
	}
}
