package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/id"
)

// Reach is a set of organizations that a list may show: all, or some with everything below them and some
// alone. Nothing in it is there twice.
type Reach struct {
	all    bool
	hidden []string // of a reach that is everything: what is being erased
	trees  []spot
	alone  []spot
}

// spot is an organization and its place: see path.go.
type spot struct{ id, path string }

// Tree is an organization of a reach: with everything below it, or alone.
type Tree struct {
	OrganizationID string
	Alone          bool
}

// All reports whether the reach is every organization of the deployment, the platform's too.
func (r Reach) All() bool { return r.all }

// String names the reach for cursors. What is being erased at this moment makes no other list of it.
func (r Reach) String() string { return fmt.Sprint(r.all, r.trees, r.alone) }

// Hides reports whether a reach that is everything has something left out: organizations that are being erased, whose
// rows are there for a while. There are hardly ever any.
func (r Reach) Hides() bool { return len(r.hidden) > 0 }

// ShownSQL returns the predicate that leaves out what a reach that is everything hides; organizationID is the column.
func (r Reach) ShownSQL(organizationID string, arg func(any) string) string {
	if len(r.hidden) == 0 {
		return "TRUE"
	}
	places := make([]string, len(r.hidden))
	for i, hidden := range r.hidden {
		places[i] = arg(hidden)
	}
	return organizationID + " NOT IN (" + strings.Join(places, ", ") + ")"
}

// Trees returns what a reach that is not everything is made of.
func (r Reach) Trees() []Tree {
	found := make([]Tree, 0, len(r.trees)+len(r.alone))
	for _, t := range r.trees {
		found = append(found, Tree{OrganizationID: t.id})
	}
	for _, a := range r.alone {
		found = append(found, Tree{OrganizationID: a.id, Alone: true})
	}
	return found
}

// Reach returns the organizations that the caller sees.
func (c Caller) Reach() Reach { return c.reach(func(set) bool { return true }) }

// ReachWith returns the organizations in which the caller holds a permission.
func (c Caller) ReachWith(p Permission) Reach {
	bit := -1
	c.look(func(w *world) {
		if b, ok := w.catalog.bit[p]; ok {
			bit = b
		}
	})
	return c.reach(func(s set) bool { return bit >= 0 && s.has(bit) })
}

// reach returns the organizations where wanted is true of what the caller holds: of all it holds there, or, for
// everything below, of what counts there too.
func (c Caller) reach(wanted func(set) bool) Reach {
	r := Reach{all: c.operator}
	c.look(func(w *world) { r = w.reach(c.holder, wanted) })
	return r
}

func (w *world) reach(h *holder, wanted func(set) bool) Reach {
	var r Reach
	for _, g := range h.grants {
		n, known := w.at(g.organizationID)
		if !known {
			continue
		}
		spot := spot{g.organizationID, w.path(n)}
		switch below := w.from(h, n); {
		case !below.empty() && wanted(below):
			if g.organizationID == id.PlatformOrganization {
				return Reach{all: true, hidden: w.erasing}
			}
			r.trees = append(r.trees, spot)
		case wanted(w.all(h, n)):
			r.alone = append(r.alone, spot)
		}
	}
	r.tidy()
	return r
}

// tidy drops what stands below a tree of the reach anyway.
func (r *Reach) tidy() {
	slices.SortFunc(r.trees, func(a, b spot) int { return strings.Compare(a.path, b.path) })
	kept := r.trees[:0]
	for _, t := range r.trees { // those above come first
		if last := len(kept) - 1; last < 0 || !strings.HasPrefix(t.path, kept[last].path) {
			kept = append(kept, t)
		}
	}
	r.trees = kept
	r.alone = slices.DeleteFunc(r.alone, func(a spot) bool { return r.has(a.path) })
	slices.SortFunc(r.alone, func(a, b spot) int { return strings.Compare(a.path, b.path) })
}

// has reports whether a place is in a tree of the reach.
func (r Reach) has(path string) bool {
	i, found := slices.BinarySearchFunc(r.trees, path, func(t spot, path string) int { return strings.Compare(t.path, path) })
	return found || i > 0 && strings.HasPrefix(path, r.trees[i-1].path)
}

// Within returns the part of the caller's reach that is the organization, with what is below it or without.
func (c Caller) Within(r Reach, organizationID string, below bool) Reach {
	asked := Reach{}
	c.look(func(w *world) {
		n, known := w.at(organizationID)
		if !known {
			return
		}
		if s := (spot{organizationID, w.path(n)}); below && organizationID != id.PlatformOrganization {
			asked.trees = []spot{s}
		} else {
			asked.alone = []spot{s}
		}
	})
	return r.And(asked)
}

// And returns what is in both.
func (r Reach) And(other Reach) Reach {
	switch {
	case r.all:
		return other
	case other.all:
		return r
	}
	var both Reach
	for _, pair := range [2][2]Reach{{r, other}, {other, r}} {
		a, b := pair[0], pair[1]
		for _, t := range a.trees {
			if b.has(t.path) {
				both.trees = append(both.trees, t)
			}
		}
		for _, t := range a.alone {
			if b.has(t.path) || slices.Contains(b.alone, t) {
				both.alone = append(both.alone, t)
			}
		}
	}
	both.alone = slices.Compact(slices.SortedFunc(slices.Values(both.alone), func(a, b spot) int { return strings.Compare(a.path, b.path) }))
	both.tidy()
	return both
}

// SQL returns the predicate that keeps a query within the reach. o is the name of the organization's row in
// it; arg adds an argument to the query and returns its placeholder.
func (r Reach) SQL(o string, arg func(any) string) string {
	if r.all {
		return r.ShownSQL(o+".id", arg)
	}
	var parts []string
	for _, t := range r.trees {
		parts = append(parts, "("+o+".path >= "+arg(t.path)+" AND "+o+".path < "+arg(PathEnd(t.path))+")")
	}
	if len(r.alone) > 0 {
		places := make([]string, len(r.alone))
		for i, a := range r.alone {
			places[i] = arg(a.id)
		}
		parts = append(parts, o+".id IN ("+strings.Join(places, ", ")+")")
	}
	if len(parts) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}
