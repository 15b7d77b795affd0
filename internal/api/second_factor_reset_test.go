package api_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/passkeytest"
	"github.com/tenantry/tenantry/internal/session"
)

// Whoever has lost the second factor and the recovery codes is let in by an administrator who is responsible for the
// whole account.
func TestSecondFactorReset(t *testing.T) {
	each(t, func(w *world) {
		place, elsewhere := w.spare("기관"), w.spare("다른 곳")
		admin := w.admin("admin@example.com", place)
		const email = "kim@example.com"
		owner := w.guarded(email)
		id := w.join(owner.accountID, place)
		path := "/v1/members/" + id + "/reset-second-factor"

		other := w.join(owner.accountID, elsewhere)
		w.refuses([]bad{{"while somebody else is responsible too", func() *answer { return admin.act(path) }, 403, "account_beyond_reach", ""}})
		w.must(w.app.Handler.Members.Delete(w.Context(), access.Operator(), other, nil))
		weak := w.holder("weak@example.com", place, own, access.MembersDisable)
		w.refuses([]bad{{"without the permission", func() *answer { return weak.act(path) }, 403, "permission_required", ""}})
		w.equal("the account is guarded still", w.visitor().signIn(email, password).is(401).text("code"), "second_factor_required")

		admin.act(path).is(204)
		owner.get("/v1/session").is(401, "unauthenticated")
		letters := w.letters(email)
		w.equal("told the owner", letters[len(letters)-1].subject, "An administrator reset your second factor")
		back := w.visitor()
		back.signIn(email, password).is(200)
		back.accountID = owner.accountID
		w.equal("in the list", admin.get("/v1/members/"+id).is(200).at("secondFactor"), false)
		w.refuses([]bad{{"again", func() *answer { return admin.act(path) }, 409, "no_second_factor", ""}})

		// Nothing of the old one is good for anything, and a new one is set up as the first was.
		back.prove()
		w.equal("what is left", w.outline(back.get("/v1/account/security").is(200)), "password true, app false, 0 recovery codes, 0 passkeys")
		secret, _ := back.setUpTOTP()
		w.visitor().post("/v1/session", object{"email": email, "password": password, "code": session.Code(secret, w.clock.Now())}).is(200)
	}, secure)
}

// guarded is somebody with an authenticator app, recovery codes and a passkey.
func (w *world) guarded(email string) *client {
	w.Helper()
	accountID := w.account(email, cheap(password))
	c := w.visitor()
	c.signIn(email, password).is(200)
	c.accountID = accountID
	c.prove()
	c.setUpTOTP()
	c.addPasskey(passkeytest.New(namedURL), "key")
	return c
}
