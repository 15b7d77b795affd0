package organization_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/phone"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

var rules = organization.Rules{ClientClassifications: []string{"local_government", "company"}, TimeZone: "Asia/Seoul", Country: "KR"}

// start is when the clock of the tests begins. Each reading is a microsecond later.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func clock() func() time.Time {
	var ticks atomic.Int64
	return func() time.Time { return start.Add(time.Duration(ticks.Add(1)) * time.Microsecond) }
}

func service(d *db.DB, references ...organization.Reference) *organization.Service {
	return organization.NewService(organization.Config{
		DB: d, Now: clock(), Cursors: db.NewCursors([]byte("key")), Rules: rules, References: references,
		Hooks: organization.Hooks{
			Created:  func(context.Context, *db.Tx, audit.Actor, []string, string) error { return nil },
			Deleting: func(context.Context, *db.Tx, string) error { return nil },
		},
	})
}

func to[T any](v T) *T { return &v }

// contracting is a draft that every rule allows; so are executing and partner.
func contracting(name string) organization.Draft {
	return organization.Draft{
		Name: name, TimeZone: "Asia/Seoul",
		Registration: &organization.Registration{
			Classification: organization.Client, Type: organization.Contracting, ClientClassification: "company",
			Address: organization.Address{Base: "서울특별시 종로구"}, ControlIntegrated: to(true),
			RepresentativeName: "강지민", MainPhone: phone.Number("02-891-1009"), BusinessRegistrationNumber: "116-82-00276",
		},
	}
}

func executing(name, under string) organization.Draft {
	return organization.Draft{
		Name: name, TimeZone: "Asia/Seoul",
		Registration: &organization.Registration{
			Classification: organization.Partner, Type: organization.Executing,
			Address: organization.Address{Base: "서울특별시 종로구"}, RegisteredOrganizationID: under,
		},
	}
}

func create(t testing.TB, s *organization.Service, d organization.Draft) organization.Organization {
	t.Helper()
	o, _, err := s.Create(ctx, access.Operator(), d)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func exec(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func number(t testing.TB, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.QueryRow(ctx, query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// enroll makes the account a member of the organization, an Admin or one without roles.
func enroll(t testing.TB, d *db.DB, accountID, organizationID, status string, admin bool) {
	t.Helper()
	now := time.Now()
	memberID, roleID := id.New(id.Member, now), id.New(id.Role, now)
	exec(t, d, "INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ($1, $2, $3, $4, 1)", memberID, organizationID, accountID, status)
	if admin {
		exec(t, d, "INSERT INTO role (id, organization_id, name, name_fold, fixed, reach, created_at) VALUES ($1, $2, 'Admin', 'admin', $3, 'subtree', 1)", roleID, organizationID, true)
		exec(t, d, "INSERT INTO member_role (member_id, role_id) VALUES ($1, $2)", memberID, roleID)
	}
}

func account(t testing.TB, d *db.DB, name string) access.Caller {
	t.Helper()
	accountID := id.New(id.Account, time.Now())
	exec(t, d, "INSERT INTO account (id, email, email_key, name, created_at, updated_at) VALUES ($1, $2, $2, $2, 1, 1)", accountID, name)
	return load(t, d, accountID)
}

func load(t testing.TB, d *db.DB, accountID string) access.Caller {
	t.Helper()
	caller, err := access.NewService(d).Now(ctx, audit.Actor{AccountID: accountID})
	if err != nil {
		t.Fatal(err)
	}
	return caller
}

func unexpected(err error, allowed ...string) error {
	if err == nil {
		return nil
	}
	for _, code := range allowed {
		if faultIs(err, code) {
			return nil
		}
	}
	return fmt.Errorf("want one of %q: %w", allowed, err)
}
