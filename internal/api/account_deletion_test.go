package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/leaving"
	"github.com/tenantry/tenantry/internal/member"
)

// deletion asks for the deletion of the caller's account and returns the code.
func (c *client) deletion() (code string) {
	c.w.Helper()
	email := c.get("/v1/account").is(200).text("email")
	c.proven().post("/v1/account/deletion", object{}).is(202)
	return c.w.mailed(email)
}

func (c *client) confirmDeletion(code string) *answer {
	c.w.Helper()
	return c.post("/v1/account/deletion/confirm", object{"code": code})
}

// Nothing that was kept of a person is there afterwards.
func TestDeletedAccountLeavesNothing(t *testing.T) {
	each(t, func(w *world) {
		const name, first, phone = "Quentin", "Quirinus", "+821077778888"
		place, closed := w.operator().register("우리", contracting()), w.operator().register("닫힌 곳", contracting())
		w.admin("other@example.com", place)
		accountID := w.named("quentin@zebra.example", name, cheap(password))
		c := w.signedIn(accountID)
		c.address = "203.0.113.77"
		c.patch("/v1/account", object{"firstName": first, "mobilePhone": phone}).is(200)
		w.join(accountID, place, w.adminRole(place))
		w.disable(w.join(accountID, closed))
		asked := w.enter(member.Draft{OrganizationID: w.spare("다른 곳"), AccountID: accountID, Awaits: member.AwaitsOwner})

		// What it made and left behind.
		keyID := c.post("/v1/organizations/"+place+"/api-keys", object{"name": "key", "permissions": []access.Permission{access.MembersRead}}).is(201).text("id")
		imp := c.upload("quentin.csv", "number,lettering\n02-300-0001,Zug\n", "kind=numbers", "organizationId="+place, "billingNumber=02-300-0001").is(202).text("id")
		c.with("Idempotency-Key", "quentin").post("/v1/organizations/"+place+"/roles", object{"name": "Role", "permissions": []string{}}).is(201)
		c.visitorOf().signIn("quentin@zebra.example", "wrong password").is(401)
		c.visitorOf().signIn("quentin@zebra.example", password).is(200)
		w.visitor().post("/v1/password-reset", object{"email": "quentin@zebra.example"}).is(202)
		c.proven().post("/v1/account/email", object{"email": "quentin@other.example"}).is(202)
		w.settle()

		p := c.get("/v1/account/deletion").is(200)
		w.equal("what would be gone", fmt.Sprint(p.at("disabledMemberships"), p.at("sessions"), p.at("passkeys"), p.at("imports"), p.at("apiKeys")), "1 2 0 1 1")
		w.equal("memberships", p.length("memberships"), 2)
		if containsText(p, "닫힌 곳") {
			w.Error("a disabled membership's organization is told")
		}
		code := c.deletion()
		w.exec("UPDATE session SET proved_at = 0")
		w.unchanged("without a proof", func() {
			c.post("/v1/account/deletion", object{}).is(403, "reauthentication_required")
			c.confirmDeletion(code).is(403, "reauthentication_required")
		})
		c.proven()
		c.confirmDeletion(wrong(code)).is(422, "wrong_code")
		a := c.confirmDeletion(code).is(202)
		w.equal("the cookie goes", strings.HasPrefix(a.header.Get("Set-Cookie"), "tenantry_session=; Path=/; Max-Age=0"), true)
		c.confirmDeletion(code).is(401, "unauthenticated")
		letters := w.letters("quentin@zebra.example") // delivered, so that nothing of them is stored
		w.equal("the last message", strings.Contains(letters[len(letters)-1].text, "deleted"), true)

		everything := w.dump()
		for _, trace := range []string{name, first, "zebra", "other.example", strings.TrimPrefix(phone, "+"), "203.0.113.77"} {
			for line := range strings.SplitSeq(everything, "\n") {
				if strings.Contains(strings.ToLower(line), strings.ToLower(trace)) {
					w.Errorf("%q is in %s", trace, shorten(line))
				}
			}
		}
		for _, table := range []string{"account", "member", "session", "link", "email_change", "verification_code", "account_token", "import", "idempotency"} {
			column := map[string]string{"account": "id", "verification_code": "subject", "idempotency": "caller"}[table]
			if column == "" {
				column = "account_id"
			}
			if left := w.rows("SELECT 1 FROM "+table+" WHERE "+column+" = $1", accountID); len(left) > 0 {
				w.Errorf("%d rows in %s", len(left), table)
			}
		}
		w.equal("staged rows", len(w.rows("SELECT 1 FROM import_row WHERE import_id = $1", imp))+len(w.rows("SELECT 1 FROM number_staged WHERE import_id = $1", imp)), 0)
		w.equal("rows of lists", len(w.rows("SELECT 1 FROM member_scope WHERE member_id NOT IN (SELECT id FROM member)")), 0)
		w.operator().get("/v1/members/"+asked).is(404, "not_found")
		w.equal("the members that are left", w.operator().get("/v1/members?organizationId="+place).is(200).number("total.value"), 1)

		// What is the organization's stays.
		keys := w.operator().get("/v1/organizations/" + place + "/api-keys").is(200)
		w.equal("the key", keys.text("items.0.id")+fmt.Sprint(keys.at("items.0.createdBy")), keyID+"<nil>")
		w.equal("the trail", w.events(accountID)[len(w.events(accountID))-1], "account.deleted")
		told := fmt.Sprint(w.rows("SELECT type, subject_id FROM product_event"))
		w.equal("products are told", strings.Contains(told, "account.deleted "+accountID) && strings.Count(told, "member.removed") == 3, true)

		// The address is free again, for a new account.
		w.visitor().signIn("quentin@zebra.example", password).is(401, "invalid_credentials")
		if again := w.account("quentin@zebra.example", ""); again == accountID {
			w.Error("the account is back")
		}
	})
}

// visitorOf is a new browser at the same address.
func (c *client) visitorOf() *client { return c.w.visitor().from(c.address) }

// Who is the last Admin is told of which organizations, and stays until they have another.
func TestLastAdminCannotLeave(t *testing.T) {
	each(t, func(w *world) {
		first, second := w.operator().register("첫째", contracting()), w.operator().register("둘째", contracting())
		c := w.admin("kim@example.com", first)
		w.join(c.accountID, second, w.adminRole(second))
		plain := w.person("lee@example.com")
		memberID := w.join(plain.accountID, first)
		waiting := w.person("park@example.com") // an Admin who has not accepted is none
		w.enter(member.Draft{OrganizationID: second, AccountID: waiting.accountID, RoleIDs: []string{w.adminRole(second)}, Awaits: member.AwaitsOwner})

		p := c.get("/v1/account/deletion").is(200)
		w.equal("told beforehand", fmt.Sprint(p.at("memberships.0.lastAdmin"), p.at("memberships.1.lastAdmin")), "true true")
		code := c.deletion()
		w.unchanged("the last Admin of two", func() {
			a := c.confirmDeletion(code).is(409, "last_admin")
			names := []string{a.text("organizations.0.name"), a.text("organizations.1.name")}
			w.equal("named", fmt.Sprint(slices.Sorted(slices.Values(names))), "[둘째 첫째]")
			w.equal("IDs", slices.Contains([]string{first, second}, a.text("organizations.0.id")), true)
		})
		own := w.rows("SELECT id FROM member WHERE account_id = $1 AND organization_id = $2", c.accountID, first)[0]
		w.unchanged("leaving", func() { c.post("/v1/members/"+strings.Trim(own, "[]")+"/leave", object{}).is(409, "last_admin") })

		// With another Admin in each, it may go, by the same code.
		w.operator().patch("/v1/members/"+memberID, object{"roleIds": []string{w.adminRole(first)}}).is(200)
		c.confirmDeletion(code).is(409, "last_admin")
		w.admin("choi@example.com", second)
		c.confirmDeletion(code).is(202)

		// The platform's last Admin stays, too.
		code = w.operator().deletion()
		w.operator().confirmDeletion(code).is(409, "last_admin")
		w.equal("an organization with nobody else", w.admin("solo@example.com", w.spare("혼자")).solo(), "409 last_admin")
	})
}

func (c *client) solo() string {
	c.w.Helper()
	a := c.confirmDeletion(c.deletion())
	return fmt.Sprint(a.status, " ", a.text("code"))
}

// Leaving ends the membership on the next request, and is nobody else's to do.
func TestLeave(t *testing.T) {
	each(t, func(w *world) {
		place := w.operator().register("우리", contracting())
		c, other := w.admin("kim@example.com", place), w.admin("lee@example.com", place)
		own, foreign := w.memberOf(c.accountID), w.memberOf(other.accountID)
		w.unchanged("somebody else's", func() {
			c.post("/v1/members/"+foreign+"/leave", object{}).is(404, "not_found")
			w.operator().post("/v1/members/"+own+"/leave", object{}).is(404, "not_found")
		})
		c.get("/v1/organizations/" + place).is(200)
		c.post("/v1/members/"+own+"/leave", object{}).is(204)
		c.get("/v1/organizations/"+place).is(404, "not_found")
		c.post("/v1/members/"+own+"/leave", object{}).is(404, "not_found")
		w.equal("the account stays", c.get("/v1/session").is(200).length("memberships"), 0)
		w.equal("the trail", fmt.Sprint(w.events(own)), "[member.left]")
		w.equal("products are told", strings.Contains(fmt.Sprint(w.rows("SELECT type, subject_id FROM product_event")), "member.removed "+own), true)
		other.post("/v1/members/"+foreign+"/leave", object{}).is(409, "last_admin")

		// Somebody from above is no exception while it is their own membership; who is out does not know of it.
		staff := w.operator()
		w.join(staff.accountID, place, w.adminRole(place))
		w.operator().delete("/v1/members/" + foreign).is(204)
		mine := strings.Trim(w.rows("SELECT id FROM member WHERE account_id = $1 AND organization_id = $2", staff.accountID, place)[0], "[]")
		staff.post("/v1/members/"+mine+"/leave", object{}).is(409, "last_admin")
		out := w.person("out@example.com")
		memberID := w.join(out.accountID, place)
		w.disable(memberID)
		out.post("/v1/members/"+memberID+"/leave", object{}).is(404, "not_found")
	})
}

// Of two Admins, one deletes the account while the other is disabled, leaves, or deletes theirs: one of them stays.
func TestLastAdminsAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		for i := range 6 {
			place := w.spare("기관")
			a, b := w.admin(w.address("a"), place), w.admin(w.address("b"), place)
			code, other := a.deletion(), b.deletion()
			member := w.memberOf(b.accountID)
			second := []func() *answer{
				func() *answer { return a.post("/v1/members/"+member+"/disable", object{}) }, // by the one who goes
				func() *answer { return b.post("/v1/members/"+member+"/leave", object{}) },
				func() *answer { return b.confirmDeletion(other) },
			}[i%3]
			w.together(func() *answer { return a.confirmDeletion(code) }, second)
			w.equal("active Admins that are left", len(w.rows(`SELECT 1 FROM member m JOIN member_role mr ON mr.member_id = m.id JOIN role r ON r.id = mr.role_id
				WHERE m.organization_id = $1 AND m.status = 'active' AND r.fixed`, place)), 1)
		}
	})
}

// An account that goes while it is added, invited, renamed, signed in and used: nothing is left of it, and nobody
// is told that something went wrong here.
func TestDeletionAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		for range 4 {
			place := w.spare("기관")
			email := w.address("gone")
			accountID := w.account(email, cheap(password))
			c, used := w.signedIn(accountID), w.signedIn(accountID)
			w.join(accountID, w.spare("첫째"))
			code := c.deletion()
			answers := w.together(
				func() *answer { return c.confirmDeletion(code) },
				func() *answer { return staff.post("/v1/organizations/"+place+"/members", somebody(email)) },
				func() *answer { return used.patch("/v1/account", object{"name": "Neu"}) },
				func() *answer {
					return used.post("/v1/organizations", object{"name": "새 것", "timeZone": "Asia/Seoul"})
				},
				func() *answer { return w.visitor().signIn(email, password) },
				func() *answer { return w.visitor().post("/v1/password-reset", object{"email": email}) },
				func() *answer { return used.get("/v1/session") },
			)
			w.settle()
			if answers[0].status == 409 { // it founded an organization before, and is its last Admin
				answers[0].is(409, "last_admin")
				continue
			}
			answers[0].is(202)
			for _, table := range []string{"member", "session", "link", "account_token"} {
				w.equal("rows in "+table, len(w.rows("SELECT 1 FROM "+table+" WHERE account_id = $1", accountID)), 0)
			}
		}
	})
}

// The code is of one account and for one thing.
func TestDeletionCodeIsNobodyElses(t *testing.T) {
	each(t, func(w *world) {
		a, b := w.person("a@example.com"), w.person("b@example.com")
		code := a.deletion()
		b.proven().post("/v1/account/deletion/confirm", object{"code": code}).is(410, "code_spent")
		a.post("/v1/account/email/confirm", object{"code": code}).is(410, "code_spent")
		if mine := b.deletion(); mine != code {
			b.confirmDeletion(code).is(422, "wrong_code")
		}
		w.clock.advance(10 * time.Minute)
		a.again().confirmDeletion(code).is(410, "code_spent")
		w.equal("both stay", len(w.rows("SELECT 1 FROM account WHERE id IN ($1, $2)", a.accountID, b.accountID)), 2)
	})
}

// A deletion that fails at its very end leaves everything as it was, the code included.
func TestDeletionIsWholeOrAbsent(t *testing.T) {
	each(t, func(w *world) {
		place := w.operator().register("우리", contracting())
		w.admin("other@example.com", place)
		c := w.admin("kim@example.com", place)
		c.post("/v1/organizations/"+place+"/api-keys", object{"name": "key", "permissions": []access.Permission{access.MembersRead}}).is(201)
		code := c.deletion()
		kept := w.app.Handler.Leaving.Kept
		w.app.Handler.Leaving.Kept = append(slices.Clone(kept), leaving.Kept{
			Forget: func(context.Context, *db.Tx, account.Account) error { return errors.New("the program ends here") },
		})
		w.unchanged("a deletion that fails", func() { c.confirmDeletion(code).is(500, "internal") })
		w.app.Handler.Leaving.Kept = kept
		c.get("/v1/organizations/" + place).is(200)
		c.confirmDeletion(code).is(202)
	})
}

// A code is asked for once by a request that is sent again.
func TestDeletionAskedAgain(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com").proven()
		for range 3 {
			c.with("Idempotency-Key", "one").post("/v1/account/deletion", object{}).is(202)
			c.with("Idempotency-Key", "one").post("/v1/account/email", object{"email": "new@example.com"}).is(202)
		}
		w.equal("messages", len(w.letters("kim@example.com")), 2)
		// A guess is counted although the key would have it undone with the refusal.
		for i := range 5 {
			c.with("Idempotency-Key", fmt.Sprint(i)).post("/v1/account/deletion/confirm", object{"code": "x"}).is(422, "wrong_code")
		}
		c.post("/v1/account/deletion/confirm", object{"code": "x"}).is(410, "code_spent")
	})
}

// An import that is being checked is cancelled, and one that comes at the same moment leaves nothing either.
func TestDeletionEndsImports(t *testing.T) {
	each(t, func(w *world) {
		for range 4 {
			place := w.spare("기관")
			w.admin(w.address("other"), place)
			c := w.admin(w.address("kim"), place)
			upload := func() *answer {
				body, contentType := form(w, "x.csv", "number,lettering\n"+strings.Repeat("02-300-0001,a\n", 2000), "kind=numbers", "organizationId="+place, "billingNumber=02-300-0001")
				return c.do("POST", "/v1/imports", body, contentType)
			}
			code := c.deletion()
			upload().is(202)
			w.together(upload, func() *answer { return c.confirmDeletion(code) }, upload)
			w.settle()
			w.equal("accounts", len(w.rows("SELECT 1 FROM account WHERE id = $1", c.accountID)), 0)
			for _, table := range []string{"import", "import_row", "import_file", "number_staged"} {
				w.equal("rows in "+table, len(w.rows("SELECT 1 FROM "+table)), 0)
			}
		}
	})
}
