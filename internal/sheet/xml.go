package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/transform"
)

// xmlReader reads the XML of a workbook's parts: elements, attributes and text, without namespaces beyond
// dropping prefixes. It keeps nothing but the names of the elements that are open, and wants them closed in
// order, so that a part that is cut off or damaged is noticed. Document types are refused: a workbook has none.
type xmlReader struct {
	in       *bufio.Reader
	maxText  int // bytes
	name     []byte
	tag      []byte // what follows the name of the last start tag
	attrs    []xmlAttr
	values   []byte // attribute values that had references in them
	empty    bool   // the last start tag was an element without content
	keep     bool   // collect text
	text     []byte // since keep was set
	run      []byte // scratch: what did not fit the buffer at once
	open     []byte // the names of open elements, one after the other
	openEnds []int
}

type xmlAttr struct {
	name     []byte // without prefix
	prefixed bool
	value    []byte
}

var (
	errXML     = errors.New("sheet: malformed XML")
	errXMLText = errors.New("sheet: XML text too long")
)

const (
	xmlBuffer   = 64 << 10
	xmlMaxTag   = 1 << 20
	xmlMaxDepth = 256
)

func newXMLReader(r io.Reader, maxText int) *xmlReader {
	in := bufio.NewReaderSize(r, xmlBuffer)
	if head, err := in.Peek(2); err == nil && hasUTF16Mark(head) {
		in = bufio.NewReaderSize(transform.NewReader(in, utf16Text.NewDecoder()), xmlBuffer)
	}
	return &xmlReader{in: in, maxText: maxText}
}

// next goes to the next tag; start tells whether it opens an element. The name is in x.name, without its
// prefix, until the next call. At the end of a whole document the error is io.EOF.
func (x *xmlReader) next() (start bool, err error) {
	if x.empty {
		x.empty = false
		return false, x.pop(x.top())
	}
	for {
		if err := x.readText(); err != nil {
			return false, err
		}
		first, err := x.in.ReadByte()
		if err != nil {
			return false, unexpected(err)
		}
		switch first {
		case '?':
			err = x.skipPast("?>")
		case '!':
			err = x.readBang()
		case '/':
			tag, err := x.readTag()
			if err != nil {
				return false, err
			}
			return false, x.pop(bytes.TrimRight(tag, " \t\r\n"))
		default:
			if err := x.in.UnreadByte(); err != nil {
				return false, err
			}
			return true, x.readStart()
		}
		if err != nil {
			return false, err
		}
	}
}

// readText reads up to the next tag and past its <.
func (x *xmlReader) readText() error {
	x.run = x.run[:0]
	for {
		part, err := x.in.ReadSlice('<')
		switch {
		case err == nil && len(x.run) == 0:
			return x.takeText(part[:len(part)-1])
		case err == nil:
			x.run = append(x.run, part[:len(part)-1]...)
			return x.takeText(x.run)
		case errors.Is(err, bufio.ErrBufferFull):
			if x.keep {
				x.run = append(x.run, part...)
			}
			if len(x.run) > 16*x.maxText {
				return errXMLText
			}
		case errors.Is(err, io.EOF) && len(x.openEnds) == 0 && len(bytes.TrimSpace(part)) == 0:
			return io.EOF
		default:
			return unexpected(err)
		}
	}
}

func (x *xmlReader) takeText(raw []byte) (err error) {
	if !x.keep || len(raw) == 0 {
		return nil
	}
	x.text, err = appendXMLText(x.text, raw)
	if err == nil && len(x.text) > x.maxText {
		err = errXMLText
	}
	return err
}

func (x *xmlReader) readBang() error {
	head, err := x.in.Peek(7)
	switch {
	case bytes.HasPrefix(head, []byte("--")):
		if _, err := x.in.Discard(2); err != nil {
			return err
		}
		return x.skipPast("-->")
	case string(head) == "[CDATA[":
		if _, err := x.in.Discard(len(head)); err != nil {
			return err
		}
		return x.readCDATA()
	case err != nil:
		return unexpected(err)
	}
	return errXML
}

// readCDATA takes text that has no references in it.
func (x *xmlReader) readCDATA() error {
	x.run = x.run[:0]
	for {
		part, err := x.in.ReadSlice('>')
		x.run = append(x.run, part...)
		switch {
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return unexpected(err)
		case bytes.HasSuffix(x.run, []byte("]]>")):
			if x.keep {
				x.text = appendLines(x.text, x.run[:len(x.run)-3])
			}
			if len(x.text) > x.maxText {
				return errXMLText
			}
			return nil
		case len(x.run) > 16*x.maxText:
			return errXMLText
		}
	}
}

func (x *xmlReader) skipPast(end string) error {
	last := end[len(end)-1]
	tail := make([]byte, 0, 2*len(end))
	for {
		part, err := x.in.ReadSlice(last)
		if len(part) >= len(end) {
			tail = append(tail[:0], part[len(part)-len(end):]...)
		} else {
			tail = append(tail, part...)
			tail = tail[max(0, len(tail)-len(end)):]
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return unexpected(err)
		}
		if string(tail) == end {
			return nil
		}
	}
}

// readTag returns what stands up to the > that is not in quotes. It is valid until the next read.
func (x *xmlReader) readTag() ([]byte, error) {
	part, err := x.in.ReadSlice('>')
	if err == nil && isBalanced(part) {
		return part[:len(part)-1], nil
	}
	x.run = append(x.run[:0], part...)
	for err != nil || !isBalanced(x.run) {
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, unexpected(err)
		}
		if len(x.run) > xmlMaxTag {
			return nil, errXML
		}
		part, err = x.in.ReadSlice('>')
		x.run = append(x.run, part...)
	}
	return x.run[:len(x.run)-1], nil
}

// isBalanced reports whether every quote that opens is closed.
func isBalanced(tag []byte) bool {
	if bytes.IndexByte(tag, '\'') < 0 {
		return bytes.Count(tag, []byte{'"'})%2 == 0
	}
	var quote byte
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote == 0
}

func (x *xmlReader) readStart() error {
	tag, err := x.readTag()
	if err != nil {
		return err
	}
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		tag, x.empty = tag[:n-1], true
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	if end == 0 || len(x.openEnds) >= xmlMaxDepth {
		return errXML
	}
	x.open = append(x.open, tag[:end]...)
	x.openEnds = append(x.openEnds, len(x.open))
	x.name, _ = local(tag[:end])
	x.tag = tag[end:]
	return nil
}

// top returns the full name of the innermost open element.
func (x *xmlReader) top() []byte {
	switch n := len(x.openEnds); n {
	case 0:
		return nil
	case 1:
		return x.open[:x.openEnds[0]]
	default:
		return x.open[x.openEnds[n-2]:x.openEnds[n-1]]
	}
}

// pop closes the innermost open element, which must have the given name.
func (x *xmlReader) pop(name []byte) error {
	opened := x.top()
	if len(opened) == 0 || !bytes.Equal(name, opened) {
		return errXML
	}
	x.name, _ = local(opened)
	x.open, x.openEnds = x.open[:len(x.open)-len(opened)], x.openEnds[:len(x.openEnds)-1]
	return nil
}

// skip goes past the end of the element that was just opened.
func (x *xmlReader) skip() error {
	for depth := 1; depth > 0; {
		start, err := x.next()
		if err != nil {
			return unexpected(err)
		}
		if start {
			depth++
		} else {
			depth--
		}
	}
	return nil
}

// content returns the text of the element that was just opened, without that of elements in it, and goes past
// its end. It is valid until the next call.
func (x *xmlReader) content() ([]byte, error) {
	x.text, x.keep = x.text[:0], true
	defer func() { x.keep = false }()
	for {
		start, err := x.next()
		if err != nil {
			return nil, unexpected(err)
		}
		if !start {
			return x.text, nil
		}
		x.keep = false
		if err := x.skip(); err != nil {
			return nil, err
		}
		x.keep = true
	}
}

// attributes returns those of the element that was just opened. They are valid until the next call of next.
func (x *xmlReader) attributes() ([]xmlAttr, error) {
	x.attrs, x.values = x.attrs[:0], x.values[:0]
	rest := bytes.TrimLeft(x.tag, " \t\r\n")
	for len(rest) > 0 {
		eq := bytes.IndexByte(rest, '=')
		if eq <= 0 {
			return nil, errXML
		}
		name, prefixed := local(bytes.TrimRight(rest[:eq], " \t\r\n"))
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil, errXML
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil, errXML
		}
		value := rest[1 : 1+end]
		if bytes.IndexByte(value, '&') >= 0 {
			from := len(x.values)
			decoded, err := appendXMLText(x.values, value)
			if err != nil {
				return nil, err
			}
			x.values, value = decoded, decoded[from:]
		}
		x.attrs = append(x.attrs, xmlAttr{name, prefixed, value})
		rest = bytes.TrimLeft(rest[end+2:], " \t\r\n")
	}
	return x.attrs, nil
}

func local(name []byte) (rest []byte, prefixed bool) {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:], true
	}
	return name, false
}

// unexpected makes an end in the middle of something an error.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
