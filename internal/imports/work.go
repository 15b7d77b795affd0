package imports

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"runtime/debug"
	"sync"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
)

// The jobs of an import.
const (
	checkJob = "import.check"
	applyJob = "import.apply"
)

// task is what a job is about: an import, and who asked for it.
type task struct {
	ImportID  string `json:"importId"`
	AccountID string `json:"accountId,omitzero"`
	KeyID     string `json:"keyId,omitzero"`
	RequestID string `json:"requestId,omitzero"`
}

func (t task) actor() audit.Actor {
	return audit.Actor{AccountID: t.AccountID, KeyID: t.KeyID, RequestID: t.RequestID}
}

func (s *Service) enqueue(ctx context.Context, tx *db.Tx, kind, importID string, by audit.Actor) (jobID string, err error) {
	return s.Jobs.Enqueue(ctx, tx, job.New{Kind: kind, Args: task{importID, by.AccountID, by.KeyID, by.RequestID}})
}

// begin finds the import that a job is about, and who asked; ok is false where it is in another state by now.
func (s *Service) begin(ctx context.Context, r *job.Run, status string) (im Import, caller access.Caller, by audit.Actor, ok bool, err error) {
	var t task
	if err := r.Args(&t); err != nil {
		return im, caller, by, false, job.Permanent(err)
	}
	by = t.actor()
	im, err = find(ctx, s.db, by.ID(), t.ImportID, "")
	if err != nil || im.Status != status {
		if fault.Is(err, "not_found") {
			err = nil
		}
		return im, caller, by, false, err
	}
	caller, err = s.Caller(ctx, by)
	return im, caller, by, err == nil, err
}

// open reads the header of an import's file.
func (s *Service) open(ctx context.Context, q db.Querier, r *job.Run, caller access.Caller, im Import) (c *checking, err error) {
	c = &checking{im: im, caller: caller, run: r, file: &storedFile{ctx: ctx, q: q, importID: im.ID}}
	if im.Status == Checking {
		c.file.tell = c.tell
	}
	k := s.kinds[im.Kind]
	c.reader, c.index, err = openSheet(c.file, im.Size, im.FileName, k.rows(), k.columns(im))
	return c, err
}

// thrift is how many files are being checked or applied, and how garbage was collected before the first of them.
var thrift struct {
	sync.Mutex
	n      int
	before int
}

// large is from what size on a file leaves enough behind to give it back at once, in bytes.
const large = 4 << 20

// thrifty has garbage collected sooner until the returned function is called, which gives back what a large file has
// left behind: it is much, and the next large one may not come soon.
func thrifty(size int64) (done func()) {
	const percent = 20
	thrift.Lock()
	defer thrift.Unlock()
	if thrift.n++; thrift.n == 1 {
		thrift.before = debug.SetGCPercent(percent)
	}
	return func() {
		thrift.Lock()
		defer thrift.Unlock()
		if thrift.n--; thrift.n == 0 {
			debug.SetGCPercent(thrift.before)
		}
		if size >= large {
			debug.FreeOSMemory()
		}
	}
}

// checkFile is the job that says what each row of a file would do.
func (s *Service) checkFile(ctx context.Context, r *job.Run) error {
	im, caller, by, ok, err := s.begin(ctx, r, Checking)
	if err != nil {
		return s.settle(ctx, r, by, im.ID, Checking, err)
	}
	if !ok {
		return nil
	}
	if err := r.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.forget(ctx, tx, im); err != nil { // of an attempt that was cut off
			return err
		}
		return noteCheck(ctx, tx, im.ID, s.now())
	}); err != nil {
		return err
	}
	defer thrifty(im.Size)()
	c, err := s.open(ctx, s.db, r, caller, im)
	if err == nil {
		err = s.kinds[im.Kind].check(ctx, c)
		err = errors.Join(err, unreadable(c.reader.Err()), c.reader.Close())
	}
	if err != nil {
		return s.settle(ctx, r, by, im.ID, Checking, err)
	}
	return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := find(ctx, tx, by.ID(), im.ID, tx.ForUpdate())
		if err != nil || now.Status != Checking {
			return err
		}
		now.Status, now.Counts = Ready, c.counts
		return update(ctx, tx, now)
	})
}

// applyFile is the job that does what the check showed.
func (s *Service) applyFile(ctx context.Context, r *job.Run) error {
	im, caller, by, ok, err := s.begin(ctx, r, Applying)
	if err != nil {
		return s.settle(ctx, r, by, im.ID, Applying, err)
	}
	if !ok {
		return nil
	}
	defer thrifty(im.Size)()
	err = r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := find(ctx, tx, by.ID(), im.ID, tx.ForUpdate())
		if err != nil || now.Status != Applying {
			return err
		}
		detail, err := s.kinds[im.Kind].apply(ctx, tx, caller, now, func() (*checking, error) { return s.open(ctx, tx, r, caller, now) })
		if err != nil {
			return err
		}
		now.Status, now.AppliedAt = Done, s.now()
		if err := s.end(ctx, tx, now); err != nil {
			return err
		}
		return s.record(ctx, tx, by, im, detail)
	})
	if err != nil {
		return s.settle(ctx, r, by, im.ID, Applying, err)
	}
	return nil
}

// record writes to the audit trail that an import was applied, with more about it.
func (s *Service) record(ctx context.Context, tx *db.Tx, by audit.Actor, im Import, more map[string]any) error {
	detail := map[string]any{
		"kind": im.Kind, "mode": im.Mode, "fileName": im.FileName, "added": im.Counts.Add, "skipped": im.Counts.Skip, "invalid": im.Counts.Invalid,
	}
	maps.Copy(detail, more)
	return audit.Record(ctx, tx, s.now(), by, audit.Event{
		OrganizationID: cmp.Or(im.OrganizationID, id.PlatformOrganization), Action: "import.applied", TargetID: im.ID, Detail: detail,
	})
}

// settle ends a job that could not be done as it was meant: what is stored has changed, and the file is checked
// again; or the refusal is for whoever brought the file in. Any other error is returned, for the job to be tried
// again.
func (s *Service) settle(ctx context.Context, r *job.Run, by audit.Actor, importID, status string, cause error) error {
	f, refused := fault.As(cause)
	if !refused || f.Kind == fault.Busy {
		return cause
	}
	return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
		im, err := find(ctx, tx, by.ID(), importID, tx.ForUpdate())
		if err != nil || im.Status != status {
			return err
		}
		if f.Code == codeOutdated {
			im.Status, im.Outdated, im.Counts = Checking, true, Counts{}
			if im.jobID, err = s.enqueue(ctx, tx, checkJob, im.ID, by); err != nil {
				return err
			}
			return update(ctx, tx, im)
		}
		im.Status, im.Failure = Failed, Failure{f.Code, f.Message}
		slog.InfoContext(ctx, "import failed", "import", im.ID, "kind", im.Kind, "code", f.Code)
		return s.end(ctx, tx, im)
	})
}

// codeOutdated is the code of the fault that says that the result of a check no longer holds.
const codeOutdated = "import_outdated"

// gaveUp ends an import whose job failed for reasons of the program's own.
func (s *Service) gaveUp(ctx context.Context, tx *db.Tx, r *job.Run, _ error) error {
	var t task
	if err := r.Args(&t); err != nil {
		return nil //nolint:nilerr // then there is no import to end
	}
	by := t.actor()
	im, err := find(ctx, tx, by.ID(), t.ImportID, tx.ForUpdate())
	if err != nil || im.Status != Checking && im.Status != Applying {
		if fault.Is(err, "not_found") {
			err = nil
		}
		return err
	}
	im.Status = Failed
	im.Failure = Failure{"internal", "Something went wrong on our side, several times; nothing was added. Upload the file again, and tell the platform's operator if it goes wrong again."}
	return s.end(ctx, tx, im)
}
