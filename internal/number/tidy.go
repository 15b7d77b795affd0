package number

import (
	"context"
	"slices"
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
	tidied  = 2_000                 // texts that are looked for at once
	removed = 256                   // and removed in one transaction
	patient = 100                   // how often the lock is asked for
	pause   = 20 * time.Millisecond // in between
	waiting = 10_000                // rows of imports that are looked through for each removal
)

// looked is a table of texts, with their tokens in another where there are any.
type looked struct {
	table, column string
	used          string // the query of numbers that say the text t
	staged        string // the query of what numbers say that are about to be added
	tokens        func(string) []string
}

var allLooked = []looked{
	{
		"number_block", "block", "SELECT 1 FROM outgoing_number n WHERE substr(n.number, 1, length(n.number) - 4) = t.block",
		"SELECT substr(number, 1, length(number) - 4) FROM number_staged", blockTokens,
	},
	{"lettering", "fold", "SELECT 1 FROM outgoing_number n WHERE n.lettering_fold = t.fold", "SELECT lettering_fold FROM number_staged", letteringTokens},
	{"billing_number", "number", "SELECT 1 FROM outgoing_number n WHERE n.billing_number = t.number", "SELECT billing_number FROM number_staged", nil},
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

// Tidy removes what searches look up and no number says any more, little by little. What is being added to at every
// moment is left for the next time, and everything while large imports wait: what they say has no index.
func (s *Service) Tidy(ctx context.Context) error {
	staged, err := atMost(ctx, s.db.Querier(ctx), "SELECT 1 FROM number_staged", waiting)
	if err != nil || staged > waiting {
		return err
	}
	for _, l := range allLooked {
		for after, more := "", true; more; {
			unused, err := texts(ctx, s.db.Querier(ctx), "SELECT t."+l.column+" FROM "+l.table+" t WHERE t."+l.column+" > $1 AND NOT EXISTS ("+l.used+
				") ORDER BY t."+l.column+" LIMIT $2", after, tidied)
			if err != nil {
				return err
			}
			for part := range slices.Chunk(unused, removed) {
				if err := s.remove(ctx, l, part); err != nil {
					return err
				}
			}
			if more = len(unused) == tidied; more {
				after = unused[len(unused)-1]
			}
		}
	}
	return nil
}

// remove removes those of some texts that are unused still.
func (s *Service) remove(ctx context.Context, l looked, part []string) error {
	filled := db.Filled(part)
	for range patient {
		alone, err := s.db.WriteAlone(ctx, textLock, func(ctx context.Context, tx *db.Tx) error {
			if staged, err := atMost(ctx, tx, "SELECT 1 FROM number_staged", waiting); err != nil || staged > waiting {
				return err
			}
			gone, err := texts(ctx, tx, "DELETE FROM "+l.table+" AS t WHERE t."+l.column+" IN ("+db.Placeholders(1, len(filled))+") AND NOT EXISTS ("+l.used+
				") AND t."+l.column+" NOT IN ("+l.staged+") RETURNING "+l.column, db.Anys(filled)...)
			if err != nil || l.tokens == nil {
				return err
			}
			for _, text := range gone {
				if err := removeTokens(ctx, tx, l, text); err != nil {
					return err
				}
			}
			return nil
		})
		if alone || err != nil {
			return err
		}
		select { // somebody adds numbers at this moment
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil
}

// removeTokens deletes by the whole key, which begins with the token.
func removeTokens(ctx context.Context, tx *db.Tx, l looked, text string) error {
	for chunk := range slices.Chunk(l.tokens(text), lookup) {
		filled := db.Filled(chunk)
		if _, err := tx.Exec(ctx, "DELETE FROM "+l.table+"_token WHERE "+l.column+" = $1 AND token IN ("+db.Placeholders(2, len(filled))+")",
			append([]any{text}, db.Anys(filled)...)...); err != nil {
			return err
		}
	}
	return nil
}
