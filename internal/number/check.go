package number

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// Written is what somebody wrote about one number.
type Written struct {
	Line           int // in the file, or the place in the list
	OrganizationID string
	Number         string
	BillingNumber  string
	Lettering      string
}

// What comes of a number that somebody wrote.
const (
	Add     = "add"
	Skip    = "skip" // it exists just so
	Invalid = "invalid"
)

// Checked is a number that somebody wrote, with what would come of it.
type Checked struct {
	Written
	Status   string
	Errors   []Note
	Warnings []Note

	Canonical phone.Number // "" where it cannot be read
	billing   phone.Number
	lettering string
}

func (c *Checked) invalid(n Note) {
	c.Status = Invalid
	c.Errors = append(c.Errors, n)
}

// Source says how numbers come in.
type Source struct {
	Name   string                // in the audit trail: list, range, import
	Repair bool                  // undo what spreadsheets do, with a warning
	Again  bool                  // a number that exists just so is no mistake
	Place  func(line int) string // names the place of another number, in a sentence
}

// Check is one check of many numbers, in parts: what is repeated is known across them. It is the same for every
// way in. Parse and Compare may run beside each other, on different parts.
type Check struct {
	rules  Rules
	caller access.Caller
	source Source

	places  map[string]place  // what is known of organizations, by ID
	lines   firsts            // where a number stood first
	billing map[string]parsed // by what was written, one organization's
}

// place is what a check knows of an organization.
type place struct {
	switches Switches
	wrong    *Note
}

type parsed struct {
	number   phone.Number
	warnings []Note
	wrong    *Note
}

// mostParsed is how many billing numbers a check remembers: there are few different ones.
const mostParsed = 4096

// NewCheck begins a check of what the caller wants to add.
func (s *Service) NewCheck(caller access.Caller, source Source) *Check {
	return &Check{
		rules: s.rules(), caller: caller, source: source,
		places: map[string]place{}, billing: map[string]parsed{},
	}
}

// Parse reads a part of what was written and applies all the rules that need no other number. q is asked about
// organizations that were not seen before.
func (c *Check) Parse(ctx context.Context, q db.Querier, part []Written) ([]Checked, error) {
	if err := c.look(ctx, q, part); err != nil {
		return nil, err
	}
	checked := make([]Checked, len(part))
	for i, w := range part {
		checked[i] = c.parse(w)
	}
	return checked, nil
}

// look finds out about the organizations of a part.
func (c *Check) look(ctx context.Context, q db.Querier, part []Written) error {
	var ask []string
	for _, w := range part {
		if _, known := c.places[w.OrganizationID]; known {
			continue
		}
		switch err := c.caller.Require(access.NumbersAdd, w.OrganizationID); {
		case !id.Valid(id.Organization, w.OrganizationID): // not worth to be remembered
		case !c.caller.Sees(w.OrganizationID):
			c.places[w.OrganizationID] = place{wrong: unseen()}
		case err != nil:
			c.places[w.OrganizationID] = place{wrong: forbidden()}
		default:
			c.places[w.OrganizationID] = place{wrong: unseen()} // until it is found
			ask = append(ask, w.OrganizationID)
		}
	}
	found, err := switchesOf(ctx, q, ask...)
	for organizationID, s := range found {
		c.places[organizationID] = place{switches: s}
	}
	return err
}

func unseen() *Note {
	return &Note{Field: FieldOrganization, Code: "not_found", Message: "There is no such organization."}
}

func forbidden() *Note {
	need := string(access.NumbersAdd)
	return &Note{FieldOrganization, "permission_required", "This needs the permission " + need + " in this organization.", map[string]string{"permission": need}}
}

func (c *Check) parse(w Written) Checked {
	out := Checked{Written: w, Status: Add}
	at, known := c.places[w.OrganizationID]
	switch {
	case w.OrganizationID == "":
		at.wrong = &Note{Field: FieldOrganization, Code: "required", Message: "An organization is required."}
	case !known:
		at.wrong = unseen()
	}
	if at.wrong != nil {
		out.invalid(*at.wrong)
	}
	n, warnings, wrong := c.rules.parse(FieldNumber, w.Number, at.switches, c.source.Repair)
	if wrong != nil {
		out.invalid(*wrong)
	} else {
		out.Canonical, out.Warnings = n, warnings
		if first, again := c.lines.put(digits(n), w.Line); again {
			out.invalid(repeated(c.source, first))
		}
	}
	b := c.parseBilling(w, at.switches)
	if b.wrong != nil {
		out.invalid(*b.wrong)
	}
	out.billing, out.Warnings = b.number, append(out.Warnings, b.warnings...)
	if out.lettering, wrong = c.rules.lettering(w.Lettering); wrong != nil {
		out.invalid(*wrong)
	}
	return out
}

func (c *Check) parseBilling(w Written, s Switches) parsed {
	key := w.BillingNumber
	if s != (Switches{}) {
		key += fmt.Sprint(s)
	}
	b, known := c.billing[key]
	if !known {
		b.number, b.warnings, b.wrong = c.rules.parse(FieldBilling, w.BillingNumber, s, c.source.Repair)
		if len(c.billing) < mostParsed {
			c.billing[key] = b
		}
	}
	return b
}

// digits is a canonical number without its +. It has at most 15 digits and none in front that is 0.
func digits(n phone.Number) uint64 {
	value, err := strconv.ParseUint(strings.TrimPrefix(string(n), "+"), 10, 64)
	if err != nil {
		panic("number: " + string(n) + " is not canonical")
	}
	return value
}

// existing is a number that is registered.
type existing struct {
	number, organizationID, billing, lettering string
}

// Compare decides about the numbers of a part that are registered already. What another organization has that
// the caller may not read the numbers of is taken, and nothing more.
func (c *Check) Compare(ctx context.Context, q db.Querier, part []Checked) error {
	at := make(map[string]*Checked, len(part))
	numbers := make([]string, 0, len(part))
	for i := range part {
		if p := &part[i]; p.Canonical != "" && at[string(p.Canonical)] == nil {
			at[string(p.Canonical)] = p
			numbers = append(numbers, string(p.Canonical))
		}
	}
	return db.EachIn(ctx, q, db.In("SELECT number, organization_id, billing_number, lettering FROM outgoing_number WHERE number IN (...)", lookup, numbers),
		func(e *existing) []any { return []any{&e.number, &e.organizationID, &e.billing, &e.lettering} }, func(e existing) error {
			c.compare(at[e.number], e)
			return nil
		})
}

func (c *Check) compare(p *Checked, e existing) {
	if !c.source.Again || !c.caller.Holds(access.NumbersRead, e.organizationID) {
		p.invalid(taken(FieldNumber))
		return
	}
	var differs []string
	for _, f := range []struct {
		column string
		same   bool
	}{
		{ColumnOrganization, p.OrganizationID == e.organizationID},
		{ColumnBilling, string(p.billing) == e.billing},
		{ColumnLettering, p.lettering == e.lettering},
	} {
		if !f.same {
			differs = append(differs, f.column)
		}
	}
	switch {
	case p.Status == Invalid: // for another reason, which comes first
	case len(differs) > 0:
		columns := strings.Join(differs, ", ")
		p.invalid(Note{FieldNumber, "already_exists", "This number is registered and differs in " + columns +
			". Adding never changes what exists; edit it instead, or take the row out.", map[string]string{"columns": columns}})
	default:
		p.Status = Skip
		p.Warnings = append(p.Warnings, Note{Code: "unchanged", Message: "This number is registered just so."})
	}
}

// stagedColumns are those of a number that is about to be added.
var stagedColumns = []string{"import_id", "line", "id", "organization_id", "number", "billing_number", "lettering", "lettering_fold"}

// Stage keeps the numbers of a part that are to be added, until Apply adds them, and enters what searches will look up:
// that finds nothing before.
func (s *Service) Stage(ctx context.Context, tx *db.Tx, batchID string, part []Checked) error {
	var blocks, folds, charged []string
	for i := range part {
		if p := &part[i]; p.Status == Add {
			block, _ := blockOf(string(p.Canonical))
			blocks, folds, charged = append(blocks, block), append(folds, text.Fold(p.lettering)), append(charged, string(p.billing))
		}
	}
	if len(blocks) == 0 {
		return nil
	}
	if err := ensureTexts(ctx, tx, blocks, folds, charged); err != nil {
		return err
	}
	now, next := s.now(), -1
	_, err := tx.BulkInsert(ctx, "number_staged", stagedColumns, func() ([]any, error) {
		for next++; next < len(part); next++ {
			if p := &part[next]; p.Status == Add {
				return []any{
					batchID, int64(p.Line), id.New(id.Number, now), p.OrganizationID, string(p.Canonical), string(p.billing),
					p.lettering, text.Fold(p.lettering),
				}, nil
			}
		}
		return nil, nil //nolint:nilnil // the end of the rows, as BulkInsert wants it
	})
	return err
}
