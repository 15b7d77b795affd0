package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/tenantry/tenantry/internal/access"
)

// invite invites somebody and returns the invitation's ID and the token of the link that was mailed.
func (c *client) invite(organizationID, email string, roleIDs ...string) (invitationID, token string) {
	c.w.Helper()
	a := c.post("/v1/organizations/"+organizationID+"/invitations", object{"invitations": []object{
		{"name": "Kim", "email": email, "roleIds": append([]string{}, roleIDs...)},
	}}).is(200)
	if a.text("results.0.status") != "invited" {
		c.w.Fatalf("invite %s: %s", email, a.body)
	}
	return a.text("results.0.id"), c.w.invitationToken(email)
}

// invitationToken is that of the link that was mailed last to an address.
func (w *world) invitationToken(address string) string {
	w.Helper()
	all := w.letters(address)
	if len(all) == 0 {
		w.Fatalf("nothing was mailed to %s", address)
	}
	link := all[len(all)-1].indented()
	token, ok := strings.CutPrefix(link, w.app.Config.PublicURL+"/invitation#token=")
	if !ok {
		w.Fatalf("mailed to %s: %s", address, link)
	}
	return token
}

const chosenPassword = "seagull staircase 41"

// From the invitation to being a member, for somebody new and for the owner of an account.
func TestInvitationJourney(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID)
		reader := w.role(organizationID, "상담원", "subtree", access.MembersRead)
		list := "/v1/organizations/" + organizationID + "/invitations"

		invitationID, token := admin.invite(organizationID, "new@example.com", reader)
		a := admin.get("/v1/invitations/" + invitationID).is(200)
		for path, want := range map[string]string{
			"id": invitationID, "organizationId": organizationID, "organizationName": "종로구", "email": "new@example.com", "name": "Kim", "status": "pending",
			"roles.0.id": reader, "roles.0.name": "상담원", "invitedBy.id": admin.accountID,
		} {
			w.equal(path, a.text(path), want)
		}
		w.equal("asked again", a.at("askedAgainAt"), nil)
		w.equal("accepted", a.at("acceptedAt"), nil)

		guest := w.visitor()
		offer := guest.post("/v1/invitations/lookup", object{"token": token}).is(200)
		w.equal("organization", offer.text("organization.name"), "종로구")
		w.equal("invited by", offer.text("invitedBy"), "Person")
		w.equal("roles", offer.text("roles.0"), "상담원")
		w.equal("account", offer.text("account"), "new")
		w.equal("for the inviter", admin.post("/v1/invitations/lookup", object{"token": token}).is(200).text("account"), "other")
		admin.post("/v1/invitations/accept", object{"token": token, "password": chosenPassword}).is(403, "other_account")
		guest.post("/v1/invitations/accept", object{"token": token}).is(422, "required").names("body.password", "required")
		session := guest.post("/v1/invitations/accept", object{"token": token, "password": chosenPassword, "name": "김"}).is(200)
		w.equal("name", session.text("account.name"), "김")
		w.equal("membership", session.text("memberships.0.organization.id"), organizationID)
		w.equal("signed in", guest.get("/v1/session").is(200).text("account.email"), "new@example.com")
		guest.get(list).is(200)
		guest.post("/v1/invitations/lookup", object{"token": token}).is(410, "invitation_used")
		a = admin.get("/v1/invitations/" + invitationID).is(200)
		w.equal("status", a.text("status"), "accepted")
		if a.at("acceptedAt") == nil {
			w.Errorf("not accepted: %s", a.body)
		}

		owner := w.person("owner@example.com")
		_, token = admin.invite(organizationID, "Owner@example.com")
		stranger := w.visitor()
		w.equal("account", stranger.post("/v1/invitations/lookup", object{"token": token}).is(200).text("account"), "exists")
		stranger.post("/v1/invitations/accept", object{"token": token, "password": chosenPassword}).is(401, "sign_in_required")
		w.equal("account", owner.post("/v1/invitations/lookup", object{"token": token}).is(200).text("account"), "current")
		w.equal("membership", owner.post("/v1/invitations/accept", object{"token": token}).is(200).text("memberships.0.organization.id"), organizationID)
		owner.get("/v1/organizations/" + organizationID).is(200)

		_, token = admin.invite(organizationID, "no@example.com")
		stranger.post("/v1/invitations/decline", object{"token": token}).is(204)
		stranger.post("/v1/invitations/decline", object{"token": token}).is(410, "invitation_declined")

		for query, want := range map[string]int{"": 3, "?status=pending": 0, "?status=accepted": 2, "?status=declined&status=revoked": 1, "?q=OWNER": 1, "?q=" + invitationID: 1} {
			a := admin.get(list + query).is(200)
			if a.length("items") != want || a.at("total.value") != float64(want) || a.text("total.relation") != "eq" {
				w.Errorf("%s: %s", query, a.body)
			}
		}
	})
}

// Somebody whose session is over, or who sends an API key, is nobody here and not turned away.
func TestLinksForNobody(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		_, token := w.admin("admin@example.com", organizationID).invite(organizationID, "kim@example.com")
		stale := w.person("other@example.com")
		secret, _ := w.key(organizationID, "subtree", access.MembersRead)
		w.clock.advance(13 * time.Hour)
		w.equal("account", stale.post("/v1/invitations/lookup", object{"token": token}).is(200).text("account"), "new")
		machine := w.machine(secret)
		w.equal("account", machine.post("/v1/invitations/lookup", object{"token": token}).is(200).text("account"), "new")
		stale.post("/v1/invitations/accept", object{"token": token, "password": chosenPassword}).is(200)
		w.equal("signed in", stale.get("/v1/session").is(200).text("account.email"), "kim@example.com")
	})
}

// What can be wrong with a request is told, and never a failure of the program.
func TestInvitationRequests(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID)
		path := "/v1/organizations/" + organizationID + "/invitations"
		kim := object{"name": "Kim", "email": "kim@example.com"}
		for _, test := range []struct {
			body   any
			status int
			code   string
		}{
			{object{}, 422, "required"},
			{object{"invitations": []object{}}, 422, "invalid_length"},
			{object{"invitations": nil}, 422, "wrong_type"},
			{object{"invitations": []object{{"email": "kim@example.com"}}}, 422, "required"},
			{object{"invitations": []object{kim.with("role", "Admin")}}, 422, "unknown_field"},
			{object{"invitations": []object{kim.with("roleIds", "Admin")}}, 422, "wrong_type"},
			{object{"invitations": []object{kim}, "organizationId": organizationID}, 422, "unknown_field"},
			{object{"invitations": slices.Repeat([]object{kim}, 10_001)}, 422, "invalid_length"},
			{`{"invitations":[`, 400, "malformed"},
			{`{"invitations":[{"name":"\ud800","email":"kim@example.com"}]}`, 400, "malformed"},
		} {
			admin.post(path, test.body).is(test.status, test.code)
		}
		a := admin.post(path, object{"invitations": []object{
			kim,
			{"name": "", "email": "a@example.com"},
			{"name": "Kim", "email": "kim"},
			{"name": "Kim", "email": "KIM@example.com"},
			{"name": "Kim", "email": "b@example.com", "roleIds": []string{"rol_x"}},
			{"name": "a\u0000b", "email": "c@example.com\u0000"},
		}}).is(200)
		for i, want := range []string{
			"invited||", "failed|required|body.invitations[1].name", "failed|invalid_email|body.invitations[2].email", "failed|repeated|body.invitations[3].email",
			"failed|not_found|body.invitations[4].roleIds", "failed|control_characters|body.invitations[5].name",
		} {
			at := fmt.Sprintf("results.%d.", i)
			w.equal(at, a.text(at+"status")+"|"+a.text(at+"code")+"|"+a.text(at+"location"), want)
			w.equal(at+"message", a.text(at+"message") != "", i > 0)
		}
		for query, code := range map[string]string{
			"?status=": "empty", "?status=gone": "invalid_value", "?sort=status": "invalid_value", "?sort=": "empty", "?limit=0": "out_of_range", "?cursor=x": "cursor_invalid",
			"?organizationId=" + organizationID: "unknown_parameter",
		} {
			admin.get(path+query).is(422, code)
		}
		for _, path := range []string{"/v1/invitations/inv_x", "/v1/invitations/inv_01J00000000000000000000000", "/v1/invitations/%00"} {
			admin.get(path).is(404, "not_found")
			admin.delete(path).is(404, "not_found")
			admin.post(path+"/resend", object{}).is(404, "not_found")
		}
		_, token := admin.invite(organizationID, "lee@example.com")
		other := w.operator().register("other", contracting())
		guest := w.visitor()
		for _, operation := range []string{"lookup", "accept", "decline", "renew"} {
			path := "/v1/invitations/" + operation
			guest.post(path, object{"token": token, "organizationId": other}).is(422, "unknown_field") // a link is of its organization, and of no other
			guest.post(path, object{}).is(422, "required")
			for _, none := range []string{"", "x", "\u0000", token + "=", strings.ToUpper(token), strings.Repeat("x", 500_000)} {
				guest.post(path, object{"token": none}).is(410, "link_spent")
			}
		}
		guest.post("/v1/invitations/renew", object{"token": token}).is(409, "invitation_not_expired")
		for range 100 {
			guest.post("/v1/invitations/lookup", object{"token": "x"})
		}
		if a := guest.with("X-Forwarded-For", "203.0.113.9").post("/v1/invitations/lookup", object{"token": "x"}).is(429, "too_many_attempts"); a.header.Get("Retry-After") == "" {
			w.Error("no Retry-After")
		}
		guest.post("/v1/invitations/lookup", object{"token": token}).is(200)
	})
}

// A request that is sent again invites once, and mails once.
func TestInvitingAgain(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID).with("Idempotency-Key", "one")
		path := "/v1/organizations/" + organizationID + "/invitations"
		body := object{"invitations": []object{{"name": "Kim", "email": "kim@example.com"}}}
		first := admin.post(path, body).is(200)
		w.equal("again", string(admin.post(path, body).is(200).body), string(first.body))
		admin.post(path+"?dryRun=true", body).is(422, "idempotency_key_reused")
		id := first.text("results.0.id")
		one := admin.post("/v1/invitations/"+id+"/resend", object{}).is(200)
		w.equal("resent again", string(admin.post("/v1/invitations/"+id+"/resend", object{}).is(200).body), string(one.body))
		w.equal("letters", len(w.letters("kim@example.com")), 2)
	})
}

// An invitation to an address with an account and one to any other look the same to everybody but the holder of the
// link: when it is made, in lists, when it is sent again, and when a new one is asked for.
func TestInvitationsTellNoAccounts(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID)
		w.person("known@example.com")
		seen := map[string][]string{}
		note := func(address string, a *answer) {
			text := fmt.Sprint(a.status, " ", string(a.body))
			for path, stands := range map[string]string{"id": "ID", "results.0.id": "ID", "createdAt": "T", "sentAt": "T", "expiresAt": "T", "askedAgainAt": "T"} {
				if len(a.body) > 0 && a.text(path) != "" {
					text = strings.ReplaceAll(text, a.text(path), stands)
				}
			}
			seen[address] = append(seen[address], strings.ReplaceAll(text, address, "ADDRESS"))
		}
		for _, address := range []string{"known@example.com", "other@example.com"} {
			body := object{"invitations": []object{{"name": "Kim", "email": address}}}
			path := "/v1/organizations/" + organizationID + "/invitations"
			note(address, admin.post(path+"?dryRun=true", body))
			made := admin.post(path, body)
			note(address, made)
			note(address, admin.post(path, body))
			one := "/v1/invitations/" + made.text("results.0.id")
			note(address, admin.get(one))
			note(address, admin.post(one+"/resend", object{}))
		}
		w.settle() // a link that has expired is not delivered
		w.clock.advance(7 * 24 * time.Hour)
		for address := range seen {
			a := w.visitor().post("/v1/invitations/renew", object{"token": w.invitationToken(address)})
			w.equal("renew", a.status, http.StatusAccepted)
			seen[address] = append(seen[address], fmt.Sprint(a.status, string(a.body)))
		}
		if !slices.Equal(seen["known@example.com"], seen["other@example.com"]) {
			w.Errorf("they differ:\n%s\n%s", strings.Join(seen["known@example.com"], "\n"), strings.Join(seen["other@example.com"], "\n"))
		}
	})
}

// A file of invitations is checked row by row, and sent as it was shown.
func TestImportInvitations(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		other := w.operator().register("other", contracting())
		admin := w.admin("admin@example.com", organizationID)
		reader := w.role(organizationID, "상담원; 읽기", "subtree")
		counselor := w.role(organizationID, "Counselor", "subtree")
		w.role(other, "Elsewhere", "subtree")
		admin.invite(organizationID, "waits@example.com")
		fields := []string{"kind=invitations", "organizationId=" + organizationID}

		admin.upload("x.csv", "name,email\nKim,kim@example.com\n", "kind=invitations").is(422, "required").names("body.organizationId", "required")
		admin.upload("x.csv", "name,email\n", "kind=invitations", "organizationId="+other).is(422, "not_found")
		admin.upload("x.csv", "name,email\n", append(fields, "billingNumber=02-312-4567")...).is(422, "not_applicable")
		admin.upload("x.csv", "email\nkim@example.com\n", fields...).is(422).names("body.file", "missing_column")
		reading := w.holder("reading@example.com", organizationID, "subtree", access.MembersRead)
		reading.upload("x.csv", "name,email\n", fields...).is(403, "permission_required")

		file := "이름,이메일,역할\n" +
			"김,kim@example.com,counselor\n" +
			"이,lee@example.com, COUNSELOR ； ADMIN ;\n" +
			"박,park@example.com,\n" +
			"최,kim@EXAMPLE.com,\n" +
			",choi@example.com,Elsewhere;x\n" +
			"기다림,waits@example.com,Admin;admin\n" +
			"긴 주소,x,\n"
		im := admin.upload("명단.csv", file, append(fields, "mode=valid")...).is(202)
		w.equal("status", im.text("status"), "ready")
		w.equal("counts", fmt.Sprint(im.at("counts.add"), im.at("counts.skip"), im.at("counts.invalid")), "3 0 4")
		rows := admin.get("/v1/imports/" + im.text("id") + "/rows?status=invalid").is(200)
		for i, want := range []string{"5|email repeated", "6|roles not_found, roles not_found, name required", "7|roles duplicate, email already_invited", "8|email invalid_email"} {
			at := fmt.Sprintf("items.%d.", i)
			var found []string
			for n := range rows.length(at + "errors") {
				found = append(found, rows.text(fmt.Sprintf("%serrors.%d.column", at, n))+" "+rows.text(fmt.Sprintf("%serrors.%d.code", at, n)))
			}
			w.equal(at, fmt.Sprint(rows.at(at+"line"), "|", strings.Join(found, ", ")), want)
		}
		// The reasons are in the reader's language: the one asked for, else the account's, else that of the file's header.
		read := func(language, title, reason string) {
			path := "/v1/imports/" + im.text("id")
			query := ""
			if language != "" {
				query = "&language=" + language
			}
			if errors := string(admin.get(path + "/errors?format=csv" + query).is(200).body); !strings.Contains(errors, "이름,이메일,역할,"+title) || !strings.Contains(errors, reason) {
				w.Errorf("the file of errors in %q: %s", language, errors)
			}
			if words := admin.get(path + "/rows?status=invalid" + query).is(200).text("items.1.errors.0.message"); words != strings.ReplaceAll(reason, `""`, `"`) {
				w.Errorf("the row in %q: %s", language, words)
			}
		}
		read("", "오류", `이 기관에 ""Elsewhere"" 역할이 없습니다. 역할 목록에 있는 대로 적고, 여럿이면 ;로 나누세요.`)
		read("en", "error", `There is no role ""Elsewhere"" in this organization. Write it as the list of roles does, and ; between several.`)
		read("th", "ข้อผิดพลาด", `ไม่มีบทบาท ""Elsewhere"" ในองค์กรนี้ เขียนให้ตรงกับรายการบทบาท และคั่นหลายบทบาทด้วย ;`)
		admin.patch("/v1/account", object{"language": "ja"}).is(200)
		read("", "エラー", `この機関にロール ""Elsewhere"" はありません。ロールの一覧のとおりに書き、複数は ; で区切ってください。`)
		read("ko", "오류", `이 기관에 ""Elsewhere"" 역할이 없습니다. 역할 목록에 있는 대로 적고, 여럿이면 ;로 나누세요.`)
		admin.get("/v1/imports/"+im.text("id")+"/errors?format=csv&language=fr").is(422, "invalid_value")
		w.equal("values", admin.get("/v1/imports/"+im.text("id")+"/rows?status=invalid").is(200).text("items.1.errors.0.values.role"), `"Elsewhere"`)
		for at, line := range w.table("e.csv", admin.get("/v1/imports/"+im.text("id")+"/errors?format=csv&language=th").is(200).body) {
			if why := line[len(line)-1]; at > 0 && strings.IndexFunc(why, func(r rune) bool { return unicode.Is(unicode.Thai, r) }) < 0 {
				w.Errorf("not in Thai: %q", why)
			}
		}
		w.equal("letters before", len(w.letters("lee@example.com")), 0)
		w.equal("applied", admin.settled(admin.post("/v1/imports/"+im.text("id")+"/apply", object{})).text("status"), "done")
		a := admin.get("/v1/organizations/" + organizationID + "/invitations?q=lee&sort=name").is(200)
		w.equal("roles", a.text("items.0.roles.0.name")+", "+a.text("items.0.roles.1.id"), "Admin, "+counselor)
		for _, address := range []string{"kim@example.com", "lee@example.com", "park@example.com"} {
			w.equal("letters", len(w.letters(address)), 1)
		}
		w.equal("letters to who waits", len(w.letters("waits@example.com")), 1)

		// Somebody else invites one of them in between: what was shown no longer holds.
		im = admin.upload("x.csv", "メールアドレス,名前\na@example.com,A\nb@example.com,B\n", fields...).is(202)
		w.signedIn(admin.accountID).invite(organizationID, "b@example.com", reader)
		im = admin.settled(admin.post("/v1/imports/"+im.text("id")+"/apply", object{}).is(202))
		w.equal("outdated", fmt.Sprint(im.text("status"), im.at("outdated"), im.at("counts.add"), im.at("counts.invalid")), "readytrue 1 1")
		w.equal("letters of what was outdated", len(w.letters("a@example.com")), 0)
		admin.post("/v1/imports/"+im.text("id")+"/apply", object{}).is(409, "import_has_invalid_rows")

		// Whoever may not invite any more applies nothing.
		inviting := w.holder("inviting@example.com", organizationID, "subtree", access.MembersInvite)
		im = inviting.upload("x.csv", "อีเมล,ชื่อ,บทบาท\nc@example.com,C,counselor\nd@example.com,D,admin\n", append(fields, "mode=valid")...).is(202)
		w.equal("more than one's own", admin.w.importCodes(inviting, im.text("id")), "exceeds_own_permissions")
		w.disable(w.memberOf(inviting.accountID))
		inviting.post("/v1/imports/"+im.text("id")+"/apply", object{}).is(422, "not_found")
		w.equal("letters to nobody", len(w.letters("c@example.com")), 0)
	})
}

// importCodes are the codes of the invalid rows of an import.
func (w *world) importCodes(c *client, importID string) string {
	w.Helper()
	a := c.get("/v1/imports/" + importID + "/rows?status=invalid").is(200)
	var found []string
	for i := range a.length("items") {
		found = append(found, a.text(fmt.Sprintf("items.%d.errors.0.code", i)))
	}
	return strings.Join(found, ", ")
}

// The template is a file that can be filled in and sent.
func TestInvitationsTemplate(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID)
		csv := string(admin.get("/v1/invitations/template?format=csv").is(200).body)
		im := admin.upload("x.csv", csv+"Kim,kim@example.com,Admin\n", "kind=invitations", "organizationId="+organizationID).is(202)
		w.equal("filled in", fmt.Sprint(im.text("status"), im.at("counts.add")), "ready1")
		xlsx := string(admin.get("/v1/invitations/template?format=xlsx").is(200).body)
		admin.upload("x.xlsx", xlsx, "kind=invitations", "organizationId="+organizationID).is(422, "empty_file")
	})
}

// A link that is good no more says what became of the invitation, whatever is tried with it.
func TestWhatALinkSays(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID)
		ended := map[string]string{} // the token by what its link says
		for code, end := range map[string]func(invitationID, token string){
			"invitation_used": func(_, token string) {
				w.visitor().post("/v1/invitations/accept", object{"token": token, "password": chosenPassword}).is(200)
			},
			"invitation_declined": func(_, token string) { w.visitor().post("/v1/invitations/decline", object{"token": token}).is(204) },
			"invitation_revoked":  func(invitationID, _ string) { admin.delete("/v1/invitations/" + invitationID).is(204) },
			"invitation_replaced": func(invitationID, _ string) { admin.post("/v1/invitations/"+invitationID+"/resend", object{}).is(200) },
			"invitation_expired":  func(string, string) {},
		} {
			invitationID, token := admin.invite(organizationID, code+"@example.com")
			end(invitationID, token)
			ended[code] = token
		}
		w.clock.advance(7*24*time.Hour + time.Minute)
		for code, token := range ended {
			for _, operation := range []string{"lookup", "accept", "decline", "renew"} {
				if a := w.visitor().post("/v1/invitations/"+operation, object{"token": token}); code == "invitation_expired" && operation == "renew" {
					a.is(202)
				} else {
					a.is(410, code)
				}
			}
		}
	})
}

// An organization that somebody has created for themselves is told how many invitations it may have sent, and when more.
func TestInvitationsOfACreatedOrganization(t *testing.T) {
	each(t, func(w *world) {
		c := w.signedIn(w.account("founder@example.com", ""))
		organizationID := c.post("/v1/organizations", object{"name": "우리", "timeZone": "Asia/Seoul"}).is(201).text("id")
		invite := func(email ...string) *answer {
			all := make([]object, len(email))
			for i, address := range email {
				all[i] = object{"name": "Kim", "email": address}
			}
			return c.post("/v1/organizations/"+organizationID+"/invitations", object{"invitations": all})
		}
		invite("a@example.com", "b@example.com").is(200)
		w.unchanged("what is refused", func() {
			a := invite("c@example.com", "d@example.com").is(429, "invitation_limit")
			w.equal("what it says", fmt.Sprint(a.number("limit"), a.number("left")), "3 1")
			if wait := retryAfter(a); wait < 24*time.Hour || wait > 25*time.Hour || !containsText(a, "platform's staff") {
				w.Errorf("%s, %s", wait, a.body)
			}
		})
		invitationID := invite("c@example.com").is(200).text("results.0.id")
		c.post("/v1/invitations/"+invitationID+"/resend", nil).is(429, "invitation_limit")
		a := c.upload("invitees.csv", "name,email\nKim,d@example.com\n", "kind=invitations", "organizationId="+organizationID)
		w.equal("a file", a.text("status")+" "+a.text("failure.code"), "failed invitation_limit")
	}, "SIGN_UP_INVITATIONS=3")
}

// Nor may one have any sent, where the deployment wants that.
func TestNoInvitationsOfACreatedOrganization(t *testing.T) {
	each(t, func(w *world) {
		c := w.signedIn(w.account("founder@example.com", ""))
		organizationID := c.post("/v1/organizations", object{"name": "우리", "timeZone": "Asia/Seoul"}).is(201).text("id")
		a := c.post("/v1/organizations/"+organizationID+"/invitations", object{"invitations": []object{{"name": "Kim", "email": "a@example.com"}}}).is(403, "invitation_limit")
		w.equal("what it says", a.number("limit"), 0)
	}, "SIGN_UP_INVITATIONS=0")
}
