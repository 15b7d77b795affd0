package organization

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// Filter says which organizations a list shows. Texts are contained, case folded; several values of one
// field are alternatives; different fields all hold. The zero value shows everything within reach.
type Filter struct {
	Q                          string // contained in the name, or a whole ID
	IDs                        []string
	Name                       string
	Website                    string
	TimeZone                   string
	Status                     []string
	ExternalKeys               []string // whole; who is not of the staff knows of none
	Classification             []string
	Type                       []string
	ClientClassification       []string
	Address                    string
	ControlIntegrated          *bool
	RegisteredOrganizationID   string
	RepresentativeName         string
	MainPhone                  string // digits, in national or canonical form
	BusinessRegistrationNumber string
	GroupID                    string     // of a group, or NoGroup
	CreatedFrom                *time.Time // included
	CreatedTo                  *time.Time // not included
}

// NoGroup is the filter for organizations that stand in no group.
const NoGroup = "none"

// ofRegistration reports whether the filter asks about registrations, which not everybody who sees an
// organization sees.
func (f Filter) ofRegistration() bool {
	return len(f.Classification)+len(f.Type)+len(f.ClientClassification) > 0 || f.ControlIntegrated != nil ||
		f.Address+f.RegisteredOrganizationID+f.RepresentativeName+f.MainPhone+f.BusinessRegistrationNumber != ""
}

// reach is where a list may look: a list that is filtered or sorted by registrations tells about them, so
// it is of the organizations whose registration the caller sees; the same for external keys.
func reach(caller access.Caller, f Filter, o order) access.Reach {
	if len(f.ExternalKeys) > 0 && !caller.Staff() {
		return access.Reach{}
	}
	if f.ofRegistration() || !slices.Contains(unregistered, o.columns[0]) {
		return caller.ReachWith(access.OrganizationUpdate)
	}
	return caller.Reach()
}

// unregistered are the columns of a sort that tell nothing of a registration.
var unregistered = []string{"name_key", "created_at", "updated_at", "website_fold", "time_zone", "status"}

// maxFoldedName is the longest folded name: folding makes at most three characters of one.
const maxFoldedName = 3 * MaxName

// sparse is up to how many rows a search token may have for the list to be built from its rows. Above
// that, walking the list's own order and testing each name finds a page sooner.
const sparse = 1000

// sortColumns are the columns behind each sort, without the ID that ends every one of them. Columns of
// few values sort by name within a value.
var sortColumns = map[string][]string{
	"name":                          {"name_key"},
	"createdAt":                     {"created_at"},
	"updatedAt":                     {"updated_at"},
	"externalKey":                   {"external_key"},
	"website":                       {"website_fold", "name_key"},
	"timeZone":                      {"time_zone", "name_key"},
	"status":                        {"status", "name_key"},
	"classification":                {"classification", "name_key"},
	"type":                          {"type", "name_key"},
	"clientClassification":          {"client_classification", "name_key"},
	"controlOrganizationIntegrated": {"control_integrated", "name_key"},
	"address":                       {"address_fold"},
	"representativeName":            {"representative_fold"},
	"mainPhone":                     {"main_phone"},
	"businessRegistrationNumber":    {"business_registration_number"},
}

// SortFields are the names that a list can be sorted by, each also with a leading "-" for descending.
func SortFields() []string {
	fields := make([]string, 0, len(sortColumns))
	for f := range sortColumns {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	return fields
}

// selection builds the WHERE of a list. The organization's row is o.
type selection struct {
	db    *db.DB
	where []string
	args  []any
}

func (s *selection) arg(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d", len(s.args))
}

func (s *selection) and(predicate string) { s.where = append(s.where, predicate) }

func (s *selection) sql() string { return " WHERE " + strings.Join(s.where, " AND ") }

// contains adds "the folded column contains the text".
func (s *selection) contains(column, value string) {
	if value != "" {
		s.and(s.db.Contains(column, s.arg(text.Fold(strings.TrimSpace(value)))))
	}
}

// within keeps to a reach. The platform organization is in no list, nor is one that is being erased.
func (s *selection) within(reach access.Reach) {
	s.and("o.id <> " + s.arg(id.PlatformOrganization))
	if !reach.All() || reach.Hides() {
		s.and(reach.SQL("o", s.arg))
	}
}

// oneOf adds "the column is one of these". Several values are hidden from the indexes: none of them
// gives the rows in the order of the list.
func (s *selection) oneOf(column string, values []string) {
	switch len(values) {
	case 0:
	case 1:
		s.and(column + " = " + s.arg(values[0]))
	default:
		places := make([]string, len(values))
		for i, v := range values {
			places[i] = s.arg(v)
		}
		s.and("(" + column + " || '') IN (" + strings.Join(places, ", ") + ")")
	}
}

// selectFor builds the selection of a filter within a reach. It asks the database how common the search
// text is, which decides how it is looked for.
func (s *Service) selectFor(ctx context.Context, q db.Querier, reach access.Reach, f Filter) (*selection, error) {
	sel := &selection{db: s.db}
	sel.within(reach)
	if query := strings.TrimSpace(f.Q); id.Valid(id.Organization, query) {
		sel.and("o.id = " + sel.arg(query))
	} else if err := s.name(ctx, q, sel, query); err != nil {
		return nil, err
	}
	if err := s.name(ctx, q, sel, strings.TrimSpace(f.Name)); err != nil {
		return nil, err
	}
	if len(f.IDs) > 0 {
		sel.ids(f.IDs)
	}
	sel.contains("o.website_fold", f.Website)
	sel.contains("lower(o.time_zone)", f.TimeZone)
	sel.contains("o.address_fold", f.Address)
	sel.contains("o.representative_fold", f.RepresentativeName)
	sel.externalKeys(f.ExternalKeys)
	sel.oneOf("o.status", f.Status)
	sel.oneOf("o.classification", f.Classification)
	sel.oneOf("o.type", f.Type)
	sel.oneOf("o.client_classification", f.ClientClassification)
	if f.ControlIntegrated != nil {
		sel.and("o.control_integrated = " + sel.arg(boolText(f.ControlIntegrated)))
	}
	if f.RegisteredOrganizationID != "" {
		sel.and("o.registered_organization_id = " + sel.arg(f.RegisteredOrganizationID))
	}
	if f.MainPhone != "" {
		sel.digits("o.main_phone", phone.Digits(f.MainPhone, s.rules.Country))
	}
	if f.BusinessRegistrationNumber != "" {
		if number := strings.NewReplacer("-", "", " ", "").Replace(f.BusinessRegistrationNumber); number != "" {
			sel.and(s.db.Contains("o.business_registration_number", sel.arg(number)))
		} else {
			sel.and("FALSE") // dashes alone are contained in no number
		}
	}
	switch f.GroupID {
	case "":
	case NoGroup: // most of them, as a rule: not worth an index
		sel.and("COALESCE(o.group_id, '') = ''")
	default:
		sel.and("o.group_id = " + sel.arg(f.GroupID))
	}
	if f.CreatedFrom != nil {
		sel.and("o.created_at >= " + sel.arg(db.Micros(*f.CreatedFrom)))
	}
	if f.CreatedTo != nil {
		sel.and("o.created_at < " + sel.arg(db.Micros(*f.CreatedTo)))
	}
	return sel, nil
}

func (s *selection) ids(organizationIDs []string) {
	places := make([]string, len(organizationIDs))
	for i, v := range organizationIDs {
		places[i] = s.arg(v)
	}
	s.and("o.id IN (" + strings.Join(places, ", ") + ")")
}

// externalKeys adds "the external key is one of these". No key at all is the key of nothing.
func (s *selection) externalKeys(keys []string) {
	if len(keys) == 0 {
		return
	}
	places := make([]string, len(keys))
	for i, key := range keys {
		if cleaned, problem := text.Clean(key); problem == nil {
			key = cleaned
		}
		places[i] = s.arg(key)
	}
	s.and("o.external_key <> '' AND o.external_key IN (" + strings.Join(places, ", ") + ")")
}

func (s *selection) digits(column string, alternatives []string) {
	if len(alternatives) == 0 {
		s.and("FALSE")
		return
	}
	parts := make([]string, len(alternatives))
	for i, a := range alternatives {
		parts[i] = s.db.Contains(column, s.arg(a))
	}
	s.and("(" + strings.Join(parts, " OR ") + ")")
}

// name adds "the name contains the text". The text's pieces of two characters (or one) are tokens with
// an index. The rarest decides: if it is sparse the list is built from its rows, and a longer text is
// then tested against each name; if it is not, names are tested in the order of the list.
func (s *Service) name(ctx context.Context, q db.Querier, sel *selection, query string) error {
	if query == "" {
		return nil
	}
	folded := text.Fold(query)
	if text.Length(folded) > maxFoldedName {
		sel.and("FALSE")
		return nil
	}
	tokens := searchTokens(folded)
	rarest, least := "", sparse+1
	for _, token := range tokens {
		var n int
		if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM organization_token WHERE token = $1 LIMIT $2) t", token, sparse+1).Scan(&n); err != nil {
			return err
		}
		if n < least {
			rarest, least = token, n
		}
	}
	if least <= sparse {
		sel.and("o.id IN (SELECT organization_id FROM organization_token WHERE token = " + sel.arg(rarest) + ")")
		if len(tokens) == 1 {
			return nil // the token is the whole text
		}
	}
	sel.and(s.db.Contains("o.name_fold", sel.arg(folded)))
	return nil
}

// searchTokens are the tokens that every name containing the folded text has.
func searchTokens(folded string) []string {
	runes := []rune(folded)
	if len(runes) <= 2 {
		return []string{folded}
	}
	tokens := make([]string, 0, len(runes)-1)
	for i := range runes[:len(runes)-1] {
		if t := string(runes[i : i+2]); !slices.Contains(tokens, t) {
			tokens = append(tokens, t)
		}
	}
	return tokens
}
