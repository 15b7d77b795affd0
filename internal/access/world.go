package access

import (
	"slices"

	"github.com/tenantry/tenantry/internal/id"
)

// MaxDepth is how many levels a hierarchy may have.
const MaxDepth = 10

// Reaches of a role.
const (
	ReachOwn     = "own"     // the organization that owns the role
	ReachSubtree = "subtree" // that and everything below it
)

// none is the parent of an organization at the top.
const none = int32(-1)

// world is all that an answer needs besides memberships. It is changed in place, under the service's lock.
type world struct {
	revision int64
	nodes    []node
	free     []int32 // places in nodes of organizations that are gone
	index    map[string]int32
	roles    map[string]role
	catalog  *catalog
	// erasing are organizations of which something is left that nobody may see; they have no node.
	erasing []string
}

// node is an organization.
type node struct {
	id        string
	parent    int32
	below     int32 // how many organizations stand below it, at any level
	suspended bool
	// secondFactor says that its members need one for their membership to give them anything.
	secondFactor bool
}

// adminOf is the fixed role Admin of an organization: it holds all that can be held there.
func adminOf(n int32) role { return role{node: n, subtree: true, fixed: true} }

// role is a role. The permissions of the fixed role Admin are the catalog's.
type role struct {
	node    int32
	subtree bool
	fixed   bool
	holds   set
}

// set is a set of permissions, a bit each, numbered by the catalog.
type set []uint64

func (s set) has(bit int) bool { return bit>>6 < len(s) && s[bit>>6]&(1<<(bit&63)) != 0 }

func (s set) empty() bool { return !slices.ContainsFunc(s, func(w uint64) bool { return w != 0 }) }

func (s set) add(bit int) set {
	for bit>>6 >= len(s) {
		s = append(s, 0)
	}
	s[bit>>6] |= 1 << (bit & 63)
	return s
}

// union adds what other holds to s, which must be as wide.
func (s set) union(other set) {
	for i, w := range other {
		s[i] |= w
	}
}

// within reports whether other holds everything that s does.
func (s set) within(other set) bool {
	for i, w := range s {
		if i >= len(other) && w != 0 || i < len(other) && w&^other[i] != 0 {
			return false
		}
	}
	return true
}

// catalog is every permission that is declared.
type catalog struct {
	keys     []Permission // by bit
	bit      map[Permission]int
	ordinary set // what can be held in any organization
	platform set // what can be held in the platform organization
}

func newCatalog() *catalog { return &catalog{bit: map[Permission]int{}} }

// declare adds a permission; supported says whether members can be given it.
func (c *catalog) declare(p Permission, supported, platformOnly bool) {
	bit := len(c.keys)
	c.keys = append(c.keys, p)
	c.bit[p] = bit
	c.ordinary, c.platform = c.ordinary.widen(bit), c.platform.widen(bit)
	if supported {
		c.platform = c.platform.add(bit)
		if !platformOnly {
			c.ordinary = c.ordinary.add(bit)
		}
	}
}

func (s set) widen(bit int) set {
	for bit>>6 >= len(s) {
		s = append(s, 0)
	}
	return s
}

// of returns what can be held in an organization.
func (c *catalog) of(platform bool) set {
	if platform {
		return c.platform
	}
	return c.ordinary
}

// set returns the permissions that are declared among these, as a set.
func (c *catalog) set(permissions []Permission) set {
	s := make(set, len(c.platform))
	for _, p := range permissions {
		if bit, ok := c.bit[p]; ok {
			s = s.add(bit)
		}
	}
	return s
}

// list returns a set as permissions, in the order they were declared.
func (c *catalog) list(s set) []Permission {
	found := []Permission{}
	for bit, p := range c.keys {
		if s.has(bit) {
			found = append(found, p)
		}
	}
	return found
}

func newWorld() *world {
	return &world{index: map[string]int32{}, roles: map[string]role{}}
}

// holds returns what a role gives where it counts. A permission whose product no longer lets members have
// it gives nothing.
func (w *world) holds(r role) set {
	can := w.catalog.of(w.nodes[r.node].id == id.PlatformOrganization)
	if r.fixed {
		return can
	}
	return r.holds
}

// at returns an organization's node, and whether there is such an organization.
func (w *world) at(organizationID string) (int32, bool) {
	n, ok := w.index[organizationID]
	return n, ok
}

// path returns the organization's place as it is stored: see path.go.
func (w *world) path(n int32) string {
	var up [MaxDepth]int32
	levels := 0
	length := 0
	for ; n != none && levels < MaxDepth; n = w.nodes[n].parent {
		up[levels] = n
		levels++
		length += len(w.nodes[n].id) - len(id.Organization)
	}
	path := make([]byte, 0, length)
	for _, n := range slices.Backward(up[:levels]) {
		path = append(path, w.nodes[n].id[len(id.Organization)+1:]...)
		path = append(path, '/')
	}
	return string(path)
}

// put adds an organization, or changes it to what it is now. parentID must be known or "".
func (w *world) put(organizationID, parentID string, suspended, secondFactor bool) {
	n, known := w.index[organizationID]
	if !known {
		fresh := node{id: organizationID, parent: none}
		if last := len(w.free) - 1; last >= 0 {
			n, w.free = w.free[last], w.free[:last]
			w.nodes[n] = fresh
		} else {
			n = int32(len(w.nodes)) //nolint:gosec // there are not two billion organizations
			w.nodes = append(w.nodes, fresh)
		}
		w.index[organizationID] = n
	}
	w.nodes[n].suspended, w.nodes[n].secondFactor = suspended, secondFactor
	parent := none
	if p, ok := w.index[parentID]; ok {
		parent = p
	}
	w.move(n, parent)
}

// move puts an organization, with all below it, under another.
func (w *world) move(n, parent int32) {
	if w.nodes[n].parent == parent {
		return
	}
	size := w.nodes[n].below + 1
	for up := w.nodes[n].parent; up != none; up = w.nodes[up].parent {
		w.nodes[up].below -= size
	}
	w.nodes[n].parent = parent
	for up := parent; up != none; up = w.nodes[up].parent {
		w.nodes[up].below += size
	}
}

// drop removes an organization that is gone. Nothing stands below it any more.
func (w *world) drop(organizationID string) {
	n, known := w.index[organizationID]
	if !known {
		return
	}
	w.move(n, none)
	delete(w.index, organizationID)
	w.nodes[n] = node{parent: none}
	w.free = append(w.free, n)
}
