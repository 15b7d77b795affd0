package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/sheet"
)

// table is what a file holds: the header first.
type table [][]string

// read reads a whole file, or as much as there is before an error.
func read(data []byte, name string, limits sheet.Limits) (rows table, lines []int, err error) {
	r, err := sheet.Open(bytes.NewReader(data), int64(len(data)), name, limits)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	rows, lines = table{r.Header()}, []int{1}
	for r.Next() {
		line, cells := r.Row()
		rows = append(rows, append([]string(nil), cells...))
		lines = append(lines, line)
	}
	return rows, lines, r.Err()
}

func write(t testing.TB, format sheet.Format, rows table) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, format, rows[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows[1:] {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wantError checks the code, the place and that there are words.
func wantError(t *testing.T, err error, code string, line int, cell string) {
	t.Helper()
	var e *sheet.Error
	if !errors.As(err, &e) {
		t.Fatalf("got error %v; want %s", err, code)
	}
	if e.Code != code || e.Line != line || e.Cell != cell || e.Message == "" {
		t.Fatalf("got %s at line %d, cell %q (%s); want %s at line %d, cell %q", e.Code, e.Line, e.Cell, e.Message, code, line, cell)
	}
	if cell != "" && !strings.Contains(e.Message, cell) || cell == "" && line > 0 && !strings.Contains(e.Message, fmt.Sprint(line)) {
		t.Errorf("the message does not name the place: %s", e.Message)
	}
}

// parts is a workbook as a test wants it: by name, in no particular order.
type parts map[string]string

const (
	nsMain = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	nsRels = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relURL = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// workbook makes the parts of one whose sheets have the given rows as XML.
func workbook(sheetData ...string) parts {
	p := parts{
		"_rels/.rels": `<Relationships ` + nsRels + `><Relationship Id="rId1" Type="` + relURL + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst ` + nsMain + `><si><t>name</t></si><si><r><t>rich</t></r><r><rPr/><t xml:space="preserve"> text</t></r>` +
			`<rPh sb="0" eb="1"><t>reading</t></rPh></si><si><t>a_x000D_b &amp; &lt;c&gt; &#xAC00;_x005F_x0041_</t></si><si/></sst>`,
		"xl/styles.xml": `<styleSheet ` + nsMain + `><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="&quot;day&quot;0.0_m[Red]"/>` +
			`<numFmt numFmtId="166" formatCode="[h]:00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="9"/></cellXfs></styleSheet>`,
	}
	sheets, rels := "", ""
	for i, data := range sheetData {
		n := fmt.Sprint(i + 1)
		p["xl/worksheets/sheet"+n+".xml"] = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<worksheet ` + nsMain + `><sheetData>` + data + `</sheetData></worksheet>`
		sheets += `<sheet name="Sheet` + n + `" sheetId="` + n + `" r:id="rId` + n + `"/>`
		rels += `<Relationship Id="rId` + n + `" Type="` + relURL + `worksheet" Target="worksheets/sheet` + n + `.xml"/>`
	}
	p["xl/workbook.xml"] = `<workbook ` + nsMain + `><sheets>` + sheets + `</sheets></workbook>`
	p["xl/_rels/workbook.xml.rels"] = `<Relationships ` + nsRels + `>` + rels +
		`<Relationship Id="s1" Type="` + relURL + `sharedStrings" Target="/xl/sharedStrings.xml"/>` +
		`<Relationship Id="s2" Type="` + relURL + `styles" Target="styles.xml"/></Relationships>`
	return p
}

// with replaces text in one part.
func (p parts) with(part, old, replacement string) parts {
	if !strings.Contains(p[part], old) {
		panic("no " + old + " in " + part)
	}
	p[part] = strings.Replace(p[part], old, replacement, 1)
	return p
}

func (p parts) pack(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range p {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Two rows to start from.
const (
	headerRow = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>number</t></is></c></row>`
	dataRow   = `<row r="2"><c r="A2" t="inlineStr"><is><t>Jongno</t></is></c><c r="B2"><v>1</v></c></row>`
)
