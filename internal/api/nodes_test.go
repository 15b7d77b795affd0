package api_test

import (
	"context"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/app"
)

// node is another node of the same deployment: a program of its own on the same database.
func (w *world) node() *world {
	w.Helper()
	a, err := app.Open(context.Background(), w.app.Config, w.clock.Now)
	w.must(err)
	w.Cleanup(func() {
		if err := a.Close(); err != nil {
			w.Errorf("close: %v", err)
		}
	})
	return &world{T: w.T, app: a, clock: w.clock}
}

// on is the same browser, sent to another node.
func (c *client) on(node *world) *client {
	there := *c
	there.w = node
	return &there
}

// A change that one node made counts on the very next request of every other.
func TestEveryNodeKnowsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		second := w.node()
		staff := w.operator()
		upper, lower, leaf := w.spare("위"), w.spare("아래"), w.spare("잎")
		group := w.tree("모임", upper, lower)
		member := w.person("member@example.com")
		roleID := w.role(upper, "역할", subtree, access.OrganizationUpdate)
		memberID := w.join(member.accountID, upper, roleID)
		path := "/v1/organizations/" + lower
		here, there := member, member.on(second)
		// may changes the organization below by each node in turn, with the answers that each is to give.
		may := func(what string, status int) {
			w.Helper()
			for node, c := range map[string]*client{"this node": here, "the other": there} {
				if got := c.patch(path, object{"website": "https://example.com/" + w.address("x")}).status; got != status {
					w.Errorf("%s: %s answers %d, want %d", what, node, got, status)
				}
			}
		}
		may("at first", 200)
		steps := []struct {
			what   string
			do     func(c *client) *answer
			status int
		}{
			{"disabled", func(c *client) *answer { return c.act("/v1/members/" + memberID + "/disable") }, 404},
			{"enabled", func(c *client) *answer { return c.act("/v1/members/" + memberID + "/enable") }, 200},
			{"reach own", func(c *client) *answer { return c.patch("/v1/roles/"+roleID, object{"reach": "own"}) }, 404},
			{"reach subtree", func(c *client) *answer { return c.patch("/v1/roles/"+roleID, object{"reach": "subtree"}) }, 200},
			{"another permission", func(c *client) *answer {
				return c.patch("/v1/roles/"+roleID, object{"permissions": []string{"console.members.read"}})
			}, 403},
			{"the permission again", func(c *client) *answer {
				return c.patch("/v1/roles/"+roleID, object{"permissions": []string{"console.organization.update"}})
			}, 200},
			{"out of the tree", func(c *client) *answer { return c.delete("/v1/groups/" + group + "/organizations/" + lower) }, 404},
			{"into the tree", func(c *client) *answer {
				return c.post("/v1/groups/"+group+"/organizations", below(lower, upper))
			}, 200},
			{"suspended", func(c *client) *answer { return c.patch("/v1/organizations/"+upper, object{"status": "suspended"}) }, 404},
			{"active", func(c *client) *answer { return c.patch("/v1/organizations/"+upper, object{"status": "active"}) }, 200},
			{"the role taken", func(c *client) *answer { return c.delete("/v1/roles/" + roleID + "/members/" + memberID) }, 404},
			{"the role given", func(c *client) *answer { return c.patch("/v1/members/"+memberID, object{"roleIds": []string{roleID}}) }, 200},
			{"a product declared", func(c *client) *answer { return c.put("/v1/products/voice", declaration("voice", true, "calls.start")) }, 200},
			{"something new below", func(c *client) *answer { return c.post("/v1/groups/"+group+"/organizations", below(leaf, lower)) }, 200},
			{"the group gone", func(c *client) *answer { return c.delete("/v1/groups/" + group) }, 404},
		}
		for i, step := range steps {
			by := staff // each node in turn
			if i%2 == 1 {
				by = staff.on(second)
			}
			if a := step.do(by); a.status >= 300 {
				w.Fatalf("%s: %d %s", step.what, a.status, a.body)
			}
			may(step.what, step.status)
		}
		// A session that ends on one node has ended on the other.
		there.delete("/v1/session").is(204)
		here.get("/v1/session").is(401, "unauthenticated")
	})
}
