package apikey_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/product"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

const read = access.MembersRead

func keys(w *apptest.World) *apikey.Service { return w.Handler.Keys }

// create makes a key that reads members.
func create(t *testing.T, w *apptest.World, organizationID string, d apikey.Draft) (apikey.Key, string) {
	t.Helper()
	if d.Name == "" {
		d.Name = "key"
	}
	if d.Permissions == nil {
		d.Permissions = []access.Permission{read}
	}
	k, secret, err := keys(w).Create(ctx, w.Caller(""), organizationID, d)
	if err != nil {
		t.Fatal(err)
	}
	return k, secret
}

func TestRecognize(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		end := w.Clock.Now().Add(time.Hour)
		k, secret := create(t, w, organizationID, apikey.Draft{Permissions: []access.Permission{access.RolesRead, read}, Reach: access.ReachOwn, ExpiresAt: &end})
		got, err := keys(w).Recognize(ctx, secret)
		if err != nil || got.ID != k.ID || got.Grant.OrganizationID != organizationID || got.Grant.Reach != access.ReachOwn ||
			!slices.Equal(slices.Sorted(slices.Values(got.Grant.Permissions)), []access.Permission{read, access.RolesRead}) ||
			got.Revision != int64(w.Number("SELECT revision FROM access_revision")) {
			t.Errorf("%+v (%v)", got, err)
		}
		for _, wrong := range []string{"", "tnk_", secret[4:], secret + "=", secret[:len(secret)-1], "TNK_" + secret[4:], "tnk_" + strings.Repeat("\xff", 43), "tnk_\x00"} {
			if _, err := keys(w).Recognize(ctx, wrong); apptest.Code(err) != "unauthenticated" {
				t.Errorf("%.60q: %v", wrong, err)
			}
		}
		if _, other := create(t, w, organizationID, apikey.Draft{}); other == secret {
			t.Error("two keys are alike")
		}
		w.Clock.Advance(end.Sub(w.Clock.Now()) - time.Second)
		if _, err := keys(w).Recognize(ctx, secret); err != nil {
			t.Errorf("a second before its end: %v", err)
		}
		w.Clock.Advance(time.Second)
		if _, err := keys(w).Recognize(ctx, secret); apptest.Code(err) != "api_key_expired" {
			t.Errorf("at its end: %v", err)
		}
	})
}

// Work that goes on after the request asks again what its caller may do.
func TestCallerAtALaterMoment(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		end := w.Clock.Now().Add(time.Hour)
		k, _ := create(t, w, chain[0], apikey.Draft{ExpiresAt: &end})
		actor := audit.Actor{KeyID: k.ID, Address: "192.0.2.1", RequestID: "r"}
		caller, err := keys(w).Caller(ctx, actor)
		if err != nil || caller.Actor != actor || caller.KeyOrganization() != chain[0] || !caller.Holds(read, chain[1]) || caller.Holds(access.RolesRead, chain[1]) {
			t.Errorf("%+v (%v)", caller.Actor, err)
		}
		accountID := w.Account("person")
		w.Member(chain[1], accountID, w.Admin(chain[1]))
		person, err := keys(w).Caller(ctx, audit.Actor{AccountID: accountID})
		if err != nil || person.KeyOrganization() != "" || !person.Holds(read, chain[1]) || person.Holds(read, chain[0]) {
			t.Errorf("a person: %+v (%v)", person.Actor, err)
		}
		w.Clock.Advance(time.Hour)
		if _, err := keys(w).Caller(ctx, actor); apptest.Code(err) != "api_key_expired" {
			t.Errorf("expired: %v", err)
		}
		if err := keys(w).Revoke(ctx, w.Caller(""), k.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := keys(w).Caller(ctx, actor); apptest.Code(err) != "unauthenticated" {
			t.Errorf("revoked: %v", err)
		}
	})
}

// What a product withdraws, and what it lets nobody hold any more, a key does not have either.
func TestKeysFollowTheProducts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		const place, end = access.Permission("voice.calls.place"), access.Permission("voice.calls.end")
		names := product.Names{"en": "x", "ko": "x", "ja": "x", "th": "x"}
		declare := func(supported bool, permissions ...access.Permission) {
			t.Helper()
			p := product.Product{Key: "voice", Name: names, MemberPermissions: supported}
			for _, key := range permissions {
				p.Permissions = append(p.Permissions, product.Permission{Key: string(key), Name: names})
			}
			if _, err := w.Products.Put(ctx, w.Caller(""), p); err != nil {
				t.Fatal(err)
			}
		}
		organizationID := w.Contracting("org")
		declare(true, place, end)
		k, secret := create(t, w, organizationID, apikey.Draft{Permissions: []access.Permission{read, place, end}})
		earlier, err := keys(w).Caller(ctx, audit.Actor{KeyID: k.ID})
		if err != nil {
			t.Fatal(err)
		}
		holds := func(what string, want ...access.Permission) {
			t.Helper()
			caller, err := keys(w).Caller(ctx, audit.Actor{KeyID: k.ID})
			if got := caller.Permissions(organizationID); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q (%v)", what, got, want, err)
			}
		}
		holds("at first", read, place, end)
		declare(false, place, end)
		holds("not supported", read)
		if got := earlier.Permissions(organizationID); !slices.Equal(got, []access.Permission{read}) {
			t.Errorf("a request that runs meanwhile: %q", got)
		}
		declare(true, end, place) // in another order
		holds("supported again", read, end, place)
		declare(true, end)
		holds("one withdrawn", read, end)
		declare(true, end, place)
		holds("declared anew", read, end)
		if err := w.Products.Delete(ctx, w.Caller(""), "voice"); err != nil {
			t.Fatal(err)
		}
		holds("all withdrawn", read)
		if n := w.Number("SELECT COUNT(*) FROM api_key_permission"); n != 1 {
			t.Errorf("%d permissions are stored", n)
		}
		if _, err := keys(w).Recognize(ctx, secret); err != nil {
			t.Error(err)
		}
	})
}

// An organization is deleted while keys are made and used: they are made and go with it, or are refused.
func TestKeysOfADeletedOrganization(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Caller("")
		for round := range 12 {
			organizationID := w.Contracting(fmt.Sprint("org", round))
			_, secret := create(t, w, organizationID, apikey.Draft{})
			errs := dbtest.Together(4, func(i int) error {
				switch i {
				case 0:
					return w.Organizations.Delete(ctx, operator, organizationID, nil)
				case 1:
					_, err := keys(w).Recognize(ctx, secret)
					return errors.Join(apptest.Unexpected(err, "unauthenticated"), keys(w).Flush(ctx))
				default:
					_, _, err := keys(w).Create(ctx, operator, organizationID, apikey.Draft{Name: "key", Permissions: []access.Permission{read}})
					return apptest.Unexpected(err, "not_found")
				}
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			if n := w.Number("SELECT (SELECT COUNT(*) FROM api_key) + (SELECT COUNT(*) FROM api_key_permission)"); n != 0 {
				t.Fatalf("round %d: %d rows are left", round, n)
			}
		}
	})
}

// Who was let in before the erasure of an organization began adds nothing to what is erased.
func TestKeyOfAnOrganizationThatIsErased(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE organization SET path = '' WHERE id = $1", organizationID)
			return err
		})
		_, _, err := keys(w).Create(ctx, w.Caller(""), organizationID, apikey.Draft{Name: "late", Permissions: []access.Permission{read}})
		if n := w.Number("SELECT COUNT(*) FROM api_key"); !fault.Is(err, "not_found") || n != 0 {
			t.Errorf("%d keys were made: %v", n, err)
		}
	})
}

// Of several who revoke a key one does, and it is told once.
func TestAKeyIsRevokedOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		operator := w.Caller("")
		for round := range 8 {
			k, _ := create(t, w, organizationID, apikey.Draft{})
			revoked := 0
			errs := dbtest.Together(3, func(int) error { return keys(w).Revoke(ctx, operator, k.ID) })
			for _, err := range errs {
				if err == nil {
					revoked++
				} else if err := apptest.Unexpected(err, "not_found"); err != nil {
					t.Fatal(err)
				}
			}
			if n := w.Number("SELECT COUNT(*) FROM audit_event WHERE target = $1 AND action = 'api_key.revoked'", k.ID); n != 1 || revoked != 1 {
				t.Fatalf("round %d: revoked %d times, told %d times", round, revoked, n)
			}
		}
	})
}

// A key that everybody uses at once writes one row, and none within the minute.
func TestLastUse(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		k, secret := create(t, w, id.PlatformOrganization, apikey.Draft{})
		second := w.Second()
		use := func() {
			t.Helper()
			errs := dbtest.Together(8, func(i int) error {
				node := w
				if i%2 == 1 {
					node = second
				}
				_, err := keys(node).Recognize(ctx, secret)
				return err
			})
			errs = append(errs, dbtest.Together(2, func(i int) error { return keys([]*apptest.World{w, second}[i]).Flush(ctx) })...)
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
		}
		last := func() time.Time {
			t.Helper()
			all, err := keys(w).List(ctx, w.Caller(""), id.PlatformOrganization, listing.Ask{})
			if err != nil || len(all.Items) != 1 || all.Items[0].ID != k.ID {
				t.Fatalf("%+v (%v)", all, err)
			}
			return all.Items[0].LastUsedAt
		}
		if !last().IsZero() {
			t.Error("used before its first use")
		}
		use()
		first := last()
		if first.IsZero() || first.Before(k.CreatedAt) {
			t.Errorf("last used %v", first)
		}
		use()
		if !last().Equal(first) {
			t.Errorf("last used %v within the minute after %v", last(), first)
		}
		w.Clock.Advance(time.Minute)
		use()
		if !last().After(first.Add(time.Minute - time.Second)) {
			t.Errorf("last used %v after %v", last(), first)
		}
	})
}
