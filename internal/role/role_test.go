package role_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/role"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

func to[T any](v T) *T { return &v }

// told is what a refusal tells: its fields with their codes, or its own code.
func told(err error) string {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 || f.Kind == fault.Conflict {
		return apptest.Code(err)
	}
	var lines []string
	for _, field := range f.Fields {
		lines = append(lines, field.Location+" "+field.Code)
	}
	return strings.Join(lines, ", ")
}

// declare makes the product voice, and fax, which has no member permissions yet.
func declare(t *testing.T, w *apptest.World) {
	t.Helper()
	names := product.Names{"en": "x", "ko": "x", "ja": "x", "th": "x"}
	for _, p := range []product.Product{
		{Key: "voice", Name: names, MemberPermissions: true, Permissions: []product.Permission{{Key: "voice.calls.place", Name: names}}},
		{Key: "fax", Name: names, Permissions: []product.Permission{{Key: "fax.pages.send", Name: names}}},
	} {
		if _, err := w.Products.Put(ctx, w.Caller(""), p); err != nil {
			t.Fatal(err)
		}
	}
}

const read = access.MembersRead

func TestRulesOfADraft(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w)
		organizationID := w.Contracting("org")
		w.Role(organizationID, "Straße", read)
		for name, test := range map[string]struct {
			in   string
			d    role.Draft
			want string
		}{
			"plain":                       {organizationID, role.Draft{Name: "plain", Permissions: []access.Permission{read, "voice.calls.place"}}, ""},
			"nothing held":                {organizationID, role.Draft{Name: "nothing"}, ""},
			"thirty characters":           {organizationID, role.Draft{Name: strings.Repeat("가", 30)}, ""},
			"decomposed, thirty":          {organizationID, role.Draft{Name: strings.Repeat("\u1112\u1161\u11ab", 30)}, ""},
			"own":                         {organizationID, role.Draft{Name: "own", Reach: access.ReachOwn}, ""},
			"no name":                     {organizationID, role.Draft{Name: " \u200b "}, "body.name required"},
			"long name":                   {organizationID, role.Draft{Name: strings.Repeat("가", 31)}, "body.name too_long"},
			"control character":           {organizationID, role.Draft{Name: "a\tb"}, "body.name control_characters"},
			"override in the description": {organizationID, role.Draft{Name: "x", Description: "\u202e"}, "body.description control_characters"},
			"long description":            {organizationID, role.Draft{Name: "x", Description: strings.Repeat("a", role.MaxDescription+1)}, "body.description too_long"},
			"other reach":                 {organizationID, role.Draft{Name: "x", Reach: "SUBTREE"}, "body.reach invalid_value"},
			"unknown":                     {organizationID, role.Draft{Name: "x", Permissions: []access.Permission{read, "voice.calls.fly"}}, "body.permissions[1] unknown_permission"},
			"other case":                  {organizationID, role.Draft{Name: "x", Permissions: []access.Permission{"Voice.calls.place"}}, "body.permissions[0] unknown_permission"},
			"twice":                       {organizationID, role.Draft{Name: "x", Permissions: []access.Permission{read, "voice.calls.place", read}}, "body.permissions[2] duplicate"},
			"not supported":               {organizationID, role.Draft{Name: "x", Permissions: []access.Permission{"fax.pages.send"}}, "body.permissions[0] member_permissions_not_supported"},
			"the platform's":              {organizationID, role.Draft{Name: "x", Permissions: []access.Permission{access.GroupsManage}}, "body.permissions[0] platform_only"},
			"the platform's, there":       {id.PlatformOrganization, role.Draft{Name: "x", Permissions: []access.Permission{access.GroupsManage}}, ""},
			"all at once": {
				organizationID,
				role.Draft{Reach: "x", Permissions: []access.Permission{"a.b.c", "fax.pages.send"}},
				"body.name required, body.reach invalid_value, body.permissions[0] unknown_permission, body.permissions[1] member_permissions_not_supported",
			},
			"taken":                {organizationID, role.Draft{Name: "Straße"}, "role_name_taken"},
			"taken, other case":    {organizationID, role.Draft{Name: "STRASSE"}, "role_name_taken"},
			"Admin, other case":    {organizationID, role.Draft{Name: "aDMIN"}, "role_name_taken"},
			"taken somewhere else": {id.PlatformOrganization, role.Draft{Name: "Straße"}, ""},
		} {
			made, err := w.Roles().Create(ctx, w.Caller(""), test.in, test.d)
			if got := told(err); got != test.want {
				t.Errorf("%s: %q, want %q", name, got, test.want)
			}
			if err != nil {
				continue
			}
			got, err := w.Roles().Get(ctx, w.Caller(""), made.ID)
			if err != nil || got.Reach != map[bool]string{true: access.ReachOwn, false: access.ReachSubtree}[test.d.Reach == access.ReachOwn] ||
				!slices.Equal(got.Permissions, slices.Sorted(slices.Values(test.d.Permissions))) || got.Fixed {
				t.Errorf("%s: %+v (%v)", name, got, err)
			}
		}
	})
}

func TestAdminIsFixed(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w)
		organizationID := w.Contracting("org")
		for _, in := range []string{organizationID, id.PlatformOrganization} {
			admin := w.Admin(in)
			if _, err := w.Roles().Update(ctx, w.Caller(""), admin, role.Patch{Name: to("Boss")}, nil); apptest.Code(err) != "role_is_fixed" {
				t.Errorf("renamed: %v", err)
			}
			if err := w.Roles().Delete(ctx, w.Caller(""), admin, nil); apptest.Code(err) != "role_is_fixed" {
				t.Errorf("deleted: %v", err)
			}
		}
		kim := w.Account("kim")
		w.Member(organizationID, kim, w.Admin(organizationID))
		held := w.Caller(kim).Permissions(organizationID)
		if !slices.Contains(held, "voice.calls.place") || slices.Contains(held, "fax.pages.send") || slices.Contains(held, access.GroupsManage) || len(held) != 23 {
			t.Errorf("Admin holds %q", held)
		}
	})
}

// Nobody gives, changes or deletes what they do not hold there themselves with at least that reach.
func TestNobodyGoesBeyondTheirOwn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		top, low := chain[0], chain[1]
		kim, lee := w.Account("kim"), w.Account("lee")
		w.Member(top, kim, w.Role(top, "wide", access.RolesManage, access.RolesRead, read))
		w.Member(low, lee, w.RoleWith(low, role.Draft{Name: "narrow", Permissions: []access.Permission{access.RolesManage, access.RolesRead, read}, Reach: access.ReachOwn}))
		other, more := w.Role(top, "other", read), w.Role(low, "more", read, access.MembersDelete)
		for name, test := range map[string]struct {
			do     func() error
			beyond string // what the refusal names
			code   string
		}{
			"below, with reach": {func() error { return create(w, kim, low, access.ReachSubtree, read) }, "", ""},
			"one's own":         {func() error { return create(w, lee, low, access.ReachOwn, read) }, "", ""},
			"more reach":        {func() error { return create(w, lee, low, access.ReachSubtree, read) }, "[console.members.read]", "exceeds_own_permissions"},
			"no reach said":     {func() error { return create(w, lee, low, "", read) }, "[console.members.read]", "exceeds_own_permissions"},
			"more": {
				func() error {
					return create(w, kim, low, access.ReachOwn, read, access.MembersDelete, access.AuditRead)
				},
				"[console.members.delete console.audit.read]", "exceeds_own_permissions",
			},
			"above": {func() error { return create(w, lee, top, access.ReachOwn, read) }, "", "not_found"},
			"one that holds more, renamed": {
				func() error {
					_, err := w.Roles().Update(ctx, w.Caller(kim), more, role.Patch{Name: to("x")}, nil)
					return err
				},
				"[console.members.delete]", "exceeds_own_permissions",
			},
			"one that holds more, made less": {
				func() error {
					_, err := w.Roles().Update(ctx, w.Caller(kim), more, role.Patch{Permissions: &[]access.Permission{read}}, nil)
					return err
				},
				"[console.members.delete]", "exceeds_own_permissions",
			},
			"one that holds more, deleted": {func() error { return w.Roles().Delete(ctx, w.Caller(kim), more, nil) }, "[console.members.delete]", "exceeds_own_permissions"},
			"made more": {
				func() error {
					_, err := w.Roles().Update(ctx, w.Caller(kim), other, role.Patch{Permissions: &[]access.Permission{read, access.AuditRead}}, nil)
					return err
				},
				"[console.audit.read]", "exceeds_own_permissions",
			},
			"of an organization above": {func() error { return w.Roles().Delete(ctx, w.Caller(lee), other, nil) }, "", "not_found"},
			"that is not there":        {func() error { return w.Roles().Delete(ctx, w.Caller(kim), "rol_x", nil) }, "", "not_found"},
		} {
			err := test.do()
			f, _ := fault.As(err)
			if apptest.Code(err) != test.code {
				t.Errorf("%s: %v, want %q", name, err, test.code)
			} else if test.beyond != "" {
				if got := f.Extra["permissions"]; sprint(got) != test.beyond {
					t.Errorf("%s: names %v, want %s", name, got, test.beyond)
				}
			}
		}
	})
}

func sprint(v any) string {
	all, ok := v.([]access.Permission)
	if !ok {
		return "nothing"
	}
	words := make([]string, len(all))
	for i, p := range all {
		words[i] = string(p)
	}
	return "[" + strings.Join(words, " ") + "]"
}

func create(w *apptest.World, accountID, organizationID, reach string, permissions ...access.Permission) error {
	_, err := w.Roles().Create(ctx, w.Caller(accountID), organizationID, role.Draft{Name: "r" + accountID[20:] + reach, Permissions: permissions, Reach: reach})
	return err
}

func TestUpdateAndDelete(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w)
		organizationID := w.Contracting("org")
		roleID := w.Role(organizationID, "caller", "voice.calls.place", read)
		w.Role(organizationID, "taken", read)
		kim := w.Account("kim")
		memberID := w.Member(organizationID, kim, roleID)
		update := func(p role.Patch, current func(int64) bool) (role.Role, string) {
			r, err := w.Roles().Update(ctx, w.Caller(""), roleID, p, current)
			return r, told(err)
		}
		revision := w.Number("SELECT revision FROM access_revision")
		if r, code := update(role.Patch{Name: to("caller")}, nil); code != "" || r.Version != 1 || w.Number("SELECT revision FROM access_revision") != revision {
			t.Errorf("nothing changed: %+v %q", r, code)
		}
		for name, test := range map[string]struct {
			p    role.Patch
			want string
		}{
			"taken":    {role.Patch{Name: to("TAKEN")}, "role_name_taken"},
			"no reach": {role.Patch{Reach: to("")}, "body.reach required"},
			"unknown":  {role.Patch{Permissions: &[]access.Permission{"x.y.z"}}, "body.permissions[0] unknown_permission"},
		} {
			if _, code := update(test.p, nil); code != test.want {
				t.Errorf("%s: %q, want %q", name, code, test.want)
			}
		}
		if _, code := update(role.Patch{Name: to("x")}, func(v int64) bool { return v == 2 }); code != "stale" {
			t.Errorf("of another version: %q", code)
		}
		// A product that no longer lets members have its permissions: what is held stays and gives nothing, and is
		// no mistake of a patch that does not name it.
		names := product.Names{"en": "x", "ko": "x", "ja": "x", "th": "x"}
		voice := product.Product{Key: "voice", Name: names, Permissions: []product.Permission{{Key: "voice.calls.place", Name: names}}}
		if _, err := w.Products.Put(ctx, w.Caller(""), voice); err != nil {
			t.Fatal(err)
		}
		if r, code := update(role.Patch{Name: to("Caller")}, nil); code != "" || r.Name != "Caller" || r.Version != 2 || len(r.Permissions) != 2 {
			t.Errorf("renamed: %+v %q", r, code)
		}
		if allowed, _, err := w.Access.Check(ctx, kim, "voice.calls.place", organizationID); allowed || err != nil {
			t.Errorf("what is not supported gives something (%v)", err)
		}
		if err := w.Roles().Delete(ctx, w.Caller(""), roleID, nil); err != nil {
			t.Fatal(err)
		}
		if m, err := w.Members().Read(ctx, memberID); err != nil || len(m.Roles) != 0 {
			t.Errorf("after the role is deleted: %+v, %v", m.Roles, err)
		}
		if n := w.Number("SELECT COUNT(*) FROM role_permission WHERE role_id = $1", roleID); n != 0 {
			t.Errorf("%d permissions of a deleted role", n)
		}
	})
}

// Admin comes first, then by name as people sort.
func TestList(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID := w.Contracting("org")
		for _, name := range []string{"10동", "나", "b", "2동", "가", "A"} {
			w.Role(organizationID, name, read)
		}
		all, err := w.Roles().List(ctx, w.Caller(""), organizationID, listing.Ask{})
		var names []string
		for _, r := range all.Items {
			names = append(names, r.Name)
		}
		if err != nil || strings.Join(names, " ") != "Admin 2동 10동 A b 가 나" {
			t.Errorf("%q, %v", names, err)
		}
	})
}
