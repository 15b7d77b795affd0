package e2e

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// The trail is chained while the program serves, and checked beside it; what somebody changed in the database is found.
func TestAuditVerify(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		staff := s.staff(t)
		staff.want(t, http.StatusOK, http.MethodGet, "/v1/audit?action=session.", nil)
		verified := func() result { return d.run(t, "", "audit", "verify") }
		for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
			r := verified()
			if r.code != 0 || !strings.HasSuffix(r.out, "everything is whole\n") {
				t.Fatalf("beside the server: %+v", r)
			}
			if !strings.Contains(r.out, "not chained yet") {
				break
			}
			if time.Since(begun) > 30*time.Second {
				t.Fatalf("nothing is chained: %s", r.out)
			}
		}
		s.stop(t)
		url := "sqlite:" + filepath.Join(d.folder, "tenantry.db")
		for _, setting := range d.env {
			if value, found := strings.CutPrefix(setting, "TENANTRY_DATABASE_URL="); found {
				url = value
			}
		}
		database, err := db.Open(context.Background(), url)
		if err != nil {
			t.Fatal(err)
		}
		disable := "DROP TRIGGER audit_event_kept"
		if d.engine == db.Postgres {
			disable += " ON audit_event"
		}
		var changed string
		err = database.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, disable); err != nil {
				return err
			}
			return tx.QueryRow(ctx, "UPDATE audit_event SET actor = 'acc_x' WHERE id = (SELECT MIN(id) FROM audit_event) RETURNING id").Scan(&changed)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := database.Close(); err != nil {
			t.Fatal(err)
		}
		if r := verified(); r.code != 1 || !strings.Contains(r.out, "at event 1 ("+changed+"): the event, or its place, was changed\n") || strings.Contains(r.out, "everything is whole") {
			t.Errorf("after somebody changed an event: %+v", r)
		}
	})
}
