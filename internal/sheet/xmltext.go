package sheet

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// appendXMLText appends raw text with its references resolved.
func appendXMLText(dst, raw []byte) ([]byte, error) {
	for {
		amp := bytes.IndexByte(raw, '&')
		if amp < 0 {
			return appendLines(dst, raw), nil
		}
		dst = appendLines(dst, raw[:amp])
		raw = raw[amp+1:]
		end := bytes.IndexByte(raw, ';')
		if end < 0 {
			return nil, errXML
		}
		r, ok := reference(string(raw[:end]))
		if !ok {
			return nil, errXML
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[end+1:]
	}
}

// appendLines appends text with every line end as \n, as XML wants it.
func appendLines(dst, raw []byte) []byte {
	for {
		cr := bytes.IndexByte(raw, '\r')
		if cr < 0 {
			return append(dst, raw...)
		}
		dst = append(append(dst, raw[:cr]...), '\n')
		raw = raw[cr+1:]
		if len(raw) > 0 && raw[0] == '\n' {
			raw = raw[1:]
		}
	}
}

func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	return r, err == nil && n > 0 && n <= utf8.MaxRune && utf8.ValidRune(r)
}

// Excel writes characters that XML cannot hold, such as a carriage return, as _x000D_, and text that already
// looks like that with _x005F_ for its first underscore.

// isEscape reports whether text starts with _xHHHH.
func isEscape[T string | []byte](text T) bool {
	if len(text) < 6 || text[0] != '_' || text[1] != 'x' {
		return false
	}
	for i := 2; i < 6; i++ {
		if !isHex(text[i]) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// unescape resolves _xHHHH_ in place. Half a surrogate pair stays as it is written.
func unescape(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return text
	}
	out := text[:0]
	for len(text) > 0 {
		unit, ok := escapedUnit(text)
		if !ok {
			out, text = append(out, text[0]), text[1:]
			continue
		}
		r, length := rune(unit), 7
		if utf16.IsSurrogate(r) {
			low, ok := escapedUnit(text[7:])
			r, length = utf16.DecodeRune(r, rune(low)), 14
			if !ok || r == utf8.RuneError {
				out, text = append(out, text[:7]...), text[7:]
				continue
			}
		}
		out, text = utf8.AppendRune(out, r), text[length:]
	}
	return out
}

func escapedUnit(text []byte) (uint16, bool) {
	if !isEscape(text) || len(text) < 7 || text[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return uint16(n), err == nil
}

// appendCellText appends valid UTF-8 as the text of a cell: what XML reserves as references, what it cannot
// hold as Excel does.
func appendCellText(dst []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '_' && isEscape(text[i:]): // also without the last _, which may come from what follows
			dst = append(dst, "_x005F_"...)
		case r < 0x20 && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			dst = fmt.Appendf(dst, "_x%04X_", r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
