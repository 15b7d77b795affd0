package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

// bad is a request that breaks a rule: location is the field that the answer names, "" for none.
type bad struct {
	what           string
	send           func() *answer
	status         int
	code, location string
}

// refuses expects each to be refused as it says, and nothing stored.
func (w *world) refuses(cases []bad) {
	w.Helper()
	w.unchanged("bad input", func() {
		for _, c := range cases {
			a := c.send()
			if a.status != c.status || c.location == "" && a.text("code") != c.code {
				w.Errorf("%s: got %d %s, want %d %s", c.what, a.status, shorten(string(a.body)), c.status, c.code)
				continue
			}
			a.is(c.status)
			if c.location != "" {
				a.names(c.location, c.code)
			}
		}
	})
}

const (
	noID      = "org_01JZZZZZZZZZZZZZZZZZZZZZZZ"
	longest   = 10 // levels
	mostNodes = 50000
)

// forest is the organizations that the rules of the tree are tried on.
type forest struct {
	w            *world
	staff        *client
	group, other string   // groups
	chain        []string // the whole depth, in group
	pair         []string // in other
	spare        string   // contracting, in no group
	executing    string   // in no group
	plain        string   // without a registration, in no group
	deleted      string
}

func (w *world) forest() *forest {
	w.Helper()
	f := &forest{w: w, staff: w.operator()}
	f.chain, f.pair = w.spares(longest, "단"), w.spares(2, "짝")
	f.group, f.other = w.tree("긴 것", f.chain...), w.tree("짧은 것", f.pair...)
	f.spare, f.deleted = w.spare("홀로"), w.spare("간 것")
	f.executing = f.staff.register("시행", executing(f.spare))
	f.plain = w.load(1, func(int) organization.Draft { return organization.Draft{Name: "등록 없음", TimeZone: "Asia/Seoul"} })[0]
	f.staff.delete("/v1/organizations/" + f.deleted).is(204)
	return f
}

// Every rule of the tree is the same with dryRun as without.
func TestTreeRules(t *testing.T) {
	each(t, func(w *world) {
		f := w.forest()
		for _, dryRun := range []string{"", "?dryRun=true"} {
			w.refuses(append(f.places(dryRun), f.saves(dryRun)...))
		}
		w.equal("the tree", f.staff.get("/v1/groups/"+f.group+"/organizations").is(200).column("organizationId"), f.chain)
	})
}

// places are changes of one place that are refused.
func (f *forest) places(dryRun string) []bad {
	group := "/v1/groups/" + f.group + "/organizations"
	move := func(organizationID string, body any) func() *answer {
		return func() *answer { return f.staff.patch(group+"/"+organizationID+dryRun, body) }
	}
	under := func(organizationID, parentID string) func() *answer {
		return move(organizationID, object{"parentId": parentID})
	}
	add := func(groupID string, body any) func() *answer {
		return func() *answer { return f.staff.post("/v1/groups/"+groupID+"/organizations"+dryRun, body) }
	}
	remove := func(path string) func() *answer {
		query := dryRun
		if strings.Contains(path, "?") {
			query = strings.Replace(dryRun, "?", "&", 1)
		}
		return func() *answer { return f.staff.delete(path + query) }
	}
	second, third := f.chain[1], f.chain[2]
	return []bad{
		{"move under itself", under(second, second), 409, "cycle", ""},
		{"move under what is below", under(second, f.chain[9]), 409, "cycle", ""},
		{"move the highest under what is below", under(f.chain[0], third), 409, "cycle", ""},
		{"move under one of another group", under(second, f.pair[0]), 422, "not_found", "body.parentId"},
		{"move under one of no group", under(second, f.spare), 422, "not_found", "body.parentId"},
		{"move under one that was deleted", under(second, f.deleted), 422, "not_found", "body.parentId"},
		{"move under no ID", under(second, "위"), 422, "not_found", "body.parentId"},
		{"move under NUL", move(second, `{"parentId":"org_\u0000"}`), 422, "not_found", "body.parentId"},
		{"move to the top", move(second, object{"parentId": nil}), 422, "required", "body.parentId"},
		{"move to nowhere", move(second, object{"parentId": ""}), 422, "required", "body.parentId"},
		{"move without a place", move(second, object{}), 422, "required", "body.parentId"},
		{"move to a number", move(second, object{"parentId": 7}), 422, "wrong_type", "body.parentId"},
		{"move with more", move(third, object{"parentId": f.chain[0], "groupId": f.other}), 422, "unknown_field", "body.groupId"},
		{"move one of another group", under(f.pair[1], second), 404, "not_found", ""},
		{"move one of no group", under(f.spare, second), 404, "not_found", ""},
		{"move one that was deleted", under(f.deleted, second), 404, "not_found", ""},

		{"add below the deepest", add(f.group, below(f.spare, f.chain[9])), 409, "too_deep", ""},
		{"add a second highest", add(f.group, top(f.spare)), 409, "highest_level_exists", ""},
		{"add one of this group", add(f.group, below(third, second)), 409, "already_in_group", ""},
		{"add one of another group", add(f.group, below(f.pair[1], second)), 409, "already_in_group", ""},
		{"add below one of another group", add(f.group, below(f.spare, f.pair[0])), 422, "not_found", "body.parentId"},
		{"add below itself", add(f.group, below(f.spare, f.spare)), 422, "not_found", "body.parentId"},
		{"add to an empty place", add(f.group, below(f.spare, "")), 422, "empty", "body.parentId"},
		{"add one that was deleted", add(f.group, below(f.deleted, second)), 422, "not_found", "body.organizationId"},
		{"add below one that was deleted", add(f.group, below(f.spare, f.deleted)), 422, "not_found", "body.parentId"},
		{"add the platform", add(f.group, below(id.PlatformOrganization, second)), 422, "not_found", "body.organizationId"},
		{"add nothing", add(f.group, object{"parentId": second}), 422, "required", "body.organizationId"},
		{"add to a group that is none", add("grp_01JZZZZZZZZZZZZZZZZZZZZZZZ", top(f.spare)), 404, "not_found", ""},
		{"add to an organization", add(f.chain[0], top(f.spare)), 404, "not_found", ""},

		{"remove one with others below", remove(group + "/" + second), 409, "has_lower_levels", ""},
		{"remove the highest", remove(group + "/" + f.chain[0] + "?subtree=false"), 409, "has_lower_levels", ""},
		{"remove with a subtree of maybe", remove(group + "/" + second + "?subtree=maybe"), 422, "wrong_type", "query.subtree"},
		{"remove with an empty subtree", remove(group + "/" + second + "?subtree="), 422, "empty", "query.subtree"},
		{"remove one of another group", remove(group + "/" + f.pair[1]), 404, "not_found", ""},
		{"remove one of no group", remove(group + "/" + f.spare), 404, "not_found", ""},
		{"delete a group that is none", remove("/v1/groups/grp_01JZZZZZZZZZZZZZZZZZZZZZZZ"), 404, "not_found", ""},
		{"try maybe", func() *answer { return f.staff.delete(group + "/" + f.chain[9] + "?dryRun=maybe") }, 422, "wrong_type", "query.dryRun"},
	}
}

// saves are groups that cannot be made.
func (f *forest) saves(dryRun string) []bad {
	save := func(tree ...object) func() *answer {
		return func() *answer {
			return f.staff.post("/v1/groups"+dryRun, object{"name": "새 것", "organizations": tree})
		}
	}
	named := func(body object) func() *answer {
		return func() *answer { return f.staff.post("/v1/groups"+dryRun, body) }
	}
	at := func(i int, field string) string { return fmt.Sprintf("body.organizations[%d].%s", i, field) }
	eleven := f.w.spares(longest+1, "열한 단")
	deep := []object{top(eleven[0])}
	for i, organizationID := range eleven[1:] {
		deep = append(deep, below(organizationID, eleven[i]))
	}
	many := make([]object, mostNodes+1)
	for i := range many {
		many[i] = top(f.spare)
	}
	a, b, c := eleven[0], eleven[1], eleven[2]
	return []bad{
		{"executing highest", save(top(f.executing), below(f.spare, f.executing)), 409, "highest_level_must_be_contracting", ""},
		{"highest without a registration", save(top(f.plain)), 409, "highest_level_must_be_contracting", ""},
		{"eleven levels", save(deep...), 409, "too_deep", ""},
		{"a circle below a highest", save(top(a), below(b, c), below(c, b)), 409, "cycle", ""},
		{"a circle", save(below(a, b), below(b, a)), 409, "cycle", ""},
		{"one below itself", save(top(a), below(b, b)), 409, "cycle", ""},
		{"two highest", save(top(a), top(b)), 422, "one_highest_level", "body.organizations"},
		{"the same twice", save(top(a), below(b, a), below(b, a)), 422, "duplicate", at(2, "organizationId")},
		{"the highest twice", save(top(a), below(a, a)), 422, "duplicate", at(1, "organizationId")},
		{"below one that is not in it", save(top(a), below(b, c)), 422, "not_found", at(1, "parentId")},
		{"one of another group", save(top(a), below(f.pair[1], a)), 409, "already_in_group", ""},
		{"one that was deleted", save(top(a), below(f.deleted, a)), 422, "not_found", at(1, "organizationId")},
		{"one that never was", save(top(noID)), 422, "not_found", at(0, "organizationId")},
		{"the platform", save(top(id.PlatformOrganization)), 422, "not_found", at(0, "organizationId")},
		{"too many", save(many...), 422, "invalid_length", "body.organizations"},
		{"no name", named(object{}), 422, "required", "body.name"},
		{"empty name", named(object{"name": " "}), 422, "required", "body.name"},
		{"31 characters", named(object{"name": strings.Repeat("가", 31)}), 422, "too_long", "body.name"},
		{"bidi override", named(object{"name": "a\u202eb"}), 422, "control_characters", "body.name"},
		{"long description", named(object{"name": "가", "description": strings.Repeat("가", 31)}), 422, "too_long", "body.description"},
		{"NUL in the description", named(object{"name": "가", "description": "a\x00"}), 422, "control_characters", "body.description"},
		{"organizations, not a list", named(object{"name": "가", "organizations": object{}}), 422, "wrong_type", "body.organizations"},
		{"a place with more", save(top(a).with("depth", 1)), 422, "unknown_field", at(0, "depth")},
	}
}

// A subtree is as deep as what it brings along.
func TestDepthOfWhatMoves(t *testing.T) {
	each(t, func(w *world) {
		left, right := w.spares(6, "왼쪽"), w.spares(5, "오른쪽")
		tree := []object{top(left[0]), below(right[0], left[0])}
		for i := 1; i < len(left); i++ {
			tree = append(tree, below(left[i], left[i-1]))
		}
		for i := 1; i < len(right); i++ {
			tree = append(tree, below(right[i], right[i-1]))
		}
		path := "/v1/groups/" + w.group("둘", tree...) + "/organizations"
		staff := w.operator()
		for _, dryRun := range []string{"", "?dryRun=true"} {
			w.refuses([]bad{{"five levels below the sixth", func() *answer {
				return staff.patch(path+"/"+right[0]+dryRun, object{"parentId": left[5]})
			}, 409, "too_deep", ""}})
		}
		w.equal("below the fifth", staff.patch(path+"/"+right[0], object{"parentId": left[4]}).is(200).number("depth"), 6)
		w.equal("the deepest", staff.get("/v1/groups").is(200).number("items.0.depth"), longest)
	})
}

// What stands in the way is named, so that the reader can go there.
func TestTreeRefusalsNameWhatIsInTheWay(t *testing.T) {
	each(t, func(w *world) {
		f := w.forest()
		refusal := f.staff.post("/v1/groups/"+f.group+"/organizations", below(f.pair[1], f.chain[0])).is(409, "already_in_group")
		w.equal("the group", refusal.text("group.id")+" "+refusal.text("group.name"), f.other+" 짧은 것")
		w.equal("the organization", refusal.text("organization.id"), f.pair[1])
		refusal = f.staff.post("/v1/groups/"+f.group+"/organizations", top(f.spare)).is(409, "highest_level_exists")
		w.equal("the highest", refusal.text("highestLevel.id"), f.chain[0])
		refusal = f.staff.post("/v1/groups", object{"name": "가", "organizations": []object{top(f.executing)}}).is(409, "highest_level_must_be_contracting")
		w.equal("the executing", refusal.text("organization.id"), f.executing)
		refusal = f.staff.delete("/v1/groups/"+f.group+"/organizations/"+f.chain[8]).is(409, "has_lower_levels")
		w.equal("how many", refusal.number("count"), 1)

		// The highest level of a group stays contracting, and stays.
		w.unchanged("the highest level's type", func() {
			under := executing(f.spare).with("controlOrganizationIntegrated", nil) // a patch nulls what stops applying
			for _, field := range []string{"representativeName", "businessRegistrationNumber", "mainPhone"} {
				under = under.with(field, nil)
			}
			for _, registration := range []any{under, nil} {
				refusal := f.staff.patch("/v1/organizations/"+f.chain[0], object{"registration": registration}).is(409, "type_in_use")
				w.equal("the blocker", refusal.text("blockers.0.kind")+" "+refusal.text("blockers.0.examples.0.id"), "group "+f.group)
			}
		})
		f.staff.patch("/v1/organizations/"+f.chain[5], object{"registration": nil}).is(200) // lower levels may be either
	})
}
