package imports_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/sheet"
)

// organizationID makes an organization, below another if above is not "".
func (w world) organizationID(t *testing.T, key string) string {
	t.Helper()
	w.load(t, head(key, ""))
	found, err := w.organizations.Find(ctx, w.d, map[string]bool{key: true})
	if err != nil || found[key] == nil {
		t.Fatalf("%v, %v", found, err)
	}
	return found[key].ID
}

// numbersOf brings in a file of numbers for one organization, charged to one number.
func (w world) numbersOf(t *testing.T, organizationID, name, content, mode string) imports.Import {
	t.Helper()
	im, err := w.bring(staff, imports.Draft{
		Kind: imports.Numbers, Mode: mode, OrganizationID: organizationID, BillingNumber: "02-312-4567",
		File: imports.File{Name: name, Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.spoken(t, im)
	return im
}

func (w world) rows(t *testing.T, im imports.Import, status string) []imports.Row {
	t.Helper()
	var all []imports.Row
	for cursor := ""; ; {
		page, next, n, err := w.Rows(ctx, staff, im.ID, imports.RowsWanted{Status: status}, 3, cursor)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page...); next == "" {
			if int(n) != len(all) {
				t.Errorf("%d rows %q, told are %d", len(all), status, n)
			}
			return all
		}
		cursor = next
	}
}

// registered are the numbers there are, as "number billing lettering".
func (w world) registered(t *testing.T, organizationID string) []string {
	t.Helper()
	rows, err := w.d.Query(ctx, "SELECT number || ' ' || billing_number || ' ' || lettering FROM outgoing_number WHERE organization_id = $1 ORDER BY number", organizationID)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Collect(rows, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What every row of a file of numbers comes to. Billing is the import's unless a column says something else.
func TestNumbersFile(t *testing.T) {
	for _, test := range []struct {
		name  string
		lines []string // below "number,lettering"
		want  []string
	}{
		{"plain", []string{"02-312-4567,민원", "+821023456789,", "15881234,대표"}, []string{"add", "add", "add"}},
		{"lost leading zero", []string{"1023456789,", "23124567,"}, []string{"add number:leading_zero_restored", "add number:leading_zero_restored"}},
		{"scientific", []string{"8.21012345678E+11,", "8.21023456789E+11,", "8.21E+11,"}, []string{"invalid number:unknown_prefix", "add number:plus_restored number:scientific_notation", "invalid number:digits_lost"}},
		{"full width", []string{"０１０－２３４５－６７８９,"}, []string{"add number:full_width"}},
		{"spaces and parentheses", []string{"(02) 312 4567,", "+82 (0)10 2345 6789,"}, []string{"add number:reformatted", "add number:reformatted"}},
		{"apostrophe", []string{"'0212345678,", "'02-312-4567,"}, []string{"invalid number:bad_exchange", "add number:apostrophe_dropped"}},
		{"warned", []string{"140123,", "0505-123-4567,"}, []string{"add number:receiver_pays", "add number:personal_050"}},
		{"illegal", []string{"02-1588-1234,", "1588-7777-111,", "011-234-5678,", "060-700-1234,", "112,", "010-1234-5678,", "99,", ",민원"}, []string{
			"invalid number:representative_with_area_code", "invalid number:representative_with_extension", "invalid number:old_mobile",
			"invalid number:premium", "invalid number:special_number", "invalid number:never_allocated", "invalid number:unknown_prefix", "invalid number:empty",
		}},
		{"repeated", []string{"02-312-4567,", "+8223124567,"}, []string{"add", "invalid number:repeated_number"}},
		{"lettering", []string{"02-312-0001,<b>민원</b>", "02-312-0002,☎🙂", "02-312-0003,가나다라마바사아자차카타파하가나다라마바사", "02-312-0004,민\u202e원", "02-312-0005,민\a원"}, []string{
			"add", "add", "invalid lettering:too_long", "invalid lettering:control_characters", "invalid lettering:control_characters",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				organizationID := w.organizationID(t, "a")
				content := "number,lettering\n" + strings.Join(test.lines, "\n") + "\n"
				im := w.numbersOf(t, organizationID, "n.csv", content, imports.ModeValid)
				if got := verdicts(w.rows(t, im, "")); !slices.Equal(got, test.want) {
					t.Errorf("got  %q\nwant %q", got, test.want)
				}
				for _, status := range []string{imports.Add, imports.Skip, imports.Invalid} {
					for _, r := range w.rows(t, im, status) {
						if r.Status != status {
							t.Errorf("a row %s among those to %s", r.Status, status)
						}
					}
				}
				if done, err := w.Apply(ctx, staff, im.ID); err != nil || done.Status != imports.Done {
					t.Fatalf("apply: %+v, %v", done, err)
				}
				if n := len(w.registered(t, organizationID)); n != im.Counts.Add {
					t.Errorf("%d numbers, want %d", n, im.Counts.Add)
				}
				// The same file again adds nothing: what was added is unchanged.
				again := w.numbersOf(t, organizationID, "n.csv", content, imports.ModeValid)
				if again.Counts.Add != 0 || again.Counts.Skip != im.Counts.Add {
					t.Errorf("the same file again: %+v", again.Counts)
				}
				if im.Counts.Invalid == 0 {
					return
				}
				all := w.numbersOf(t, organizationID, "n.csv", content, imports.ModeAll)
				if _, err := w.Apply(ctx, staff, all.ID); !fault.Is(err, "import_has_invalid_rows") {
					t.Errorf("all or nothing: %v", err)
				}
			})
		})
	}
}

// Headers are understood in four languages and any order, and failed rows come back under the same ones.
func TestNumbersHeaders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		for i, test := range []struct{ header, why string }{
			{"레터링,발신번호,기관ID,과금번호", "오류"},
			{"レタリング,発信番号,機関ID,課金番号", "エラー"},
			{"ข้อความแสดง,หมายเลขโทรออก,รหัสองค์กร,หมายเลขเรียกเก็บเงิน", "ข้อผิดพลาด"},
			{"Lettering,NUMBER,organization_id,billing_number", "error"},
		} {
			number := fmt.Sprintf("02-312-%04d", i)
			content := test.header + "\n민원," + number + "," + organizationID + ",02-312-9999\n민원,112,org_none,1\n"
			im, err := w.bring(staff, imports.Draft{Kind: imports.Numbers, Mode: imports.ModeValid, File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)}})
			if err != nil || im.Counts.Add != 1 || im.Counts.Invalid != 1 {
				t.Fatalf("%s: %+v, %v", test.header, im.Counts, err)
			}
			for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
				var out bytes.Buffer
				if err := w.Errors(ctx, staff, im.ID, &out, format, ""); err != nil {
					t.Fatal(err)
				}
				r, err := sheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), "", sheet.Limits{})
				if err != nil || strings.Join(r.Header(), ",") != test.header+","+test.why || !r.Next() {
					t.Fatalf("came back as %q, %v", r.Header(), err)
				}
				if _, cells := r.Row(); strings.Join(cells[:4], ",") != "민원,112,org_none,1" || cells[4] == "" {
					t.Errorf("came back as %q", cells)
				}
				again := w.numbersOf(t, organizationID, "again", out.String(), imports.ModeValid)
				if again.Counts.Invalid != 1 {
					t.Errorf("what came back, again: %+v", again.Counts)
				}
			}
			if _, err := w.Apply(ctx, staff, im.ID); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.registered(t, organizationID); len(got) != 4 || got[0] != "+8223120000 +8223129999 민원" {
			t.Errorf("registered: %q", got)
		}
	})
}

// What is registered otherwise is no update: the row is invalid, and says what differs.
func TestNumbersThatDiffer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		a, b := w.organizationID(t, "a"), w.organizationID(t, "b")
		if _, err := w.Apply(ctx, staff, w.numbersOf(t, a, "n.csv", "number,lettering\n02-312-0001,민원\n", imports.ModeAll).ID); err != nil {
			t.Fatal(err)
		}
		for content, want := range map[string]string{
			"number,lettering\n02-312-0001,안내\n":                            "differs in lettering.",
			"number,lettering,billing_number\n02-312-0001,민원,02-312-0009\n": "differs in billing_number.",
			"number,lettering,organization_id\n02-312-0001,민원," + b + "\n":  "differs in organization_id.",
		} {
			rows := w.rows(t, w.numbersOf(t, a, "n.csv", content, imports.ModeAll), "")
			if len(rows) != 1 || len(rows[0].Errors) != 1 || rows[0].Errors[0].Code != "already_exists" || !strings.Contains(rows[0].Errors[0].Message, want) {
				t.Errorf("got %+v, want %q", rows, want)
			}
		}
	})
}

// Three imports of overlapping numbers are applied at once: each number is there once, and those who came too late
// see the new result.
func TestNumbersAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		file := func(from, to int) string {
			var b strings.Builder
			b.WriteString("number,lettering\n")
			for i := from; i < to; i++ {
				fmt.Fprintf(&b, "02-312-%04d,민원\n", i)
			}
			return b.String()
		}
		for round := range 3 {
			base := round * 1000
			ids := make([]string, 3)
			for i := range ids {
				ids[i] = w.numbersOf(t, organizationID, "n.csv", file(base+i*100, base+i*100+300), imports.ModeAll).ID
			}
			outdated := make([]bool, 3)
			if err := errors.Join(dbtest.Together(3, func(i int) error {
				_, err := w.Apply(ctx, staff, ids[i])
				if fault.Is(err, "import_outdated") {
					outdated[i], err = true, nil
				}
				return err
			})...); err != nil {
				t.Fatal(err)
			}
			for i, id := range ids {
				if im, err := w.Get(ctx, staff, id); err != nil || (im.Status == imports.Ready) != outdated[i] {
					t.Errorf("%+v, %v", im, err)
				}
				for tries := 0; outdated[i] && tries < 3; tries++ { // the others that were outdated come in between
					_, err := w.Apply(ctx, staff, id)
					if outdated[i] = fault.Is(err, "import_outdated"); err != nil && !outdated[i] {
						t.Fatal(err)
					}
				}
				if outdated[i] {
					t.Error("the new result cannot be applied")
				}
			}
			if n := len(w.registered(t, organizationID)); n != 500*(round+1) {
				t.Fatalf("%d numbers, want %d", n, 500*(round+1))
			}
		}
		w.consistent(t)
	})
}

// consistent fails where what lists look up is not what there is.
func (w world) consistent(t *testing.T) {
	t.Helper()
	for what, query := range map[string]string{
		"numbers not in the list of their organization": `SELECT COUNT(*) FROM outgoing_number n WHERE NOT EXISTS
			(SELECT 1 FROM number_scope s WHERE s.organization_id = n.organization_id AND s.number = n.number)`,
		"numbers in lists that are not there": `SELECT COUNT(*) FROM number_scope s WHERE NOT EXISTS (SELECT 1 FROM outgoing_number n WHERE n.number = s.number)`,
		"numbers without a block": `SELECT COUNT(*) FROM outgoing_number n WHERE NOT EXISTS (SELECT 1 FROM number_block b
			WHERE b.block = substr(n.number, 1, length(n.number) - 4))`,
		"letterings that cannot be found": `SELECT COUNT(*) FROM outgoing_number n WHERE n.lettering_fold <> '' AND NOT EXISTS
			(SELECT 1 FROM lettering l WHERE l.fold = n.lettering_fold)`,
		"places that are left over":       "SELECT COUNT(*) FROM number_staged_place",
		"numbers less those in the total": "SELECT (SELECT COUNT(*) FROM outgoing_number) - CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM tally WHERE name = 'numbers/'",
	} {
		if n := w.number(t, query); n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
}

// A worker that is gone in the middle of a check leaves what it stored; whoever takes the job up begins anew.
func TestACheckThatWasCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		content := "number,lettering\n02-312-0001,민원\n112,\n"
		im, err := w.Service.Create(ctx, staff, imports.Draft{
			Kind: imports.Numbers, OrganizationID: organizationID, BillingNumber: "02-312-4567",
			File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
		})
		if err != nil || im.Status != imports.Checking || im.Progress.Total != int64(len(content)) {
			t.Fatalf("%+v, %v", im, err)
		}
		if _, err := w.Service.Apply(ctx, staff, im.ID); !fault.Is(err, "import_not_ready") {
			t.Errorf("apply what is not checked: %v", err)
		}
		if err := w.d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { // what a first attempt stored
			_, err := tx.Exec(ctx, "INSERT INTO import_row (import_id, line, status, cells, errors, warnings) VALUES ($1, 3, 'invalid', '{}', '[]', '[]')", im.ID)
			if err == nil {
				_, err = tx.Exec(ctx, `INSERT INTO number_staged (import_id, line, id, organization_id, number, billing_number, lettering, lettering_fold)
					VALUES ($1, 2, 'num_x', $2, '+8223120001', '+8223124567', '', '')`, im.ID, organizationID)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if im, err = w.settled(staff, im.ID); err != nil || im.Status != imports.Ready || im.Counts != (imports.Counts{Add: 1, Invalid: 1}) {
			t.Fatalf("%+v, %v", im, err)
		}
		if got := verdicts(w.rows(t, im, "")); !slices.Equal(got, []string{"add", "invalid number:special_number"}) {
			t.Errorf("%q", got)
		}
	})
}

// An import can be cancelled while it is checked, and nothing of it is done.
func TestCancelACheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		content := "number\n02-312-0001\n"
		im, err := w.Service.Create(ctx, staff, imports.Draft{
			Kind: imports.Numbers, OrganizationID: organizationID, BillingNumber: "02-312-4567",
			File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Cancel(ctx, staff, im.ID); err != nil {
			t.Fatal(err)
		}
		if im, err = w.settled(staff, im.ID); err != nil || im.Status != imports.Cancelled {
			t.Fatalf("%+v, %v", im, err)
		}
		if err := w.Cancel(ctx, staff, im.ID); !fault.Is(err, "import_not_ready") {
			t.Errorf("cancel again: %v", err)
		}
		if n := w.number(t, "SELECT COUNT(*) FROM import_file"); n != 0 {
			t.Errorf("%d parts of its file are kept", n)
		}
		if n := w.number(t, "SELECT COUNT(*) FROM job WHERE state <> $1", string(job.Cancelled)); n != 0 {
			t.Errorf("%d jobs go on", n)
		}
	})
}

// Files of several parts are read as they were.
func TestLargeFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		var csv, xlsx bytes.Buffer
		for _, f := range []struct {
			format sheet.Format
			out    *bytes.Buffer
		}{{sheet.CSV, &csv}, {sheet.XLSX, &xlsx}} {
			out, err := sheet.NewWriter(f.out, f.format, []string{"number", "lettering"})
			if err != nil {
				t.Fatal(err)
			}
			for i := range 12_000 {
				// Random enough to be large when it is packed.
				if err := out.Write([]string{fmt.Sprintf("010-%04d-%04d", 2000+i%8000, i*7919%10000), fmt.Sprintf("%x", i*1_000_003)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := out.Close(); err != nil {
				t.Fatal(err)
			}
		}
		first := w.numbersOf(t, organizationID, "n.xlsx", xlsx.String(), imports.ModeAll)
		if first.Counts.Total() != 12_000 || first.Size <= 256<<10 && csv.Len() <= 256<<10 {
			t.Fatalf("%+v of a file of %d bytes", first.Counts, first.Size)
		}
		if _, err := w.Apply(ctx, staff, first.ID); err != nil {
			t.Fatal(err)
		}
		if second := w.numbersOf(t, organizationID, "n.csv", csv.String(), imports.ModeAll); second.Counts.Skip != first.Counts.Add {
			t.Errorf("the same numbers in another format: %+v, %d were added", second.Counts, first.Counts.Add)
		}
		w.consistent(t)
	})
}
