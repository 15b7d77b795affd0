package session

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// Lengths of a password, in characters.
const (
	MinPassword = 8
	MaxPassword = 128
)

// CheckPassword checks the rules of a new password, before it is hashed: its length, and that it is none of those
// that a guesser tries first. There are no rules of composition. location names the field in an error; own are what
// the account's owner is known by: names and the e-mail address. Errors: too_short, too_long, invalid_encoding,
// common_password, contains_name, contains_product.
func CheckPassword(password, location string, own ...string) error {
	var fields fault.Fields
	switch n := text.Length(password); {
	case strings.ContainsRune(password, 0) || !utf8.ValidString(password):
		fields.Add(location, "invalid_encoding", "Must be valid text.")
	case n < MinPassword:
		fields.Add(location, "too_short", fmt.Sprintf("Must have at least %d characters.", MinPassword))
	case n > MaxPassword:
		fields.Add(location, "too_long", fmt.Sprintf("Must have at most %d characters.", MaxPassword))
	case ofProduct(password):
		fields.Add(location, "contains_product", "Must not be made of the product's own words, which are tried first. Choose something that only you would think of.")
	case common(password):
		fields.Add(location, "common_password", "Many people use this password, or it follows a pattern, so it is tried first. Choose something longer or less usual, such as a few words.")
	case named(password, own):
		fields.Add(location, "contains_name", "Must not be made of your name or the beginning of your e-mail address, which are tried first.")
	}
	return fields.Err()
}

// spellings are a password as a guesser thinks of it: folded, and with the letters that digits and signs stand for.
func spellings(password string) []string {
	folded := fold(password)
	if plain := unleet.Replace(folded); plain != folded {
		return []string{folded, plain}
	}
	return []string{folded}
}

// fold makes full-width letters plain ones, besides.
func fold(s string) string { return text.Fold(norm.NFKC.String(strings.TrimSpace(s))) }

var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// core is a password without the digits and signs around it, where there are few of them or they are as usual
// themselves: password2026!, 1q2w3e. It is the password itself where there would be nothing left.
func core(folded string) string {
	inner := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if inner == "" || inner == folded {
		return folded
	}
	before, after, _ := strings.Cut(folded, inner)
	const few = 4
	for _, affix := range []string{before, after} {
		if text.Length(affix) > few && !isListed(strings.TrimRight(affix, "!?.#*")) && !pattern(affix) {
			return folded
		}
	}
	return inner
}

// common reports whether a password is one of the list, with what people put around such, or follows a pattern.
func common(password string) bool {
	for _, spelling := range spellings(password) {
		if isListed(spelling) || pattern(spelling) || isListed(core(spelling)) {
			return true
		}
	}
	// The digits and signs at the ends are no letters to begin with: passw0rd!1
	return isListed(unleet.Replace(core(fold(password))))
}

// pattern reports whether a text is a few characters again and again, characters that follow each other, or a row of
// the keyboard.
func pattern(s string) bool {
	runes := []rune(s)
	n := len(runes)
	if n < 2 {
		return false
	}
	const unit = 4 // the longest that is repeated
	for p := 1; p <= min(unit, n/2); p++ {
		again := true
		for i := p; i < n; i++ {
			again = again && runes[i] == runes[i-p]
		}
		if again {
			return true
		}
	}
	up, down := true, true
	for i := 1; i < n; i++ {
		up = up && runes[i] == runes[i-1]+1
		down = down && runes[i] == runes[i-1]-1
	}
	if up || down {
		return true
	}
	for _, row := range rows {
		if strings.Contains(row, s) {
			return true
		}
	}
	return false
}

// rows are those of the keyboard, in both directions.
var rows = []string{
	"1234567890-=", "=-0987654321", "qwertyuiop[]", "][poiuytrewq", "asdfghjkl;'", "';lkjhgfdsa", "zxcvbnm,./", "/.,mnbvcxz",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm",
}

// productWords are what the console says everywhere.
var productWords = []string{
	"console", "organization", "organisation", "administrator", "admin", "platform", "outgoing number", "outgoingnumber", "member", "members",
}

// ofProduct reports whether a password holds the product's name, or is one of its words with what people put around
// such.
func ofProduct(password string) bool {
	for _, spelling := range spellings(password) {
		if strings.Contains(spelling, "tenantry") {
			return true
		}
		inner := core(spelling)
		for _, word := range productWords {
			if inner == word {
				return true
			}
		}
	}
	return false
}

// enough is how many letters and digits a password must have beside the names of its owner.
const enough = 12

// named reports whether a password is made of what its owner is known by: it holds that, and not much beside. Three
// letters of Latin script are in too many words to count; three of another are a whole name.
func named(password string, own []string) bool {
	parts := nameParts(own)
	for _, spelling := range spellings(password) {
		rest := spelling
		for _, part := range parts {
			rest = strings.ReplaceAll(rest, part, " ")
		}
		if rest != spelling && text.Length(strings.Join(strings.FieldsFunc(rest, notOfWord), "")) < enough {
			return true
		}
	}
	return false
}

func notOfWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }

// nameParts are the words in what an owner is known by, and those without what is between them, the longest first.
func nameParts(own []string) []string {
	var parts []string
	for _, name := range own {
		name, _, _ = strings.Cut(name, "@")
		words := strings.FieldsFunc(fold(name), notOfWord)
		for _, part := range append(words, strings.Join(words, "")) {
			shortest := 4
			if strings.IndexFunc(part, func(r rune) bool { return r > unicode.MaxLatin1 }) >= 0 {
				shortest = 3
			}
			if text.Length(part) >= shortest {
				parts = append(parts, part)
			}
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	return parts
}
