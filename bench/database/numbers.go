package database

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/text"
)

// usedEach is of how many organizations with numbers one has a campaign, which uses its first few numbers.
const usedEach = 50

// numbers writes the numbers of a population that is there already.
type numbers struct {
	*filler
	all []population.Number
}

// FillNumbers writes outgoing numbers, with what lists and searches look up. names are those that Fill had.
func FillNumbers(ctx context.Context, d *db.DB, p *population.Population, names []string, all []population.Number) error {
	f := &numbers{&filler{db: d, p: p, names: names}, all}
	f.start()
	for _, step := range []func(ctx context.Context, tx *db.Tx) error{
		f.cache, f.outgoing, f.scopes, f.blocks, f.letterings, f.billings, f.usages,
	} {
		if err := d.Write(ctx, step); err != nil {
			return err
		}
	}
	return f.check(ctx)
}

// Lettering is what a number's says: the name of a real organization and a word, in 20 characters.
func (f *numbers) lettering(n population.Number) string {
	if n.Word < 0 {
		return ""
	}
	return Lettering(f.names, n.Organization, int(n.Word))
}

// Lettering is what the numbers of an organization say, with the first or the second of its words.
func Lettering(names []string, organization int32, word int) string {
	i := int(organization) * 7919 % len(names)
	name := []rune(names[i])
	behind := " " + population.Words[(i+word)%len(population.Words)]
	return string(name[:min(len(name), 20-len([]rune(behind)))]) + behind
}

func (f *numbers) outgoing(ctx context.Context, tx *db.Tx) error {
	return insert(ctx, tx, "outgoing_number", "id version organization_id number last_four billing_number lettering lettering_fold owned_since created_at updated_at",
		len(f.all), func(i int) []any {
			n := f.all[i]
			number, lettering, at := population.Canonical(n.Digits), f.lettering(n), f.at-int64(len(f.all)-i)*1_000_000
			return []any{
				population.NumberID(i), 1, population.OrganizationID(n.Organization), number, number[len(number)-4:],
				population.Canonical(n.Billing), lettering, text.Fold(lettering), at, at, at,
			}
		})
}

// scopes writes the lists of the numbers below each organization, in the order of the table's key, and their totals.
func (f *numbers) scopes(ctx context.Context, tx *db.Tx) error {
	in := make([][]string, len(f.p.Organizations))
	for _, n := range f.all {
		in[n.Organization] = append(in[n.Organization], population.Canonical(n.Digits))
	}
	var list []string
	next := -1
	totals := map[string]int64{"": int64(len(f.all))}
	if _, err := tx.BulkInsert(ctx, "number_scope", []string{"organization_id", "number"}, func() ([]any, error) {
		for len(list) == 0 {
			if next++; next == len(f.p.Organizations) {
				return nil, nil
			}
			for _, o := range f.p.Subtree(int32(next)) {
				list = append(list, in[o]...)
			}
			slices.Sort(list)
			if len(list) > 0 {
				totals[population.OrganizationID(int32(next))] = int64(len(list))
			}
		}
		n := list[0]
		list = list[1:]
		return []any{population.OrganizationID(int32(next)), n}, nil
	}); err != nil {
		return err
	}
	for organizationID, n := range totals {
		if err := tx.AddTally(ctx, "numbers/"+organizationID, n, f.now); err != nil {
			return err
		}
	}
	return nil
}

// blocks are the beginnings of numbers, and their pieces of three digits and of their ends.
func (f *numbers) blocks(ctx context.Context, tx *db.Tx) error {
	all := f.distinct(func(n population.Number) string {
		number := population.Canonical(n.Digits)
		return number[:len(number)-4]
	})
	return insertLooked(ctx, tx, "number_block", "block", all, func(block string) []string {
		digits := strings.TrimPrefix(block, "+")
		var tokens []string
		for i := 0; i+3 <= len(digits); i++ {
			tokens = append(tokens, digits[i:i+3])
		}
		for _, last := range []int{2, 3} {
			if n := len(digits); n >= last {
				tokens = append(tokens, digits[n-last:]+"$")
			}
		}
		return tokens
	})
}

func (f *numbers) billings(ctx context.Context, tx *db.Tx) error {
	all := f.distinct(func(n population.Number) string { return population.Canonical(n.Billing) })
	return insert(ctx, tx, "billing_number", "number", len(all), func(i int) []any { return []any{all[i]} })
}

func (f *numbers) letterings(ctx context.Context, tx *db.Tx) error {
	all := f.distinct(func(n population.Number) string { return text.Fold(f.lettering(n)) })
	return insertLooked(ctx, tx, "lettering", "fold", all, text.Grams)
}

// distinct are the different texts that numbers have, in order; "" is none.
func (f *numbers) distinct(of func(population.Number) string) []string {
	seen := map[string]bool{"": true}
	var all []string
	for _, n := range f.all {
		if s := of(n); !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	slices.Sort(all)
	return all
}

func insertLooked(ctx context.Context, tx *db.Tx, table, column string, all []string, tokens func(string) []string) error {
	if err := insert(ctx, tx, table, column, len(all), func(i int) []any { return []any{all[i]} }); err != nil {
		return err
	}
	var looked []token
	for _, s := range all {
		for _, t := range tokens(s) {
			looked = append(looked, token{t, s})
		}
	}
	slices.SortFunc(looked, func(a, b token) int { return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.of, b.of)) })
	return insertTokens(ctx, tx, table+"_token", column, slices.Compact(looked))
}

func (f *numbers) usages(ctx context.Context, tx *db.Tx) error {
	var rows, used [][]any
	of := map[int32]int{}
	for i, n := range f.all {
		if n.Organization%usedEach != 0 {
			continue
		}
		at, known := of[n.Organization]
		if !known {
			at = len(rows)
			of[n.Organization] = at
			name := "안내 전화 " + f.organizationName(n.Organization)
			rows = append(rows, []any{
				population.UsageID(at), population.OrganizationID(n.Organization), population.Products[1].Key, "campaign", fmt.Sprint(at),
				name, text.Fold(name), text.SortKey(name), "", f.at, f.at,
			})
		}
		if n.Digits-n.Billing < 10 {
			used = append(used, []any{population.UsageID(at), population.NumberID(i)})
		}
	}
	if err := insert(ctx, tx, "product_usage", "id organization_id product_key kind external_id name name_fold name_key url created_at updated_at",
		len(rows), func(i int) []any { return rows[i] }); err != nil {
		return err
	}
	return insert(ctx, tx, "usage_number", "usage_id number_id", len(used), func(i int) []any { return used[i] })
}

// check compares what was written with what it is derived from.
func (f *numbers) check(ctx context.Context) error {
	listed := int64(0)
	for _, n := range f.all {
		listed += int64(f.p.Organizations[n.Organization].Depth)
	}
	return compare(ctx, f.db, []checked{
		{"numbers", "SELECT COUNT(*) FROM outgoing_number", int64(len(f.all))},
		{"lists of numbers", "SELECT COUNT(*) FROM number_scope", listed},
		{"numbers on no list of their own", `SELECT COUNT(*) FROM outgoing_number n LEFT JOIN number_scope s
			ON s.organization_id = n.organization_id AND s.number = n.number WHERE s.number IS NULL`, 0},
		{"totals of numbers", "SELECT CAST(SUM(delta) AS BIGINT) FROM tally WHERE name LIKE 'numbers/%'", listed + int64(len(f.all))},
		{"blocks", "SELECT COUNT(DISTINCT substr(number, 1, length(number) - 4)) - (SELECT COUNT(*) FROM number_block) FROM outgoing_number", 0},
		{"letterings", "SELECT COUNT(DISTINCT lettering_fold) - (SELECT COUNT(*) FROM lettering) FROM outgoing_number WHERE lettering_fold <> ''", 0},
		{"billing numbers", "SELECT COUNT(DISTINCT billing_number) - (SELECT COUNT(*) FROM billing_number) FROM outgoing_number", 0},
		{"last four", "SELECT COUNT(*) FROM outgoing_number WHERE last_four <> substr(number, length(number) - 3)", 0},
	})
}
