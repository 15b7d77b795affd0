package erasure_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/erasure"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/usage"
	"github.com/tenantry/tenantry/internal/verification"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

func service(w *apptest.World) *erasure.Service { return w.Handler.Erasures }

// code is a code that was mailed to an account for an erasure.
func code(w *apptest.World, accountID, organizationID string) (digits string) {
	w.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		digits, err = w.Codes.Issue(ctx, tx, w.Clock.Now(), verification.Code{Subject: accountID, Action: verification.OrganizationErasure, Target: organizationID})
		return err
	})
	return digits
}

// furnished is an organization with something of everything, and its Admin.
func furnished(t *testing.T, w *apptest.World, name, prefix string) (organizationID, adminID string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	organizationID = w.Contracting(name)
	adminID = w.Account(prefix + "-admin")
	w.Member(organizationID, adminID, w.Admin(organizationID))
	reader := w.Role(organizationID, "읽는 사람", access.NumbersRead)
	for i := range 3 {
		w.Member(organizationID, w.Account(fmt.Sprint(prefix, "-", i)), reader)
	}
	operator := w.Caller("")
	var entries []number.Entry
	for i := range 20 {
		entries = append(entries, number.Entry{Number: fmt.Sprintf("02-%s-%04d", prefix, 1000+i), Lettering: name})
	}
	_, err := w.Numbers.AddList(ctx, operator, organizationID, entries[0].Number, entries, false)
	must(err)
	_, err = w.Products.Put(ctx, operator, product.Product{
		Key: "p" + prefix, Name: product.Names{"en": "P", "ko": "P", "ja": "P", "th": "P"}, Permissions: []product.Permission{{
			Key: "p" + prefix + ".calls.make", Name: product.Names{"en": "C", "ko": "C", "ja": "C", "th": "C"},
		}},
	})
	must(err)
	_, _, err = w.Handler.Usages.Put(ctx, operator, usage.Key{OrganizationID: organizationID, Product: "p" + prefix, Kind: usage.Campaign, ExternalID: "1"},
		usage.Draft{Name: "캠페인", Numbers: []string{entries[0].Number, entries[1].Number}})
	must(err)
	admin := w.Caller(adminID)
	_, _, err = w.Handler.Keys.Create(ctx, admin, organizationID, apikey.Draft{Name: "열쇠", Permissions: []access.Permission{access.NumbersRead}})
	must(err)
	results, err := w.Handler.Invitations.Invite(ctx, admin, organizationID, []invitation.Draft{{Name: "초대", Email: prefix + "-invited@example.com"}}, false)
	must(err)
	if results[0].ID == "" {
		t.Fatalf("not invited: %+v", results[0])
	}
	content := fmt.Sprintf("number,billing_number\n02-%s-5000,02-%s-5000\n", prefix, prefix)
	_, err = w.Imports.Create(ctx, admin, imports.Draft{
		Kind: imports.Numbers, OrganizationID: organizationID, Mode: imports.ModeAll,
		File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
	})
	must(err)
	return organizationID, adminID
}

// theOne is the one text that a query yields.
func theOne(t *testing.T, w *apptest.World, query string, args ...any) (found string) {
	t.Helper()
	if err := w.DB.QueryRow(ctx, query, args...).Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// left counts, by table, the rows that name the organization. What others have to remember of it is left out.
func left(t *testing.T, w *apptest.World, organizationID string) map[string]int {
	t.Helper()
	remembered := []string{"number_owner", "audit_erased", "product_event"}
	query := "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND p.name IN ('organization_id', 'parent_id', 'above')"
	if w.DB.Engine() == db.Postgres {
		query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('organization_id', 'parent_id', 'above')"
	}
	type column struct{ table, name string }
	rows, err := w.DB.Query(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := db.Collect(rows, func(c *column) []any { return []any{&c.table, &c.name} })
	if err != nil || len(columns) < 10 {
		t.Fatalf("%d columns (%v)", len(columns), err)
	}
	found := map[string]int{}
	for _, c := range columns {
		if n := w.Number("SELECT COUNT(*) FROM "+c.table+" WHERE "+c.name+" = $1", organizationID); n > 0 && !slices.Contains(remembered, c.table) {
			found[c.table] = n
		}
	}
	if n := w.Number("SELECT COUNT(*) FROM organization WHERE id = $1", organizationID); n > 0 {
		found["organization"] = n
	}
	return found
}

// Before its rows are gone an organization is out of everybody's reach; in the end nothing is left of it, and
// everything of the others.
func TestEraseLeavesNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		above := w.Contracting("위")
		boss := w.Account("boss")
		w.Member(above, boss, w.Admin(above))
		gone, adminID := furnished(t, w, "없어질 곳", "711")
		stays, _ := furnished(t, w, "남을 곳", "712")
		w.Group("모임", group.Placement{OrganizationID: above}, group.Placement{OrganizationID: gone, ParentID: above}, group.Placement{OrganizationID: stays, ParentID: above})
		w.Settle()
		staff := w.Account("staff")
		w.Member(id.PlatformOrganization, staff, id.PlatformAdminRole)
		before := left(t, w, stays)

		preview, err := service(w).Preview(ctx, w.Caller(adminID), gone)
		if err != nil || len(preview.Blockers) > 0 {
			t.Fatalf("preview: %+v, %v", preview, err)
		}
		for name, want := range map[string]int64{"members": 4, "roles": 2, "numbers": 20, "usages": 1, "apiKeys": 1, "invitations": 1, "imports": 1} {
			if preview.Counts[name] != want {
				t.Errorf("%s: %d, want %d", name, preview.Counts[name], want)
			}
		}
		if preview.Counts["auditEvents"] < 5 {
			t.Errorf("the trail has %d events", preview.Counts["auditEvents"])
		}
		if err := service(w).Ask(ctx, w.Caller(adminID), gone); err != nil {
			t.Fatal(err)
		}

		service(w).SetPortion(3)
		release := w.HoldJobs()
		if err := service(w).Confirm(ctx, w.Caller(adminID), gone, " 없어질 곳 ", code(w, adminID, gone)); err != nil {
			t.Fatal(err)
		}
		for name, caller := range map[string]access.Caller{"its Admin": w.Caller(adminID), "a higher level's": w.Caller(boss), "staff": w.Caller(staff)} {
			if caller.Sees(gone) || caller.Holds(access.NumbersRead, gone) {
				t.Errorf("%s reaches it", name)
			}
			page, err := w.Organizations.List(ctx, caller, organization.Query{Limit: 50})
			if err != nil || slices.ContainsFunc(page.Items, func(o organization.Organization) bool { return o.ID == gone }) || page.Total.Value != int64(len(page.Items)) {
				t.Errorf("%s lists %+v (%v)", name, page, err)
			}
			numbers, err := w.Numbers.List(ctx, caller, number.Query{Limit: 50})
			want := int64(20)
			if name == "its Admin" {
				want = 0
			}
			if err != nil || numbers.Total != want || len(numbers.Items) != int(want) {
				t.Errorf("%s lists %d of %d numbers (%v), want %d", name, len(numbers.Items), numbers.Total, err, want)
			}
		}
		if n := w.Number("SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1", gone); n != 20 {
			t.Errorf("%d numbers are there before the job has begun", n)
		}
		release()
		w.Settle()
		if found := left(t, w, gone); len(found) > 0 {
			t.Errorf("left: %v; the job: %s", found, theOne(t, w, "SELECT error FROM job WHERE kind = 'organization.erase'"))
		}
		if after := left(t, w, stays); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("of the other organization: %v, before %v", after, before)
		}
		if n := w.Number("SELECT COUNT(*) FROM account"); n != 10 {
			t.Errorf("%d accounts, want all 10", n)
		}
		if n := w.Number("SELECT organization_count FROM organization_group"); n != 2 {
			t.Errorf("the group has %d organizations", n)
		}
		numbers, err := w.Numbers.List(ctx, w.Caller(staff), number.Query{Limit: 50})
		if err != nil || numbers.Total != 20 || !numbers.Exact {
			t.Errorf("%d numbers in all (%v)", numbers.Total, err)
		}
		if n := w.Number("SELECT COUNT(*) FROM audit_event WHERE organization_id = $1 AND action = 'organization.erased' AND target = $2", id.PlatformOrganization, gone); n != 1 {
			t.Errorf("the platform's trail tells of it %d times", n)
		}
		if err := w.Sealer.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Sealer.Verify(ctx, func(b audit.Broken) error { return fmt.Errorf("broken: %+v", b) }); err != nil {
			t.Error(err)
		}
		// What it had can be had again.
		if _, err := w.Numbers.AddList(ctx, w.Caller(""), stays, "02-711-1000", []number.Entry{{Number: "02-711-1000"}}, false); err != nil {
			t.Errorf("a number of it: %v", err)
		}
	})
}

func TestEraseIsRefused(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("위", "아래")
		admins := map[string]string{}
		for i, organizationID := range append(chain, id.PlatformOrganization) {
			admins[organizationID] = w.Account(fmt.Sprint("admin", i))
			w.Member(organizationID, admins[organizationID], w.Admin(organizationID))
		}
		above, below := chain[0], chain[1]
		for what, test := range map[string]struct{ by, organizationID, want string }{
			"with something below it":   {admins[above], above, "organization_in_use"},
			"by a higher level":         {admins[above], below, "own_role_required"},
			"by staff":                  {admins[id.PlatformOrganization], below, "own_role_required"},
			"the platform organization": {admins[id.PlatformOrganization], id.PlatformOrganization, "platform_organization"},
			"by a lower level":          {admins[below], above, "not_found"},
		} {
			if err := service(w).Ask(ctx, w.Caller(test.by), test.organizationID); apptest.Code(err) != test.want {
				t.Errorf("%s: %v, want %s", what, err, test.want)
			}
		}
		executing := w.Executing("수행", below)
		err := service(w).Ask(ctx, w.Caller(admins[below]), below)
		if apptest.Code(err) != "organization_in_use" {
			t.Errorf("with an executing organization: %v", err)
		}
		// It is beyond the Admin's reach: that there is something is told, and neither which nor how many.
		preview, previewErr := service(w).Preview(ctx, w.Caller(admins[below]), below)
		if previewErr != nil || len(preview.Blockers) != 1 || preview.Blockers[0].Count != 0 || !preview.Blockers[0].Hidden {
			t.Errorf("what stands in the way: %+v, %v", preview.Blockers, previewErr)
		}
		refusal, _ := fault.As(err)
		for _, told := range []string{fmt.Sprint(preview.Blockers), fmt.Sprint(refusal.Extra)} {
			if strings.Contains(told, "수행") || strings.Contains(told, executing) {
				t.Errorf("told of an organization that the Admin does not see: %s", told)
			}
		}
		if err := w.Organizations.Delete(ctx, w.Caller(""), executing, nil); err != nil {
			t.Fatal(err)
		}

		caller := w.Caller(admins[below])
		if err := service(w).Confirm(ctx, caller, below, "아래", "123456"); apptest.Code(err) != "code_spent" {
			t.Errorf("without a code: %v", err)
		}
		digits := code(w, admins[below], below)
		if err := service(w).Confirm(ctx, caller, below, "아래 ", strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, digits)); apptest.Code(err) != "wrong_code" {
			t.Errorf("with a wrong code: %v", err)
		}
		if n := w.Number("SELECT COUNT(*) FROM audit_event WHERE action = 'code.refused' AND actor = $1", admins[below]); n != 2 {
			t.Errorf("%d refused codes are in the audit trail, want 2", n)
		}
		if err := service(w).Confirm(ctx, caller, below, "위", digits); apptest.Code(err) != "does_not_match" {
			t.Errorf("with another name: %v", err)
		}
		if err := service(w).Confirm(ctx, w.Caller(admins[above]), above, "위", digits); apptest.Code(err) != "code_spent" {
			t.Errorf("with another organization's code: %v", err)
		}
		errs := dbtest.Together(8, func(int) error { return service(w).Confirm(ctx, w.Caller(admins[below]), below, "아래", digits) })
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if err := apptest.Unexpected(err, "code_spent", "not_found"); err != nil {
				t.Error(err)
			}
		}
		if done != 1 {
			t.Errorf("one code erased %d times", done)
		}
	})
}

// While an organization is erased somebody adds to it in every way: in the end nothing is left.
func TestEraseWhileOthersAdd(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for round := range 4 {
			prefix := fmt.Sprint(720 + round)
			gone, adminID := furnished(t, w, "없어질 곳", prefix)
			other := w.Contracting("다른 곳")
			w.Settle()
			im := theOne(t, w, "SELECT id FROM import WHERE organization_id = $1", gone)
			digits := code(w, adminID, gone)
			operator := w.Caller("")
			chosen := theOne(t, w, "SELECT MAX(id) FROM outgoing_number WHERE organization_id = $1", gone)
			guest := w.Account(prefix + "-guest")
			steps := []func() error{
				func() error { return service(w).Confirm(ctx, w.Caller(adminID), gone, "없어질 곳", digits) },
				func() error { _, err := w.Imports.Apply(ctx, w.Caller(adminID), im); return err },
				func() error {
					_, err := w.Numbers.AddList(ctx, operator, gone, "02-"+prefix+"-7000", []number.Entry{{Number: "02-" + prefix + "-7000"}}, false)
					return err
				},
				func() error {
					_, err := w.Numbers.MoveMany(ctx, operator, number.Choice{IDs: []string{chosen}}, other)
					return err
				},
				func() error {
					_, _, err := w.Handler.Usages.Put(ctx, operator, usage.Key{OrganizationID: gone, Product: "p" + prefix, Kind: usage.Schedule, ExternalID: "x"},
						usage.Draft{Name: "예약", Numbers: []string{"02-" + prefix + "-1003"}})
					return err
				},
				func() error {
					return w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
						_, err := member.Add(ctx, tx, w.Clock.Now(), member.Draft{OrganizationID: gone, AccountID: guest})
						return err
					})
				},
				func() error {
					_, err := w.Handler.Invitations.Invite(ctx, operator, gone, []invitation.Draft{{Name: "초대", Email: prefix + "-late@example.com"}}, false)
					return err
				},
			}
			errs := dbtest.Together(len(steps), func(i int) error { return steps[i]() })
			if errs[0] != nil {
				t.Fatalf("round %d: the erasure: %v", round, errs[0])
			}
			for i, err := range errs[1:] {
				if _, refused := fault.As(err); err != nil && !refused {
					t.Errorf("round %d, step %d: %v", round, i+1, err)
				}
			}
			w.Settle()
			for n := 0; len(left(t, w, gone)) > 0 && n < 5; n++ { // something that came at the last moment has the job begin again
				w.Clock.Advance(time.Hour)
				w.Settle()
			}
			if found := left(t, w, gone); len(found) > 0 {
				t.Fatalf("round %d: left: %v (%v)", round, found, errors.Join(errs...))
			}
		}
	})
}

// While an organization is erased its people get other names, and some of them end their accounts: in the end nothing
// is left of them in its lists.
func TestEraseWhileItsPeopleChange(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		service(w).SetPortion(3)
		for round := range 3 {
			gone := w.Contracting("없어질 곳")
			adminID := w.Account(fmt.Sprint("admin", round))
			w.Member(gone, adminID, w.Admin(gone))
			people := make([]string, 60)
			for i := range people {
				people[i] = w.Account(fmt.Sprintf("p%d-%02d", round, i))
				w.Member(gone, people[i])
			}
			release := w.HoldJobs()
			if err := service(w).Confirm(ctx, w.Caller(adminID), gone, "없어질 곳", code(w, adminID, gone)); err != nil {
				t.Fatal(err)
			}
			codes := make([]string, len(people))
			w.Write(func(ctx context.Context, tx *db.Tx) (err error) {
				for i, accountID := range people {
					if codes[i], err = w.Codes.Issue(ctx, tx, w.Clock.Now(), verification.Code{Subject: accountID, Action: verification.AccountDeletion}); err != nil {
						return err
					}
				}
				return nil
			})
			errs := dbtest.Together(3, func(i int) error {
				if i == 0 {
					release()
					w.Settle()
					return nil
				}
				for n := i - 1; n < len(people); n += 2 {
					actor := audit.Actor{AccountID: people[n]}
					if i == 1 {
						name := fmt.Sprint("다른 이름 ", n)
						if _, err := w.Handler.Accounts.Update(ctx, actor, account.Patch{Name: &name}, nil); err != nil {
							return err
						}
					} else if err := w.Handler.Leaving.Confirm(ctx, session.Visitor{Actor: actor}, codes[n]); err != nil {
						return err
					}
				}
				return nil
			})
			w.Settle()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			if found := left(t, w, gone); len(found) > 0 {
				t.Fatalf("round %d: left: %v", round, found)
			}
			if n := w.Number("SELECT COALESCE(SUM(delta), 0) FROM tally WHERE name = $1", "members/"+gone); n != 0 {
				t.Errorf("round %d: the total of its members is %d", round, n)
			}
		}
	})
}

// Who was let through just before cannot change what is being erased.
func TestPolicyOfWhatIsErased(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		gone := w.Contracting("없어질 곳")
		adminID := w.Account("admin")
		w.Member(gone, adminID, w.Admin(gone))
		before := w.Caller("") // knows nothing of what comes
		release := w.HoldJobs()
		if err := service(w).Confirm(ctx, w.Caller(adminID), gone, "없어질 곳", code(w, adminID, gone)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Organizations.SetPolicy(ctx, before, gone, true, nil); apptest.Code(err) != "not_found" {
			t.Errorf("the policy: %v, want not_found", err)
		}
		release()
		w.Settle()
		if found := left(t, w, gone); len(found) > 0 {
			t.Errorf("left: %v", found)
		}
	})
}

// Ten minutes later nothing that the organization was called, and none of its letterings, is stored anywhere but in the
// platform's trail.
func TestErasureLeavesNoWords(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		const name, prefix = "사라질 기관", "700"
		organizationID, adminID := furnished(t, w, name, prefix)
		furnished(t, w, "남는 기관", "800")
		w.Settle()
		if err := service(w).Confirm(ctx, w.Caller(adminID), organizationID, name, code(w, adminID, organizationID)); err != nil {
			t.Fatal(err)
		}
		w.Settle()
		if n := w.Number("SELECT COUNT(*) FROM job WHERE kind = 'organization.erase' AND state = 'done'"); n != 1 {
			t.Fatalf("%d erasures are done", n)
		}
		w.Clock.Advance(10 * time.Minute)
		w.Settle()
		for what, from := range map[string]string{
			"jobs that name it":     "job WHERE args LIKE '%" + name + "%'",
			"letterings":            "lettering WHERE fold LIKE '%사라질%'",
			"tokens of letterings":  "lettering_token WHERE fold LIKE '%사라질%'",
			"billing numbers":       "billing_number WHERE number LIKE '+822" + prefix + "%'",
			"blocks of numbers":     "number_block WHERE block LIKE '+822" + prefix + "%'",
			"tokens of blocks":      "number_block_token WHERE block LIKE '+822" + prefix + "%'",
			"events of anybody":     "audit_event e JOIN audit_detail d ON d.event_id = e.id WHERE e.organization_id <> '" + id.PlatformOrganization + "' AND d.body LIKE '%" + name + "%'",
			"names of organization": "organization WHERE name LIKE '%사라질%'",
		} {
			if n := w.Number("SELECT COUNT(*) FROM " + from); n != 0 {
				t.Errorf("%d %s are left", n, what)
			}
		}
		// What is somebody else's stays, and is found.
		page, err := w.Numbers.List(ctx, w.Caller(""), number.Query{Filter: number.Filter{Q: "남는"}, Limit: 200})
		if err != nil || len(page.Items) != 20 {
			t.Errorf("%d are found of the other (%v)", len(page.Items), err)
		}
	})
}
