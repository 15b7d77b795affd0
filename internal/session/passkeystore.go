package session

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/tenantry/tenantry/internal/db"
)

// person reads an account with its passkeys.
func (s *Service) person(ctx context.Context, tx *db.Tx, accountID string) (person, error) {
	p := person{id: accountID}
	err := tx.QueryRow(ctx, "SELECT email, name FROM account WHERE id = $1", accountID).Scan(&p.email, &p.name)
	if db.NotFound(err) {
		return p, Unauthenticated()
	}
	if err != nil {
		return p, err
	}
	p.passkeys, err = passkeysOf(ctx, tx, accountID)
	return p, err
}

// passkeysOf returns the passkeys of an account, the oldest first.
func passkeysOf(ctx context.Context, q db.Querier, accountID string) ([]Passkey, error) {
	type row struct {
		Passkey
		flags, signs, created, used int64
		transports                  string
	}
	rows, err := q.Query(ctx, `SELECT id, name, credential_id, public_key, flags, transports, aaguid, sign_count, created_at, last_used_at
		FROM passkey WHERE account_id = $1 ORDER BY id`, accountID)
	if err != nil {
		return nil, err
	}
	var all []Passkey
	err = db.Each(rows, func(r *row) []any {
		c := &r.credential
		return []any{&r.ID, &r.Name, &c.ID, &c.PublicKey, &r.flags, &r.transports, &c.Authenticator.AAGUID, &r.signs, &r.created, &r.used}
	}, func(r row) error {
		p := r.Passkey
		p.CreatedAt = db.Time(r.created)
		if r.used != 0 {
			p.LastUsedAt = db.Time(r.used)
		}
		p.credential.Flags = webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(r.flags)) //nolint:gosec // a byte was stored
		p.credential.Authenticator.SignCount = uint32(r.signs)                                 //nolint:gosec // and 32 bits here
		all = append(all, p)
		return json.Unmarshal([]byte(r.transports), &all[len(all)-1].credential.Transport)
	})
	return all, err
}

func insertPasskey(ctx context.Context, tx *db.Tx, accountID string, p Passkey) error {
	known := slices.DeleteFunc(slices.Clone(p.credential.Transport), func(t protocol.AuthenticatorTransport) bool { return !slices.Contains(transports, t) })
	slices.Sort(known)
	stored, err := json.Marshal(slices.Compact(known))
	if err != nil {
		return err
	}
	c := p.credential
	_, err = tx.Exec(ctx, `INSERT INTO passkey (id, account_id, credential_id, public_key, name, flags, transports, aaguid, sign_count, created_at, last_used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`,
		p.ID, accountID, c.ID, c.PublicKey, p.Name, int64(c.Flags.ProtocolValue()), string(stored), c.Authenticator.AAGUID,
		int64(c.Authenticator.SignCount), db.Micros(p.CreatedAt))
	return err
}
