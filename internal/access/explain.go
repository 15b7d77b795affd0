package access

import (
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Path is one way by which an account may do something: its membership of an organization, with a role. Who
// does not see that organization learns only how far above it is.
type Path struct {
	MemberID, RoleID, RoleName       string
	OrganizationID, OrganizationName string
	LevelsAbove                      int
	Platform                         bool // by a role in the platform organization
}

// Reasons why an account may not do something.
const (
	NotAMember          = "not_a_member"             // neither of the organization nor of one above it
	MemberPending       = "member_pending"           // has not taken up the membership
	MemberDisabled      = "member_disabled"          //
	NoRoles             = "no_roles"                 //
	RoleLacksPermission = "role_lacks_permission"    //
	RoleReachesOwn      = "reach_own"                // the role has it, and reaches its own organization alone
	OwnerSuspended      = "organization_suspended"   // of the role; it gives nothing
	NeedsSecondFactor   = "second_factor_required"   // the role's organization requires one, and the account has none
	NotSupported        = "permission_not_supported" // its product has no member permissions yet
)

// Missing is one thing that is missing for an account to be allowed. The names are "" where they do not apply or
// where the reader does not see the organization.
type Missing struct {
	Code                             string
	MemberID, RoleID, RoleName       string
	OrganizationID, OrganizationName string
	LevelsAbove                      int
}

// Explanation is an answer with its reason.
type Explanation struct {
	Permission Permission
	Allowed    bool
	Paths      []Path    // every way by which it is allowed
	Missing    []Missing // where it is not
}

// Explain answers a question with the reason. Its errors are those of Ask.
func (s *Service) Explain(ctx context.Context, caller Caller, q Question, location string) (Explanation, int64, error) {
	all, revision, err := s.explain(ctx, caller, q, location, func(w *world, _ int32) []Permission { return []Permission{q.Permission} })
	if err != nil {
		return Explanation{}, 0, err
	}
	return all[0], revision, nil
}

// ExplainAll explains every permission that can be held in the organization.
func (s *Service) ExplainAll(ctx context.Context, caller Caller, q Question, location string) ([]Explanation, int64, error) {
	q.Permission = AccessCheck // one that there is
	return s.explain(ctx, caller, q, location, func(w *world, n int32) []Permission {
		platform := w.nodes[n].id == id.PlatformOrganization
		return slices.DeleteFunc(slices.Clone(w.catalog.keys), func(p Permission) bool {
			return !platform && slices.Contains(platformOnly, p)
		})
	})
}

func (s *Service) explain(ctx context.Context, caller Caller, q Question, location string, which func(w *world, n int32) []Permission) ([]Explanation, int64, error) {
	questions := []Question{q}
	if _, _, err := s.Ask(ctx, caller, questions, func(int) string { return location }); err != nil {
		return nil, 0, err
	}
	q = questions[0]
	memberships, revision, err := s.detailed(ctx, q.AccountID)
	if err != nil {
		return nil, 0, err
	}
	if err := s.catchUp(ctx, revision); err != nil {
		return nil, 0, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	w := s.world
	n, known := w.at(q.OrganizationID)
	if !known { // it was there a moment ago
		return []Explanation{{Permission: q.Permission, Missing: []Missing{{Code: NotAMember}}}}, revision, nil
	}
	chain := w.relevant(memberships, n)
	hide(w, caller, q.AccountID, chain)
	var all []Explanation
	for _, p := range which(w, n) {
		all = append(all, w.explain(chain, p))
	}
	return all, revision, nil
}

// membership is one membership with everything an explanation says about it.
type membership struct {
	id, status                       string
	organizationID, organizationName string
	roles                            []roleName
	secondFactor                     bool // the account has one

	node  int32
	above int
}

type roleName struct {
	id, name string
	fixed    bool
}

// detailed reads the memberships of an account in whatever status, with the revision they are of.
func (s *Service) detailed(ctx context.Context, accountID string) ([]membership, int64, error) {
	type row struct {
		revision         int64
		m                membership
		roleID, roleName string
		fixed            bool
	}
	rows, err := s.db.Querier(ctx).Query(ctx, `
		SELECT r.revision, COALESCE(m.id, ''), COALESCE(m.status, ''), COALESCE(o.id, ''), COALESCE(o.name, ''), COALESCE(ro.id, ''), COALESCE(ro.name, ''),
			ro.id IS NOT NULL AND ro.fixed, a.id IS NOT NULL AND a.second_factor
		FROM access_revision r
		LEFT JOIN account a ON a.id = $1
		LEFT JOIN member m ON m.account_id = a.id
		LEFT JOIN organization o ON o.id = m.organization_id
		LEFT JOIN member_role mr ON mr.member_id = m.id
		LEFT JOIN role ro ON ro.id = mr.role_id
		ORDER BY m.id, ro.name_fold, ro.id`, accountID)
	if err != nil {
		return nil, 0, err
	}
	var all []membership
	var revision int64
	err = db.Each(rows, func(x *row) []any {
		return []any{&x.revision, &x.m.id, &x.m.status, &x.m.organizationID, &x.m.organizationName, &x.roleID, &x.roleName, &x.fixed, &x.m.secondFactor}
	}, func(x row) error {
		revision = x.revision
		if x.m.id == "" {
			return nil
		}
		if last := len(all) - 1; last < 0 || all[last].id != x.m.id {
			all = append(all, x.m)
		}
		if x.roleID != "" {
			m := &all[len(all)-1]
			m.roles = append(m.roles, roleName{x.roleID, x.roleName, x.fixed})
		}
		return nil
	})
	return all, revision, err
}

// relevant returns the memberships of the organization and of those above it, the nearest first.
func (w *world) relevant(all []membership, n int32) []membership {
	levels := map[int32]int{}
	depth := 0
	for at := n; at != none; at = w.nodes[at].parent {
		levels[at] = depth
		depth++
	}
	if p, ok := w.index[id.PlatformOrganization]; ok && p != n {
		levels[p] = depth
	}
	var found []membership
	for _, m := range all {
		at, known := w.at(m.organizationID)
		above, inChain := levels[at]
		if known && inChain {
			m.node, m.above = at, above
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b membership) int { return a.above - b.above })
	return found
}

// hide takes out of memberships what the reader does not see, unless they are its own.
func hide(w *world, reader Caller, accountID string, chain []membership) {
	if reader.operator || reader.AccountID == accountID {
		return
	}
	p, ok := w.at(id.PlatformOrganization)
	if ok && !w.from(reader.holder, p).empty() {
		return // staff
	}
	for i, m := range chain {
		if reader.holder.in(m.organizationID) != nil || !w.from(reader.holder, m.node).empty() {
			continue
		}
		chain[i].id, chain[i].organizationID, chain[i].organizationName = "", "", ""
		chain[i].roles = slices.Clone(m.roles)
		for j := range m.roles {
			chain[i].roles[j].name = ""
		}
	}
}

// explain says whether, and why or why not, by the memberships that relevant returned.
func (w *world) explain(chain []membership, p Permission) Explanation {
	e := Explanation{Permission: p}
	bit, declared := w.catalog.bit[p]
	if !declared || !w.catalog.platform.has(bit) {
		e.Missing = []Missing{{Code: NotSupported}}
		return e
	}
	for _, m := range chain {
		paths, lack := w.ways(m, bit)
		e.Paths, e.Missing = append(e.Paths, paths...), append(e.Missing, lack)
	}
	if e.Allowed = len(e.Paths) > 0; e.Allowed {
		e.Missing = nil
	} else if len(e.Missing) == 0 {
		e.Missing = []Missing{{Code: NotAMember}}
	}
	return e
}

// ways returns those by which a membership allows something, and what it lacks where there are none.
func (w *world) ways(m membership, bit int) (paths []Path, lack Missing) {
	lack = Missing{MemberID: m.id, OrganizationID: m.organizationID, OrganizationName: m.organizationName, LevelsAbove: m.above}
	switch {
	case m.status == "pending":
		lack.Code = MemberPending
		return nil, lack
	case m.status == "disabled":
		lack.Code = MemberDisabled
		return nil, lack
	case len(m.roles) == 0:
		lack.Code = NoRoles
		return nil, lack
	}
	lack.Code = RoleLacksPermission
	for _, named := range m.roles {
		r, ok := w.roles[named.id]
		if named.fixed {
			r, ok = adminOf(m.node), true
		}
		if !ok || r.node != m.node || !w.holds(r).has(bit) {
			continue
		}
		roleID := named.id
		if named.name == "" {
			roleID = "" // hidden
		}
		var without string
		switch {
		case !r.counts(m.above):
			without = RoleReachesOwn
		case w.nodes[m.node].suspended:
			without = OwnerSuspended
		case w.nodes[m.node].secondFactor && !m.secondFactor:
			without = NeedsSecondFactor
		default:
			paths = append(paths, Path{
				MemberID: m.id, RoleID: roleID, RoleName: named.name, OrganizationID: m.organizationID,
				OrganizationName: m.organizationName, LevelsAbove: m.above,
				Platform: w.nodes[m.node].id == id.PlatformOrganization,
			})
			continue
		}
		lack.Code, lack.RoleID, lack.RoleName = without, roleID, named.name
	}
	return paths, lack
}

// Where returns the organizations where the account may do something, as far as the caller may ask about it
// there. Its errors are those of Ask.
func (s *Service) Where(ctx context.Context, caller Caller, q Question, location string) (Reach, int64, error) {
	questions := []Question{q}
	if err := s.identify(ctx, questions); err != nil {
		return Reach{}, 0, err
	}
	q = questions[0]
	platform := caller.asksEverywhere()
	h, revision, err := s.held(ctx, q.AccountID, caller.revision)
	if err != nil {
		return Reach{}, 0, err
	}
	asks := caller.ReachWith(AccessCheck)
	s.mu.RLock()
	bit, declared := s.world.catalog.bit[q.Permission]
	reach := Reach{}
	if declared {
		reach = s.world.reach(h, func(held set) bool { return held.has(bit) })
	}
	s.mu.RUnlock()
	own := q.AccountID == caller.AccountID && q.AccountID != ""
	unknown := unknowns{permission: !declared}
	if !own {
		reach = reach.And(asks)
		memberships, err := s.memberships(ctx, []string{q.AccountID})
		if err != nil {
			return Reach{}, 0, err
		}
		organizations, exists := memberships[q.AccountID]
		unknown.account = !exists || !platform && len(reach.Trees()) == 0 && !caller.knows(organizations, "")
	}
	var fields fault.Fields
	unknown.report(&fields, platform, q, location)
	return reach, revision, fields.Err()
}
