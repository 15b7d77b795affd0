package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// IdempotencyKey is the header by which a client can send a POST again without doing it twice. It holds
// for 24 hours, for one caller and one path.
type IdempotencyKey struct {
	Key string `header:"Idempotency-Key" doc:"Makes it safe to send the request again: within 24 hours the same key gives the same answer. At most 255 characters."`
}

// keyLife is how long an idempotency key holds.
const keyLife = 24 * time.Hour

// SweepKeys deletes the idempotency keys that no longer hold.
func SweepKeys(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM idempotency WHERE created_at <= $1", db.Micros(now.Add(-keyLife)))
	return err
}

// ForgetCaller deletes the answers that are kept for a caller who goes.
func ForgetCaller(ctx context.Context, tx *db.Tx, callerID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM idempotency WHERE caller = $1", callerID)
	return err
}

func (k IdempotencyKey) key() string { return k.Key }

// repeatable is an input that carries an idempotency key and can tell whether it is the same again.
type repeatable interface {
	key() string
	fingerprint() ([]byte, error)
}

// prepared is an input of which something has to be done before the transaction, because it can take long.
type prepared interface {
	prepare(ctx context.Context, s *Server) error
}

// secretive is an output that holds a secret. It is not stored, and so cannot be given again.
type secretive interface{ holdsSecret() }

// keyed wraps a handler so that its effect and its answer are stored together, in one transaction,
// under the caller's key. The handler's service joins that transaction.
func keyed[I repeatable, O any](s *Server, handler func(context.Context, *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		if p, ok := any(in).(prepared); ok {
			if err := p.prepare(ctx, s); err != nil {
				return nil, err
			}
		}
		key := (*in).key()
		if key == "" {
			return handler(ctx, in)
		}
		if len(key) > 255 || strings.TrimSpace(key) == "" {
			return nil, fault.InvalidFields(fault.Field{Location: "header.Idempotency-Key", Code: "too_long", Message: "Must have 1 to 255 characters."})
		}
		print, err := (*in).fingerprint()
		if err != nil {
			return nil, err
		}
		name := hash([]byte(strings.Join([]string{callerOf(ctx).ID(), operationOf(ctx), key}, "\x00")))
		body := hash(print)
		var out *O
		alone, err := s.DB.WriteAlone(ctx, name, func(ctx context.Context, tx *db.Tx) error {
			out = nil
			if _, err := tx.Exec(ctx, "DELETE FROM idempotency WHERE key = $1 AND created_at <= $2", name, db.Micros(s.Now().Add(-keyLife))); err != nil {
				return err
			}
			var storedBody, answer string
			err := tx.QueryRow(ctx, "SELECT body_hash, answer FROM idempotency WHERE key = $1", name).Scan(&storedBody, &answer)
			switch {
			case err == nil && storedBody != body:
				return fault.InvalidFields(fault.Field{
					Location: "header.Idempotency-Key", Code: "idempotency_key_reused",
					Message: "This Idempotency-Key was used for another body. Use a new key for a new request.",
				})
			case err == nil && answer == "":
				return fault.New(fault.Conflict, "answered_once",
					"The request with this Idempotency-Key was done, and its answer held a secret that is told once. If that is lost, take back what was made and make another.")
			case err == nil:
				return json.Unmarshal([]byte(answer), &out)
			case !db.NotFound(err):
				return err
			}
			if out, err = handler(ctx, in); err != nil {
				return err
			}
			var stored []byte
			if _, secret := any(out).(secretive); !secret {
				if stored, err = json.Marshal(out); err != nil {
					return err
				}
			}
			_, err = tx.Exec(ctx, "INSERT INTO idempotency (key, caller, body_hash, answer, created_at) VALUES ($1, $2, $3, $4, $5)",
				name, callerOf(ctx).ID(), body, string(stored), db.Micros(s.Now()))
			return err
		})
		if err == nil && !alone {
			return nil, fault.New(fault.Conflict, "still_running", "The first request with this Idempotency-Key is still running. Try again in a moment.")
		}
		return out, err
	}
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
