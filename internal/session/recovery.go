package session

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// Recovery codes: ten, each of twelve letters and digits (60 bits) in groups of four.
const (
	recoveryCodes  = 10
	recoveryLength = 12
	recoveryGroup  = 4
)

// recoveryLetters are none that is taken for another when it is typed off. There are 32 of them.
const recoveryLetters = "abcdefghijkmnpqrstuvwxyz23456789"

// replaceCodes makes fresh recovery codes in the place of all earlier ones. What is stored of a code is its MAC.
func (s *Service) replaceCodes(ctx context.Context, tx *db.Tx, accountID string) ([]string, error) {
	if _, err := tx.Exec(ctx, "DELETE FROM recovery_code WHERE account_id = $1", accountID); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		random := make([]byte, recoveryLength)
		_, _ = rand.Read(random) // never fails: the runtime ends the program first
		var code strings.Builder
		for j, b := range random {
			if j > 0 && j%recoveryGroup == 0 {
				code.WriteByte('-')
			}
			code.WriteByte(recoveryLetters[int(b)%len(recoveryLetters)])
		}
		codes[i] = code.String()
		if _, err := tx.Exec(ctx, "INSERT INTO recovery_code (account_id, code_mac) VALUES ($1, $2)", accountID, s.codeMAC(accountID, codes[i])); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

func (s *Service) codeMAC(accountID, code string) []byte {
	h := hmac.New(sha256.New, s.RecoveryKey)
	h.Write([]byte(accountID + "\x00" + strings.ToLower(compact(code))))
	return h.Sum(nil)
}

// useRecoveryCode uses a code up; of several who try at once one succeeds.
func (s *Service) useRecoveryCode(ctx context.Context, tx *db.Tx, accountID, code string) (bool, error) {
	n, err := tx.Exec(ctx, "DELETE FROM recovery_code WHERE account_id = $1 AND code_mac = $2", accountID, s.codeMAC(accountID, code))
	return n == 1, err
}

// NewRecoveryCodes makes fresh codes; the earlier ones are spent. Errors: no_second_factor.
func (s *Service) NewRecoveryCodes(ctx context.Context, v Visitor) (codes []string, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := s.hold(ctx, tx, v.AccountID)
		if err != nil {
			return err
		}
		if !o.secondFactor {
			return fault.New(fault.Conflict, "no_second_factor", "Recovery codes stand in for a second factor. Set up an authenticator app or a passkey first.")
		}
		if codes, err = s.replaceCodes(ctx, tx, v.AccountID); err != nil {
			return err
		}
		return s.changed(ctx, tx, v, o, change{action: "recovery_codes.replaced", notice: NoticeRecoveryCodesNew})
	})
	return codes, err
}

// compact takes out of a code what people put into it for the eye, and makes full-width digits plain ones.
func compact(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, norm.NFKC.String(code))
}
