package number

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/text"
)

// lookup is how many values one query looks up. SQLite's driver looks for each argument by its name among all of them,
// so that many at once cost more than they save.
const lookup = 64

// tail is how many characters at the end of a number are stored apart, as its last four. What is before them is
// its block.
const tail = 4

// blockOf splits a canonical number into its block, which begins with +, and its last four characters.
func blockOf(number string) (block, lastFour string) {
	at := max(0, len(number)-tail)
	return number[:at], number[at:]
}

// blockTokens returns what a block is looked up by: its pieces of three digits, and its last two and its last three
// with a $ behind.
func blockTokens(block string) []string {
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
	slices.Sort(tokens)
	return slices.Compact(tokens)
}

// letteringTokens returns what a folded lettering is looked up by.
func letteringTokens(fold string) []string { return text.Grams(fold) }

// ensureBlocks adds the blocks that are not there yet, with their tokens. Two transactions may add the same at the
// same moment: one waits for the other.
func ensureBlocks(ctx context.Context, tx *db.Tx, blocks []string) error {
	return ensure(ctx, tx, "number_block", "block", blocks, blockTokens)
}

// ensureLetterings does the same for folded letterings; "" is none.
func ensureLetterings(ctx context.Context, tx *db.Tx, folds []string) error {
	return ensure(ctx, tx, "lettering", "fold", folds, letteringTokens)
}

// ensureBillings does the same for billing numbers, which have no tokens: there are few of them.
func ensureBillings(ctx context.Context, tx *db.Tx, numbers []string) error {
	return ensure(ctx, tx, "billing_number", "number", numbers, func(string) []string { return nil })
}

func ensure(ctx context.Context, tx *db.Tx, table, column string, values []string, tokens func(string) []string) error {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	slices.Sort(values) // one order for everybody, so that nobody waits for each other
	values = slices.Compact(values)
	for chunk := range slices.Chunk(values, lookup) {
		there := make(map[string]bool, len(chunk))
		if err := db.EachIn(ctx, tx, db.In("SELECT "+column+" FROM "+table+" WHERE "+column+" IN (...)", lookup, chunk), itself, func(v string) error {
			there[v] = true
			return nil
		}); err != nil {
			return err
		}
		var missing, looked [][]any
		for _, v := range chunk {
			if there[v] {
				continue
			}
			missing = append(missing, []any{v})
			for _, token := range tokens(v) {
				looked = append(looked, []any{token, v})
			}
		}
		if err := insertMissing(ctx, tx, table, []string{column}, missing); err != nil {
			return err
		}
		if err := insertMissing(ctx, tx, table+"_token", []string{"token", column}, looked); err != nil {
			return err
		}
	}
	return nil
}

// insertMissing adds rows, but not those that another transaction has added since they were looked for.
func insertMissing(ctx context.Context, tx *db.Tx, table string, columns []string, rows [][]any) error {
	for chunk := range slices.Chunk(rows, lookup) {
		filled := db.Filled(chunk)
		places := make([]string, len(filled))
		var args []any
		for i, row := range filled {
			places[i] = "(" + db.Placeholders(len(args)+1, len(row)) + ")"
			args = append(args, row...)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES "+strings.Join(places, ", ")+
			" ON CONFLICT DO NOTHING", args...); err != nil {
			return err
		}
	}
	return nil
}
