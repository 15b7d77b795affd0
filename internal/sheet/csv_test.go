package sheet_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"

	"github.com/tenantry/tenantry/internal/sheet"
)

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadCSV(t *testing.T) {
	const text = "name,number\n종로구,02-891-1009\n뷁동 똠방각하,1588-1234\n"
	korea := table{{"name", "number"}, {"종로구", "02-891-1009"}, {"뷁동 똠방각하", "1588-1234"}}
	for name, c := range map[string]struct {
		text     string
		want     table
		lines    []int
		encoding string
	}{
		"UTF-8":             {text, korea, []int{1, 2, 3}, "UTF-8"},
		"UTF-8 with a mark": {"\uFEFF" + text, korea, []int{1, 2, 3}, "UTF-8"},
		"CRLF":              {strings.ReplaceAll(text, "\n", "\r\n"), korea, []int{1, 2, 3}, "UTF-8"},
		"CR, old Mac":       {strings.ReplaceAll(text, "\n", "\r"), korea, []int{1, 2, 3}, "UTF-8"},
		"no last line end":  {strings.TrimSuffix(text, "\n"), korea, []int{1, 2, 3}, "UTF-8"},
		"half a line end":   {strings.TrimSuffix(text, "\n") + "\r", korea, []int{1, 2, 3}, "UTF-8"},
		"semicolons":        {strings.ReplaceAll(text, ",", ";"), korea, []int{1, 2, 3}, "UTF-8"},
		"tabs":              {strings.ReplaceAll(text, ",", "\t"), korea, []int{1, 2, 3}, "UTF-8"},
		"EUC-KR and CP949":  {encoded(t, korean.EUCKR, text), korea, []int{1, 2, 3}, "EUC-KR"},
		"UTF-16LE":          {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text), korea, []int{1, 2, 3}, "UTF-16"},
		"UTF-16BE":          {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text), korea, []int{1, 2, 3}, "UTF-16"},
		"quotes": {
			"\"a;b;c\",\"b\"\"\"\n\"x,\ny\r\nz\",\"\"\"\"\nlast,\"\"\r\n",
			table{{"a;b;c", `b"`}, {"x,\ny\r\nz", `"`}, {"last", ""}},
			[]int{1, 2, 5},
			"UTF-8",
		},
		"blank lines":              {"\n\na,b\n\n1,2\r\n\r\n,\n\"\"\n3,4\n\n", table{{"a", "b"}, {"1", "2"}, {"3", "4"}}, []int{1, 5, 9}, "UTF-8"},
		"empty columns at the end": {"a,b,,\n1,2,,\n3,,,\n", table{{"a", "b"}, {"1", "2"}, {"3", ""}}, []int{1, 2, 3}, "UTF-8"},
		"guarded":                  {"a\n'=1\n''+1\n'-\n'@\n'a\n'\n'0212345678\n=1\n", table{{"a"}, {"=1"}, {"'+1"}, {"-"}, {"@"}, {"'a"}, {"'"}, {"'0212345678"}, {"=1"}}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, "UTF-8"},
		"replacement":              {"a\n\uFFFD\n", table{{"a"}, {"\uFFFD"}}, []int{1, 2}, "UTF-8"},
		"one column":               {"a\n1\n", table{{"a"}, {"1"}}, []int{1, 2}, "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			got, lines, err := read([]byte(c.text), "upload.csv", sheet.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if !reflect.DeepEqual(lines, c.lines) {
				t.Errorf("lines %v; want %v", lines, c.lines)
			}
			r, err := sheet.Open(strings.NewReader(c.text), int64(len(c.text)), "", sheet.Limits{})
			if err != nil || r.Encoding() != c.encoding || r.Format() != sheet.CSV {
				t.Errorf("read as %s %s, %v; want %s", r.Format(), r.Encoding(), err, c.encoding)
			}
		})
	}
}

// EUC-KR is told wherever the text is cut while it is read: at its end, and between the parts of a long one.
func TestReadEUCKRCutAnywhere(t *testing.T) {
	for _, end := range []string{"", "\n", "\r\n", "a\r\n", "ab"} {
		for _, rows := range []int{1, 700, 20_000} {
			text := "번호,이름\n" + strings.Repeat("1,가나다라마바사아자차카타파하\n", rows) + "2,종로구 민원" + end
			data := encoded(t, korean.EUCKR, text)
			got, _, err := read([]byte(data), "x.csv", sheet.Limits{})
			if err != nil || len(got) != rows+2 {
				t.Fatalf("%d rows and the end %q: %d rows, %v", rows, end, len(got), err)
			}
			if last := got[rows+1][1]; last != "종로구 민원"+strings.TrimSpace(end) {
				t.Errorf("%d rows and the end %q: the last is %q", rows, end, last)
			}
			// One byte that no character starts with, and it is not EUC-KR.
			_, _, err = read([]byte(data+"\xFF\xFF"), "x.csv", sheet.Limits{})
			wantError(t, err, "invalid_encoding", 1, "")
		}
	}
}

func TestReadCSVRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text, file string
		limits     sheet.Limits
		code       string
		line       int
	}{
		"empty":                {"", "x.csv", sheet.Limits{}, "empty_file", 0},
		"only a mark":          {"\uFEFF", "x.csv", sheet.Limits{}, "empty_file", 0},
		"only blank lines":     {"\r\n \n\n", "x.csv", sheet.Limits{}, "empty_file", 0}, // the space is a header
		"no rows":              {"a,b\n\n,\n", "x.csv", sheet.Limits{}, "empty_file", 0},
		"too few cells":        {"a,b\n1,2\n3\n", "x.csv", sheet.Limits{}, "ragged_row", 3},
		"too many cells":       {"a,b\n\"1\n1\",2\n3,4,5\n", "x.csv", sheet.Limits{}, "ragged_row", 4},
		"a separator too many": {"a,b\n1,2,\n", "x.csv", sheet.Limits{}, "ragged_row", 2},
		"invalid UTF-8":        {"a\n1\n\xC3(\n", "x.csv", sheet.Limits{}, "invalid_encoding", 3},
		"damaged UTF-8":        {"a\n종로구\n종\xEB\xA1\n", "x.csv", sheet.Limits{}, "invalid_encoding", 3},
		"UTF-8 by its mark":    {"\uFEFFa\n\xC1\xBE\xB7\xCE\n", "x.csv", sheet.Limits{}, "invalid_encoding", 2},
		"cut off in UTF-8":     {"a\n종\xEB\xA1", "x.csv", sheet.Limits{}, "invalid_encoding", 2},
		"NUL":                  {"a\n1\n2\x00\n", "x.csv", sheet.Limits{}, "invalid_encoding", 3},
		"half of UTF-16":       {"\xFF\xFEa\x00\n\x00\x00\xD8\n\x00", "x.csv", sheet.Limits{}, "invalid_encoding", 2},
		"UTF-16 without mark":  {"a\x00\n\x00b\x00\n\x00", "x.csv", sheet.Limits{}, "invalid_encoding", 1},
		"quote never closed":   {"a\n1\n\"2\n3\n", "x.csv", sheet.Limits{}, "bad_quotes", 3},
		"quote in a cell":      {"a\n1\n2\"3\"\n", "x.csv", sheet.Limits{}, "bad_quotes", 3},
		"text after a quote":   {"a\n\"1\"2\n", "x.csv", sheet.Limits{}, "bad_quotes", 2},
		"CR after a quote":     {"a\n\"1\"\r2\n", "x.csv", sheet.Limits{}, "bad_quotes", 2},
		"quote after a CR":     {"a\n\"1\"\r\"2\"\n", "x.csv", sheet.Limits{}, "bad_quotes", 2},
		"separator after a CR": {"a,b\n\"1\"\r,2\n", "x.csv", sheet.Limits{}, "bad_quotes", 2},
		"too many rows":        {"a\n1\n\n2\n3\n", "x.csv", sheet.Limits{Rows: 2}, "too_many_rows", 5},
		"too many columns":     {"a,b,c\n", "x.csv", sheet.Limits{Columns: 2}, "too_many_columns", 1},
		"a million columns":    {strings.Repeat(",", 1_000_000), "x.csv", sheet.Limits{}, "too_many_columns", 1},
		"cell too long":        {"a\n가가가가\n", "x.csv", sheet.Limits{CellLength: 3}, "cell_too_long", 2},
		"cell far too long":    {"a\n\"" + strings.Repeat("x", 200_000) + "\"\n", "x.csv", sheet.Limits{}, "cell_too_long", 2},
		"file too large":       {"a\n1\n", "x.csv", sheet.Limits{Bytes: 3}, "too_large", 0},

		"named a workbook": {"a,b\n1,2\n", "x.XLSX", sheet.Limits{}, "not_a_workbook", 0},
		"PDF":              {"%PDF-1.7\n", "x.csv", sheet.Limits{}, "not_a_workbook", 0},
		"old workbook":     {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\x00o\x00r\x00k\x00", "x.xls", sheet.Limits{}, "not_a_workbook", 0},
		"password":         {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 100_000) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "x.xlsx", sheet.Limits{}, "encrypted", 0},
		"web page":         {"\uFEFF \n<HTML><table><tr><td>a", "x.xls", sheet.Limits{}, "not_a_workbook", 0},
		"picture":          {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x01\x02", "x.csv", sheet.Limits{}, "not_a_workbook", 0},
		"cut off workbook": {"PK\x03\x04\x14\x00", "x.csv", sheet.Limits{}, "truncated", 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read([]byte(c.text), c.file, c.limits)
			wantError(t, err, c.code, c.line, "")
		})
	}
}

// A cell may be as long as the limit says, in UTF-16 units, and no longer; the apostrophe of the file does not
// count.
func TestCellLength(t *testing.T) {
	for _, c := range []struct {
		cell string
		ok   bool
	}{{"1234", true}, {"12345", false}, {"가나다라", true}, {"가나다라마", false}, {"😀😀", true}, {"😀😀1", false}, {"'=234", true}, {"'=2345", false}} {
		if _, _, err := read([]byte("a\n"+c.cell+"\n"), "", sheet.Limits{CellLength: 4}); (err == nil) != c.ok {
			t.Errorf("%q: %v", c.cell, err)
		}
	}
}

// failing is a file whose disk fails after so many bytes.
type failing struct {
	data string
	good int64
}

var errDisk = errors.New("disk failure")

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.good {
		return 0, errDisk
	}
	return bytes.NewReader([]byte(f.data)).ReadAt(p, off)
}

// What the disk did is not told as the file's fault.
func TestFailingDisk(t *testing.T) {
	csv := "a\n" + strings.Repeat("1\n", 100_000)
	xlsx := string(write(t, sheet.XLSX, table{{"a"}, {"1"}}))
	for _, data := range []string{csv, xlsx} {
		for _, good := range []int64{0, 10, int64(len(data)) - 1} {
			r, err := sheet.Open(failing{data, good}, int64(len(data)), "", sheet.Limits{})
			if err == nil {
				for r.Next() {
				}
				err = r.Err()
			}
			var refused *sheet.Error
			if !errors.Is(err, errDisk) || errors.As(err, &refused) || errors.Is(err, io.EOF) {
				t.Errorf("disk fails after %d bytes: %v", good, err)
			}
		}
	}
}
