package usage

import (
	"fmt"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// The kinds of usages.
const (
	Campaign = "campaign"
	Schedule = "schedule"
)

// Kinds are all of them.
var Kinds = []string{Campaign, Schedule}

// Limits of a usage.
const (
	MaxNumbers    = 10000
	MaxName       = 100 // characters
	MaxExternalID = 100 // characters
)

// Usage is a campaign or schedule of a product that uses an organization, and numbers of it.
type Usage struct {
	ID             string
	OrganizationID string
	Organization   string // its name
	Product        string // its key
	Kind           string
	ExternalID     string // what the product knows it by; there once per organization, product and kind
	Name           string
	URL            string // where the product shows it; may be empty
	Numbers        int    // how many it uses
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Key is what a product knows a usage by.
type Key struct {
	OrganizationID string
	Product        string
	Kind           string
	ExternalID     string
}

// Draft is what a product says of a usage.
type Draft struct {
	Name    string
	URL     string
	Numbers []string // as people write them, in any order, the same one more than once
}

// Number is a number that a usage uses.
type Number struct {
	ID        string
	Number    string // canonical
	Display   string // as its country writes it
	Lettering string
}

// Ref is a usage as something that stands in the way of a change.
type Ref struct {
	ID             string
	Product        string
	Kind           string
	ExternalID     string
	Name           string
	OrganizationID string
	URL            string
}

// check cleans what the path says, or adds what is wrong with it.
func (k *Key) check(fields *fault.Fields) {
	if !slices.Contains(Kinds, k.Kind) {
		fields.Add("path.kind", "invalid_value", "Must be campaign or schedule.")
	}
	clean, problem := text.Line(k.ExternalID, MaxExternalID, true)
	if problem != nil {
		fields.Add("path.externalId", problem.Code, problem.Message)
	}
	k.ExternalID = clean
}

// check cleans the texts, or adds what is wrong with them. It does not look at the numbers, other than how many
// they are.
func (d *Draft) check(fields *fault.Fields) {
	name, problem := text.Line(d.Name, MaxName, true)
	if problem != nil {
		fields.Add("body.name", problem.Code, problem.Message)
	}
	d.Name = name
	if d.URL != "" {
		if d.URL, problem = text.Website(d.URL); problem != nil {
			fields.Add("body.url", problem.Code, problem.Message)
		}
	}
	if len(d.Numbers) > MaxNumbers {
		fields.Add("body.numbers", "too_many", fmt.Sprintf("A usage has at most %d numbers. Divide it into several.", MaxNumbers))
	}
}

// said is what an event says of a usage.
type said struct {
	Product    string `json:"product"`
	Kind       string `json:"kind"`
	ExternalID string `json:"externalId"`
	Name       string `json:"name"`
	URL        string `json:"url,omitzero"`
	Numbers    int    `json:"numbers"`
}

func (u *Usage) said() said {
	return said{Product: u.Product, Kind: u.Kind, ExternalID: u.ExternalID, Name: u.Name, URL: u.URL, Numbers: u.Numbers}
}
