package population

import (
	"fmt"
	"math/rand/v2"
)

// Number is an outgoing number.
type Number struct {
	Digits       uint64 // canonical, without the +
	Billing      uint64 // the number that is charged, likewise
	Organization int32
	Word         int8 // which word its lettering says behind a name, of two that go with the name; -1 where it has none
}

// Canonical is a number as it is stored.
func Canonical(digits uint64) string { return fmt.Sprintf("+%d", digits) }

// NumberID is the identifier of an outgoing number, by its place in what Numbers returned.
func NumberID(n int) string { return "num_" + identify(6, n) }

// UsageID is the identifier of a usage.
func UsageID(n int) string { return "usg_" + identify(7, n) }

// Words are what letterings say behind the name of an organization.
var Words = [...]string{"민원 안내", "대표전화", "상담센터", "예약 안내", "당직실", "콜센터", "알림", "고객센터", "복지과", "세무과", "보건소", "사업단"}

// space is where numbers are made up: behind the first digits, upwards.
type space struct {
	first     uint64 // the digits before the last eight, with the country code
	at, end   uint64 // of the last eight
	gap, wide int    // the most between two runs; how likely it is
}

// spaces are the areas, internet telephones, mobiles and representative numbers. 062, 063 and 064 are left for what is
// measured.
func spaces() []space {
	all := []space{{822, 2000_0000, 9999_0000, 2000, 30}, {8270, 2000_0000, 9999_0000, 2000, 10}, {8210, 2000_0000, 9999_0000, 2000, 5}}
	for _, area := range []uint64{31, 31, 31, 32, 33, 41, 42, 43, 44, 51, 52, 53, 54, 55, 61} {
		s := space{8200 + area, 2000_0000, 9999_0000, 2000, 4}
		if n := len(all) - 1; all[n].first == s.first {
			all[n].wide += s.wide
			continue
		}
		all = append(all, s)
	}
	for _, start := range []uint64{15, 16, 18} {
		all = append(all, space{82, start * 100_0000, start*100_0000 + 99_0000, 300, 2})
	}
	return all
}

// Free are the first digits, with the country code, behind which there are no numbers: each has room for 80,000,000
// of eight digits that begin with 2 or more.
func Free() []uint64 { return []uint64{8262, 8263, 8264} }

// Numbers makes up n numbers of organizations, in the order in which they were registered. Organizations own runs of
// consecutive numbers: most one short run, some many; a run lies behind what others registered before. The
// organizations below Few have 60 each.
func (p *Population) Numbers(n int) []Number {
	g := &numbering{random: rand.New(rand.NewPCG(4, uint64(n))), spaces: spaces(), all: make([]Number, 0, n)}
	for _, o := range p.Subtree(p.Few) {
		g.run(o, 60, n)
	}
	for len(g.all) < n {
		for _, o := range g.random.Perm(len(p.Organizations)) {
			for runs := 1 + g.random.IntN(2); runs > 0; runs-- {
				g.run(int32(o), g.length(), n)
			}
		}
	}
	return g.all
}

type numbering struct {
	random *rand.Rand
	spaces []space
	all    []Number
}

func (g *numbering) length() int {
	for x, each := g.random.IntN(100), []struct{ share, least, most int }{{35, 1, 1}, {35, 2, 5}, {20, 6, 20}, {9, 20, 50}, {1, 100, 200}}; ; each = each[1:] {
		if x -= each[0].share; x < 0 {
			return each[0].least + g.random.IntN(each[0].most-each[0].least+1)
		}
	}
}

// run adds consecutive numbers of an organization, but no more than there are to be.
func (g *numbering) run(organization int32, length, most int) {
	s := g.somewhere()
	s.at += uint64(1 + g.random.IntN(s.gap))
	word := int8(-1)
	if g.random.IntN(10) > 2 {
		word = int8(g.random.IntN(2))
	}
	first := s.first*1_0000_0000 + s.at
	for i := range uint64(min(length, most-len(g.all))) {
		g.all = append(g.all, Number{Digits: first + i, Billing: first, Organization: organization, Word: word})
		s.at++
	}
}

func (g *numbering) somewhere() *space {
	all := 0
	for _, s := range g.spaces {
		all += s.wide
	}
	for {
		x := g.random.IntN(all)
		for i := range g.spaces {
			s := &g.spaces[i]
			if x -= s.wide; x < 0 {
				if s.at+20_000 < s.end {
					return s
				}
				break // it is full
			}
		}
	}
}
