package imports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/sheet"
	"github.com/tenantry/tenantry/internal/text"
)

// Config is what the service is made of.
type Config struct {
	DB            *db.DB
	Now           func() time.Time
	Cursors       *db.Cursors
	Jobs          *job.Service
	Organizations *organization.Service
	Groups        *group.Service
	Numbers       *number.Service
	Invitations   *invitation.Service
	// Caller makes anew who brought a file in, with what it holds by now.
	Caller func(ctx context.Context, actor audit.Actor) (access.Caller, error)
}

// Service runs imports. Each caller sees its own.
type Service struct {
	Config
	db    *db.DB
	now   func() time.Time
	kinds map[string]kind

	organizations *organizations
	looking       chan struct{} // holds who looks at an upload
}

// NewService returns the service and hands its jobs to c.Jobs.
func NewService(c Config) *Service {
	s := &Service{Config: c, db: c.DB, now: c.Now, looking: make(chan struct{}, 1)}
	s.organizations = &organizations{db: c.DB, now: c.Now, service: c.Organizations, groups: c.Groups}
	s.kinds = map[string]kind{Organizations: s.organizations, Numbers: &numbers{service: c.Numbers}, Invitations: &invitations{service: c.Invitations}}
	c.Jobs.Handle(job.Kind{Name: checkJob, Run: s.checkFile, Failed: s.gaveUp, Long: true})
	c.Jobs.Handle(job.Kind{Name: applyJob, Run: s.applyFile, Failed: s.gaveUp, Long: true})
	return s
}

// Draft is an upload as it was asked for.
type Draft struct {
	Kind           string
	Mode           string // ModeAll where it is ""
	OrganizationID string
	BillingNumber  string
	File           File
}

// toldAtOnce is up to what size a file is read to its end while it is uploaded, in bytes. A larger one that is broken
// behind its header fails when it is checked.
const toldAtOnce = 1 << 20

// Looked is an upload that was looked at and is not kept yet.
type Looked struct {
	im   Import
	file File
}

// Create keeps an uploaded file and has it checked. A file that is none of the kind, or broken, is a fault on
// body.file. Errors: permission_required, and the rules of the form.
func (s *Service) Create(ctx context.Context, caller access.Caller, d Draft) (Import, error) {
	looked, err := s.Look(ctx, caller, d)
	if err != nil {
		return Import{}, err
	}
	return s.Keep(ctx, caller, looked)
}

// Look is the first half of Create: it looks at the file, for which it may have to wait, and so is not to be called
// inside of a transaction.
func (s *Service) Look(ctx context.Context, caller access.Caller, d Draft) (Looked, error) {
	k, known := s.kinds[d.Kind]
	if !known {
		return Looked{}, fault.InvalidFields(fault.Field{Location: "body.kind", Code: "invalid_value", Message: "Must be organizations, numbers or invitations."})
	}
	if d.Mode == "" {
		d.Mode = ModeAll
	}
	name, problem := text.Clean(d.File.Name)
	if problem != nil || name == "" || text.Length(name) > 255 {
		name = "file"
	}
	now := s.now()
	im := Import{
		ID: id.New(id.Import, now), Kind: d.Kind, Mode: d.Mode, FileName: name, Size: d.File.Size, Status: Checking,
		OrganizationID: d.OrganizationID, BillingNumber: d.BillingNumber, CreatedAt: now, ownerID: caller.ID(),
		Progress: Progress{Total: d.File.Size, Left: -1},
	}
	if err := k.admit(ctx, caller, &im); err != nil {
		return Looked{}, err
	}
	var err error
	im.Header, err = s.look(ctx, d.File, name, k.rows(), k.columns(im))
	return Looked{im, d.File}, err
}

// Keep is the other half of Create.
func (s *Service) Keep(ctx context.Context, caller access.Caller, l Looked) (im Import, err error) {
	im = l.im
	return im, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if im.jobID, err = s.enqueue(ctx, tx, checkJob, im.ID, caller.Actor); err != nil {
			return err
		}
		if err := insert(ctx, tx, im); err != nil {
			return err
		}
		return insertFile(ctx, tx, im.ID, l.file)
	})
}

// look reads the header of an upload, and a small one to its end for what is wrong with the file itself. It looks at
// one upload after the other: a small file can unpack to a workbook whose texts fill the memory that a reader may use.
func (s *Service) look(ctx context.Context, f File, name string, rows int, known []sheet.Column) (h Header, err error) {
	select {
	case s.looking <- struct{}{}:
		defer func() { <-s.looking }()
	case <-ctx.Done():
		return h, ctx.Err()
	}
	reader, index, err := openSheet(f, f.Size, name, rows, known)
	if err != nil {
		return h, err
	}
	h = headerOf(reader, index)
	for f.Size <= toldAtOnce && reader.Next() { // to its end
	}
	return h, errors.Join(unreadable(reader.Err()), reader.Close())
}

// Get returns one of the caller's imports, or NotFound.
func (s *Service) Get(ctx context.Context, caller access.Caller, importID string) (Import, error) {
	im, err := find(ctx, s.db.Querier(ctx), caller.ID(), importID, "")
	if err != nil {
		return im, err
	}
	err = s.progress(ctx, &im)
	return im, err
}

// progress says how far the work on an import is.
func (s *Service) progress(ctx context.Context, im *Import) error {
	n := int64(im.Counts.Total())
	im.Progress = Progress{Done: n, Total: n}
	if im.Status != Checking && im.Status != Applying {
		return nil
	}
	j, err := s.Jobs.Find(ctx, s.db.Querier(ctx), im.jobID)
	if err != nil && !db.NotFound(err) {
		return err
	}
	im.Progress = Progress{Done: j.Done, Total: j.Total, Left: -1}
	if im.Status == Checking && j.Total == 0 {
		im.Progress.Total = im.Size
	}
	if took := s.now().Sub(j.StartedAt); j.Done > 0 && j.Done <= im.Progress.Total && !j.StartedAt.IsZero() {
		im.Progress.Left = time.Duration(float64(took) / float64(j.Done) * float64(im.Progress.Total-j.Done))
	}
	return nil
}

// Filter says which imports a list shows; "" is any.
type Filter struct {
	Kind           string
	OrganizationID string
	Status         string
}

// List returns a page of the caller's imports, the newest first, with the cursor of the next.
func (s *Service) List(ctx context.Context, caller access.Caller, f Filter, limit int, cursor string) ([]Import, string, int64, error) {
	scope := fmt.Sprint("imports ", caller.ID(), f)
	after := ""
	if cursor != "" {
		last, err := s.Cursors.Decode(scope, cursor, 1)
		if err != nil {
			return nil, "", 0, err
		}
		after = last[0]
	}
	items, n, err := list(ctx, s.db.Querier(ctx), caller.ID(), f, after, limit+1)
	if err != nil {
		return nil, "", 0, err
	}
	for i := range items {
		if err := s.progress(ctx, &items[i]); err != nil {
			return nil, "", 0, err
		}
	}
	if len(items) <= limit {
		return items, "", n, nil
	}
	next, err := s.Cursors.Encode(scope, items[limit-1].ID)
	return items[:limit], next, n, err
}

// RowsWanted says which rows of an import, and in what language what is said about them; a status of "" is any, a
// language of "" that of the file's header.
type RowsWanted struct{ Status, Language string }

// Rows returns a page of what the check found, in the order of the file.
func (s *Service) Rows(ctx context.Context, caller access.Caller, importID string, want RowsWanted, limit int, cursor string) ([]Row, string, int64, error) {
	im, err := s.Get(ctx, caller, importID)
	if err != nil {
		return nil, "", 0, err
	}
	scope := "import rows " + importID + " " + want.Status
	after := 0
	if cursor != "" {
		last, err := s.Cursors.Decode(scope, cursor, 1)
		if err != nil {
			return nil, "", 0, err
		}
		if _, err := fmt.Sscan(last[0], &after); err != nil {
			return nil, "", 0, err
		}
	}
	var items []Row
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		items, err = s.rows(ctx, tx, im, want.Status, after, limit+1)
		return err
	})
	p := s.speaker(im, want.Language)
	for i := range items {
		items[i].Errors, items[i].Warnings = p.sayAll(items[i].Errors), p.sayAll(items[i].Warnings)
	}
	n := map[string]int{"": im.Counts.Total(), Add: im.Counts.Add, Skip: im.Counts.Skip, Invalid: im.Counts.Invalid}[want.Status]
	if err != nil || len(items) <= limit {
		return items, "", int64(n), err
	}
	next, err := s.Cursors.Encode(scope, fmt.Sprint(items[limit-1].Line))
	return items[:limit], next, int64(n), err
}

// SetMode changes the mode of an import that is not applied yet.
func (s *Service) SetMode(ctx context.Context, caller access.Caller, importID, mode string) (Import, error) {
	var im Import
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if im, err = find(ctx, tx, caller.ID(), importID, tx.ForUpdate()); err != nil {
			return err
		}
		if im.Status != Ready && im.Status != Checking {
			return notReady(im)
		}
		im.Mode = mode
		return update(ctx, tx, im)
	})
	if err != nil {
		return im, err
	}
	err = s.progress(ctx, &im)
	return im, err
}

// Cancel ends an import that is not applied yet and forgets its file. Errors: NotFound, import_not_ready.
func (s *Service) Cancel(ctx context.Context, caller access.Caller, importID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		im, err := find(ctx, tx, caller.ID(), importID, tx.ForUpdate())
		if err != nil {
			return err
		}
		switch im.Status {
		case Checking:
			if _, err := s.Jobs.Cancel(ctx, tx, im.jobID); err != nil {
				return err
			}
		case Ready:
		default:
			return notReady(im)
		}
		im.Status = Cancelled
		return s.end(ctx, tx, im)
	})
}

// end stores an import that nothing more comes of, without its file.
func (s *Service) end(ctx context.Context, tx *db.Tx, im Import) error {
	if err := deleteFile(ctx, tx, im.ID); err != nil {
		return err
	}
	return update(ctx, tx, im)
}

func notReady(im Import) error {
	switch im.Status {
	case Checking:
		return fault.New(fault.Conflict, "import_not_ready", "This import is still being checked. Wait until it is ready.")
	case Applying:
		return fault.New(fault.Conflict, "import_not_ready", "This import is being applied.")
	}
	return fault.New(fault.Conflict, "import_not_ready", "This import is "+im.Status+". Upload the file again to import it again.")
}

// Apply has done what the check showed, in one transaction: all of it or nothing. Errors: NotFound,
// permission_required, import_not_ready, import_has_invalid_rows (mode all).
func (s *Service) Apply(ctx context.Context, caller access.Caller, importID string) (Import, error) {
	var im Import
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if im, err = find(ctx, tx, caller.ID(), importID, tx.ForUpdate()); err != nil {
			return err
		}
		if im.Status != Ready {
			return notReady(im)
		}
		if err := s.kinds[im.Kind].admit(ctx, caller, &im); err != nil {
			return err
		}
		if im.Mode == ModeAll && im.Counts.Invalid > 0 {
			return fault.New(fault.Conflict, "import_has_invalid_rows",
				"Some rows are invalid, and this import is all or nothing. Correct the file, or choose to skip what is invalid.")
		}
		im.Status, im.Outdated = Applying, false
		if im.jobID, err = s.enqueue(ctx, tx, applyJob, im.ID, caller.Actor); err != nil {
			return err
		}
		return update(ctx, tx, im)
	})
	if err != nil {
		return im, err
	}
	err = s.progress(ctx, &im)
	return im, err
}

// How long the file of an import that nobody applies is kept, and what the check found in one that is over.
const (
	fileLife = 7 * 24 * time.Hour
	rowsLife = 7 * 24 * time.Hour
)

// Sweep cancels the imports that nobody applied in time, and forgets their files and what old checks found.
func (s *Service) Sweep(ctx context.Context, tx *db.Tx) error {
	old := db.Micros(s.now().Add(-fileLife))
	if _, err := tx.Exec(ctx, "UPDATE import SET status = $1 WHERE status = $2 AND created_at <= $3", Cancelled, Ready, old); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM import_file WHERE import_id IN (SELECT id FROM import WHERE status = $1)", Cancelled); err != nil {
		return err
	}
	over, err := overSince(ctx, tx, s.now().Add(-rowsLife))
	if err != nil {
		return err
	}
	for _, im := range over {
		if err := s.forget(ctx, tx, im); err != nil {
			return err
		}
	}
	return nil
}

// forget drops what a check found.
func (s *Service) forget(ctx context.Context, tx *db.Tx, im Import) error {
	if err := s.kinds[im.Kind].forget(ctx, tx, im.ID); err != nil {
		return err
	}
	return deleteRows(ctx, tx, im.ID)
}
