package role_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/role"
)

// An organization is deleted while it is given a role: the role is made and goes with it, or it is refused.
func TestRoleOfADeletedOrganization(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for round := range 15 {
			organizationID := w.Contracting(fmt.Sprint("org", round))
			operator := w.Caller("")
			errs := dbtest.Together(3, func(i int) error {
				if i == 0 {
					return w.Organizations.Delete(ctx, operator, organizationID, nil)
				}
				_, err := w.Roles().Create(ctx, operator, organizationID, role.Draft{Name: fmt.Sprint(i), Permissions: []access.Permission{read}})
				return apptest.Unexpected(err, "not_found")
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			if n := w.Number("SELECT COUNT(*) FROM role WHERE organization_id = $1", organizationID); n != 0 {
				t.Fatalf("round %d: %d roles are left", round, n)
			}
		}
	})
}

// Who was let in before the erasure of an organization began adds nothing to what is erased.
func TestRoleOfAnOrganizationThatIsErased(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE organization SET path = '' WHERE id = $1", organizationID)
			return err
		})
		_, err := w.Roles().Create(ctx, w.Caller(""), organizationID, role.Draft{Name: "late"})
		if n := w.Number("SELECT COUNT(*) FROM role WHERE name = 'late'"); !fault.Is(err, "not_found") || n != 0 {
			t.Errorf("%d roles were made: %v", n, err)
		}
	})
}

// One name is taken once, and of several who change the same version one wins.
func TestNameAndVersionAreTakenOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		roleID := w.Role(organizationID, "zero", read)
		operator := w.Caller("")
		for round := range 8 {
			var made, changed atomic.Int64
			errs := dbtest.Together(6, func(i int) error {
				if i < 3 {
					_, err := w.Roles().Create(ctx, operator, organizationID, role.Draft{Name: fmt.Sprint([]string{"Ä", "ä", "A\u0308"}[i], round)})
					if err == nil {
						made.Add(1)
					}
					return apptest.Unexpected(err, "role_name_taken")
				}
				_, err := w.Roles().Update(ctx, operator, roleID, role.Patch{Name: to(fmt.Sprint("changed ", round, i))}, func(v int64) bool { return v == int64(round+1) })
				if err == nil {
					changed.Add(1)
				}
				return apptest.Unexpected(err, "stale")
			})
			if err := errors.Join(errs...); err != nil || made.Load() != 1 || changed.Load() != 1 {
				t.Fatalf("round %d: %d made, %d changed (%v)", round, made.Load(), changed.Load(), err)
			}
		}
	})
}
