package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

// An address that has an account is never added silently.
func TestQuestionToTheOwnerOfAnAccount(t *testing.T) {
	each(t, func(w *world) {
		staff, place := w.operator(), w.spare("우리 기관")
		const email = "kim@example.com"
		owner := w.signedIn(w.named(email, "김민수", cheap(password)))
		w.exec("UPDATE account SET mobile_phone = '+821023456789', second_factor = TRUE, last_visit_at = 1 WHERE id = '" + owner.accountID + "'")
		other := w.person("other@example.com")
		private := func(a *answer, of string) string {
			return fmt.Sprint(a.at(of+"mobilePhone"), a.at(of+"secondFactor"), a.at(of+"lastVisitAt"))
		}
		add := func() (id string) {
			w.Helper()
			a := staff.post("/v1/organizations/"+place+"/members", somebody("KIM@example.com").with("name", "다른 이름").with("task", "담당").
				with("roleIds", []string{w.adminRole(place)})).is(201)
			w.equal("as it was added", []any{a.text("name"), a.at("mobilePhone"), a.text("status"), a.text("awaits"), a.text("accountId") == owner.accountID},
				"[kim@example.com +821023456789 pending owner true]") // the telephone number is its own, not what staff have typed
			return a.text("id")
		}
		grantsNothing := func() {
			w.Helper()
			owner.get("/v1/organizations/"+place).is(404, "not_found")
			owner.get("/v1/organizations/"+place+"/permissions").is(404, "not_found")
			w.equal("organizations", owner.get("/v1/organizations").is(200).length("items"), 0)
			w.equal("members", owner.get("/v1/members").is(200).length("items"), 0)
			w.equal("memberships", owner.get("/v1/session").is(200).length("memberships"), 0)
			w.equal("allowed", staff.post("/v1/access/check", question(owner.accountID, access.MembersRead, place)).is(200).at("allowed"), false)
		}
		id := add()
		path := "/v1/members/" + id
		letters := w.letters(email)
		w.equal("messages", len(letters), 1)
		if !containsAll(letters[0].text, "우리 기관", "김민수") {
			w.Errorf("the message: %s", letters[0].text)
		}
		grantsNothing()
		asked := owner.get("/v1/session")
		w.equal("the question", []any{asked.length("questions"), asked.text("questions.0.memberId") == id, asked.text("questions.0.organization.name")}, "[1 true 우리 기관]")
		w.equal("others are asked nothing", other.get("/v1/session").length("questions"), 0)
		why := staff.post("/v1/access/explain", question(owner.accountID, access.MembersRead, place)).is(200)
		w.equal("what is missing", why.text("missing.0.code"), "member_pending")
		w.visitor().signIn(email, password).is(401, "second_factor_required") // the account's password is its own

		answers := func(status int, code string) []bad {
			var cases []bad
			for what, c := range map[string]*client{"another": other, "staff": staff, "an Admin": w.admin(w.address("admin"), place)} {
				for _, reply := range []string{"/accept", "/decline"} {
					cases = append(cases, bad{reply + " by " + what, func() *answer { return c.act(path + reply) }, status, code, ""})
				}
			}
			return cases
		}
		w.refuses(answers(404, "not_found"))

		// Until the owner accepts, the account is none of the organization's.
		admin := w.admin("admin@example.com", place)
		w.equal("what is known of it", private(admin.get(path).is(200), ""), "<nil> false <nil>")
		w.equal("in the list", private(admin.get("/v1/members?q="+email).is(200), "items.0."), "<nil> false <nil>")
		w.refuses([]bad{{"a new password for the account", func() *answer { return admin.act(path + "/reset-password") }, 403, "account_beyond_reach", ""}})

		owner.act(path + "/decline").is(204)
		grantsNothing()
		w.equal("no question is left", owner.get("/v1/session").length("questions"), 0)
		staff.get(path).is(404, "not_found")
		owner.act(path+"/accept").is(404, "not_found")

		id = add() // asking again is allowed
		path = "/v1/members/" + id
		staff.act(path + "/disable").is(200)
		w.equal("while it is disabled", owner.get("/v1/session").length("questions"), 0)
		w.refuses([]bad{{"an answer while disabled", func() *answer { return owner.act(path + "/accept") }, 409, "nothing_to_answer", ""}})
		w.equal("enabled", staff.act(path+"/enable").is(200).text("status"), "pending")
		grantsNothing()

		owner.act(path + "/accept").is(204)
		owner.get("/v1/organizations/" + place).is(200)
		in := owner.get("/v1/session").is(200)
		if known := private(admin.get(path).is(200), ""); strings.Contains(known, "nil") || !strings.Contains(known, "true") {
			w.Errorf("an accepted member tells %s", known)
		}
		w.equal("accepted", []any{in.length("questions"), in.text("memberships.0.organization.id") == place, in.text("memberships.0.roles.0.name")}, "[0 true Admin]")
		w.equal("the member", []any{staff.get(path).text("status"), staff.get(path).at("awaits"), staff.get(path).text("task")}, "[active <nil> 담당]")
		w.refuses([]bad{
			{"a second answer", func() *answer { return owner.act(path + "/accept") }, 409, "nothing_to_answer", ""},
			{"a change of mind", func() *answer { return owner.act(path + "/decline") }, 409, "nothing_to_answer", ""},
		})
		w.refuses(answers(404, "not_found"))
		w.equal("events", w.events(id), "[member.added member.disabled member.enabled member.accepted]")
	})
}
