package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings of CSV files.
const (
	utf8Name  = "UTF-8"
	utf16Name = "UTF-16"
	eucKRName = "EUC-KR"
)

const byteOrderMark = "\uFEFF"

// utf16Text is UTF-16 that says itself which of the two.
var utf16Text = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)

func hasUTF16Mark(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
}

// decode finds the encoding of a text file and returns its text as UTF-8. It reads the whole file once or
// twice, because one byte can tell.
func (f *file) decode() (io.Reader, string, error) {
	head := make([]byte, min(f.size, 3))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	if hasUTF16Mark(head) {
		return transform.NewReader(f.stream(), utf16Text.NewDecoder()), utf16Name, nil
	}
	found, err := surveyUTF8(f.stream())
	if err != nil {
		return nil, "", err
	}
	if found.invalid == 0 {
		return f.stream(), utf8Name, nil
	}
	// A file that is mostly good UTF-8 is a damaged one: as EUC-KR it could decode, into other words.
	if string(head) != byteOrderMark && found.long < found.invalid {
		clean, err := decodesCleanly(transform.NewReader(f.stream(), korean.EUCKR.NewDecoder()))
		if err != nil {
			return nil, "", err
		}
		if clean {
			return transform.NewReader(f.stream(), korean.EUCKR.NewDecoder()), eucKRName, nil
		}
	}
	return nil, "", errorAtLine(found.line, "invalid_encoding", "Line %d is not valid UTF-8 text. Save the file again as CSV UTF-8.", found.line)
}

// survey counts what tells UTF-8 from other encodings.
type survey struct {
	invalid int // bytes that are not UTF-8
	line    int // of the first of them
	long    int // characters of three or more bytes, which other encodings hardly ever imitate
}

func surveyUTF8(in io.Reader) (survey, error) {
	s := survey{}
	line := 1
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := in.Read(buf[kept:])
		atEnd := errors.Is(err, io.EOF)
		if err != nil && !atEnd {
			return s, err
		}
		text := buf[:kept+n]
		for len(text) > 0 {
			r, size := utf8.DecodeRune(text)
			if r == utf8.RuneError && size <= 1 {
				if !atEnd && !utf8.FullRune(text) {
					break
				}
				s.invalid++
				if s.line == 0 {
					s.line = line
				}
			}
			switch {
			case r == '\n':
				line++
			case size >= 3:
				s.long++
			}
			text = text[size:]
		}
		kept = copy(buf, text)
		if atEnd {
			return s, nil
		}
	}
}

// replacement is what a decoder gives for bytes that mean nothing to it.
var replacement = []byte(string(utf8.RuneError))

// decodesCleanly looks for it. What is read may end within a character.
func decodesCleanly(in io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := in.Read(buf[kept:])
		text := buf[:kept+n]
		if bytes.Contains(text, replacement) {
			return false, nil
		}
		kept = copy(buf, text[max(0, len(text)-len(replacement)+1):])
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		}
	}
}
