package imports

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/organization"
)

// compare decides about rows whose organization exists: equal ones are skipped.
func (c *checker) compare(row *checked) {
	if row.status == Invalid || row.existing == nil {
		return
	}
	if differs := c.equal(row, row.existing); differs != "" {
		row.refuse(Note{
			colKey, "already_exists", "An organization with this key exists and differs in " + differs + ". Imports never change what exists; edit it instead, or take the row out.",
			map[string]string{"columns": differs},
		})
		return
	}
	row.status = Skip
	row.warnings = append(row.warnings, Note{Code: "unchanged", Message: "This organization exists and is the same."})
}

// equal names the columns in which a row differs from an organization, "" for none. Columns that the
// file does not have, and an empty time zone or status, say nothing.
func (c *checker) equal(row *checked, o *organization.Exported) string {
	d, r, e := row.draft, organization.Registration{}, organization.Registration{}
	if d.Registration != nil {
		r = *d.Registration
	}
	if o.Registration != nil {
		e = *o.Registration
	}
	same := map[string]bool{
		colName: d.Name == o.Name, colWebsite: d.Website == o.Website, colClassification: r.Classification == e.Classification,
		colType: r.Type == e.Type, colClient: r.ClientClassification == e.ClientClassification, colAddress: r.Address.Base == e.Address.Base,
		colDetail: r.Address.Detail == e.Address.Detail, colPostalCode: r.Address.PostalCode == e.Address.PostalCode,
		colControl:        boolOf(r.ControlIntegrated) == boolOf(e.ControlIntegrated),
		colRepresentative: r.RepresentativeName == e.RepresentativeName, colMainPhone: r.MainPhone == e.MainPhone,
		colNumber:        r.BusinessRegistrationNumber == e.BusinessRegistrationNumber,
		colTimeZone:      row.cells[colTimeZone] == "" || d.TimeZone == o.TimeZone,
		colStatus:        row.cells[colStatus] == "" || d.Status == o.Status,
		colParentKey:     sameTarget(row.parentKey, o.ParentKey, o.ParentID),
		colRegisteredKey: sameTarget(row.registeredKey, o.RegisteredKey, e.RegisteredOrganizationID),
	}
	var differs []string
	for _, column := range fileColumns {
		if equal, compared := same[column]; compared && c.has[column] && !equal {
			differs = append(differs, column)
		}
	}
	return strings.Join(differs, ", ")
}

func boolOf(b *bool) string {
	if b == nil {
		return ""
	}
	return fmt.Sprint(*b)
}

// sameTarget reports whether a cell names what an organization refers to, by key or by ID.
func sameTarget(cell, key, id string) bool {
	if cell == "" {
		return id == ""
	}
	return cell == key || cell == id
}

// follow makes a row invalid that refers to an invalid one, and reports whether it just did.
func (c *checker) follow(row *checked) bool {
	if row.status != Add {
		return false
	}
	for column, t := range map[string]*target{colParentKey: row.parent, colRegisteredKey: row.registered} {
		if t != nil && t.stored == nil && t.row.status == Invalid {
			line := strconv.Itoa(t.row.line)
			row.refuse(Note{column, "refers_to_invalid", "Line " + line + ", which this refers to, is invalid. Correct that one first.", map[string]string{"line": line}})
		}
	}
	return row.status == Invalid
}

// numbers warns of business registration numbers that several organizations have.
func (c *checker) numbers(ctx context.Context, q db.Querier, organizations *organization.Service) error {
	lines := map[string]int{}
	var numbers []string
	for _, row := range c.rows {
		if n := row.number(); n != "" {
			numbers = append(numbers, n)
		}
	}
	used, err := organizations.NumbersInUse(ctx, q, numbers)
	if err != nil {
		return err
	}
	for _, row := range c.rows {
		n := row.number()
		if n == "" {
			continue
		}
		if used[n] {
			w := organization.NumberInUse
			row.warnings = append(row.warnings, Note{Column: colNumber, Code: w.Code, Message: w.Message})
		} else if first, ok := lines[n]; ok {
			line := strconv.Itoa(first)
			row.warnings = append(row.warnings, Note{
				colNumber, "business_registration_number_in_use", "Line " + line + " has the same business registration number.", map[string]string{"line": line},
			})
		} else {
			lines[n] = row.line
		}
	}
	return nil
}

// number is the business registration number that a row would add.
func (c *checked) number() string {
	if c.status != Add || c.draft.Registration == nil {
		return ""
	}
	return c.draft.Registration.BusinessRegistrationNumber
}
