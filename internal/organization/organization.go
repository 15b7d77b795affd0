package organization

import (
	"time"

	"github.com/tenantry/tenantry/internal/phone"
)

// Status of an organization.
const (
	Active    = "active"
	Suspended = "suspended"
)

// Classification and type of a registered organization.
const (
	Client      = "client"
	Partner     = "partner"
	Contracting = "contracting"
	Executing   = "executing"
)

// Limits of text fields, in characters after NFC.
const (
	MaxName           = 30
	MaxExternalKey    = 100
	MaxRepresentative = 20
	MaxAddress        = 200
	MaxPostalCode     = 20
)

// Organization is a client or partner that uses the platform. "" is an absent field.
type Organization struct {
	ID      string
	Version int64 // counts changes; the ETag
	Draft
	// NumberRules are nil for who does not see the registration, and where they are the default.
	NumberRules *NumberRules
	// RegisteredOrganizationName is of the contracting organization, for who sees it.
	RegisteredOrganizationName string
	// GroupID and ParentID are the place in the hierarchy, which package group gives it, for who sees them.
	GroupID, ParentID string
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// Draft is all of an organization that somebody enters. Its JSON is what audit events say.
type Draft struct {
	Name         string        `json:"name,omitzero"`
	Website      string        `json:"website,omitzero"`
	TimeZone     string        `json:"timeZone,omitzero"` // IANA name; never changes
	Status       string        `json:"status,omitzero"`
	ExternalKey  string        `json:"externalKey,omitzero"` // the key another system or a file knows it by
	Registration *Registration `json:"registration,omitzero"`
}

// Registration is what platform staff enter about an organization.
type Registration struct {
	Classification             string       `json:"classification,omitzero"`
	Type                       string       `json:"type,omitzero"`
	ClientClassification       string       `json:"clientClassification,omitzero"` // clients only
	Address                    Address      `json:"address,omitzero"`
	ControlIntegrated          *bool        `json:"controlOrganizationIntegrated,omitzero"` // contracting only
	RegisteredOrganizationID   string       `json:"registeredOrganizationId,omitzero"`      // executing only: the contracting organization
	RepresentativeName         string       `json:"representativeName,omitzero"`            // contracting only
	MainPhone                  phone.Number `json:"mainPhone,omitzero"`                     // contracting only
	BusinessRegistrationNumber string       `json:"businessRegistrationNumber,omitzero"`    // contracting only; ten digits
}

// NumberRules are the switches of an organization for Korean outgoing numbers, which platform staff set.
type NumberRules struct {
	Personal050 bool `json:"personal050"` // 050 numbers, about which providers disagree
	Special     bool `json:"special"`     // special numbers such as 112
}

// DefaultNumberRules are those of an organization for which nobody chose others.
var DefaultNumberRules = NumberRules{Personal050: true}

// Address is a postal address.
type Address struct {
	PostalCode string `json:"postalCode,omitzero"`
	Base       string `json:"base,omitzero"`
	Detail     string `json:"detail,omitzero"`
}

// Warning is something to know about a change that was made all the same.
type Warning struct {
	Location string `json:"location"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	// Values are what the message names, by what it is; nil for nothing.
	Values map[string]string `json:"-"`
}
