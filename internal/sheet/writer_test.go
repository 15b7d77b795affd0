package sheet_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/sheet"
)

// Any text comes back from either format: what looks like a formula, an escape, an apostrophe, a quote.
func TestRoundTrip(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"=", "+", "-", "@", "'", "''", "\t", "\n", "\r\n", "\"", ",", ";", " ", "_x0041_", "_x005F_", "_", "x0041_", "_x00", "&", "<", ">", "]]>", "&amp;",
		"종로", "😀", "\uFEFF", "\uFFFD", "\u00A0", "1", "0", "1588-1234", "8.21E+11", "TRUE", "a", "\x01", "\x0B", "\x1F", "\uFFFF",
	})
	cell := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "pieces"), "") }),
		rapid.StringN(0, 50, -1).Filter(func(s string) bool { return !strings.Contains(s, "\x00") }),
	)
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		t.Run(string(format), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				width := rapid.IntRange(1, 5).Draw(r, "width")
				want := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 2, 5).Draw(r, "rows")
				for i, row := range want { // blank rows are left out, and a header ends with a name
					row[width-1] += "x"
					if i == 0 && format == sheet.CSV {
						row[0] = "," + row[0] // the separator is told from the header
					}
				}
				data := write(t, format, want)
				got, _, err := read(data, "download"+format.Extension(), sheet.Limits{})
				if err != nil || !reflect.DeepEqual(got, table(want)) {
					r.Fatalf("%v\ngot  %q\nwant %q", err, got, want)
				}
			})
		})
	}
}

// A cell that a spreadsheet would calculate never gets there as one.
func TestNoFormula(t *testing.T) {
	dangerous := []string{"=1+1", "+82", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"}
	for _, text := range dangerous {
		data := write(t, sheet.CSV, table{{"a"}, {text}})
		cell := strings.Trim(strings.TrimSuffix(strings.TrimPrefix(string(data), "\uFEFFa\r\n"), "\r\n"), `"`)
		if !strings.HasPrefix(cell, "'") || strings.TrimPrefix(cell, "'") != text {
			t.Errorf("%q is written as %q", text, cell)
		}
	}

	rows := table{{"a"}}
	for _, text := range dangerous {
		rows = append(rows, []string{text})
	}
	f, err := excelize.OpenReader(bytes.NewReader(write(t, sheet.XLSX, rows)))
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range dangerous {
		name, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		kind, kindErr := f.GetCellType("Sheet1", name)
		formula, formulaErr := f.GetCellFormula("Sheet1", name)
		value, valueErr := f.GetCellValue("Sheet1", name)
		if err := errors.Join(kindErr, formulaErr, valueErr); err != nil {
			t.Fatal(err)
		}
		if kind != excelize.CellTypeInlineString || formula != "" || value != text {
			t.Errorf("%q is written as type %d, formula %q, value %q", text, kind, formula, value)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// The workbook opens elsewhere: bold header that stays in sight, text cells and columns, sensible widths.
func TestWorkbookLooks(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(write(t, sheet.XLSX, table{
		{"id", "이름", "note"},
		{"1", "서울특별시 종로구 사직동", strings.Repeat("long ", 100)},
	})))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Sheet1")
	if err != nil || len(rows) != 2 || rows[1][1] != "서울특별시 종로구 사직동" {
		t.Errorf("rows: %v, %.200q", err, rows)
	}
	panes, err := f.GetPanes("Sheet1")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes: %+v, %v", panes, err)
	}
	for cell, bold := range map[string]bool{"A1": true, "A2": false} {
		id, err := f.GetCellStyle("Sheet1", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil || style.NumFmt != 49 || style.Font.Bold != bold {
			t.Errorf("style of %s: %+v, %v", cell, style, err)
		}
	}
	for column, want := range map[string]float64{"A": 8, "B": 26, "C": 60} {
		if width, err := f.GetColWidth("Sheet1", column); err != nil || width != want {
			t.Errorf("column %s is %v wide, %v; want %v", column, width, err, want)
		}
	}
	if id, err := f.GetColStyle("Sheet1", "B"); err != nil || id != 1 {
		t.Errorf("style of a column: %d, %v", id, err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCSVLooks(t *testing.T) {
	got := string(write(t, sheet.CSV, table{{"a", "이름"}, {"1,5", " x"}, {"", `say "hi"`}}))
	if want := "\uFEFFa,이름\r\n\"1,5\",\" x\"\r\n,\"say \"\"hi\"\"\"\r\n"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestWriterRefuses(t *testing.T) {
	long := strings.Repeat("가", 32_767)
	for _, c := range []struct {
		format sheet.Format
		text   string
		code   string
	}{
		{sheet.XLSX, long, ""},
		{sheet.XLSX, long + "가", "cell_too_long"},
		{sheet.CSV, long + "가", "cell_too_long"},
		{sheet.XLSX, "\xFF", "invalid_encoding"},
		{sheet.CSV, "\xFF", "invalid_encoding"},
		{sheet.CSV, "\x00", "invalid_encoding"},
	} {
		w, err := sheet.NewWriter(&bytes.Buffer{}, c.format, []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write([]string{"1", c.text})
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %v", c.format, err)
			}
		} else {
			wantError(t, err, c.code, 2, "B2")
		}
		if err := w.Write([]string{"1"}); err == nil {
			t.Error("a short row is written")
		}
		if err := w.Write([]string{"1", "2"}); err != nil {
			t.Errorf("after a refused row: %v", err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if w.Close() == nil || w.Write([]string{"1", "2"}) == nil {
			t.Error("a closed writer writes")
		}
	}
	if _, err := sheet.NewWriter(&bytes.Buffer{}, sheet.CSV, nil); err == nil {
		t.Error("a table without columns")
	}
	if _, err := sheet.NewWriter(&bytes.Buffer{}, "ods", []string{"a"}); err == nil {
		t.Error("an unknown format")
	}
}

// brokenPipe fails like a client that has gone.
type brokenPipe struct{ left int }

var errPipe = errors.New("broken pipe")

func (p *brokenPipe) Write(b []byte) (int, error) {
	if p.left -= len(b); p.left < 0 {
		return 0, errPipe
	}
	return len(b), nil
}

// The reader of a download that goes away ends the export, at the latest in Close.
func TestWriterPassesErrorsOn(t *testing.T) {
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		for _, left := range []int{0, 100_000} {
			w, err := sheet.NewWriter(&brokenPipe{left}, format, []string{"a"})
			for i := 0; err == nil && i < 300_000; i++ {
				err = w.Write([]string{strings.Repeat("x", i%50) + string(rune('a'+rand.IntN(26)))})
			}
			if err == nil {
				err = w.Close()
			}
			if !errors.Is(err, errPipe) {
				t.Errorf("%s, %d bytes: %v", format, left, err)
			}
		}
	}
}

func TestFormat(t *testing.T) {
	for _, f := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		if got, err := sheet.ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("ParseFormat(%q) = %q, %v", f, got, err)
		}
		if f.Extension() != "."+string(f) || !strings.Contains(f.ContentType(), "/") {
			t.Errorf("%s: %s, %s", f, f.Extension(), f.ContentType())
		}
	}
	for _, s := range []string{"", "XLSX", "xls", "ods"} {
		_, err := sheet.ParseFormat(s)
		wantError(t, err, "unknown_format", 0, "")
	}
}
