package number

import (
	"time"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/scope"
)

// MaxIDs is how many numbers a change of many may name.
const MaxIDs = 10000

// MaxBlockers is how many of the numbers that stand in the way a refusal names.
const MaxBlockers = fault.MaxBlockers

// Number is an outgoing number of an organization.
type Number struct {
	ID             string
	Version        int64 // counts changes; the ETag
	OrganizationID string
	Organization   string // its name
	Number         phone.Number
	BillingNumber  phone.Number
	Lettering      string
	InUse          bool      // by a campaign or schedule
	OwnedSince     time.Time // since when the organization has it
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Patch is a change of some fields; nil leaves a field as it is.
type Patch struct {
	Number        *string
	BillingNumber *string
	Lettering     *string
}

// Usage is a campaign or schedule that uses a number.
type Usage struct {
	ID             string  `json:"id"`
	Product        string  `json:"product"`
	Kind           string  `json:"kind"`
	ExternalID     string  `json:"externalId"`
	Name           string  `json:"name"`
	OrganizationID string  `json:"organizationId"`
	URL            *string `json:"url"`
}

// Blocker is a number that stands in the way of a change of many: it is used, or not allowed where it is to go.
type Blocker struct {
	ID      string  `json:"id"`
	Number  string  `json:"number"`
	Display string  `json:"display"`
	Usages  []Usage `json:"usages,omitempty"`
	Code    string  `json:"code,omitempty"`
	Message string  `json:"message,omitempty"`
}

// Tenure is who had a number, and when. The organization is "" where the reader does not see it.
type Tenure struct {
	OrganizationID string
	Organization   string
	From           time.Time
	To             time.Time // zero while it lasts
}

// Reference is one number as an organization's reference: what stands in the way of deleting it.
type Reference struct {
	ID     string
	Number phone.Number
}

// Lists are the lists of numbers, in their order, of organizations with everything below them.
var Lists = scope.List{
	Table: "number_scope", Columns: []string{"number"}, Source: "outgoing_number", Keys: []string{"number"}, Tally: "numbers/",
}
