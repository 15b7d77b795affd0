package imports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/imports"
)

// chain is n contracting organizations, each below the one before; upside down, so that each stands
// before the one it refers to.
func chain(n int, parent string) []string {
	lines := make([]string, n)
	for i := range n {
		lines[n-1-i] = head(fmt.Sprint("c", i), parent)
		parent = fmt.Sprint("c", i)
	}
	return lines
}

const again = " business_registration_number:business_registration_number_in_use"

func TestCheck(t *testing.T) {
	const skip = "skip :unchanged"
	for _, test := range []struct {
		name   string
		before []string // a file that is loaded first
		lines  []string
		want   []string
	}{
		{"plain", nil, []string{head("a", "")}, []string{"add"}},
		{"references forward", nil, []string{below("e", "a", "a"), head("a", "")}, []string{"add", "add"}},
		{"references backward", nil, []string{head("a", ""), below("e", "a", "a")}, []string{"add", "add"}},
		{"references outside", []string{head("a", "")}, []string{below("e", "a", "a")}, []string{"add"}},
		{"references to nothing", nil, []string{below("e", "p", "r")}, []string{"invalid parent_key:not_found registered_organization_key:not_found"}},
		{"decomposed references", nil, []string{head("\u1112\u1161\u11ab", ""), below("e", "한", "\u1112\u1161\u11ab")}, []string{"add", "add"}},
		{"composed key, decomposed reference", nil, []string{head("한", ""), below("e", "\u1112\u1161\u11ab", "한")}, []string{"add", "add"}},
		{"keys differ by case", nil, []string{head("a", ""), below("e", "A", "A")}, []string{"add", "invalid parent_key:not_found registered_organization_key:not_found"}},

		{"repeated key", nil, []string{head("a", ""), head("b", ""), head("a", "")}, []string{"add", "add", "invalid key:repeated_key"}},
		{"repeated key with spaces", nil, []string{head("a", ""), head(" a ", "")}, []string{"add", "invalid key:repeated_key"}},
		{"refers to an invalid row", nil, []string{below("e", "a", "a"), "a,,,client,contracting,company,주소,,,강지민,,116-82-00276"}, []string{"invalid parent_key:refers_to_invalid registered_organization_key:refers_to_invalid", "invalid name:required"}},
		{"refers to one that does", nil, []string{head("c", "b"), head("b", "a"), head("a", "x")}, []string{"invalid parent_key:refers_to_invalid", "invalid parent_key:refers_to_invalid", "invalid parent_key:not_found"}},

		{"registered under executing", []string{head("a", ""), below("e", "", "a")}, []string{below("f", "", "e")}, []string{"invalid registered_organization_key:not_contracting"}},
		{"registered under executing in the file", nil, []string{head("a", ""), below("e", "", "a"), below("f", "", "e")}, []string{"add", "add", "invalid registered_organization_key:not_contracting"}},
		{"registered under itself", nil, []string{below("e", "", "e")}, []string{"invalid registered_organization_key:not_contracting"}},

		{"depth 10", nil, chain(10, ""), slices.Concat([]string{}, repeat("add", 10))},
		{"depth 11", nil, chain(11, ""), slices.Concat([]string{"invalid parent_key:too_deep"}, repeat("add", 10))},
		{"depth 12", nil, chain(12, ""), slices.Concat(repeat("invalid parent_key:too_deep", 2), repeat("add", 10))},
		{"depth 10 below what is stored", chain(9, ""), []string{head("x", "c8")}, []string{"add"}},
		{"depth 11 below what is stored", chain(10, ""), []string{head("x", "c9")}, []string{"invalid parent_key:too_deep"}},
		{"depth 11 below what is stored and in the file", chain(9, ""), append([]string{head("y", "x"), head("x", "c8")}, chain(9, "")...), slices.Concat([]string{"invalid parent_key:too_deep", "add"}, repeat(skip, 9))},

		{"below itself", nil, []string{head("a", "a")}, []string{"invalid parent_key:cycle"}},
		{"circle of two", nil, []string{head("a", "b"), head("b", "a")}, repeat("invalid parent_key:cycle", 2)},
		{"circle of three and one below", nil, []string{head("d", "c"), head("a", "b"), head("b", "c"), head("c", "a")}, append([]string{"invalid parent_key:refers_to_invalid"}, repeat("invalid parent_key:cycle", 3)...)},

		{"root that is executing", nil, []string{head("h", ""), below("root", "", "h"), head("a", "root")}, []string{"add", "add", "invalid parent_key:highest_level_must_be_contracting"}},
		{"stored root that is executing", []string{head("h", ""), below("root", "", "h")}, []string{head("a", "root")}, []string{"invalid parent_key:highest_level_must_be_contracting"}},
		{"root that is not registered", nil, []string{"root,,이름,,,,,,,,,", head("a", "root")}, []string{"add", "invalid parent_key:highest_level_must_be_contracting"}},
		{"executing in the middle", nil, []string{head("h", ""), below("m", "h", "h"), head("a", "m")}, []string{"add", "add", "add"}},
		{"parent that is registered under its child", nil, []string{head("h", ""), below("m", "h", "a"), head("a", "m")}, []string{"add", "add", "add"}},

		{"unchanged", []string{head("a", ""), below("e", "a", "a")}, []string{below("e", "a", "a"), head("a", "")}, []string{skip, skip}},
		{"differs", []string{head("a", "")}, []string{strings.Replace(head("a", ""), "강지민", "정지호", 1)}, []string{"invalid key:already_exists"}},
		{"differs in its parent", []string{head("a", ""), head("b", "")}, []string{head("b", "a")}, []string{"invalid key:already_exists"}},
		{"below one that differs", []string{head("a", "")}, []string{strings.Replace(head("a", ""), "강지민", "정지호", 1), below("e", "a", "a")}, []string{"invalid key:already_exists", "add"}},
		{"without a key, twice", nil, []string{head("", ""), head("", "")}, []string{"add", "add" + again}},
		{"without a key, unchanged", []string{head("", "")}, []string{head("", "")}, []string{skip}},
		{"without a key, other address", []string{head("", "")}, []string{strings.Replace(head("", ""), "주소", "다른 주소", 1)}, []string{"add" + again}},
		{"without a key, of one that has a key", []string{head("a", "")}, []string{strings.Replace(head("a", ""), "a,", ",", 1)}, []string{"add" + again}},

		{"number in the file", nil, []string{head("a", ""), strings.Replace(head("b", ""), businessNumber("b"), businessNumber("a"), 1)}, []string{"add", "add" + again}},
		{"number that is stored", []string{head("a", "")}, []string{strings.Replace(head("b", ""), businessNumber("b"), businessNumber("a"), 1)}, []string{"add" + again}},
		{"wrong check digit", nil, []string{strings.Replace(head("a", ""), businessNumber("a"), "116-82-00273", 1)}, []string{"invalid business_registration_number:invalid_check_digit"}},
		{"number without dashes", nil, []string{strings.Replace(head("a", ""), businessNumber("a"), "1168200276", 1)}, []string{"add"}},

		{"phone without its zero", nil, []string{phone("28911009")}, []string{"add main_phone:"}},
		{"phone in scientific notation", nil, []string{phone("8.22891E+11")}, []string{"invalid main_phone:"}},
		{"phone in full width", nil, []string{phone("０２－８９１－１００９")}, []string{"add main_phone:"}},
		{"no phone at all", nil, []string{phone("전화")}, []string{"invalid main_phone:"}},

		{"yes", nil, []string{strings.Replace(head("a", ""), "주소,", "주소,Yes", 1)}, []string{"add"}},
		{"maybe", nil, []string{strings.Replace(head("a", ""), "주소,", "주소,maybe", 1)}, []string{"invalid control_organization_integrated:invalid_value"}},
		{"does not apply", nil, []string{head("a", ""), strings.Replace(below("e", "", "a"), ",,,", ",대표,,", 1)}, []string{"add", "invalid representative_name:not_applicable"}},
		{"override in the name", nil, []string{strings.Replace(head("a", ""), "이름", "이\u202e름", 1)}, []string{"invalid name:control_characters"}},
		{"override in references", nil, []string{below("e", "p\u202e", "r\u202e")}, []string{"invalid parent_key:control_characters registered_organization_key:control_characters"}},
		{"override in the key", nil, []string{head("a\u202e", "")}, []string{"invalid key:control_characters name:control_characters"}},
		{"the platform as parent", nil, []string{head("a", "org_00000000000000000000000000")}, []string{"invalid parent_key:not_found"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := open(d)
				if test.before != nil {
					if r := w.load(t, test.before...); !r.Applied {
						t.Fatalf("the file before was not applied: %+v", r)
					}
				}
				had := w.organizationCount(t)
				im, rows := w.upload(t, file(test.lines...), imports.ModeValid)
				got := verdicts(rows)
				if !slices.EqualFunc(got, test.want, func(got, want string) bool {
					return got == want || strings.HasSuffix(want, ":") && strings.HasPrefix(got, want)
				}) {
					t.Errorf("got  %q\nwant %q", got, test.want)
				}
				if n := w.organizationCount(t); n != had {
					t.Fatalf("the check changed %d organizations to %d", had, n)
				}
				done, err := w.Apply(ctx, staff, im.ID)
				if err != nil || done.Status != imports.Done {
					t.Fatalf("apply: %+v, %v", done, err)
				}
				if n := w.organizationCount(t); n != had+im.Counts.Add {
					t.Errorf("%d organizations, want %d and %d more", n, had, im.Counts.Add)
				}
				if im.Counts.Invalid > 0 {
					return
				}
				// The same file again changes nothing.
				if r := w.load(t, test.lines...); r.Counts.Skip != len(test.lines) || r.Applied {
					t.Errorf("the same file again: %+v", r)
				}
			})
		})
	}
}

// phone is a contracting organization with this telephone number.
func phone(number string) string {
	return strings.Replace(head("a", ""), "강지민,", "강지민,"+number, 1)
}

func repeat(s string, n int) []string { return slices.Repeat([]string{s}, n) }

func TestMissingColumnsSayNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		w.load(t, head("a", ""), below("e", "a", "a"))
		const short = "key,name,classification,type,address,registered_organization_key"
		for line, want := range map[string]string{
			"e,이름 e,partner,executing,주소,a":    "skip :unchanged", // parent_key is not in the file
			"e,이름 e,partner,executing,다른 주소,a": "invalid key:already_exists",
		} {
			_, rows := w.upload(t, []byte(short+"\n"+line+"\n"), imports.ModeAll)
			if got := verdicts(rows); len(got) != 1 || got[0] != want {
				t.Errorf("%s: %q, want %q", line, got, want)
			}
		}
		// A column that is there and empty says that the field is absent.
		_, rows := w.upload(t, file(below("e", "", "a")), imports.ModeAll)
		if got := verdicts(rows); got[0] != "invalid key:already_exists" {
			t.Errorf("empty parent: %q", got)
		}
	})
}

func TestWhatDiffersIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		w.load(t, head("a", ""))
		_, rows := w.upload(t, file("a,,다른,client,contracting,local_government,주소,true,,강지민,,"+businessNumber("a")), imports.ModeAll)
		const want = "differs in name, client_classification, control_organization_integrated."
		if len(rows) != 1 || len(rows[0].Errors) != 1 || !strings.Contains(rows[0].Errors[0].Message, want) {
			t.Errorf("got %+v, want %q", rows, want)
		}
	})
}
