package imports

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/sheet"
	"github.com/tenantry/tenantry/internal/text"
)

//go:embed reasons.csv
var reasonsData string

// reasons are the words of reasons.csv for what a check can say about a row, by code.
var reasons = mustReadReasons(reasonsData)

// English is the language in which the rules speak.
const English = "en"

// languages are those of reasons.csv, in the order of its columns.
var languages = []string{English, "ko", "ja", "th"}

// wording is one thing that can be said, by language. What stands in braces is a value of the note.
type wording map[string]string

func mustReadReasons(data string) map[string][]wording {
	all, err := readReasons(data)
	if err != nil {
		panic("imports: reasons.csv: " + err.Error())
	}
	return all
}

func readReasons(data string) (map[string][]wording, error) {
	records, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 || !slices.Equal(records[0], append([]string{"code"}, languages...)) {
		return nil, errors.New("the columns are not code and " + strings.Join(languages, ", "))
	}
	all := map[string][]wording{}
	for i, record := range records[1:] {
		w := wording{}
		for j, language := range languages {
			if w[language] = record[j+1]; record[j+1] == "" {
				return nil, fmt.Errorf("row %d has nothing in %s", i+2, language)
			}
		}
		all[record[0]] = append(all[record[0]], w)
	}
	return all, nil
}

// fill puts values in.
func fill(words string, values map[string]string) string {
	if len(values) == 0 {
		return words
	}
	pairs := make([]string, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(words)
}

// wordingOf finds what a note says, by its code, its words in English and its values; nil for what is not in the
// table, such as what an earlier version of the program stored.
func wordingOf(n Note) wording {
	for _, w := range reasons[n.Code] {
		if fill(w[English], n.Values) == n.Message {
			return w
		}
	}
	return nil
}

// speaker says in one language what a check found in one file.
type speaker struct {
	language string
	titles   map[string]string // what the file, or else that language, calls a column
}

// speaker returns who tells what was found in a file. A language of "" is that of the file's header.
func (s *Service) speaker(im Import, language string) speaker {
	columns := s.kinds[im.Kind].columns(im)
	if !slices.Contains(languages, language) {
		language = headerLanguage(im.Header, columns)
	}
	p := speaker{language, make(map[string]string, len(columns))}
	for _, c := range columns {
		p.titles[c.Name] = titleIn(c, language)
	}
	for _, c := range im.Header.Columns {
		p.titles[c.Name] = strings.TrimSpace(c.Title)
	}
	return p
}

// aliasLanguages are the languages of a column's other names, in their order.
var aliasLanguages = []string{"ko", "ja", "th", "ja"}

// headerLanguage is the language that a file calls its columns in.
func headerLanguage(h Header, columns []sheet.Column) string {
	for _, known := range columns {
		for _, c := range h.Columns {
			if c.Name != known.Name {
				continue
			}
			if i := slices.IndexFunc(known.Aliases, func(alias string) bool { return text.Fold(alias) == text.Fold(strings.TrimSpace(c.Title)) }); i >= 0 {
				return aliasLanguages[i]
			}
		}
	}
	return English
}

// titleIn is what a language calls a column.
func titleIn(c sheet.Column, language string) string {
	if i := slices.Index(aliasLanguages, language); i >= 0 && i < len(c.Aliases) {
		return c.Aliases[i]
	}
	return c.Name
}

// say is what a note says. Columns that it names are called what the file calls them.
func (p speaker) say(n Note) string {
	w := wordingOf(n)
	if w == nil {
		return n.Message
	}
	values := make(map[string]string, len(n.Values))
	for name, value := range n.Values {
		if name == "columns" {
			all := strings.Split(value, ", ")
			for i, column := range all {
				if title := p.titles[column]; title != "" {
					all[i] = title
				}
			}
			value = strings.Join(all, ", ")
		}
		values[name] = value
	}
	return fill(w[p.language], values)
}

// sayAll puts notes in the words of the speaker's language.
func (p speaker) sayAll(list []Note) []Note {
	said := make([]Note, len(list))
	for i, n := range list {
		said[i] = n
		said[i].Message = p.say(n)
	}
	return said
}

// why is all that is wrong with a row, each with the column that it is about.
func (p speaker) why(list []Note) string {
	said := make([]string, len(list))
	for i, n := range list {
		said[i] = p.say(n)
		if title := p.titles[n.Column]; title != "" {
			said[i] = title + ": " + said[i]
		}
	}
	return strings.Join(said, " ")
}
