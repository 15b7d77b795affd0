package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
)

// listFile is a list that can be had as a file.
type listFile struct {
	path, name string
	queries    []string          // of the list and of the file
	columns    map[string]string // of the file, with the fields of the list
	times      map[string]string // likewise, of the columns that have times
}

// check compares the files of a list with what it answers.
func (w *world) check(c *client, f listFile) {
	w.Helper()
	for _, query := range f.queries {
		want := walk(c, f.path+"?"+query, 3)
		zone := time.UTC
		if strings.HasPrefix(f.path, "/v1/organizations/") || strings.Contains(query, "organizationId=") {
			zone = time.FixedZone("", 9*60*60) // of every organization here
		}
		for _, format := range []string{"csv", "xlsx"} {
			what := f.path + " with " + query + " as " + format
			a := c.get(f.path + "/export?format=" + format + "&" + query).is(200)
			w.equal(what, a.header.Get("Content-Disposition"), fmt.Sprintf("attachment; filename=%q", f.name+"."+format))
			if len(want) == 0 {
				if format == "csv" {
					w.equal(what+": lines", strings.Count(string(a.body), "\n"), 1)
				}
				continue
			}
			table := w.table("x."+format, a.body)
			column := func(name string) []string {
				at := slices.Index(table[0], name)
				if at < 0 {
					w.Fatalf("%s: no column %s in %v", what, name, table[0])
				}
				cells := []string{}
				for _, row := range table[1:] {
					cells = append(cells, row[at])
				}
				return cells
			}
			w.equal(what+": columns", len(table[0]), len(f.columns)+len(f.times))
			for name, field := range f.columns {
				w.equal(what+": "+name, column(name), asCells(want, field))
			}
			for name, field := range f.times {
				moments := asCells(want, field)
				for i, cell := range column(name) {
					at, err := time.Parse(time.RFC3339, moments[i])
					if (cell == "") != (moments[i] == "") || cell != "" && (err != nil || cell != at.In(zone).Format(time.RFC3339)) {
						w.Errorf("%s: %s is %q for %q", what, name, cell, moments[i])
					}
				}
			}
		}
	}
	for _, query := range []string{"", "format=pdf", "format=csv&limit=5", "format=csv&cursor=x", "format=csv&sort=nothing", "format=csv&q=%ff", "format=csv&format=csv"} {
		c.get(f.path + "/export?" + query).is(422)
	}
}

// asCells are the values of a field as a file has them: several in one cell.
func asCells(list []map[string]any, field string) []string {
	cells := make([]string, len(list))
	for i, item := range list {
		cells[i] = value(item, field)
		if several, ok := item[field].([]any); ok {
			texts := make([]string, len(several))
			for n, one := range several {
				texts[n] = fmt.Sprint(one)
			}
			cells[i] = strings.Join(texts, ", ")
		}
	}
	return cells
}

// tricky are names that a spreadsheet could take for something else.
var tricky = []string{"=1+1", "+82", "-x", "@x", "'=1", "00123", "가 나", "감사"}

func TestFilesOfRolesAndKeys(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		place := "/v1/organizations/" + organizationID
		lee := w.holder("lee@example.com", organizationID, own, access.RolesRead, access.RolesManage, access.APIKeysRead, access.APIKeysManage, access.MembersRead)
		texts := []string{}
		for i, name := range tricky {
			held := []string{"console.members.read", "console.roles.read"}[:1+i%2]
			lee.post(place+"/roles", object{"name": name, "description": []string{"", "=설명"}[i%2], "permissions": held, "reach": "own"}).is(201)
			body := object{"name": name, "permissions": held, "reach": "own"}
			if i%3 > 0 {
				body["expiresAt"] = w.clock.Now().Add(time.Duration(i) * 5 * time.Minute)
			}
			texts = append(texts, lee.post(place+"/api-keys", body).is(201).text("key"))
		}
		queries := func(sorts ...string) []string {
			all := []string{"q=" + url.QueryEscape("가"), "q=%3D1", "q=nobody"}
			for _, sort := range append(sorts, "permissions") {
				all = append(all, "sort="+sort, "sort=-"+sort)
			}
			return all
		}
		keys := listFile{
			path: place + "/api-keys", name: "api-keys", queries: queries("name", "createdAt", "expiresAt", "lastUsedAt"),
			columns: map[string]string{
				"name": "name", "permissions": "permissions", "reach": "reach", "hint": "hint", "expired": "expired", "created_by": "createdBy.name",
				"organization_id": "organizationId", "api_key_id": "id",
			},
			times: map[string]string{"expires_at": "expiresAt", "last_used_at": "lastUsedAt", "created_at": "createdAt"},
		}
		w.check(lee, keys)
		w.clock.advance(22 * time.Minute)
		w.check(lee, keys) // some have expired
		w.check(lee, listFile{
			path: place + "/roles", name: "roles", queries: queries("name", "createdAt", "updatedAt", "memberCount"),
			columns: map[string]string{
				"name": "name", "description": "description", "fixed": "fixed", "reach": "reach", "members": "memberCount", "permissions": "permissions",
				"organization_id": "organizationId", "role_id": "id",
			},
			times: map[string]string{"created_at": "createdAt", "updated_at": "updatedAt"},
		})
		for _, format := range []string{"csv", "xlsx"} {
			for _, row := range w.table("x."+format, lee.get(place+"/api-keys/export?format="+format).is(200).body) {
				for _, text := range texts {
					if strings.Contains(strings.Join(row, " "), text) {
						w.Errorf("the text of a key is in the file: %v", row)
					}
				}
			}
		}
		never := items(lee.get(place + "/api-keys?sort=-expiresAt&limit=1").is(200))
		w.equal("what never expires comes last", value(never[0], "expiresAt"), "")
	})
}

// A role can hold more permissions than fit in a cell.
func TestFileOfARoleWithManyPermissions(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		staff := w.operator()
		held := []string{}
		for p := range 3 {
			product, permissions := fmt.Sprintf("p%d", p), []string{}
			for i := range 200 {
				permissions = append(permissions, fmt.Sprintf("%s.v%031d", strings.Repeat("y", 32), i))
				held = append(held, product+"."+permissions[i])
			}
			staff.put("/v1/products/"+product, declaration(product, true, permissions...)).is(200)
		}
		staff.post("/v1/organizations/"+organizationID+"/roles", object{"name": "모두", "permissions": held}).is(201)
		for _, format := range []string{"csv", "xlsx"} {
			table := w.table("x."+format, staff.get("/v1/organizations/"+organizationID+"/roles/export?format="+format+"&q="+url.QueryEscape("모두")).is(200).body)
			cell := table[1][slices.Index(table[0], "permissions")]
			if !strings.HasPrefix(cell, held[0]+", "+held[1]+", ") || !strings.HasSuffix(cell, " …") {
				w.Errorf("%d characters: %s", len(cell), shorten(cell))
			}
		}
	})
}

func TestFileOfGroups(t *testing.T) {
	each(t, func(w *world) {
		for i, name := range tricky {
			tree := []object{}
			if i > 0 {
				first := w.spare("위 " + name)
				tree = append(tree, top(first))
				for range i % 3 {
					next := w.spare("아래")
					tree = append(tree, below(next, first))
				}
			}
			w.group(name, tree...)
		}
		w.check(w.operator(), listFile{
			path: "/v1/groups", name: "groups", queries: []string{"sort=name", "sort=-createdAt", "sort=-organizationCount", "q=" + url.QueryEscape("가"), "q=nobody"},
			columns: map[string]string{
				"name": "name", "description": "description", "highest_level_id": "highestLevel.id", "highest_level": "highestLevel.name",
				"organizations": "organizationCount", "levels": "depth", "group_id": "id",
			},
			times: map[string]string{"created_at": "createdAt", "updated_at": "updatedAt"},
		})
	})
}

func TestFileOfUsages(t *testing.T) {
	each(t, func(w *world) {
		organizationID, numberIDs := w.usages("02-555-1001", "1588-1234")
		for i, name := range tricky {
			body := object{"organizationId": organizationID, "name": name, "numbers": []string{"02-555-1001", "1588-1234"}[:i%3]}
			if i%2 == 0 {
				body["url"] = "https://dialer.example.com/1"
			}
			w.operator().put(fmt.Sprintf("/v1/usages/dialer/%s/x%d", []string{"campaign", "schedule"}[i%2], i), body).is(201)
		}
		elsewhere := w.spare("다른 곳")
		w.operator().put("/v1/usages/dialer/campaign/z", object{"organizationId": elsewhere, "name": "다른 곳의 것", "numbers": []string{}}).is(201)
		f := listFile{
			path: "/v1/usages", name: "usages",
			queries: []string{
				"sort=name", "sort=-name", "kind=schedule", "product=dialer&sort=createdAt", "q=x3", "q=nobody", "numberId=" + numberIDs[1],
				"organizationId=" + organizationID, "organizationId=" + organizationID + "&reach=subtree&kind=campaign",
			},
			columns: map[string]string{
				"name": "name", "product": "product", "kind": "kind", "external_id": "externalId", "url": "url", "numbers": "numberCount",
				"organization_id": "organizationId", "organization": "organizationName", "usage_id": "id",
			},
			times: map[string]string{"created_at": "createdAt", "updated_at": "updatedAt"},
		}
		w.check(w.operator(), f)
		kim := w.holder("kim@example.com", organizationID, subtree, access.UsagesRead)
		w.check(kim, f)
		w.equal("what a reader sees", strings.Contains(string(kim.get("/v1/usages/export?format=csv").is(200).body), "다른 곳"), false)
		for query, code := range map[string]string{
			"organizationId=" + elsewhere: "not_found", "organizationId=": "empty", "reach=own": "not_applicable", "numberId=x": "not_found",
			"product=x": "not_found", "kind=": "empty",
		} {
			location, _, _ := strings.Cut(query, "=")
			kim.get("/v1/usages/export?format=csv&"+query).is(422).names("query."+location, code)
		}
	})
}

func TestFileOfMail(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		w.settle()
		mend := w.breakOutbox()
		organizationID := staff.register("우리", contracting())
		for i := range 4 {
			staff.post("/v1/organizations/"+organizationID+"/members", object{"name": "Kim", "email": fmt.Sprintf("kim%d@city.go.kr", i), "mobilePhone": "010-2345-6789"}).is(201)
		}
		w.settle()
		w.stuck()
		w.check(staff, listFile{
			path: "/v1/mail", name: "mail", queries: []string{"sort=createdAt", "state=failed", "state=queued&kind=temporary_password", "q=kim1", "q=nobody"},
			columns: map[string]string{
				"recipient": "recipient", "kind": "kind", "language": "language", "state": "state", "attempts": "attempts", "reason": "reason", "error": "error",
				"message_id": "id",
			},
			times: map[string]string{"created_at": "createdAt", "last_attempt_at": "lastAttemptAt", "next_attempt_at": "nextAttemptAt", "expires_at": "expiresAt"},
		})
		w.equal("messages", len(w.table("x.csv", staff.get("/v1/mail/export?format=csv").is(200).body)), 1+5)
		mend()
	})
}
