package imports

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/sheet"
	"github.com/tenantry/tenantry/internal/text"
)

// The columns of a file of invitations, in the order in which they are written. Roles are named as the organization
// calls them, in whatever case, with ";" between them.
const (
	colInvitee = "name"
	colEmail   = "email"
	colRoles   = "roles"
)

// InvitationsTemplate writes an empty file of invitations.
func InvitationsTemplate(w io.Writer, format sheet.Format) error {
	return sheet.WriteEmpty(w, format, []string{colInvitee, colEmail, colRoles})
}

// invitations makes files into invitations to one organization.
type invitations struct {
	service *invitation.Service
}

func (v *invitations) rows() int { return invitation.MaxAtOnce }

func (v *invitations) columns(Import) []sheet.Column {
	return []sheet.Column{
		{Name: colInvitee, Aliases: []string{"이름", "名前", "ชื่อ", "氏名"}, Required: true},
		{Name: colEmail, Aliases: []string{"이메일", "メールアドレス", "อีเมล", "メール"}, Required: true},
		{Name: colRoles, Aliases: []string{"역할", "役割", "บทบาท", "ロール"}},
	}
}

func (v *invitations) admit(_ context.Context, caller access.Caller, im *Import) error {
	if im.BillingNumber != "" {
		return fault.InvalidFields(fault.Field{Location: "body.billingNumber", Code: "not_applicable", Message: "This is for imports of numbers only."})
	}
	if im.OrganizationID == "" {
		return fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "required", Message: "Say which organization they are invited to."})
	}
	if !id.Valid(id.Organization, im.OrganizationID) || !caller.Sees(im.OrganizationID) {
		return fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	return caller.Require(access.MembersInvite, im.OrganizationID)
}

// invitee is a row of the file.
type invitee struct {
	Row
	draft invitation.Draft
}

// read takes the rest of a file apart.
func (v *invitations) read(c *checking) ([]invitee, error) {
	var all []invitee
	for c.reader.Next() {
		line, cells := c.cells()
		all = append(all, invitee{Row: Row{Line: line, Status: Add, Cells: cells}, draft: invitation.Draft{Name: cells[colInvitee], Email: cells[colEmail]}})
	}
	return all, unreadable(c.reader.Err())
}

// judge says what each row would do.
func (v *invitations) judge(ctx context.Context, caller access.Caller, organizationID string, all []invitee) error {
	if err := v.nameRoles(ctx, organizationID, all); err != nil {
		return err
	}
	results, err := v.service.Invite(ctx, caller, organizationID, drafts(all), true)
	if err != nil {
		return err
	}
	column := map[string]string{invitation.FieldName: colInvitee, invitation.FieldEmail: colEmail, invitation.FieldRoles: colRoles}
	for i, r := range results {
		row := &all[i]
		for _, p := range r.Problems {
			row.Errors = append(row.Errors, Note{column[p.Field], p.Code, p.Message, p.Values})
		}
		if len(row.Errors) > 0 {
			row.Status = Invalid
		}
	}
	return nil
}

func drafts(all []invitee) []invitation.Draft {
	drafts := make([]invitation.Draft, len(all))
	for i, row := range all {
		drafts[i] = row.draft
	}
	return drafts
}

// nameRoles finds the roles that the rows name.
func (v *invitations) nameRoles(ctx context.Context, organizationID string, all []invitee) error {
	known, err := v.service.RolesByName(ctx, organizationID)
	if err != nil {
		return err
	}
	for i := range all {
		row := &all[i]
		for _, name := range strings.FieldsFunc(row.Cells[colRoles], func(r rune) bool { return r == ';' || r == '；' }) {
			if name = strings.TrimSpace(name); name == "" {
				continue
			}
			roleID, quoted := known[text.Fold(name)], fmt.Sprintf("%.100q", name)
			switch {
			case roleID == "":
				row.Errors = append(row.Errors, Note{
					colRoles, "not_found", "There is no role " + quoted + " in this organization. Write it as the list of roles does, and ; between several.",
					map[string]string{"role": quoted},
				})
			case slices.Contains(row.draft.RoleIDs, roleID):
				row.Errors = append(row.Errors, Note{colRoles, "duplicate", "The role " + quoted + " is there twice. Keep it once.", map[string]string{"role": quoted}})
			default:
				row.draft.RoleIDs = append(row.draft.RoleIDs, roleID)
			}
		}
	}
	return nil
}

// check judges all rows together, because no address may be there twice, and then stores what was found.
func (v *invitations) check(ctx context.Context, c *checking) error {
	all, err := v.read(c)
	if err != nil {
		return err
	}
	if err := v.judge(ctx, c.caller, c.im.OrganizationID, all); err != nil {
		return err
	}
	return c.keepAll(ctx, inviteeRows(all))
}

func inviteeRows(all []invitee) []Row {
	rows := make([]Row, len(all))
	for i, row := range all {
		rows[i] = row.Row
	}
	return rows
}

// apply checks the file again and invites who is to be invited, if that is still what was shown.
func (v *invitations) apply(ctx context.Context, tx *db.Tx, caller access.Caller, im Import, open func() (*checking, error)) (map[string]any, error) {
	all, err := readAgain(open, v.read)
	if err != nil {
		return nil, err
	}
	if err := v.judge(ctx, caller, im.OrganizationID, all); err != nil {
		return nil, err
	}
	if err := asShown(ctx, tx, im.ID, inviteeRows(all)); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(row invitee) bool { return row.Status != Add })
	results, err := v.service.Invite(ctx, caller, im.OrganizationID, drafts(all), false)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(results, func(r invitation.Result) bool { return len(r.Problems) > 0 }) { // by somebody else, since the lines before
		return nil, errChanged
	}
	return nil, nil //nolint:nilnil // there is nothing more to say
}

func (v *invitations) plain(context.Context, db.Querier, Import, int, int) ([]Row, error) {
	return nil, nil
}

func (v *invitations) forget(context.Context, *db.Tx, string) error { return nil }
