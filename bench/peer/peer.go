// Package peer embeds two other programs that answer questions about access, each with the model of this
// population that its own documentation leads to and that is fastest there.
package peer

import (
	"context"
	"fmt"

	"github.com/tenantry/tenantry/bench/population"
)

// Peer is one of them, with everything loaded.
type Peer interface {
	// Allowed asks. An answer counts what was changed before it was asked.
	Allowed(ctx context.Context, q population.Question) (bool, error)
	// Leave takes all roles in one organization from an account, as a deleted member loses them.
	Leave(ctx context.Context, account, organization int32) error
	Close() error
}

// granting are the memberships that count: active ones in organizations that are not suspended.
func granting(p *population.Population) func(yield func(population.Member) bool) {
	return func(yield func(population.Member) bool) {
		for _, m := range p.Members {
			suspended := m.Organization != population.Platform && p.Organizations[m.Organization].Suspended
			if m.Status == population.Active && !suspended && !yield(m) {
				return
			}
		}
	}
}

// Compare asks all questions and fails at the first answer that is wrong.
func Compare(ctx context.Context, people *population.Population, p Peer, questions []population.Question) error {
	for _, q := range questions {
		got, err := p.Allowed(ctx, q)
		if err != nil {
			return err
		}
		if want := people.Allowed(q); got != want {
			return fmt.Errorf("may %s do %s in %s: %t, want %t", population.AccountID(q.Account), population.Permissions[q.Permission],
				population.OrganizationID(q.Organization), got, want)
		}
	}
	return nil
}

// Left lets an Admin leave everywhere, and fails where that does not count in the next answer.
func Left(ctx context.Context, people *population.Population, peers ...Peer) error {
	account := people.Lone()
	q := population.Question{Account: account, Organization: account}
	for _, p := range peers {
		for _, want := range []bool{true, false} {
			got, err := p.Allowed(ctx, q)
			if err != nil {
				return err
			}
			if got != want {
				return fmt.Errorf("may the Admin who leaves act: %t, want %t", got, want)
			}
			if want {
				if err := p.Leave(ctx, account, account); err != nil {
					return err
				}
			}
		}
	}
	people.Leave(account)
	return nil
}
