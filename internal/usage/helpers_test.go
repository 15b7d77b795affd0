package usage_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/usage"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

// service is the service of usages.
func service(w *apptest.World) *usage.Service { return w.Handler.Usages }

// declare declares products.
func declare(t testing.TB, w *apptest.World, keys ...string) {
	t.Helper()
	for _, key := range keys {
		name := product.Names{"en": key, "ko": key, "ja": key, "th": key}
		if _, err := w.Products.Put(ctx, w.Caller(""), product.Product{Key: key, Name: name, Permissions: []product.Permission{}}); err != nil {
			t.Fatal(err)
		}
	}
}

// give adds numbers to an organization and returns their IDs.
func give(t testing.TB, w *apptest.World, organizationID string, numbers ...string) (ids []string) {
	t.Helper()
	for part := range slices.Chunk(numbers, number.MaxList) {
		entries := make([]number.Entry, len(part))
		for i, n := range part {
			entries[i] = number.Entry{Number: n, Lettering: "서울"}
		}
		added, err := w.Numbers.AddList(ctx, w.Caller(""), organizationID, "02-555-1234", entries, false)
		if err != nil {
			t.Fatal(err)
		}
		made, err := w.Numbers.Named(ctx, w.Caller(""), added.Numbers)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range made {
			ids = append(ids, n.ID)
		}
	}
	return ids
}

// many are canonical numbers.
func many(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("+82255%05d", 50000+i)
	}
	return all
}

// campaign is the key of a campaign of the dialer.
func campaign(organizationID, externalID string) usage.Key {
	return usage.Key{OrganizationID: organizationID, Product: "dialer", Kind: usage.Campaign, ExternalID: externalID}
}

// put says that a campaign of the dialer uses these numbers, as the operator.
func put(t testing.TB, w *apptest.World, organizationID, externalID string, numbers ...string) usage.Usage {
	t.Helper()
	u, _, err := service(w).Put(ctx, w.Caller(""), campaign(organizationID, externalID), usage.Draft{Name: "캠페인 " + externalID, Numbers: numbers})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// events are the actions that were recorded about a target, in their order.
func events(t testing.TB, w *apptest.World, targetID string) string {
	t.Helper()
	rows, err := w.DB.Query(ctx, "SELECT action FROM audit_event WHERE target = $1 ORDER BY id", targetID)
	if err != nil {
		t.Fatal(err)
	}
	actions, err := db.Collect(rows, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(actions, " ")
}

// member is the caller with a role that gives these permissions.
func member(w *apptest.World, organizationID, name string, permissions ...access.Permission) access.Caller {
	accountID := w.Account(name)
	w.Member(organizationID, accountID, w.Role(organizationID, name, permissions...))
	return w.Caller(accountID)
}

// astray counts what uses a number that is gone or another organization's.
const astray = `SELECT COUNT(*) FROM usage_number used JOIN product_usage u ON u.id = used.usage_id LEFT JOIN outgoing_number n ON n.id = used.number_id
	WHERE n.id IS NULL OR n.organization_id <> u.organization_id`
