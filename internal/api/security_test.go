package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/passkeytest"
	"github.com/tenantry/tenantry/internal/session"
)

const namedURL = "https://tenantry.example.com"

// secure is the setting under which browsers offer passkeys.
const secure = "PUBLIC_URL=" + namedURL

// owner signs in by password, as somebody who looks after their own account, and proves again who it is.
func (w *world) owner(email string) *client {
	w.Helper()
	accountID := w.staffWithPassword(email)
	c := w.visitor().with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0")
	c.signIn(email, password).is(200)
	c.accountID = accountID
	c.prove()
	return c
}

func (c *client) prove() {
	c.w.Helper()
	c.post("/v1/account/reauthentication", object{"password": password}).is(200)
}

// setUpTOTP gives the caller's account an authenticator app.
func (c *client) setUpTOTP() (secret string, recovery []string) {
	c.w.Helper()
	made := c.act("/v1/account/second-factor/totp").is(200)
	secret = made.text("secret")
	if uri := made.text("uri"); !containsAll(uri, "otpauth://totp/Tenantry:", "secret="+secret, "issuer=Tenantry", "digits=6", "period=30") {
		c.w.Errorf("uri: %s", uri)
	}
	confirmed := c.post("/v1/account/second-factor/totp/confirm", object{"code": session.Code(secret, c.w.clock.Now())}).is(200)
	for i := range confirmed.length("recoveryCodes") {
		recovery = append(recovery, confirmed.text(fmt.Sprint("recoveryCodes.", i)))
	}
	c.w.equal("recovery codes", len(recovery), 10)
	c.w.clock.advance(time.Minute)
	return secret, recovery
}

// addPasskey gives the caller's account a passkey.
func (c *client) addPasskey(a *passkeytest.Authenticator, name string) *answer {
	c.w.Helper()
	asked := c.act("/v1/account/passkeys/options").is(200)
	made, err := a.Create(field(asked, "options"))
	c.w.must(err)
	return c.post("/v1/account/passkeys", object{"ceremonyId": asked.text("ceremonyId"), "credential": made, "name": name})
}

// field is a member of an answer as JSON.
func field(a *answer, path string) json.RawMessage {
	a.w.Helper()
	b, err := json.Marshal(a.at(path))
	a.w.must(err)
	return b
}

// answered has an authenticator answer to the challenge of an answer.
func answered(a *answer, path string, by *passkeytest.Authenticator) object {
	a.w.Helper()
	signed, err := by.Get(field(a, path+"options"))
	a.w.must(err)
	return object{"ceremonyId": a.text(path + "ceremonyId"), "credential": signed}
}

func TestProvedOperations(t *testing.T) {
	each(t, func(w *world) {
		c := w.owner("kim@example.com")
		w.equal("until", c.get("/v1/session").is(200).text("reauthenticatedUntil") != "", true)
		c.get("/v1/account/sessions").is(200)
		w.clock.advance(session.ProvedLife)
		w.equal("afterwards", c.get("/v1/session").is(200).at("reauthenticatedUntil"), nil)
		w.unchanged("what needs a proof", func() {
			for _, d := range api.DeclaredRoutes() {
				if d.Proved && strings.HasPrefix(d.Path, "/v1/account/") {
					c.do(d.Method, strings.Replace(d.Path, "{id}", "x", 1), http.NoBody, "").is(403, "reauthentication_required")
				}
			}
		})
		for body, code := range map[string]string{
			`{}`: "one_required", `{"password":""}`: "one_required", `{"password":"x","code":"1"}`: "one_required", `{"password":1}`: "wrong_type",
			`{"passkey":{"ceremonyId":"x"}}`: "required", `{"passkey":{"ceremonyId":"x","credential":1}}`: "wrong_type", `{"passkey":null,"code":null}`: "", `{"x":1}`: "unknown_field",
		} {
			a := c.post("/v1/account/reauthentication", body)
			if a.status != 422 || code != "" && a.text("code") != code {
				w.Errorf("%s: %d %s, want %s", body, a.status, a.body, code)
			}
		}
		c.post("/v1/account/reauthentication", object{"password": "wrong"}).is(422, "wrong_password").names("body.password", "wrong_password")
		c.post("/v1/account/reauthentication", object{"code": "123456"}).is(422, "wrong_code").names("body.code", "wrong_code")
		c.post("/v1/account/reauthentication", object{"passkey": object{"ceremonyId": "x", "credential": object{}}}).is(422, "invalid_passkey").names("body.passkey", "invalid_passkey")
		// A proof is the session's alone.
		other := w.visitor()
		other.signIn("kim@example.com", password).is(200)
		c.prove()
		other.get("/v1/account/sessions").is(403, "reauthentication_required")
		for range 10 {
			other.post("/v1/account/reauthentication", object{"password": "wrong"}).is(422, "wrong_password")
		}
		a := other.with("X-Forwarded-For", "203.0.113.9").from("203.0.113.7").post("/v1/account/reauthentication", object{"password": password}).is(429, "too_many_attempts")
		if wait := retryAfter(a); wait < 14*time.Minute {
			w.Errorf("Retry-After is %s", wait)
		}
	})
}

func TestTwoStepSignIn(t *testing.T) {
	each(t, func(w *world) {
		c := w.owner("kim@example.com")
		secret, recovery := c.setUpTOTP()
		w.equal("security", w.outline(c.get("/v1/account/security").is(200)), "password true, app true, 10 recovery codes, 0 passkeys")
		w.equal("the account", c.get("/v1/account").is(200).at("secondFactor"), true)
		if s := c.get("/v1/account/security"); containsText(s, secret) || containsText(s, recovery[0]) {
			w.Errorf("secrets are told again: %s", s.body)
		}

		try := func(body object) *answer {
			all := object{"email": "kim@example.com", "password": password}
			for k, v := range body {
				all[k] = v
			}
			return w.visitor().post("/v1/session", all)
		}
		a := try(nil).is(401, "second_factor_required")
		w.equal("methods", a.at("methods"), "[totp recovery_code]")
		w.equal("no passkey", a.at("passkey"), nil)
		w.equal("no cookie", a.header.Get("Set-Cookie"), "")
		// Only whoever has the password learns of it.
		wrong, unknown := w.visitor().signIn("kim@example.com", "wrong password").is(401, "invalid_credentials"), w.visitor().signIn("nobody@example.com", "wrong password")
		w.equal("a wrong password", strings.ReplaceAll(string(wrong.body), wrong.text("requestId"), ""), strings.ReplaceAll(string(unknown.body), unknown.text("requestId"), ""))
		w.visitor().post("/v1/session", object{"email": "kim@example.com", "password": "wrong password", "code": recovery[0]}).is(401, "invalid_credentials")

		try(object{"code": "000000x"}).is(401, "invalid_code")
		try(object{"code": recovery[0], "passkey": object{"ceremonyId": "x", "credential": object{}}}).is(422, "one_required")
		try(object{"passkey": object{"ceremonyId": "x", "credential": object{}}}).is(401, "invalid_code")
		code := session.Code(secret, w.clock.Now())
		try(object{"code": code}).is(200)
		try(object{"code": code}).is(401, "invalid_code")
		try(object{"code": recovery[0]}).is(200)
		try(object{"code": recovery[0]}).is(401, "invalid_code")
		w.equal("left", c.get("/v1/account/security").is(200).number("recoveryCodes.left"), 9)

		c.prove()
		methods := c.get("/v1/account/sessions").is(200).column("method")
		slices.Sort(methods)
		w.equal("methods of sessions", methods, "[password password_recovery_code password_totp]")
		w.equal("fresh codes", c.act("/v1/account/second-factor/recovery-codes").is(200).length("recoveryCodes"), 10)
		try(object{"code": recovery[1]}).is(401, "invalid_code")
		c.delete("/v1/account/second-factor/totp").is(204)
		c.delete("/v1/account/second-factor/totp").is(404)
		try(nil).is(200)
		w.equal("security", w.outline(c.get("/v1/account/security").is(200)), "password true, app false, 0 recovery codes, 0 passkeys")

		var told []string
		for _, l := range w.letters("kim@example.com") {
			told = append(told, l.subject)
			if !strings.Contains(l.text, "Firefox on Linux") && !strings.Contains(l.text, "192.0.2.1") {
				w.Errorf("a notice does not say from where: %s", l.text)
			}
		}
		w.equal("notices", len(told), 4) // on, a recovery code used, new codes, off
		actions := strings.Join(w.rows("SELECT action FROM audit_event WHERE action LIKE 'totp%' OR action LIKE 'recovery%' OR action = 'session.proved' ORDER BY action"), " ")
		w.equal("trail", actions, "[recovery_code.used] [recovery_codes.replaced] [session.proved] [session.proved] [totp.added] [totp.removed]")
	})
}

// outline is the answer of GET /v1/account/security in short.
func (w *world) outline(a *answer) string {
	w.Helper()
	return fmt.Sprintf("password %v, app %v, %d recovery codes, %d passkeys", a.at("password.set"), a.at("totp.enabled"), a.number("recoveryCodes.left"), a.length("passkeys"))
}

func TestPasskeys(t *testing.T) {
	each(t, func(w *world) {
		w.equal("offered", w.visitor().get("/v1/deployment").is(200).at("passkeys"), true)
		c, a := w.owner("kim@example.com"), passkeytest.New(namedURL)
		added := c.addPasskey(a, "").is(201)
		w.equal("location", added.header.Get("Location"), "/v1/account/passkeys/"+added.text("id"))
		w.equal("name", added.text("name"), "Firefox on Linux")
		path := added.header.Get("Location")
		w.equal("renamed", c.patch(path, object{"name": "전화기"}).is(200).text("name"), "전화기")
		c.patch(path, object{"name": ""}).is(422, "required").names("body.name", "required")
		c.patch(path, object{"name": strings.Repeat("가", 31)}).is(422, "too_long")
		w.equal("security", w.outline(c.get("/v1/account/security").is(200)), "password true, app false, 0 recovery codes, 1 passkeys")

		second := w.visitor().signIn("kim@example.com", password).is(401, "second_factor_required")
		w.equal("methods", second.at("methods"), "[passkey]")
		w.visitor().post("/v1/session", object{"email": "kim@example.com", "password": password, "passkey": answered(second, "passkey.", a)}).is(200)

		alone := w.visitor()
		asked := alone.act("/v1/session/passkey/options").is(200)
		w.equal("relying party", asked.text("options.rpId"), "tenantry.example.com")
		w.equal("signed in", alone.post("/v1/session/passkey", answered(asked, "", a)).is(200).text("account.id"), c.accountID)
		alone.get("/v1/session").is(200)
		w.equal("known from now on", alone.cookies["__Host-tenantry_device"] != "", true)
		w.visitor().post("/v1/session/passkey", answered(asked, "", a)).is(401, "invalid_passkey")
		for _, body := range []string{`{"ceremonyId":"x","credential":{}}`, `{"ceremonyId":"","credential":{"id":"x","rawId":"x","type":"public-key","response":{}}}`} {
			w.visitor().post("/v1/session/passkey", body).is(401, "invalid_passkey")
		}

		proof := alone.act("/v1/account/reauthentication/passkey/options").is(200)
		alone.post("/v1/account/reauthentication", object{"passkey": answered(proof, "", a)}).is(200)
		alone.get("/v1/account/sessions").is(200)

		// Somebody else's account knows nothing of it.
		lee := w.owner("lee@example.com")
		lee.patch(path, object{"name": "mine"}).is(404)
		lee.delete(path).is(404)
		lee.act("/v1/account/reauthentication/passkey/options").is(409, "no_passkey")
		theirs := lee.act("/v1/account/passkeys/options").is(200)
		made, err := passkeytest.New(namedURL).Create(field(theirs, "options"))
		w.must(err)
		c.post("/v1/account/passkeys", object{"ceremonyId": theirs.text("ceremonyId"), "credential": made}).is(422, "invalid_passkey")
		lee.post("/v1/account/passkeys", object{"ceremonyId": theirs.text("ceremonyId"), "credential": object{}}).is(422, "invalid_passkey").names("body.credential", "invalid_passkey")

		c.delete(path).is(204)
		w.visitor().signIn("kim@example.com", password).is(200)
		w.equal("the last notice", strings.Contains(w.letters("kim@example.com")[1].text, "전화기"), true)
	}, secure)
}

func TestPasskeysAreNotOfferedEverywhere(t *testing.T) {
	each(t, func(w *world) {
		w.equal("offered", w.visitor().get("/v1/deployment").is(200).at("passkeys"), false)
		w.visitor().act("/v1/session/passkey/options").is(409, "passkeys_unavailable")
		w.visitor().with("Host", "localhost").act("/v1/session/passkey/options").is(409, "passkeys_unavailable")
		w.owner("kim@example.com").act("/v1/account/passkeys/options").is(409, "passkeys_unavailable")
	})
}

func TestChangePasswordAndSessions(t *testing.T) {
	each(t, func(w *world) {
		c := w.owner("kim@example.com")
		other := w.visitor()
		other.signIn("kim@example.com", password).is(200)
		change := func(current, next string) *answer {
			return c.post("/v1/account/password", object{"current": current, "new": next})
		}
		change("wrong", "a fine new phrase").is(422, "wrong_password").names("body.current", "wrong_password")
		for next, code := range map[string]string{
			"short": "too_short", "password1": "common_password", "my staff phrase": "contains_name", "tenantry-2026": "contains_product", password: "must_differ",
			strings.Repeat("x", 129): "too_long",
		} {
			change(password, next).is(422, code).names("body.new", code)
		}
		other.get("/v1/session").is(200)
		change(password, "a fine new phrase").is(204)
		other.get("/v1/session").is(401)
		c.get("/v1/session").is(200)
		w.visitor().signIn("kim@example.com", password).is(401, "invalid_credentials")
		other.signIn("kim@example.com", "a fine new phrase").is(200)
		w.equal("notices", len(w.letters("kim@example.com")), 1)

		all := c.get("/v1/account/sessions").is(200)
		w.equal("sessions", all.length("items"), 2)
		mine := slices.Index([]bool{all.at("items.0.current").(bool), all.at("items.1.current").(bool)}, true)
		w.equal("device", all.text(fmt.Sprintf("items.%d.device.browser", mine)), "Firefox")
		w.equal("address", all.text(fmt.Sprintf("items.%d.address", mine)), "192.0.2.1")
		theirs := w.owner("lee@example.com").get("/v1/account/sessions").is(200).text("items.0.id")
		c.delete("/v1/account/sessions/" + theirs).is(404)
		c.delete("/v1/account/sessions/" + all.text(fmt.Sprintf("items.%d.id", 1-mine))).is(204)
		other.get("/v1/session").is(401)
		other.signIn("kim@example.com", "a fine new phrase").is(200)
		c.delete("/v1/account/sessions").is(204)
		other.get("/v1/session").is(401)
		c.get("/v1/session").is(200)
		c.delete("/v1/account/sessions/" + all.text(fmt.Sprintf("items.%d.id", mine))).is(204)
		c.get("/v1/session").is(401)
	})
}
