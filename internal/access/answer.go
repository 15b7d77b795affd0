package access

import "github.com/tenantry/tenantry/internal/id"

// Every answer is made here, of what an account holds and the world: an account may do in an organization
// what its roles there give, what its roles in organizations above give with the reach subtree, and what
// its roles in the platform organization give with that reach. The roles of a suspended organization give
// nothing anywhere, nor do those of one that requires a second factor give anything to an account without one. An
// API key is a role of its organization.

// each hands every role of the account that may count in an organization to f, with how many levels above
// that organization it is held, from the organization itself up. f returns false to end.
func (w *world) each(h *holder, n int32, f func(at int32, above int, r role) bool) {
	above := 0
	for at := n; at != none; at = w.nodes[at].parent {
		if !w.eachAt(h, at, above, f) {
			return
		}
		above++
	}
	if p, ok := w.index[id.PlatformOrganization]; ok && p != n {
		w.eachAt(h, p, above, f)
	}
}

func (w *world) eachAt(h *holder, at int32, above int, f func(at int32, above int, r role) bool) bool {
	g := h.in(w.nodes[at].id)
	if g == nil {
		return true
	}
	if g.admin && !f(at, above, adminOf(at)) {
		return false
	}
	if g.key != nil && !f(at, above, g.key.in(w, at)) {
		return false
	}
	for _, roleID := range g.roles {
		if r, ok := w.roles[roleID]; ok && r.node == at && !f(at, above, r) {
			return false
		}
	}
	return true
}

// gives reports whether roles of an organization give the account anything.
func (w *world) gives(h *holder, at int32) bool {
	n := &w.nodes[at]
	return !n.suspended && (!n.secondFactor || h.secondFactor)
}

// counts reports whether a role that is held so many levels above an organization counts in it, if its own
// organization gives anything.
func (r role) counts(above int) bool { return above == 0 || r.subtree }

// allowed is the answer.
func (w *world) allowed(h *holder, bit int, n int32) (allowed bool) {
	if len(h.grants) == 0 {
		return false
	}
	w.each(h, n, func(at int32, above int, r role) bool {
		allowed = r.counts(above) && w.gives(h, at) && w.holds(r).has(bit)
		return !allowed
	})
	return allowed
}

// allowedAbove is the answer without the roles of the organization itself.
func (w *world) allowedAbove(h *holder, bit int, n int32) (allowed bool) {
	w.each(h, n, func(at int32, above int, r role) bool {
		allowed = above > 0 && r.subtree && w.gives(h, at) && w.holds(r).has(bit)
		return !allowed
	})
	return allowed
}

// allowedHere is the answer by the account's roles in the organization itself alone.
func (w *world) allowedHere(h *holder, bit int, n int32) (allowed bool) {
	if !w.gives(h, n) {
		return false
	}
	w.eachAt(h, n, 0, func(_ int32, _ int, r role) bool {
		allowed = w.holds(r).has(bit)
		return !allowed
	})
	return allowed
}

// allowedBelow is the answer for everything that stands below the organization, by the account's roles in it.
func (w *world) allowedBelow(h *holder, bit int, n int32) (allowed bool) {
	if !w.gives(h, n) {
		return false
	}
	w.eachAt(h, n, 0, func(_ int32, _ int, r role) bool {
		allowed = r.subtree && w.holds(r).has(bit)
		return !allowed
	})
	return allowed
}

// all is everything that the account may do in the organization.
func (w *world) all(h *holder, n int32) set { return w.collect(h, n, role.counts) }

// from is what the account may do in the organization and in everything below it, by roles held there or above.
func (w *world) from(h *holder, n int32) set {
	return w.collect(h, n, func(r role, _ int) bool { return r.subtree })
}

func (w *world) collect(h *holder, n int32, counts func(r role, above int) bool) set {
	all := make(set, len(w.catalog.platform))
	w.each(h, n, func(at int32, above int, r role) bool {
		if counts(r, above) && w.gives(h, at) {
			all.union(w.holds(r))
		}
		return true
	})
	return all
}

// withheld says what stands in the way where a role of the organization itself would give the permission there:
// OwnerSuspended or NeedsSecondFactor, else "".
func (w *world) withheld(h *holder, bit int, n int32) (reason string) {
	switch {
	case w.gives(h, n):
		return ""
	case w.nodes[n].suspended:
		reason = OwnerSuspended
	default:
		reason = NeedsSecondFactor
	}
	would := false
	w.eachAt(h, n, 0, func(_ int32, _ int, r role) bool {
		would = w.holds(r).has(bit)
		return !would
	})
	if !would {
		return ""
	}
	return reason
}
