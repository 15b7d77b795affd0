package imports

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/sheet"
)

// The columns of an organizations file, in the order in which they are written.
const (
	colKey            = "key"
	colParentKey      = "parent_key"
	colName           = "name"
	colClassification = "classification"
	colType           = "type"
	colClient         = "client_classification"
	colAddress        = "address"
	colControl        = "control_organization_integrated"
	colRegisteredKey  = "registered_organization_key"
	colRepresentative = "representative_name"
	colMainPhone      = "main_phone"
	colNumber         = "business_registration_number"
	colWebsite        = "website"
	colTimeZone       = "time_zone"
	colDetail         = "address_detail"
	colPostalCode     = "postal_code"
	colStatus         = "status"
	colError          = "error" // written beside invalid rows, and not read
)

var fileColumns = []string{
	colKey, colParentKey, colName, colClassification, colType, colClient, colAddress, colControl, colRegisteredKey,
	colRepresentative, colMainPhone, colNumber, colWebsite, colTimeZone, colDetail, colPostalCode, colStatus,
}

// columnOf is the column of a field of the API, for rules that are told by field.
var columnOf = map[string]string{
	"body.name": colName, "body.website": colWebsite, "body.timeZone": colTimeZone, "body.status": colStatus, "body.externalKey": colKey,
	"body.registration.classification": colClassification, "body.registration.type": colType,
	"body.registration.clientClassification": colClient, "body.registration.address.base": colAddress,
	"body.registration.address.detail": colDetail, "body.registration.address.postalCode": colPostalCode,
	"body.registration.controlOrganizationIntegrated": colControl, "body.registration.registeredOrganizationId": colRegisteredKey,
	"body.registration.representativeName": colRepresentative, "body.registration.mainPhone": colMainPhone,
	"body.registration.businessRegistrationNumber": colNumber,
}

// MaxRows is how many organizations one file may hold.
const MaxRows = 100_000

// table is a file that was read.
type table struct {
	has  map[string]bool // the columns that are there
	rows []record
}

// record is one row by column. Empty cells are absent.
type record struct {
	line  int
	cells map[string]string
}

// read takes a file apart. What is wrong with it as a whole is a fault on body.file.
func read(content []byte, name string) (table, error) {
	r, err := sheet.Open(bytes.NewReader(content), int64(len(content)), name, sheet.Limits{Rows: MaxRows, Bytes: 256 << 20})
	if err != nil {
		return table{}, unreadable(err)
	}
	t, err := readRows(r)
	return t, unreadable(errors.Join(err, r.Close()))
}

func readRows(r *sheet.Reader) (table, error) {
	known := make([]sheet.Column, 0, len(fileColumns)+1)
	for _, c := range fileColumns {
		known = append(known, sheet.Column{Name: c, Required: c == colName})
	}
	index, err := sheet.Columns(r.Header(), append(known, sheet.Column{Name: colError}))
	if err != nil {
		return table{}, err
	}
	t := table{has: map[string]bool{}}
	for c := range index {
		t.has[c] = c != colError
	}
	for r.Next() {
		line, values := r.Row()
		row := record{line: line, cells: make(map[string]string, len(index))}
		for c, i := range index {
			if c != colError && values[i] != "" {
				row.cells[c] = values[i]
			}
		}
		t.rows = append(t.rows, row)
	}
	return t, r.Err()
}

func unreadable(err error) error {
	var e *sheet.Error
	if !errors.As(err, &e) {
		return err
	}
	return fault.InvalidFields(fault.Field{Location: "body.file", Code: e.Code, Message: e.Message}).Because(err)
}

// Export writes the organizations that the filters show as a file that Import reads back without a
// change. It needs the memory of one row.
func (s *Service) Export(ctx context.Context, caller access.Caller, w io.Writer, format sheet.Format, f organization.Filter, sort string) error {
	rules := s.organizations.Rules()
	var out *sheet.Writer
	begin := func() (err error) { // with the first row, so that what is refused before it has written nothing
		if out == nil {
			out, err = sheet.NewWriter(w, format, fileColumns)
		}
		return err
	}
	if err := s.organizations.Export(ctx, caller, f, sort, func(o organization.Exported) error {
		if err := begin(); err != nil {
			return err
		}
		cells := cellsOf(o, rules)
		row := make([]string, len(fileColumns))
		for i, c := range fileColumns {
			row[i] = cells[c]
		}
		return out.Write(row)
	}); err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	return out.Close()
}

// Template writes an empty file.
func Template(w io.Writer, format sheet.Format) error {
	out, err := sheet.NewWriter(w, format, fileColumns)
	if err != nil {
		return err
	}
	return out.Close()
}

func cellsOf(o organization.Exported, rules organization.Rules) map[string]string {
	keyOr := func(key, id string) string {
		if key != "" {
			return key
		}
		return id
	}
	cells := map[string]string{
		colKey: keyOr(o.ExternalKey, o.ID), colParentKey: keyOr(o.ParentKey, o.ParentID), colName: o.Name,
		colWebsite: o.Website, colTimeZone: o.TimeZone, colStatus: o.Status,
	}
	if r := o.Registration; r != nil {
		cells[colClassification], cells[colType], cells[colClient] = r.Classification, r.Type, r.ClientClassification
		cells[colAddress], cells[colDetail], cells[colPostalCode] = r.Address.Base, r.Address.Detail, r.Address.PostalCode
		if r.ControlIntegrated != nil {
			cells[colControl] = "false"
			if *r.ControlIntegrated {
				cells[colControl] = "true"
			}
		}
		cells[colRegisteredKey] = keyOr(o.RegisteredKey, r.RegisteredOrganizationID)
		cells[colRepresentative] = r.RepresentativeName
		cells[colMainPhone] = rules.ShowPhone(r.MainPhone)
		cells[colNumber] = organization.ShowBusinessRegistrationNumber(r.BusinessRegistrationNumber)
	}
	return cells
}
