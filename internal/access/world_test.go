package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// counts are how many stand below each organization of the world, "-" in front of what is suspended.
func counts(w *world) string {
	var lines []string
	for organizationID, n := range w.index {
		mark := ""
		if w.nodes[n].suspended {
			mark = "-"
		}
		lines = append(lines, fmt.Sprintf("%s%s:%d", mark, strings.TrimPrefix(organizationID, "org_"), w.nodes[n].below))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(strings.Trim(a, "-"), strings.Trim(b, "-")) })
	return strings.Join(lines, " ")
}

func TestWorldCountsWhatIsBelow(t *testing.T) {
	w := newWorld()
	put := func(organizationID, parentID string, suspended bool) func() {
		return func() { w.put(organizationID, parentID, suspended, false) }
	}
	for i, step := range []struct {
		do   func()
		want string
	}{
		{put("org_a", "", false), "a:0"},
		{put("org_b", "org_a", false), "a:1 b:0"},
		{put("org_c", "org_b", true), "a:2 b:1 -c:0"},
		{put("org_d", "", false), "a:2 b:1 -c:0 d:0"},
		{put("org_b", "org_d", false), "a:0 b:1 -c:0 d:2"},
		{put("org_b", "org_d", true), "a:0 -b:1 -c:0 d:2"},
		{put("org_c", "", false), "a:0 -b:0 c:0 d:1"},
		{put("org_a", "org_unknown", false), "a:0 -b:0 c:0 d:1"},
		{func() { w.drop("org_b") }, "a:0 c:0 d:0"},
		{func() { w.drop("org_b") }, "a:0 c:0 d:0"},
		{put("org_e", "org_a", false), "a:1 c:0 d:0 e:0"}, // where b was
		{put("org_f", "org_e", false), "a:2 c:0 d:0 e:1 f:0"},
		{func() { w.drop("org_f") }, "a:1 c:0 d:0 e:0"},
	} {
		step.do()
		if got := counts(w); got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
	if len(w.nodes) != 5 {
		t.Errorf("%d places for four organizations after one was given again", len(w.nodes))
	}
}

const (
	ulidA = "01J00000000000000000000000"
	ulidB = "01J00000000000000000000001"
)

func TestPaths(t *testing.T) {
	w := newWorld()
	w.put("org_"+ulidA, "", false, false)
	w.put("org_"+ulidB, "org_"+ulidA, false, false)
	top, low := PathUnder("", "org_"+ulidA), PathUnder(ulidA+"/", "org_"+ulidB)
	if top != ulidA+"/" || low != ulidA+"/"+ulidB+"/" {
		t.Errorf("paths %q and %q", top, low)
	}
	for organizationID, path := range map[string]string{"org_" + ulidA: top, "org_" + ulidB: low} {
		if got := w.path(w.index[organizationID]); got != path {
			t.Errorf("the world has %q for %s, stored is %q", got, organizationID, path)
		}
	}
	if got := OnPath(low); !slices.Equal(got, []string{"org_" + ulidA, "org_" + ulidB}) {
		t.Errorf("on the path are %q", got)
	}
	if got := OnPath(top); !slices.Equal(got, []string{"org_" + ulidA}) {
		t.Errorf("on the path are %q", got)
	}
	if PathDepth(top) != 1 || PathDepth(low) != 2 || PathDepth("") != 0 {
		t.Errorf("depths %d, %d, %d", PathDepth(top), PathDepth(low), PathDepth(""))
	}
	for path, inside := range map[string]bool{top: true, low: true, top + "zzz": true, ulidB + "/": false, ulidA + "0": false, ulidA: false} {
		if got := path >= top && path < PathEnd(top); got != inside {
			t.Errorf("%q in the range of %q: %t", path, top, got)
		}
	}
}

func TestSets(t *testing.T) {
	var s set
	for _, bit := range []int{0, 63, 64, 130} {
		s = s.add(bit)
	}
	for bit := range 200 {
		if s.has(bit) != slices.Contains([]int{0, 63, 64, 130}, bit) {
			t.Errorf("bit %d: %t", bit, s.has(bit))
		}
	}
	one := set(nil).add(63)
	for _, test := range []struct {
		a, b set
		want bool
	}{{one, s, true}, {s, one, false}, {nil, one, true}, {one, nil, false}, {set{0, 0, 0}, one, true}, {s, s, true}} {
		if got := test.a.within(test.b); got != test.want {
			t.Errorf("%b within %b: %t", test.a, test.b, got)
		}
	}
	if !set(nil).empty() || !(set{0, 0}).empty() || one.empty() {
		t.Error("a set is empty that is not, or the reverse")
	}
	all := make(set, 3)
	all.union(one)
	all.union(s)
	if !all.within(s) || !s.within(all) {
		t.Errorf("the union is %b", all)
	}
}
