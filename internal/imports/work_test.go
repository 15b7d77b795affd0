package imports_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/number"
)

// Who may not register organizations any more when a file is checked, or when it is applied, brings in nothing.
func TestPermissionLostBeforeTheWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		is := func(caller access.Caller, err error) {
			w.Service.Caller = func(context.Context, audit.Actor) (access.Caller, error) { return caller, err }
		}
		nobody := access.Nobody(audit.Actor{})
		is(nobody, nil)
		if _, err := w.Create(ctx, staff, "f.csv", file(head("a", "")), imports.ModeAll); !fault.Is(err, "permission_required") {
			t.Errorf("checked: %v", err)
		}
		is(staff, nil)
		im, err := w.Create(ctx, staff, "f.csv", file(head("a", "")), imports.ModeAll)
		if err != nil {
			t.Fatal(err)
		}
		is(nobody, nil)
		if _, err := w.Apply(ctx, staff, im.ID); !fault.Is(err, "permission_required") {
			t.Errorf("applied: %v", err)
		}
		// A key that was revoked is nobody at all.
		is(nobody, fault.New(fault.Unauthenticated, "unauthenticated", "revoked"))
		if _, err := w.Create(ctx, staff, "f.csv", file(head("a", "")), imports.ModeAll); !fault.Is(err, "unauthenticated") {
			t.Errorf("revoked: %v", err)
		}
		if n := w.organizationCount(t); n != 0 {
			t.Errorf("%d organizations were added", n)
		}
	})
}

// What was found of a file that breaks in its middle, or that is cancelled there, is forgotten with time.
func TestHalfACheckIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		var lines strings.Builder
		lines.WriteString("number,lettering\n")
		for i := range 60_000 { // too large to be read to its end at once
			fmt.Fprintf(&lines, "02-%d-%04d,번호 하나\n", 2000+i/10000, i%10000)
		}
		content := lines.String() + "\"not closed\n"
		_, err := w.bring(staff, imports.Draft{
			Kind: imports.Numbers, OrganizationID: organizationID, BillingNumber: "02-312-4567",
			File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
		})
		if _, refused := fault.As(err); !refused {
			t.Fatalf("the file is whole: %v", err)
		}
		kept := func() int {
			return w.number(t, "SELECT (SELECT COUNT(*) FROM number_staged) + (SELECT COUNT(*) FROM import_row)")
		}
		if kept() == 0 {
			t.Fatal("nothing was found before the file breaks")
		}
		run(t, d, "UPDATE import SET created_at = created_at - $1", (8 * 24 * time.Hour).Microseconds())
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return w.Sweep(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		if n := kept(); n != 0 {
			t.Errorf("%d rows are kept for ever", n)
		}
	})
}

func run(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A panic while a file is read ends the attempt, and not the program.
func TestPanicInACheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		broken := w.Config
		broken.Jobs, broken.Numbers = job.NewService(d, w.Now), number.NewService(number.Config{Country: "KR"})
		s := imports.NewService(broken)
		content := "number\n02-212-0001\n"
		im, err := s.Create(ctx, staff, imports.Draft{
			Kind: imports.Numbers, OrganizationID: organizationID, BillingNumber: "02-312-4567",
			File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
		})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := broken.Jobs.Work(ctx); n != 1 || err != nil {
			t.Fatalf("%d attempts, %v", n, err)
		}
		if im, err = s.Get(ctx, staff, im.ID); err != nil || im.Status != imports.Checking {
			t.Errorf("%+v, %v", im, err)
		}
		if n := w.number(t, "SELECT COUNT(*) FROM job WHERE state = 'queued' AND error LIKE 'panic: %'"); n != 1 {
			t.Errorf("%d jobs are tried again", n)
		}
	})
}

// An import shows itself when the job that worked on it is not kept any more.
func TestImportWithoutItsJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		im, err := w.Create(ctx, staff, "f.csv", file(head("a", "")), imports.ModeAll)
		if err != nil {
			t.Fatal(err)
		}
		run(t, d, "UPDATE import SET status = $1", imports.Applying)
		run(t, d, "DELETE FROM job")
		if im, err = w.Get(ctx, staff, im.ID); err != nil || im.Status != imports.Applying || im.Progress.Done != 0 {
			t.Errorf("%+v, %v", im, err)
		}
	})
}
