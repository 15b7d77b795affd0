package mail_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/mailtest"
)

// What waits for an address goes with it, and nothing else does.
func TestForget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		to1, takes := refusing(t)
		c := newClock()
		p := relay(t, d, c, server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("Kim@city.go.kr"), to("gone@city.go.kr"), to("lee@city.go.kr"))
		work(t, p)
		batch, _ := many(11)
		queueAll(t, d, p, append(batch, to("kim@city.go.kr")))
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, address := range []string{"Kim@City.GO.KR", "gone@city.go.kr", "p0003@city.go.kr"} {
				if err := p.Forget(ctx, tx, address); err != nil {
					return err
				}
			}
			return p.Queue(ctx, tx, to("gone@city.go.kr")) // the last word
		})
		if err != nil {
			t.Fatal(err)
		}
		takes.Store(true)
		c.advance(time.Hour)
		work(t, p)
		got := accepted(to1)
		if len(got) != 13 || slices.Contains(got, "Kim@city.go.kr") || slices.Contains(got, "p0003@city.go.kr") || !slices.Contains(got, "gone@city.go.kr") || count(t, d, "mail") != 0 {
			t.Errorf("delivered to %q, %d are left", got, count(t, d, "mail"))
		}
	})
}

// An address is forgotten while a message to it is on its way: nobody has it twice.
func TestForgetInTheMiddle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		var p process
		to1 := mailtest.Start(t, mailtest.Options{On: func(s mailtest.Step) error {
			if s.Name == mailtest.End {
				if err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error { return p.Forget(ctx, tx, "one@city.go.kr") }); err != nil {
					t.Error(err)
				}
			}
			return nil
		}})
		p = relay(t, d, newClock(), server(t, to1.URL(), nil, to1, patience))
		queue(t, d, p, to("one@city.go.kr"))
		work(t, p)
		work(t, p)
		if n := len(to1.Messages()); n > 1 || count(t, d, "mail") != 0 || count(t, d, "job WHERE state IN ('queued', 'running')") != 0 {
			t.Errorf("%d have come; jobs %q", n, outcomes(t, d))
		}
	})
}
