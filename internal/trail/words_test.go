package trail_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/trail"
)

// action is how a text reads that is what an audit event says was done: a subject, and how it came out.
var action = regexp.MustCompile(`^[a-z_]+\.([a-z]+_)*([a-z]+ed|sent|resent|reset|left|away|here|again|withdrawn|given_up)$`)

// elsewhere are packages whose texts look like it and are something else: the types of events that products read, and
// the list that is compared.
var elsewhere = []string{"event", "trail"}

// recorded are the actions that the program has a text for.
func recorded(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
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
					found[text] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 60 {
		t.Errorf("only %d actions were found", len(found))
	}
	return slices.Sorted(maps.Keys(found))
}

// inConsole are what a file of the console's audit trail has that reads like this.
func inConsole(t *testing.T, file, pattern string) []string {
	t.Helper()
	source, err := os.ReadFile("../../web/src/features/audit/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return all
}

func missing(of, in []string) []string {
	return slices.DeleteFunc(slices.Clone(of), func(s string) bool { return slices.Contains(in, s) })
}

// The trail knows everything that is recorded, the console has words for it, and neither has anything else.
func TestEveryActionIsKnownAndHasItsWords(t *testing.T) {
	all := recorded(t)
	for name, known := range map[string][]string{
		"trail.Actions": trail.Actions,
		"labels.ts":     inConsole(t, "labels.ts", `'([a-z_]+\.[a-z_]+)':`),
	} {
		if lacking, needless := missing(all, known), missing(known, all); len(lacking)+len(needless) > 0 {
			t.Errorf("%s lacks %q, and has %q, which nobody records", name, lacking, needless)
		}
	}
	if !slices.IsSorted(trail.Actions) {
		t.Error("trail.Actions are not in order")
	}
}

// What the console narrows the trail by are beginnings of actions, and every action is found by one of them.
func TestEveryActionIsInAGroupOfTheConsole(t *testing.T) {
	groups := inConsole(t, "search.ts", `'([a-z_]+\.)'`)
	var subjects []string
	for _, action := range trail.Actions {
		subject, _, _ := strings.Cut(action, ".")
		subjects = append(subjects, subject+".")
	}
	if subjects = slices.Compact(subjects); !slices.Equal(groups, subjects) {
		t.Errorf("search.ts groups %q, actions begin with %q", groups, subjects)
	}
}

func TestUnknownActions(t *testing.T) {
	each(t, func(w *world) {
		// An earlier version called it otherwise, or recorded it and this one does not.
		w.record(w.Clock.Now(), audit.Actor{}, audit.Event{OrganizationID: w.alone, Action: "member.banished"}, audit.Event{OrganizationID: w.alone, Action: "fax.sent"})
		for _, test := range []struct {
			asked []string
			want  string // what the problem begins with
		}{
			{nil, ""},
			{[]string{"member.added", "policy.", "recovery_code."}, ""},
			{[]string{"member.banished", "fax.sent", "fax."}, ""},
			{[]string{"member.added", "member.ad"}, `There is no action "member.ad". Must be one of member.accepted, member.added, `},
			{[]string{"policy.broken", "x.y"}, `There is no action "policy.broken". Must be one of policy.updated, or policy. for all of them.`},
			{[]string{"group"}, `There is no action "group". Must be one of group.created, `},
			{[]string{"Group."}, `There is no action "Group.". Must be an action such as member.disabled, or the beginning of some: one of access., account., api_key., `},
			{[]string{"."}, `There is no action ".". Must be an action such as `},
			{[]string{"fax.received"}, `There is no action "fax.received". Must be an action such as `},
		} {
			problem, err := w.service.UnknownAction(ctx, test.asked)
			w.fatal(err)
			if !strings.HasPrefix(problem, test.want) || (problem == "") != (test.want == "") {
				t.Errorf("%q: %q, want %q…", test.asked, problem, test.want)
			}
		}
	})
}

func cmpOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
