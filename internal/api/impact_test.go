package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

// affected is whom an impact names, and how many organizations it is about.
func affected(a *answer) string {
	a.w.Helper()
	side := func(name string) string {
		var names []string
		for i := range a.length(name + ".examples") {
			names = append(names, a.text(fmt.Sprintf("%s.examples.%d.name", name, i)))
		}
		return fmt.Sprintf("%s %d: %s", name, a.number(name+".count"), strings.Join(names, " "))
	}
	return fmt.Sprintf("%s; %s; %d organizations", side("gains"), side("loses"), a.number("organizations"))
}

// crew makes accounts with names, each a member somewhere.
type crew struct {
	w     *world
	check map[string]*client
}

func (c *crew) join(name, organizationID string, roleIDs ...string) string {
	c.w.Helper()
	if c.check[name] == nil {
		c.check[name] = c.w.signedIn(c.w.named(c.w.address("crew"), name, ""))
	}
	return c.w.join(c.check[name].accountID, organizationID, roleIDs...)
}

// may is what everybody of the crew may do where.
func (c *crew) may(organizationIDs []string) map[string][]string {
	c.w.Helper()
	found := map[string][]string{}
	for name, member := range c.check {
		for _, organizationID := range organizationIDs {
			a := member.get("/v1/organizations/" + organizationID + "/permissions")
			if a.status != 200 {
				continue
			}
			for i := range a.length("permissions") {
				found[name] = append(found[name], organizationID+" "+a.text(fmt.Sprintf("permissions.%d", i)))
			}
		}
	}
	return found
}

// differ says who of the crew gained and who lost anything.
func differ(before, after map[string][]string) (gained, lost []string) {
	names := map[string]bool{}
	for name := range before {
		names[name] = true
	}
	for name := range after {
		names[name] = true
	}
	for name := range names {
		if slices.ContainsFunc(after[name], func(s string) bool { return !slices.Contains(before[name], s) }) {
			gained = append(gained, name)
		}
		if slices.ContainsFunc(before[name], func(s string) bool { return !slices.Contains(after[name], s) }) {
			lost = append(lost, name)
		}
	}
	slices.Sort(gained)
	slices.Sort(lost)
	return gained, lost
}

// A dry run changes nothing and names exactly those who gain and lose when it is done.
func TestDryRunsTellWhoGainsAndLoses(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		high, left, right, leaf, spare := w.spare("높음"), w.spare("왼쪽"), w.spare("오른쪽"), w.spare("잎"), w.spare("홀로")
		everywhere := []string{high, left, right, leaf, spare}
		c := &crew{w: w, check: map[string]*client{}}
		read := func(organizationID, reach string) string {
			return w.role(organizationID, "읽기 "+reach, reach, access.MembersRead)
		}
		highRead, leftRead, rightRead := read(high, subtree), read(left, subtree), read(right, subtree)
		c.join("가 높음", high, highRead)
		c.join("나 왼쪽", left, leftRead)
		c.join("다 오른쪽", right, rightRead)
		c.join("라 왼쪽만", left, read(left, own)) // its role reaches its own organization alone
		c.join("마 둘 다", left, leftRead)
		c.join("마 둘 다", right, rightRead) // the same wherever the leaf stands
		w.disable(c.join("바 그만둠", left, leftRead))
		c.join("사 역할 없음", left)
		c.join("아 잎에서도", left, leftRead)
		c.join("아 잎에서도", leaf, read(leaf, own)) // has it there anyway
		c.join("자 홀로", spare, read(spare, subtree))

		group := ""
		steps := []struct {
			what string
			do   func(query string) *answer
			want string
		}{
			{"make the group", func(query string) *answer {
				a := staff.post("/v1/groups"+query, object{"name": "모임", "organizations": []object{
					top(high), below(left, high), below(right, high), below(leaf, left),
				}})
				if group == "" && a.status == 201 {
					group = a.text("id")
				}
				return a
			}, "gains 3: 가 높음 나 왼쪽 마 둘 다; loses 0: ; 3 organizations"},
			{"move the leaf", func(query string) *answer {
				return staff.patch("/v1/groups/"+group+"/organizations/"+leaf+query, object{"parentId": right})
			}, "gains 1: 다 오른쪽; loses 1: 나 왼쪽; 1 organizations"},
			{"move it where it is", func(query string) *answer {
				return staff.patch("/v1/groups/"+group+"/organizations/"+leaf+query, object{"parentId": right})
			}, "gains 0: ; loses 0: ; 0 organizations"},
			{"move the right one below the left", func(query string) *answer {
				return staff.patch("/v1/groups/"+group+"/organizations/"+right+query, object{"parentId": left})
			}, "gains 2: 나 왼쪽 아 잎에서도; loses 0: ; 2 organizations"},
			{"add another", func(query string) *answer {
				return staff.post("/v1/groups/"+group+"/organizations"+query, below(spare, leaf))
			}, "gains 5: 가 높음 나 왼쪽 다 오른쪽 마 둘 다 아 잎에서도; loses 0: ; 1 organizations"},
			{"remove the leaf with what is below", func(query string) *answer {
				return staff.delete("/v1/groups/" + group + "/organizations/" + leaf + "?subtree=true" + strings.Replace(query, "?", "&", 1))
			}, "gains 0: ; loses 5: 가 높음 나 왼쪽 다 오른쪽 마 둘 다 아 잎에서도; 2 organizations"},
			{
				"delete the group", func(query string) *answer { return staff.delete("/v1/groups/" + group + query) },
				"gains 0: ; loses 3: 가 높음 나 왼쪽 아 잎에서도; 2 organizations",
			},
		}
		for _, step := range steps {
			before := c.may(everywhere)
			var tried string
			w.unchanged("a dry run: "+step.what, func() { tried = affected(step.do("?dryRun=true").is(200)) })
			w.equal(step.what, tried, step.want)
			if status := step.do("").status; status >= 300 {
				w.Fatalf("%s: %d", step.what, status)
			}
			gained, lost := differ(before, c.may(everywhere))
			done := fmt.Sprintf("gains %d: %s; loses %d: %s;", len(gained), strings.Join(gained, " "), len(lost), strings.Join(lost, " "))
			w.equal(step.what+": done", done, step.want[:strings.LastIndex(step.want, ";")+1])
		}
		w.equal("what is left", c.may(everywhere)["가 높음"], []string{high + " console.members.read"})
	})
}

// Many are counted, and the first few by name are named.
func TestDryRunsOfManyPeople(t *testing.T) {
	each(t, func(w *world) {
		upper, lower := w.spare("위"), w.spare("아래")
		admin := w.adminRole(upper)
		for i := range 12 {
			w.join(w.named(w.address("crew"), fmt.Sprintf("사람 %d", 12-i), ""), upper, admin)
		}
		group := w.tree("모임", upper)
		a := w.operator().post("/v1/groups/"+group+"/organizations?dryRun=true", below(lower, upper)).is(200)
		w.equal("whom", affected(a), "gains 12: 사람 1 사람 2 사람 3 사람 4 사람 5; loses 0: ; 1 organizations")
		w.equal("an example", []any{a.text("gains.examples.0.email") != "", strings.HasPrefix(a.text("gains.examples.0.accountId"), "acc_")}, "[true true]")
		// While the upper one is suspended its roles give nothing, and nobody gains.
		w.operator().patch("/v1/organizations/"+upper, object{"status": "suspended"}).is(200)
		a = w.operator().post("/v1/groups/"+group+"/organizations?dryRun=true", below(lower, upper)).is(200)
		w.equal("while suspended", affected(a), "gains 0: ; loses 0: ; 1 organizations")
	})
}
