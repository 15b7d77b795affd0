package imports_test

import (
	"encoding/csv"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/imports"
)

var placeholder = regexp.MustCompile(`\{\w+\}`)

// scripts are what a text of each language has in it.
var scripts = map[string]*regexp.Regexp{
	"ko": regexp.MustCompile(`\p{Hangul}`), "ja": regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`), "th": regexp.MustCompile(`\p{Thai}`),
}

func TestReasonsNameTheSameInEveryLanguage(t *testing.T) {
	for code, all := range imports.Reasons {
		seen := map[string]bool{}
		for _, w := range all {
			english := w[imports.English]
			if seen[english] {
				t.Errorf("%s: %q is there twice", code, english)
			}
			seen[english] = true
			want := placeholder.FindAllString(english, -1)
			slices.Sort(want)
			for _, language := range imports.Languages {
				got := placeholder.FindAllString(w[language], -1)
				slices.Sort(got)
				if !slices.Equal(got, want) || strings.ContainsAny(placeholder.ReplaceAllString(w[language], ""), "{}") {
					t.Errorf("%s: %q has the values %q, and in %s %q", code, english, want, language, w[language])
				}
				if script := scripts[language]; script != nil && !script.MatchString(w[language]) {
					t.Errorf("%s: %q is not in %s: %q", code, english, language, w[language])
				}
			}
		}
	}
}

// rules are the files in which rows are judged.
var rules = []string{
	"../text/text.go", "../phone/phone.go", "../phone/clean.go", "../phone/kr.go", "../phone/foreign.go", "../number/check.go", "../number/rules.go",
	"../organization/rules.go", "../invitation/check.go", "invitations.go", "organizations_check.go", "organizations_compare.go",
}

// elsewhere is what those files say about something else than a row.
var elsewhere = map[string]bool{
	"This is for imports of numbers only.": true, "Say which organization they are invited to.": true,
}

// Every code that stands beside a sentence in the rules is in the table with that sentence, and the table has no other.
func TestReasonsAreThoseOfTheRules(t *testing.T) {
	said := koreanRefusals(t)
	for _, path := range rules {
		found := sentences(t, path)
		if len(found) == 0 {
			t.Errorf("nothing is said in %s", path)
		}
		said = append(said, found...)
	}
	used := map[string]bool{}
	for _, s := range said {
		known := false
		for _, w := range imports.Reasons[s.code] {
			if s.pattern.MatchString(w[imports.English]) {
				known, used[s.code+w[imports.English]] = true, true
			}
		}
		if !known {
			t.Errorf("%s: reasons.csv has no %s like %s", s.at, s.code, s.pattern)
		}
	}
	for code, all := range imports.Reasons {
		for _, w := range all {
			if !used[code+w[imports.English]] {
				t.Errorf("no rule says %s, %q", code, w[imports.English])
			}
		}
	}
}

// sentence is a code with what is said beside it in the source.
type sentence struct {
	at, code string
	pattern  *regexp.Regexp // what is put together when it is said stands for anything
}

// koreanRefusals are those of the table of Korean numbers.
func koreanRefusals(t *testing.T) (all []sentence) {
	t.Helper()
	f, err := os.Open("../phone/kr.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is only read
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, message := slices.Index(records[0], "code"), slices.Index(records[0], "message")
	for i, record := range records[1:] {
		if record[code] != "" {
			all = append(all, sentence{fmt.Sprint("kr.csv:", i+2), record[code], regexp.MustCompile("^" + regexp.QuoteMeta(record[message]) + "$")})
		}
	}
	return all
}

// sentences finds what a file says: a code and a sentence beside each other in a call or a value, a sentence for a
// field that is required, and codes and messages that are assigned together.
func sentences(t *testing.T, path string) (all []sentence) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	isCode := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	beside := func(list []ast.Expr) {
		for i, e := range list[:max(0, len(list)-1)] {
			code, literal := literalOf(value(e))
			message := value(list[i+1])
			if !literal || !isCode.MatchString(code) || !speaks(message) {
				continue
			}
			if whole, literal := literalOf(message); literal && elsewhere[whole] {
				continue
			}
			all = append(all, sentence{files.Position(e.Pos()).String(), code, regexp.MustCompile("^" + pattern(message) + "$")})
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			beside(n.Elts)
		case *ast.AssignStmt:
			beside(n.Rhs)
		case *ast.CallExpr:
			called, _ := n.Fun.(*ast.SelectorExpr)
			if called != nil && called.Sel.Name == "New" { // a fault about something else than a row
				return false
			}
			if called != nil && called.Sel.Name == "required" {
				last := n.Args[len(n.Args)-1]
				all = append(all, sentence{files.Position(n.Pos()).String(), "required", regexp.MustCompile("^" + pattern(last) + "$")})
			}
			beside(n.Args)
		}
		return true
	})
	return all
}

// value is what stands behind the name of a field.
func value(e ast.Expr) ast.Expr {
	if pair, ok := e.(*ast.KeyValueExpr); ok {
		return pair.Value
	}
	return e
}

func literalOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// speaks reports whether an expression has a literal with a space in it.
func speaks(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			s, literal := literalOf(x)
			found = found || literal && strings.Contains(s, " ")
		}
		return true
	})
	return found
}

// pattern is a regular expression for what an expression puts together.
func pattern(e ast.Expr) string {
	if s, literal := literalOf(e); literal {
		return regexp.QuoteMeta(s)
	}
	if sum, ok := e.(*ast.BinaryExpr); ok {
		return pattern(sum.X) + pattern(sum.Y)
	}
	return ".+"
}

// What the table calls something is what the console calls it.
func TestReasonsUseTheWordsOfTheConsole(t *testing.T) {
	terms := map[string]string{ // a phrase of the table in English, and what of it the console has a text of its own for
		"organization": "Organization", "billing number": "Billing number", "role": "Role", "business registration number": "Business registration number",
		"a classification is": "Classification", "client classification": "Client classification", "a type is": "Type", "partner has": "Partner",
		"an address is": "Address", "its representative": "Representative", "contracting organization": "Contracting",
		"executing organization": "Executing", "hierarchy": "Hierarchy", "key": "Key", "member": "Member", "invitation": "Invitation", "reach": "Reach",
		"e-mail address": "E-mail address", "import": "Import",
	}
	for _, language := range imports.Languages[1:] {
		console := catalog(t, language)
		for phrase, term := range terms {
			if console[term] == "" {
				t.Errorf("the console has no %q in %s", term, language)
			}
			whole, uses := regexp.MustCompile(`(?i)\b`+phrase+`s?\b`), 0
			for code, all := range imports.Reasons {
				for _, w := range all {
					if !whole.MatchString(placeholder.ReplaceAllString(w[imports.English], "")) {
						continue
					}
					if uses++; !strings.Contains(w[language], console[term]) {
						t.Errorf("%s: %q is %q to the console in %s, but %q says %q", code, term, console[term], language, w[imports.English], w[language])
					}
				}
			}
			if uses == 0 {
				t.Errorf("nothing is said about %q", phrase)
			}
		}
	}
}

// catalog is the console's texts in a language.
func catalog(t *testing.T, language string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	areas, err := os.ReadDir("../../web/src/locales")
	if err != nil {
		t.Fatal(err)
	}
	entry := regexp.MustCompile(`(?m)^msgid "(.*)"\nmsgstr "(.*)"$`)
	for _, area := range areas {
		content, err := os.ReadFile("../../web/src/locales/" + area.Name() + "/" + language + ".po")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entry.FindAllStringSubmatch(string(content), -1) {
			texts[m[1]] = m[2]
		}
	}
	return texts
}
