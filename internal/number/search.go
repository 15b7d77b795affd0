package number

import (
	"context"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/text"
)

// sparse is up to how many numbers a search may find for a page to be built from them. Above that, walking the
// list's own order and testing each number finds a page sooner.
const sparse = 4000

// behind is the first character behind the digits.
const behind = ":"

// digitSearch finds numbers that contain one of some rows of digits. A number is a block and its last four: a row of
// digits is within the last four, within the block, or across both.
type digitSearch struct {
	db       *db.DB
	patterns []string
	tokens   map[string]string // by pattern, the rarest piece of a block that contains it
}

func newDigitSearch(ctx context.Context, d *db.DB, q db.Querier, patterns []string) (*digitSearch, error) {
	found := &digitSearch{db: d, patterns: patterns, tokens: map[string]string{}}
	for _, pattern := range patterns {
		least := -1
		for i := 0; i+3 <= len(pattern) && least != 0; i++ {
			n, err := atMost(ctx, q, "SELECT 1 FROM number_block_token WHERE token = $1", 500, pattern[i:i+3])
			if err != nil {
				return nil, err
			}
			if least < 0 || n < least {
				found.tokens[pattern], least = pattern[i:i+3], n
			}
		}
	}
	return found, nil
}

// dense reports that a pattern is in so many numbers that there is no use in looking it up.
func (d *digitSearch) dense() bool {
	for _, pattern := range d.patterns {
		if len(pattern) < 3 {
			return true
		}
	}
	return false
}

// test is the predicate that a number contains one of the patterns.
func (d *digitSearch) test(args *listing.Args, number string) string {
	tests := make([]string, len(d.patterns))
	for i, pattern := range d.patterns {
		tests[i] = d.db.Contains(number, args.Add(pattern))
	}
	return "(" + strings.Join(tests, " OR ") + ")"
}

// sources are queries that together find every number that contains one of the patterns, some of them twice.
func (d *digitSearch) sources(args *listing.Args) []string {
	var all []string
	for _, pattern := range d.patterns {
		if len(pattern) <= tail {
			all = append(all, d.within(args, pattern)...)
		}
		for n := min(tail, len(pattern)-1); n > 0; n-- {
			all = append(all, d.across(args, pattern, len(pattern)-n))
		}
	}
	for _, pattern := range d.patterns {
		all = append(all, d.blocks(args, pattern, false))
	}
	return all
}

// within finds a pattern of three or four digits within the last four.
func (d *digitSearch) within(args *listing.Args, pattern string) []string {
	all := []string{"SELECT n.number FROM outgoing_number n WHERE n.last_four >= " + args.Add(pattern) + " AND n.last_four < " + args.Add(pattern+behind)}
	if len(pattern) == tail {
		return all
	}
	ends := make([]string, 10)
	for i := range ends {
		ends[i] = string(rune('0'+i)) + pattern
	}
	return append(all, "SELECT n.number FROM outgoing_number n WHERE n.last_four"+args.In(ends))
}

// across finds a pattern of which the first at digits end the block.
func (d *digitSearch) across(args *listing.Args, pattern string, at int) string {
	a, b := pattern[:at], pattern[at:]
	if len(a) < 2 || len(b) > 2 || len(b) == 2 && len(a) < 3 {
		return "SELECT n.number FROM outgoing_number n WHERE n.last_four >= " + args.Add(b) + " AND n.last_four < " + args.Add(b+behind) +
			" AND " + d.db.Contains("n.number", args.Add(pattern))
	}
	token := a[max(0, len(a)-3):] + "$"
	text := "SELECT n.number FROM number_block_token t CROSS JOIN outgoing_number n WHERE t.token = " + args.Add(token)
	if len(a) > 3 {
		text += " AND " + d.db.Contains("t.block || '$'", args.Add(a+"$"))
	}
	return text + " AND n.number >= t.block || " + args.Add(b) + " AND n.number < t.block || " + args.Add(b+behind)
}

// blocks finds a pattern within the block; once is that no number is found twice.
func (d *digitSearch) blocks(args *listing.Args, pattern string, once bool) string {
	text := "SELECT n.number FROM number_block_token t CROSS JOIN outgoing_number n WHERE t.token = " + args.Add(d.tokens[pattern])
	if len(pattern) > 3 {
		text += " AND " + d.db.Contains("t.block", args.Add(pattern))
	}
	text += " AND n.number >= t.block || '0' AND n.number < t.block || '" + behind + "'"
	if once {
		text += " AND length(n.number) = length(t.block) + 4"
	}
	return text
}

// letteringSearch finds numbers whose lettering contains a text.
type letteringSearch struct {
	db     *db.DB
	folded string
	token  string // the rarest piece of the text
}

func newLetteringSearch(ctx context.Context, d *db.DB, q db.Querier, asked string) (*letteringSearch, error) {
	l := &letteringSearch{db: d, folded: text.Fold(asked)}
	least := -1
	for _, token := range pieces(l.folded) {
		n, err := atMost(ctx, q, "SELECT 1 FROM lettering_token WHERE token = $1", 500, token)
		if err != nil {
			return nil, err
		}
		if least < 0 || n < least {
			l.token, least = token, n
		}
	}
	return l, nil
}

// pieces are the tokens that every lettering containing the folded text has.
func pieces(folded string) []string {
	runes := []rune(folded)
	if len(runes) <= 2 {
		return []string{folded}
	}
	found := make([]string, 0, len(runes)-1)
	for i := range len(runes) - 1 {
		found = append(found, string(runes[i:i+2]))
	}
	return found
}

// test is the predicate that the row n has such a lettering.
func (l *letteringSearch) test(args *listing.Args, _ string) string {
	return l.db.Contains("n.lettering_fold", args.Add(l.folded))
}

// sources is the query of the numbers with such a lettering.
func (l *letteringSearch) sources(args *listing.Args) []string {
	return []string{"SELECT n.number FROM lettering_token t CROSS JOIN outgoing_number n WHERE t.token = " + args.Add(l.token) +
		" AND " + l.db.Contains("t.fold", args.Add(l.folded)) + " AND n.lettering_fold = t.fold"}
}

// atMost counts the rows of a query, up to one more than limit.
func atMost(ctx context.Context, q db.Querier, query string, limit int, args ...any) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM ("+query+" LIMIT "+db.Placeholders(len(args)+1, 1)+") t", append(args, limit+1)...).Scan(&n)
	return n, err
}
