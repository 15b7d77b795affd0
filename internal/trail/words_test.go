package trail_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// action is how a text reads that is what an audit event says was done: a subject, and how it came out.
var action = regexp.MustCompile(`^[a-z_]+\.([a-z]+_)*([a-z]+ed|sent|resent|reset|left|away|here|again|withdrawn|given_up)$`)

// elsewhere are packages whose texts look like it and are something else: the types of events that products read.
var elsewhere = []string{"event"}

// The console has words for everything that is recorded, and for nothing that is not.
func TestEveryActionHasItsWords(t *testing.T) {
	recorded := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && slices.Contains(elsewhere, entry.Name()) {
			return cmpOr(err, fs.SkipDir)
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if text, err := strconv.Unquote(l.Value); err == nil && action.MatchString(text) {
					recorded[text] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../../web/src/features/audit/labels.ts")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, m := range regexp.MustCompile(`'([a-z_]+\.[a-z_]+)':`).FindAllStringSubmatch(string(source), -1) {
		said[m[1]] = true
	}
	for what := range recorded {
		if !said[what] {
			t.Errorf("web/src/features/audit/labels.ts has no words for %s", what)
		}
	}
	for what := range said {
		if !recorded[what] {
			t.Errorf("web/src/features/audit/labels.ts has words for %s, which nobody records", what)
		}
	}
	if len(recorded) < 60 {
		t.Errorf("only %d actions were found", len(recorded))
	}
}

func cmpOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
