package imports_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/korean"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/imports"
)

// excel is a workbook of a table as a spreadsheet writes it, after something was done to it.
func excel(t *testing.T, table [][]string, do func(f *excelize.File) error, options ...excelize.Options) string {
	t.Helper()
	f := excelize.NewFile(options...)
	var err error
	for y, row := range table {
		for x, cell := range row {
			name, nameErr := excelize.CoordinatesToCellName(x+1, y+1)
			err = errors.Join(err, nameErr, f.SetCellStr("Sheet1", name, cell))
		}
	}
	if do != nil {
		err = errors.Join(err, do(f))
	}
	packed, packErr := f.WriteToBuffer()
	if err := errors.Join(err, packErr, f.Close()); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

// edited is a packed file with something else in one of its parts.
func edited(t *testing.T, packed, part, old, replacement string) string {
	t.Helper()
	in, err := zip.NewReader(strings.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, found := zip.NewWriter(&out), false
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			found = bytes.Contains(content, []byte(old))
			content = bytes.Replace(content, []byte(old), []byte(replacement), 1)
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || !found {
		t.Fatalf("there is no %q in %s (%v)", old, part, err)
	}
	return out.String()
}

// csvOf is a table as CSV.
func csvOf(table [][]string) string {
	lines := make([]string, len(table))
	for i, row := range table {
		lines[i] = strings.Join(row, ",")
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// What files can be, whatever they are to become: some are refused as a whole, in words and before anything is kept;
// the others are read as they were meant.
func TestFilesOfEveryKind(t *testing.T) {
	const (
		sheet1 = "xl/worksheets/sheet1.xml"
		rels   = "xl/_rels/workbook.xml.rels"
		full   = 1_048_576
	)
	for kind, table := range map[string][][]string{
		imports.Numbers:       {{"number", "lettering"}, {"02-312-4567", "민원"}},
		imports.Organizations: {strings.Split(header, ","), strings.Split(head("a", ""), ",")},
	} {
		last := string(rune('A' + len(table[0]) - 1))
		plain := excel(t, table, nil)
		renamed := [][]string{append([]string{"colour"}, table[0][1:]...), table[1]}
		encoded, err := korean.EUCKR.NewEncoder().String(csvOf(table))
		if err != nil {
			t.Fatal(err)
		}
		unicode := []byte{0xFF, 0xFE}
		for _, unit := range utf16.Encode([]rune(csvOf(table))) {
			unicode = append(unicode, byte(unit), byte(unit>>8))
		}
		for _, test := range []struct{ what, name, content, code string }{
			{"wrong headers", "f.xlsx", excel(t, renamed, nil), "unknown_column"},
			{"wrong headers in CSV", "f.csv", csvOf(renamed), "unknown_column"},
			{"two sheets", "f.xlsx", excel(t, table, func(f *excelize.File) error {
				_, err := f.NewSheet("Sheet2")
				return errors.Join(err, f.SetCellStr("Sheet2", "A1", "more"))
			}), "several_sheets"},
			{"merged cells", "f.xlsx", excel(t, table, func(f *excelize.File) error { return f.MergeCell("Sheet1", "A2", "A3") }), "merged_cells"},
			{"a date", "f.xlsx", excel(t, table, func(f *excelize.File) error {
				return f.SetCellValue("Sheet1", "A2", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC))
			}), "date_cell"},
			{"a formula", "f.xlsx", excel(t, table, func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "A2", "1+1") }), "formula"},
			{"every row of a sheet", "f.xlsx", edited(t, plain, sheet1, "</sheetData>", strings.Repeat("<row><c><v>1</v></c></row>", full-2)+"</sheetData>"), "too_many_rows"},
			{"cut off", "f.xlsx", plain[:len(plain)-100], "truncated"},
			{"cut off in the middle", "f.xlsx", plain[:len(plain)/2], "truncated"},
			{"a bomb", "f.xlsx", edited(t, plain, sheet1, "</sheetData>", `<row><c t="inlineStr"><is><t>`+strings.Repeat(" ", 20<<20)+`</t></is></c></row></sheetData>`), "cell_too_long"},
			{"macros", "f.xlsm", edited(t, plain, rels, "</Relationships>",
				`<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>`), "macros"},
			{"a password", "f.xlsx", excel(t, table, nil, excelize.Options{Password: "secret"}), "encrypted"},
			{"a PDF", "f.pdf", "%PDF-1.7\n%âãÏÓ\n1 0 obj", "not_a_workbook"},
			{"a PDF by another name", "f.xlsx", "%PDF-1.7\n%âãÏÓ\n1 0 obj", "not_a_workbook"},

			{"a hidden row", "f.xlsx", excel(t, table, func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 2, false) }), ""},
			{"a hidden sheet", "f.xlsx", excel(t, table, func(f *excelize.File) error {
				_, err := f.NewSheet("Sheet2")
				return errors.Join(err, f.SetCellStr("Sheet2", "A1", "more"), f.SetSheetVisible("Sheet2", false))
			}), ""},
			{"a million empty columns", "f.xlsx", edited(t, plain, sheet1, "</c></row></sheetData>", "</c>"+strings.Repeat("<c/>", 1_000_000)+"</row></sheetData>"), ""},
			{"empty columns behind", "f.xlsx", excel(t, table, func(f *excelize.File) error { return f.SetColWidth("Sheet1", last, "XFD", 20) }), ""},
			{"EUC-KR", "f.csv", encoded, ""},
			{"UTF-16", "f.csv", string(unicode), ""},
			{"UTF-8 with a mark", "f.csv", "\uFEFF" + csvOf(table), ""},
			{"a workbook called CSV", "f.csv", plain, ""},
		} {
			t.Run(kind+", "+test.what, func(t *testing.T) {
				dbtest.Each(t, func(t *testing.T, d *db.DB) { open(d).takes(t, kind, test.name, test.content, test.code) })
			})
		}
	}
}

// takes fails where a file is not refused with a code, or, where that is "", not read as one row to add.
func (w world) takes(t *testing.T, kind, name, content, code string) {
	t.Helper()
	d := imports.Draft{Kind: kind, File: imports.File{Name: name, Size: int64(len(content)), ReaderAt: strings.NewReader(content)}}
	if kind == imports.Numbers {
		d.OrganizationID, d.BillingNumber = w.organizationID(t, "o"), "02-312-9999"
	}
	im, err := w.bring(staff, d)
	if code == "" {
		if err != nil || im.Counts != (imports.Counts{Add: 1}) {
			t.Fatalf("%+v, %v", im.Counts, err)
		}
		if rows := w.rows(t, im, ""); rows[0].Cells["lettering"] != "민원" && rows[0].Cells["representative_name"] != "강지민" {
			t.Errorf("read as %q", rows[0].Cells)
		}
		return
	}
	f, refused := fault.As(err)
	if !refused || f.Code != code || len(f.Fields) != 1 || f.Fields[0].Location != "body.file" || f.Message == "" {
		t.Fatalf("%v, want %s of body.file", err, code)
	}
	if n := w.number(t, "SELECT (SELECT COUNT(*) FROM import) + (SELECT COUNT(*) FROM import_file)"); n != 0 {
		t.Errorf("%d rows are kept of what was refused", n)
	}
}
