package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"
)

// workbook is the package of parts that an .xlsx file is.
type workbook struct {
	limits  Limits
	parts   map[string]*zip.File // by lower-case name
	rels    map[string]rel       // of the workbook part, by ID
	sheets  []worksheet          // the visible ones
	strings sharedStrings
	isDate  []bool // by the style's index
}

type worksheet struct {
	name string
	part *zip.File
}

// rel is a relationship: which part plays which role for another.
type rel struct {
	id, kind, target string // kind is the last segment of the type, such as worksheet
}

var (
	errDamaged = &Error{Code: "truncated", Message: "The workbook is incomplete or damaged. Save it again in the spreadsheet and upload the whole file."}

	errTooLarge = &Error{Code: "too_large", Message: "The file unpacks to more than can be read. Divide it into several files."}

	errPassword = &Error{Code: "encrypted", Message: "The workbook is protected with a password. Remove the password in the spreadsheet and save it again."}

	errMacros = &Error{Code: "macros", Message: "The workbook contains macros. Save it as an Excel workbook without macros (.xlsx)."}
)

// damaged makes what went wrong inside a workbook's part public.
func damaged(err error) error {
	var e *Error
	switch {
	case err == nil, errors.As(err, &e):
		return err
	case errors.Is(err, errXMLText):
		return &Error{Code: "cell_too_long", Message: "A cell's text is longer than a cell can be. Shorten it."}
	case errors.Is(err, zip.ErrAlgorithm):
		return notAWorkbook("The file is packed in a way that workbooks are not.")
	}
	return errDamaged
}

func openWorkbook(f *file, limits Limits) (*workbook, error) {
	archive, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, errDamaged
	}
	w := &workbook{limits: limits, parts: make(map[string]*zip.File, len(archive.File)), rels: map[string]rel{}}
	left := uint64(limits.Bytes)
	for _, part := range archive.File {
		if part.UncompressedSize64 > left {
			return nil, errTooLarge
		}
		left -= part.UncompressedSize64
		if part.Flags&1 != 0 {
			return nil, errPassword
		}
		name := partName("", part.Name)
		if _, twice := w.parts[name]; twice {
			return nil, errDamaged
		}
		w.parts[name] = part
	}
	return w, w.load()
}

// load reads everything but the sheets.
func (w *workbook) load() error {
	main, err := w.findMain()
	if err != nil {
		return err
	}
	rels, err := w.readRels(main)
	if err != nil {
		return err
	}
	for _, r := range rels {
		w.rels[r.id] = r
		switch r.kind {
		case "sharedStrings":
			err = w.readStrings(w.parts[r.target])
		case "vbaProject", "xlMacrosheet":
			err = errMacros
		case "styles":
			err = w.readStyles(w.parts[r.target])
		}
		if err != nil {
			return err
		}
	}
	return w.readSheets(w.parts[main])
}

// findMain returns the name of the workbook part.
func (w *workbook) findMain() (string, error) {
	rels, err := w.readRels("")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.kind != "officeDocument" {
			continue
		}
		switch {
		case strings.HasSuffix(r.target, ".bin"):
			return "", notAWorkbook("This is a binary workbook (.xlsb).")
		case !strings.HasPrefix(r.target, "xl/"):
			return "", notAWorkbook("This is a document of another kind, not a workbook.")
		case w.parts[r.target] == nil:
			return "", errDamaged
		}
		return r.target, nil
	}
	if w.parts["content.xml"] != nil && w.parts["mimetype"] != nil {
		return "", notAWorkbook("This is an OpenDocument file (.ods).")
	}
	return "", notAWorkbook("This is a packed file (.zip), not a workbook.")
}

// partName resolves the name of a part that another names: absolute, or relative to the other's folder. Names
// are compared without regard to case, and some programs write backslashes.
func partName(folder, target string) string {
	target = strings.ToLower(strings.ReplaceAll(target, `\`, "/"))
	if !strings.HasPrefix(target, "/") {
		target = path.Join(folder, target)
	}
	return strings.TrimPrefix(path.Clean("/"+target), "/")
}

// readRels reads the relationships of a part, or of the package where the part is "".
func (w *workbook) readRels(part string) ([]rel, error) {
	folder, base := path.Split(part)
	file := w.parts[path.Join(folder, "_rels", base+".rels")]
	if file == nil {
		return nil, nil
	}
	var rels []rel
	err := w.each(file, func(x *xmlReader) error {
		if string(x.name) != "Relationship" {
			return nil
		}
		var r rel
		attrs, err := x.attributes()
		for _, a := range attrs {
			switch string(a.name) {
			case "Id":
				r.id = string(a.value)
			case "Type":
				r.kind = path.Base(string(a.value))
			case "Target":
				r.target = partName(folder, string(a.value))
			}
		}
		rels = append(rels, r)
		return err
	})
	return rels, err
}

// each calls fn at the start of every element of a part.
func (w *workbook) each(part *zip.File, fn func(x *xmlReader) error) (err error) {
	if part == nil {
		return errDamaged
	}
	in, err := part.Open()
	if err != nil {
		return damaged(err)
	}
	defer func() { err = damaged(errors.Join(err, in.Close())) }()
	x := newXMLReader(in, w.maxText())
	for {
		start, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case start:
			if err := fn(x); err != nil {
				return err
			}
		}
	}
}

// maxText is how many bytes the text of a cell can have.
func (w *workbook) maxText() int { return 3*w.limits.CellLength + 1 }

// richText appends the text of the element that was just opened, <si> or <is>, and goes past its end: the text
// of its runs one after the other, without the phonetic guides.
func richText(x *xmlReader, dst []byte) ([]byte, error) {
	from := len(dst)
	for depth := 1; depth > 0; {
		start, err := x.next()
		if err != nil {
			return nil, unexpected(err)
		}
		switch {
		case !start:
			depth--
		case string(x.name) == "t":
			text, err := x.content()
			if err != nil {
				return nil, err
			}
			if dst = append(dst, unescape(text)...); len(dst)-from > x.maxText {
				return nil, errXMLText
			}
		case string(x.name) == "r":
			depth++
		default:
			if err := x.skip(); err != nil {
				return nil, err
			}
		}
	}
	return dst, nil
}

// readSheets lists the visible worksheets.
func (w *workbook) readSheets(part *zip.File) error {
	return w.each(part, func(x *xmlReader) error {
		if string(x.name) != "sheet" {
			return nil
		}
		var name, state, id string
		attrs, err := x.attributes()
		for _, a := range attrs {
			switch {
			case string(a.name) == "name":
				name = string(a.value)
			case string(a.name) == "state":
				state = string(a.value)
			case string(a.name) == "id" && a.prefixed:
				id = string(a.value)
			}
		}
		r, ok := w.rels[id]
		switch {
		case err != nil:
			return err
		case !ok:
			return errDamaged
		case r.kind != "worksheet", state == "hidden", state == "veryHidden":
			return nil // charts and dialogs have no cells; hidden sheets are not read
		case w.parts[r.target] == nil:
			return errDamaged
		}
		w.sheets = append(w.sheets, worksheet{name, w.parts[r.target]})
		return nil
	})
}
