package imports

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/sheet"
	"github.com/tenantry/tenantry/internal/text"
)

// Organizations is the kind of an import of organizations.
const Organizations = "organizations"

// Modes of an import.
const (
	ModeAll   = "all"   // all rows or none
	ModeValid = "valid" // skip what is invalid
)

// States of an import.
const (
	Ready     = "ready" // checked, and not yet applied
	Done      = "done"
	Cancelled = "cancelled"
)

// Import is one uploaded file and what became of it.
type Import struct {
	ID        string
	Kind      string
	Mode      string
	FileName  string
	Status    string
	Counts    Counts
	CreatedAt time.Time
	AppliedAt time.Time // zero until it is done
}

// Counts say how many rows would do what.
type Counts struct {
	Add, Skip, Invalid int
	Warnings           int // rows with a warning
}

// Total is how many rows there are.
func (c Counts) Total() int { return c.Add + c.Skip + c.Invalid }

// Row is what the check found about one row of the file.
type Row struct {
	Line     int
	Status   string // add, skip, invalid
	Cells    map[string]string
	Errors   []Note
	Warnings []Note
}

// Service runs imports. Only whoever may register organizations imports them; each sees its own imports.
type Service struct {
	db            *db.DB
	now           func() time.Time
	cursors       *db.Cursors
	organizations *organization.Service
	groups        *group.Service
}

// NewService returns the service.
func NewService(d *db.DB, now func() time.Time, cursors *db.Cursors, organizations *organization.Service, groups *group.Service) *Service {
	return &Service{db: d, now: now, cursors: cursors, organizations: organizations, groups: groups}
}

// Create keeps an uploaded file and checks it. A file that cannot be read at all is a fault on body.file.
func (s *Service) Create(ctx context.Context, caller access.Caller, fileName string, content []byte, mode string) (Import, error) {
	if err := caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil {
		return Import{}, err
	}
	fileName, problem := text.Clean(fileName)
	if problem != nil || text.Length(fileName) > 255 {
		fileName = "file"
	}
	t, err := read(content, fileName)
	if err != nil {
		return Import{}, err
	}
	now := s.now()
	im := Import{ID: id.New(id.Import, now), Kind: Organizations, Mode: mode, FileName: fileName, Status: Ready, CreatedAt: now}
	var rows []*checked
	if err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = s.check(ctx, tx, t)
		return err
	}); err != nil {
		return Import{}, err
	}
	im.Counts = count(rows)
	return im, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insert(ctx, tx, im, caller.AccountID, content); err != nil {
			return err
		}
		return insertRows(ctx, tx, im.ID, rows)
	})
}

func count(rows []*checked) Counts {
	var c Counts
	for _, r := range rows {
		switch r.status {
		case Add:
			c.Add++
		case Skip:
			c.Skip++
		default:
			c.Invalid++
		}
		if len(r.warnings) > 0 && r.status == Add {
			c.Warnings++
		}
	}
	return c
}

// Get returns one of the caller's imports, or NotFound.
func (s *Service) Get(ctx context.Context, caller access.Caller, importID string) (Import, error) {
	im, _, err := find(ctx, s.db.Querier(ctx), caller.AccountID, importID, "", false)
	return im, err
}

// List returns a page of the caller's imports, the newest first, with the cursor of the next.
func (s *Service) List(ctx context.Context, caller access.Caller, limit int, cursor string) ([]Import, string, int64, error) {
	scope := "imports " + caller.AccountID
	after := ""
	if cursor != "" {
		last, err := s.cursors.Decode(scope, cursor, 1)
		if err != nil {
			return nil, "", 0, err
		}
		after = last[0]
	}
	items, n, err := list(ctx, s.db.Querier(ctx), caller.AccountID, after, limit+1)
	if err != nil || len(items) <= limit {
		return items, "", n, err
	}
	next, err := s.cursors.Encode(scope, items[limit-1].ID)
	return items[:limit], next, n, err
}

// Rows returns a page of what the check found, in the order of the file.
func (s *Service) Rows(ctx context.Context, caller access.Caller, importID, status string, limit int, cursor string) ([]Row, string, int64, error) {
	if _, err := s.Get(ctx, caller, importID); err != nil {
		return nil, "", 0, err
	}
	scope := "import rows " + importID + " " + status
	after := "0"
	if cursor != "" {
		last, err := s.cursors.Decode(scope, cursor, 1)
		if err != nil {
			return nil, "", 0, err
		}
		after = last[0]
	}
	items, n, err := listRows(ctx, s.db.Querier(ctx), importID, status, after, limit+1)
	if err != nil || len(items) <= limit {
		return items, "", n, err
	}
	next, err := s.cursors.Encode(scope, fmt.Sprint(items[limit-1].Line))
	return items[:limit], next, n, err
}

// Errors writes the invalid rows as the same kind of file, with a last column that says why.
func (s *Service) Errors(ctx context.Context, caller access.Caller, importID string, w io.Writer, format sheet.Format) error {
	if _, err := s.Get(ctx, caller, importID); err != nil {
		return err
	}
	out, err := sheet.NewWriter(w, format, append(append([]string{}, fileColumns...), colError))
	if err != nil {
		return err
	}
	if err := eachInvalid(ctx, s.db.Querier(ctx), importID, func(r Row) error {
		cells := make([]string, 0, len(fileColumns)+1)
		for _, c := range fileColumns {
			cells = append(cells, r.Cells[c])
		}
		why := make([]string, len(r.Errors))
		for i, n := range r.Errors {
			why[i] = strings.TrimPrefix(n.Column+": "+n.Message, ": ")
		}
		return out.Write(append(cells, strings.Join(why, " ")))
	}); err != nil {
		return err
	}
	return out.Close()
}

// SetMode changes the mode of an import that is not applied yet.
func (s *Service) SetMode(ctx context.Context, caller access.Caller, importID, mode string) (Import, error) {
	var im Import
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if im, _, err = find(ctx, tx, caller.AccountID, importID, tx.ForUpdate(), false); err != nil {
			return err
		}
		if im.Status != Ready {
			return notReady(im)
		}
		im.Mode = mode
		return update(ctx, tx, im)
	})
	return im, err
}

// Cancel ends an import that is not applied yet and forgets its file.
func (s *Service) Cancel(ctx context.Context, caller access.Caller, importID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		im, _, err := find(ctx, tx, caller.AccountID, importID, tx.ForUpdate(), false)
		if err != nil {
			return err
		}
		if im.Status != Ready {
			return notReady(im)
		}
		im.Status = Cancelled
		return update(ctx, tx, im)
	})
}

func notReady(im Import) error {
	return fault.New(fault.Conflict, "import_not_ready", "This import is "+im.Status+". Upload the file again to import it again.")
}

// Apply does what the check showed, in one transaction: all of it or nothing. Errors: import_not_ready,
// import_has_invalid_rows (mode all), import_outdated (what is stored has changed; the new result of the
// check is there to see).
func (s *Service) Apply(ctx context.Context, caller access.Caller, importID string) (Import, error) {
	if err := caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil {
		return Import{}, err
	}
	var im Import
	var refused error // a result that is kept although the import is not applied
	err := s.write(ctx, func(ctx context.Context, tx *db.Tx) error {
		refused = nil
		var content []byte
		var err error
		if im, content, err = find(ctx, tx, caller.AccountID, importID, tx.ForUpdate(), true); err != nil {
			return err
		}
		if im.Status != Ready {
			return notReady(im)
		}
		t, err := read(content, im.FileName)
		if err != nil {
			return err
		}
		rows, err := s.check(ctx, tx, t)
		if err != nil {
			return err
		}
		same, err := sameAsShown(ctx, tx, im.ID, rows)
		if err != nil {
			return err
		}
		if !same {
			im.Counts = count(rows)
			refused = fault.New(fault.Conflict, "import_outdated",
				"What is stored has changed since this file was checked. It was checked again; look at the new result, then apply it.")
			if err := replaceRows(ctx, tx, im.ID, rows); err != nil {
				return err
			}
			return update(ctx, tx, im)
		}
		if im.Mode == ModeAll && im.Counts.Invalid > 0 {
			return fault.New(fault.Conflict, "import_has_invalid_rows",
				"Some rows are invalid, and this import is all or nothing. Correct the file, or choose to skip what is invalid.")
		}
		if _, err := s.apply(ctx, tx, caller, im, rows, ""); err != nil {
			return err
		}
		im.Status, im.AppliedAt = Done, s.now()
		return update(ctx, tx, im)
	})
	if err == nil {
		err = refused
	}
	return im, err
}

// errChanged says that what was checked is no longer what is stored.
var errChanged = fault.New(fault.Conflict, "import_outdated", "What is stored changed while this file was applied. Nothing was changed; try again.")

// write runs a check and what follows from it in one transaction, and begins anew where something else that
// is stored at the same moment came in between.
func (s *Service) write(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	const tries = 3
	for try := 1; ; try++ {
		err := s.db.Write(ctx, f)
		if try == tries || !fault.Is(err, errChanged.Code) && !fault.Is(err, "external_key_taken") {
			return err
		}
	}
}

// apply adds the rows that are to be added and returns how many groups that made. groupName names the only one,
// where it is not "".
func (s *Service) apply(ctx context.Context, tx *db.Tx, caller access.Caller, im Import, rows []*checked, groupName string) (groups int, err error) {
	now := s.now()
	adding := slices.DeleteFunc(slices.Clone(rows), func(r *checked) bool { return r.status != Add })
	if err := s.hold(ctx, tx, adding); err != nil {
		return 0, err
	}
	for _, row := range adding {
		row.id = id.New(id.Organization, now)
	}
	add, places := make([]organization.Organization, len(adding)), make([]group.Placement, len(adding))
	for i, row := range adding {
		d := row.draft
		places[i] = group.Placement{OrganizationID: row.id, ParentID: row.parent.organizationID()}
		if d.Registration != nil {
			d.Registration.RegisteredOrganizationID = row.registered.organizationID()
		}
		add[i] = organization.Organization{ID: row.id, Version: 1, Draft: d, CreatedAt: now, UpdatedAt: now}
	}
	if slices.ContainsFunc(places, func(p group.Placement) bool { return p.ParentID != "" }) { // who stands below whom is another permission
		if err := caller.Require(access.GroupsManage, id.PlatformOrganization); err != nil {
			return 0, err
		}
	}
	if err := s.organizations.CreateAll(ctx, tx, caller.Actor, "", add); err != nil {
		return 0, err
	}
	if groups, err = s.groups.Attach(ctx, tx, caller.Actor, places, groupName); err != nil {
		return 0, err
	}
	return groups, audit.Record(ctx, tx, now, caller.Actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "import.applied", TargetID: im.ID,
		Detail: map[string]any{"kind": im.Kind, "mode": im.Mode, "fileName": im.FileName, "added": im.Counts.Add, "skipped": im.Counts.Skip, "invalid": im.Counts.Invalid, "groups": groups},
	})
}

// hold keeps the organizations that the rows refer to as the check found them until the transaction ends.
func (s *Service) hold(ctx context.Context, tx *db.Tx, rows []*checked) error {
	checked := map[string]*organization.Exported{}
	var above, others []string
	for _, row := range rows {
		if t := row.parent; t != nil && t.stored != nil {
			checked[t.stored.ID] = t.stored
			above = append(above, t.stored.ID)
		}
		if t := row.registered; t != nil && t.stored != nil {
			checked[t.stored.ID] = t.stored
			others = append(others, t.stored.ID)
		}
	}
	slices.Sort(above)
	slices.Sort(others)
	if err := s.groups.Hold(ctx, tx, slices.Compact(above), slices.Compact(others)); err != nil {
		return err
	}
	types, err := s.organizations.HoldTypes(ctx, tx, slices.Collect(maps.Keys(checked)))
	if err != nil {
		return err
	}
	for organizationID, o := range checked {
		kind := ""
		if o.Registration != nil {
			kind = o.Registration.Type
		}
		if now, there := types[organizationID]; !there || now != kind {
			return errChanged
		}
	}
	return nil
}

func (t *target) organizationID() string {
	switch {
	case t == nil:
		return ""
	case t.stored != nil:
		return t.stored.ID
	default:
		return t.row.id
	}
}

// Report is what a file did, or would do.
type Report struct {
	Counts  Counts
	Applied bool
	Groups  int   // that were made of the trees in the file
	Invalid []Row // the invalid rows
}

// Load checks a file and, unless dryRun, applies it when nothing in it is invalid. It is the command line's
// way in; there is nothing to look at in between. groupName, where it is not "", names the group of a file with
// one tree; a file with more, or none, is then refused on group.
func (s *Service) Load(ctx context.Context, caller access.Caller, fileName string, content []byte, groupName string, dryRun bool) (Report, error) {
	if err := caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil {
		return Report{}, err
	}
	if groupName != "" {
		clean, problem := text.Line(groupName, group.MaxName, true)
		if problem != nil {
			return Report{}, fault.InvalidFields(fault.Field{Location: "group", Code: problem.Code, Message: problem.Message})
		}
		groupName = clean
	}
	t, err := read(content, fileName)
	if err != nil {
		return Report{}, err
	}
	var report Report
	run := func(ctx context.Context, tx *db.Tx) error {
		rows, err := s.check(ctx, tx, t)
		if err != nil {
			return err
		}
		report = Report{Counts: count(rows)}
		for _, r := range rows {
			if r.status == Invalid {
				report.Invalid = append(report.Invalid, Row{Line: r.line, Status: r.status, Cells: r.cells, Errors: r.errors})
			}
		}
		if groupName != "" && report.Counts.Invalid == 0 {
			if err := oneTree(rows); err != nil {
				return err
			}
		}
		if dryRun || report.Counts.Invalid > 0 || report.Counts.Add == 0 {
			return nil
		}
		report.Applied = true
		im := Import{ID: id.New(id.Import, s.now()), Kind: Organizations, Mode: ModeAll, FileName: fileName, Counts: report.Counts}
		report.Groups, err = s.apply(ctx, tx, caller, im, rows, groupName)
		return err
	}
	if dryRun {
		err = s.db.Read(ctx, run)
	} else {
		err = s.write(ctx, run)
	}
	return report, err
}

// oneTree refuses a file whose rows are not all one new tree.
func oneTree(rows []*checked) error {
	tops := 0
	for _, row := range rows {
		if row.parentKey == "" {
			tops++
		}
	}
	if tops == 1 {
		return nil
	}
	return fault.InvalidFields(fault.Field{
		Location: "group", Code: "one_root",
		Message: fmt.Sprintf("A file for one group has one organization without parent_key; this one has %d. Leave --group out: each tree then becomes a group of its own.", tops),
	})
}

// fileLife is how long the file of an import that nobody applies is kept.
const fileLife = 7 * 24 * time.Hour

// Sweep cancels the imports that nobody applied in time, and forgets their files.
func (s *Service) Sweep(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, "UPDATE import SET status = $1, file = NULL WHERE status = $2 AND created_at <= $3",
		Cancelled, Ready, db.Micros(s.now().Add(-fileLife)))
	return err
}
