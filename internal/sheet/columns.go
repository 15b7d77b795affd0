package sheet

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Column is a column that a caller knows.
type Column struct {
	Name     string
	Aliases  []string // other names it may have in a header
	Required bool
}

// Columns finds the known columns in a header: for each that is there, its name and its index in a row. Names
// are compared without regard to case, surrounding space and composition; the order is free.
//
// The errors are unknown_column, missing_column and repeated_column. Each names all the columns it is about,
// and an unknown one is told before a missing one, because it is most often the same with a slip in it.
func Columns(header []string, known []Column) (map[string]int, error) {
	names := make(map[string]string, len(known))
	for _, c := range known {
		names[foldName(c.Name)] = c.Name
		for _, alias := range c.Aliases {
			names[foldName(alias)] = c.Name
		}
	}

	index := make(map[string]int, len(header))
	var unknown, repeated, missing []string
	for i, cell := range header {
		name, ok := names[foldName(cell)]
		switch _, twice := index[name]; {
		case !ok && strings.TrimSpace(cell) == "":
			unknown = append(unknown, "column "+strconv.Itoa(i+1)+" (no name)")
		case !ok:
			unknown = append(unknown, quote(cell))
		case twice:
			repeated = append(repeated, quote(cell))
		default:
			index[name] = i
		}
	}
	for _, c := range known {
		if _, ok := index[c.Name]; c.Required && !ok {
			missing = append(missing, quote(c.Name))
		}
	}

	switch {
	case len(unknown) > 0:
		all := make([]string, len(known))
		for i, c := range known {
			all[i] = c.Name
		}
		return nil, &Error{Code: "unknown_column", Message: "Unknown columns: " + list(unknown) + ". The columns are " + strings.Join(all, ", ") + "."}
	case len(repeated) > 0:
		return nil, &Error{Code: "repeated_column", Message: "Columns that are there twice: " + list(repeated) + ". Keep one of each."}
	case len(missing) > 0:
		return nil, &Error{Code: "missing_column", Message: "Missing columns: " + list(missing) + ". Add them to the header, which is the first row."}
	}
	return index, nil
}

func foldName(name string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
}
