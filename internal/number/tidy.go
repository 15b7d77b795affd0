package number

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// What searches look up of numbers, their letterings and their billing numbers is there once for all numbers that say the
// same, and stays when the last of them is gone: whoever takes that away does not have to look for others. It is removed
// later, so that nothing is left of organizations that are gone.
//
// A text that somebody is about to use may be there already, unused, and must not go in between. So whoever adds numbers
// holds the lock of texts together with others who do, from looking for them until the numbers, or the rows that
// are staged, are committed; whoever removes holds it alone, and never waits for it.

// textLock is the name of the lock.
const textLock = "texts of numbers"

const (
	portion = 256                   // texts that are looked at, and removed, at once
	patient = 100                   // how often the lock is asked for
	pause   = 20 * time.Millisecond // in between
	waiting = 10_000                // rows of imports that are looked through for each removal
)

// looked is a table of texts, with their tokens in another where there are any.
type looked struct {
	table, column string
	said          string // the predicate that a number n says the text t
	staged        string // what a number says that is about to be added, of number_staged
	tokens        func(string) []string
}

var allLooked = []looked{
	{"number_block", "block", block + " = t.block || ''", "substr(number, 1, length(number) - 4)", blockTokens},
	{"lettering", "fold", "n.lettering_fold = t.fold", "lettering_fold", letteringTokens},
	{"billing_number", "number", "n.billing_number = t.number", "billing_number", nil},
}

// unused is the predicate about t that it is one of a list and no number says it.
func (l looked) unused() string {
	return "t." + l.column + " IN (...) AND NOT EXISTS (SELECT 1 FROM outgoing_number n WHERE " + l.said + ")"
}

// ensureTexts adds what searches look up of numbers that are written in the same transaction.
func ensureTexts(ctx context.Context, tx *db.Tx, blocks, folds, billings []string) error {
	if err := tx.LockShared(ctx, textLock); err != nil {
		return err
	}
	if err := ensureBlocks(ctx, tx, blocks); err != nil {
		return err
	}
	if err := ensureLetterings(ctx, tx, folds); err != nil {
		return err
	}
	return ensureBillings(ctx, tx, billings)
}

// Tidy removes what searches look up and no number says any more, little by little, and reports whether it came to the
// end. It gives up, and has to come again, while many rows of imports wait, as what they say has no index, and where
// somebody adds numbers at every moment.
func (s *Service) Tidy(ctx context.Context) (finished bool, err error) {
	for _, l := range allLooked {
		if finished, err = s.tidy(ctx, l); err != nil || !finished {
			return false, err
		}
	}
	return true, nil
}

// tidy is Tidy for one table. Looking through it takes no lock, and half the time of one processor at most.
func (s *Service) tidy(ctx context.Context, l looked) (finished bool, err error) {
	q := s.db.Querier(ctx)
	for after := ""; ; {
		begun := time.Now()
		if _, many, err := waitingImports(ctx, q); err != nil || many {
			return false, err
		}
		part, err := texts(ctx, q, "SELECT t."+l.column+" FROM "+l.table+" t WHERE t."+l.column+" > $1 ORDER BY t."+l.column+" LIMIT $2", after, portion)
		if err != nil {
			return false, err
		}
		unused, err := db.CollectIn(ctx, q, db.In("SELECT t."+l.column+" FROM "+l.table+" t WHERE "+l.unused(), portion, part), itself)
		if err != nil {
			return false, err
		}
		if len(unused) > 0 {
			if removed, err := s.remove(ctx, l, unused); err != nil || !removed {
				return false, err
			}
		}
		if len(part) < portion {
			return true, nil
		}
		after = part[len(part)-1]
		if err := rest(ctx, time.Since(begun)); err != nil {
			return false, err
		}
	}
}

// remove removes those of some texts that are unused still, and reports whether it came to do so.
func (s *Service) remove(ctx context.Context, l looked, part []string) (removed bool, err error) {
	for range s.patient {
		alone, err := s.db.WriteAlone(ctx, textLock, func(ctx context.Context, tx *db.Tx) error {
			imports, many, err := waitingImports(ctx, tx)
			if removed = !many; err != nil || many {
				return err
			}
			query := "DELETE FROM " + l.table + " AS t WHERE " + l.unused()
			if len(imports) > 0 {
				query += " AND t." + l.column + " NOT IN (SELECT " + l.staged + " FROM number_staged WHERE import_id IN (" + db.Placeholders(1, len(imports)) + "))"
			}
			gone, err := db.CollectIn(ctx, tx, db.In(query+" RETURNING "+l.column, portion, part, db.Anys(imports)...), itself)
			if err != nil || l.tokens == nil {
				return err
			}
			for _, text := range gone { // by the whole key, which begins with the token
				if _, err := tx.ExecIn(ctx, db.In("DELETE FROM "+l.table+"_token WHERE "+l.column+" = $1 AND token IN (...)", lookup, l.tokens(text), text)); err != nil {
					return err
				}
			}
			return nil
		})
		if alone || err != nil {
			return removed, err
		}
		if err := rest(ctx, pause); err != nil { // somebody adds numbers at this moment
			return false, err
		}
	}
	return false, nil
}

// waitingImports returns the imports with rows that may still be added, and whether these are more than are looked
// through. Rows of imports that are over are kept, too, for a week: to come past them, it goes from import to import.
func waitingImports(ctx context.Context, q db.Querier) (imports []string, many bool, err error) {
	imports, err = texts(ctx, q, `WITH RECURSIVE staged (import_id) AS (
			SELECT MIN(import_id) FROM number_staged
			UNION ALL SELECT (SELECT MIN(n.import_id) FROM number_staged n WHERE n.import_id > staged.import_id) FROM staged WHERE staged.import_id IS NOT NULL
		)
		SELECT i.id FROM staged CROSS JOIN import i WHERE i.id = staged.import_id AND i.status IN ('checking', 'ready', 'applying')`)
	if err != nil || len(imports) == 0 {
		return nil, false, err
	}
	imports = db.Filled(imports)
	n, err := atMost(ctx, q, "SELECT 1 FROM number_staged WHERE import_id IN ("+db.Placeholders(1, len(imports))+")", waiting, db.Anys(imports)...)
	return imports, n > waiting, err
}

// rest waits, or fails with the context.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
