package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xlsxRows gives the rows of one worksheet.
type xlsxRows struct {
	book *workbook
	in   io.ReadCloser
	x    *xmlReader

	line   int // of the last row
	inData bool
	cells  []string
	text   []byte // of the row's cells whose text is their own
	owned  []ownText
	done   bool
}

// ownText says where in the row's text that of a cell is.
type ownText struct{ column, from, to int }

// openXLSX finds the one sheet that has content.
func openXLSX(f *file, limits Limits) (source, error) {
	book, err := openWorkbook(f, limits)
	if err != nil {
		return nil, err
	}
	var filled []worksheet
	for _, s := range book.sheets {
		empty, err := book.isEmpty(s)
		if err != nil {
			return nil, err
		}
		if !empty {
			filled = append(filled, s)
		}
	}
	if len(filled) > 1 {
		names := make([]string, len(filled))
		for i, s := range filled {
			names[i] = quote(s.name)
		}
		return nil, &Error{Code: "several_sheets", Message: "The workbook has several sheets with content: " + list(names) +
			". Keep one and delete the others or move them to a file of their own."}
	}
	if len(filled) == 0 {
		return nil, errEmpty
	}
	return book.openSheet(filled[0].part)
}

// list shows the first few of many.
func list(names []string) string {
	const most = 10
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	return strings.Join(names, ", ")
}

// isEmpty looks for the first cell with a value, a formula or something that is refused.
func (w *workbook) isEmpty(s worksheet) (bool, error) {
	if len(w.sheets) == 1 {
		return false, nil // reading it tells
	}
	rows, err := w.openSheet(s.part)
	if err != nil {
		return false, err
	}
	_, _, err = rows.next()
	var refused *Error
	if errors.As(err, &refused) && refused.Cell != "" {
		err = nil // told when it is read
	}
	if closeErr := rows.close(); closeErr != nil {
		return false, closeErr
	}
	if errors.Is(err, io.EOF) {
		return true, nil
	}
	return false, err
}

func (w *workbook) openSheet(part *zip.File) (*xlsxRows, error) {
	in, err := part.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return &xlsxRows{book: w, in: in, x: newXMLReader(in, w.maxText())}, nil
}

func (r *xlsxRows) close() error { return damaged(r.in.Close()) }

func (r *xlsxRows) next() (int, []string, error) {
	for !r.done {
		ok, err := r.toRow()
		if err != nil {
			return 0, nil, damaged(err)
		}
		if !ok {
			break
		}
		if err := r.readRow(); err != nil {
			return 0, nil, damaged(err)
		}
		if len(trimEmpty(r.cells)) > 0 {
			return r.line, r.cells, nil
		}
	}
	r.done = true
	return 0, nil, io.EOF
}

// toRow goes to the next row, or through to the end of the part: merged cells are listed after the rows.
func (r *xlsxRows) toRow() (bool, error) {
	for {
		start, err := r.x.next()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case !start:
			if string(r.x.name) == "sheetData" {
				r.inData = false
			}
			continue
		}
		switch string(r.x.name) {
		case "sheetData":
			r.inData = true
		case "row":
			if r.inData {
				return true, nil
			}
		case "mergeCell":
			return false, r.mergedCells()
		}
	}
}

func (r *xlsxRows) mergedCells() error {
	attrs, err := r.x.attributes()
	if err != nil {
		return err
	}
	for _, a := range attrs {
		if string(a.name) == "ref" {
			first, _, _ := strings.Cut(string(a.value), ":")
			e := &Error{Code: "merged_cells", Message: "Cells " + quote(string(a.value)) + " are merged, so that the rows they belong to " +
				"cannot be told. Unmerge them and fill in every row.", Cell: first}
			if _, line, ok := splitRef([]byte(first)); ok {
				e.Line = line
			}
			return e
		}
	}
	return errXML
}

// readRow reads the cells of the row that was just opened into r.cells.
func (r *xlsxRows) readRow() error {
	r.cells, r.text, r.owned = r.cells[:0], r.text[:0], r.owned[:0]
	attrs, err := r.x.attributes()
	if err != nil {
		return err
	}
	line := r.line + 1
	for _, a := range attrs {
		if string(a.name) == "r" {
			if line, err = strconv.Atoi(string(a.value)); err != nil {
				return errXML
			}
		}
	}
	if line <= r.line || line > excelRows {
		return errXML
	}
	r.line = line

	for column := 0; ; {
		start, err := r.x.next()
		if err != nil {
			return unexpected(err)
		}
		if !start {
			break
		}
		if string(r.x.name) != "c" {
			if err := r.x.skip(); err != nil {
				return err
			}
			continue
		}
		if column, err = r.readCell(column + 1); err != nil {
			return err
		}
	}
	all := string(r.text)
	for _, o := range r.owned {
		r.cells[o.column-1] = all[o.from:o.to]
	}
	return nil
}

// cell is a cell's attributes.
type cell struct {
	line, column int
	kind         byte // first letter of its type; t for both str and e, n where there is none
	style        int
}

// readCell reads the cell that was just opened; it is in the given column, unless it says otherwise.
func (r *xlsxRows) readCell(column int) (int, error) {
	c, err := r.cellAttributes(column)
	if err != nil {
		return 0, err
	}
	from, shared := len(r.text), ""
	for {
		start, err := r.x.next()
		if err != nil {
			return 0, unexpected(err)
		}
		if !start {
			break
		}
		switch string(r.x.name) {
		case "v":
			var text []byte
			if text, err = r.x.content(); err == nil {
				shared, err = r.value(c, text)
			}
		case "is":
			r.text, err = richText(r.x, r.text)
		case "f":
			err = errorAtCell(c.line, c.column, "formula", "Cell %s is a formula. Replace it by its value (copy, then paste as values).", cellName(c.line, c.column))
		default:
			err = r.x.skip()
		}
		if err != nil {
			return 0, r.atCell(c, err)
		}
	}
	own := r.text[from:]
	if len(own) == 0 && shared == "" {
		return c.column, nil
	}
	if c.column > r.book.limits.Columns {
		return 0, errorAtCell(c.line, c.column, "too_many_columns", "The sheet has a value in %s, but at most %d columns are read. Remove what is not needed.",
			cellName(c.line, c.column), r.book.limits.Columns)
	}
	if isLonger(own, r.book.limits.CellLength) || isLonger(shared, r.book.limits.CellLength) {
		return 0, r.atCell(c, errXMLText)
	}
	if !utf8.Valid(own) || bytes.IndexByte(own, 0) >= 0 {
		return 0, errorAtCell(c.line, c.column, "invalid_encoding", "The text of cell %s is not valid UTF-8 or has a NUL character. Type it again.", cellName(c.line, c.column))
	}
	for len(r.cells) < c.column {
		r.cells = append(r.cells, "")
	}
	r.cells[c.column-1] = shared
	if len(own) > 0 {
		r.owned = append(r.owned, ownText{c.column, from, len(r.text)})
	}
	return c.column, nil
}

// atCell adds the cell to what went wrong in it.
func (r *xlsxRows) atCell(c cell, err error) error {
	if errors.Is(err, errXMLText) {
		return errorAtCell(c.line, c.column, "cell_too_long", "The text of cell %s has more than %d characters. Shorten it.",
			cellName(c.line, c.column), r.book.limits.CellLength)
	}
	return err
}

func (r *xlsxRows) cellAttributes(column int) (cell, error) {
	c := cell{line: r.line, column: column, kind: 'n'}
	attrs, err := r.x.attributes()
	if err != nil {
		return c, err
	}
	for _, a := range attrs {
		switch string(a.name) {
		case "r":
			var ok bool
			if c.column, _, ok = splitRef(a.value); !ok || c.column < column {
				return c, errXML
			}
		case "s":
			if c.style, err = strconv.Atoi(string(a.value)); err != nil {
				return c, errXML
			}
		case "t":
			switch string(a.value) {
			case "str", "e":
				c.kind = 't'
			case "s", "b", "d", "n", "inlineStr":
				c.kind = a.value[0]
			default:
				return c, errXML
			}
		}
	}
	return c, nil
}

// value turns what a cell's <v> holds into text: a shared one is returned, any other appended to the row's.
func (r *xlsxRows) value(c cell, raw []byte) (shared string, err error) {
	switch c.kind {
	case 's':
		i, err := strconv.Atoi(string(bytes.TrimSpace(raw)))
		text, ok := r.book.strings.at(i)
		if err != nil || !ok {
			return "", errXML
		}
		return text, nil
	case 't', 'i':
		r.text = append(r.text, unescape(raw)...)
		return "", nil
	case 'b':
		switch string(bytes.TrimSpace(raw)) {
		case "":
			return "", nil
		case "0", "false":
			return "false", nil
		case "1", "true":
			return "true", nil
		}
		return "", errXML
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "", nil
	}
	if c.kind == 'd' || c.style >= 0 && c.style < len(r.book.isDate) && r.book.isDate[c.style] {
		return "", errorAtCell(c.line, c.column, "date_cell", "Cell %s is a date or time. Format the column as text and enter the value again.", cellName(c.line, c.column))
	}
	r.text, err = appendNumber(r.text, raw)
	return "", err
}

// appendNumber appends a number as plain decimal digits, without an exponent as long as it has at most 21: the
// shortest that mean the number that is stored, which is what the spreadsheet shows in a wide column.
func appendNumber(dst, raw []byte) ([]byte, error) {
	digits := bytes.TrimPrefix(raw, []byte{'-'})
	if len(digits) > 0 && len(bytes.Trim(digits, "0123456789")) == 0 && (digits[0] != '0' || len(digits) == 1) {
		return append(dst, raw...), nil
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return nil, errXML
	}
	if math.Abs(n) < 1e21 {
		return strconv.AppendFloat(dst, n, 'f', -1, 64), nil
	}
	return append(dst, raw...), nil
}

// splitRef reads a cell's name.
func splitRef(ref []byte) (column, line int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 3 && ref[i]|0x20 >= 'a' && ref[i]|0x20 <= 'z'; i++ {
		column = column*26 + int(ref[i]|0x20-'a') + 1
	}
	for j := i; j < len(ref); j++ {
		if ref[j] < '0' || ref[j] > '9' || line > excelRows {
			return 0, 0, false
		}
		line = line*10 + int(ref[j]-'0')
	}
	return column, line, i > 0 && line > 0 && column <= excelColumns
}
