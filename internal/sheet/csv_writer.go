package sheet

import (
	"bufio"
	"io"
	"strings"
)

// csvSink writes RFC 4180, in UTF-8 with a byte order mark, without which Excel takes it for the encoding of
// the machine and shows Korean as rubbish.
type csvSink struct{ out *bufio.Writer }

func newCSVSink(w io.Writer) (*csvSink, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	_, err := out.WriteString(byteOrderMark)
	return &csvSink{out}, err
}

func (s *csvSink) close() error { return s.out.Flush() }

func (s *csvSink) write(cells []string) error {
	for i, text := range cells {
		if i > 0 {
			if err := s.out.WriteByte(','); err != nil {
				return err
			}
		}
		if canBeFormula(text) {
			text = "'" + text
		}
		if strings.ContainsAny(text, "\",;\t\r\n") || strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		if _, err := s.out.WriteString(text); err != nil {
			return err
		}
	}
	_, err := s.out.WriteString("\r\n")
	return err
}

// canBeFormula reports whether a spreadsheet that opens CSV takes the text for a formula, or would take it for
// one after one apostrophe less.
func canBeFormula(text string) bool {
	rest := strings.TrimLeft(text, "'")
	return rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0]))
}

// isGuarded reports whether the text has an apostrophe that writing has put there.
func isGuarded(text string) bool {
	return strings.HasPrefix(text, "'") && canBeFormula(text)
}
