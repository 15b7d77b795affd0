package api_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/db"
	memberships "github.com/tenantry/tenantry/internal/member"
)

// However common a name is, and so however it is looked for, the list is what the model says.
func TestMembersListOfACommonName(t *testing.T) {
	each(t, func(w *world) {
		upper, lower, apart := w.spare("위"), w.spare("아래"), w.spare("따로")
		w.tree("모임", upper, lower)
		places := []string{upper, lower, apart}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			for i := range 1200 {
				a, err := w.app.Handler.Accounts.Create(ctx, tx, account.Draft{
					Email: fmt.Sprintf("kim.%d@%s.example.com", i, []string{"seoul", "busan"}[i%2]), Name: fmt.Sprintf("김 %d", i),
				}, "")
				if err != nil {
					return err
				}
				d := memberships.Draft{OrganizationID: places[i%3], AccountID: a.ID}
				if i%50 == 0 {
					d.Awaits = memberships.AwaitsOwner
				}
				if _, err := memberships.Add(ctx, tx, w.clock.Now(), d); err != nil {
					return err
				}
			}
			return nil
		})
		reader := w.holder("reader@example.com", upper, subtree, access.MembersRead)
		town := &town{w: w, place: map[string]string{"위": upper, "아래": lower, "따로": apart}, under: map[string][]string{"위": {"위", "아래"}}}
		town.all = walk(w.operator(), "/v1/members", 200)
		w.equal("members", len(town.all), 1202)
		for sort, query := range map[string]url.Values{
			"name": {"q": {"김"}}, "email": {"q": {"seoul"}}, "createdAt": {"q": {"kim"}, "status": {"pending"}}, "lastVisitAt": {"q": {"김 1"}, "status": {"active"}},
		} {
			for who, c := range map[string]*client{"staff": w.operator(), "a reader": reader} {
				in := town.under["위"]
				if who == "staff" {
					in = nil
				}
				whole := walk(c, "/v1/members?"+query.Encode()+"&sort="+sort, 200)
				w.equal(who+" by "+sort, sorted(values(whole, "id")), town.shown(in, query))
				w.equal(who+" by "+sort+" by pages", values(walk(c, "/v1/members?"+query.Encode()+"&sort="+sort, 61), "id"), values(whole, "id"))
				w.equal(who+" by "+sort+": total", c.get("/v1/members?"+query.Encode()).is(200).number("total.value"), len(whole))
			}
		}
	})
}
