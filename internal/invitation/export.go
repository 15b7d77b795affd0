package invitation

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

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
		page := func(last []string, limit int) (string, []any, error) { return s.page(f, ord, last, limit) }
		item := func(x row) Invitation { return x.invitation(now) }
		return listing.EachPage(ctx, tx, ord, page, (*row).dest, item, func(i Invitation) string { return i.ID }, func(part []Invitation) error {
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
			return nil
		})
	})
}
