package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
)

// Notice is what the owner of an account is told by mail.
type Notice struct {
	AccountID string
	Kind      string
	Detail    string
	At        time.Time
	Device    string // in words
	Address   string
}

// What a notice tells, by the names that package mail knows.
const (
	NoticePasswordChanged  = "password_changed"
	NoticeSecondFactorOn   = "second_factor_on"
	NoticeSecondFactorOff  = "second_factor_off"
	NoticeRecoveryCodesNew = "recovery_codes_new"
	NoticeRecoveryCodeUsed = "recovery_code_used"
	NoticePasskeyAdded     = "passkey_added"
	NoticePasskeyRemoved   = "passkey_removed"
)

// notify tells the owner of an account, with the transaction.
func (s *Service) notify(ctx context.Context, tx *db.Tx, v Visitor, accountID, kind, detail string) error {
	if s.Notify == nil || kind == "" {
		return nil
	}
	return s.Notify(ctx, tx, Notice{
		AccountID: accountID, Kind: kind, Detail: detail, At: s.now(), Device: DeviceOf(v.UserAgent).String(), Address: v.Address,
	})
}

// altered notes that the account has a second factor now, or none any more: in organizations that require one
// that is all or nothing.
func (s *Service) altered(tx *db.Tx, now time.Time, accountID string) {
	access.Changed(tx, now, access.Change{Accounts: []string{accountID}})
}
