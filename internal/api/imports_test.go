package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/sheet"
)

// table reads a file that was downloaded: the header and the rows.
func (w *world) table(name string, content []byte) [][]string {
	w.Helper()
	r, err := sheet.Open(bytes.NewReader(content), int64(len(content)), name, sheet.Limits{})
	w.must(err)
	out := [][]string{slices.Clone(r.Header())}
	for r.Next() {
		_, row := r.Row()
		out = append(out, slices.Clone(row))
	}
	w.must(r.Err())
	w.must(r.Close())
	return out
}

func counts(a *answer) string {
	return fmt.Sprintf("add %d, skip %d, invalid %d", a.number("counts.add"), a.number("counts.skip"), a.number("counts.invalid"))
}

func (c *client) apply(id string) *answer {
	c.w.Helper()
	return c.settled(c.do(http.MethodPost, "/v1/imports/"+id+"/apply", http.NoBody, ""))
}

const head = "key,parent_key,name,classification,type,client_classification,address,registered_organization_key,representative_name,business_registration_number\n"

func seoul(staff *client) string {
	return staff.get("/v1/organizations?name=서울특별시&sort=createdAt&limit=1").is(200).text("items.0.id")
}

// a contracting row with this key and name.
func row(key, name string) string {
	return key + ",," + name + ",client,contracting,company,서울,,김,116-82-00276\n"
}

func TestCountry(t *testing.T) {
	content, err := os.ReadFile("../../demo/organizations-kr.csv")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		a := staff.upload("organizations-kr.csv", string(content)).is(202)
		w.equal("first", counts(a), "add 3774, skip 0, invalid 0")
		w.equal("organizations before it is applied", staff.get("/v1/organizations").number("total.value"), 0)
		done := staff.apply(a.text("id")).is(202)
		w.equal("status", done.text("status")+" "+fmt.Sprint(done.number("progress.done")), "done 3774")
		list := staff.get("/v1/organizations?type=contracting").is(200)
		w.equal("organizations", staff.get("/v1/organizations").number("total.value"), 3774)
		if n := list.number("total.value"); n < 200 || n > 300 {
			w.Errorf("%d contracting organizations", n)
		}
		w.equal("parents", w.rows("SELECT COUNT(*) FROM organization WHERE parent_id IS NULL AND external_key <> ''"), "[[17]]")
		jongno := staff.get("/v1/organizations?name=종로구&sort=externalKey").is(200).text("items.0.id")
		blockers := staff.get("/v1/organizations/" + jongno + "/references").is(200)
		w.equal("what is below Jongno", fmt.Sprintln(blockers.text("blockers.0.kind"), blockers.text("blockers.1.kind")), "executing_organizations group\n")
		groups := staff.get("/v1/groups?sort=-organizationCount").is(200)
		w.equal("groups", groups.number("total.value"), 17) // one for each province
		in := 0
		for i := range groups.length("items") {
			at := fmt.Sprintf("items.%d.", i)
			w.equal("its name", groups.text(at+"name"), groups.text(at+"highestLevel.name"))
			w.equal("its depth", groups.number(at+"depth"), 3)
			in += groups.number(at + "organizationCount")
		}
		w.equal("organizations in groups", in, 3774)
		tree := staff.get("/v1/groups/" + groups.text("items.0.id") + "/organizations").is(200)
		w.equal("the largest tree", tree.length("items"), groups.number("items.0.organizationCount"))
		w.equal("Jongno's place", staff.get("/v1/organizations/"+jongno).text("parentId"), seoul(staff))

		second := staff.upload("organizations-kr.csv", string(content)).is(202)
		w.equal("second", counts(second), "add 0, skip 3774, invalid 0")
		before := w.rows("SELECT * FROM organization")
		staff.apply(second.text("id")).is(202)
		file := staff.get("/v1/organizations/export?format=xlsx")
		w.equal("its own export", counts(staff.upload("own.xlsx", string(file.body)).is(202)), "add 0, skip 3774, invalid 0")
		w.equal("organizations at the end", slices.Equal(w.rows("SELECT * FROM organization"), before), true)
	})
}

func TestImport(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		content := head + row("a", "하나") +
			"b,a,둘,client,executing,company,서울,a,,\n" +
			"c,a,셋,client,contracting,company,서울,,,116-82-00273\n" + // no representative, wrong check digit
			"d,c,넷,client,executing,company,서울,a,,\n" // below an invalid row
		a := staff.upload("목록.csv", content).is(202)
		id := a.text("id")
		path := "/v1/imports/" + id
		w.equal("Location", a.header.Get("Location"), path)
		for field, want := range map[string]any{"kind": "organizations", "mode": "all", "fileName": "목록.csv", "status": "ready", "appliedAt": nil, "warnings": 0} {
			w.equal(field, a.at(field), want)
		}
		w.equal("counts", counts(a), "add 2, skip 0, invalid 2")
		w.equal("the import", string(staff.get(path).is(200).body), string(a.body))

		rows := staff.get(path + "/rows?status=invalid").is(200)
		w.equal("invalid lines", fmt.Sprint(rows.number("items.0.line"), rows.number("items.1.line"), rows.length("items"), rows.number("total.value")), "4 5 2 2")
		w.equal("cells", rows.text("items.0.cells.name"), "셋")
		codes := map[string]string{}
		for i := range rows.length("items.0.errors") {
			codes[rows.text(fmt.Sprintf("items.0.errors.%d.column", i))] = rows.text(fmt.Sprintf("items.0.errors.%d.code", i))
		}
		w.equal("errors", codes, map[string]string{"representative_name": "required", "business_registration_number": "invalid_check_digit"})
		w.equal("error", rows.text("items.1.errors.0.column")+" "+rows.text("items.1.errors.0.code"), "parent_key refers_to_invalid")
		w.equal("all rows", staff.get(path+"/rows").is(200).length("items"), 4)
		w.equal("rows to add", staff.get(path+"/rows?status=add").is(200).length("items"), 2)
		staff.get(path+"/rows?status=bad").is(422, "invalid_value")

		w.unchanged("an import with invalid rows", func() { staff.apply(id).is(409, "import_has_invalid_rows") })
		for _, format := range []string{"csv", "xlsx"} {
			file := staff.get(path + "/errors?format=" + format)
			table := w.table("e."+format, file.body)
			w.equal("failed rows", len(table), 3)
			w.equal("the last column", table[0][len(table[0])-1], "error")
			if why := table[1][len(table[1])-1]; !strings.Contains(why, "representative_name: ") || !strings.Contains(why, "business_registration_number: ") {
				w.Errorf("why: %q", why)
			}
			again := staff.upload("e."+format, string(file.body)).is(202)
			w.equal("the failed rows again", counts(again), "add 0, skip 0, invalid 2")
		}

		staff.patch(path, object{"mode": "some"}).is(422, "invalid_value")
		w.equal("mode", staff.patch(path, object{"mode": "valid"}).is(200).text("mode"), "valid")
		done := staff.apply(id).is(202)
		w.equal("status", done.text("status"), "done")
		if done.text("appliedAt") == "" {
			w.Errorf("appliedAt is missing: %s", done.body)
		}
		w.equal("organizations", values(walk(staff, "/v1/organizations", 50), "name"), "[둘 하나]")
		w.equal("file kept", w.rows("SELECT COUNT(*) FROM import_file f JOIN import i ON i.id = f.import_id WHERE i.status <> 'ready'"), "[[0]]")
		w.equal("event", w.events(id), "[import.applied]")
		w.equal("events of what was added", len(w.rows("SELECT 1 FROM audit_event WHERE action = 'organization.created'")), 2)
		w.unchanged("an import that is done", func() {
			staff.apply(id).is(409, "import_not_ready")
			staff.delete(path).is(409, "import_not_ready")
			staff.patch(path, object{"mode": "all"}).is(409, "import_not_ready")
		})

		again := staff.upload("목록.csv", content).is(202)
		w.equal("again", counts(again), "add 0, skip 2, invalid 2")
		differs := staff.upload("목록.csv", head+row("a", "하나 둘")).is(202)
		w.equal("one that differs", staff.get("/v1/imports/"+differs.text("id")+"/rows").text("items.0.errors.0.code"), "already_exists")

		cancelled := staff.upload("x.csv", head+row("z", "취소"), "mode=valid").is(202)
		w.equal("mode", cancelled.text("mode"), "valid")
		staff.delete("/v1/imports/" + cancelled.text("id")).is(204)
		w.equal("cancelled", staff.get("/v1/imports/"+cancelled.text("id")).is(200).text("status"), "cancelled")
		staff.apply(cancelled.text("id")).is(409, "import_not_ready")

		list := staff.get("/v1/imports?limit=3").is(200)
		w.equal("newest first", list.column("id")[0], cancelled.text("id"))
		w.equal("pages", len(walk(staff, "/v1/imports", 3)), list.number("total.value"))
	})
}

func TestImportOutdated(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		id := staff.upload("x.csv", head+row("a", "하나")+row("b", "둘")).is(202).text("id")
		staff.post("/v1/organizations", object{"name": "먼저", "externalKey": "a", "registration": contracting()}).is(201)
		before := w.rows("SELECT * FROM organization")
		w.equal("checked again", staff.apply(id).is(202).text("status")+fmt.Sprint(staff.get("/v1/imports/"+id).at("outdated")), "readytrue")
		w.equal("organizations", w.rows("SELECT * FROM organization"), before)
		now := staff.get("/v1/imports/" + id).is(200)
		w.equal("checked again", counts(now)+" "+now.text("status"), "add 1, skip 0, invalid 1 ready")
		w.equal("rows", staff.get("/v1/imports/"+id+"/rows?status=invalid").number("total.value"), 1)
		staff.apply(id).is(409, "import_has_invalid_rows")
		staff.patch("/v1/imports/"+id, object{"mode": "valid"}).is(200)
		staff.apply(id).is(202)
		w.equal("added", staff.get("/v1/organizations?q=둘").number("total.value"), 1)
	})
}

// Who may register may import; who stands below whom is for those who manage groups.
func TestImportsOfTreesNeedGroupsToo(t *testing.T) {
	each(t, func(w *world) {
		place := w.spare("기관")
		registrar := w.holder("registrar@example.com", id.PlatformOrganization, subtree, access.OrganizationsRegister)
		both := w.holder("both@example.com", id.PlatformOrganization, subtree, access.OrganizationsRegister, access.GroupsManage)
		for _, content := range []string{"key,parent_key,name\nk," + place + ",아래\n", head + row("a", "위") + "b,a,아래,client,contracting,company,서울,,김,116-82-00276\n"} {
			before := w.rows("SELECT * FROM organization ORDER BY id")
			refused := registrar.upload("x.csv", content).is(202)
			w.equal("invalid rows", refused.number("counts.invalid"), 1)
			rows := registrar.get("/v1/imports/" + refused.text("id") + "/rows?status=invalid").is(200)
			w.equal("why", rows.text("items.0.errors.0.column")+" "+rows.text("items.0.errors.0.code"), "parent_key permission_required")
			registrar.apply(refused.text("id")).is(409, "import_has_invalid_rows")
			w.equal("organizations", w.rows("SELECT * FROM organization ORDER BY id"), before)
			both.apply(both.upload("x.csv", content).is(202).text("id")).is(202)
		}
		registrar.apply(registrar.upload("x.csv", head+row("c", "홀로")).is(202).text("id")).is(202)
		w.equal("groups", w.operator().get("/v1/groups").is(200).number("total.value"), 2)
	})
}

func TestImportsAreTheirOwners(t *testing.T) {
	each(t, func(w *world) {
		staff, other := w.staff("staff@example.com"), w.staff("other@example.com")
		id := staff.upload("x.csv", head+row("a", "하나")).is(202).text("id")
		path := "/v1/imports/" + id
		w.unchanged("somebody else's import", func() {
			other.get(path).is(404, "not_found")
			other.get(path+"/rows").is(404, "not_found")
			other.get(path+"/errors?format=csv").is(404, "not_found")
			other.patch(path, object{"mode": "valid"}).is(404, "not_found")
			other.delete(path).is(404, "not_found")
			other.apply(id).is(404, "not_found")
			w.equal("listed", other.get("/v1/imports").is(200).number("total.value"), 0)
		})
		// What nobody applies within a week is cancelled.
		w.clock.advance(7*24*time.Hour + time.Minute)
		w.must(w.app.Sweep(w.Context()))
		w.equal("a week later", w.signedIn(staff.accountID).get(path).is(200).text("status"), "cancelled")
	})
}

func TestFilesThatCannotBeRead(t *testing.T) {
	workbook := func(rows ...[]string) string {
		var out bytes.Buffer
		x, err := sheet.NewWriter(&out, sheet.XLSX, rows[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[1:] {
			if err := x.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	good := workbook([]string{"name", "key"}, []string{"하나", "a"})
	formula := withFormula(t, good)
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		w.unchanged("a file that cannot be read", func() {
			for _, c := range []struct{ what, name, content, code string }{
				{"truncated", "x.xlsx", good[:len(good)-200], "truncated"},
				{"empty workbook", "x.xlsx", "", "empty_file"},
				{"empty csv", "x.csv", "", "empty_file"},
				{"not a workbook", "x.xlsx", "name\n하나\n", "not_a_workbook"},
				{"formula in a name", "x.xlsx", formula, "formula"},
				{"unknown column", "x.csv", "name,colour\n하나,빨강\n", "unknown_column"},
				{"missing column", "x.csv", "key\na\n", "missing_column"},
				{"repeated column", "x.csv", "name,name\na,b\n", "repeated_column"},
				{"ragged", "x.csv", "name,key\n하나,a\n둘,b,c\n", "ragged_row"},
			} {
				a := staff.upload(c.name, c.content)
				if a.status != 422 || a.text("errors.0.location") != "body.file" || a.text("errors.0.code") != c.code {
					w.Errorf("%s: got %d %s, want %s", c.what, a.status, shorten(string(a.body)), c.code)
				}
			}
			ragged := staff.upload("x.csv", "name,key\n하나,a\n둘,b,c\n").is(422)
			if !strings.Contains(ragged.text("detail"), "3") {
				w.Errorf("the ragged row is not named: %s", ragged.body)
			}
			staff.upload("", "").is(422, "required").names("body.file", "required")
			staff.upload("x.csv", "name\n하나\n", "kind=planets").is(422).names("body.kind", "invalid_value")
			staff.upload("x.csv", "name\n하나\n", "mode=some").is(422).names("body.mode", "invalid_value")
			body, contentType := form(w, "x.csv", strings.Repeat("x", 100))
			staff.do("POST", "/v1/imports", body, contentType+"y").is(400, "malformed")
			cut, contentType := form(w, "x.csv", strings.Repeat("x", 100))
			if a := staff.do("POST", "/v1/imports", io.LimitReader(cut, 200), contentType).is(400, "malformed"); !strings.Contains(a.text("detail"), "whole file") {
				w.Errorf("an upload that was cut off is not told what to do: %s", a.body)
			}
			staff.do("POST", "/v1/imports", http.NoBody, "multipart/form-data").is(400, "malformed")
		})
		// A cell that no name, key or reference may hold is that row's fault, not the file's.
		for _, cell := range []string{"a\x01b", "a\u202eb", "a\tb", strings.Repeat("k", 101)} {
			for _, line := range []string{"\"" + cell + "\",,,하나", ",\"" + cell + "\",,하나", ",,\"" + cell + "\",하나", "k,,,\"" + cell + "\""} {
				a := staff.upload("x.csv", "key,parent_key,registered_organization_key,name\n"+line+"\n").is(202)
				w.equal("a cell of "+line, counts(a), "add 0, skip 0, invalid 1")
			}
		}
		for _, line := range []string{"\"a\x00b\",,,하나", ",\"a\x00b\",,하나", ",,\"a\x00b\",하나", ",,,\"a\x00b\""} {
			if a := staff.upload("x.csv", "key,parent_key,registered_organization_key,name\n"+line+"\n"); a.status != 422 && (a.status != 202 || a.number("counts.invalid") != 1) {
				w.Errorf("NUL in %q: got %d %s", line, a.status, a.body)
			}
		}
	})
}

// withFormula is a workbook with a formula in its cell A2.
func withFormula(t *testing.T, workbook string) string {
	t.Helper()
	in, err := zip.NewReader(strings.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	out := zip.NewWriter(&content)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(f.Name, "sheet1.xml") {
			part = regexp.MustCompile(`<c r="A2".*?</c>`).ReplaceAll(part, []byte(`<c r="A2"><f>1+1</f><v>2</v></c>`))
		}
		w, err := out.Create(f.Name)
		if err == nil {
			_, err = w.Write(part)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return content.String()
}

func TestUploadsLeaveNoFiles(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder) // so this test cannot run beside others
	large := head + row("a", "하나") + strings.Repeat("\n", 3<<20)
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			w := open(t, engine)
			staff := w.staff("staff@example.com")
			staff.upload("x.csv", large, "kind=planets").is(422)
			staff.upload("x.csv", large[:len(large)-1]+"\x00\xff").is(422)
			staff.upload("x.csv", large).is(202)
			keyed := staff.with("Idempotency-Key", "k")
			keyed.upload("x.csv", large).is(202)
			keyed.upload("x.csv", large).is(202)
			w.visitor().upload("x.csv", large).is(401)
			left, err := os.ReadDir(folder)
			w.must(err)
			for _, f := range left {
				if strings.HasPrefix(f.Name(), "multipart-") {
					w.Errorf("left behind: %s", f.Name())
				}
			}
		})
	}
}

// Whoever brought a file in and lost the permission since sees it still, and cannot apply it any more.
func TestApplyingNeedsThePermissionStill(t *testing.T) {
	each(t, func(w *world) {
		place := w.spare("기관")
		roleID := w.role(place, "번호", own, access.NumbersAdd)
		c := w.signedIn(w.account("adds@example.com", ""))
		w.join(c.accountID, place, roleID)
		importID := c.upload("n.csv", "number\n02-312-0001\n", "kind=numbers", "organizationId="+place, "billingNumber="+billing).is(202).text("id")
		w.operator().patch("/v1/roles/"+roleID, object{"permissions": []string{}}).is(200)
		c.get("/v1/imports/" + importID).is(200)
		w.unchanged("an import by somebody who may not any more", func() {
			w.equal("what it needs", c.apply(importID).is(403, "permission_required").text("permission"), "console.numbers.add")
		})
		w.operator().patch("/v1/roles/"+roleID, object{"permissions": []string{"console.numbers.add"}}).is(200)
		w.equal("status", c.apply(importID).is(202).text("status"), "done")
	})
}
