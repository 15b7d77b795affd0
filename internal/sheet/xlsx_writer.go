package sheet

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// The parts of a workbook besides its sheet. Style 1 is text, for the cells and for the columns, so that a
// number typed into a template keeps its leading 0; style 2 is the header.
var xlsxParts = []struct{ name, content string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`</Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>` +
		`</Relationships>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`</Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>` +
		`<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
}

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// xlsxSink streams a workbook of one sheet. The first rows wait until their widths are known.
type xlsxSink struct {
	zip     *zip.Writer
	sheet   io.Writer
	buf     []byte
	rows    int
	size    uint64     // of the sheet, unpacked
	waiting [][]string // nil once written
}

const (
	rowsForWidths = 100
	flushAt       = 64 << 10
	narrowest     = 8
	widest        = 60
)

func newXLSXSink(w io.Writer) (*xlsxSink, error) {
	s := &xlsxSink{zip: zip.NewWriter(w), waiting: make([][]string, 0, rowsForWidths)}
	for _, part := range xlsxParts {
		out, err := s.zip.Create(part.name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(out, xmlDeclaration+part.content); err != nil {
			return nil, err
		}
	}
	var err error
	s.sheet, err = s.zip.Create("xl/worksheets/sheet1.xml")
	return s, err
}

func (s *xlsxSink) write(cells []string) error {
	if s.waiting == nil {
		return s.writeRow(cells)
	}
	s.waiting = append(s.waiting, append([]string(nil), cells...))
	if len(s.waiting) == rowsForWidths {
		return s.writeWaiting()
	}
	return nil
}

// writeWaiting writes what stands before the rows, and those that waited for it.
func (s *xlsxSink) writeWaiting() error {
	waiting := s.waiting
	s.waiting = nil
	s.buf = append(s.buf, xmlDeclaration+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`...)
	for i, w := range columnWidths(waiting) {
		s.buf = fmt.Appendf(s.buf, `<col min="%d" max="%d" width="%d" style="1" customWidth="1"/>`, i+1, i+1, w)
	}
	s.buf = append(s.buf, `</cols><sheetData>`...)
	for _, cells := range waiting {
		if err := s.writeRow(cells); err != nil {
			return err
		}
	}
	return nil
}

func (s *xlsxSink) writeRow(cells []string) error {
	s.rows++
	style := `" s="1" t="inlineStr"><is><t`
	if s.rows == 1 {
		style = `" s="2" t="inlineStr"><is><t`
	}
	s.buf = append(s.buf, `<row r="`...)
	s.buf = strconv.AppendInt(s.buf, int64(s.rows), 10)
	s.buf = append(s.buf, `">`...)
	for i, text := range cells {
		if text == "" {
			continue
		}
		s.buf = append(s.buf, `<c r="`...)
		s.buf = append(s.buf, columnName(i+1)...)
		s.buf = strconv.AppendInt(s.buf, int64(s.rows), 10)
		s.buf = append(s.buf, style...)
		if text[0] <= ' ' || text[len(text)-1] <= ' ' {
			s.buf = append(s.buf, ` xml:space="preserve"`...)
		}
		s.buf = append(s.buf, '>')
		s.buf = appendCellText(s.buf, text)
		s.buf = append(s.buf, `</t></is></c>`...)
	}
	s.buf = append(s.buf, `</row>`...)
	if len(s.buf) >= flushAt {
		return s.flush()
	}
	return nil
}

func (s *xlsxSink) flush() error {
	s.size += uint64(len(s.buf))
	if s.size > math.MaxUint32 {
		return &Error{Code: "too_large", Message: "A workbook cannot hold this much. Narrow the selection, or choose CSV."}
	}
	_, err := s.sheet.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

func (s *xlsxSink) close() error {
	if s.waiting != nil {
		if err := s.writeWaiting(); err != nil {
			return err
		}
	}
	s.buf = append(s.buf, `</sheetData></worksheet>`...)
	if err := s.flush(); err != nil {
		return err
	}
	return s.zip.Close()
}

// columnWidths gives the width of each column in characters of the default font.
func columnWidths(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, text := range cells {
			widths[i] = max(widths[i], shownWidth(text))
		}
	}
	for i := range widths {
		widths[i] = min(max(widths[i]+2, narrowest), widest)
	}
	return widths
}

// shownWidth counts characters, the wide ones of East Asia twice, up to what matters.
func shownWidth(text string) int {
	n := 0
	for _, r := range text {
		if n > widest {
			break
		}
		n++
		if r >= utf8.RuneSelf {
			if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
				n++
			}
		}
	}
	return n
}
