package access

import (
	"fmt"
	"slices"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Caller is who asks, with what it holds at the moment of asking.
type Caller struct {
	audit.Actor
	operator bool
	service  *Service
	holder   *holder
	revision int64
	// keyOrganization is the organization of an API key.
	keyOrganization string
}

// Operator is the caller behind the command line: whoever can run the program on the database's machine
// may do everything in it.
func Operator() Caller { return Caller{operator: true} }

// Nobody is a caller who has not signed in.
func Nobody(actor audit.Actor) Caller {
	actor.AccountID, actor.KeyID = "", ""
	return Caller{Actor: actor}
}

// Revision is the revision that the caller's answers are of.
func (c Caller) Revision() int64 { return c.revision }

// look runs f on the world, which stands still meanwhile. It does not for a caller that holds nothing.
func (c Caller) look(f func(w *world)) {
	if c.service == nil || c.holder == nil || len(c.holder.grants) == 0 {
		return
	}
	c.service.mu.RLock()
	defer c.service.mu.RUnlock()
	if c.service.world != nil {
		f(c.service.world)
	}
}

// Staff reports whether the caller holds any permission in every organization, and so sees them all.
func (c Caller) Staff() bool {
	staff := c.operator
	c.look(func(w *world) {
		if p, ok := w.at(id.PlatformOrganization); ok {
			staff = !w.from(c.holder, p).empty()
		}
	})
	return staff
}

// Holds reports whether the caller has the permission in the organization.
func (c Caller) Holds(p Permission, organizationID string) bool {
	allowed, _ := c.holds(p, organizationID)
	return allowed
}

// holds also says what alone stands in the way where the answer is no; see withheld.
func (c Caller) holds(p Permission, organizationID string) (allowed bool, withheld string) {
	if c.operator {
		return true, ""
	}
	c.look(func(w *world) {
		n, known := w.at(organizationID)
		bit, declared := w.catalog.bit[p]
		if known && declared {
			allowed = w.allowed(c.holder, bit, n)
			if !allowed {
				withheld = w.withheld(c.holder, bit, n)
			}
		}
	})
	return allowed, withheld
}

// HoldsFromAbove reports whether the caller has the permission in the organization by a role of another: of
// one above it, or of the platform.
func (c Caller) HoldsFromAbove(p Permission, organizationID string) bool {
	above := c.operator
	c.look(func(w *world) {
		n, known := w.at(organizationID)
		bit, declared := w.catalog.bit[p]
		if known && declared {
			above = w.allowedAbove(c.holder, bit, n)
		}
	})
	return above
}

// HoldsHere reports whether the caller has the permission in the organization by a role of that organization itself.
func (c Caller) HoldsHere(p Permission, organizationID string) (here bool) {
	c.look(func(w *world) {
		n, known := w.at(organizationID)
		bit, declared := w.catalog.bit[p]
		if known && declared {
			here = w.allowedHere(c.holder, bit, n)
		}
	})
	return here
}

// Permissions returns what the caller may do in the organization, in the order it was declared.
func (c Caller) Permissions(organizationID string) []Permission {
	found := []Permission{}
	c.look(func(w *world) {
		if n, known := w.at(organizationID); known {
			found = w.catalog.list(w.all(c.holder, n))
		}
	})
	return found
}

// Below returns how many organizations below this one the caller sees because it sees this one.
func (c Caller) Below(organizationID string) int {
	below := 0
	c.look(func(w *world) {
		if n, known := w.at(organizationID); known && !w.from(c.holder, n).empty() {
			below = int(w.nodes[n].below)
		}
	})
	return below
}

// Sees reports whether the organization exists as far as the caller may know.
func (c Caller) Sees(organizationID string) bool {
	sees := c.operator
	c.look(func(w *world) {
		n, known := w.at(organizationID)
		sees = known && (c.holder.in(organizationID) != nil || !w.from(c.holder, n).empty())
	})
	return sees
}

// See refuses an organization that the caller does not see: NotFound, as if it did not exist.
func (c Caller) See(organizationID string) error {
	if !c.Sees(organizationID) {
		return fault.Missing("organization")
	}
	return nil
}

// Require refuses what the caller may not do in the organization: NotFound where it does not see the
// organization, Forbidden where it does. In the platform organization it is Forbidden for everyone:
// that the platform exists is no secret.
func (c Caller) Require(p Permission, organizationID string) error {
	allowed, withheld := c.holds(p, organizationID)
	switch {
	case allowed:
		return nil
	case organizationID != id.PlatformOrganization && !c.Sees(organizationID):
		return fault.Missing("organization")
	case withheld == NeedsSecondFactor:
		return fault.New(fault.Forbidden, "second_factor_setup_required",
			"This organization requires a second factor of its members. Set one up on the page of your account, under Security; then it counts at once.")
	case withheld == OwnerSuspended:
		return fault.New(fault.Forbidden, "organization_suspended",
			"This organization is suspended: nobody can act from within it until the platform's staff make it active again.")
	default:
		f := fault.New(fault.Forbidden, "permission_required",
			fmt.Sprintf("This needs the permission %s%s", p, c.whoGives(p))).With("permission", string(p))
		f.Organization = organizationID
		return f
	}
}

// whoGives ends the sentence that refuses a permission with the way out: nobody outside of the platform
// organization can be given what can be held there only.
func (c Caller) whoGives(p Permission) string {
	switch {
	case !slices.Contains(platformOnly, p):
		return ". An Admin of the organization can give it to you."
	case c.Staff():
		return ". An Admin of the platform organization can give it to you."
	default:
		return ", which only the platform's staff can hold. Ask them to do it."
	}
}

// Grant is what a role gives: permissions, and whether also in what stands below its organization.
type Grant struct {
	Fixed       bool // the role Admin: all that can be held
	Permissions []Permission
	Reach       string
}

// Exceeded returns the permissions among these grants that the caller does not hold in the organization with
// at least that reach: what nobody may give to others, and who holds it is not theirs to change.
func (c Caller) Exceeded(organizationID string, grants ...Grant) []Permission {
	var beyond []Permission
	if c.operator {
		return nil
	}
	c.service.mu.RLock()
	defer c.service.mu.RUnlock()
	w := c.service.world
	can := w.catalog.of(organizationID == id.PlatformOrganization)
	var here, below set // nothing, in an organization that is not there
	if n, known := w.at(organizationID); known {
		here, below = w.all(c.holder, n), w.from(c.holder, n)
	}
	over := make(set, len(can))
	for _, g := range grants {
		wanted := w.catalog.set(g.Permissions)
		if g.Fixed {
			wanted = can
		}
		has := here
		if g.Reach == ReachSubtree {
			has = below
		}
		for bit := range w.catalog.keys {
			if wanted.has(bit) && can.has(bit) && !has.has(bit) {
				over = over.add(bit)
			}
		}
	}
	if !over.empty() {
		beyond = w.catalog.list(over)
	}
	return beyond
}

// Exceeds refuses what Exceeded returns, with the permissions.
func (c Caller) Exceeds(organizationID string, grants ...Grant) error {
	beyond := c.Exceeded(organizationID, grants...)
	if len(beyond) == 0 {
		return nil
	}
	f := fault.New(fault.Forbidden, "exceeds_own_permissions",
		"This is about permissions that you do not hold in this organization yourself, or not with that reach. Ask somebody who holds them.").
		With("permissions", beyond)
	f.Organization = organizationID
	return f
}
