package sheet

import (
	"cmp"
	"fmt"
	"unicode/utf8"
)

// Format is a file format.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// ParseFormat takes xlsx or csv, in small letters.
func ParseFormat(s string) (Format, error) {
	switch f := Format(s); f {
	case XLSX, CSV:
		return f, nil
	}
	return "", &Error{Code: "unknown_format", Message: "The format is xlsx or csv."}
}

// ContentType returns the media type of the format.
func (f Format) ContentType() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv; charset=utf-8"
}

// Extension returns the end of a file name, with its dot.
func (f Format) Extension() string { return "." + string(f) }

// Limits bound what a file may make the reader do. A field that is 0 has its default.
type Limits struct {
	Rows       int   // below the header, blank ones not counted; 1,000,000 by default
	Columns    int   // 256 by default
	CellLength int   // in UTF-16 units, as Excel counts; 32,767 by default
	Bytes      int64 // of the unpacked file; 1 GiB by default
}

// What a worksheet can hold at most, as Excel has it.
const (
	excelRows       = 1_048_576
	excelColumns    = 16_384
	excelCellLength = 32_767
)

func (l Limits) orDefaults() Limits {
	return Limits{
		Rows:       cmp.Or(l.Rows, 1_000_000),
		Columns:    min(cmp.Or(l.Columns, 256), excelColumns),
		CellLength: cmp.Or(l.CellLength, excelCellLength),
		Bytes:      cmp.Or(l.Bytes, 1<<30),
	}
}

// Error says what is wrong with a file. Code is stable and snake_case; Message is public: the rule and the
// way out. Line counts from 1 and is 0 where the whole file is meant; Cell, such as C5, is "" where no single
// cell of a workbook is.
type Error struct {
	Code    string
	Message string
	Line    int
	Cell    string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

func errorAtLine(line int, code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Line: line}
}

func errorAtCell(line, column int, code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Line: line, Cell: cellName(line, column)}
}

// cellName names a cell as Excel does. Lines and columns count from 1.
func cellName(line, column int) string {
	return fmt.Sprint(columnName(column), line)
}

func columnName(column int) string {
	var b [8]byte
	i := len(b)
	for column > 0 {
		column--
		i--
		b[i] = byte('A' + column%26)
		column /= 26
	}
	return string(b[i:])
}

// isLonger reports whether a text has more UTF-16 units than the limit.
func isLonger[T string | []byte](text T, limit int) bool {
	if len(text) <= limit {
		return false
	}
	if len(text) > 3*limit { // a unit takes at most three bytes of UTF-8
		return true
	}
	units := 0
	for _, r := range string(text) {
		units++
		if r > 0xFFFF {
			units++
		}
	}
	return units > limit
}

// quote puts a text from a file into a message: shortened, so that the message stays one.
func quote(text string) string {
	const most = 40
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
