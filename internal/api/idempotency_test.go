package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestIdempotencyKeys(t *testing.T) {
	each(t, func(w *world) {
		staff, other := w.staff("staff@example.com"), w.staff("other@example.com")
		body := object{"name": "서울", "registration": contracting()}
		total := func() int { w.Helper(); return staff.get("/v1/organizations").is(200).number("total.value") }
		keyed := staff.with("Idempotency-Key", "key 1")
		first := keyed.post("/v1/organizations", body).is(201)
		w.unchanged("a repeat", func() {
			again := keyed.post("/v1/organizations", `{"registration":{"businessRegistrationNumber":"116-82-00276","representativeName":"정지호",
				"address":{"base":"서울특별시 종로구"},"clientClassification":"local_government","type":"contracting","classification":"client"},"name":"서울"}`).is(201)
			w.equal("the same answer", string(again.body), string(first.body))
			for _, name := range []string{"Location", "ETag"} {
				w.equal(name, again.header.Get(name), first.header.Get(name))
			}
			for _, different := range []any{body.with("name", "부산"), body.with("website", "https://example.com"), body.with("externalKey", "k")} {
				keyed.post("/v1/organizations", different).is(422, "idempotency_key_reused").names("header.Idempotency-Key", "idempotency_key_reused")
			}
			keyed.post("/v1/organizations", "{").is(400, "malformed")
			staff.with("Idempotency-Key", strings.Repeat("k", 256)).post("/v1/organizations", body).is(422).names("header.Idempotency-Key", "too_long")
		})
		w.equal("one organization", total(), 1)
		other.with("Idempotency-Key", "key 1").post("/v1/organizations", body).is(201)                  // another caller's key
		staff.with("Idempotency-Key", "key 2").post("/v1/organizations", body).is(201)                  // another key
		staff.with("Idempotency-Key", strings.Repeat("k", 255)).post("/v1/organizations", body).is(201) // the longest
		staff.post("/v1/organizations", body).is(201)                                                   // none
		id := keyed.upload("x.csv", head+row("a", "하나")).is(202).text("id")                             // another path
		w.equal("the same upload", keyed.upload("x.csv", head+row("a", "하나")).is(202).text("id"), id)
		keyed.upload("x.csv", head+row("a", "하나"), "mode=valid").is(422, "idempotency_key_reused")
		keyed.upload("x.csv", head+row("b", "하나")).is(422, "idempotency_key_reused")
		w.equal("uploads", staff.get("/v1/imports").number("total.value"), 1)
		w.equal("organizations", total(), 5)

		// What failed is not remembered.
		retried := staff.with("Idempotency-Key", "key 3")
		w.unchanged("a first attempt that fails", func() { retried.post("/v1/organizations", body.with("name", "")).is(422, "required") })
		retried.post("/v1/organizations", body.with("name", "고침")).is(201)
		w.equal("organizations", total(), 6)

		w.clock.advance(24*time.Hour - time.Minute)
		staff = w.signedIn(staff.accountID)
		keyed = staff.with("Idempotency-Key", "key 1")
		w.equal("a repeat within 24 hours", string(keyed.post("/v1/organizations", body).is(201).body), string(first.body))
		w.must(w.app.Sweep(w.Context()))
		w.equal("a repeat after a sweep", string(keyed.post("/v1/organizations", body).is(201).body), string(first.body))
		w.clock.advance(2 * time.Minute)
		later := keyed.post("/v1/organizations", body).is(201)
		if later.text("id") == first.text("id") {
			w.Error("the key holds for more than 24 hours")
		}
		w.equal("organizations", total(), 7)
		w.must(w.app.Sweep(w.Context()))
		w.equal("keys after a sweep", w.rows("SELECT COUNT(*) FROM idempotency"), "[[1]]")
	})
}

func TestParallelRequestsWithOneKey(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		for round := range 3 {
			keyed := staff.with("Idempotency-Key", fmt.Sprint("key ", round))
			body := object{"name": fmt.Sprint("서울 ", round), "registration": contracting()}
			answers := make([]*answer, 8)
			var wait sync.WaitGroup
			for i := range answers {
				wait.Go(func() { answers[i] = keyed.post("/v1/organizations", body) })
			}
			wait.Wait()
			ids := map[string]bool{}
			for _, a := range answers {
				switch a.status {
				case http.StatusCreated:
					ids[a.text("id")] = true
				default:
					a.is(409, "still_running")
				}
			}
			w.equal("organizations that were answered", len(ids), 1)
			w.equal("organizations", staff.get("/v1/organizations").number("total.value"), round+1)
		}
	})
}

func TestParallelRequestsWithKeysOfTheirOwn(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		statuses := make([]int, 60) // more than there are connections
		var wait sync.WaitGroup
		for i := range statuses {
			keyed := staff.with("Idempotency-Key", fmt.Sprint("key ", i))
			wait.Go(func() {
				statuses[i] = keyed.post("/v1/organizations", object{"name": "서울", "registration": contracting()}).status
			})
		}
		wait.Wait()
		w.equal("answers", slices.Compact(slices.Sorted(slices.Values(statuses))), []int{http.StatusCreated})
		w.equal("organizations", staff.get("/v1/organizations").number("total.value"), len(statuses))
	})
}
