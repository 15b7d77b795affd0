package invitation

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// exported is how many invitations an export reads the roles and the inviters of at once.
const exported = 200

// Export hands every invitation that the filters show to each, in the order of the sort. It needs the memory of a few
// hundred rows. Errors: NotFound, permission_required, and invalid_value for a sort that does not exist.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Invitation) error) error {
	if err := caller.Require(access.MembersRead, f.OrganizationID); err != nil {
		return err
	}
	ord, err := parse(sort)
	if err != nil {
		return err
	}
	now := s.now()
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		for last := []string(nil); ; {
			text, args, err := s.page(f, ord, last, exported+1)
			if err != nil {
				return err
			}
			part, key, more, err := listing.Take(ctx, tx, text, args, ord, exported, (*row).dest, func(x row) Invitation { return x.invitation(now) })
			if err != nil {
				return err
			}
			if err := takeRoles(ctx, tx, part); err != nil {
				return err
			}
			if err := nameInviters(ctx, tx, caller, part); err != nil {
				return err
			}
			for _, i := range part {
				if err := each(i); err != nil {
					return err
				}
			}
			if !more {
				return nil
			}
			last = []string{key, part[len(part)-1].ID}
		}
	})
}
