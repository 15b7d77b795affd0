package imports

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// maxDepth is how deep a hierarchy may be.
const maxDepth = 10

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

// checked is a row with what it would do.
type checked struct {
	record
	status   string
	errors   []Note
	warnings []Note

	draft         organization.Draft
	existing      *organization.Exported
	parentKey     string // what the row refers to, as texts are compared
	registeredKey string
	parent        *target
	registered    *target
	depth         int // 0 until it is known; -1 while it is looked for
	id            string
}

// target is what a cell refers to: a row of the file, or an organization that exists.
type target struct {
	row    *checked
	stored *organization.Exported
}

func (c *checked) invalid(column, code, message string) {
	c.refuse(Note{Column: column, Code: code, Message: message})
}

func (c *checked) refuse(n Note) {
	c.status = Invalid
	if !slices.ContainsFunc(c.errors, func(other Note) bool { return other.Column == n.Column && other.Code == n.Code }) {
		c.errors = append(c.errors, n)
	}
}

// checker holds what a check looks rows up in.
type checker struct {
	table
	rules  organization.Rules
	rows   []*checked
	byKey  map[string]*checked
	stored map[string]*organization.Exported // by external key and by ID
	depths map[string]int                    // of stored parents, by ID
	places bool                              // whether the caller may say who stands below whom
}

// judge says what each row would do. q is a snapshot, or the transaction that is about to do it.
func (o *organizations) judge(ctx context.Context, q db.Querier, t table, caller access.Caller) ([]*checked, error) {
	c := &checker{table: t, rules: o.service.Rules(), byKey: map[string]*checked{}, places: caller.Holds(access.GroupsManage, id.PlatformOrganization)}
	for _, r := range t.rows {
		row := &checked{record: r, status: Add}
		c.parse(row)
		c.rows = append(c.rows, row)
	}
	c.keys()
	if err := c.load(ctx, q, o.service); err != nil {
		return nil, err
	}
	for _, row := range c.rows {
		c.link(row)
	}
	if err := c.loadDepths(ctx, q, o.service); err != nil {
		return nil, err
	}
	for _, row := range c.rows {
		c.place(row)
	}
	for _, row := range c.rows {
		c.compare(row)
	}
	for changed := true; changed; {
		changed = false
		for _, row := range c.rows {
			changed = c.follow(row) || changed
		}
	}
	return c.rows, c.numbers(ctx, q, o.service)
}

// parse makes a draft of a row and checks all that needs no other row.
func (c *checker) parse(row *checked) {
	cell := func(column string) string { return strings.TrimSpace(row.cells[column]) }
	d := organization.Draft{
		Name: row.cells[colName], Website: cell(colWebsite), TimeZone: cell(colTimeZone), Status: cell(colStatus), ExternalKey: row.key(colKey),
	}
	row.parentKey, row.registeredKey = row.key(colParentKey), row.key(colRegisteredKey)
	if d.TimeZone == "" {
		d.TimeZone = c.rules.TimeZone
	}
	if c.registered(row) {
		d.Registration = &organization.Registration{
			Classification: cell(colClassification), Type: cell(colType), ClientClassification: cell(colClient),
			Address:                  organization.Address{Base: row.cells[colAddress], Detail: row.cells[colDetail], PostalCode: row.cells[colPostalCode]},
			RegisteredOrganizationID: cell(colRegisteredKey), RepresentativeName: row.cells[colRepresentative],
			MainPhone: phone.Number(row.cells[colMainPhone]), BusinessRegistrationNumber: row.cells[colNumber],
		}
		switch strings.ToLower(cell(colControl)) {
		case "":
		case "true", "yes", "y", "1":
			yes := true
			d.Registration.ControlIntegrated = &yes
		case "false", "no", "n", "0":
			no := false
			d.Registration.ControlIntegrated = &no
		default:
			row.invalid(colControl, "invalid_value", "Must be true or false.")
		}
	}
	fields, warnings := c.rules.Check(&d, organization.Options{Repair: true})
	for _, f := range fields {
		row.refuse(Note{columnOf[f.Location], f.Code, f.Message, f.Values})
	}
	for _, w := range warnings {
		row.warnings = append(row.warnings, Note{columnOf[w.Location], w.Code, w.Message, w.Values})
	}
	row.draft = d
}

// key is what a cell names an organization by, "" where it cannot be a key.
func (c *checked) key(column string) string {
	key, problem := text.Clean(c.cells[column])
	if problem != nil {
		c.refuse(Note{column, problem.Code, problem.Message, problem.Values})
	}
	return key
}

// registered reports whether a row has anything of a registration.
func (c *checker) registered(row *checked) bool {
	for _, column := range []string{
		colClassification, colType, colClient, colAddress, colDetail, colPostalCode, colControl, colRegisteredKey,
		colRepresentative, colMainPhone, colNumber,
	} {
		if row.cells[column] != "" {
			return true
		}
	}
	return false
}

// keys finds rows that have the same key.
func (c *checker) keys() {
	for _, row := range c.rows {
		key := row.draft.ExternalKey
		if key == "" {
			continue
		}
		if first, ok := c.byKey[key]; ok {
			line := strconv.Itoa(first.line)
			row.refuse(Note{colKey, "repeated_key", "Line " + line + " has the same key. Each key may stand in a file once.", map[string]string{"line": line}})
			continue
		}
		c.byKey[key] = row
	}
}

// load reads every organization that the file names, by external key or by ID, and those that rows
// without a key may be equal to.
func (c *checker) load(ctx context.Context, q db.Querier, organizations *organization.Service) error {
	keys, names := map[string]bool{}, map[string]bool{}
	for _, row := range c.rows {
		for _, k := range []string{row.draft.ExternalKey, row.parentKey, row.registeredKey} {
			if k != "" {
				keys[k] = true
			}
		}
		if row.draft.ExternalKey == "" && row.status != Invalid {
			names[row.draft.Name] = true
		}
	}
	found, err := organizations.Find(ctx, q, keys)
	if err != nil {
		return err
	}
	c.stored = found
	unkeyed, err := organizations.FindUnkeyed(ctx, q, names)
	if err != nil {
		return err
	}
	for _, row := range c.rows {
		if key := row.draft.ExternalKey; key != "" {
			row.existing = c.stored[key]
			continue
		}
		same := unkeyed[row.draft.Name]
		for i := range same {
			if c.equal(row, &same[i]) == "" {
				row.existing = &same[i]
				break
			}
		}
	}
	return nil
}

// find resolves a key: a row of the file first, then what is stored.
func (c *checker) find(key string) *target {
	if row, ok := c.byKey[key]; ok && row.existing == nil {
		return &target{row: row}
	}
	if o, ok := c.stored[key]; ok {
		return &target{stored: o, row: c.byKey[key]}
	}
	return nil
}

// link resolves what a row refers to.
func (c *checker) link(row *checked) {
	if row.parentKey != "" {
		row.parent = c.find(row.parentKey)
		if row.parent == nil {
			row.invalid(colParentKey, "not_found", "There is no organization with this key or ID, neither in the file nor registered.")
		} else if !c.places && row.existing == nil {
			need := string(access.GroupsManage)
			row.refuse(Note{
				colParentKey, "permission_required", "Placing an organization below another needs the permission " + need + ". Leave the column out, or ask somebody who holds it.",
				map[string]string{"permission": need},
			})
		}
	}
	r := row.draft.Registration
	if r == nil || r.Type != organization.Executing || row.registeredKey == "" {
		return
	}
	row.registered = c.find(row.registeredKey)
	switch t := row.registered; {
	case t == nil:
		row.invalid(colRegisteredKey, "not_found", "There is no organization with this key or ID, neither in the file nor registered.")
	case t.contracting():
	default:
		row.invalid(colRegisteredKey, "not_contracting", "Must be a contracting organization.")
	}
}

func (t *target) contracting() bool {
	r := (*organization.Registration)(nil)
	if t.stored != nil {
		r = t.stored.Registration
	} else {
		r = t.row.draft.Registration
	}
	return r != nil && r.Type == organization.Contracting
}

// loadDepths reads how deep the stored organizations are that rows to be added would stand below.
func (c *checker) loadDepths(ctx context.Context, q db.Querier, organizations *organization.Service) error {
	parents := map[string]bool{}
	for _, row := range c.rows {
		if row.existing == nil && row.parent != nil && row.parent.stored != nil {
			parents[row.parent.stored.ID] = true
		}
	}
	depths, err := organizations.Depths(ctx, q, slices.Sorted(maps.Keys(parents)))
	c.depths = depths
	return err
}

// place finds how deep in the hierarchy a row to be added would be, and refuses what would stand too deep,
// below itself, or below a highest level that cannot be one.
func (c *checker) place(row *checked) {
	if row.existing != nil {
		return
	}
	var way []*checked // from the row up to where the depth is known
	depth := 0
	for r := row; r != nil; r = r.above() {
		if r.depth > 0 {
			depth = r.depth
			break
		}
		if r.depth < 0 {
			c.circle(r)
			break
		}
		r.depth = -1
		way = append(way, r)
		if r.parent != nil && r.parent.stored != nil {
			depth = c.depths[r.parent.stored.ID]
		}
	}
	for _, r := range slices.Backward(way) {
		depth++
		r.depth = depth
		if depth > maxDepth {
			limit := strconv.Itoa(maxDepth)
			r.refuse(Note{colParentKey, "too_deep", "A hierarchy has at most " + limit + " levels.", map[string]string{"limit": limit}})
		}
		if p := r.parent; p != nil && p.root() && !p.contracting() {
			r.invalid(colParentKey, "highest_level_must_be_contracting", "The highest level of a hierarchy must be a contracting organization.")
		}
	}
}

// above is the row of the file that this one would stand below, if it is to be added too.
func (c *checked) above() *checked {
	if c.parent == nil || c.parent.stored != nil {
		return nil
	}
	return c.parent.row
}

// circle refuses the rows that would each stand below themselves.
func (c *checker) circle(start *checked) {
	for r := start; ; {
		r.invalid(colParentKey, "cycle", "This organization would stand below itself.")
		if r = r.above(); r == start {
			return
		}
	}
}

// root reports whether nothing stands above what is referred to.
func (t *target) root() bool {
	if t.stored != nil {
		return t.stored.ParentID == ""
	}
	return t.row.parentKey == ""
}
