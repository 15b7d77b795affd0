package sheet

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// sink takes the rows of one format.
type sink interface {
	write(cells []string) error
	close() error
}

// Writer writes a table row by row, in constant memory. It is for one goroutine.
type Writer struct {
	format Format
	sink   sink
	width  int
	rows   int // written, with the header
	err    error
}

// NewWriter writes the header. In a workbook it is bold and stays in sight, and the columns are as wide as the
// first rows need. Close finishes the file; w is the caller's to close.
func NewWriter(w io.Writer, format Format, header []string) (*Writer, error) {
	if len(header) == 0 || len(header) > excelColumns {
		return nil, fmt.Errorf("sheet: a table has 1 to %d columns, not %d", excelColumns, len(header))
	}
	wr := &Writer{format: format, width: len(header)}
	var err error
	switch format {
	case XLSX:
		wr.sink, err = newXLSXSink(w)
	case CSV:
		wr.sink, err = newCSVSink(w)
	default:
		err = fmt.Errorf("sheet: unknown format %q", string(format))
	}
	if err != nil {
		return nil, err
	}
	if err := wr.Write(header); err != nil {
		return nil, err
	}
	return wr, nil
}

// WriteEmpty writes a file with nothing but a header.
func WriteEmpty(w io.Writer, format Format, header []string) error {
	wr, err := NewWriter(w, format, header)
	if err != nil {
		return err
	}
	return wr.Close()
}

// Write writes one row, with one cell for each of the header's. Text that a cell cannot hold is an *Error and
// leaves the file as it was: invalid_encoding for text that is not UTF-8 (or, in CSV, has a NUL), cell_too_long
// beyond 32,767 UTF-16 units, too_many_rows beyond the 1,048,576 of a worksheet.
func (w *Writer) Write(cells []string) error {
	if w.err != nil {
		return w.err
	}
	if len(cells) != w.width {
		return fmt.Errorf("sheet: a row of %d cells in a table of %d columns", len(cells), w.width)
	}
	if err := w.check(cells); err != nil {
		return err
	}
	w.rows++
	w.err = w.sink.write(cells)
	return w.err
}

func (w *Writer) check(cells []string) error {
	line := w.rows + 1
	if w.format == XLSX && line > excelRows {
		return errorAtLine(line, "too_many_rows", "A worksheet has at most %d rows. Narrow the selection, or choose CSV.", excelRows)
	}
	for i, text := range cells {
		switch {
		case !utf8.ValidString(text):
			return errorAtCell(line, i+1, "invalid_encoding", "The text of cell %s is not valid UTF-8.", cellName(line, i+1))
		case isLonger(text, excelCellLength):
			return errorAtCell(line, i+1, "cell_too_long", "The text of cell %s has more than %d characters.", cellName(line, i+1), excelCellLength)
		case w.format == CSV && hasNUL(text):
			return errorAtCell(line, i+1, "invalid_encoding", "The text of cell %s has a NUL character.", cellName(line, i+1))
		}
	}
	return nil
}

func hasNUL(text string) bool {
	for i := range len(text) {
		if text[i] == 0 {
			return true
		}
	}
	return false
}

// Close writes what is left. A file without it is incomplete.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	w.err = fmt.Errorf("sheet: the writer is closed")
	return w.sink.close()
}
