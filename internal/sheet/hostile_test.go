package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"reflect"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/sheet"
)

// A sheet as full as one can be: what is beyond the limit is named by its line, and a million rows with nothing
// in them, which spreadsheets write for a column that was formatted, are no rows.
func TestReadAllTheRowsOfASheet(t *testing.T) {
	const all = 1_048_576
	full := workbook(headerRow + dataRow + strings.Repeat(`<row><c><v>1</v></c></row>`, all-2)).pack(t)
	r, err := sheet.Open(bytes.NewReader(full), int64(len(full)), "x.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for r.Next() {
		rows++
	}
	wantError(t, r.Err(), "too_many_rows", 1_000_002, "")
	if last, _ := r.Row(); rows != 1_000_000 || last != 1_000_001 {
		t.Errorf("%d rows before it, the last in line %d", rows, last)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}

	blank := workbook(headerRow + dataRow + strings.Repeat(`<row><c s="1"/></row>`, all-2)).pack(t)
	if rows, _, err := read(blank, "x.xlsx", sheet.Limits{Rows: 1}); err != nil || len(rows) != 2 {
		t.Errorf("formatted to the last row: %d rows, %v", len(rows), err)
	}

	beyond := workbook(headerRow + dataRow + `<row r="1048577"><c><v>1</v></c></row>`).pack(t)
	_, _, err = read(beyond, "x.xlsx", sheet.Limits{})
	wantError(t, err, "truncated", 0, "")
}

func TestReadAMillionEmptyColumns(t *testing.T) {
	const million = 1_000_000
	for name, data := range map[string]parts{
		"cells in a row": workbook(headerRow + `<row r="2"><c t="inlineStr"><is><t>Jongno</t></is></c><c><v>1</v></c>` + strings.Repeat(`<c/>`, million) + `</row>`),
		"in the header": workbook(`<row r="1"><c t="s"><v>0</v></c><c t="inlineStr"><is><t>number</t></is></c>` + strings.Repeat(`<c s="1"/>`, million) + `</row>` +
			dataRow),
	} {
		rows, _, err := read(data.pack(t), "x.xlsx", sheet.Limits{})
		if want := (table{{"name", "number"}, {"Jongno", "1"}}); err != nil || !reflect.DeepEqual(rows, want) {
			t.Errorf("%s: %v, %d rows", name, err, len(rows))
		}
	}
	_, _, err := read(workbook(headerRow+dataRow+`<row r="3"><c r="ZZZZ3"/></row>`).pack(t), "x.xlsx", sheet.Limits{})
	wantError(t, err, "truncated", 0, "") // no sheet has such a column

	commas := strings.Repeat(",", million)
	for text, line := range map[string]int{
		"name,number" + commas + "\nJongno,1\n":           1,
		"name,number\nJongno,1" + commas + "\n":           2,
		"name,number\nJongno,1\n" + commas + "\nMapo,2\n": 3,
	} {
		_, _, err := read([]byte(text), "x.csv", sheet.Limits{})
		wantError(t, err, "too_many_columns", line, "")
	}
}

// A bomb whose directory says that it is small is stopped where it grows beyond what it said.
func TestReadXLSXBombThatLies(t *testing.T) {
	content := []byte(`<worksheet ` + nsMain + `><sheetData>` + headerRow + dataRow + strings.Repeat(`<row><c><v>1</v></c></row>`, 500_000) + `</sheetData></worksheet>`)
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deflate.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}

	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range workbook("") {
		if name == "xl/worksheets/sheet1.xml" {
			f, err := w.CreateRaw(&zip.FileHeader{
				Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content),
				CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1000,
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(packed.Bytes()); err != nil {
				t.Fatal(err)
			}
			continue
		}
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rows, _, err := read(out.Bytes(), "x.xlsx", sheet.Limits{Bytes: 1 << 20})
	wantError(t, err, "truncated", 0, "")
	if len(rows) > 10_000 {
		t.Errorf("%d rows were read of a part that says it has 1000 bytes", len(rows))
	}
}
