package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// FuzzXML: a document that encoding/xml reads is read here with the same elements, attributes and text.
func FuzzXML(f *testing.F) {
	for _, text := range []string{
		`<a/>`, `<a b="1" c='"'>x &amp; &#xAC00;&#10;<b:c d:e=">"/>` + "\r\n" + `</a>`, `<?xml version="1.0"?><!-- <a> --><a><![CDATA[<&]]>]</a>`,
		`<a b = "1" ><c></c ></a >`, "<a>\n<b>\t</b>\r</a>\n", `<a>` + strings.Repeat("x", xmlBuffer) + `</a>`, `<a b="` + strings.Repeat("<>", xmlBuffer) + `"/>`,
		`<a><!-- - -- --></a>`, `<a></b>`, `<a`, `<a><![CDATA[`, `<a b>`, `<a>&x;</a>`, `</a>`, `<!DOCTYPE a><a/>`, `<a><?x ?></a>`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := standardTokens(text)
		got, gotErr := ownTokens(text)
		if err == nil && (gotErr != nil || got != want) {
			t.Errorf("%q: %v\ngot  %q\nwant %q", text, gotErr, got, want)
		}
	})
}

func ownTokens(text string) (string, error) {
	x := newXMLReader(strings.NewReader(text), 1<<20)
	x.keep = true
	var b strings.Builder
	for {
		inside := len(x.openEnds) > 0
		start, err := x.next()
		if inside {
			b.Write(x.text)
		}
		x.text = x.text[:0]
		switch {
		case errors.Is(err, io.EOF):
			return b.String(), nil
		case err != nil:
			return "", err
		case !start:
			fmt.Fprintf(&b, "</%s>", x.name)
			continue
		}
		fmt.Fprintf(&b, "<%s", x.name)
		attrs, err := x.attributes()
		if err != nil {
			return "", err
		}
		for _, a := range attrs {
			fmt.Fprintf(&b, " %s=%q", a.name, a.value)
		}
		b.WriteString(">")
	}
}

var errBeyond = errors.New("more than a workbook needs")

func standardTokens(text string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	var b strings.Builder
	depth := 0
	for {
		token, err := d.Token()
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&b, "<%s", token.Name.Local)
			for _, a := range token.Attr {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
				if strings.Contains(a.Name.Local, ":") {
					return "", errBeyond
				}
			}
			b.WriteString(">")
			if strings.Contains(token.Name.Local, ":") || depth > xmlMaxDepth {
				return "", errBeyond
			}
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, "</%s>", token.Name.Local)
		case xml.CharData:
			if depth > 0 {
				b.Write(token)
			} else if strings.TrimSpace(string(token)) != "" {
				return "", errBeyond
			}
		case xml.Directive:
			return "", errBeyond
		}
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
	}
}

func TestXMLRefuses(t *testing.T) {
	for _, text := range []string{
		`<a`, `<a>`, `<a></b>`, `</a>`, `<a></a></a>`, `<a/>x`, `<a b/>`, `<a b="1/>`, `<a b=1/>`, `<a>&</a>`, `<a>&x;</a>`, `<a>&#0;</a>`,
		`<a>&#x110000;</a>`, `<a>&#xD800;</a>`, `<a><![CDATA[x</a>`, `<a><!-- </a>`, `<!DOCTYPE a><a/>`, `<>`, `< a/>`, `</>`,
		strings.Repeat("<a>", xmlMaxDepth+1) + strings.Repeat("</a>", xmlMaxDepth+1),
	} {
		if got, err := ownTokens(text); err == nil {
			t.Errorf("%.50q is read as %q", text, got)
		}
	}
}
