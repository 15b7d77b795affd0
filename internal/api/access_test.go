package api_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

// publicOperations are all that need no sign-in. An operation does not become public by an oversight.
var publicOperations = []string{"get-deployment", "lookup-set-up", "set-up", "sign-in"}

// caller is one kind of caller of the walk, with what it holds.
type caller struct {
	kind      string
	signedIn  bool
	staff     bool
	sees, in  bool // sees the organization that is asked about; is an Admin there
	suspended bool // and that organization is suspended
}

var callers = []caller{
	{kind: "nobody"},
	{kind: "staff", signedIn: true, staff: true, sees: true},
	{kind: "Admin", signedIn: true, sees: true, in: true},
	{kind: "Admin of another organization", signedIn: true},
	{kind: "member without roles", signedIn: true, sees: true},
	{kind: "account without memberships", signedIn: true},
	{kind: "Admin of a suspended organization", signedIn: true, sees: true, in: true, suspended: true},
	{kind: "disabled Admin", signedIn: true},
}

// asked is one request of an operation. Where the handler needs more of its caller than the route says,
// permission and organization say what.
type asked struct {
	what         string
	send         func(c *client, s scene) *answer
	permission   access.Permission
	organization string
}

// scene is what the requests of the walk are about.
type scene struct{ organization, imp string }

// path puts the scene's IDs into an operation's path.
func (s scene) path(d api.Declared) string {
	if strings.HasPrefix(d.Path, "/v1/imports") {
		return strings.ReplaceAll(d.Path, "{id}", s.imp)
	}
	return strings.ReplaceAll(d.Path, "{id}", s.organization)
}

func bodyless(d api.Declared, query string) asked {
	return asked{what: d.Name, send: func(c *client, s scene) *answer { return c.do(d.Method, s.path(d)+query, http.NoBody, "") }}
}

func sending(d api.Declared, body any) asked {
	return asked{what: fmt.Sprint(d.Name, " ", body), send: func(c *client, s scene) *answer {
		return c.do(d.Method, s.path(d), encode(c.w, body), "application/json")
	}}
}

func (a asked) needing(p access.Permission, organization string) asked {
	a.permission, a.organization = p, organization
	return a
}

// requests makes the requests of an operation; an operation that is not here fails the walk.
var requests = map[string]func(d api.Declared) []asked{
	"get-deployment": func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"lookup-set-up":  func(d api.Declared) []asked { return []asked{sending(d, object{"token": "x"})} },
	"set-up":         func(d api.Declared) []asked { return []asked{sending(d, object{"token": "x", "password": password})} },
	"sign-in": func(d api.Declared) []asked {
		return []asked{sending(d, object{"email": "x", "password": "x", "more": 1})}
	},
	"get-session":    func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"sign-out":       func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"get-account":    func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"update-account": func(d api.Declared) []asked { return []asked{sending(d, object{"language": "th"})} },

	"list-organizations": func(d api.Declared) []asked { return []asked{bodyless(d, ""), bodyless(d, "?q=우리")} },
	"export-organizations": func(d api.Declared) []asked {
		return []asked{bodyless(d, "?format=csv"), bodyless(d, "?format=xlsx&q=우리")}
	},
	"organizations-template": func(d api.Declared) []asked { return []asked{bodyless(d, "?format=csv")} },
	"create-organization": func(d api.Declared) []asked {
		own := object{"name": "새 것", "timeZone": "Asia/Seoul"}
		return []asked{
			sending(d, own),
			sending(d, own.with("registration", contracting())).needing(access.OrganizationsRegister, "platform"),
			sending(d, own.with("externalKey", "k")).needing(access.OrganizationsRegister, "platform"),
		}
	},
	"get-organization": func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"update-organization": func(d api.Declared) []asked {
		return []asked{
			sending(d, object{"name": "새 이름"}).needing(access.OrganizationUpdate, "path.id"),
			sending(d, object{"website": "https://example.com"}).needing(access.OrganizationUpdate, "path.id"),
			sending(d, object{"status": "suspended"}).needing(access.OrganizationsSuspend, "path.id"),
			sending(d, object{"externalKey": "k'"}).needing(access.OrganizationsRegister, "path.id"),
			sending(d, object{"registration": contracting()}).needing(access.OrganizationsRegister, "path.id"),
			sending(d, object{"registration": nil}).needing(access.OrganizationsRegister, "path.id"),
		}
	},
	"delete-organization":     func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"organization-references": func(d api.Declared) []asked { return []asked{bodyless(d, "")} },

	"list-imports": func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"create-import": func(d api.Declared) []asked {
		return []asked{{what: d.Name, send: func(c *client, _ scene) *answer { return c.upload("x.csv", "name\n하나\n") }}}
	},
	"get-import":       func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"update-import":    func(d api.Declared) []asked { return []asked{sending(d, object{"mode": "valid"})} },
	"cancel-import":    func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"list-import-rows": func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
	"import-errors":    func(d api.Declared) []asked { return []asked{bodyless(d, "?format=csv")} },
	"apply-import":     func(d api.Declared) []asked { return []asked{bodyless(d, "")} },
}

// verdict says what a caller gets: "" for leave, else the code of the refusal.
func (c caller) verdict(d api.Declared, permission access.Permission, where string) string {
	held := slices.Contains(access.OfAdmin(false), permission)
	switch {
	case !d.SignedIn:
		return ""
	case !c.signedIn:
		return "unauthenticated"
	case d.Organization == "path.id" && !c.sees:
		return "not_found"
	case permission == "" || c.staff:
		return ""
	case where == "path.id" && c.in && held && !c.suspended:
		return ""
	case where == "path.id" && c.in && held:
		return "organization_suspended"
	default:
		return "permission_required"
	}
}

var statusOf = map[string]int{"unauthenticated": 401, "not_found": 404, "permission_required": 403, "organization_suspended": 403}

func TestEveryOperationForEveryCaller(t *testing.T) {
	each(t, func(w *world) {
		staff, founder := w.staff("staff@example.com"), w.person("founder@example.com")
		n := 0
		// begin makes a caller of this kind with a scene of its own.
		begin := func(k caller) (*client, scene) {
			n++
			s := scene{organization: founder.create(fmt.Sprint("우리 ", n))}
			if k.staff { // staff delete what nobody is a member of
				s.organization = staff.register(fmt.Sprint("우리 ", n), contracting())
			}
			owner := staff
			var c *client
			switch email := fmt.Sprintf("caller%d@example.com", n); {
			case !k.signedIn:
				c = w.visitor()
			case k.staff:
				c = w.staff(email)
				owner = c
			case k.kind == "Admin of another organization":
				c = w.person(email)
				c.create("남의 것")
			case k.kind == "account without memberships":
				c = w.person(email)
			case k.kind == "member without roles":
				c = w.person(email)
				w.exec("INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ($1, $2, $3, 'active', 0)",
					id.New(id.Member, w.clock.Now()), s.organization, c.accountID)
			default:
				c = w.admin(email, s.organization)
				if k.kind == "disabled Admin" {
					w.exec("UPDATE member SET status = 'disabled' WHERE account_id = $1", c.accountID)
				}
			}
			if k.suspended {
				staff.patch("/v1/organizations/"+s.organization, object{"status": "suspended"}).is(200)
			}
			s.imp = owner.upload("x.csv", fmt.Sprintf("key,name\nk%d,하나\n", n)).is(202).text("id")
			return c, s
		}
		clients, scenes := make([]*client, len(callers)), make([]scene, len(callers))
		for i, k := range callers {
			clients[i], scenes[i] = begin(k)
		}
		for _, d := range api.DeclaredRoutes() {
			if requests[d.Name] == nil {
				w.Errorf("%s: the walk knows no request of it", d.Name)
				continue
			}
			if !d.SignedIn != slices.Contains(publicOperations, d.Name) {
				w.Errorf("%s: public is %t", d.Name, !d.SignedIn)
			}
			if known := []string{"", "platform", "path.id", "reach", "fields"}; !slices.Contains(known, d.Organization) || d.Permission != "" && d.Organization == "" {
				w.Errorf("%s: it needs %q in %q", d.Name, d.Permission, d.Organization)
			}
			for _, request := range requests[d.Name](d) {
				permission, where := request.permission, request.organization
				if permission == "" {
					permission, where = access.Permission(d.Permission), d.Organization
				}
				w.unchanged("a refused "+request.what, func() {
					for i, k := range callers {
						want := k.verdict(d, permission, where)
						if want == "" {
							continue
						}
						a := request.send(clients[i], scenes[i])
						if a.status != statusOf[want] || a.text("code") != want {
							w.Errorf("%s by %s: got %d %s, want %s", request.what, k.kind, a.status, shorten(string(a.body)), want)
						}
						if want == "permission_required" && a.text("permission") != string(permission) {
							w.Errorf("%s by %s: the refusal names %q, want %q", request.what, k.kind, a.text("permission"), permission)
						}
						if strings.Contains(string(a.body), "우리") || strings.Contains(string(a.body), scenes[i].organization) {
							w.Errorf("%s by %s: the refusal says too much: %s", request.what, k.kind, a.body)
						}
					}
				})
				for i, k := range callers {
					if k.verdict(d, permission, where) != "" {
						continue
					}
					c, s := clients[i], scenes[i]
					if d.Method != http.MethodGet {
						c, s = begin(k)
					}
					a := request.send(c, s)
					if d.SignedIn && a.status >= 300 || a.status == 401 && a.text("code") == "unauthenticated" {
						w.Errorf("%s by %s: got %d %s, want leave", request.what, k.kind, a.status, shorten(string(a.body)))
					}
				}
			}
		}
	})
}

// Every path of the contract is a route of the table: nothing is served beside it.
func TestContractHasNoOtherOperations(t *testing.T) {
	each(t, func(w *world) {
		declared := map[string]bool{}
		for _, d := range api.DeclaredRoutes() {
			declared[strings.ToLower(d.Method)+" "+d.Path] = true
		}
		paths, ok := w.visitor().get("/openapi.json").at("paths").(map[string]any)
		w.equal("paths", ok, true)
		served := 0
		for path, methods := range paths {
			for method := range methods.(map[string]any) {
				served++
				if !declared[method+" "+path] {
					w.Errorf("%s %s is not in the route table", method, path)
				}
			}
		}
		w.equal("operations", served, len(declared))
	})
}

func TestWhatOthersSee(t *testing.T) {
	each(t, func(w *world) {
		staff, mine := w.staff("staff@example.com"), w.person("person@example.com")
		own := mine.create("우리 하나")
		theirs := w.load(5, func(i int) organization.Draft {
			d := metaDraft(fmt.Sprintf("우리 아님 %d", i))
			d.ExternalKey = fmt.Sprintf("비밀 열쇠 %d", i)
			return d
		})
		staff.patch("/v1/organizations/"+own, object{"externalKey": "비밀 열쇠"}).is(200)
		staff.patch("/v1/organizations/"+own, object{"registration": executing(theirs[0])}).is(200)
		second := mine.create("우리 둘")
		staff.patch("/v1/organizations/"+second, object{"externalKey": "비밀 열쇠 둘"}).is(200)
		w.must(w.app.Sweep(context.Background()))

		secret := func(a *answer) {
			w.Helper()
			for _, word := range []string{"아님", "비밀", "열쇠"} {
				if strings.Contains(string(a.body), word) {
					w.Errorf("%s: shows %s: %s", a.what, word, a.body)
				}
			}
		}
		for query, want := range map[string]string{
			"": "우리 둘 우리 하나", "q=우": "우리 둘 우리 하나", "q=우리": "우리 둘 우리 하나", "q=아님": "", "q=하나": "우리 하나", "q=" + theirs[0]: "", "q=" + own: "우리 하나",
			"name=아님": "", "timeZone=Seoul": "", "website=example": "", "status=active": "우리 둘 우리 하나", "id=" + own: "우리 하나", "count=exact": "우리 둘 우리 하나",
			"representativeName=우리": "", "q=비밀": "", "businessRegistrationNumber=116": "", "sort=-createdAt": "우리 둘 우리 하나",
		} {
			a := mine.get("/v1/organizations?" + query).is(200)
			secret(a)
			w.equal(query, strings.Join(a.column("name"), " "), want)
			w.equal(query+": total", fmt.Sprint(a.number("total.value"), a.text("total.relation")), fmt.Sprint(len(strings.Fields(want))/2, "eq"))
			if query == "count=exact" {
				continue
			}
			file := mine.get("/v1/organizations/export?format=csv&" + query)
			w.equal("export", file.status, 200)
			secret(file)
			for _, name := range []string{"우리 하나", "우리 둘"} {
				w.equal(query+": exported "+name, strings.Contains(string(file.body), name), strings.Contains(want, name))
			}
		}
		first := mine.get("/v1/organizations/" + own).is(200)
		secret(first)
		for _, field := range []string{"externalKey", "registration.registeredOrganizationName"} {
			w.equal(field, first.at(field), nil)
		}
		secret(mine.patch("/v1/organizations/"+own, object{"name": "우리 하나!"}).is(200))
		for _, query := range []string{"id=" + theirs[0], "id=" + own + "&id=" + theirs[1], "registeredOrganizationId=" + theirs[0], "id=" + id.PlatformOrganization} {
			a := mine.get("/v1/organizations?"+query).is(422, "not_found")
			none := mine.get("/v1/organizations?id=org_01JZZZZZZZZZZZZZZZZZZZZZZZ").is(422, "not_found")
			w.equal("the words for what is there and what is not", a.text("detail"), none.text("detail"))
		}
		mine.get("/v1/organizations?sort=externalKey").is(422, "invalid_value")
		mine.get("/v1/organizations/export?format=csv&sort=-externalKey").is(422, "invalid_value")
		for _, unseen := range []string{theirs[0], id.PlatformOrganization, "org_01JZZZZZZZZZZZZZZZZZZZZZZZ", "x"} {
			path := "/v1/organizations/" + unseen
			answers := []string{}
			for _, a := range []*answer{mine.get(path), mine.patch(path, object{"name": "내 것"}), mine.patch(path, object{"status": "suspended"})} {
				answers = append(answers, a.is(404, "not_found").text("detail"))
			}
			w.equal("the words", answers, []string{"There is no such organization.", "There is no such organization.", "There is no such organization."})
		}
		// Whether a key is taken is not told to who may not know of keys.
		mine.patch("/v1/organizations/"+own, object{"externalKey": "비밀 열쇠 1"}).is(403, "permission_required")
		mine.post("/v1/organizations", object{"name": "셋", "timeZone": "Asia/Seoul", "externalKey": "비밀 열쇠 1"}).is(403, "permission_required")

		// Registrations are their organizations' Admins'.
		member := w.person("member@example.com")
		w.exec("INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ('mem_1', $1, $2, 'active', 0)", own, member.accountID)
		seen := member.get("/v1/organizations/" + own).is(200)
		w.equal("to a member without roles", fmt.Sprintln(seen.text("name"), seen.at("registration")), "우리 하나! <nil>\n")
		w.equal("listed", fmt.Sprintln(member.get("/v1/organizations").is(200).at("items.0.registration")), "<nil>\n")
		for query, found := range map[string]int{"type=executing": 0, "address=서울": 0, "clientClassification=local_government": 0, "name=우리": 1} {
			w.equal(query, member.get("/v1/organizations?"+query).is(200).length("items"), found)
			w.equal(query+" by an Admin", mine.get("/v1/organizations?q=하나&"+query).is(200).length("items"), 1)
		}
		if file := member.get("/v1/organizations/export?format=csv"); strings.Contains(string(file.body), "서울특별시") || !strings.Contains(string(file.body), "우리 하나!") {
			w.Errorf("exported to a member without roles: %s", file.body)
		}

		// A member that leaves is out on the next request.
		w.must(w.app.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE member SET status = 'disabled' WHERE organization_id = $1", own)
			return err
		}))
		mine.get("/v1/organizations/"+own).is(404, "not_found")
		w.equal("what is left", mine.get("/v1/organizations").is(200).column("name"), "[우리 둘]")
	})
}
