package imports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/imports"
)

// groups are the groups there are, each with what its tree counts and its highest level.
func (w world) groups(t *testing.T) string {
	t.Helper()
	page, err := w.tree.List(ctx, staff, listed)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, g := range page.Items {
		lines = append(lines, fmt.Sprintf("%s: %d in %d levels below %s", g.Name, g.Organizations, g.Depth, g.Highest.Name))
		nodes, err := w.tree.Tree(ctx, staff, g.ID)
		if err != nil || len(nodes) != g.Organizations || nodes[0].OrganizationID != g.Highest.ID {
			t.Errorf("%s has the tree %+v (%v)", g.Name, nodes, err)
		}
	}
	return strings.Join(lines, ", ")
}

// placed compares where everything stands with what it stands below: group and path follow from that.
func (w world) placed(t *testing.T) {
	t.Helper()
	if n := w.number(t, `SELECT COUNT(*) FROM organization o LEFT JOIN organization p ON p.id = o.parent_id
		WHERE o.path <> COALESCE(p.path, '') || substr(o.id, 5) || '/' OR p.id IS NOT NULL AND (o.group_id IS NULL OR o.group_id <> p.group_id)`); n != 0 {
		t.Errorf("%d organizations stand where they should not", n)
	}
}

func TestTreesOfAFileBecomeGroups(t *testing.T) {
	for name, test := range map[string]struct {
		files []string // each lines joined by a line break
		want  string
	}{
		"alone":                         {[]string{join(head("a", ""), head("b", ""))}, ""},
		"one tree":                      {[]string{join(head("a", ""), below("b", "a", "a"), head("c", "b"))}, "이름 a: 3 in 3 levels below 이름 a"},
		"upside down":                   {[]string{join(chain(4, "")...)}, "이름 c0: 4 in 4 levels below 이름 c0"},
		"two trees and one":             {[]string{join(head("a", ""), head("b", "a"), head("x", ""), head("c", ""), head("d", "c"), head("e", "c"))}, "이름 a: 2 in 2 levels below 이름 a, 이름 c: 3 in 2 levels below 이름 c"},
		"a second file below":           {[]string{join(head("a", ""), head("b", "a")), join(head("c", "b"), head("d", "c"), head("e", "a"))}, "이름 a: 5 in 4 levels below 이름 a"},
		"a second file below one alone": {[]string{join(head("a", "")), join(head("b", "a"))}, "이름 a: 2 in 2 levels below 이름 a"},
		"the same again, and more":      {[]string{join(head("a", ""), head("b", "a")), join(head("a", ""), head("b", "a"), head("c", "b"))}, "이름 a: 3 in 3 levels below 이름 a"},
		"below two trees, and one of its own": {
			[]string{join(head("a", ""), head("b", "a"), head("c", ""), head("d", "c")), join(head("e", "b"), head("f", "d"), head("g", ""), head("h", "g"))},
			"이름 a: 3 in 3 levels below 이름 a, 이름 c: 3 in 3 levels below 이름 c, 이름 g: 2 in 2 levels below 이름 g",
		},
		"ten levels in two files": {[]string{join(chain(9, "")...), join(head("x", "c8"))}, "이름 c0: 10 in 10 levels below 이름 c0"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				for _, f := range test.files {
					before := w.number(t, "SELECT COUNT(*) FROM organization_group")
					r := w.load(t, strings.Split(f, "\n")...)
					if made := w.number(t, "SELECT COUNT(*) FROM organization_group") - before; !r.Applied || r.Groups != made {
						t.Errorf("reported %+v, made %d", r, made)
					}
				}
				if got := w.groups(t); got != test.want {
					t.Errorf("groups %q, want %q", got, test.want)
				}
				w.placed(t)
			})
		})
	}
}

func join(lines ...string) string { return strings.Join(lines, "\n") }

// What the file cannot hang anywhere changes nothing.
func TestTreesThatCannotBe(t *testing.T) {
	for name, test := range map[string]struct {
		before, lines []string
		want          string // of the invalid rows
	}{
		"an eleventh level":                {chain(10, ""), []string{head("x", "c9")}, "parent_key too_deep"},
		"a tenth and an eleventh":          {chain(9, ""), []string{head("x", "c8"), head("y", "x")}, "parent_key too_deep"},
		"executing at the top":             {[]string{head("h", "")}, []string{below("top", "", "h"), head("a", "top")}, "parent_key highest_level_must_be_contracting"},
		"stored, executing at the top":     {[]string{head("h", ""), below("top", "", "h")}, []string{head("a", "top")}, "parent_key highest_level_must_be_contracting"},
		"stored, unregistered, at the top": {[]string{"top,,이름,,,,,,,,,"}, []string{head("a", "top")}, "parent_key highest_level_must_be_contracting"},
		"a circle":                         {nil, []string{head("a", "b"), head("b", "a")}, "parent_key cycle, parent_key cycle"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				if test.before != nil {
					w.load(t, test.before...)
				}
				had, groups := w.organizationCount(t), w.groups(t)
				r := w.load(t, test.lines...)
				var told []string
				for _, row := range r.Invalid {
					for _, n := range row.Errors {
						told = append(told, n.Column+" "+n.Code)
					}
				}
				if r.Applied || strings.Join(told, ", ") != test.want {
					t.Errorf("%+v, want %s", r, test.want)
				}
				if w.organizationCount(t) != had || w.groups(t) != groups {
					t.Errorf("something changed: %s", w.groups(t))
				}
				w.placed(t)
			})
		})
	}
}

// --group names the group of a file with one tree, and refuses any other file.
func TestNameOfTheGroup(t *testing.T) {
	for name, test := range map[string]struct {
		before, lines []string
		group         string
		code, want    string
	}{
		"one tree":           {nil, []string{head("a", ""), head("b", "a")}, "서울", "", "서울: 2 in 2 levels below 이름 a"},
		"one organization":   {nil, []string{head("a", "")}, "서울", "", ""},
		"two trees":          {nil, []string{head("a", ""), head("b", "a"), head("c", ""), head("d", "c")}, "서울", "one_root", ""},
		"a tree and one":     {nil, []string{head("a", ""), head("b", "a"), head("c", "")}, "서울", "one_root", ""},
		"no tree of its own": {[]string{head("a", "")}, []string{head("b", "a")}, "서울", "one_root", ""},
		"thirty characters":  {nil, []string{head("a", ""), head("b", "a")}, " " + strings.Repeat("서", 30), "", strings.Repeat("서", 30) + ": 2 in 2 levels below 이름 a"},
		"too long":           {nil, []string{head("a", ""), head("b", "a")}, strings.Repeat("서", 31), "too_long", ""},
		"nothing to see":     {nil, []string{head("a", ""), head("b", "a")}, " ", "required", ""},
		"control character":  {nil, []string{head("a", ""), head("b", "a")}, "a\x1bb", "control_characters", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				if test.before != nil {
					w.load(t, test.before...)
				}
				had := w.organizationCount(t)
				for _, dryRun := range []bool{true, false} {
					r, err := w.Load(ctx, staff, "f.csv", file(test.lines...), test.group, dryRun)
					f, _ := fault.As(err)
					if test.code != "" && (f == nil || f.Code != test.code || f.Fields[0].Location != "group") || test.code == "" && (err != nil || r.Applied == dryRun) {
						t.Errorf("dry run %t: %+v, %v, want %q", dryRun, r, err, test.code)
					}
				}
				if got := w.groups(t); got != test.want {
					t.Errorf("groups %q, want %q", got, test.want)
				}
				if n := w.organizationCount(t); test.code != "" && n != had {
					t.Errorf("%d organizations after a refusal, there were %d", n, had)
				}
			})
		})
	}
}

// What the console applies builds groups as the command line does, also of the valid rows alone.
func TestValidRowsBecomeGroups(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		im, rows := w.upload(t, file(head("a", ""), head("b", "a"), head("c", "nowhere"), head("d", "c"), head("e", "")), imports.ModeValid)
		if got := verdicts(rows); !slices.Equal(got, []string{"add", "add", "invalid parent_key:not_found", "invalid parent_key:refers_to_invalid", "add"}) {
			t.Fatalf("%q", got)
		}
		if _, err := w.Apply(ctx, staff, im.ID); err != nil {
			t.Fatal(err)
		}
		if got := w.groups(t); got != "이름 a: 2 in 2 levels below 이름 a" {
			t.Errorf("groups %q", got)
		}
		w.placed(t)
	})
}
