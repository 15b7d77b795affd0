package number

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/text"
)

// block is the block of a number, as an index has it. Without || ” behind what it is compared with, SQLite takes the
// type of the other side for a reason not to look there.
const block = "substr(n.number, 1, length(n.number) - 4)"

// behind is the first character behind the digits.
const behind = ":"

// search finds numbers that contain one of some rows of digits, or whose lettering contains a text. A number is a
// block and its last four: a row of digits begins in the block or in the last four, and so ends. Each number is found
// once, by where the first row of digits begins in it the first time.
type search struct {
	db       *db.DB
	patterns []string          // of digits; none where the text is no part of a number
	pieces   map[string]string // by pattern, the rarest piece of a block that contains it
	folded   string            // of lettering; "" where that is not asked about
	token    string            // the rarest piece of the folded text
}

// common is up to where the rows of a token are counted to find the rarest.
const common = 500

// searchDigits prepares a search for rows of digits.
func (s *search) searchDigits(ctx context.Context, q db.Querier, patterns []string) error {
	s.patterns, s.pieces = patterns, map[string]string{}
	for _, pattern := range patterns {
		var pieces []string
		for i := 0; i+3 <= len(pattern); i++ {
			pieces = append(pieces, pattern[i:i+3])
		}
		var err error
		if s.pieces[pattern], err = rarest(ctx, q, "number_block_token", pieces); err != nil {
			return err
		}
	}
	return nil
}

// searchLettering prepares a search for lettering.
func (s *search) searchLettering(ctx context.Context, q db.Querier, asked string) (err error) {
	s.folded = text.Fold(asked)
	runes := []rune(s.folded)
	if len(runes) > maxFoldedLettering {
		s.folded = "" // it is in no lettering
		return nil
	}
	pieces := []string{s.folded}
	if len(runes) > 2 {
		pieces = pieces[:0]
		for i := range len(runes) - 1 {
			pieces = append(pieces, string(runes[i:i+2]))
		}
		slices.Sort(pieces)
		pieces = slices.Compact(pieces)
	}
	s.token, err = rarest(ctx, q, "lettering_token", pieces)
	return err
}

// rarest returns the token that the fewest have.
func rarest(ctx context.Context, q db.Querier, table string, tokens []string) (found string, err error) {
	least := -1
	for _, token := range tokens {
		n, err := atMost(ctx, q, "SELECT 1 FROM "+table+" WHERE token = $1", common, token)
		if err != nil {
			return "", err
		}
		if least < 0 || n < least {
			found, least = token, n
		}
		if n == 0 {
			break
		}
	}
	return found, nil
}

// short reports that a row of digits is in so many numbers that there is no use in looking it up.
func (s *search) short() bool {
	for _, pattern := range s.patterns {
		if len(pattern) < 3 {
			return true
		}
	}
	return false
}

// test is the predicate that a number is found.
func (s *search) test(args *listing.Args, f origin) string {
	tests := s.contained(args, f.number, s.patterns)
	switch {
	case s.folded != "" && f.row:
		tests = append(tests, s.db.Contains("n.lettering_fold", args.Add(s.folded)))
	case s.folded != "":
		tests = append(tests, s.db.Contains("(SELECT l.lettering_fold FROM outgoing_number l WHERE l.number = "+f.number+")", args.Add(s.folded)))
	}
	return either(tests)
}

// digits is the predicate that a number contains one of the rows of digits.
func (s *search) digits(args *listing.Args, number string) string {
	return either(s.contained(args, number, s.patterns))
}

func either(tests []string) string {
	if len(tests) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(tests, " OR ") + ")"
}

func (s *search) contained(args *listing.Args, number string, patterns []string) []string {
	tests := make([]string, len(patterns))
	for i, pattern := range patterns {
		tests[i] = s.db.Contains(number, args.Add(pattern))
	}
	return tests
}

// sources are queries that together find every number once.
func (s *search) sources(args *listing.Args) []string {
	return append(s.scattered(args), s.blocks(args, region{})...)
}

// scattered are the queries of the numbers that are found by their last four or by their lettering.
func (s *search) scattered(args *listing.Args) []string {
	var all []string
	for i, pattern := range s.patterns {
		for _, query := range s.ending(args, pattern) {
			all = append(all, query+s.not(args, i))
		}
	}
	return append(all, s.lettered(args)...)
}

// lettered is the query of the numbers that are found by their lettering and not by their digits.
func (s *search) lettered(args *listing.Args) []string {
	if s.folded == "" {
		return nil
	}
	return []string{"SELECT n.number FROM lettering_token t CROSS JOIN outgoing_number n WHERE " + s.letterings(args) +
		" AND n.lettering_fold = t.fold" + s.not(args, len(s.patterns))}
}

// letterings is the predicate about t that a lettering is found.
func (s *search) letterings(args *listing.Args) string {
	return "t.token = " + args.Add(s.token) + " AND " + s.db.Contains("t.fold", args.Add(s.folded))
}

// groups is the query of how many numbers of each organization are found by each lettering, with one of them. An index
// has them in this order; it has no numbers without lettering.
func (s *search) groups(args *listing.Args) string {
	return s.db.Groups(db.Grouping{
		Columns: "COUNT(*) AS numbers, MIN(n.number) AS number, n.organization_id",
		Left:    "lettering_token t", Where: s.letterings(args),
		Right: "outgoing_number n", On: "n.lettering_fold = t.fold AND n.lettering_fold <> ''",
		Key: "t.fold", Within: "n.organization_id",
	})
}

// not leaves out what one of the first n patterns finds.
func (s *search) not(args *listing.Args, n int) string { return s.notIn(args, "n.number", n) }

func (s *search) notIn(args *listing.Args, number string, n int) string {
	without := ""
	for _, test := range s.contained(args, number, s.patterns[:n]) {
		without += " AND NOT " + test
	}
	return without
}

// ending finds a pattern that ends in the last four.
func (s *search) ending(args *listing.Args, pattern string) []string {
	var all []string
	// first is that the pattern begins the first time so many characters before the end.
	first := func(before int) string {
		return fmt.Sprintf(" AND length(n.number) >= %d AND %s = length(n.number) - %d", before, s.db.Position("n.number", args.Add(pattern)), before-1)
	}
	for at := 0; at+len(pattern) <= tail; at++ {
		query := "SELECT n.number FROM outgoing_number n WHERE n.last_four"
		switch rest := tail - at - len(pattern); {
		case at == 0 && rest == 0:
			query += " = " + args.Add(pattern)
		case at == 0:
			query += " >= " + args.Add(pattern) + " AND n.last_four < " + args.Add(pattern+behind)
		default: // three digits at the end
			ends := make([]string, 10)
			for i := range ends {
				ends[i] = string(rune('0'+i)) + pattern
			}
			query += args.In(ends)
		}
		all = append(all, query+first(tail-at))
	}
	for n := min(tail, len(pattern)-1); n > 0; n-- {
		a, b := pattern[:len(pattern)-n], pattern[len(pattern)-n:]
		all = append(all, s.across(args, a, b)+first(tail+len(a)))
	}
	return all
}

// across finds blocks that end in a before last four that begin with b, at least.
func (s *search) across(args *listing.Args, a, b string) string {
	if len(a) < 2 || len(b) > 2 || len(b) == 2 && len(a) < 3 {
		return "SELECT n.number FROM outgoing_number n WHERE n.last_four >= " + args.Add(b) + " AND n.last_four < " + args.Add(b+behind)
	}
	query := "SELECT n.number FROM number_block_token t CROSS JOIN outgoing_number n WHERE t.token = " + args.Add(a[max(0, len(a)-3):]+"$")
	if len(a) > 3 {
		query += " AND " + s.db.Contains("t.block || '$'", args.Add(a+"$"))
	}
	return query + " AND " + block + " = t.block || '' AND n.number >= t.block || " + args.Add(b) + " AND n.number < t.block || " + args.Add(b+behind)
}

// region is a part of the order of numbers, from one text to before another; "" is the end.
type region struct{ from, to string }

// blocks are the queries of the numbers of a region that are found by their block.
func (s *search) blocks(args *listing.Args, r region) []string {
	var all []string
	for i, pattern := range s.patterns {
		query := "SELECT n.number FROM number_block_token t CROSS JOIN outgoing_number n WHERE t.token = " + args.Add(s.pieces[pattern])
		if len(pattern) > 3 {
			query += " AND " + s.db.Contains("t.block", args.Add(pattern))
		}
		query += " AND " + block + " = t.block || ''" + s.not(args, i)
		if r.to != "" {
			query += " AND t.block < " + args.Add(r.to) + " AND n.number < " + args.Add(r.to)
		}
		if r.from == "" {
			all = append(all, query)
			continue
		}
		query += " AND n.number >= " + args.Add(r.from)
		all = append(all, query+" AND t.block >= "+args.Add(r.from))
		// Blocks before the region have numbers in it where its beginning begins with them.
		var before []string
		for n := 2; n < len(r.from); n++ {
			before = append(before, r.from[:n])
		}
		if len(before) > 0 {
			all = append(all, query+" AND t.block"+args.In(before))
		}
	}
	return all
}

// blocksIn are the queries of the numbers below an organization that are found by their block.
func (s *search) blocksIn(args *listing.Args, organizationID string) []string {
	all := make([]string, len(s.patterns))
	for i, pattern := range s.patterns {
		query := "SELECT s.number FROM number_block_token t CROSS JOIN number_scope s WHERE t.token = " + args.Add(s.pieces[pattern])
		if len(pattern) > 3 {
			query += " AND " + s.db.Contains("t.block", args.Add(pattern))
		}
		// A longer number may begin with the block. Two lengths that are said to be equal would have PostgreSQL join by them.
		all[i] = query + " AND s.organization_id = " + args.Add(organizationID) + " AND s.number >= t.block || '' AND s.number < t.block || " + args.Add(behind) +
			fmt.Sprintf(" AND length(s.number) - length(t.block) - %d = 0", tail) + s.notIn(args, "s.number", i)
	}
	return all
}

// edge is the last of the next n blocks of a region that some pattern finds, in the order of the list; "" where there
// are fewer of each.
func (s *search) edge(ctx context.Context, q db.Querier, r region, n int, descending bool) (found string, err error) {
	for _, pattern := range s.patterns {
		args := &listing.Args{}
		query := "SELECT t.block FROM number_block_token t WHERE t.token = " + args.Add(s.pieces[pattern])
		if len(pattern) > 3 {
			query += " AND " + s.db.Contains("t.block", args.Add(pattern))
		}
		if r.from != "" {
			query += " AND t.block > " + args.Add(r.from)
		}
		if r.to != "" {
			query += " AND t.block < " + args.Add(r.to)
		}
		query += " ORDER BY t.block"
		if descending {
			query += " DESC"
		}
		var nth string
		err := q.QueryRow(ctx, query+" LIMIT 1 OFFSET "+args.Add(n-1), args.Values...).Scan(&nth)
		if db.NotFound(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if found == "" || (nth < found) != descending {
			found = nth
		}
	}
	return found, nil
}

// commonEnds is the query of numbers that contain a row of one or two digits, by their last four: by far not all.
func (s *search) commonEnds(args *listing.Args) string {
	var ends []string
	for n := range 10000 {
		end := fmt.Sprintf("%04d", n)
		for _, pattern := range s.patterns {
			if strings.Contains(end, pattern) {
				ends = append(ends, end)
				break
			}
		}
		if len(ends) == 512 {
			break
		}
	}
	return "SELECT n.number FROM outgoing_number n WHERE n.last_four" + args.In(db.Filled(ends))
}

// atMost counts the rows of a query, up to one more than limit.
func atMost(ctx context.Context, q db.Querier, query string, limit int, args ...any) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM ("+query+" LIMIT "+db.Placeholders(len(args)+1, 1)+") t", append(args, limit+1)...).Scan(&n)
	return n, err
}
