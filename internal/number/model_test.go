package number_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/role"
)

// place is an organization of the model, with those above it.
type place struct {
	id    string
	above []int // from its own level up, itself first
}

// reader is who reads, with where that counts: an organization with everything below it, or alone.
type reader struct {
	caller access.Caller
	trees  []int
	alone  []int
}

func (r reader) reads(p place) bool {
	return slices.Contains(r.alone, p.above[0]) ||
		slices.ContainsFunc(p.above, func(top int) bool { return slices.Contains(r.trees, top) })
}

// model is the plain list of all numbers.
type model struct {
	w       *world
	places  []place
	readers map[string]reader
	numbers []number.Number
	place   map[string]int // by the ID of the organization
}

// newModel makes a hierarchy, readers with all sorts of reach, and numbers with much in common.
func newModel(t *testing.T, w *world, r *rand.Rand) *model {
	m := &model{w: w, readers: map[string]reader{}, place: map[string]int{}}
	_, chain := w.Chain("top", "mid", "low")
	_, pair := w.Chain("other", "below")
	for i, id := range append(append(chain, pair...), w.Contracting("apart"), w.Contracting("empty")) {
		above := []int{i}
		for up := i - 1; up >= 0 && (i < 3 || i == 4 && up == 3); up-- {
			above = append(above, up)
		}
		m.places = append(m.places, place{id, above})
		m.place[id] = i
	}
	letterings := []string{"", "", "고객센터", "고객 안내 12", "서울 홍보", "홍보", "HELLO 212", "Straße"}
	seen := map[string]bool{}
	for at := range 6 {
		for letters := range letterings {
			var entries []number.Entry
			for range 12 {
				n := []string{"02-2%d%d-%d%d%d%d", "02-2%d%d%d-%d%d%d%d", "031-2%d%d-%d%d%d%d", "070-2%d%d%d-%d%d%d%d", "1588-%d%d%d%d"}[r.IntN(5)]
				for strings.Contains(n, "%d") {
					n = strings.Replace(n, "%d", fmt.Sprint(1+r.IntN(2)), 1)
				}
				if !seen[n] {
					seen[n] = true
					entries = append(entries, number.Entry{Number: n, Lettering: letterings[letters]})
				}
			}
			if len(entries) == 0 {
				continue
			}
			_, err := w.Numbers.AddList(ctx, w.Caller(""), m.places[at].id, []string{"02-312-1212", "1588-2121"}[r.IntN(2)], entries, false)
			w.must(err)
			w.Clock.Advance(time.Duration(r.IntN(3)) * time.Second)
		}
	}
	page, err := w.Numbers.List(ctx, w.Caller(""), number.Query{Limit: 5000})
	w.must(err)
	m.numbers = page.Items
	for i := range 3 {
		n := m.numbers[r.IntN(len(m.numbers))]
		w.must(w.put(n.OrganizationID, fmt.Sprint("c", i), string(n.Number)))
	}
	if page, err = w.Numbers.List(ctx, w.Caller(""), number.Query{Limit: 5000}); err != nil || len(page.Items) < 200 {
		t.Fatalf("%d numbers: %v", len(page.Items), err)
	}
	m.numbers = page.Items
	staff := w.Account("staff")
	w.Member("org_00000000000000000000000000", staff, w.Role("org_00000000000000000000000000", "staff", access.NumbersRead))
	all := reader{caller: w.Caller(staff)}
	for i := range m.places {
		all.trees = append(all.trees, i)
	}
	m.readers["staff"] = all
	for name, where := range map[string][2][]int{
		"top": {{0}}, "mid": {{1}}, "mid and apart": {{1, 5}}, "other alone": {nil, {3}}, "low alone and other": {{3}, {2}}, "many": {{1, 4, 5}, {0}}, "nothing": {{6}},
	} {
		accountID := w.Account(strings.ReplaceAll(name, " ", "."))
		for _, at := range where[0] {
			w.Member(m.places[at].id, accountID, w.Role(m.places[at].id, name, access.NumbersRead))
		}
		for _, at := range where[1] {
			w.Member(m.places[at].id, accountID, w.RoleWith(m.places[at].id, role.Draft{Name: name, Permissions: []access.Permission{access.NumbersRead}, Reach: access.ReachOwn}))
		}
		m.readers[name] = reader{w.Caller(accountID), where[0], where[1]}
	}
	return m
}

// digitsIn reports whether a number contains what somebody searches for.
func digitsIn(n phone.Number, asked string) bool {
	return slices.ContainsFunc(phone.Digits(asked, "KR"), func(d string) bool { return strings.Contains(string(n), d) })
}

func folded(s string) string { return strings.ToLower(strings.ReplaceAll(s, "ß", "ss")) }

// shown is what the list shows a reader, in order.
func (m *model) shown(r reader, q number.Query) []string {
	f := q.Filter
	var found []number.Number
	for _, n := range m.numbers {
		p := m.places[m.place[n.OrganizationID]]
		switch {
		case !r.reads(p),
			f.OrganizationID != "" && n.OrganizationID != f.OrganizationID && !(f.Below && slices.Contains(p.above, m.place[f.OrganizationID])),
			f.Q != "" && n.ID != f.Q && !digitsIn(n.Number, f.Q) && !strings.Contains(folded(n.Lettering), folded(f.Q)),
			len(f.IDs) > 0 && !slices.Contains(f.IDs, n.ID),
			f.Number != "" && !digitsIn(n.Number, f.Number),
			f.BillingNumber != "" && !digitsIn(n.BillingNumber, f.BillingNumber),
			f.Lettering != "" && !strings.Contains(folded(n.Lettering), folded(f.Lettering)),
			f.InUse != nil && n.InUse != *f.InUse,
			f.CreatedFrom != nil && n.CreatedAt.Before(*f.CreatedFrom),
			f.CreatedTo != nil && !n.CreatedAt.Before(*f.CreatedTo):
		default:
			found = append(found, n)
		}
	}
	sort, down := strings.CutPrefix(q.Sort, "-")
	slices.SortFunc(found, func(a, b number.Number) int {
		c := 0
		switch sort {
		case "lettering":
			c = strings.Compare(folded(a.Lettering), folded(b.Lettering))
		case "billingNumber":
			c = strings.Compare(string(a.BillingNumber), string(b.BillingNumber))
		case "createdAt":
			c = a.CreatedAt.Compare(b.CreatedAt)
		}
		if c = cmp.Or(c, strings.Compare(string(a.Number), string(b.Number))); down {
			return -c
		}
		return c
	})
	numbers := []string{}
	for _, n := range found {
		numbers = append(numbers, string(n.Number))
	}
	return numbers
}

// query draws a query: mostly of things that are there.
func (m *model) query(t *rapid.T) number.Query {
	some := rapid.SampledFrom(m.numbers)
	digits := func(label string, of phone.Number) string {
		text := strings.TrimPrefix(string(of), "+")
		if rapid.Bool().Draw(t, label+" as it is written") {
			text = m.w.Numbers.Show(of)
		}
		from := rapid.IntRange(0, len(text)-1).Draw(t, label+" from")
		return text[from:min(len(text), from+rapid.IntRange(1, 9).Draw(t, label+" length"))]
	}
	lettering := func(label string) string {
		runes := []rune(rapid.SampledFrom([]string{"고객센터", "고객 안내 12", "홍보", "HELLO 212", "Straße", "strasse", "없는글자"}).Draw(t, label))
		from := rapid.IntRange(0, len(runes)-1).Draw(t, label+" from")
		return strings.TrimSpace(string(runes[from:min(len(runes), from+rapid.IntRange(1, 5).Draw(t, label+" length"))]))
	}
	q := number.Query{
		Sort:  rapid.SampledFrom([]string{"", "", "number", "-number", "-number", "lettering", "-lettering", "billingNumber", "-billingNumber", "createdAt", "-createdAt"}).Draw(t, "sort"),
		Limit: rapid.IntRange(1, 60).Draw(t, "limit"), ExactCount: rapid.Bool().Draw(t, "exact"),
	}
	if rapid.IntRange(0, 2).Draw(t, "in an organization") == 0 {
		q.OrganizationID, q.Below = rapid.SampledFrom(m.places).Draw(t, "organization").id, rapid.Bool().Draw(t, "below")
	}
	switch rapid.IntRange(0, 7).Draw(t, "q") {
	case 0, 1, 2:
		q.Q = digits("digits", some.Draw(t, "of").Number)
	case 3:
		q.Q = lettering("text")
	case 4, 5: // many numbers together, few elsewhere
		of := string(some.Draw(t, "beginning of").Number)[1:]
		q.Q = of[:rapid.IntRange(3, 7).Draw(t, "length")]
	case 6:
		q.Q = rapid.StringMatching("[012]{1,8}").Draw(t, "any digits")
	}
	if q.Q = strings.TrimSpace(q.Q); rapid.IntRange(0, 9).Draw(t, "id") == 0 {
		q.Q = some.Draw(t, "number").ID
	}
	if rapid.IntRange(0, 4).Draw(t, "number=") == 0 {
		q.Number = digits("number", some.Draw(t, "of").Number)
	}
	if rapid.IntRange(0, 5).Draw(t, "lettering=") == 0 {
		q.Lettering = lettering("lettering")
	}
	if rapid.IntRange(0, 5).Draw(t, "billingNumber=") == 0 {
		q.BillingNumber = digits("billing", some.Draw(t, "of").BillingNumber)
	}
	if rapid.IntRange(0, 9).Draw(t, "inUse=") == 0 {
		used := rapid.Bool().Draw(t, "in use")
		q.InUse = &used
	}
	if rapid.IntRange(0, 9).Draw(t, "id=") == 0 {
		q.IDs = []string{some.Draw(t, "one").ID, some.Draw(t, "another").ID}
	}
	for label, at := range map[string]**time.Time{"createdFrom": &q.CreatedFrom, "createdTo": &q.CreatedTo} {
		if rapid.IntRange(0, 6).Draw(t, label) == 0 {
			created := some.Draw(t, label+" of").CreatedAt
			*at = &created
		}
	}
	return q
}

// Whatever is asked, by whomever, in whatever order: the pages and the total are what a plain list of all numbers says,
// however many numbers there seem to be.
func TestListAgainstAPlainOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		m := newModel(t, w, rand.New(rand.NewPCG(seed, 0)))
		rapid.Check(t, func(t *rapid.T) {
			counted := rapid.SampledFrom([]int{3, 20, 80, 1000}).Draw(t, "counted")
			w.Numbers.Low(counted, rapid.SampledFrom([]int64{0, 30, 1000}).Draw(t, "sorted"), rapid.SampledFrom([]int64{0, 1000}).Draw(t, "looked up"),
				rapid.SampledFrom([]int{5, 60, 1000}).Draw(t, "probed"), rapid.SampledFrom([]int{1, 2, 64}).Draw(t, "blocks"), rapid.SampledFrom([]int{1, 16}).Draw(t, "places"))
			name := rapid.SampledFrom([]string{"staff", "staff", "top", "mid", "mid and apart", "other alone", "low alone and other", "many", "nothing"}).Draw(t, "reader")
			q := m.query(t)
			r := m.readers[name]
			want, got := m.shown(r, q), []string{}
			for {
				page, err := w.Numbers.List(ctx, r.caller, q)
				if err != nil {
					t.Fatal(err)
				}
				total, exact := int64(len(want)), true
				if q.Q+q.Number+q.Lettering+q.BillingNumber != "" || q.InUse != nil || q.IDs != nil || q.CreatedFrom != nil || q.CreatedTo != nil || !page.Exact {
					if exact = q.ExactCount || len(want) <= counted; !exact {
						total = int64(counted)
					}
				}
				if page.Total != total || page.Exact != exact {
					t.Fatalf("%s: %+v: the total is %d (exact: %t), want %d (%t)", name, q, page.Total, page.Exact, total, exact)
				}
				for _, n := range page.Items {
					got = append(got, string(n.Number))
				}
				if q.Cursor = page.NextCursor; q.Cursor == "" {
					break
				}
				if len(page.Items) != q.Limit || len(got) > len(want) {
					t.Fatalf("%s: %+v: a page of %d", name, q, len(page.Items))
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %+v:\n got %v\nwant %v", name, q, got, want)
			}
			exported := []string{}
			if err := w.Numbers.Export(ctx, r.caller, q.Filter, q.Sort, func(n number.Number) error {
				exported = append(exported, string(n.Number))
				return nil
			}); err != nil || !slices.Equal(exported, want) {
				t.Fatalf("%s: %+v: exported %v (%v)", name, q, exported, err)
			}
			// What a change of many would be about is the same.
			m.chooses(t, r, q, len(want))
		})
	})
}

// chooses checks how many numbers a filter chooses: a reader may delete none of them.
func (m *model) chooses(t *rapid.T, r reader, q number.Query, want int) {
	err := m.w.DB.Write(ctx, func(ctx context.Context, _ *db.Tx) error {
		_, err := m.w.Numbers.DeleteMany(ctx, r.caller, number.Choice{Filter: &q.Filter, ExpectedCount: int64(want)})
		return err
	})
	code := "permission_required"
	if want == 0 {
		code = ""
	}
	if got := codeOf(err); got != code {
		t.Fatalf("%+v: choosing %d: %v", q, want, err)
	}
}
