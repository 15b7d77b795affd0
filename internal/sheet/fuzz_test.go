package sheet_test

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/tenantry/tenantry/internal/sheet"
)

// FuzzRead: whatever the file, reading ends within its limits, without a panic, in rows of valid text as long
// as the header or in an *Error; and what was read can be written and read again.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"", "a,b\n1,2\n", "\uFEFFa;b\r\n\"1\n\"\"\";2\r\n", "a\tb\n'=1\t2", "a\r1\r", "a\n\xC1\xBE\xB7\xCE\n", "\xFF\xFEa\x00\n\x001\x00", "a,b\n1\n",
		"%PDF-1.7", "PK\x03\x04", "<html>", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ",\n,", "\"a", "a\"b\n",
	} {
		f.Add([]byte(text))
	}
	f.Add(write(f, sheet.XLSX, table{{"a", "b"}, {"=1", "종로"}}))
	f.Add(workbook(headerRow + dataRow + `<row r="5"><c r="A5" t="s"><v>2</v></c><c r="B5"><v>8.2E11</v></c></row>`).pack(f))
	f.Add(workbook(headerRow+`<row><c t="b"><v>1</v></c><c><f>A1</f></c></row>`, "").pack(f))

	limits := sheet.Limits{Rows: 50, Columns: 20, CellLength: 100, Bytes: 1 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, lines, err := read(data, "fuzz", limits)
		var refused *sheet.Error
		if err != nil && (!errors.As(err, &refused) || refused.Code == "" || refused.Message == "" || !utf8.ValidString(refused.Message)) {
			t.Fatalf("not a proper refusal: %T: %v", err, err)
		}
		if len(rows) > limits.Rows+1 {
			t.Fatalf("%d rows", len(rows))
		}
		for i, cells := range rows {
			if len(cells) != len(rows[0]) || i > 0 && lines[i] <= lines[i-1] && lines[i-1] > 1 {
				t.Fatalf("row %d has %d cells, header %d, line %d", i, len(cells), len(rows[0]), lines[i])
			}
			for _, cell := range cells {
				if !utf8.ValidString(cell) || len(cell) > 3*limits.CellLength {
					t.Fatalf("cell %q", cell)
				}
			}
		}
		if err != nil || len(rows) < 2 {
			return
		}
		for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
			var out bytes.Buffer
			w, err := sheet.NewWriter(&out, format, rows[0])
			for _, cells := range rows[1:] {
				err = errors.Join(err, w.Write(cells))
			}
			if err = errors.Join(err, w.Close()); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if format == sheet.CSV && len(rows[0]) == 1 {
				continue // no separator, so that another may be found in its text
			}
			if again, _, err := read(out.Bytes(), "", limits); err == nil && len(again) != len(rows) {
				t.Fatalf("%s: %d rows of %d", format, len(again), len(rows))
			}
		}
	})
}
