package invitation

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/text"
)

// The fields of a draft, as problems name them.
const (
	FieldName  = "name"
	FieldEmail = "email"
	FieldRoles = "roleIds"
)

// candidate is a draft with what was found about it.
type candidate struct {
	Draft
	key      string    // what its address is compared by
	problems []Problem // none for one that can be invited
	// language is that of the address's account, "" where there is none or it has none. It is for the mail alone.
	language string
	// expired is an earlier invitation of the same address that was not taken in time, "" where there is none.
	expired string
}

func (c *candidate) refuse(field, code, message string) {
	c.note(Problem{Field: field, Code: code, Message: message})
}

func (c *candidate) note(p Problem) {
	if !slices.ContainsFunc(c.problems, func(other Problem) bool { return other.Field == p.Field && other.Message == p.Message }) {
		c.problems = append(slices.Clip(c.problems), p) // what an earlier try of the transaction has is left alone
	}
}

// clean normalises drafts and finds what is wrong with them by themselves.
func clean(drafts []Draft) []candidate {
	found := make([]candidate, len(drafts))
	seen := make(map[string]bool, len(drafts))
	for i, d := range drafts {
		c := &found[i]
		name, problem := text.Line(d.Name, MaxName, true)
		if problem != nil {
			c.note(Problem{FieldName, problem.Code, problem.Message, problem.Values})
		}
		address, key, problem := text.Email(d.Email)
		switch {
		case text.Blank(d.Email):
			c.refuse(FieldEmail, "required", "This is required.")
		case problem != nil:
			c.note(Problem{FieldEmail, problem.Code, problem.Message, problem.Values})
		case seen[key]:
			c.refuse(FieldEmail, "repeated", "This address is further up already, in whatever form it is written there.")
		}
		seen[key] = true
		c.Draft, c.key = Draft{Name: name, Email: address, RoleIDs: d.RoleIDs}, key
		if len(d.RoleIDs) > MaxRoles {
			limit := strconv.Itoa(MaxRoles)
			c.note(Problem{FieldRoles, "too_many", "A member has at most " + limit + " roles.", map[string]string{"limit": limit}})
			continue
		}
		for n, roleID := range d.RoleIDs {
			if slices.Contains(d.RoleIDs[:n], roleID) {
				c.refuse(FieldRoles, "duplicate", "A role is there twice.")
			}
		}
	}
	return found
}

// compare finds what stands in the way of the candidates in an organization: its members, its invitations, and roles
// that are not there or hold more than the caller does. It does the same for an address with an account as for one
// without.
func (s *Service) compare(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string, all []candidate) error {
	byKey := make(map[string]*candidate, len(all))
	offered := map[string]bool{}
	for i := range all {
		c := &all[i]
		if c.key != "" && byKey[c.key] == nil {
			byKey[c.key] = c
		}
		for _, roleID := range c.RoleIDs {
			offered[roleID] = true
		}
	}
	if err := s.compareRoles(ctx, tx, caller, organizationID, slices.Sorted(maps.Keys(offered)), all); err != nil {
		return err
	}
	mayRead := caller.Holds(access.MembersRead, organizationID)
	sorted := slices.Sorted(maps.Keys(byKey))
	if len(sorted) == 0 {
		return nil
	}
	people, err := peopleOf(ctx, tx, organizationID, sorted)
	if err != nil {
		return err
	}
	for _, p := range people {
		c := byKey[p.key]
		c.language = p.language
		if p.member && mayRead {
			c.refuse(FieldEmail, "already_member", "This address belongs to a member of the organization already.")
		}
	}
	now := db.Micros(s.now())
	return eachPending(ctx, tx, organizationID, sorted, func(w waiting) error {
		switch c := byKey[w.key]; {
		case c == nil:
		case w.expiresAt > now:
			c.refuse(FieldEmail, "already_invited", "This address has an invitation to the organization that waits for an answer. Send that again instead.")
		default:
			c.expired = w.id
		}
		return nil
	})
}

func (s *Service) compareRoles(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string, roleIDs []string, all []candidate) error {
	grants, err := s.hooks.Roles(ctx, tx, organizationID, roleIDs)
	if err != nil {
		return err
	}
	beyond := make(map[string]bool, len(grants))
	for roleID, grant := range grants {
		beyond[roleID] = len(caller.Exceeded(organizationID, grant)) > 0
	}
	for i := range all {
		c := &all[i]
		for _, roleID := range c.RoleIDs {
			if over, there := beyond[roleID]; !there {
				c.refuse(FieldRoles, "not_found", "There is no such role in this organization.")
			} else if over {
				c.refuse(FieldRoles, "exceeds_own_permissions",
					"A role holds permissions that you do not hold in this organization yourself, or not with that reach. Ask somebody who holds them.")
			}
		}
	}
	return nil
}
