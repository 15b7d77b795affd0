package access

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// Question is "may this account do that there?".
type Question struct {
	AccountID      string
	Email          string // of the account, where its ID is not known
	Permission     Permission
	OrganizationID string
}

// MaxQuestions is how many questions are answered at once.
const MaxQuestions = 1000

// Check answers one question, for the program itself: it asks nobody's permission. What is not there is not
// allowed. The revision is the one that the answer is of.
func (s *Service) Check(ctx context.Context, accountID string, p Permission, organizationID string) (allowed bool, revision int64, err error) {
	s.mu.RLock()
	_, cached := s.holders[accountID]
	s.mu.RUnlock()
	if cached {
		if revision, err = s.revision(ctx); err == nil {
			err = s.catchUp(ctx, revision)
		}
		if err != nil {
			return false, 0, err
		}
	}
	h, revision, err := s.held(ctx, accountID, revision)
	if err != nil {
		return false, 0, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.world.answer(h, p, organizationID), revision, nil
}

func (w *world) answer(h *holder, p Permission, organizationID string) bool {
	n, known := w.at(organizationID)
	bit, declared := w.catalog.bit[p]
	return known && declared && w.allowed(h, bit, n)
}

// Ask answers questions of a caller, all at one revision. It needs console.access.check in the organization of
// each question, unless the question is about the caller itself. location is where the questions stand in the
// request, with a %d for the index of one in a list. Errors: permission_required; unknown_account,
// unknown_permission and unknown_organization on their fields for callers of the platform, and not_found for
// all three for everybody else.
func (s *Service) Ask(ctx context.Context, caller Caller, questions []Question, location func(i int) string) (allowed []bool, revision int64, err error) {
	if err := s.identify(ctx, questions); err != nil {
		return nil, 0, err
	}
	holders, revision, err := s.heldBy(ctx, caller, questions)
	if err != nil {
		return nil, 0, err
	}
	allowed = make([]bool, len(questions))
	unknown := make([]unknowns, len(questions))
	s.mu.RLock()
	for i, q := range questions {
		_, known := s.world.at(q.OrganizationID)
		_, declared := s.world.catalog.bit[q.Permission]
		unknown[i] = unknowns{organization: !known, permission: !declared}
		if h := holders[q.AccountID]; h != nil {
			allowed[i] = s.world.answer(h, q.Permission, q.OrganizationID)
		}
	}
	s.mu.RUnlock()
	return allowed, revision, s.admit(ctx, caller, questions, holders, allowed, unknown, location)
}

// unknowns are the parts of a question that are nowhere.
type unknowns struct {
	account, permission, organization bool

	doubtful bool // whether the account is anybody to the caller has to be asked
}

// identify finds the accounts that questions name by e-mail address; one that is not there stays without ID, and
// so does one that is named by what is no ID.
func (s *Service) identify(ctx context.Context, questions []Question) error {
	keys := make([]string, len(questions))
	ids := map[string]string{}
	for i, q := range questions {
		if q.AccountID != "" && !id.Valid(id.Account, q.AccountID) {
			questions[i].AccountID = ""
		}
		if q.AccountID != "" || q.Email == "" {
			continue
		}
		if _, key, problem := text.Email(q.Email); problem == nil {
			keys[i], ids[key] = key, ""
		}
	}
	if len(ids) == 0 {
		return nil
	}
	type named struct{ key, id string }
	accounts := db.In("SELECT email_key, id FROM account WHERE email_key IN (...)", lookup, slices.Sorted(maps.Keys(ids)))
	if err := db.EachIn(ctx, s.db.Querier(ctx), accounts, func(n *named) []any { return []any{&n.key, &n.id} }, func(n named) error {
		ids[n.key] = n.id
		return nil
	}); err != nil {
		return err
	}
	for i, key := range keys {
		if key != "" {
			questions[i].AccountID = ids[key]
		}
	}
	return nil
}

// heldBy returns what the accounts of the questions hold, at one revision.
func (s *Service) heldBy(ctx context.Context, caller Caller, questions []Question) (map[string]*holder, int64, error) {
	holders := make(map[string]*holder, len(questions))
	var cold []string
	revision := caller.revision
	s.mu.RLock()
	if s.world != nil && s.world.revision > revision {
		revision = s.world.revision
	}
	for _, q := range questions {
		if _, there := holders[q.AccountID]; there || q.AccountID == "" {
			continue
		}
		holders[q.AccountID] = s.holders[q.AccountID]
		if holders[q.AccountID] == nil {
			cold = append(cold, q.AccountID)
		}
	}
	s.mu.RUnlock()
	if len(cold) == 0 {
		return holders, revision, nil
	}
	found, now, err := s.load(ctx, cold)
	if err != nil {
		return nil, 0, err
	}
	if now != revision && len(cold) < len(holders) { // something changed in between: all of them anew
		all := make([]string, 0, len(holders))
		for accountID := range holders {
			all = append(all, accountID)
		}
		found, now, err = s.load(ctx, all)
	}
	for accountID, h := range found {
		holders[accountID] = h
	}
	return holders, now, err
}

// admit refuses questions that the caller may not ask, or that are about what is not there as far as it
// may know.
func (s *Service) admit(ctx context.Context, caller Caller, questions []Question, holders map[string]*holder, allowed []bool, unknown []unknowns, location func(i int) string) error {
	platform := caller.asksEverywhere()
	mine := map[string]bool{} // organizations in which the caller may ask
	doubtful := map[string]bool{}
	for i, q := range questions {
		own := q.AccountID == caller.AccountID && q.AccountID != ""
		if !platform && !unknown[i].organization {
			if !caller.Sees(q.OrganizationID) {
				unknown[i].organization = true
			} else if !own && !mine[q.OrganizationID] {
				if err := caller.Require(AccessCheck, q.OrganizationID); err != nil {
					return err
				}
				mine[q.OrganizationID] = true
			}
		}
		// Who is allowed something is there; whether anybody else is anybody to the caller has to be asked.
		h := holders[q.AccountID]
		unknown[i].account = h == nil || !h.exists
		unknown[i].doubtful = !own && !allowed[i] && !unknown[i].organization && !platform
		if unknown[i].doubtful {
			doubtful[q.AccountID] = true
		}
	}
	memberships, err := s.memberships(ctx, slices.Sorted(maps.Keys(doubtful)))
	if err != nil {
		return err
	}
	var fields fault.Fields
	for i, q := range questions {
		if unknown[i].doubtful {
			unknown[i].account = !caller.knows(memberships[q.AccountID], q.OrganizationID)
		}
		unknown[i].report(&fields, platform, q, location(i))
	}
	return fields.Err()
}

// asksEverywhere reports whether the caller may ask in every organization, and so about everything.
func (c Caller) asksEverywhere() bool {
	everywhere := c.operator
	c.look(func(w *world) {
		if p, known := w.at(id.PlatformOrganization); known {
			everywhere = w.allowedBelow(c.holder, w.catalog.bit[AccessCheck], p)
		}
	})
	return everywhere
}

func (u unknowns) report(fields *fault.Fields, platform bool, q Question, location string) {
	account := location + ".accountId"
	if q.Email != "" {
		account = location + ".email"
	}
	for _, part := range []struct {
		unknown           bool
		field, code, what string
	}{
		{u.account, account, "unknown_account", "account"},
		{u.permission, location + ".permission", "unknown_permission", "permission"},
		{u.organization, location + ".organizationId", "unknown_organization", "organization"},
	} {
		if !part.unknown {
			continue
		}
		if platform {
			fields.Add(part.field, part.code, fmt.Sprintf("There is no such %s.", part.what))
			continue
		}
		fields.Add(location, "not_found", "There is no such account, permission or organization within your reach.")
		return
	}
}

// memberships returns, by account, the organizations that it is a member of in whatever status. Those that are not
// there are not among them.
func (s *Service) memberships(ctx context.Context, accountIDs []string) (map[string][]string, error) {
	type row struct{ accountID, organizationID string }
	found := make(map[string][]string, len(accountIDs))
	held := db.In(`SELECT a.id, COALESCE(m.organization_id, '') FROM account a
		LEFT JOIN member m ON m.account_id = a.id WHERE a.id IN (...)`, lookup, accountIDs)
	return found, db.EachIn(ctx, s.db.Querier(ctx), held, func(r *row) []any { return []any{&r.accountID, &r.organizationID} }, func(r row) error {
		found[r.accountID] = append(found[r.accountID], r.organizationID)
		return nil
	})
}

// knows reports whether an account with these memberships is anybody to the caller who asks about it in the
// organization ("" for none): a member of it, of one above it, or of one where the caller may ask too.
func (c Caller) knows(organizationIDs []string, organizationID string) bool {
	known := false
	c.look(func(w *world) {
		chain := map[string]bool{}
		if n, ok := w.at(organizationID); ok {
			chain[id.PlatformOrganization] = true
			for ; n != none; n = w.nodes[n].parent {
				chain[w.nodes[n].id] = true
			}
		}
		bit := w.catalog.bit[AccessCheck]
		for _, o := range organizationIDs {
			m, ok := w.at(o)
			known = known || chain[o] || ok && w.allowed(c.holder, bit, m)
		}
	})
	return known
}
