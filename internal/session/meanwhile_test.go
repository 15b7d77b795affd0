package session_test

import (
	"context"
	"testing"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/session"
)

// Whoever was just comparing the password when it was replaced, or when the account got a second factor, does not
// come in by what counted before: their session would outlive the change that ends all sessions.
func TestWhatChangesWhileAPasswordIsCompared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for what, test := range map[string]struct {
			change func(ctx context.Context, w *world, tx *db.Tx) error
			want   string
		}{
			"nothing": {func(context.Context, *world, *db.Tx) error { return nil }, ""},
			"another password": {func(ctx context.Context, w *world, tx *db.Tx) error {
				return session.SetPassword(ctx, tx, w.now, "acc_kim", "$argon2id$of another")
			}, "invalid_credentials"},
			"a temporary password": {func(ctx context.Context, w *world, tx *db.Tx) error {
				return session.SetTemporary(ctx, tx, w.now, "acc_kim", "$argon2id$of another")
			}, "invalid_credentials"},
			"another address": {func(ctx context.Context, _ *world, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE account SET email = 'new@example.com', email_key = 'new@example.com' WHERE id = 'acc_kim'")
				return err
			}, "invalid_credentials"},
			"a second factor": {func(ctx context.Context, _ *world, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE account SET second_factor = TRUE WHERE id = 'acc_kim'")
				return err
			}, "second_factor_required"},
			"its end": {func(ctx context.Context, _ *world, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "DELETE FROM account WHERE id = 'acc_kim'")
				return err
			}, "invalid_credentials"},
		} {
			t.Run(what, func(t *testing.T) {
				w := open(t, d)
				defer w.write(t, func(ctx context.Context, tx *db.Tx) error {
					for _, table := range []string{"session", "account"} {
						if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
							return err
						}
					}
					return nil
				})
				v := session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}}
				_, err := w.SignInWith(ctx, v, session.Credentials{Email: "kim@example.com", Password: "right password"}, func() {
					w.write(t, func(ctx context.Context, tx *db.Tx) error { return test.change(ctx, w, tx) })
				})
				var n int
				if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM session").Scan(&n); err != nil {
					t.Fatal(err)
				}
				if test.want == "" && (err != nil || n != 1) || test.want != "" && (!fault.Is(err, test.want) || n != 0) {
					t.Errorf("%v and %d sessions, want %q", err, n, test.want)
				}
			})
		}
	})
}
