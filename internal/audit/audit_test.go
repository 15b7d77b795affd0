package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var now = time.Date(2026, 3, 1, 0, 0, 0, 123000, time.UTC)

func TestRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		actor := audit.Actor{AccountID: "acc_1", Address: "192.0.2.1", RequestID: "req"}
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, now, actor,
				audit.Event{OrganizationID: "org_1", Action: "thing.made", TargetID: "t1", Detail: map[string]any{"name": "김\u2028<\"'"}},
				audit.Event{OrganizationID: "org_2", Action: "thing.gone", TargetID: "t2"},
				audit.Event{OrganizationID: "org_1", Action: "thing.kept", TargetID: "t3", Detail: []int{1}},
			)
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := d.Query(context.Background(), `SELECT organization_id, at, actor, action, target, address, request_id, COALESCE(body, '')
			FROM audit_event LEFT JOIN audit_detail ON event_id = id ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		type event struct {
			organization, actor, action, target, address, request, body string
			at                                                          int64
		}
		got, err := db.Collect(rows, func(e *event) []any {
			return []any{&e.organization, &e.at, &e.actor, &e.action, &e.target, &e.address, &e.request, &e.body}
		})
		if err != nil {
			t.Fatal(err)
		}
		e := func(organization, action, target, body string) event {
			return event{organization, "acc_1", action, target, "192.0.2.1", "req", body, now.UnixMicro()}
		}
		want := []event{
			e("org_1", "thing.made", "t1", `{"name":"김\u2028\u003c\"'"}`), e("org_2", "thing.gone", "t2", ""), e("org_1", "thing.kept", "t3", "[1]"),
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
}

func TestNoChangeWithoutItsEventAndNoEventWithoutItsChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		failed := errors.New("the change failed")
		for name, write := range map[string]func(ctx context.Context, tx *db.Tx) error{
			"the change fails after the event": func(ctx context.Context, tx *db.Tx) error {
				return errors.Join(audit.Record(ctx, tx, now, audit.Actor{}, audit.Event{Action: "a", Detail: 1}), failed)
			},
			"the event cannot be told": func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO throttle (key, count, last_at) VALUES ('x', 1, 1)"); err != nil {
					return err
				}
				return audit.Record(ctx, tx, now, audit.Actor{}, audit.Event{Action: "a"}, audit.Event{Action: "b", Detail: math.NaN()})
			},
		} {
			if err := d.Write(context.Background(), write); err == nil {
				t.Errorf("%s: no error", name)
			}
			for _, table := range []string{"audit_event", "audit_detail", "throttle"} {
				var n int
				if err := d.QueryRow(context.Background(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil || n != 0 {
					t.Errorf("%s: %d rows in %s (%v), want none", name, n, table, err)
				}
			}
		}
	})
}

func TestRecordNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, now, audit.Actor{})
		}); err != nil {
			t.Error(err)
		}
	})
}
