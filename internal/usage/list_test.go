package usage_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/usage"
)

func TestList(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer", "sms")
		_, chain := w.Chain("위", "아래")
		numbers := give(t, w, chain[0], "+8225551001", "+8225551002")
		ids := map[string]string{}
		for _, u := range []struct {
			organizationID, product, kind, externalID, name string
			numbers                                         []string
		}{
			{chain[0], "dialer", "campaign", "x1", "나 2동", []string{"025551001"}},
			{chain[0], "dialer", "schedule", "x1", "가", []string{"025551001", "025551002"}},
			{chain[1], "sms", "campaign", "x2", "나 10동", nil},
			{chain[1], "dialer", "campaign", "x3", "Straße", nil},
			{chain[1], "dialer", "campaign", "x4", "가", nil},
		} {
			made, _, err := service(w).Put(ctx, w.Caller(""), usage.Key{OrganizationID: u.organizationID, Product: u.product, Kind: u.kind, ExternalID: u.externalID},
				usage.Draft{Name: u.name, Numbers: u.numbers})
			if err != nil {
				t.Fatal(err)
			}
			ids[made.ID] = u.externalID + u.kind[:1]
		}
		caller := member(w, id.PlatformOrganization, "staff", access.UsagesRead)
		var second string
		for usageID, name := range ids {
			if name == "x2c" {
				second = usageID
			}
		}
		for name, test := range map[string]struct {
			query usage.Query
			want  string
		}{
			"newest first":        {usage.Query{}, "x4c x3c x2c x1s x1c"},
			"oldest first":        {usage.Query{Sort: "createdAt"}, "x1c x1s x2c x3c x4c"},
			"by name":             {usage.Query{Sort: "name"}, "x3c x1s x4c x1c x2c"},
			"by name, descending": {usage.Query{Sort: "-name"}, "x2c x1c x4c x1s x3c"},
			"organization":        {usage.Query{Filter: usage.Filter{OrganizationID: chain[0]}}, "x1s x1c"},
			"and below":           {usage.Query{Filter: usage.Filter{OrganizationID: chain[0], Below: true}}, "x4c x3c x2c x1s x1c"},
			"number":              {usage.Query{Filter: usage.Filter{NumberID: numbers[0]}}, "x1s x1c"},
			"another number":      {usage.Query{Filter: usage.Filter{NumberID: numbers[1]}}, "x1s"},
			"product":             {usage.Query{Filter: usage.Filter{Products: []string{"sms"}}}, "x2c"},
			"products":            {usage.Query{Filter: usage.Filter{Products: []string{"sms", "dialer"}}}, "x4c x3c x2c x1s x1c"},
			"kind":                {usage.Query{Filter: usage.Filter{Kinds: []string{"schedule"}}}, "x1s"},
			"part of a name":      {usage.Query{Filter: usage.Filter{Q: " 동 "}}, "x2c x1c"},
			"folded":              {usage.Query{Filter: usage.Filter{Q: "STRASSE"}}, "x3c"},
			"signs are signs":     {usage.Query{Filter: usage.Filter{Q: "%"}}, ""},
			"external ID":         {usage.Query{Filter: usage.Filter{Q: "x1"}}, "x1s x1c"},
			"part of it":          {usage.Query{Filter: usage.Filter{Q: "x"}}, ""},
			"ID":                  {usage.Query{Filter: usage.Filter{Q: second}}, "x2c"},
			"all at once": {usage.Query{Filter: usage.Filter{
				OrganizationID: chain[0], NumberID: numbers[0], Products: []string{"dialer"}, Kinds: []string{"campaign"}, Q: "나",
			}}, "x1c"},
		} {
			for _, limit := range []int{50, 2, 1} {
				var got []string
				query := test.query
				query.Limit = limit
				for {
					page, err := service(w).List(ctx, caller, query)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					if want := len(strings.Fields(test.want)); page.Total != int64(want) || !page.Exact || len(page.Items) > limit {
						t.Errorf("%s: %d of %d", name, len(page.Items), page.Total)
					}
					for _, u := range page.Items {
						got = append(got, ids[u.ID])
					}
					if query.Cursor = page.NextCursor; query.Cursor == "" {
						break
					}
				}
				if strings.Join(got, " ") != test.want {
					t.Errorf("%s, %d at a time: got %s, want %s", name, limit, got, test.want)
				}
			}
		}
	})
}

// A cursor belongs to its list.
func TestCursors(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		give(t, w, organizationID, "+8225551001", "+8225551002")
		var last usage.Usage
		for i := range 3 {
			last = put(t, w, organizationID, fmt.Sprint(i), "025551001", "025551002")
		}
		caller := w.Caller("")
		page, err := service(w).List(ctx, caller, usage.Query{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		numbers, err := service(w).Numbers(ctx, caller, last.ID, 1, "")
		if err != nil || numbers.NextCursor == "" || numbers.Total != 2 {
			t.Fatalf("%+v (%v)", numbers, err)
		}
		for name, test := range map[string]struct {
			query usage.Query
			want  string
		}{
			"its own":       {usage.Query{Cursor: page.NextCursor}, ""},
			"another sort":  {usage.Query{Cursor: page.NextCursor, Sort: "name"}, "cursor_mismatch"},
			"other filters": {usage.Query{Cursor: page.NextCursor, Filter: usage.Filter{Q: "캠"}}, "cursor_mismatch"},
			"of numbers":    {usage.Query{Cursor: numbers.NextCursor}, "cursor_mismatch"},
			"invented":      {usage.Query{Cursor: "AAAA"}, "cursor_invalid"},
			"no such sort":  {usage.Query{Sort: "externalId"}, "invalid_value"},
			"nor this":      {usage.Query{Sort: "-"}, "invalid_value"},
		} {
			test.query.Limit = 1
			if _, err := service(w).List(ctx, caller, test.query); apptest.Code(err) != test.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := service(w).Numbers(ctx, caller, last.ID, 1, page.NextCursor); apptest.Code(err) != "cursor_mismatch" {
			t.Errorf("the numbers with a cursor of usages: %v", err)
		}
	})
}

// More than are counted is told as more.
func TestCountsUpTo(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		u := put(t, w, organizationID, "first")
		// A campaign each is a request each; here they are made of the first.
		w.Write(copies(u, listing.MaxCounted))
		for exact, want := range map[bool]int64{false: listing.MaxCounted, true: listing.MaxCounted + 1} {
			page, err := service(w).List(ctx, w.Caller(""), usage.Query{Limit: 1, ExactCount: exact})
			if err != nil || page.Total != want || page.Exact != exact {
				t.Errorf("exact %t: %d, %t (%v)", exact, page.Total, page.Exact, err)
			}
		}
	})
}

// copies makes n usages like one.
func copies(u usage.Usage, n int) func(ctx context.Context, tx *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		i := 0
		columns := []string{"id", "organization_id", "product_key", "kind", "external_id", "name", "name_fold", "name_key", "url", "created_at", "updated_at"}
		_, err := tx.BulkInsert(ctx, "product_usage", columns, func() ([]any, error) {
			if i++; i > n {
				return nil, nil
			}
			at := db.Micros(u.CreatedAt)
			return []any{fmt.Sprintf("%s_%026d", id.Usage, i), u.OrganizationID, u.Product, u.Kind, fmt.Sprint(i), u.Name, u.Name, []byte{1}, "", at, at}, nil
		})
		return err
	}
}
