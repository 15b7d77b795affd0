package app

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/usage"
)

// The concepts do not know each other. What one needs of another is handed to it here.

// created gives new organizations their role Admin, and the founder of one that role.
func (a *App) created(ctx context.Context, tx *db.Tx, actor audit.Actor, organizationIDs []string, founder string) error {
	roles, err := role.CreateAdmins(ctx, tx, a.now(), organizationIDs)
	if err != nil || founder == "" {
		return err
	}
	for i, organizationID := range organizationIDs {
		memberID, err := member.Add(ctx, tx, a.now(), member.Draft{OrganizationID: organizationID, AccountID: founder, RoleIDs: []string{roles[i]}})
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, a.now(), actor, audit.Event{
			OrganizationID: organizationID, Action: "member.added", TargetID: memberID,
			Detail: map[string]any{"accountId": founder, "roleId": roles[i]},
		}); err != nil {
			return err
		}
	}
	return nil
}

// deleting removes the roles, invitations and API keys of an organization that goes, and cancels the imports into it.
func (a *App) deleting(ctx context.Context, tx *db.Tx, organizationID string) error {
	if err := invitation.DeleteAll(ctx, tx, organizationID); err != nil {
		return err
	}
	if err := apikey.DeleteAll(ctx, tx, organizationID); err != nil {
		return err
	}
	if err := a.Imports.CancelAll(ctx, tx, organizationID); err != nil {
		return err
	}
	return role.DeleteAll(ctx, tx, a.now(), organizationID)
}

// lists are what is kept of everything that belongs to an organization and to what stands below it.
var lists = []scope.List{member.Lists, number.Lists}

// moved and rebuild keep them right when organizations come to stand elsewhere.
func moved(ctx context.Context, tx *db.Tx, now time.Time, path string, left, joined []string) error {
	for _, l := range lists {
		if err := l.Moved(ctx, tx, now, path, left, joined); err != nil {
			return err
		}
	}
	return nil
}

func rebuild(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) error {
	for _, l := range lists {
		if err := l.Rebuild(ctx, tx, now, organizationIDs); err != nil {
			return err
		}
	}
	return nil
}

// grants is what roles of an organization give, for package member.
func grants(ctx context.Context, tx *db.Tx, organizationID string, roleIDs []string) ([]access.Grant, error) {
	held, err := role.Hold(ctx, tx, roleIDs)
	if err != nil {
		return nil, err
	}
	var fields fault.Fields
	given := make([]access.Grant, 0, len(roleIDs))
	for i, roleID := range roleIDs {
		r, known := held[roleID]
		if !known || r.OrganizationID != organizationID {
			fields.Add(fmt.Sprintf("body.roleIds[%d]", i), "not_found", "There is no such role in this organization.")
			continue
		}
		given = append(given, r.Grant)
	}
	return given, fields.Err()
}

// usages are what uses numbers, for package number.
func usages(ctx context.Context, q db.Querier, numberIDs []string) (map[string][]number.Usage, error) {
	found, err := usage.UsagesOf(ctx, q, numberIDs)
	if err != nil {
		return nil, err
	}
	uses := make(map[string][]number.Usage, len(found))
	for numberID, refs := range found {
		for _, r := range refs {
			u := number.Usage{ID: r.ID, Product: r.Product, Kind: r.Kind, ExternalID: r.ExternalID, Name: r.Name, OrganizationID: r.OrganizationID}
			if r.URL != "" {
				u.URL = &r.URL
			}
			uses[numberID] = append(uses[numberID], u)
		}
	}
	return uses, nil
}

// references are what can refer to an organization, besides other organizations.
func references(numbers *number.Service) []organization.Reference {
	return []organization.Reference{
		{
			Kind: "members",
			Find: func(ctx context.Context, q db.Querier, organizationID string, n int) (int, []organization.Example, error) {
				count, first, err := member.References(ctx, q, organizationID, n)
				examples := make([]organization.Example, len(first))
				for i, r := range first {
					examples[i] = organization.Example(r)
				}
				return count, examples, err
			},
		},
		{
			Kind: "numbers",
			Find: func(ctx context.Context, q db.Querier, organizationID string, n int) (int, []organization.Example, error) {
				count, first, err := number.References(ctx, q, organizationID, n)
				examples := make([]organization.Example, len(first))
				for i, r := range first {
					examples[i] = organization.Example{ID: r.ID, Name: numbers.Show(r.Number)}
				}
				return count, examples, err
			},
		},
		{
			Kind: "usages",
			Find: func(ctx context.Context, q db.Querier, organizationID string, n int) (int, []organization.Example, error) {
				count, first, err := usage.References(ctx, q, organizationID, n)
				examples := make([]organization.Example, len(first))
				for i, r := range first {
					examples[i] = organization.Example{ID: r.ID, Name: r.Name}
				}
				return count, examples, err
			},
		},
		{
			Kind:             "group",
			NeedsContracting: func(o organization.Organization) bool { return o.GroupID != "" && o.ParentID == "" },
			Find: func(ctx context.Context, q db.Querier, organizationID string, _ int) (int, []organization.Example, error) {
				g, found, err := group.Found(ctx, q, organizationID)
				if !found || err != nil {
					return 0, nil, err
				}
				return 1, []organization.Example{{ID: g.ID, Name: g.Name}}, nil
			},
		},
	}
}

// derive writes what rows lack that an older program made.
func derive(ctx context.Context, d *db.DB, now func() time.Time) error {
	var one int
	err := d.QueryRow(ctx, "SELECT 1 FROM account WHERE email_words = '' LIMIT 1").Scan(&one)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "derive"); err != nil {
			return err
		}
		found, err := account.Derive(ctx, tx)
		if err != nil || !found {
			return err
		}
		return member.Derive(ctx, tx, now())
	})
}
