package access

import (
	"context"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// KeyGrant is what an API key gives: permissions in its organization, and with the reach subtree in everything
// below that.
type KeyGrant struct {
	OrganizationID string
	Permissions    []Permission
	Reach          string
}

// keyRole is an API key's role. What it holds is that of one catalog, in whose place another may come while a request
// runs.
type keyRole struct {
	permissions []Permission
	subtree     bool
	catalog     *catalog
	holds       set
}

// in returns the role of the key's organization.
func (k *keyRole) in(w *world, n int32) role {
	r := role{node: n, subtree: k.subtree, holds: k.holds}
	if w.catalog != k.catalog {
		r.holds = w.keyHolds(w.nodes[n].id, k.permissions)
	}
	return r
}

// keyHolds returns what an API key of the organization gives of these permissions.
func (w *world) keyHolds(organizationID string, permissions []Permission) set {
	can := w.catalog.of(organizationID == id.PlatformOrganization)
	holds := make(set, len(can))
	for _, p := range permissions {
		if bit, declared := w.catalog.bit[p]; declared && can.has(bit) {
			holds = holds.add(bit)
		}
	}
	return holds
}

// KeyCaller returns an API key as the one who asks. actor names the key; revision is the present one, as it was read
// with the key.
func (s *Service) KeyCaller(ctx context.Context, actor audit.Actor, key KeyGrant, revision int64) (Caller, error) {
	if err := s.catchUp(ctx, revision); err != nil {
		return Caller{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	w := s.world
	r := &keyRole{
		permissions: key.Permissions, subtree: key.Reach == ReachSubtree, catalog: w.catalog, holds: w.keyHolds(key.OrganizationID, key.Permissions),
	}
	h := &holder{secondFactor: true, grants: []grant{{organizationID: key.OrganizationID, key: r}}}
	return Caller{Actor: actor, service: s, holder: h, revision: revision, keyOrganization: key.OrganizationID}, nil
}

// KeyOrganization is the organization of the API key that asks, "" for everybody else.
func (c Caller) KeyOrganization() string { return c.keyOrganization }

// AccountRequired refuses an API key where it is about the caller's own account: it has none.
func AccountRequired() error {
	return fault.New(fault.Forbidden, "account_required", "This is about one's own account, and an API key has none. Sign in and do it as a person.")
}
