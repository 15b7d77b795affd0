package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// csvRows gives the records of a CSV file, as RFC 4180 has them, with any of three separators. It looks at
// bytes, which UTF-8 allows: no part of a longer character looks like a separator, a quote or a line end.
type csvRows struct {
	in        *bufio.Reader
	limits    Limits
	separator byte
	lineEnd   byte // \n, with or without \r before it; \r in files of old Macs
	decoded   bool // not UTF-8 in the file: U+FFFD stands for what could not be decoded

	line  int    // that the next record starts in
	text  []byte // of the record
	ends  []int  // of its cells in text
	cells []string
}

// openCSV also returns the name of the encoding.
func openCSV(f *file, limits Limits) (source, string, error) {
	if f.size > limits.Bytes {
		return nil, "", errTooLarge
	}
	in, encoding, err := f.decode()
	if err != nil {
		return nil, "", err
	}
	r := &csvRows{in: bufio.NewReaderSize(in, 64<<10), limits: limits, lineEnd: '\n', decoded: encoding != utf8Name, line: 1}
	if mark, err := r.in.Peek(3); err == nil && string(mark) == byteOrderMark {
		if _, err := r.in.Discard(len(mark)); err != nil {
			return nil, "", err
		}
	}
	head, err := r.in.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		r.lineEnd = '\r'
	}
	r.separator = findSeparator(head)
	return r, encoding, nil
}

// findSeparator takes what the header line has most of, outside of quotes.
func findSeparator(head []byte) byte {
	var commas, semicolons, tabs int
	quoted := false
scan:
	for _, c := range bytes.TrimLeft(head, "\r\n") {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		case c == '\t':
			tabs++
		case c == '\n', c == '\r':
			break scan
		}
	}
	switch {
	case tabs > commas && tabs > semicolons:
		return '\t'
	case semicolons > commas:
		return ';'
	}
	return ','
}

func (r *csvRows) close() error { return nil }

func (r *csvRows) next() (int, []string, error) {
	for {
		line := r.line
		if err := r.readRecord(); err != nil {
			return 0, nil, err
		}
		if len(r.text) == 0 {
			continue // blank, whether it has separators or not
		}
		if err := r.check(line); err != nil {
			return 0, nil, err
		}
		all, from := string(r.text), 0
		r.cells = r.cells[:0]
		for _, end := range r.ends {
			cell := all[from:end]
			if isGuarded(cell) {
				cell = cell[1:]
			}
			r.cells = append(r.cells, cell)
			from = end
		}
		return line, r.cells, nil
	}
}

// check looks at the text of a whole record.
func (r *csvRows) check(line int) error {
	switch {
	case bytes.IndexByte(r.text, 0) >= 0:
		return errorAtLine(line, "invalid_encoding", "Line %d has a NUL character, which no text has. Save the file again as CSV UTF-8.", line)
	case !utf8.Valid(r.text), r.decoded && bytes.ContainsRune(r.text, utf8.RuneError):
		return errorAtLine(line, "invalid_encoding", "Line %d has characters that cannot be read. Save the file again as CSV UTF-8.", line)
	}
	return nil
}

// readRecord reads up to the end of the record that starts in r.line. It returns io.EOF where there is none.
func (r *csvRows) readRecord() error {
	r.text, r.ends = r.text[:0], r.ends[:0]
	line := r.line
	c, err := r.in.ReadByte()
	if err != nil {
		return err
	}
	for {
		if c == '"' {
			c, err = r.readQuoted(line)
		} else {
			c, err = r.readPlain(c, line)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if tooLong := r.checkLength(line); tooLong != nil {
			return tooLong
		}
		r.ends = append(r.ends, len(r.text))
		if len(r.ends) > r.limits.Columns {
			return errorAtLine(line, "too_many_columns", "Line %d has more than %d cells. Remove the columns that are not needed.", line, r.limits.Columns)
		}
		if err != nil || c == r.lineEnd {
			return nil // the end of the file ends the last record, too
		}
		if c, err = r.in.ReadByte(); errors.Is(err, io.EOF) {
			r.ends = append(r.ends, len(r.text)) // an empty cell after the last separator
			return nil
		} else if err != nil {
			return err
		}
	}
}

// readPlain reads a cell that starts with c and is not in quotes. It returns what ended it: the separator or
// the line end, or io.EOF.
func (r *csvRows) readPlain(c byte, line int) (byte, error) {
	from := len(r.text)
	for {
		switch c {
		case r.separator:
			return c, nil
		case r.lineEnd:
			r.line++
			r.dropCR(from)
			return c, nil
		case '"':
			return 0, errorAtLine(line, "bad_quotes", "Line %d has a double quote inside a cell. Put the whole cell in double quotes and double the one inside: \"\".", line)
		}
		r.text = append(r.text, c)
		if len(r.text)-from > r.mostBytes() {
			return 0, nil // checkLength says so
		}
		var err error
		if c, err = r.in.ReadByte(); err != nil {
			r.dropCR(from)
			return 0, err
		}
	}
}

// dropCR drops the first half of a line end.
func (r *csvRows) dropCR(from int) {
	if n := len(r.text); r.lineEnd == '\n' && n > from && r.text[n-1] == '\r' {
		r.text = r.text[:n-1]
	}
}

// readQuoted reads a cell whose opening quote was read.
func (r *csvRows) readQuoted(line int) (byte, error) {
	from := len(r.text)
	for {
		c, err := r.in.ReadByte()
		if errors.Is(err, io.EOF) {
			return 0, errorAtLine(line, "bad_quotes", "Line %d has a cell that starts with a double quote and is never closed. Close it, "+
				"or check that the file is complete.", line)
		}
		if err != nil {
			return 0, err
		}
		if c == '"' {
			if c, err = r.afterQuote(line); c != '"' || err != nil {
				return c, err
			}
		} else if c == r.lineEnd {
			r.line++
		}
		r.text = append(r.text, c)
		if len(r.text)-from > r.mostBytes() {
			return 0, nil // checkLength says so
		}
	}
}

// afterQuote reads on behind a quote inside of a quoted cell. It returns what ended the cell, as readPlain does, or
// another quote: the two stand for one.
func (r *csvRows) afterQuote(line int) (byte, error) {
	c, err := r.in.ReadByte()
	if err != nil {
		return 0, err
	}
	half := c == '\r' && r.lineEnd == '\n'
	if half {
		if c, err = r.in.ReadByte(); err != nil {
			return 0, err
		}
	}
	switch {
	case c == r.lineEnd:
		r.line++
		return c, nil
	case !half && (c == r.separator || c == '"'):
		return c, nil
	}
	return 0, errorAtLine(line, "bad_quotes", "Line %d has text after a closing double quote. Double the quotes inside of a cell: \"\".", line)
}

// mostBytes is how long a cell can be at most, with an apostrophe in front. Reading stops beyond it, whatever
// the cell is.
func (r *csvRows) mostBytes() int { return 3*r.limits.CellLength + 1 }

// checkLength looks at the cell that was just read, the last in r.text.
func (r *csvRows) checkLength(line int) error {
	from := 0
	if n := len(r.ends); n > 0 {
		from = r.ends[n-1]
	}
	text := r.text[from:]
	if len(text) > r.limits.CellLength && isLonger(bytes.TrimPrefix(text, []byte{'\''}), r.limits.CellLength) {
		return errorAtLine(line, "cell_too_long", "Line %d has a cell of more than %d characters. Shorten it, or check that every double quote is closed.",
			line, r.limits.CellLength)
	}
	return nil
}
