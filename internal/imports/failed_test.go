package imports_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/sheet"
)

// spoken fails where something that was found in a file is not told in every language.
func (w world) spoken(t *testing.T, im imports.Import) {
	t.Helper()
	for _, language := range slices.Sorted(maps.Keys(scripts)) {
		rows, _, _, err := w.Rows(ctx, staff, im.ID, imports.RowsWanted{Language: language}, 10_000, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			for _, n := range slices.Concat(r.Errors, r.Warnings) {
				if !scripts[language].MatchString(n.Message) || placeholder.MatchString(n.Message) {
					t.Errorf("%s in %s: %q", n.Code, language, n.Message)
				}
			}
		}
	}
}

// failed reads the file of the rows that failed: the header, and the rows.
func (w world) failed(t *testing.T, im imports.Import, format sheet.Format, language string) [][]string {
	t.Helper()
	var out bytes.Buffer
	if err := w.Errors(ctx, staff, im.ID, &out, format, language); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), "", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	table := [][]string{slices.Clone(r.Header())}
	for r.Next() {
		_, cells := r.Row()
		table = append(table, slices.Clone(cells))
	}
	if err := errors.Join(r.Err(), r.Close()); err != nil {
		t.Fatal(err)
	}
	return table
}

// written is a table as a file.
func written(t *testing.T, format sheet.Format, table [][]string) string {
	t.Helper()
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, format, table[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range table[1:] {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The failed rows come back with the reason in the reader's language, whatever the file's own; corrected, and with the
// reason left where it stands, they are imported.
func TestFailedRowsAreReadCorrectedAndHandedInAgain(t *testing.T) {
	headers := map[string]string{
		"en": "lettering,number", "ko": "레터링,발신번호", "ja": "レタリング,発信番号", "th": "ข้อความแสดง,หมายเลขโทรออก",
	}
	long := map[string]string{
		"en": ": Must have at most 20 characters.", "ko": ": 20자까지 쓸 수 있습니다.", "ja": ": 20文字以内で入力してください。", "th": ": ต้องมีไม่เกิน 20 อักขระ",
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		organizationID := w.organizationID(t, "a")
		n := 0
		for _, file := range imports.Languages {
			content := headers[file] + "\n" + strings.Repeat("가", 21) + ",02-312-4567\n민원,02-1588-1234\n"
			im := w.numbersOf(t, organizationID, "n.csv", content, imports.ModeValid)
			for i, reader := range imports.Languages {
				for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
					table := w.failed(t, im, format, reader)
					if got, want := strings.Join(table[0], ","), headers[file]+","+imports.ErrorTitles[i]; got != want || len(table) != 3 {
						t.Fatalf("%s for %s: %q, want %q", file, reader, table, want)
					}
					lettering, _, _ := strings.Cut(headers[file], ",")
					if why := table[1][2]; why != lettering+long[reader] {
						t.Errorf("%s for %s: %q", file, reader, why)
					}
					table[1][0], table[1][1] = "민원", fmt.Sprintf("02-312-%04d", n)
					table[2][1] = fmt.Sprintf("02-313-%04d", n)
					n++
					again := w.numbersOf(t, organizationID, "again", written(t, format, table), imports.ModeAll)
					if done, err := w.Apply(ctx, staff, again.ID); err != nil || done.Counts != (imports.Counts{Add: 2}) {
						t.Fatalf("%s for %s, corrected: %+v, %v", file, reader, done.Counts, err)
					}
				}
			}
			// Who reads in no language of their own reads the file's.
			if table := w.failed(t, im, sheet.CSV, ""); table[0][2] != imports.ErrorTitles[slices.Index(imports.Languages, file)] || !strings.HasSuffix(table[1][2], long[file]) {
				t.Errorf("%s: %q", file, table)
			}
		}
		if got := len(w.registered(t, organizationID)); got != 2*n {
			t.Errorf("%d numbers, want %d", got, 2*n)
		}
	})
}

func TestFailedOrganizationsAreHandedInAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		for i, language := range imports.Languages {
			key := "k" + language
			im, _ := w.upload(t, file(strings.Replace(head(key, ""), "contracting", "executing", 1)), imports.ModeValid)
			table := w.failed(t, im, sheet.XLSX, language)
			last := len(table[0]) - 1
			if script := scripts[language]; table[0][last] != imports.ErrorTitles[i] || !strings.Contains(table[1][last], "representative_name: ") ||
				script != nil && !script.MatchString(table[1][last]) {
				t.Errorf("%s: %q", language, table)
			}
			table[1][slices.Index(table[0], "type")] = "contracting"
			again, _ := w.upload(t, []byte(written(t, sheet.XLSX, table)), imports.ModeAll)
			if done, err := w.Apply(ctx, staff, again.ID); err != nil || done.Counts != (imports.Counts{Add: 1}) {
				t.Errorf("%s, corrected: %+v, %v", language, done.Counts, err)
			}
		}
	})
}

// What differs is named by what the file calls it, or else by what the reader's language does.
func TestColumnsAreNamedAsInTheFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		a, b := w.organizationID(t, "a"), w.organizationID(t, "b")
		if _, err := w.Apply(ctx, staff, w.numbersOf(t, a, "n.csv", "number,lettering\n02-312-0001,민원\n", imports.ModeAll).ID); err != nil {
			t.Fatal(err)
		}
		im := w.numbersOf(t, b, "n.csv", "発信番号,レタリング\n02-312-0001,案内\n", imports.ModeAll)
		for language, want := range map[string]string{
			"en": "発信番号: This number is registered and differs in organization_id, レタリング.", "ko": "発信番号: 이미 등록된 번호이며 다음 내용이 다릅니다: 기관ID, レタリング.",
			"ja": "発信番号: この番号はすでに登録されていて、次の内容が異なります: 機関ID, レタリング。",
		} {
			if table := w.failed(t, im, sheet.CSV, language); !strings.HasPrefix(table[1][2], want) {
				t.Errorf("%s: %q", language, table[1][2])
			}
		}
	})
}
