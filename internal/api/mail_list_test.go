package api_test

import (
	"os"
	"strings"
	"testing"
	"time"
)

// breakOutbox has deliveries fail until the returned function is called.
func (w *world) breakOutbox() (mend func()) {
	w.Helper()
	outbox := w.app.Config.Outbox
	aside := outbox + ".aside"
	if err := os.Rename(outbox, aside); err != nil && !os.IsNotExist(err) {
		w.Fatal(err)
	}
	w.must(os.WriteFile(outbox, nil, 0o600))
	return func() {
		w.must(os.Remove(outbox))
		if err := os.Rename(aside, outbox); err != nil && !os.IsNotExist(err) {
			w.Fatal(err)
		}
	}
}

func TestMailOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		w.settle()
		w.equal("nothing waits", staff.get("/v1/mail").is(200).number("total.value"), 0)
		mend := w.breakOutbox()
		organizationID := staff.register("우리", contracting())
		staff.post("/v1/organizations/"+organizationID+"/members", object{"name": "Kim", "email": "Kim.Minsu@city.go.kr", "mobilePhone": "010-2345-6789"}).is(201)
		w.settle()
		list := staff.get("/v1/mail?state=queued&kind=temporary_password&q=minsu&sort=createdAt&count=exact").is(200)
		w.equal("one waits", list.number("total.value"), 1)
		mailID := list.text("items.0.id")
		for field, want := range map[string]any{
			"kind": "temporary_password", "recipient": "Kim.Minsu@city.go.kr", "state": "queued", "attempts": 1.0, "reason": "outbox",
		} {
			w.equal(field, list.at("items.0."+field), want)
		}
		if at, err := time.Parse(time.RFC3339, list.text("items.0.expiresAt")); err != nil || w.clock.Now().Add(72*time.Hour).Sub(at) > time.Minute {
			w.Errorf("it expires at %v (%v)", at, err)
		}
		if failure := list.text("items.0.error"); !strings.Contains(failure, "the outbox") || list.at("items.0.lastAttemptAt") == nil || list.at("items.0.nextAttemptAt") == nil {
			w.Errorf("it is listed as %s", list.body)
		}
		w.equal("by its ID", staff.get("/v1/mail?q="+mailID).is(200).text("items.0.id"), mailID)
		w.equal("none failed", staff.get("/v1/mail?state=failed").is(200).number("total.value"), 0)
		for query, code := range map[string]string{
			"state=sent": "", "kind=spam": "", "sort=recipient": "invalid_value", "limit=0": "", "limit=201": "", "cursor=x": "cursor_invalid", "to=kim": "", "q=a&q=b": "", "state=": "",
		} {
			a := staff.get("/v1/mail?" + query).is(422)
			if code != "" {
				w.equal(query, a.text("errors.0.code"), code)
			}
		}

		mend()
		retried := staff.with("Idempotency-Key", "again").post("/v1/mail/"+mailID+"/retry", nil)
		w.equal("retried", retried.is(202).text("state"), "queued")
		w.settle()
		w.equal("delivered", len(w.letters("Kim.Minsu@city.go.kr")), 1)
		w.equal("nothing waits", staff.get("/v1/mail").is(200).number("total.value"), 0)
		again := staff.with("Idempotency-Key", "again").post("/v1/mail/"+mailID+"/retry", nil).is(202)
		w.equal("the same answer", string(again.body), string(retried.body))
		for _, gone := range []string{mailID, "mal_1", "acc_01J00000000000000000000000"} {
			staff.post("/v1/mail/"+gone+"/retry", nil).is(404, "not_found")
		}
		w.equal("audit", strings.Join(w.events(mailID), " "), "mail.retried")

		w.stuck()
		w.exec("UPDATE mail SET expires_at = $1 WHERE id = $2", w.clock.Now().UnixMicro(), stuckMail)
		staff.post("/v1/mail/"+stuckMail+"/retry", nil).is(409, "mail_expired")
		failed := staff.get("/v1/mail?state=failed").is(200)
		w.equal("failed", failed.text("items.0.error"), "the mail server does not take messages to this recipient (550)")
		w.equal("reason", failed.text("items.0.reason"), "recipient_refused")
		w.equal("no next attempt", failed.at("items.0.nextAttemptAt"), nil)
	})
}

// Operators see how much waits and how much was not delivered.
func TestMailInMetrics(t *testing.T) {
	each(t, func(w *world) {
		w.settle()
		w.stuck()
		figures := string(w.visitor().get("/metrics").body)
		for _, want := range []string{`tenantry_mail{state="failed"} 1`, `tenantry_mail{state="queued"} 0`} {
			if !strings.Contains(figures, want+"\n") {
				w.Errorf("want %s in the figures", want)
			}
		}
	})
}
