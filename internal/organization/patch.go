package organization

import (
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/phone"
)

// Patch is a change of some fields. A nil pointer leaves a field as it is; a pointer to "" removes it.
type Patch struct {
	Name         *string
	Website      *string
	TimeZone     *string // may repeat what it is, nothing else
	Status       *string
	ExternalKey  *string
	Registration *RegistrationPatch
	// NoRegistration removes the whole registration.
	NoRegistration bool
	NumberRules    *NumberRulesPatch
}

// NumberRulesPatch is a change of some switches.
type NumberRulesPatch struct {
	Personal050 *bool
	Special     *bool
}

// registers reports whether the patch is about the registration.
func (p Patch) registers() bool { return p.Registration != nil || p.NoRegistration }

// RegistrationPatch is a change of some fields of the registration, or the whole of a first one.
type RegistrationPatch struct {
	Classification             *string
	Type                       *string
	ClientClassification       *string
	PostalCode                 *string
	Base                       *string
	Detail                     *string
	ControlIntegrated          **bool
	RegisteredOrganizationID   *string
	RepresentativeName         *string
	MainPhone                  *string
	BusinessRegistrationNumber *string
}

// needs returns the permissions that the fields of the patch ask for.
func (p Patch) needs() []access.Permission {
	var needs []access.Permission
	if p.Name != nil || p.Website != nil || p.TimeZone != nil {
		needs = append(needs, access.OrganizationUpdate)
	}
	if p.Status != nil {
		needs = append(needs, access.OrganizationsSuspend)
	}
	if p.ExternalKey != nil || p.registers() || p.NumberRules != nil {
		needs = append(needs, access.OrganizationsRegister)
	}
	return needs
}

// apply merges the patch into an organization. What it returns are refusals that the merged one cannot show.
func (p Patch) apply(o *Organization) fault.Fields {
	var fields fault.Fields
	d := &o.Draft
	set(&d.Name, p.Name)
	set(&d.Website, p.Website)
	if p.TimeZone != nil && *p.TimeZone != d.TimeZone {
		fields.Add("body.timeZone", "immutable", "The time zone of an organization never changes.")
	}
	if p.Status != nil {
		d.Status = *p.Status
		if *p.Status == "" {
			fields.Add("body.status", "required", "A status is required: active or suspended.")
		}
	}
	set(&d.ExternalKey, p.ExternalKey)
	if p.NoRegistration {
		d.Registration = nil
	}
	if r := p.Registration; r != nil {
		merged := Registration{}
		if d.Registration != nil {
			merged = *d.Registration
		}
		r.apply(&merged)
		d.Registration = &merged
	}
	if r := p.NumberRules; r != nil {
		merged := o.numberRules()
		set(&merged.Personal050, r.Personal050)
		set(&merged.Special, r.Special)
		o.NumberRules = &merged
	}
	return fields
}

// New is the registration that the patch makes where there was none.
func (p RegistrationPatch) New() *Registration {
	var r Registration
	p.apply(&r)
	return &r
}

func (p RegistrationPatch) apply(r *Registration) {
	set(&r.Classification, p.Classification)
	set(&r.Type, p.Type)
	set(&r.ClientClassification, p.ClientClassification)
	set(&r.Address.PostalCode, p.PostalCode)
	set(&r.Address.Base, p.Base)
	set(&r.Address.Detail, p.Detail)
	set(&r.ControlIntegrated, p.ControlIntegrated)
	set(&r.RegisteredOrganizationID, p.RegisteredOrganizationID)
	set(&r.RepresentativeName, p.RepresentativeName)
	if p.MainPhone != nil {
		r.MainPhone = phone.Number(*p.MainPhone)
	}
	set(&r.BusinessRegistrationNumber, p.BusinessRegistrationNumber)
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}
