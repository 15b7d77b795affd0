package product_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/role"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

func inEvery(name string) product.Names {
	return product.Names{"en": name, "ko": name + " 한", "ja": name + " か", "th": name + " ก"}
}

// declared is a product with these permissions, "calls.place" for voice.calls.place.
func declared(key string, supported bool, permissions ...string) product.Product {
	p := product.Product{Key: key, Name: inEvery(key), MemberPermissions: supported, Permissions: []product.Permission{}}
	for _, one := range permissions {
		p.Permissions = append(p.Permissions, product.Permission{Key: key + "." + one, Name: inEvery(one)})
	}
	return p
}

func put(t *testing.T, w *apptest.World, p product.Product) {
	t.Helper()
	if _, err := w.Products.Put(ctx, w.Caller(""), p); err != nil {
		t.Fatal(err)
	}
}

// keys are the declared products with their permissions, in order.
func keys(t *testing.T, w *apptest.World) string {
	t.Helper()
	all, err := w.Products.List(ctx, w.Caller(""))
	if err != nil || all[0].Key != "console" {
		t.Fatalf("%v: %v", all, err)
	}
	var words []string
	for _, p := range all[1:] {
		words = append(words, p.Key+":")
		for _, one := range p.Permissions {
			words = append(words, strings.TrimPrefix(one.Key, p.Key+"."))
		}
	}
	return strings.Join(words, " ")
}

func TestPutAndDelete(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		put(t, w, declared("voice", true, "calls.place", "calls.end"))
		put(t, w, declared("sms", true, "texts.send"))
		put(t, w, declared("voice_mail", true, "calls.place")) // its key begins like another's
		organizationID, kim, lee := w.Contracting("org"), w.Account("kim"), w.Account("lee")
		held := []access.Permission{"voice.calls.place", "voice.calls.end", "voice_mail.calls.place", "sms.texts.send"}
		roleID := w.RoleWith(organizationID, role.Draft{Name: "all", Permissions: held})
		w.Member(organizationID, kim, roleID)
		w.Member(organizationID, lee, w.Admin(organizationID))
		other := w.Second() // learns of it by the revision
		may := func(what, wantKim, wantLee string) {
			t.Helper()
			for account, want := range map[string]string{kim: wantKim, lee: wantLee} {
				for i, node := range []*apptest.World{w, other} {
					var got []string
					for _, p := range node.Caller(account).Permissions(organizationID) {
						if !strings.HasPrefix(string(p), "console.") {
							got = append(got, string(p))
						}
					}
					if strings.Join(got, " ") != want {
						t.Errorf("%s, on node %d: %q, want %q", what, i, got, want)
					}
				}
			}
		}
		may("at first", "voice.calls.place voice.calls.end sms.texts.send voice_mail.calls.place", "voice.calls.place voice.calls.end sms.texts.send voice_mail.calls.place")

		put(t, w, declared("voice", true, "calls.listen", "calls.place")) // in another order, one more, one less
		may("one taken away", "voice.calls.place sms.texts.send voice_mail.calls.place", "voice.calls.listen voice.calls.place sms.texts.send voice_mail.calls.place")
		put(t, w, declared("voice", true, "calls.place", "calls.end"))
		may("declared again, it is not held again", "voice.calls.place sms.texts.send voice_mail.calls.place", "voice.calls.place voice.calls.end sms.texts.send voice_mail.calls.place")
		put(t, w, declared("sms", false, "texts.send"))
		may("not supported", "voice.calls.place voice_mail.calls.place", "voice.calls.place voice.calls.end voice_mail.calls.place")
		put(t, w, declared("sms", true, "texts.send"))
		may("supported again, what is held counts again", "voice.calls.place sms.texts.send voice_mail.calls.place", "voice.calls.place voice.calls.end sms.texts.send voice_mail.calls.place")
		if got := keys(t, w); got != "voice: calls.place calls.end sms: texts.send voice_mail: calls.place" {
			t.Errorf("declared are %s", got)
		}
		if err := w.Products.Delete(ctx, w.Caller(""), "voice"); err != nil {
			t.Fatal(err)
		}
		may("withdrawn", "sms.texts.send voice_mail.calls.place", "sms.texts.send voice_mail.calls.place")
		if r, err := w.Roles().Get(ctx, w.Caller(""), roleID); err != nil || !slices.Equal(r.Permissions, []access.Permission{"sms.texts.send", "voice_mail.calls.place"}) {
			t.Errorf("the role holds %v (%v)", r.Permissions, err)
		}
		if err := w.Products.Delete(ctx, w.Caller(""), "voice"); apptest.Code(err) != "not_found" {
			t.Errorf("withdrawn again: %v", err)
		}
	})
}

func TestConsoleIsFixed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		if _, err := w.Products.Put(ctx, w.Caller(""), declared("console", true, "members.read")); apptest.Code(err) != "product_is_fixed" {
			t.Errorf("declared: %v", err)
		}
		if err := w.Products.Delete(ctx, w.Caller(""), "console"); apptest.Code(err) != "product_is_fixed" {
			t.Errorf("withdrawn: %v", err)
		}
		wrong := declared("voice", true, "calls.place", "calls.place")
		wrong.Name["en"] = "\u202e"
		delete(wrong.Permissions[0].Name, "th")
		_, err := w.Products.Put(ctx, w.Caller(""), wrong)
		f, _ := fault.As(err)
		var told []string
		for _, field := range f.Fields {
			told = append(told, field.Location+" "+field.Code)
		}
		slices.Sort(told)
		if want := []string{"body.name.en control_characters", "body.permissions[0].name.th required", "body.permissions[1].key duplicate"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		if n := w.Number("SELECT COUNT(*) FROM product") + w.Number("SELECT COUNT(*) FROM permission"); n != 0 {
			t.Errorf("%d rows of what was refused", n)
		}
	})
}

// A manifest is declared as a whole, and a second time changes nothing. What it does not name stays.
func TestApply(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		put(t, w, declared("email", true, "letters.send"))
		manifest := []product.Product{declared("voice", true, "calls.place"), declared("sms", true, "texts.send")}
		for i, want := range []int{2, 0} {
			before := w.Number("SELECT revision FROM access_revision")
			changed, err := w.Products.Apply(ctx, w.Caller(""), manifest)
			raised := w.Number("SELECT revision FROM access_revision") - before
			if err != nil || changed != want || raised != map[int]int{2: 1, 0: 0}[want] {
				t.Errorf("time %d: %d changed, revision raised by %d (%v)", i+1, changed, raised, err)
			}
		}
		manifest[1].MemberPermissions = false
		if changed, err := w.Products.Apply(ctx, w.Caller(""), manifest); err != nil || changed != 1 {
			t.Errorf("one changed: %d (%v)", changed, err)
		}
		before := w.Number("SELECT revision FROM access_revision")
		put(t, w, manifest[1]) // as a service does at each of its starts
		if after := w.Number("SELECT revision FROM access_revision"); after != before {
			t.Errorf("declared again, the revision is raised by %d", after-before)
		}
		if got := keys(t, w); got != "email: letters.send voice: calls.place sms: texts.send" {
			t.Errorf("declared are %s", got)
		}
		if n := w.Number("SELECT COUNT(*) FROM audit_event WHERE action = 'product.declared'"); n != 4 {
			t.Errorf("%d events of 4 changes", n)
		}
	})
}

func TestWhoDeclaresProducts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		put(t, w, declared("voice", true, "calls.place"))
		organizationID, boss, clerk, manager := w.Contracting("org"), w.Account("boss"), w.Account("clerk"), w.Account("manager")
		w.Member(organizationID, boss, w.Admin(organizationID))
		w.Member(id.PlatformOrganization, clerk, w.Role(id.PlatformOrganization, "clerk", access.MembersRead))
		w.Member(id.PlatformOrganization, manager, w.Role(id.PlatformOrganization, "manager", access.ProductsManage))
		for account, test := range map[string]struct {
			code         string
			platformOnly bool
		}{boss: {"permission_required", false}, clerk: {"permission_required", true}, manager: {"", true}} {
			c := w.Caller(account)
			_, putting := w.Products.Put(ctx, c, declared("sms", true, "texts.send"))
			_, applying := w.Products.Apply(ctx, c, []product.Product{declared("sms", true, "texts.send")})
			for what, err := range map[string]error{"put": putting, "apply": applying, "delete": w.Products.Delete(ctx, c, "sms")} {
				if apptest.Code(err) != test.code {
					t.Errorf("%s: %v, want %q", what, err, test.code)
				}
			}
			all, err := w.Products.List(ctx, c)
			shown := slices.ContainsFunc(all[0].Permissions, func(p product.Permission) bool { return p.PlatformOnly })
			if err != nil || len(all) != 2 || shown != test.platformOnly {
				t.Errorf("listed %d, the platform's own shown: %t (%v)", len(all), shown, err)
			}
		}
	})
}

// Products are declared, changed and withdrawn at once, also by whole manifests: nothing fails, and each stands at a
// place of its own.
func TestProductsAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, organizationID := w.Caller(""), w.Contracting("org")
		put(t, w, declared("voice", true, "calls.place", "calls.end"))
		for round := range 6 {
			errs := dbtest.Together(4, func(i int) error {
				switch i {
				case 0:
					_, err := w.Products.Put(ctx, operator, declared("voice", true, []string{"calls.place", "calls.end", "calls.listen"}[round%3:]...))
					return err
				case 1:
					_, err := w.Products.Apply(ctx, operator, []product.Product{declared("sms", true, "texts.send"), declared("voice", true, "calls.place")})
					return err
				case 2:
					return apptest.Unexpected(w.Products.Delete(ctx, operator, "sms"), "not_found")
				default:
					_, err := w.Roles().Create(ctx, operator, organizationID, role.Draft{Name: fmt.Sprint(round), Permissions: []access.Permission{"voice.calls.place"}})
					return apptest.Unexpected(err, "unknown_permission")
				}
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			if _, err := w.Products.Put(ctx, operator, declared("voice", true, "calls.place", "calls.end")); err != nil {
				t.Fatal(err)
			}
			w.Caller("")
		}
		if n := w.Number("SELECT COUNT(*) FROM product") - w.Number("SELECT COUNT(DISTINCT position) FROM product"); n != 0 {
			t.Errorf("%d products share a position", n)
		}
	})
}
