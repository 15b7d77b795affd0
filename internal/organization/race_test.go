package organization_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

// dangling counts executing organizations whose organization is gone or no longer contracting, and
// contracting ones that are under another.
const dangling = `SELECT COUNT(*) FROM organization e LEFT JOIN organization c ON c.id = e.registered_organization_id
	WHERE e.type = 'executing' AND (c.id IS NULL OR c.type <> 'contracting') OR e.type = 'contracting' AND c.id IS NOT NULL`

// become makes a contracting organization an executing one under another, or the reverse.
func become(kind, under string) organization.Patch {
	none := (*bool)(nil)
	p := &organization.RegistrationPatch{
		Type: to(kind), RegisteredOrganizationID: to(under), ControlIntegrated: &none,
		RepresentativeName: to(""), MainPhone: to(""), BusinessRegistrationNumber: to(""),
	}
	if kind == organization.Contracting {
		p.RepresentativeName, p.BusinessRegistrationNumber = to("강지민"), to("116-82-00276")
	}
	return organization.Patch{Registration: p}
}

func TestNothingIsEverRegisteredUnderNothing(t *testing.T) {
	staff := access.Operator()
	for name, against := range map[string]func(s *organization.Service, x, other string) error{
		"while it is deleted": func(s *organization.Service, x, _ string) error {
			return unexpected(s.Delete(ctx, staff, x, nil), "organization_in_use")
		},
		"while its type changes": func(s *organization.Service, x, other string) error {
			_, _, err := s.Update(ctx, staff, x, become(organization.Executing, other), nil)
			return unexpected(err, "type_in_use")
		},
		"while its registration is removed": func(s *organization.Service, x, _ string) error {
			_, _, err := s.Update(ctx, staff, x, organization.Patch{NoRegistration: true}, nil)
			return unexpected(err, "type_in_use")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := service(d)
				other := create(t, s, contracting("other"))
				moving := create(t, s, executing("moving", other.ID))
				for round := range 15 {
					x := create(t, s, contracting(fmt.Sprint("x", round)))
					var registered, refused atomic.Int64
					errs := dbtest.Together(5, func(i int) error {
						var err error
						switch i {
						case 0:
							return against(s, x.ID, other.ID)
						case 1: // an update into it
							_, _, err = s.Update(ctx, staff, moving.ID, organization.Patch{Registration: &organization.RegistrationPatch{RegisteredOrganizationID: to(x.ID)}}, nil)
						default:
							_, _, err = s.Create(ctx, staff, executing(fmt.Sprint("e", round, i), x.ID))
						}
						if err == nil {
							registered.Add(1)
						} else {
							refused.Add(1)
						}
						return unexpected(err, "not_found", "not_contracting")
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatal(err)
					}
					if n := number(t, d, dangling); n != 0 {
						t.Fatalf("round %d: %d organizations are registered under nothing", round, n)
					}
					if registered.Load() > 0 && refused.Load() > 0 && registered.Load()+refused.Load() != 4 {
						t.Errorf("round %d: %d registered, %d refused", round, registered.Load(), refused.Load())
					}
				}
			})
		})
	}
}

// Two contracting organizations each become executing under the other: one may.
func TestTwoCannotStandUnderEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		for range 3 {
			pair := []string{create(t, s, contracting("a")).ID, create(t, s, contracting("b")).ID}
			var done atomic.Int64
			err := errors.Join(dbtest.Together(2, func(i int) error {
				_, _, err := s.Update(ctx, access.Operator(), pair[i], become(organization.Executing, pair[1-i]), nil)
				if err == nil {
					done.Add(1)
				}
				return unexpected(err, "not_contracting", "type_in_use")
			})...)
			if err != nil {
				t.Fatal(err)
			}
			if n := number(t, d, dangling); n != 0 || done.Load() != 1 {
				t.Fatalf("%d dangling, %d became executing; want none and one", n, done.Load())
			}
		}
	})
}

func TestDeleteAgainstUpdate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		for round := range 20 {
			x := create(t, s, contracting("종로구"))
			var updated atomic.Int64
			err := errors.Join(dbtest.Together(4, func(i int) error {
				if i == 0 {
					return s.Delete(ctx, access.Operator(), x.ID, nil)
				}
				_, _, err := s.Update(ctx, access.Operator(), x.ID, organization.Patch{Name: to(fmt.Sprint("중구", i))}, nil)
				if err == nil {
					updated.Add(1)
				}
				return unexpected(err, "not_found")
			})...)
			if err != nil {
				t.Fatal(err)
			}
			for _, query := range []string{"SELECT COUNT(*) FROM organization WHERE id = $1", "SELECT COUNT(*) FROM organization_token WHERE organization_id = $1"} {
				if n := number(t, d, query, x.ID); n != 0 {
					t.Fatalf("round %d: %d rows are left: %s", round, n, query)
				}
			}
			if n := number(t, d, "SELECT COUNT(*) FROM audit_event WHERE target = $1 AND action = 'organization.updated'", x.ID); n != int(updated.Load()) {
				t.Fatalf("round %d: %d events of %d updates", round, n, updated.Load())
			}
		}
	})
}

// Of several who changed the same version one wins; the others are told that theirs is stale.
func TestOneOfManyChangesTheVersionThatAllRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		x := create(t, s, contracting("종로구"))
		for round := range 10 {
			version := int64(round + 1)
			var won atomic.Int64
			err := errors.Join(dbtest.Together(4, func(i int) error {
				_, _, err := s.Update(ctx, access.Operator(), x.ID, organization.Patch{Name: to(fmt.Sprint(round, " ", i))}, func(v int64) bool { return v == version })
				if err == nil {
					won.Add(1)
				}
				return unexpected(err, "stale")
			})...)
			if err != nil || won.Load() != 1 {
				t.Fatalf("round %d: %d won (%v), want one", round, won.Load(), err)
			}
		}
	})
}

func TestExternalKeyIsTakenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		var won atomic.Int64
		err := errors.Join(dbtest.Together(6, func(i int) error {
			draft := contracting(fmt.Sprint(i))
			draft.ExternalKey = "key"
			_, _, err := s.Create(ctx, access.Operator(), draft)
			if err == nil {
				won.Add(1)
			}
			return unexpected(err, "external_key_taken")
		})...)
		if err != nil || won.Load() != 1 {
			t.Fatalf("%d took the key (%v), want one", won.Load(), err)
		}
	})
}

// Whatever happens at once: the kept total is the count, and the search tokens are those of the names.
func TestTotalsAndTokensStayRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		staff := access.Operator()
		errs := dbtest.Together(5, func(i int) error {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			var mine []string
			for range 25 {
				switch n := random.IntN(6); {
				case n < 3 || len(mine) == 0:
					o, _, err := s.Create(ctx, staff, contracting(fmt.Sprint("종로 ", random.IntN(100))))
					if err != nil {
						return err
					}
					mine = append(mine, o.ID)
				case n == 3:
					last := len(mine) - 1
					if err := s.Delete(ctx, staff, mine[last], nil); err != nil {
						return err
					}
					mine = mine[:last]
				case n == 4:
					if _, _, err := s.Update(ctx, staff, mine[0], organization.Patch{Name: to(fmt.Sprint("중구 ", random.IntN(100)))}, nil); err != nil {
						return err
					}
				default:
					if err := d.FoldTallies(ctx, start); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		counted := number(t, d, "SELECT COUNT(*) FROM organization WHERE id <> $1", id.PlatformOrganization)
		page, err := s.List(ctx, staff, organization.Query{Limit: 1})
		if err != nil || int(page.Total.Value) != counted || !page.Total.Exact {
			t.Errorf("total %+v (%v), counted %d", page.Total, err, counted)
		}
		for _, q := range []string{"종로", "중구", "종로 1", "중", "1"} {
			rows, err := d.Query(ctx, "SELECT name_fold FROM organization WHERE id <> $1", id.PlatformOrganization)
			if err != nil {
				t.Fatal(err)
			}
			want := int64(0)
			if err := db.Each(rows, func(s *string) []any { return []any{s} }, func(name string) error {
				if strings.Contains(name, q) {
					want++
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if page, err := s.List(ctx, staff, organization.Query{Filter: organization.Filter{Q: q}, Limit: 1}); err != nil || page.Total.Value != want {
				t.Errorf("%q: %+v (%v), want %d", q, page.Total, err, want)
			}
		}
	})
}

// More names than the rarest token may have for the list to be built from its rows: the other way of
// searching finds the same.
func TestCommonTextIsFoundToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		const n = 1200
		var all []organization.Organization
		for i := range n {
			o := organization.Organization{ID: id.New(id.Organization, start), Version: 1, Draft: contracting(fmt.Sprint("공통 ", i)), CreatedAt: start, UpdatedAt: start}
			o.Status = organization.Active
			all = append(all, o)
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return s.CreateAll(ctx, tx, access.Operator().Actor, "", all)
		}); err != nil {
			t.Fatal(err)
		}
		for q, want := range map[string]int64{"공": n, "공통": n, "공통 ": n, "공통 1": 311, "통 119": 11, "공통 1199": 1, "공통 1200": 0, "통공": 0} {
			page, err := s.List(ctx, access.Operator(), organization.Query{Filter: organization.Filter{Q: q}, Limit: 200})
			// The search text is trimmed, as names are.
			if err != nil || page.Total.Value != want || int64(len(page.Items)) != min(want, 200) {
				t.Errorf("%q: %+v and %d rows (%v), want %d", q, page.Total, len(page.Items), err, want)
			}
			for _, o := range page.Items {
				if !strings.Contains(o.Name, strings.TrimSpace(q)) {
					t.Errorf("%q found %q", q, o.Name)
				}
			}
		}
	})
}
