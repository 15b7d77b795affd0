package usage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/usage"
)

// A usage is made, left alone, changed and ended; each is told once.
func TestLifeOfAUsage(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		numbers := give(t, w, organizationID, "+8225551001", "+8225551002", "+8215881234")
		caller, key := w.Caller(""), campaign(organizationID, "봄/1")
		say := func(d usage.Draft, made bool) usage.Usage {
			t.Helper()
			u, was, err := service(w).Put(ctx, caller, key, d)
			if err != nil || was != made {
				t.Fatalf("made: %t (%v)", was, err)
			}
			return u
		}
		draft := usage.Draft{Name: "봄 캠페인", URL: "https://dialer.example.com/1", Numbers: []string{"02-555-1001", "1588-1234"}}
		first := say(draft, true)
		want := usage.Usage{
			ID: first.ID, OrganizationID: organizationID, Organization: "기관", Product: "dialer", Kind: "campaign", ExternalID: "봄/1", Name: "봄 캠페인",
			URL: "https://dialer.example.com/1", Numbers: 2, CreatedAt: first.CreatedAt, UpdatedAt: first.CreatedAt,
		}
		if first != want || !id.Valid(id.Usage, first.ID) {
			t.Errorf("got %+v, want %+v", first, want)
		}

		again := draft
		again.Numbers = []string{"+82 (0)2 555 1001", "15881234", "+8215881234"}
		if u := say(again, false); u != first {
			t.Errorf("the same again: got %+v, want %+v", u, first)
		}
		if got := events(t, w, first.ID); got != "usage.started" {
			t.Errorf("events: %s", got)
		}

		draft.Name, draft.Numbers = "여름 캠페인", []string{"025551002", "1588-1234"}
		second := say(draft, false)
		want.Name, want.UpdatedAt = "여름 캠페인", second.UpdatedAt
		if second != want || !second.UpdatedAt.After(first.UpdatedAt) {
			t.Errorf("got %+v, want %+v", second, want)
		}
		page, err := service(w).Numbers(ctx, caller, first.ID, 50, "")
		if err != nil || len(page.Items) != 2 || page.Items[0].Number != "+8215881234" || page.Items[0].Display != "1588-1234" || page.Items[1].ID != numbers[1] {
			t.Errorf("numbers: %+v (%v)", page, err)
		}
		var told string
		if err := w.DB.QueryRow(ctx, `SELECT d.body FROM audit_event e JOIN audit_detail d ON d.event_id = e.id WHERE e.target = $1 AND e.action = 'usage.changed'`, first.ID).Scan(&told); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{`"added":1`, `"removed":1`, `"봄 캠페인"`, `"여름 캠페인"`} {
			if !strings.Contains(told, part) {
				t.Errorf("the event does not say %s: %s", part, told)
			}
		}

		draft.Numbers, draft.URL = nil, ""
		if u := say(draft, false); u.Numbers != 0 || u.URL != "" {
			t.Errorf("without numbers: %+v", u)
		}
		for range 2 {
			if err := service(w).End(ctx, caller, key); err != nil {
				t.Fatal(err)
			}
		}
		if got := events(t, w, first.ID); got != "usage.started usage.changed usage.changed usage.ended" {
			t.Errorf("events: %s", got)
		}
		if u := say(draft, true); u.ID == first.ID {
			t.Error("what starts anew is another usage")
		}
	})
}

// The external ID is a product's own, per organization and kind.
func TestExternalIDIsOncePerOrganizationProductAndKind(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer", "sms")
		a, b := w.Contracting("a"), w.Contracting("b")
		caller := w.Caller("")
		seen := map[string]bool{}
		for _, key := range []usage.Key{
			{OrganizationID: a, Product: "dialer", Kind: "campaign", ExternalID: "1"},
			{OrganizationID: b, Product: "dialer", Kind: "campaign", ExternalID: "1"},
			{OrganizationID: a, Product: "sms", Kind: "campaign", ExternalID: "1"},
			{OrganizationID: a, Product: "dialer", Kind: "schedule", ExternalID: "1"},
			{OrganizationID: a, Product: "dialer", Kind: "campaign", ExternalID: "1a"},
			{OrganizationID: a, Product: "dialer", Kind: "campaign", ExternalID: "1A"},
		} {
			u, made, err := service(w).Put(ctx, caller, key, usage.Draft{Name: "x"})
			if err != nil || !made || seen[u.ID] {
				t.Errorf("%+v: made %t (%v)", key, made, err)
			}
			seen[u.ID] = true
		}
		if err := service(w).End(ctx, caller, campaign(a, "1")); err != nil {
			t.Fatal(err)
		}
		if n := w.Number("SELECT COUNT(*) FROM product_usage"); n != 5 {
			t.Errorf("%d are left", n)
		}
	})
}

func TestRulesOfTheFields(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		give(t, w, organizationID, "+8225551001")
		for name, test := range map[string]struct {
			change func(k *usage.Key, d *usage.Draft)
			want   string
		}{
			"nothing wrong": {func(*usage.Key, *usage.Draft) {}, ""},
			"100 characters": {func(k *usage.Key, d *usage.Draft) {
				k.ExternalID, d.Name = strings.Repeat("가", 100), strings.Repeat("나", 100)
			}, ""},
			"emoji and slashes":      {func(k *usage.Key, d *usage.Draft) { k.ExternalID, d.Name = "../a/b?c#d%2F", "👩‍💻 <b>" }, ""},
			"long external ID":       {func(k *usage.Key, _ *usage.Draft) { k.ExternalID = strings.Repeat("가", 101) }, "path.externalId too_long"},
			"blank external ID":      {func(k *usage.Key, _ *usage.Draft) { k.ExternalID = " \u200b " }, "path.externalId required"},
			"NUL in the external ID": {func(k *usage.Key, _ *usage.Draft) { k.ExternalID = "a\x00b" }, "path.externalId control_characters"},
			"override in it":         {func(k *usage.Key, _ *usage.Draft) { k.ExternalID = "a\u202eb" }, "path.externalId control_characters"},
			"not UTF-8":              {func(k *usage.Key, _ *usage.Draft) { k.ExternalID = "a\xffb" }, "path.externalId invalid_encoding"},
			"kind":                   {func(k *usage.Key, _ *usage.Draft) { k.Kind = "Campaign" }, "path.kind invalid_value"},
			"no name":                {func(_ *usage.Key, d *usage.Draft) { d.Name = " " }, "body.name required"},
			"long name":              {func(_ *usage.Key, d *usage.Draft) { d.Name = strings.Repeat("나", 101) }, "body.name too_long"},
			"line break":             {func(_ *usage.Key, d *usage.Draft) { d.Name = "a\nb" }, "body.name control_characters"},
			"script as URL":          {func(_ *usage.Key, d *usage.Draft) { d.URL = "javascript:alert(1)" }, "body.url invalid_url"},
			"password in the URL":    {func(_ *usage.Key, d *usage.Draft) { d.URL = "https://a:b@example.com" }, "body.url invalid_url"},
			"10,001 numbers":         {func(_ *usage.Key, d *usage.Draft) { d.Numbers = slices.Repeat([]string{"025551001"}, 10001) }, "body.numbers too_many"},
			"10,000 times the same":  {func(_ *usage.Key, d *usage.Draft) { d.Numbers = slices.Repeat([]string{"025551001"}, 10000) }, ""},
			"letters":                {func(_ *usage.Key, d *usage.Draft) { d.Numbers = []string{"025551001", "call me"} }, "body.numbers[1] not_digits"},
			"no number":              {func(_ *usage.Key, d *usage.Draft) { d.Numbers = []string{""} }, "body.numbers[0] empty"},
			"nobody's number":        {func(_ *usage.Key, d *usage.Draft) { d.Numbers = []string{"025551001", "025551002"} }, "body.numbers[1] not_found"},
			"a special number":       {func(_ *usage.Key, d *usage.Draft) { d.Numbers = []string{"112"} }, "body.numbers[0] not_found"},
			"several": {
				func(k *usage.Key, d *usage.Draft) { k.Kind, d.Name, d.URL = "x", "", "y" },
				"path.kind invalid_value, body.name required, body.url invalid_url",
			},
		} {
			key, draft := campaign(organizationID, name), usage.Draft{Name: "캠페인", Numbers: []string{"025551001"}}
			test.change(&key, &draft)
			before := w.Number("SELECT COUNT(*) FROM audit_event")
			_, _, err := service(w).Put(ctx, w.Caller(""), key, draft)
			if got := broken(err); got != test.want {
				t.Errorf("%s: got %q (%v), want %q", name, got, err, test.want)
			}
			if err != nil && w.Number("SELECT COUNT(*) FROM audit_event") != before {
				t.Errorf("%s: refused, and an event tells of it", name)
			}
		}
		key := campaign(organizationID, "1")
		key.Product = "unheard_of"
		if _, _, err := service(w).Put(ctx, w.Caller(""), key, usage.Draft{Name: "x"}); apptest.Code(err) != "not_found" || broken(err) != "" {
			t.Errorf("a product that is not declared: %v", err)
		}
		key.Product = "console"
		if _, _, err := service(w).Put(ctx, w.Caller(""), key, usage.Draft{Name: "x"}); apptest.Code(err) != "not_found" {
			t.Errorf("the console: %v", err)
		}
		if err := service(w).End(ctx, w.Caller(""), key); err != nil {
			t.Errorf("the end of what never was: %v", err)
		}
	})
}

// broken is the locations and codes of a refusal.
func broken(err error) string {
	var parts []string
	if f, ok := fault.As(err); ok {
		for _, field := range f.Fields {
			parts = append(parts, field.Location+" "+field.Code)
		}
	} else if err != nil {
		return err.Error()
	}
	return strings.Join(parts, ", ")
}

// A number is the organization's own or nothing: whose else it is cannot be told from the answer.
func TestNumbersOfExactlyThatOrganization(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		_, chain := w.Chain("위", "여기", "아래")
		other := w.Contracting("남")
		give(t, w, chain[0], "+8225551000")
		give(t, w, chain[1], "+8225551001")
		give(t, w, chain[2], "+8225551002")
		give(t, w, other, "+8225551003")
		refusals := map[string]bool{}
		for _, number := range []string{"+8225551000", "+8225551002", "+8225551003", "+8225551004"} {
			_, _, err := service(w).Put(ctx, w.Caller(""), campaign(chain[1], "1"), usage.Draft{Name: "x", Numbers: []string{"+8225551001", number}})
			if broken(err) != "body.numbers[1] not_found" {
				t.Errorf("%s: %v", number, err)
			}
			refusals[fmt.Sprint(err)] = true
		}
		if len(refusals) != 1 {
			t.Errorf("the refusals differ: %v", refusals)
		}
		if n := w.Number("SELECT COUNT(*) FROM product_usage"); n != 0 {
			t.Errorf("%d usages of what was refused", n)
		}
	})
}

// 10,000 numbers are put, replaced by others and left as they are; 100 of those that are wrong are told.
func TestTenThousandNumbers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		all := many(usage.MaxNumbers + 500)
		for _, r := range []number.Range{{First: all[0], LastFour: "9999"}, {First: all[10000], LastFour: "0499"}} {
			r.BillingNumber, r.Lettering = "02-555-1234", "서울"
			if _, err := w.Numbers.AddRange(ctx, w.Caller(""), organizationID, r, false); err != nil {
				t.Fatal(err)
			}
		}
		u := put(t, w, organizationID, "1", all[:usage.MaxNumbers]...)
		back := slices.Clone(all[500:])
		slices.Reverse(back)
		if u = put(t, w, organizationID, "1", back...); u.Numbers != usage.MaxNumbers {
			t.Errorf("%d numbers", u.Numbers)
		}
		if n := w.Number(`SELECT COUNT(*) FROM usage_number used JOIN outgoing_number n ON n.id = used.number_id WHERE n.number < $1`, all[500]); n != 0 {
			t.Errorf("%d numbers that it uses no more", n)
		}
		if again := put(t, w, organizationID, "1", all[500:]...); again != u {
			t.Errorf("the same again: got %+v, want %+v", again, u)
		}
		if got := events(t, w, u.ID); got != "usage.started usage.changed" {
			t.Errorf("events: %s", got)
		}
		seen := 0
		for cursor := ""; ; {
			page, err := service(w).Numbers(ctx, w.Caller(""), u.ID, 3000, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range page.Items {
				if n.Number != all[500+seen] || n.ID == "" || n.Lettering != "서울" {
					t.Fatalf("number %d is %+v, want %s", seen, n, all[500+seen])
				}
				seen++
			}
			if cursor = page.NextCursor; cursor == "" {
				break
			}
		}
		if seen != usage.MaxNumbers {
			t.Errorf("%d numbers in all pages", seen)
		}
		_, _, err := service(w).Put(ctx, w.Caller(""), campaign(w.Contracting("other"), "1"), usage.Draft{Name: "x", Numbers: all[:usage.MaxNumbers]})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 100 || f.Fields[99].Location != "body.numbers[99]" {
			t.Errorf("10,000 numbers of somebody else: %d fields told", len(f.Fields))
		}
	})
}

// In a suspended organization nothing starts and nothing changes, whoever says so; what runs can end.
func TestSuspendedOrganization(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		_, chain := w.Chain("위", "여기", "아래")
		give(t, w, chain[1], "+8225551001")
		give(t, w, chain[2], "+8225551002")
		running := put(t, w, chain[1], "running", "025551001")
		put(t, w, chain[1], "left behind", "025551001")
		suspended := organization.Suspended
		if _, _, err := w.Organizations.Update(ctx, w.Caller(""), chain[1], organization.Patch{Status: &suspended}, nil); err != nil {
			t.Fatal(err)
		}
		own := member(w, chain[1], "own", access.UsagesManage)
		above := member(w, chain[0], "above", access.UsagesRead, access.UsagesManage)
		for name, caller := range map[string]access.Caller{"own": own, "above": above, "operator": w.Caller("")} {
			for _, externalID := range []string{"new", "running"} {
				_, _, err := service(w).Put(ctx, caller, campaign(chain[1], externalID), usage.Draft{Name: "캠페인 running", Numbers: []string{"025551001"}})
				if apptest.Code(err) != "organization_suspended" {
					t.Errorf("%s puts %s: %v", name, externalID, err)
				}
			}
		}
		if err := service(w).End(ctx, own, campaign(chain[1], "running")); apptest.Code(err) != "organization_suspended" {
			t.Errorf("who has nothing any more ends one: %v", err)
		}
		if err := service(w).End(ctx, above, campaign(chain[1], "running")); err != nil {
			t.Error(err)
		}
		left, err := service(w).List(ctx, above, usage.Query{Limit: 50})
		if err != nil || len(left.Items) != 1 || left.Items[0].ID == running.ID {
			t.Fatalf("left: %+v (%v)", left, err)
		}
		if err := service(w).Delete(ctx, above, left.Items[0].ID); err != nil {
			t.Error(err)
		}
		if _, _, err := service(w).Put(ctx, above, campaign(chain[2], "below"), usage.Draft{Name: "x", Numbers: []string{"025551002"}}); err != nil {
			t.Errorf("below a suspended organization: %v", err)
		}
	})
}

// Who may do what, where.
func TestReach(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		_, chain := w.Chain("위", "여기", "아래")
		other := w.Contracting("남")
		usages := map[string]usage.Usage{}
		for _, organizationID := range append(chain, other) {
			usages[organizationID] = put(t, w, organizationID, "1")
		}
		for name, test := range map[string]struct {
			caller           access.Caller
			read, list, make string // codes for the organization in the middle
			lists            int
		}{
			"nobody's member": {w.Caller(w.Account("nobody")), "not_found", "", "not_found", 0},
			"Admin elsewhere": {member(w, other, "elsewhere", access.UsagesRead, access.UsagesManage), "not_found", "", "not_found", 1},
			"reader":          {member(w, chain[1], "reader", access.UsagesRead), "", "", "permission_required", 2},
			"manager":         {member(w, chain[1], "manager", access.UsagesManage), "permission_required", "", "", 0},
			"reader above":    {member(w, chain[0], "above", access.UsagesRead), "", "", "permission_required", 3},
			"manager above":   {member(w, chain[0], "managing", access.UsagesManage), "permission_required", "", "", 0},
			"below":           {member(w, chain[2], "below", access.UsagesRead, access.UsagesManage), "not_found", "", "not_found", 1},
			"staff":           {member(w, id.PlatformOrganization, "staff", access.UsagesRead, access.UsagesManage), "", "", "", 4},
			"other staff":     {member(w, id.PlatformOrganization, "others", access.NumbersRead), "permission_required", "", "permission_required", 0},
		} {
			u := usages[chain[1]]
			got, err := service(w).Get(ctx, test.caller, u.ID)
			if apptest.Code(err) != test.read || err == nil && got != u {
				t.Errorf("%s reads: %v", name, err)
			}
			if _, err := service(w).Numbers(ctx, test.caller, u.ID, 50, ""); apptest.Code(err) != test.read {
				t.Errorf("%s reads its numbers: %v", name, err)
			}
			page, err := service(w).List(ctx, test.caller, usage.Query{Limit: 50})
			if apptest.Code(err) != test.list || len(page.Items) != test.lists || page.Total != int64(test.lists) {
				t.Errorf("%s lists %d of %d (%v), want %d", name, len(page.Items), page.Total, err, test.lists)
			}
			_, _, err = service(w).Put(ctx, test.caller, campaign(chain[1], "1"), usage.Draft{Name: "캠페인 1"})
			if apptest.Code(err) != test.make {
				t.Errorf("%s puts: %v", name, err)
			}
			if test.make == "not_found" && broken(err) != "body.organizationId not_found" {
				t.Errorf("%s is told more than that there is no such organization: %v", name, err)
			}
			err = service(w).End(ctx, test.caller, campaign(chain[1], "never was"))
			if apptest.Code(err) != test.make || test.make == "not_found" && broken(err) != "query.organizationId not_found" {
				t.Errorf("%s ends: %v", name, err)
			}
			if test.make == "" {
				continue
			}
			if err := service(w).Delete(ctx, test.caller, u.ID); apptest.Code(err) != test.make {
				t.Errorf("%s deletes: %v", name, err)
			}
		}
		manager := member(w, chain[0], "last", access.UsagesManage)
		if err := service(w).Delete(ctx, manager, usages[chain[2]].ID); err != nil {
			t.Error(err)
		}
		if err := service(w).Delete(ctx, manager, usages[chain[2]].ID); apptest.Code(err) != "not_found" {
			t.Errorf("deleted twice: %v", err)
		}
		if got := events(t, w, usages[chain[2]].ID); got != "usage.started usage.ended" {
			t.Errorf("events: %s", got)
		}
	})
}

// What a usage stands in the way of.
func TestUsageStandsInTheWay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		numbers := give(t, w, organizationID, "+8225551001", "+8225551002", "+8225551003")
		var made []usage.Usage
		for i := range 6 {
			made = append(made, put(t, w, organizationID, fmt.Sprint(i), "025551001"))
		}
		put(t, w, organizationID, "1", "025551001", "025551002")
		refs, err := usage.UsagesOf(ctx, w.DB, append(many(900), numbers...))
		if err != nil || len(refs) != 2 || len(refs[numbers[0]]) != 6 || len(refs[numbers[1]]) != 1 {
			t.Fatalf("usages of the numbers: %+v (%v)", refs, err)
		}
		want := usage.Ref{ID: made[1].ID, Product: "dialer", Kind: "campaign", ExternalID: "1", Name: "캠페인 1", OrganizationID: organizationID}
		if refs[numbers[1]][0] != want || refs[numbers[0]][1] != want {
			t.Errorf("got %+v, want %+v", refs[numbers[1]][0], want)
		}

		if err := w.Products.Delete(ctx, w.Caller(""), "dialer"); apptest.Code(err) != "product_in_use" {
			t.Errorf("the product is withdrawn: %v", err)
		} else if f, _ := fault.As(err); f.Extra["count"] != 6 {
			t.Errorf("it counts %v usages", f.Extra["count"])
		}
		blockers, err := w.Organizations.References(ctx, w.Caller(""), organizationID)
		at := slices.IndexFunc(blockers, func(b organization.Blocker) bool { return b.Kind == "usages" })
		if err != nil || at < 0 || blockers[at].Count != 6 || len(blockers[at].Examples) != 5 || blockers[at].Examples[1] != (organization.Example{ID: made[1].ID, Name: "캠페인 1"}) {
			t.Fatalf("what refers to the organization: %+v (%v)", blockers, err)
		}
		if err := w.Organizations.Delete(ctx, w.Caller(""), organizationID, nil); apptest.Code(err) != "organization_in_use" {
			t.Errorf("the organization is deleted: %v", err)
		}

		for i := range made {
			if err := service(w).End(ctx, w.Caller(""), campaign(organizationID, fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.Number("SELECT COUNT(*) FROM usage_number"); n != 0 {
			t.Errorf("%d numbers are used by what has ended", n)
		}
		if err := w.Products.Delete(ctx, w.Caller(""), "dialer"); err != nil {
			t.Error(err)
		}
	})
}
