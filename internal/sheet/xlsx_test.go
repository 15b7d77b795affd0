package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/tenantry/tenantry/internal/sheet"
)

func TestReadXLSX(t *testing.T) {
	rows := headerRow +
		`<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>8210123456789</v></c></row>` +
		`<row r="3"/><row r="4"><c r="A4" s="3"/></row>` + // blank
		`<row r="5"><c r="A5" t="s"><v>2</v></c><c r="B5"><v>8.21012345678E11</v></c></row>` +
		`<row><c t="str"><v>no refs</v></c><c t="b"><v>1</v></c></row>` +
		`<row r="7"><c r="B7"><v>3.1400000000000001</v></c></row>` +
		`<row r="8"><c r="A8" t="s"><v>3</v></c><c r="B8" s="5" t="n"><v>-0.05</v></c><c r="IZ8"/></row>` +
		`<row r="9" spans="1:2"><c r="A9" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c><c r="B9" s="3"><v>1E+25</v></c></row>` +
		`<row r="10"><c r="A10" t="inlineStr"><is><t><![CDATA[<=1 & "2">]]> &#10;'x'</t></is></c><c r="B10" t="e"><v>#N/A</v></c></row>`
	want := table{
		{"name", "number"},
		{"rich text", "8210123456789"},
		{"a\rb & <c> 가_x0041_", "821012345678"},
		{"no refs", "true"},
		{"", "3.14"},
		{"", "-0.05"},
		{"inline", "1E+25"},
		{"<=1 & \"2\"> \n'x'", "#N/A"},
	}
	for name, p := range map[string]parts{
		"plain": workbook(rows),
		"prefixed": workbook(rows).with("xl/workbook.xml", `<sheets>`, `<sheets xmlns:x="y">`).
			with("xl/worksheets/sheet1.xml", `<sheetData>`, `<!-- <row> --><x:sheetPr a='>"'/><sheetData>`),
		"absolute and upper case": workbook(rows).with("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "/XL/Worksheets/Sheet1.xml"),
		"empty second sheet":      workbook(rows, `<row r="1"><c r="A1" s="1"/></row>`),
		"empty first sheet":       workbook("", rows),
		"hidden second sheet":     workbook(rows, rows).with("xl/workbook.xml", `sheetId="2"`, `sheetId="2" state="hidden"`),
		"UTF-16 part":             workbook(rows).encode("xl/worksheets/sheet1.xml"),
	} {
		t.Run(name, func(t *testing.T) {
			got, lines, err := read(p.pack(t), "upload", sheet.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if wantLines := []int{1, 2, 5, 6, 7, 8, 9, 10}; !reflect.DeepEqual(lines, wantLines) {
				t.Errorf("lines %v; want %v", lines, wantLines)
			}
		})
	}
}

// encode makes a part UTF-16.
func (p parts) encode(part string) parts {
	encoded := []byte{0xFE, 0xFF}
	for _, unit := range utf16.Encode([]rune(p[part])) {
		encoded = append(encoded, byte(unit>>8), byte(unit))
	}
	p[part] = string(encoded)
	return p
}

func TestReadXLSXRefuses(t *testing.T) {
	cellOf := func(xml string) parts {
		return workbook(headerRow + dataRow + `<row r="5"><c r="A5"><v>1</v></c>` + xml + `</row>`)
	}
	for name, c := range map[string]struct {
		parts  parts
		limits sheet.Limits
		code   string
		line   int
		cell   string
	}{
		"formula":                {cellOf(`<c r="B5" t="str"><f>A1</f><v>cached</v></c>`), sheet.Limits{}, "formula", 5, "B5"},
		"shared formula":         {cellOf(`<c r="B5"><f t="shared" si="0"/><v>1</v></c>`), sheet.Limits{}, "formula", 5, "B5"},
		"prefixed formula":       {cellOf(`<c r="B5"><x:f>A1</x:f></c>`), sheet.Limits{}, "formula", 5, "B5"},
		"date, built in":         {cellOf(`<c r="B5" s="1"><v>45000</v></c>`), sheet.Limits{}, "date_cell", 5, "B5"},
		"date, custom":           {cellOf(`<c r="B5" s="2"><v>45000</v></c>`), sheet.Limits{}, "date_cell", 5, "B5"},
		"elapsed time":           {cellOf(`<c r="B5" s="4"><v>1.5</v></c>`), sheet.Limits{}, "date_cell", 5, "B5"},
		"date, ISO":              {cellOf(`<c r="B5" t="d"><v>2026-01-02</v></c>`), sheet.Limits{}, "date_cell", 5, "B5"},
		"value beyond header":    {cellOf(`<c r="D5"><v>1</v></c>`), sheet.Limits{}, "ragged_row", 5, "D5"},
		"too many columns":       {cellOf(`<c r="IW5"><v>1</v></c>`), sheet.Limits{}, "too_many_columns", 5, "IW5"},
		"too many rows":          {cellOf(""), sheet.Limits{Rows: 1}, "too_many_rows", 5, ""},
		"cell too long":          {cellOf(`<c r="B5" t="str"><v>123456789012345678901</v></c>`), sheet.Limits{CellLength: 20}, "cell_too_long", 5, "B5"},
		"cell far too long":      {cellOf(`<c r="B5" t="inlineStr"><is><t>` + strings.Repeat("x", 200_000) + `</t></is></c>`), sheet.Limits{}, "cell_too_long", 5, "B5"},
		"invalid UTF-8":          {cellOf(`<c r="B5" t="str"><v>` + "\xC3(" + `</v></c>`), sheet.Limits{}, "invalid_encoding", 5, "B5"},
		"NUL":                    {cellOf(`<c r="B5" t="str"><v>_x0000_</v></c>`), sheet.Limits{}, "invalid_encoding", 5, "B5"},
		"merged cells":           {cellOf("").with("xl/worksheets/sheet1.xml", "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>`), sheet.Limits{}, "merged_cells", 2, "A2"},
		"several sheets":         {workbook(headerRow+dataRow, headerRow), sheet.Limits{}, "several_sheets", 0, ""},
		"several, one merged":    {workbook(headerRow+dataRow, "").with("xl/worksheets/sheet2.xml", "</sheetData>", `</sheetData><mergeCells><mergeCell ref="B1:C1"/></mergeCells>`), sheet.Limits{}, "several_sheets", 0, ""},
		"no sheet in sight":      {workbook(headerRow+dataRow).with("xl/workbook.xml", "sheetId", `state="veryHidden" sheetId`), sheet.Limits{}, "empty_file", 0, ""},
		"empty":                  {workbook(""), sheet.Limits{}, "empty_file", 0, ""},
		"blank cells only":       {workbook(`<row r="1"><c r="A1" s="1"/></row>`, ""), sheet.Limits{}, "empty_file", 0, ""},
		"no rows":                {workbook(headerRow), sheet.Limits{}, "empty_file", 0, ""},
		"unpacks to too much":    {cellOf(""), sheet.Limits{Bytes: 2000}, "too_large", 0, ""},
		"macros":                 {cellOf("").with("xl/_rels/workbook.xml.rels", "</Rel", `<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Rel`), sheet.Limits{}, "macros", 0, ""},
		"binary workbook":        {cellOf("").with("_rels/.rels", "workbook.xml", "workbook.bin"), sheet.Limits{}, "not_a_workbook", 0, ""},
		"a text document":        {cellOf("").with("_rels/.rels", "xl/workbook.xml", "word/document.xml"), sheet.Limits{}, "not_a_workbook", 0, ""},
		"any packed file":        {parts{"a.txt": "a"}, sheet.Limits{}, "not_a_workbook", 0, ""},
		"OpenDocument":           {parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, sheet.Limits{}, "not_a_workbook", 0, ""},
		"no workbook part":       {cellOf("").without("xl/workbook.xml"), sheet.Limits{}, "truncated", 0, ""},
		"no sheet part":          {cellOf("").without("xl/worksheets/sheet1.xml"), sheet.Limits{}, "truncated", 0, ""},
		"no shared strings part": {cellOf("").without("xl/sharedStrings.xml"), sheet.Limits{}, "truncated", 0, ""},
		"unknown shared string":  {cellOf(`<c r="B5" t="s"><v>99</v></c>`), sheet.Limits{}, "truncated", 0, ""},
		"no number":              {cellOf(`<c r="B5"><v>abc</v></c>`), sheet.Limits{}, "truncated", 0, ""},
		"unknown cell type":      {cellOf(`<c r="B5" t="z"><v>1</v></c>`), sheet.Limits{}, "truncated", 0, ""},
		"cell before the last":   {cellOf(`<c r="A5"><v>1</v></c>`), sheet.Limits{}, "truncated", 0, ""},
		"row before the last":    {workbook(headerRow + dataRow + dataRow), sheet.Limits{}, "truncated", 0, ""},
		"part cut off":           {cellOf("").with("xl/worksheets/sheet1.xml", "</row></sheetData></worksheet>", ""), sheet.Limits{}, "truncated", 0, ""},
		"tags crossed":           {cellOf("").with("xl/worksheets/sheet1.xml", "</row></sheetData>", "</sheetData></row>"), sheet.Limits{}, "truncated", 0, ""},
		"document type":          {cellOf("").with("xl/worksheets/sheet1.xml", "<worksheet", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet`), sheet.Limits{}, "truncated", 0, ""},
		"unknown entity":         {cellOf(`<c r="B5" t="str"><v>&a;</v></c>`), sheet.Limits{}, "truncated", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(c.parts.pack(t), "upload.xlsx", c.limits)
			wantError(t, err, c.code, c.line, c.cell)
		})
	}
}

func (p parts) without(part string) parts {
	delete(p, part)
	return p
}

func TestSeveralSheetsAreNamed(t *testing.T) {
	_, _, err := read(workbook(headerRow+dataRow, "", headerRow).pack(t), "", sheet.Limits{})
	if err == nil || !strings.Contains(err.Error(), `"Sheet1", "Sheet3"`) {
		t.Errorf("got %v", err)
	}
}

// Wherever a workbook is cut off, and whichever byte is damaged, there is an error or the same rows, never
// other rows.
func TestReadXLSXDamaged(t *testing.T) {
	want := table{{"name", "number"}}
	for i := range 300 {
		want = append(want, []string{fmt.Sprint("organization ", i), fmt.Sprint(i * 7919)})
	}
	data := write(t, sheet.XLSX, want)
	for end := 0; end < len(data); end += 7 {
		if _, _, err := read(data[:end], "x.xlsx", sheet.Limits{}); err == nil {
			t.Fatalf("cut off after %d of %d bytes: no error", end, len(data))
		}
	}
	for i := 0; i < len(data); i += 3 {
		damaged := bytes.Clone(data)
		damaged[i] ^= 0x55
		if got, _, err := read(damaged, "x.xlsx", sheet.Limits{}); err == nil && !reflect.DeepEqual(got, want) {
			t.Fatalf("byte %d damaged: other rows and no error", i)
		}
	}
}

// A workbook of a few kilobytes that unpacks to gigabytes is refused before it is unpacked.
func TestReadXLSXBomb(t *testing.T) {
	data := workbook(headerRow + dataRow + `<row r="3"><c r="A3" t="inlineStr"><is><t>` + strings.Repeat(" ", 50<<20) + `</t></is></c></row>`).pack(t)
	if len(data) > 100<<10 {
		t.Fatalf("the bomb has %d bytes", len(data))
	}
	_, _, err := read(data, "x.xlsx", sheet.Limits{Bytes: 10 << 20})
	wantError(t, err, "too_large", 0, "")
	_, _, err = read(data, "x.xlsx", sheet.Limits{})
	wantError(t, err, "cell_too_long", 3, "A3")
}

// What excelize writes, in its two ways, is read as it was meant.
func TestReadWhatExcelizeWrites(t *testing.T) {
	f := excelize.NewFile()
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	want := table{{"name", "number", "note"}}
	rows := [][]any{{"name", "number", "note"}}
	for i := range 200 {
		name, number, note := fmt.Sprintf(" 종로구 %d\n", i), 8210000000000+i, strings.Repeat("<&>\"' ", i%5)
		want = append(want, []string{name, fmt.Sprint(number), note})
		rows = append(rows, []any{name, number, note})
	}
	check := func(how string) {
		t.Helper()
		packed, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := read(packed.Bytes(), "", sheet.Limits{})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, got %.500q", how, err, got)
		}
	}

	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	check("shared strings")

	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := stream.SetRow(fmt.Sprint("A", i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Flush(); err != nil {
		t.Fatal(err)
	}
	check("inline strings")

	// Dates and formulas as excelize writes them.
	for _, c := range []struct {
		value any
		code  string
	}{{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "date_cell"}, {90 * time.Minute, "date_cell"}, {nil, "formula"}} {
		g := excelize.NewFile()
		err := errors.Join(g.SetSheetRow("Sheet1", "A1", &[]any{"a", "b"}), g.SetSheetRow("Sheet1", "A2", &[]any{"x", c.value}))
		if c.value == nil {
			err = errors.Join(err, g.SetCellFormula("Sheet1", "B2", "1+1"))
		}
		packed, packErr := g.WriteToBuffer()
		if err := errors.Join(err, packErr, g.Close()); err != nil {
			t.Fatal(err)
		}
		_, _, err = read(packed.Bytes(), "", sheet.Limits{})
		wantError(t, err, c.code, 2, "B2")
	}
}

// A workbook with a password, as excelize packs it.
func TestReadPassword(t *testing.T) {
	f := excelize.NewFile(excelize.Options{Password: "secret"})
	packed, err := f.WriteToBuffer()
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	_, _, err = read(packed.Bytes(), "x.xlsx", sheet.Limits{})
	wantError(t, err, "encrypted", 0, "")
}
