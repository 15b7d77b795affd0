package number

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
)

// Limits of what is added at once.
const (
	MaxList  = 1_000  // numbers in a list
	MaxRange = 10_000 // numbers in a range, both ends included
	// mostConflicts is how many conflicts of a range are named.
	mostConflicts = 100
)

// Entry is one number of a list.
type Entry struct {
	Number    string
	Lettering string
}

// Told is something about one field of a list or a range, by its location in the body.
type Told struct {
	Location string `json:"location"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// Added is what adding a list did or would do.
type Added struct {
	Count    int      // numbers that are added
	Numbers  []string // their IDs, in the order of the list; none after a dry run
	Invalid  []Told   // after a dry run
	Warnings []Told
}

// AddList adds numbers that are charged to one billing number: all of them or, with an error, none. dryRun only
// looks. Errors: permission_required, number_taken where nothing else is wrong, and the rules of the fields.
func (s *Service) AddList(ctx context.Context, caller access.Caller, organizationID, billing string, entries []Entry, dryRun bool) (Added, error) {
	if err := caller.Require(access.NumbersAdd, organizationID); err != nil {
		return Added{}, err
	}
	written := make([]Written, len(entries))
	for i, e := range entries {
		written[i] = Written{Line: i, OrganizationID: organizationID, Number: e.Number, BillingNumber: billing, Lettering: e.Lettering}
	}
	source := Source{Name: "list", Place: func(i int) string { return "Entry " + strconv.Itoa(i+1) }}
	var added Added
	checked, err := s.addAll(ctx, caller, source, written, dryRun, func(checked []Checked) error {
		added = Added{}
		var wrong []Told
		for i, c := range checked {
			if c.Status == Add {
				added.Count++
			}
			for _, n := range c.Errors {
				wrong = told(wrong, locate(n.Field, i), n)
			}
			for _, n := range c.Warnings {
				added.Warnings = told(added.Warnings, locate(n.Field, i), n)
			}
		}
		if dryRun {
			added.Invalid = wrong
			return nil
		}
		return refuse(wrong)
	})
	for _, c := range checked {
		added.Numbers = append(added.Numbers, string(c.Canonical))
	}
	return added, err
}

func locate(field string, i int) string {
	if field == FieldBilling {
		return "body.billingNumber"
	}
	return fmt.Sprintf("body.numbers[%d].%s", i, field)
}

// told adds a note that is not there yet: what is wrong with the billing number is wrong with each entry.
func told(list []Told, location string, n Note) []Told {
	t := Told{location, n.Code, n.Message}
	if len(list) > 0 && location == "body.billingNumber" {
		for _, other := range list {
			if other == t {
				return list
			}
		}
	}
	return append(list, t)
}

// refuse is the error of a list with something wrong in it.
func refuse(wrong []Told) error {
	if len(wrong) == 0 {
		return nil
	}
	var fields fault.Fields
	onlyTaken := true
	for _, t := range wrong {
		fields.Add(t.Location, t.Code, t.Message)
		onlyTaken = onlyTaken && t.Code == "number_taken"
	}
	if !onlyTaken {
		return fields.Err()
	}
	f := fault.New(fault.Conflict, "number_taken", "Some of these numbers are taken; none was added. A number can be registered once: take them out, and save the rest.")
	f.Fields = fields
	return f
}

// addAll checks numbers and adds them, in one transaction; look sees what the check found and may refuse it. What
// changes at the same moment has it begin anew.
func (s *Service) addAll(ctx context.Context, caller access.Caller, source Source, written []Written, dryRun bool, look func([]Checked) error) (checked []Checked, err error) {
	check := func(ctx context.Context, q db.Querier) error {
		c := s.NewCheck(caller, source)
		if checked, err = c.Parse(ctx, q, written); err != nil {
			return err
		}
		if err := c.Compare(ctx, q, checked); err != nil {
			return err
		}
		return look(checked)
	}
	if dryRun {
		return nil, check(ctx, s.db.Querier(ctx))
	}
	batchID := id.New(id.Batch, s.now())
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := check(ctx, tx); err != nil {
			return err
		}
		if err := s.Stage(ctx, tx, batchID, checked); err != nil {
			return err
		}
		_, err := s.Apply(ctx, tx, caller, batchID, source.Name, map[string]any{"first": checked[0].Canonical, "last": checked[len(checked)-1].Canonical})
		if fault.Is(err, ErrOutdated.Code) {
			return db.Again(err) // what was taken meanwhile can be told then
		}
		if err != nil {
			return err
		}
		return Forget(ctx, tx, batchID)
	})
	return checked, err
}

// Range is consecutive numbers: from First to the one whose last four digits are LastFour.
type Range struct {
	First         string
	LastFour      string
	BillingNumber string
	Lettering     string
}

// Conflict is a number of a range that cannot be added.
type Conflict struct {
	Number  string `json:"number"`
	Display string `json:"display"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Spread is what a range is, and what of it stands in the way.
type Spread struct {
	Count         int
	First, Last   phone.Number
	Conflicts     []Conflict // the first 100
	ConflictCount int
	Warnings      []Told
}

// AddRange adds every number of a range: all of them or, with an error, none. dryRun only looks. Errors:
// permission_required, range_conflicts and the rules of the fields.
func (s *Service) AddRange(ctx context.Context, caller access.Caller, organizationID string, r Range, dryRun bool) (Spread, error) {
	if err := caller.Require(access.NumbersAdd, organizationID); err != nil {
		return Spread{}, err
	}
	switches, err := switchesOf(ctx, s.db.Querier(ctx), organizationID)
	if err != nil {
		return Spread{}, err
	}
	spread, written, err := s.spread(organizationID, r, switches[organizationID])
	if err != nil {
		return spread, err
	}
	source := Source{Name: "range", Place: func(int) string { return "Another number of the range" }}
	found := spread
	_, err = s.addAll(ctx, caller, source, written, dryRun, func(checked []Checked) error {
		found = spread
		for i, c := range checked {
			if c.Status != Add {
				found.ConflictCount++
				if n := c.Errors[0]; len(found.Conflicts) < mostConflicts {
					found.Conflicts = append(found.Conflicts, Conflict{written[i].Number, s.Show(phone.Number(written[i].Number)), n.Code, n.Message})
				}
			}
			if len(found.Warnings) == 0 { // the numbers of a range are of one kind
				for _, n := range c.Warnings {
					found.Warnings = append(found.Warnings, Told{rangeField(n.Field), n.Code, n.Message})
				}
			}
		}
		if dryRun || found.ConflictCount == 0 {
			return nil
		}
		return fault.New(fault.Conflict, "range_conflicts", fmt.Sprintf("%d numbers of this range cannot be added; none was. Choose a range without them, or add the parts before and after.", found.ConflictCount)).
			With("conflicts", found.Conflicts).With("conflictCount", found.ConflictCount)
	})
	return found, err
}

func rangeField(field string) string {
	if field == FieldNumber {
		return "body.first"
	}
	return "body." + field
}

// spread writes out the numbers of a range.
func (s *Service) spread(organizationID string, r Range, switches Switches) (Spread, []Written, error) {
	var fields fault.Fields
	first, _, wrong := s.rules().parse(FieldNumber, r.First, switches, false)
	if wrong != nil {
		fields.Add("body.first", wrong.Code, wrong.Message)
	}
	if _, _, wrong := s.rules().parse(FieldBilling, r.BillingNumber, switches, false); wrong != nil {
		fields.Add("body.billingNumber", wrong.Code, wrong.Message)
	}
	if _, wrong := s.rules().lettering(r.Lettering); wrong != nil {
		fields.Add("body.lettering", wrong.Code, wrong.Message)
	}
	lastFour := strings.TrimSpace(r.LastFour)
	last, err := strconv.Atoi(lastFour)
	if len(lastFour) != 4 || err != nil || last < 0 || strings.ContainsAny(lastFour, "+-") {
		fields.Add("body.lastFourDigits", "invalid_format", fmt.Sprintf("Must be the last four digits of the last number, such as 0042: a range has at most %d numbers.", MaxRange))
	}
	if err := fields.Err(); err != nil {
		return Spread{}, nil, err
	}
	block, begin := blockOf(string(first))
	from, err := strconv.Atoi(begin)
	if err != nil || len(string(first)) < len("+82")+5 {
		fields.Add("body.first", "no_range", "A number as short as this has no range. Add it by itself.")
		return Spread{}, nil, fields.Err()
	}
	count := last - from + 1
	if count < 1 {
		fields.Add("body.lastFourDigits", "backwards", fmt.Sprintf("The range would run backwards: its first number ends in %s. The last four digits must be %s or more.", begin, begin))
		return Spread{}, nil, fields.Err()
	}
	written := make([]Written, count)
	for i := range written {
		written[i] = Written{
			Line: i, OrganizationID: organizationID, Number: fmt.Sprintf("%s%04d", block, from+i),
			BillingNumber: r.BillingNumber, Lettering: r.Lettering,
		}
	}
	return Spread{Count: count, First: first, Last: phone.Number(written[count-1].Number)}, written, nil
}

func (s *Service) rules() Rules { return Rules{Country: s.country} }
