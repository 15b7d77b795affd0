package imports

import (
	"context"
	"io"

	"github.com/tenantry/tenantry/internal/access"
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

// MaxOrganizations is how many organizations one file may hold.
const MaxOrganizations = 100_000

// Export writes the organizations that the filters show as a file that Import reads back without a
// change. It needs the memory of one row.
func (s *Service) Export(ctx context.Context, caller access.Caller, w io.Writer, format sheet.Format, f organization.Filter, sort string) error {
	rules := s.Organizations.Rules()
	var out *sheet.Writer
	begin := func() (err error) { // with the first row, so that what is refused before it has written nothing
		if out == nil {
			out, err = sheet.NewWriter(w, format, fileColumns)
		}
		return err
	}
	if err := s.Organizations.Export(ctx, caller, f, sort, func(o organization.Exported) error {
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

// Template writes an empty file of organizations.
func Template(w io.Writer, format sheet.Format) error {
	return sheet.WriteEmpty(w, format, fileColumns)
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
