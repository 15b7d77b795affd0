package sheet

import (
	"archive/zip"
	"strconv"
	"strings"
)

// readStyles learns which cell styles show a number as a date or a time.
func (w *workbook) readStyles(part *zip.File) error {
	custom := map[int]bool{}
	inCells := false
	return w.each(part, func(x *xmlReader) error {
		switch string(x.name) {
		case "cellXfs":
			inCells = true
		case "cellStyles", "cellStyleXfs", "dxfs":
			inCells = false
		case "numFmt":
			id, code, err := numberFormat(x)
			custom[id] = isDateFormat(code)
			return err
		case "xf":
			if !inCells {
				return nil
			}
			id, _, err := numberFormat(x)
			isDate, known := custom[id]
			w.isDate = append(w.isDate, isDate || !known && isBuiltInDate(id))
			return err
		}
		return nil
	})
}

func numberFormat(x *xmlReader) (id int, code string, err error) {
	attrs, err := x.attributes()
	for _, a := range attrs {
		switch string(a.name) {
		case "numFmtId":
			if id, err = strconv.Atoi(string(a.value)); err != nil {
				return 0, "", errXML
			}
		case "formatCode":
			code = string(a.value)
		}
	}
	return id, code, err
}

// isBuiltInDate knows the formats that have a number instead of a code: 14–22 and 45–47 everywhere, the
// others in East Asian and Thai Excel (ECMA-376, part 1, 18.8.30).
func isBuiltInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58 || id >= 71 && id <= 81
}

// isDateFormat looks for year, month, day, hour or second in a format code, outside of quoted text, of escaped
// characters and of [Red] and its like; [h] is elapsed time.
func isDateFormat(code string) bool {
	code = strings.ToLower(code)
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++ // the next character stands for itself or for its width
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			if inside := code[i+1 : i+end]; inside != "" && strings.Trim(inside, inside[:1]) == "" && strings.ContainsAny(inside, "hms") {
				return true
			}
			i += end
		case 'y', 'm', 'd', 'h', 's':
			return true
		}
	}
	return false
}
