package population

import (
	"reflect"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/phone"
)

func TestNew(t *testing.T) {
	p := New(10_000, 120_000)
	if len(p.Organizations) != 10_000 || len(p.Members) != 120_000+staff {
		t.Fatalf("%d organizations, %d members", len(p.Organizations), len(p.Members))
	}
	for _, s := range []struct {
		head int32
		want int
	}{{p.Few, 5}, {p.Some, 425}, {p.Moving, 850}, {p.Many, 3400}} {
		if got := len(p.Subtree(s.head)); got != s.want {
			t.Errorf("%d organizations below %d, want %d", got, s.head, s.want)
		}
	}
	deep := int8(0)
	for i, o := range p.Organizations {
		deep = max(deep, o.Depth)
		if o.Parent != Platform && (p.Organizations[o.Parent].Depth != o.Depth-1 || p.Organizations[o.Parent].Group != o.Group) {
			t.Fatalf("organization %d and the one above it do not agree", i)
		}
	}
	if deep != deepest {
		t.Errorf("the deepest is %d", deep)
	}
	if !reflect.DeepEqual(p, New(10_000, 120_000)) {
		t.Error("it is another every time")
	}
	seen := map[string]bool{}
	for i := range p.Members {
		seen[MemberID(i)] = true
	}
	if len(seen) != len(p.Members) {
		t.Errorf("%d identifiers of %d members", len(seen), len(p.Members))
	}
	if q := p.Questions(400, 1); !reflect.DeepEqual(q, p.Questions(400, 1)) {
		t.Error("the questions are others every time")
	}
}

func TestNumbers(t *testing.T) {
	p := New(10_000, 10_000)
	all := p.Numbers(100_000)
	if len(all) != 100_000 || !reflect.DeepEqual(all, p.Numbers(100_000)) {
		t.Fatalf("%d numbers, or others every time", len(all))
	}
	seen, of := map[uint64]bool{}, map[int32]int{}
	for _, n := range all {
		seen[n.Digits] = true
		of[n.Organization]++
		if got, _, err := phone.Parse(Canonical(n.Digits), "KR", phone.Options{}); err != nil || string(got) != Canonical(n.Digits) {
			t.Fatalf("%s: %v", Canonical(n.Digits), err)
		}
		if slices.Contains(Free(), n.Digits/1_0000_0000) {
			t.Fatalf("%s is in a free area", Canonical(n.Digits))
		}
	}
	if len(seen) != len(all) {
		t.Errorf("%d different numbers of %d", len(seen), len(all))
	}
	if n := of[p.Few]; n < 60 {
		t.Errorf("%d numbers of the head of the few", n)
	}
	if len(of) < len(p.Organizations)/2 {
		t.Errorf("%d organizations have numbers", len(of))
	}
}
