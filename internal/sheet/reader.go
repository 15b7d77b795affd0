package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// source gives the rows of one format, raw: as long as they are in the file. Rows that are blank are left
// out. After the last row the error is io.EOF.
type source interface {
	next() (line int, cells []string, err error)
	close() error
}

// Reader gives the rows of a table. It is for one goroutine.
type Reader struct {
	file     *file
	format   Format
	encoding string
	limits   Limits
	source   source

	header    []string
	rawWidth  int // of the header, with the empty cells at its end
	line      int
	cells     []string
	rows      int
	lookahead bool // the first row is read, but not yet given
	err       error
}

// Open reads the header. The format is told from the content; the name counts only for what the content
// leaves open: a file named .xlsx that is no workbook is refused rather than read as CSV. The file must stay
// readable until Close.
//
// Besides the codes of damaged and unsuitable files, Open gives empty_file where there is no header or no row
// below it.
func Open(r io.ReaderAt, size int64, name string, limits Limits) (*Reader, error) {
	rd := &Reader{file: &file{r: r, size: size}, limits: limits.orDefaults()}
	if err := rd.open(name); err != nil {
		return nil, rd.file.explain(err)
	}
	if err := rd.start(); err != nil {
		return nil, rd.file.explain(errors.Join(err, rd.Close()))
	}
	return rd, nil
}

func (rd *Reader) open(name string) error {
	format, err := rd.file.sniff(name)
	if err != nil {
		return err
	}
	rd.format = format
	if format == XLSX {
		rd.source, err = openXLSX(rd.file, rd.limits)
		return err
	}
	rd.source, rd.encoding, err = openCSV(rd.file, rd.limits)
	return err
}

// start reads the header and looks whether a row follows.
func (rd *Reader) start() error {
	_, cells, err := rd.source.next()
	if errors.Is(err, io.EOF) {
		return errEmpty
	}
	if err != nil {
		return err
	}
	rd.rawWidth = len(cells)
	rd.header = append([]string(nil), trimEmpty(cells)...)

	rd.lookahead = rd.Next()
	if errors.Is(rd.err, io.EOF) {
		return &Error{Code: "empty_file", Message: "The file has a header, but no rows below it."}
	}
	return nil
}

// Format returns the format that the content has.
func (rd *Reader) Format() Format { return rd.format }

// Encoding returns how the text of a CSV file was read, UTF-8, UTF-16 or EUC-KR, and "" for a workbook. It is
// worth showing, because EUC-KR is a guess.
func (rd *Reader) Encoding() string { return rd.encoding }

// Header returns the column names as they are written, without the empty ones at the end.
func (rd *Reader) Header() []string { return rd.header }

// Next goes to the next row that is not blank. It returns false at the end and at an error, which Err tells
// apart.
func (rd *Reader) Next() bool {
	if rd.lookahead {
		rd.lookahead = false
		return true
	}
	if rd.err != nil {
		return false
	}
	line, cells, err := rd.source.next()
	if err == nil {
		cells, err = rd.fit(line, cells)
	}
	if err != nil {
		rd.err = rd.file.explain(err)
		return false
	}
	rd.line, rd.cells = line, cells
	return true
}

// Row returns the row that Next went to: its line in the file, counted from 1 with the header, and one cell
// for each of the header's. The slice is valid until the next call of Next; the texts stay.
func (rd *Reader) Row() (line int, cells []string) { return rd.line, rd.cells }

// Err returns what ended the rows early, or nil after the last row.
func (rd *Reader) Err() error {
	if errors.Is(rd.err, io.EOF) {
		return nil
	}
	return rd.err
}

// Close releases what reading holds; the file is the caller's to close.
func (rd *Reader) Close() error {
	if rd.source == nil {
		return nil
	}
	return rd.source.close()
}

// fit makes a row as long as the header, or says why it cannot be.
func (rd *Reader) fit(line int, cells []string) ([]string, error) {
	rd.rows++
	if rd.rows > rd.limits.Rows {
		return nil, errorAtLine(line, "too_many_rows", "The file has more than %d rows; line %d is the first too many. Divide it into several files.",
			rd.limits.Rows, line)
	}
	width := len(rd.header)
	if rd.format == CSV && len(cells) != rd.rawWidth {
		return nil, errorAtLine(line, "ragged_row", "Line %d has %d cells, but the header has %d. Check it for missing or extra separators, "+
			"and put text with a separator in it in double quotes.", line, len(cells), rd.rawWidth)
	}
	if used := trimEmpty(cells); len(used) > width {
		return nil, errorAtCell(line, len(used), "ragged_row", "Cell %s has a value, but its column has no name in the header. "+
			"Name the column or clear the cell.", cellName(line, len(used)))
	}
	if len(cells) > width {
		return cells[:width], nil
	}
	for len(cells) < width {
		cells = append(cells, "")
	}
	return cells, nil
}

func trimEmpty(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// file is what Open was given. It remembers a failing read, which is not the file's fault and must not be
// told as if it were.
type file struct {
	r      io.ReaderAt
	size   int64
	failed error
}

func (f *file) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off > f.size { // a damaged archive points anywhere
		return 0, io.EOF
	}
	n, err := f.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		f.failed = err
	}
	return n, err
}

// stream reads the whole file from its beginning.
func (f *file) stream() io.Reader { return io.NewSectionReader(f, 0, f.size) }

// explain prefers the cause of an error, where reading failed, to what it looked like.
func (f *file) explain(err error) error {
	if f.failed != nil {
		return fmt.Errorf("sheet: read: %w", f.failed)
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return err
}

// What the beginnings of files tell.
var (
	magicZip = []byte("PK\x03\x04")
	magicOLE = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	magicPDF = []byte("%PDF-")
)

var errEmpty = &Error{Code: "empty_file", Message: "The file is empty. The first row names the columns, the rows below hold the data."}

// sniff tells the format from the first bytes.
func (f *file) sniff(name string) (Format, error) {
	head := make([]byte, min(f.size, 4096))
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	head = head[:n]
	switch {
	case len(head) == 0:
		return "", errEmpty
	case bytes.HasPrefix(head, magicZip):
		return XLSX, nil
	case bytes.HasPrefix(head, magicOLE):
		return "", f.explainOLE()
	case bytes.HasPrefix(head, magicPDF):
		return "", notAWorkbook("This is a PDF.")
	case isMarkup(head):
		return "", notAWorkbook("This is a web page or XML, whatever its name says.")
	case strings.HasSuffix(strings.ToLower(name), ".xlsx"):
		return "", notAWorkbook("The file is named .xlsx, but is no workbook.")
	case isBinary(head):
		return "", notAWorkbook("This is neither a workbook nor text.")
	}
	return CSV, nil
}

func notAWorkbook(what string) *Error {
	return &Error{Code: "not_a_workbook", Message: what + " Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV."}
}

// explainOLE tells a workbook with a password from one of the old format: both are in the same container.
func (f *file) explainOLE() error {
	const window, overlap = 64 << 10, 64
	packed := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	buf := make([]byte, window+overlap)
	for off := int64(0); off < f.size; off += window {
		n, err := f.ReadAt(buf[:min(int64(len(buf)), f.size-off)], off)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if bytes.Contains(buf[:n], packed) {
			return errPassword
		}
	}
	return notAWorkbook("This is a file of an old Office format (.xls).")
}

// isMarkup knows the pages that many systems offer as .xls.
func isMarkup(head []byte) bool {
	text := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")))))
	for _, start := range []string{"<html", "<!doctype", "<table", "<?xml", "<meta", "<style"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

// isBinary finds what no text has: control characters and bytes that are not UTF-8, together. Either alone is
// reported with its line, or, a control character, left to the caller; NUL is half of UTF-16.
func isBinary(head []byte) bool {
	if hasUTF16Mark(head) || utf8.Valid(head) {
		return false
	}
	return bytes.ContainsFunc(head, func(r rune) bool {
		return r > 0 && r < 0x20 && !strings.ContainsRune("\t\n\v\f\r\x1A\x1B", r)
	})
}
