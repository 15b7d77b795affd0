package member

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/text"
)

// sparse is up to how many accounts a search text may have for a list to be built from them. Above that,
// walking the list's own order and testing each account finds a page sooner.
const sparse = 1000

// search looks for accounts by a text: contained in the name, or the beginning of a word of the address.
type search struct {
	folded string
	token  string // the rarest piece of a name
	few    bool
}

func newSearch(ctx context.Context, q db.Querier, asked string) (*search, error) {
	s := &search{folded: text.Fold(asked), few: true}
	least := sparse + 1
	for _, token := range pieces(s.folded) {
		n, err := atMost(ctx, q, "token = $1", token)
		if err != nil {
			return nil, err
		}
		if n < least {
			s.token, least = token, n
		}
	}
	if least > sparse {
		s.few = false
		return s, nil
	}
	from, to := ends(s.folded)
	n, err := atMost(ctx, q, "token >= $1 AND token < $2", from, to)
	s.few = n <= sparse
	return s, err
}

// pieces are the tokens that every name containing the folded text has.
func pieces(folded string) []string {
	if text.Length(folded) <= 2 {
		return []string{folded}
	}
	return slices.DeleteFunc(text.Grams(folded), func(g string) bool { return text.Length(g) < 2 })
}

// ends is the range of the tokens of addresses with a word that begins with the text.
func ends(folded string) (from, to string) {
	start := text.EmailToken(folded)
	return start, start + "\U0010FFFF"
}

// atMost counts tokens, up to one more than sparse.
func atMost(ctx context.Context, q db.Querier, where string, args ...any) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM account_token WHERE "+where+" LIMIT "+
		db.Placeholders(len(args)+1, 1)+") t", append(args, sparse+1)...).Scan(&n)
	return n, err
}

// accounts is the query of the accounts that may be meant: predicate still has to hold.
func (s *search) accounts(arg func(any) string) string {
	from, to := ends(s.folded)
	return "SELECT account_id FROM account_token WHERE token = " + arg(s.token) +
		" UNION SELECT account_id FROM account_token WHERE token >= " + arg(from) + " AND token < " + arg(to)
}

// predicate is that the account a is meant, of which the member m tells the name once its owner has accepted.
func (s *search) predicate(d *db.DB, arg func(any) string) string {
	named := "m.awaits <> '" + AwaitsOwner + "' AND " + d.Contains("a.name_fold", arg(s.folded))
	words := text.EmailWords(s.folded)
	if !strings.HasPrefix(words, " ") { // no word of an address begins like that
		return "(" + named + ")"
	}
	return "(" + named + " OR " + d.Contains("a.email_words", arg(words)) + ")"
}
