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
				items, next, total, err := w.Groups.List(ctx, w.Caller(""), query)
				if err != nil {
					t.Fatal(err)
				}
				for _, g := range items {
					all = append(all, g.Name)
					if g.Name != "빈 그룹" && (g.Highest.Name != g.Name || g.Organizations != g.Depth) || g.Name == "빈 그룹" && (g.Highest.ID != "" || g.Depth != 0) {
						t.Errorf("listed %+v", g)
					}
				}
				if want := len(strings.Fields(strings.NewReplacer("빈 그룹", "빈", "서울 ", "").Replace(test.want))); int(total) != want {
					t.Errorf("by %q with %q: total %d, want %d", test.sort, test.q, total, want)
				}
				if query.Cursor = next; next == "" {
					break
				}
			}
			if got := strings.Join(all, " "); got != test.want {
				t.Errorf("by %q with %q: %q, want %q", test.sort, test.q, got, test.want)
			}
		}
		for groupID, name := range ids {
			items, _, total, err := w.Groups.List(ctx, w.Caller(""), group.Query{Q: groupID, Limit: 5})
			if err != nil || total != 1 || len(items) != 1 || items[0].Name != name {
				t.Errorf("by ID: %+v, %v", items, err)
			}
		}
		_, next, _, err := w.Groups.List(ctx, w.Caller(""), group.Query{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		for what, query := range map[string]group.Query{
			"cursor_mismatch": {Limit: 1, Sort: "createdAt", Cursor: next},
			"cursor_invalid":  {Limit: 1, Cursor: "x" + next},
			"invalid_value":   {Limit: 1, Sort: "depth"},
		} {
			if _, _, _, err := w.Groups.List(ctx, w.Caller(""), query); apptest.Code(err) != what {
				t.Errorf("%+v: %v, want %s", query, err, what)
			}
		}
		if _, _, _, err := w.Groups.List(ctx, w.Caller(""), group.Query{Limit: 1, Sort: "-"}); apptest.Code(err) != "invalid_value" {
			t.Errorf("sorted by nothing: %v", err)
		}
	})
}
