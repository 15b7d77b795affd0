package api_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

// What is taken from a member counts on the very next request of a session that is open, there and below.
func TestMembersGoAtOnce(t *testing.T) {
	each(t, func(w *world) {
		upper, lower, apart := w.spare("위"), w.spare("아래"), w.spare("따로")
		w.tree("모임", upper, lower)
		staff := w.operator()
		accountID := w.account("kim@example.com", cheap(password))
		first, second := w.signedIn(accountID), w.signedIn(accountID)
		memberID := w.join(accountID, upper, w.adminRole(upper))
		other := w.join(accountID, apart)
		victim := w.join(w.account("victim@example.com", ""), lower)
		path := "/v1/members/" + memberID
		in := func() {
			w.Helper()
			for _, c := range []*client{first, second} {
				c.get("/v1/organizations/" + upper).is(200)
				c.patch("/v1/organizations/"+lower, object{"website": "https://example.com"}).is(200)
				c.get("/v1/members/" + victim).is(200)
				c.get(path).is(200)
				w.equal("memberships", c.get("/v1/session").is(200).length("memberships"), 2)
			}
		}
		out := func(memberships int) {
			w.Helper()
			w.unchanged("requests of who is out", func() {
				for _, c := range []*client{first, second} {
					c.get("/v1/organizations/"+upper).is(404, "not_found")
					c.patch("/v1/organizations/"+lower, object{"website": "https://example.org"}).is(404, "not_found")
					c.get("/v1/organizations/"+lower+"/lower-levels").is(404, "not_found")
					c.get("/v1/members/"+victim).is(404, "not_found")
					c.get(path).is(404, "not_found") // its own membership is no way to see the organization
					c.delete("/v1/members/"+victim).is(404, "not_found")
					c.get("/v1/members?organizationId="+lower).is(422, "not_found")
					w.equal("members", c.get("/v1/members").is(200).length("items"), 0)
					w.equal("memberships", c.get("/v1/session").is(200).length("memberships"), memberships)
				}
			})
		}
		in()
		w.equal("disabled", staff.act(path+"/disable").is(200).text("status"), "disabled")
		out(1)
		w.unchanged("again", func() { staff.act(path + "/disable").is(200) })
		w.visitor().signIn("kim@example.com", password).is(200) // there is another membership
		w.equal("enabled", staff.act(path+"/enable").is(200).text("status"), "active")
		in()
		w.unchanged("again", func() { staff.act(path + "/enable").is(200) })
		staff.act(path + "/disable").is(200)
		staff.act("/v1/members/" + other + "/disable").is(200)
		out(0)
		w.visitor().signIn("kim@example.com", password).is(403, "account_disabled")
		staff.act(path + "/enable").is(200)
		staff.act("/v1/members/" + other + "/enable").is(200)
		in()
		staff.delete(path).is(204)
		out(1)
		staff.get(path).is(404, "not_found")
		staff.delete(path).is(404, "not_found")
		w.visitor().signIn("kim@example.com", password).is(200) // the account stays
		staff.delete("/v1/members/" + other).is(204)
		out(0)
		w.visitor().signIn("kim@example.com", password).is(200)

		// A role that changes or goes counts at once, too.
		narrow := w.role(lower, "역할", own, access.MembersRead)
		reader := w.person("reader@example.com")
		w.join(reader.accountID, lower, narrow)
		reader.get("/v1/members/" + victim).is(200)
		staff.patch("/v1/roles/"+narrow, object{"permissions": []string{}}).is(200)
		reader.get("/v1/members/"+victim).is(403, "permission_required")
		staff.patch("/v1/roles/"+narrow, object{"permissions": []string{"console.members.read"}}).is(200)
		reader.get("/v1/members/" + victim).is(200)
		staff.delete("/v1/roles/" + narrow).is(204)
		reader.get("/v1/members/"+victim).is(403, "permission_required")
	})
}

// waysOut are the ways by which an Admin stops to be one.
func (w *world) waysOut(organizationID, memberID string) map[string]func(c *client) *answer {
	path, admin := "/v1/members/"+memberID, w.adminRole(organizationID)
	return map[string]func(c *client) *answer{
		"disable":     func(c *client) *answer { return c.act(path + "/disable") },
		"delete":      func(c *client) *answer { return c.delete(path) },
		"change":      func(c *client) *answer { return c.patch(path, object{"roleIds": []string{}}) },
		"remove role": func(c *client) *answer { return c.delete("/v1/roles/" + admin + "/members/" + memberID) },
	}
}

func TestLastAdmin(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		for _, way := range []string{"disable", "delete", "change", "remove role"} {
			upper, place := w.spare("위"), w.spare("기관")
			w.tree("모임", upper, place)
			admin := w.admin(w.address("admin"), place)
			last := w.memberOf(admin.accountID)
			// Those who are Admins in name only do not count; nor does one above.
			w.disable(w.join(w.account(w.address("disabled"), ""), place, w.adminRole(place)))
			staff.post("/v1/organizations/"+place+"/members", somebody(w.address("pending")).with("roleIds", []string{w.adminRole(place)})).is(201)
			above := w.admin(w.address("above"), upper)
			out := w.waysOut(place, last)
			strong := w.holder(w.address("strong"), place, subtree, access.OfAdmin(false)...) // everything, and not the role
			w.refuses([]bad{
				{way + " oneself", func() *answer { return out[way](admin) }, 409, "last_admin", ""},
				{way + " by another", func() *answer { return out[way](strong) }, 409, "last_admin", ""},
			})
			second := w.admin(w.address("second"), place)
			w.equal(way+" with another Admin", out[way](admin).status < 300, true)
			lastOne := w.memberOf(second.accountID)
			w.refuses([]bad{{way + " the one who is left", func() *answer { return w.waysOut(place, lastOne)[way](second) }, 409, "last_admin", ""}})
			from := above
			if way == "delete" || way == "change" {
				from = staff
			}
			w.equal(way+" from above", w.waysOut(place, lastOne)[way](from).status < 300, true)
		}
	})
}

// The platform's own last Admin stays, whoever asks.
func TestLastAdminOfThePlatform(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		last := w.memberOf(staff.accountID)
		strong := w.holder("strong@example.com", id.PlatformOrganization, subtree, access.OfAdmin(true)...)
		out := w.waysOut(id.PlatformOrganization, last)
		var cases []bad
		for way, do := range out {
			cases = append(
				cases, bad{way + " oneself", func() *answer { return do(staff) }, 409, "last_admin", ""},
				bad{way + " by another", func() *answer { return do(strong) }, 409, "last_admin", ""},
			)
		}
		w.refuses(cases)
		second := w.staff("second@example.com")
		out["disable"](second).is(200)
		staff.get("/v1/groups").is(403, "permission_required")
		second.act("/v1/members/" + last + "/enable").is(200)
		staff.get("/v1/groups").is(200)
	})
}

// Two Admins who take each other away at the same moment leave one.
func TestTwoAdminsAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		for round, way := range []string{"disable", "delete", "change", "remove role", "disable", "delete", "change", "remove role"} {
			place := w.spare("기관")
			admins := []*client{w.admin(w.address("admin"), place), w.admin(w.address("admin"), place)}
			members := []string{w.memberOf(admins[0].accountID), w.memberOf(admins[1].accountID)}
			answers := make([]*answer, 2)
			ways := []map[string]func(c *client) *answer{w.waysOut(place, members[1]), w.waysOut(place, members[0])}
			other := []string{way, "disable"}[round/4]
			var wait sync.WaitGroup
			wait.Go(func() { answers[0] = ways[0][way](admins[0]) })
			wait.Go(func() { answers[1] = ways[1][other](admins[1]) })
			wait.Wait()
			done := 0
			for _, a := range answers {
				switch {
				case a.status < 300:
					done++
				case a.status == http.StatusConflict:
					a.is(409, "last_admin")
				default: // who was taken away first may no more
					w.equal(a.what+" by who is out", a.status == 403 || a.status == 404, true)
				}
			}
			w.equal(fmt.Sprint(way, " against ", other), done, 1)
			w.equal("active Admins", w.rows(`SELECT COUNT(*) FROM member m JOIN member_role mr ON mr.member_id = m.id JOIN role r ON r.id = mr.role_id
				WHERE r.fixed AND m.status = 'active' AND m.organization_id = $1`, place), "[[1]]")
		}
	})
}

// An organization is cleared out from above, and can then be deleted.
func TestClearingAnOrganizationOut(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		place := w.person("founder@example.com").create("내 것")
		w.join(w.account("other@example.com", ""), place, w.role(place, "역할", own, access.MembersRead))
		staff.post("/v1/organizations/"+place+"/members", somebody("pending@example.com")).is(201)
		blocked := staff.delete("/v1/organizations/"+place).is(409, "organization_in_use")
		w.equal("what refers to it", []any{blocked.text("blockers.0.kind"), blocked.number("blockers.0.count"), blocked.length("blockers.0.examples")}, "[members 3 3]")
		for i := range 3 {
			staff.get("/v1/members/" + blocked.text(fmt.Sprintf("blockers.0.examples.%d.id", i))).is(200)
		}
		for _, memberID := range staff.get("/v1/members?organizationId=" + place).is(200).column("id") {
			staff.delete("/v1/members/" + memberID).is(204)
		}
		staff.delete("/v1/organizations/" + place).is(204)
		w.equal("roles", w.rows("SELECT COUNT(*) FROM role WHERE organization_id = $1", place), "[[0]]")
		w.equal("lists", w.rows("SELECT COUNT(*) FROM member_scope WHERE organization_id = $1", place), "[[0]]")
	})
}
