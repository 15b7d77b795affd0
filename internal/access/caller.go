package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Caller is who asks, with what it holds at the moment of asking.
type Caller struct {
	audit.Actor
	operator bool
	holds    []holding
}

// holding is an active membership and whether it has the role Admin there.
type holding struct {
	organizationID string
	suspended      bool
	admin          bool
}

// Operator is the caller behind the command line: whoever can run the program on the database's machine
// may do everything in it.
func Operator() Caller { return Caller{operator: true} }

// Nobody is a caller who has not signed in.
func Nobody(actor audit.Actor) Caller {
	actor.AccountID = ""
	return Caller{Actor: actor}
}

// Load reads what the actor's account holds right now.
func Load(ctx context.Context, q db.Querier, actor audit.Actor) (Caller, error) {
	c := Caller{Actor: actor}
	rows, err := q.Query(ctx, `
		SELECT m.organization_id, o.status = 'suspended',
		       EXISTS (SELECT 1 FROM member_role mr JOIN role r ON r.id = mr.role_id WHERE mr.member_id = m.id AND r.fixed)
		FROM member m JOIN organization o ON o.id = m.organization_id
		WHERE m.account_id = $1 AND m.status = 'active'`, actor.AccountID)
	if err != nil {
		return c, err
	}
	c.holds, err = db.Collect(rows, func(h *holding) []any { return []any{&h.organizationID, &h.suspended, &h.admin} })
	return c, err
}

// Staff reports whether the caller holds any permission in the platform organization, and so sees every
// organization.
func (c Caller) Staff() bool {
	return c.operator || slices.ContainsFunc(c.holds, func(h holding) bool {
		return h.organizationID == id.PlatformOrganization && h.admin
	})
}

// Holds reports whether the caller has the permission in the organization, and if not, whether only the
// organization's suspension stands in the way.
func (c Caller) holdsIn(p Permission, organizationID string) (allowed, suspended bool) {
	if c.operator {
		return true, false
	}
	for _, h := range c.holds {
		platform := h.organizationID == id.PlatformOrganization
		if !h.admin || !platform && h.organizationID != organizationID || !slices.Contains(OfAdmin(platform), p) {
			continue
		}
		if !h.suspended {
			return true, false
		}
		suspended = true
	}
	return false, suspended
}

// Holds reports whether the caller has the permission in the organization.
func (c Caller) Holds(p Permission, organizationID string) bool {
	allowed, _ := c.holdsIn(p, organizationID)
	return allowed
}

// Sees reports whether the organization exists as far as the caller may know. For staff that says
// nothing about whether it does.
func (c Caller) Sees(organizationID string) bool {
	return c.Staff() || slices.ContainsFunc(c.holds, func(h holding) bool { return h.organizationID == organizationID })
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
	allowed, suspended := c.holdsIn(p, organizationID)
	switch {
	case allowed:
		return nil
	case organizationID != id.PlatformOrganization && !c.Sees(organizationID):
		return fault.Missing("organization")
	case suspended:
		return fault.New(fault.Forbidden, "organization_suspended",
			"This organization is suspended: nobody can act from within it until the platform's staff make it active again.")
	default:
		return fault.New(fault.Forbidden, "permission_required",
			fmt.Sprintf("This needs the permission %s. An Admin of the organization can give it to you.", p)).With("permission", string(p))
	}
}

// Reach is the set of organizations that a list may show.
type Reach struct {
	all       bool
	accountID string
	admin     bool // only where the account is an Admin whose role counts
}

// Reach returns the organizations that the caller sees.
func (c Caller) Reach() Reach { return Reach{all: c.Staff(), accountID: c.AccountID} }

// ReachWith returns the organizations in which the caller holds a permission that every Admin has.
func (c Caller) ReachWith(p Permission) Reach {
	r := c.Reach()
	r.admin = !r.all && slices.Contains(everywhere, p)
	return r
}

// All reports whether the reach is every organization of the deployment.
func (r Reach) All() bool { return r.all }

// SQL returns the predicate that keeps a query within the reach. column holds organization IDs, arg adds
// an argument to the query and returns its placeholder. The platform organization is in no list.
func (r Reach) SQL(column string, arg func(any) string) string {
	within := column + " <> " + arg(id.PlatformOrganization)
	switch {
	case r.all:
	case r.admin:
		within += " AND " + column + ` IN (SELECT m.organization_id FROM member m
			JOIN organization own ON own.id = m.organization_id
			JOIN member_role mr ON mr.member_id = m.id JOIN role r ON r.id = mr.role_id
			WHERE m.account_id = ` + arg(r.accountID) + " AND m.status = 'active' AND own.status = 'active' AND r.fixed)"
	default:
		within += " AND " + column + " IN (SELECT organization_id FROM member WHERE account_id = " + arg(r.accountID) + " AND status = 'active')"
	}
	return within
}
