package database

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/number"
)

// What was written is found as the program finds it: by every reach, and by digits and text from the middle.
func TestFillNumbers(t *testing.T) {
	p := population.New(1_000, 3_000)
	all := p.Numbers(10_000)
	names := []string{"서울특별시 종로구", "강남구청"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := Fill(t.Context(), d, p, names); err != nil {
			t.Fatal(err)
		}
		if err := FillNumbers(t.Context(), d, p, names, all); err != nil {
			t.Fatal(err)
		}
		s := number.NewService(number.Config{
			DB: d, Now: time.Now, Cursors: db.NewCursors([]byte("01234567890123456789012345678901")), Country: "KR",
			Usages: func(context.Context, db.Querier, []string) (map[string][]number.Usage, error) { return nil, nil },
		})
		who := access.NewService(d)
		for _, head := range []int32{p.Few, p.Some, p.Many} {
			caller, err := who.Caller(t.Context(), audit.Actor{AccountID: population.AccountID(head)}, 0)
			if err != nil {
				t.Fatal(err)
			}
			var within []population.Number
			for _, n := range all {
				if p.Above(head, n.Organization) {
					within = append(within, n)
				}
			}
			for _, q := range []string{"", "02", "2345", "8270", "종로", "민원 안내", "뷁", population.Canonical(within[7].Digits)[3:9]} {
				want := int64(0)
				for _, n := range within {
					text := population.Canonical(n.Digits)
					if n.Word >= 0 {
						text += Lettering(names, n.Organization, int(n.Word))
					}
					if strings.Contains(text, q) || q == "02" && strings.Contains(text, "822") {
						want++
					}
				}
				page, err := s.List(t.Context(), caller, number.Query{Filter: number.Filter{Q: q}, Limit: 50, ExactCount: true})
				if err != nil {
					t.Fatal(err)
				}
				if page.Total != want || len(page.Items) != int(min(want, 50)) {
					t.Errorf("%q below %d: %d numbers, %d on the page; want %d", q, head, page.Total, len(page.Items), want)
				}
			}
		}
	})
}
