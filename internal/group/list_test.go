package group_test

import (
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/group"
)

func TestList(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ids := map[string]string{}
		for _, chain := range [][]string{{"서울 10구", "a", "b"}, {"서울 2구"}, {"Busan", "c"}, {"busan", "d"}} {
			groupID, _ := w.Chain(chain...)
			ids[groupID] = chain[0]
		}
		ids[w.Group("빈 그룹")] = "빈 그룹"
		for _, test := range []struct{ sort, q, want string }{
			{"", "", "Busan busan 빈 그룹 서울 2구 서울 10구"},
			{"-name", "", "서울 10구 서울 2구 빈 그룹 busan Busan"},
			{"createdAt", "", "서울 10구 서울 2구 Busan busan 빈 그룹"},
			{"-createdAt", "", "빈 그룹 busan Busan 서울 2구 서울 10구"},
			{"organizationCount", "", "빈 그룹 서울 2구 Busan busan 서울 10구"},
			{"-organizationCount", "", "서울 10구 busan Busan 서울 2구 빈 그룹"},
			{"", "서울", "서울 2구 서울 10구"},
			{"", " BUSAN ", "Busan busan"},
			{"", "%", ""},
		} {
			var all []string
			query := group.Query{Sort: test.sort, Q: test.q, Limit: 2}
			for {
				page, err := w.Groups.List(ctx, w.Caller(""), query)
				if err != nil {
					t.Fatal(err)
				}
				for _, g := range page.Items {
					all = append(all, g.Name)
					if g.Name != "빈 그룹" && (g.Highest.Name != g.Name || g.Organizations != g.Depth) || g.Name == "빈 그룹" && (g.Highest.ID != "" || g.Depth != 0) {
						t.Errorf("listed %+v", g)
					}
				}
				if want := len(strings.Fields(strings.NewReplacer("빈 그룹", "빈", "서울 ", "").Replace(test.want))); int(page.Total) != want {
					t.Errorf("by %q with %q: total %d, want %d", test.sort, test.q, page.Total, want)
				}
				if query.Cursor = page.NextCursor; query.Cursor == "" {
					break
				}
			}
			if got := strings.Join(all, " "); got != test.want {
				t.Errorf("by %q with %q: %q, want %q", test.sort, test.q, got, test.want)
			}
			all = nil
			if err := w.Groups.Export(ctx, w.Caller(""), test.q, test.sort, func(g group.Group) error {
				all = append(all, g.Name)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(all, " "); got != test.want {
				t.Errorf("exported by %q with %q: %q, want %q", test.sort, test.q, got, test.want)
			}
		}
		for groupID, name := range ids {
			page, err := w.Groups.List(ctx, w.Caller(""), group.Query{Q: groupID, Limit: 5})
			if err != nil || page.Total != 1 || len(page.Items) != 1 || page.Items[0].Name != name {
				t.Errorf("by ID: %+v, %v", page, err)
			}
		}
		first, err := w.Groups.List(ctx, w.Caller(""), group.Query{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for what, query := range map[string]group.Query{
			"cursor_mismatch": {Limit: 1, Sort: "createdAt", Cursor: first.NextCursor},
			"cursor_invalid":  {Limit: 1, Cursor: "x" + first.NextCursor},
			"invalid_value":   {Limit: 1, Sort: "depth"},
		} {
			if _, err := w.Groups.List(ctx, w.Caller(""), query); apptest.Code(err) != what {
				t.Errorf("%+v: %v, want %s", query, err, what)
			}
		}
		if _, err := w.Groups.List(ctx, w.Caller(""), group.Query{Limit: 1, Sort: "-"}); apptest.Code(err) != "invalid_value" {
			t.Errorf("sorted by nothing: %v", err)
		}
		if err := w.Groups.Export(ctx, w.Caller(""), "", "depth", nil); apptest.Code(err) != "invalid_value" {
			t.Errorf("exported by what there is not: %v", err)
		}
	})
}
