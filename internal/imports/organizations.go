package imports

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/sheet"
)

// organizations makes files into organizations, with their places in the hierarchy. Only whoever may register
// organizations brings them in.
type organizations struct {
	db      *db.DB
	now     func() time.Time
	service *organization.Service
	groups  *group.Service
}

func (o *organizations) rows() int { return MaxOrganizations }

func (o *organizations) columns(Import) []sheet.Column {
	known := make([]sheet.Column, len(fileColumns))
	for i, c := range fileColumns {
		known[i] = sheet.Column{Name: c, Required: c == colName}
	}
	return known
}

func (o *organizations) admit(_ context.Context, caller access.Caller, im *Import) error {
	for location, value := range map[string]string{"body.organizationId": im.OrganizationID, "body.billingNumber": im.BillingNumber} {
		if value != "" {
			return fault.InvalidFields(fault.Field{Location: location, Code: "not_applicable", Message: "This is not for imports of organizations."})
		}
	}
	return caller.Require(access.OrganizationsRegister, id.PlatformOrganization)
}

// check judges all rows together, because they refer to each other, and then stores what was found.
func (o *organizations) check(ctx context.Context, c *checking) error {
	if err := c.caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil { // by now
		return err
	}
	t, err := readTable(c)
	if err != nil {
		return err
	}
	var checked []*checked
	if err := o.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		checked, err = o.judge(ctx, tx, t, c.caller)
		return err
	}); err != nil {
		return err
	}
	return c.keepAll(ctx, rowsOf(checked))
}

// readTable takes the rest of a file apart.
func readTable(c *checking) (table, error) {
	t := table{has: map[string]bool{}}
	for column := range c.index {
		t.has[column] = column != colError
	}
	for c.reader.Next() {
		line, cells := c.cells()
		t.rows = append(t.rows, record{line, cells})
		if c.run != nil && len(t.rows)%batch == 0 {
			c.tell()
		}
	}
	return t, unreadable(c.reader.Err())
}

func (c *checked) row() Row {
	return Row{Line: c.line, Status: c.status, Cells: c.cells, Errors: c.errors, Warnings: c.warnings}
}

func rowsOf(all []*checked) []Row {
	rows := make([]Row, len(all))
	for i, c := range all {
		rows[i] = c.row()
	}
	return rows
}

// apply checks the file again and adds what is to be added, if that is still what was shown.
func (o *organizations) apply(ctx context.Context, tx *db.Tx, caller access.Caller, im Import, open func() (*checking, error)) (map[string]any, error) {
	if err := caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil {
		return nil, err
	}
	t, err := readAgain(open, readTable)
	if err != nil {
		return nil, err
	}
	rows, err := o.judge(ctx, tx, t, caller)
	if err != nil {
		return nil, err
	}
	if err := asShown(ctx, tx, im.ID, rowsOf(rows)); err != nil {
		return nil, err
	}
	groups, err := o.add(ctx, tx, caller, rows, "")
	if fault.Is(err, "external_key_taken") {
		err = errChanged.Because(err)
	}
	return map[string]any{"groups": groups}, err
}

func (o *organizations) plain(context.Context, db.Querier, Import, int, int) ([]Row, error) {
	return nil, nil
}

func (o *organizations) forget(context.Context, *db.Tx, string) error { return nil }

// add adds the rows that are to be added and returns how many groups that made. groupName names the only one,
// where it is not "".
func (o *organizations) add(ctx context.Context, tx *db.Tx, caller access.Caller, rows []*checked, groupName string) (groups int, err error) {
	now := o.now()
	adding := slices.DeleteFunc(slices.Clone(rows), func(r *checked) bool { return r.status != Add })
	if err := o.hold(ctx, tx, adding); err != nil {
		return 0, err
	}
	for _, row := range adding {
		row.id = id.New(id.Organization, now)
	}
	add, places := make([]organization.Organization, len(adding)), make([]group.Placement, len(adding))
	for i, row := range adding {
		d := row.draft
		places[i] = group.Placement{OrganizationID: row.id, ParentID: row.parent.organizationID()}
		if d.Registration != nil {
			d.Registration.RegisteredOrganizationID = row.registered.organizationID()
		}
		add[i] = organization.Organization{ID: row.id, Version: 1, Draft: d, CreatedAt: now, UpdatedAt: now}
	}
	if slices.ContainsFunc(places, func(p group.Placement) bool { return p.ParentID != "" }) { // who stands below whom is another permission
		if err := caller.Require(access.GroupsManage, id.PlatformOrganization); err != nil {
			return 0, err
		}
	}
	if err := o.service.CreateAll(ctx, tx, caller.Actor, "", add); err != nil {
		return 0, err
	}
	return o.groups.Attach(ctx, tx, caller.Actor, places, groupName)
}

// hold keeps the organizations that the rows refer to as the check found them until the transaction ends.
func (o *organizations) hold(ctx context.Context, tx *db.Tx, rows []*checked) error {
	checked := map[string]*organization.Exported{}
	var above, others []string
	for _, row := range rows {
		if t := row.parent; t != nil && t.stored != nil {
			checked[t.stored.ID] = t.stored
			above = append(above, t.stored.ID)
		}
		if t := row.registered; t != nil && t.stored != nil {
			checked[t.stored.ID] = t.stored
			others = append(others, t.stored.ID)
		}
	}
	slices.Sort(above)
	slices.Sort(others)
	if err := o.groups.Hold(ctx, tx, slices.Compact(above), slices.Compact(others)); err != nil {
		return err
	}
	types, err := o.service.HoldTypes(ctx, tx, slices.Collect(maps.Keys(checked)))
	if err != nil {
		return err
	}
	for organizationID, stored := range checked {
		kind := ""
		if stored.Registration != nil {
			kind = stored.Registration.Type
		}
		if now, there := types[organizationID]; !there || now != kind {
			return errChanged
		}
	}
	return nil
}

func (t *target) organizationID() string {
	switch {
	case t == nil:
		return ""
	case t.stored != nil:
		return t.stored.ID
	default:
		return t.row.id
	}
}
