package imports_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/sheet"
)

func TestAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		content := file(head("a", ""), below("e", "a", "a"), head("b", "nowhere"))
		im, rows := w.upload(t, content, imports.ModeAll)
		if im.Counts != (imports.Counts{Add: 2, Invalid: 1}) || rows[2].Line != 4 {
			t.Fatalf("%+v, the invalid row at line %d", im.Counts, rows[2].Line)
		}
		if _, err := w.Apply(ctx, staff, im.ID); !fault.Is(err, "import_has_invalid_rows") {
			t.Errorf("applied although a row is invalid: %v", err)
		}
		if r, err := w.Load(ctx, staff, "f.csv", content, "", false); err != nil || r.Applied || len(r.Invalid) != 1 {
			t.Errorf("loaded: %+v, %v", r, err)
		}
		if n := w.organizationCount(t); n != 0 {
			t.Fatalf("%d organizations, want none", n)
		}
		if im, err := w.SetMode(ctx, staff, im.ID, imports.ModeValid); err != nil || im.Mode != imports.ModeValid {
			t.Fatalf("change the mode: %+v, %v", im, err)
		}
		done, err := w.Apply(ctx, staff, im.ID)
		if err != nil || done.Status != imports.Done || done.AppliedAt.IsZero() || w.organizationCount(t) != 2 {
			t.Errorf("apply what is valid: %+v, %v", done, err)
		}
		if n := w.number(t, "SELECT COUNT(*) FROM import_file"); n != 0 {
			t.Errorf("%d files are kept although they are done with", n)
		}
		for what, err := range map[string]error{
			"apply again":     second(w.Apply(ctx, staff, im.ID)),
			"change the mode": second(w.SetMode(ctx, staff, im.ID, imports.ModeAll)),
			"cancel":          w.Cancel(ctx, staff, im.ID),
		} {
			if !fault.Is(err, "import_not_ready") {
				t.Errorf("%s when it is done: %v", what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestDryRunChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		r, err := w.Load(ctx, staff, "f.csv", file(head("a", "")), "", true)
		if err != nil || r.Applied || r.Counts.Add != 1 {
			t.Errorf("%+v, %v", r, err)
		}
		for _, table := range []string{"import", "import_row", "organization_token", "audit_event", "tally"} {
			if n := w.number(t, "SELECT COUNT(*) FROM "+table); n != 0 {
				t.Errorf("%d rows in %s", n, table)
			}
		}
	})
}

func TestWhatIsAppliedIsWhatWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		im, _ := w.upload(t, file(head("a", ""), below("e", "a", "a")), imports.ModeAll)
		w.load(t, head("a", "")) // the same organization comes in another way
		if _, err := w.Apply(ctx, staff, im.ID); !fault.Is(err, "import_outdated") {
			t.Fatalf("applied although the result is another by now: %v", err)
		}
		im, err := w.Get(ctx, staff, im.ID)
		if err != nil || im.Status != imports.Ready || im.Counts != (imports.Counts{Add: 1, Skip: 1}) {
			t.Errorf("the new result: %+v, %v", im, err)
		}
		if _, err := w.Apply(ctx, staff, im.ID); err != nil || w.organizationCount(t) != 2 {
			t.Errorf("the new result cannot be applied: %v", err)
		}
	})
}

func TestImportsAreTheirOwnersOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		im, _ := w.upload(t, file(head("a", "")), imports.ModeAll)
		stranger := access.Nobody(audit.Actor{})
		if _, err := w.Create(ctx, stranger, "f.csv", file(head("b", "")), imports.ModeAll); !fault.Is(err, "permission_required") {
			t.Errorf("a stranger uploads: %v", err)
		}
		if _, err := w.Load(ctx, stranger, "f.csv", file(head("b", "")), "", true); !fault.Is(err, "permission_required") {
			t.Errorf("a stranger loads: %v", err)
		}
		if _, err := w.Apply(ctx, stranger, im.ID); !fault.Is(err, "permission_required") || w.organizationCount(t) != 0 {
			t.Errorf("a stranger applies: %v", err)
		}
	})
}

// Several apply the same import, and several load the same file: each organization is there once.
func TestSameFileAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		content := file(append(chain(5, ""), below("e", "c0", "c4"))...)
		im, _ := w.upload(t, content, imports.ModeAll)
		var applied atomic.Int64
		errs := dbtest.Together(6, func(i int) error {
			if i < 3 {
				_, err := w.Apply(ctx, staff, im.ID)
				if err == nil {
					applied.Add(1)
				}
				if fault.Is(err, "import_not_ready") || fault.Is(err, "import_outdated") {
					return nil
				}
				return err
			}
			r, err := w.Load(ctx, staff, "f.csv", content, "", false)
			if r.Applied {
				applied.Add(1)
			}
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if n := w.organizationCount(t); n != 6 || applied.Load() < 1 || applied.Load() > 2 {
			t.Errorf("%d organizations after %d were applied, want 6", n, applied.Load())
		}
		if n := w.number(t, "SELECT COUNT(*) FROM audit_event WHERE action = 'organization.created'"); n != 6 {
			t.Errorf("%d were created, want 6", n)
		}
	})
}

// A file registers organizations under one that is deleted, or changes its type, at that moment.
func TestImportAgainstChange(t *testing.T) {
	for name, change := range map[string]func(w world, x string) error{
		"deleted": func(w world, x string) error { return w.organizations.Delete(ctx, staff, x, nil) },
		"no longer registered": func(w world, x string) error {
			return second2(w.organizations.Update(ctx, staff, x, organization.Patch{NoRegistration: true}, nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				for round := range 15 {
					key := fmt.Sprint("x", round)
					w.load(t, head(key, ""))
					found, err := w.organizations.Find(ctx, d, map[string]bool{key: true})
					if err != nil {
						t.Fatal(err)
					}
					errs := dbtest.Together(2, func(i int) error {
						if i == 0 {
							err := change(w, found[key].ID)
							if fault.Is(err, "organization_in_use") || fault.Is(err, "type_in_use") {
								return nil
							}
							return err
						}
						r, err := w.Load(ctx, staff, "f.csv", file(below(key+"e", "", key), below(key+"f", "", key)), "", false)
						if err == nil && !r.Applied && r.Counts.Invalid != 2 {
							return fmt.Errorf("neither applied nor refused: %+v", r)
						}
						return err
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatal(err)
					}
					if n := w.number(t, `SELECT COUNT(*) FROM organization e LEFT JOIN organization c ON c.id = e.registered_organization_id
						WHERE e.type = 'executing' AND (c.id IS NULL OR c.type <> 'contracting')`); n != 0 {
						t.Fatalf("round %d: %d organizations are registered under nothing", round, n)
					}
				}
			})
		})
	}
}

func second2[T, U any](_ T, _ U, err error) error { return err }

// The beginning of the real file, three levels in one go (the end-to-end tests load all of it): a second
// time, and its own export in both formats, change nothing.
func TestCountry(t *testing.T) {
	content, err := os.ReadFile("../../demo/organizations-kr.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")[:600]
	content = []byte(strings.Join(lines, ""))
	rows, roots := len(lines)-1, 0
	for _, line := range lines[1:] {
		if strings.Split(line, ",")[1] == "" {
			roots++
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		if r, err := w.Load(ctx, staff, "kr.csv", content, "", false); err != nil || r.Counts.Add != rows || !r.Applied {
			t.Fatalf("%+v, %v", r.Counts, err)
		}
		if n := w.organizationCount(t); n != rows {
			t.Fatalf("%d organizations, want %d", n, rows)
		}
		if n := w.number(t, "SELECT COUNT(*) FROM organization WHERE parent_id IS NULL AND external_key <> ''"); n != roots {
			t.Errorf("%d roots, want %d", n, roots)
		}
		again := func(what string, content []byte) {
			if r, err := w.Load(ctx, staff, what, content, "", false); err != nil || r.Counts != (imports.Counts{Skip: rows, Warnings: r.Counts.Warnings}) || r.Applied {
				t.Errorf("%s: %+v, %v", what, r.Counts, err)
			}
		}
		again("kr.csv", content)
		for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			var out bytes.Buffer
			if err := w.Export(ctx, staff, &out, format, organization.Filter{}, "-name"); err != nil {
				t.Fatal(err)
			}
			again("export"+format.Extension(), out.Bytes())
		}
	})
}

// What is wrong comes back as the same kind of file with a column that says why, and can be imported once it
// is put right.
func TestErrorsComeBackAsAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		im, _ := w.upload(t, file(head("a", ""), below("e", "nowhere", "a"), below("f", "", "nowhere")), imports.ModeValid)
		for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			var out bytes.Buffer
			if err := w.Errors(ctx, staff, im.ID, &out, format, ""); err != nil {
				t.Fatal(err)
			}
			_, rows := w.upload(t, out.Bytes(), imports.ModeValid)
			if got := verdicts(rows); len(got) != 2 || !strings.HasPrefix(got[0], "invalid parent_key:not_found") || !strings.HasPrefix(got[1], "invalid registered_organization_key:not_found") {
				t.Errorf("%s: %q", format, got)
			}
		}
		var out bytes.Buffer
		if err := w.Errors(ctx, staff, im.ID, &out, sheet.CSV, ""); err != nil || !strings.Contains(out.String(), "parent_key: There is no organization") {
			t.Errorf("the file does not say why: %s (%v)", out.String(), err)
		}
	})
}

func TestUnreadableFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		for name, content := range map[string]string{
			"empty": "", "no rows": header + "\n", "no name": "key\na\n", "unknown column": "name,nonsense\na,b\n", "twice": "name,name\na,b\n",
			"ragged": "name,key\na\n", "not a table": "\x00\x01\x02", "cut workbook": "PK\x03\x04",
		} {
			_, err := w.Create(ctx, staff, "f.csv", []byte(content), imports.ModeAll)
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Location != "body.file" {
				t.Errorf("%s: %v, want a fault on body.file", name, err)
			}
		}
		if n := w.number(t, "SELECT COUNT(*) FROM import"); n != 0 {
			t.Errorf("%d imports of unreadable files", n)
		}
	})
}
