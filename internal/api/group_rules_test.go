package api_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestGroupsAreChangedAsTheyWereRead(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		a := staff.post("/v1/groups", object{"name": " 하나 ", "description": "설명"}).is(201)
		path := "/v1/groups/" + a.text("id")
		w.equal("Location", a.header.Get("Location"), path)
		w.equal("the group", string(staff.get(path).is(200).body), string(a.body))
		w.equal("empty", []any{a.text("name"), a.number("organizationCount"), a.number("depth"), a.at("highestLevel")}, []any{"하나", 0, 0, nil})
		tag := a.header.Get("ETag")
		stale := staff.with("If-Match", `"77"`)
		w.refuses([]bad{
			{"a stale change", func() *answer { return stale.patch(path, object{"name": "둘"}) }, 412, "stale", ""},
			{"a stale delete", func() *answer { return stale.delete(path) }, 412, "stale", ""},
			{"a stale dry run", func() *answer { return stale.delete(path + "?dryRun=true") }, 412, "stale", ""},
			{"no name", func() *answer { return staff.patch(path, object{"name": nil}) }, 422, "required", "body.name"},
			{"a long name", func() *answer { return staff.patch(path, object{"name": strings.Repeat("가", 31)}) }, 422, "too_long", "body.name"},
			{"a long description", func() *answer { return staff.patch(path, object{"description": strings.Repeat("가", 31)}) }, 422, "too_long", "body.description"},
			{"organizations", func() *answer { return staff.patch(path, object{"organizations": []object{}}) }, 422, "unknown_field", "body.organizations"},
		})
		w.unchanged("the same name", func() { staff.patch(path, object{"name": "하나"}).is(200) })
		changed := staff.with("If-Match", tag).patch(path, object{"name": "둘", "description": nil}).is(200)
		w.equal("changed", []any{changed.text("name"), changed.at("description")}, []any{"둘", nil})
		w.refuses([]bad{{"the tag from before", func() *answer { return staff.with("If-Match", tag).patch(path, object{"name": "셋"}) }, 412, "stale", ""}})
		staff.with("If-Match", tag+", "+changed.header.Get("ETag")).delete(path).is(204)
		staff.get(path).is(404, "not_found")
		staff.delete(path).is(404, "not_found")
	})
}

func TestGroupsList(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		sizes := map[string]int{"나": 3, "가": 1, "다 10": 2, "다 9": 0, "Abc": 2}
		for _, name := range []string{"나", "가", "다 10", "다 9", "Abc"} {
			w.tree(name, w.spares(sizes[name], "기관")...)
		}
		for sort, want := range map[string]string{
			"name": "Abc 가 나 다 9 다 10", "-name": "다 10 다 9 나 가 Abc", "createdAt": "나 가 다 10 다 9 Abc", "-createdAt": "Abc 다 9 다 10 가 나",
		} {
			w.equal(sort, strings.Join(staff.get("/v1/groups?sort="+sort).is(200).column("name"), " "), want)
			w.equal(sort+" by pages", strings.Join(values(walk(staff, "/v1/groups?sort="+sort, 2), "name"), " "), want)
		}
		for _, sort := range []string{"organizationCount", "-organizationCount"} {
			found := values(walk(staff, "/v1/groups?sort="+sort, 2), "organizationCount")
			want := "0 1 2 2 3"
			if sort[0] == '-' {
				want = "3 2 2 1 0"
			}
			w.equal(sort, strings.Join(found, " "), want)
		}
		first := staff.get("/v1/groups?limit=1").is(200)
		id := first.text("items.0.id")
		for q, want := range map[string]string{"다": "다 9 다 10", "ABC": "Abc", id: "Abc", "없는": "", "": "Abc 가 나 다 9 다 10", " 나 ": "나", "%": "", "_": ""} {
			a := staff.get("/v1/groups?q=" + url.QueryEscape(q)).is(200)
			w.equal(q, strings.Join(a.column("name"), " "), want)
			w.equal(q+": total", a.number("total.value"), a.length("items"))
		}
		w.refuses([]bad{
			{"an unknown sort", func() *answer { return staff.get("/v1/groups?sort=depth") }, 422, "invalid_value", "query.sort"},
			{"two signs", func() *answer { return staff.get("/v1/groups?sort=--name") }, 422, "invalid_value", "query.sort"},
			{"a sign alone", func() *answer { return staff.get("/v1/groups?sort=-") }, 422, "invalid_value", "query.sort"},
			{"an unknown parameter", func() *answer { return staff.get("/v1/groups?name=a") }, 422, "unknown_parameter", "query.name"},
			{"a cursor of another sort", func() *answer { return staff.get("/v1/groups?limit=1&sort=-name&cursor=" + first.text("nextCursor")) }, 422, "cursor_mismatch", "query.cursor"},
			{"a cursor of another search", func() *answer { return staff.get("/v1/groups?limit=1&q=a&cursor=" + first.text("nextCursor")) }, 422, "cursor_mismatch", "query.cursor"},
			{"no cursor", func() *answer { return staff.get("/v1/groups?cursor=x") }, 422, "cursor_invalid", "query.cursor"},
		})
	})
}
