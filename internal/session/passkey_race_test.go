package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/session"
)

// One passkey that two accounts register at the same moment is that of one of them, and the other is told so.
func TestOnePasskeyForTwoAccountsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var sessions [2]session.Session
		for i, accountID := range []string{"acc_kim", "acc_lee"} {
			w.write(t, func(ctx context.Context, tx *db.Tx) error {
				in, err := w.Start(ctx, tx, browser("192.0.2.1"), accountID, session.ByPassword)
				sessions[i] = in.Session
				return err
			})
		}
		for round := range 8 {
			var answers [2]session.Answer
			var parts [2]map[string]any
			for i, ses := range sessions {
				c, err := w.NewPasskeyOptions(ctx, ses)
				if err != nil {
					t.Fatal(err)
				}
				made, err := w.authenticator().Create(c.Options)
				if err == nil {
					err = json.Unmarshal(made, &parts[i])
				}
				if err != nil {
					t.Fatal(err)
				}
				answers[i].CeremonyID = c.ID
			}
			kim, lee := parts[0], parts[1]
			lee["id"], lee["rawId"] = kim["id"], kim["rawId"]
			lee["response"].(map[string]any)["attestationObject"] = kim["response"].(map[string]any)["attestationObject"] //nolint:forcetypeassert // as Create writes it
			for i, p := range parts {
				credential, err := json.Marshal(p)
				if err != nil {
					t.Fatal(err)
				}
				answers[i].Credential = credential
			}
			errs := dbtest.Together(2, func(i int) error {
				v := session.Visitor{Actor: audit.Actor{AccountID: sessions[i].AccountID, Address: "192.0.2.1"}}
				_, err := w.AddPasskey(ctx, v, sessions[i], answers[i], fmt.Sprint("key ", round))
				return err
			})
			taken := 0
			for _, err := range errs {
				if fault.Is(err, "passkey_taken") {
					taken++
				} else if err != nil {
					t.Error(err)
				}
			}
			if taken != 1 {
				t.Fatalf("round %d: %d were told that it is taken (%v)", round, taken, errors.Join(errs...))
			}
		}
	})
}
