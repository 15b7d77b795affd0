// Package internal holds the test of how the packages may import each other.
package internal

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tenantry/tenantry"

// layers are the packages from the top down: each may import those of lower layers, and none of its own
// except where allowed says so. Whoever adds a package puts it where it belongs.
var layers = [][]string{
	{"cmd/tenantry"},
	{"internal/cli", "internal/apptest"},
	{"internal/app"},
	{"internal/api/gen", "internal/e2e"},
	{"internal/api"},
	{"internal/imports", "internal/staff", "internal/onboarding", "internal/erasure", "internal/leaving", "internal/recovery", "internal/signup"}, // workflows: they span concepts
	{"internal/emailchange"}, // a workflow that is also a part of another
	{"internal/config"},
	{"internal/organization", "internal/group", "internal/account", "internal/member", "internal/role", "internal/verification", "internal/session", "internal/mail", "internal/product", "internal/number", "internal/usage", "internal/apikey", "internal/invitation", "internal/trail"},
	{"internal/scope", "internal/listing", "internal/event"},
	{"internal/access"},
	{"internal/audit", "internal/job", "internal/throttle"},
	{"internal/dbtest/cmd/withpostgres"},
	{"internal/dbtest"},
	{"internal/db"},
	{"internal/id", "internal/phone", "internal/sheet"},
	{"internal/fault", "internal/text", "internal/mailtest", "internal/seal", "internal/passkeytest", "web", "examples/dialer"},
}

// allowed are imports within a layer, each with its reason.
var allowed = map[string]string{
	"internal/session -> internal/verification":    "sessions are tokens that are made and hashed as links are",
	"internal/apikey -> internal/verification":     "and so are API keys",
	"internal/invitation -> internal/verification": "and invitations are links",
}

// pkg is what `go list` says about a package.
type pkg struct {
	ImportPath, Dir, Doc string
	GoFiles, Imports     []string
}

func packages(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-tags=noconsole", "-json=ImportPath,Dir,Doc,GoFiles,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string]pkg{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimPrefix(p.ImportPath, module+"/")] = p
	}
	return found
}

func TestImportsPointOneWay(t *testing.T) {
	layerOf := map[string]int{}
	for i, layer := range layers {
		for _, name := range layer {
			layerOf[name] = i
		}
	}
	used := map[string]bool{}
	for name, p := range packages(t) {
		if name == "internal" {
			continue // this test
		}
		layer, known := layerOf[name]
		if !known {
			t.Errorf("%s is in no layer: put it where it belongs in layout_test.go", name)
			continue
		}
		for _, imported := range p.Imports {
			other, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			edge := name + " -> " + other
			if allowed[edge] != "" {
				used[edge] = true
			} else if layerOf[other] <= layer {
				t.Errorf("%s: imports point downwards only", edge)
			}
		}
	}
	for edge, reason := range allowed {
		if !used[edge] {
			t.Errorf("%s (%s) is allowed and not needed", edge, reason)
		}
	}
}

// Only what serves HTTP knows it, only db knows the drivers.
func TestWhoKnowsWhat(t *testing.T) {
	for _, test := range []struct {
		imported string
		by       []string
	}{
		{"net/http", []string{"internal/api", "internal/app", "examples/dialer"}},
		{"github.com/danielgtaylor/huma/v2", []string{"internal/api", "internal/api/gen"}},
		{"github.com/jackc/pgx/v5", []string{"internal/db", "internal/dbtest"}},
		{"modernc.org/sqlite", []string{"internal/db"}},
		{"github.com/pressly/goose/v3", []string{"internal/db"}},
		{"github.com/spf13/cobra", []string{"internal/cli"}},
		{"github.com/wneessen/go-mail", []string{"internal/mail"}},
		{"go.yaml.in/yaml/v3", []string{"internal/product"}},
		{"os", []string{"cmd/tenantry", "internal/api/gen", "internal/cli", "internal/config", "internal/db", "internal/dbtest", "internal/dbtest/cmd/withpostgres", "internal/mail", "internal/sheet", "internal/e2e", "examples/dialer"}},
	} {
		for name, p := range packages(t) {
			if slices.Contains(p.Imports, test.imported) && !slices.Contains(test.by, name) {
				t.Errorf("%s imports %s, which only %q may", name, test.imported, test.by)
			}
		}
	}
}

// statement is how SQL begins.
var statement = regexp.MustCompile(`(?s)^["` + "`" + `]\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|TRUNCATE)\s`)

// withSQL are the files with SQL of packages that have none otherwise, each with what it reads or writes.
var withSQL = map[string]string{
	"internal/api/idempotency.go": "the table that is the API's own",
	// access keeps everything in memory that an answer needs. These files bring it there; what answers (world.go,
	// answer.go, caller.go, reach.go) knows no database.
	"internal/access/change.go":  "the revision and what changed with it",
	"internal/access/load.go":    "the world",
	"internal/access/service.go": "what accounts hold",
	"internal/access/check.go":   "the accounts that are asked about",
	"internal/access/explain.go": "the names in an explanation",
	"internal/access/preview.go": "the names in a preview",
}

// SQL is in the stores of the concepts, and nowhere else but where withSQL says so.
func TestNoSQLOutsideTheStores(t *testing.T) {
	all := packages(t)
	used := map[string]bool{}
	for _, name := range []string{
		"internal/api", "internal/cli", "internal/staff", "internal/onboarding", "internal/access", "internal/config", "cmd/tenantry",
	} {
		for _, file := range all[name].GoFiles {
			for _, text := range literals(t, filepath.Join(all[name].Dir, file)) {
				switch {
				case !statement.MatchString(text):
				case withSQL[name+"/"+file] != "":
					used[name+"/"+file] = true
				default:
					t.Errorf("%s/%s has SQL: %.60s", name, file, text)
				}
			}
		}
	}
	for file, what := range withSQL {
		if !used[file] {
			t.Errorf("%s (%s) has no SQL any more: take its exception out", file, what)
		}
	}
}

func literals(t *testing.T, path string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			found = append(found, l.Value)
		}
		return true
	})
	return found
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for name, p := range packages(t) {
		if name == "internal" || len(p.GoFiles) == 0 {
			continue
		}
		first := "Package " + filepath.Base(name) + " "
		if strings.Contains(name, "cmd/") || strings.HasPrefix(name, "examples/") || strings.HasSuffix(name, "/gen") {
			first = "Command "
		}
		if !strings.HasPrefix(p.Doc, first) {
			t.Errorf("%s: its comment is %q, want one that begins with %q", name, p.Doc, first)
		}
	}
}
