package group_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
)

// told is what a refusal tells: its fields with their codes, or its own code.
func told(err error) string {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return apptest.Code(err)
	}
	var lines []string
	for _, field := range f.Fields {
		lines = append(lines, field.Location+" "+field.Code)
	}
	return strings.Join(lines, ", ")
}

// places reads a tree written as "a, b below a, c below b". Names that are not in known stand for themselves.
func places(tree string, known map[string]string) (all []group.Placement) {
	named := func(name string) string {
		if organizationID, ok := known[name]; ok {
			return organizationID
		}
		return name
	}
	if tree == "" {
		return nil
	}
	for _, one := range strings.Split(tree, ", ") {
		name, above, below := strings.Cut(one, " below ")
		at := group.Placement{OrganizationID: named(name)}
		if below {
			at.ParentID = named(above)
		}
		all = append(all, at)
	}
	return all
}

func TestTreeOfANewGroup(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		known := map[string]string{"platform": id.PlatformOrganization, "gone": w.Contracting("gone")}
		if err := w.Organizations.Delete(ctx, w.Caller(""), known["gone"], nil); err != nil {
			t.Fatal(err)
		}
		var deep []string
		for i := range 11 {
			name := fmt.Sprint("o", i)
			known[name] = w.Contracting(name)
			if deep = append(deep, name); i > 0 {
				deep[i] += fmt.Sprint(" below o", i-1)
			}
		}
		known["executing"] = w.Executing("executing", known["o0"])
		draft := apptest.ContractingDraft("plain")
		draft.Registration = nil
		known["plain"] = w.Organization(draft)
		known["taken"] = w.Contracting("taken")
		other := w.Group("other", group.Placement{OrganizationID: known["taken"]})
		const place = "body.organizations[%d].%s"
		for name, test := range map[string]struct{ tree, want string }{
			"empty":                 {"", ""},
			"one":                   {"o0", ""},
			"a few":                 {"o0, o1 below o0, o2 below o0, executing below o1, plain below executing", ""},
			"those below first":     {"o2 below o1, o1 below o0, o0", ""},
			"ten levels":            {strings.Join(deep[:10], ", "), ""},
			"eleven levels":         {strings.Join(deep, ", "), "too_deep"},
			"two highest levels":    {"o0, o1", "body.organizations one_highest_level"},
			"no highest level":      {"o0 below o1, o1 below o0", "cycle"},
			"below itself":          {"o0, o1 below o1", "cycle"},
			"a circle aside":        {"o0, o1 below o2, o2 below o3, o3 below o1", "cycle"},
			"twice":                 {"o0, o1 below o0, o1 below o0", fmt.Sprintf(place, 2, "organizationId duplicate")},
			"unknown":               {"o0, nowhere below o0", fmt.Sprintf(place, 1, "organizationId not_found")},
			"deleted":               {"gone", fmt.Sprintf(place, 0, "organizationId not_found")},
			"the platform":          {"platform, o0 below platform", fmt.Sprintf(place, 0, "organizationId not_found")},
			"below what is not in":  {"o0, o1 below o2", fmt.Sprintf(place, 1, "parentId not_found")},
			"several mistakes":      {"o0, x below o0, o0 below y", fmt.Sprintf(place, 1, "organizationId not_found") + ", " + fmt.Sprintf(place, 2, "organizationId duplicate") + ", " + fmt.Sprintf(place, 2, "parentId not_found")},
			"of another group":      {"o0, taken below o0", "already_in_group"},
			"executing at the top":  {"executing, o0 below executing", "highest_level_must_be_contracting"},
			"unregistered, the top": {"plain", "highest_level_must_be_contracting"},
		} {
			d := group.Draft{Name: name[:min(len(name), 30)], Organizations: places(test.tree, known)}
			for _, dryRun := range []bool{true, false} {
				groups := w.Number("SELECT COUNT(*) FROM organization_group")
				g, _, err := w.Groups.Create(ctx, w.Caller(""), d, dryRun)
				if got := told(err); got != test.want {
					t.Errorf("%s, dry run %t: %q, want %q", name, dryRun, got, test.want)
				}
				if f, ok := fault.As(err); ok && f.Code == "already_in_group" && f.Extra["group"] != (group.Ref{ID: other, Name: "other"}) {
					t.Errorf("%s: the refusal names %v", name, f.Extra)
				}
				made := err == nil && !dryRun
				if n := w.Number("SELECT COUNT(*) FROM organization_group"); n != groups+map[bool]int{true: 1}[made] {
					t.Errorf("%s, dry run %t: %d groups after %d", name, dryRun, n, groups)
				}
				if !made {
					continue
				}
				if g.Organizations != len(d.Organizations) || test.tree != "" && g.Highest.Name != "o0" {
					t.Errorf("%s: made %+v", name, g)
				}
				if _, err := w.Groups.Delete(ctx, w.Caller(""), g.ID, nil, false); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestNamesOfAGroup(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for name, test := range map[string]struct{ name, description, want string }{
			"plain":                {"서울특별시", "본청과 자치구", ""},
			"thirty of each":       {strings.Repeat("가", 30), strings.Repeat("é", 30), ""},
			"decomposed":           {strings.Repeat("e\u0301", 30), "", ""},
			"no name":              {"", "", "body.name required"},
			"nothing to be seen":   {"\u200b ", "", "body.name required"},
			"too long":             {strings.Repeat("가", 31), strings.Repeat("x", 31), "body.name too_long, body.description too_long"},
			"control and override": {"a\x00", "\u2066b", "body.name control_characters, body.description control_characters"},
		} {
			g, _, err := w.Groups.Create(ctx, w.Caller(""), group.Draft{Name: test.name, Description: test.description}, false)
			if got := told(err); got != test.want {
				t.Errorf("%s: %q, want %q", name, got, test.want)
			}
			if err != nil {
				continue
			}
			if _, err := w.Groups.Update(ctx, w.Caller(""), g.ID, group.Patch{Name: to(" ")}, nil); told(err) != "body.name required" {
				t.Errorf("%s: its name taken away: %v", name, err)
			}
			if _, err := w.Groups.Update(ctx, w.Caller(""), g.ID, group.Patch{Description: to("")}, func(v int64) bool { return v == 7 }); told(err) != "stale" {
				t.Errorf("%s: of another version: %v", name, err)
			}
			after, err := w.Groups.Update(ctx, w.Caller(""), g.ID, group.Patch{Description: to(" other ")}, func(v int64) bool { return v == 1 })
			if err != nil || after.Description != "other" || after.Version != 2 || after.Name != g.Name {
				t.Errorf("%s: changed to %+v, %v", name, after, err)
			}
		}
		if _, err := w.Groups.Get(ctx, w.Caller(""), "grp_x"); told(err) != "not_found" {
			t.Errorf("a group that is not there: %v", err)
		}
	})
}

func TestChangesOfATree(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("a", "b", "c")
		known := map[string]string{"a": chain[0], "b": chain[1], "c": chain[2], "x": w.Contracting("x"), "": ""}
		known["executing"] = w.Executing("executing", known["x"])
		known["aside"] = w.Contracting("aside")
		aside := w.Group("aside", group.Placement{OrganizationID: known["aside"]})
		empty := w.Group("empty")
		deep, levels := w.Chain("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
		groups := map[string]string{"g": groupID, "aside": aside, "empty": empty, "deep": deep, "gone": "grp_x"}
		known["10"], known["2"], known["9"] = levels[9], levels[1], levels[8]
		for _, test := range []struct{ what, in, name, below, want string }{
			{"add", "g", "b", "a", "already_in_group"},
			{"add", "g", "aside", "a", "already_in_group"},
			{"add", "g", "x", "", "highest_level_exists"},
			{"add", "g", "x", "aside", "body.parentId not_found"},
			{"add", "g", "x", "nowhere", "body.parentId not_found"},
			{"add", "g", "nowhere", "a", "body.organizationId not_found"},
			{"add", "g", id.PlatformOrganization, "a", "body.organizationId not_found"},
			{"add", "gone", "x", "", "not_found"},
			{"add", "empty", "executing", "", "highest_level_must_be_contracting"},
			{"add", "deep", "x", "10", "too_deep"},
			{"move", "g", "a", "c", "cycle"},
			{"move", "g", "b", "b", "cycle"},
			{"move", "g", "b", "c", "cycle"},
			{"move", "g", "x", "a", "not_found"},
			{"move", "g", "aside", "a", "not_found"},
			{"move", "g", "c", "aside", "body.parentId not_found"},
			{"move", "g", "c", "x", "body.parentId not_found"},
			{"move", "g", "nowhere", "a", "not_found"},
			{"remove", "g", "a", "", "has_lower_levels"},
			{"remove", "g", "x", "", "not_found"},
			{"remove", "aside", "b", "", "not_found"},

			{"add", "empty", "x", "", ""},
			{"add", "empty", "executing", "x", ""},
			{"add", "deep", "executing", "9", "already_in_group"},
			{"remove", "empty", "executing", "", ""},
			{"add", "deep", "executing", "9", ""},
			{"move", "deep", "executing", "10", "too_deep"},
			{"move", "deep", "10", "2", ""},
			{"add", "g", "x", "c", "already_in_group"},
			{"remove with all", "empty", "x", "", ""},
			{"add", "g", "x", "c", ""},
			{"move", "g", "c", "a", ""},
			{"move", "g", "b", "x", ""},
			{"remove with all", "g", "c", "", ""},
			{"remove", "g", "a", "", ""},
		} {
			name, below := test.name, test.below
			if organizationID, ok := known[name]; ok {
				name = organizationID
			}
			if organizationID, ok := known[below]; ok {
				below = organizationID
			}
			for _, dryRun := range []bool{true, false} {
				var err error
				switch test.what {
				case "add":
					_, _, err = w.Groups.Add(ctx, w.Caller(""), groups[test.in], group.Placement{OrganizationID: name, ParentID: below}, dryRun)
				case "move":
					_, _, err = w.Groups.Move(ctx, w.Caller(""), groups[test.in], name, below, dryRun)
				default:
					_, err = w.Groups.Remove(ctx, w.Caller(""), groups[test.in], name, test.what == "remove with all", dryRun)
				}
				if got := told(err); got != test.want {
					t.Errorf("%s %s to %s below %q, dry run %t: %q, want %q", test.what, test.name, test.in, test.below, dryRun, got, test.want)
				}
			}
		}
		if n := w.Number("SELECT organization_count * 100 + depth FROM organization_group WHERE id = $1", groupID); n != 0 {
			t.Errorf("an emptied group counts %d", n)
		}
		right(t, w, "in the end")
	})
}

// Only who manages groups in the platform organization has to do with them, whatever else somebody may do.
func TestWhoManagesGroups(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("top", "low")
		boss, clerk, manager := w.Account("boss"), w.Account("clerk"), w.Account("manager")
		w.Member(chain[0], boss, w.Admin(chain[0]))
		w.Member(id.PlatformOrganization, clerk, w.Role(id.PlatformOrganization, "clerk", access.OrganizationsRegister))
		w.Member(id.PlatformOrganization, manager, w.Role(id.PlatformOrganization, "manager", access.GroupsManage))
		for account, want := range map[string]string{boss: "permission_required", clerk: "permission_required", manager: ""} {
			for what, do := range map[string]func(c access.Caller) error{
				"list": func(c access.Caller) error { _, err := w.Groups.List(ctx, c, group.Query{Limit: 1}); return err },
				"export": func(c access.Caller) error {
					return w.Groups.Export(ctx, c, "", "", func(group.Group) error { return nil })
				},
				"get":  func(c access.Caller) error { _, err := w.Groups.Get(ctx, c, groupID); return err },
				"tree": func(c access.Caller) error { _, err := w.Groups.Tree(ctx, c, groupID); return err },
				"create": func(c access.Caller) error {
					_, _, err := w.Groups.Create(ctx, c, group.Draft{Name: "x"}, true)
					return err
				},
				"update": func(c access.Caller) error {
					_, err := w.Groups.Update(ctx, c, groupID, group.Patch{Name: to("top")}, nil)
					return err
				},
				"move": func(c access.Caller) error {
					_, _, err := w.Groups.Move(ctx, c, groupID, chain[1], chain[0], true)
					return err
				},
				"remove": func(c access.Caller) error {
					_, err := w.Groups.Remove(ctx, c, groupID, chain[1], false, true)
					return err
				},
				"delete": func(c access.Caller) error { _, err := w.Groups.Delete(ctx, c, groupID, nil, true); return err },
			} {
				if err := do(w.Caller(account)); apptest.Code(err) != want {
					t.Errorf("%s: %v, want %q", what, err, want)
				}
			}
		}
	})
}
