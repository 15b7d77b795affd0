package number

import (
	"errors"
	"strconv"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// MaxLettering is how long a lettering may be, in characters after NFC.
const MaxLettering = 20

// maxFoldedLettering is how long a folded lettering can be: folding makes at most three characters of one.
const maxFoldedLettering = 3 * MaxLettering

// Switches are what an organization may use, beside what everybody may.
type Switches struct {
	Refuse050    bool // no Korean 050 numbers
	AllowSpecial bool // special numbers such as 112
}

// Note is something about one field of a number: what is wrong with it, or what to know about it.
type Note struct {
	Field   string // number, lettering, billingNumber, organizationId; "" for the whole of it
	Code    string
	Message string
	Values  map[string]string // what the message names, by what it is; nil for nothing
}

// The fields that notes are about.
const (
	FieldNumber       = "number"
	FieldLettering    = "lettering"
	FieldBilling      = "billingNumber"
	FieldOrganization = "organizationId"
)

// Rules are what every number has to keep, wherever it comes in.
type Rules struct {
	Country string // ISO 3166 code of numbers without a country code of their own
}

// parse reads a number of an organization. repair undoes what spreadsheets do, with a warning each.
func (r Rules) parse(field, written string, s Switches, repair bool) (n phone.Number, warnings []Note, wrong *Note) {
	n, found, err := phone.Parse(written, r.Country, phone.Options{Refuse050: s.Refuse050, AllowSpecial: s.AllowSpecial, Repair: repair})
	var e *phone.Error
	if errors.As(err, &e) {
		if field == FieldBilling && e.Code == "empty" {
			return "", nil, &Note{Field: field, Code: "required", Message: "A billing number is required: the number that is charged."}
		}
		return "", nil, &Note{field, e.Code, e.Message, e.Values}
	}
	for _, w := range found {
		warnings = append(warnings, Note{field, w.Code, w.Message, w.Values})
	}
	return n, warnings, nil
}

// lettering reads the text that is shown to the called person.
func (r Rules) lettering(written string) (clean string, wrong *Note) {
	clean, problem := text.Line(written, MaxLettering, false)
	if problem != nil {
		return clean, &Note{FieldLettering, problem.Code, problem.Message, problem.Values}
	}
	return clean, nil
}

// CheckBilling refuses a billing number that no organization may use: the rules of the field body.billingNumber.
func (s *Service) CheckBilling(written string) error {
	if _, _, wrong := s.rules().parse(FieldBilling, written, Switches{AllowSpecial: true}, true); wrong != nil {
		return fault.InvalidFields(fault.Field{Location: "body.billingNumber", Code: wrong.Code, Message: wrong.Message})
	}
	return nil
}

// Show is a number as its country writes it.
func (r Rules) Show(n phone.Number) string { return phone.Display(n, r.Country) }

// taken is the refusal of a number that somebody has. It tells nothing more.
func taken(field string) Note {
	return Note{Field: field, Code: "number_taken", Message: "This number is taken. A number can be registered once."}
}

// repeated refuses a number that stood in another line first.
func repeated(source Source, first int) Note {
	return Note{
		FieldNumber, "repeated_number", source.Place(first) + " has the same number. Each number may stand here once.",
		map[string]string{"line": strconv.Itoa(first)},
	}
}
