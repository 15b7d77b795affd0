package imports

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/sheet"
)

// MaxNumbers is how many numbers one file may hold.
const MaxNumbers = 1_000_000

// batch is how many rows are checked and stored at once.
const batch = 2_000

// numbers makes files into outgoing numbers.
type numbers struct{ service *number.Service }

func (n *numbers) rows() int { return MaxNumbers }

func (n *numbers) columns(im Import) []sheet.Column {
	columns := number.Columns()
	for i, c := range columns {
		columns[i].Required = c.Name == number.ColumnNumber || c.Name == number.ColumnOrganization && im.OrganizationID == "" ||
			c.Name == number.ColumnBilling && im.BillingNumber == ""
	}
	return columns
}

func (n *numbers) admit(_ context.Context, caller access.Caller, im *Import) error {
	if im.BillingNumber != "" {
		if err := n.service.CheckBilling(im.BillingNumber); err != nil {
			return err
		}
	}
	if im.OrganizationID == "" {
		if within := caller.ReachWith(access.NumbersAdd); within.All() || len(within.Trees()) > 0 {
			return nil
		}
		return caller.Require(access.NumbersAdd, id.PlatformOrganization)
	}
	if !id.Valid(id.Organization, im.OrganizationID) || !caller.Sees(im.OrganizationID) {
		return fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	return caller.Require(access.NumbersAdd, im.OrganizationID)
}

// rowsPart is some rows on their way from the file to the database.
type rowsPart struct {
	checked []number.Checked
	err     error
}

// check reads and judges rows beside storing those before, so that the two take no longer than the slower.
func (n *numbers) check(ctx context.Context, c *checking) error {
	source := number.Source{Name: "import", Repair: true, Again: true, Place: func(line int) string { return fmt.Sprint("Line ", line) }}
	check := n.service.NewCheck(c.caller, source)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts := make(chan rowsPart, 1)
	go func() {
		defer close(parts)
		for {
			p := n.read(ctx, c, check)
			if len(p.checked) == 0 && p.err == nil {
				return
			}
			select {
			case parts <- p:
			case <-ctx.Done():
				return
			}
			if p.err != nil {
				return
			}
		}
	}()
	defer func() { // nobody reads the file any more when this returns
		stop()
		for range parts { //nolint:revive // until it is closed
		}
	}()
	for p := range parts {
		if p.err != nil {
			return p.err
		}
		if err := n.store(ctx, c, check, p.checked); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// read takes the next rows from the file. It runs apart from the job: a panic is an error here, too.
func (n *numbers) read(ctx context.Context, c *checking, check *number.Check) (p rowsPart) {
	defer func() {
		if r := recover(); r != nil {
			p = rowsPart{err: fmt.Errorf("panic: %v\n%s", r, debug.Stack())}
		}
	}()
	written := make([]number.Written, 0, batch)
	cell := func(values []string, column, otherwise string) string {
		if i, there := c.index[column]; there && values[i] != "" {
			return values[i]
		}
		return otherwise
	}
	for len(written) < batch && c.reader.Next() {
		line, values := c.reader.Row()
		written = append(written, number.Written{
			Line: line, Number: cell(values, number.ColumnNumber, ""), Lettering: cell(values, number.ColumnLettering, ""),
			BillingNumber:  cell(values, number.ColumnBilling, c.im.BillingNumber),
			OrganizationID: cell(values, number.ColumnOrganization, c.im.OrganizationID),
		})
	}
	if err := c.reader.Err(); err != nil {
		return rowsPart{err: unreadable(err)}
	}
	checked, err := check.Parse(ctx, n.service.Querier(ctx), written)
	return rowsPart{checked, err}
}

// store compares rows with what is registered and keeps what comes of them.
func (n *numbers) store(ctx context.Context, c *checking, check *number.Check, checked []number.Checked) error {
	if err := check.Compare(ctx, n.service.Querier(ctx), checked); err != nil {
		return err
	}
	var rows []Row
	for _, p := range checked {
		c.counts.note(p.Status, len(p.Warnings) > 0)
		if p.Status != number.Add || len(p.Warnings) > 0 {
			rows = append(rows, rowOf(c, p))
		}
	}
	return c.keep(ctx, rows, func(ctx context.Context, tx *db.Tx) error { return n.service.Stage(ctx, tx, c.im.ID, checked) })
}

func rowOf(c *checking, p number.Checked) Row {
	row := Row{Line: p.Line, Status: p.Status, Cells: make(map[string]string, len(c.index)), Errors: notesOf(p.Errors), Warnings: notesOf(p.Warnings)}
	for column, value := range map[string]string{
		number.ColumnNumber: p.Number, number.ColumnLettering: p.Lettering, number.ColumnBilling: p.BillingNumber, number.ColumnOrganization: p.OrganizationID,
	} {
		if _, there := c.index[column]; there && value != "" {
			row.Cells[column] = value
		}
	}
	return row
}

func notesOf(list []number.Note) []Note {
	var out []Note
	for _, n := range list {
		out = append(out, Note{number.ColumnOf(n.Field), n.Code, n.Message, n.Values})
	}
	return out
}

func (n *numbers) apply(ctx context.Context, tx *db.Tx, caller access.Caller, im Import, _ func() (*checking, error)) (map[string]any, error) {
	if _, err := n.service.Apply(ctx, tx, caller, im.ID, "import", map[string]any{"fileName": im.FileName}); err != nil {
		return nil, err
	}
	return nil, nil //nolint:nilnil // there is nothing more to say
}

func (n *numbers) plain(ctx context.Context, q db.Querier, im Import, after, limit int) ([]Row, error) {
	staged, err := n.service.Staged(ctx, q, im.ID, after, limit)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(staged))
	for i, s := range staged {
		rows[i] = Row{Line: s.Line, Status: Add, Cells: map[string]string{}}
		for column, value := range map[string]string{
			number.ColumnNumber: n.service.Show(phone.Number(s.Number)), number.ColumnLettering: s.Lettering,
			number.ColumnBilling: n.service.Show(phone.Number(s.BillingNumber)), number.ColumnOrganization: s.OrganizationID,
		} {
			if im.Header.Has(column) && value != "" {
				rows[i].Cells[column] = value
			}
		}
	}
	return rows, nil
}

func (n *numbers) forget(ctx context.Context, tx *db.Tx, importID string) error {
	return number.Forget(ctx, tx, importID)
}
