package peer

import (
	"context"
	"fmt"
	"strconv"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"github.com/tenantry/tenantry/bench/population"
)

// casbinModel is RBAC with domains, roles shared between the domains as casbin's page on performance advises.
// One request carries the organization and those above it, so that the lines are gone through once.
const casbinModel = `
[request_definition]
r = sub, act, dom, up1, up2, up3, up4, up5, up6
[policy_definition]
p = role, act, reach
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && (g(r.sub, p.role, r.dom) || p.reach == "subtree" && (g(r.sub, p.role, r.up1) || r.up2 != "" && (g(r.sub, p.role, r.up2) || r.up3 != "" && (g(r.sub, p.role, r.up3) || r.up4 != "" && (g(r.sub, p.role, r.up4) || r.up5 != "" && (g(r.sub, p.role, r.up5) || r.up6 != "" && g(r.sub, p.role, r.up6)))))))
`

// Casbin answers from memory. It knows nothing of the tree: whoever asks brings the organizations above, from
// a slice here, which costs nothing.
type Casbin struct {
	enforcer *casbin.Enforcer
	people   *population.Population
	accounts []string
	ids      []string // of the organizations
}

// NewCasbin loads the population.
func NewCasbin(p *population.Population) (*Casbin, error) {
	m, err := model.NewModelFromString(casbinModel)
	if err != nil {
		return nil, err
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, err
	}
	c := &Casbin{enforcer: e, people: p, accounts: make([]string, p.Accounts), ids: make([]string, len(p.Organizations))}
	for i := range c.accounts {
		c.accounts[i] = population.AccountID(int32(i))
	}
	for i := range c.ids {
		c.ids[i] = population.OrganizationID(int32(i))
	}
	var lines [][]string
	for kind, k := range p.Kinds {
		reach := "subtree"
		if k.Own {
			reach = "own"
		}
		for n, permission := range population.Permissions {
			if k.Permissions.Has(n) {
				lines = append(lines, []string{kindName(kind), permission, reach})
			}
		}
	}
	for _, permission := range population.Permissions {
		lines = append(lines, []string{kindName(population.Admin), permission, "subtree"})
	}
	if _, err := e.AddPolicies(lines); err != nil {
		return nil, err
	}
	var links [][]string
	for m := range granting(p) {
		for _, r := range m.Roles {
			if r >= 0 {
				links = append(links, []string{c.accounts[m.Account], kindName(int(p.Roles[r].Kind)), c.id(m.Organization)})
			}
		}
	}
	if _, err := e.AddGroupingPolicies(links); err != nil {
		return nil, err
	}
	return c, nil
}

func kindName(kind int) string {
	if kind == population.Admin {
		return "admin"
	}
	return "kind" + strconv.Itoa(kind)
}

func (c *Casbin) id(organization int32) string {
	if organization == population.Platform {
		return population.OrganizationID(organization)
	}
	return c.ids[organization]
}

func (c *Casbin) request(q population.Question) []any {
	request := make([]any, 0, 9)
	request = append(request, c.accounts[q.Account], population.Permissions[q.Permission])
	for o := q.Organization; ; o = c.people.Organizations[o].Parent {
		request = append(request, c.id(o))
		if o == population.Platform {
			break
		}
	}
	for len(request) < cap(request) {
		request = append(request, "")
	}
	return request
}

// Allowed enforces once.
func (c *Casbin) Allowed(_ context.Context, q population.Question) (bool, error) {
	return c.enforcer.Enforce(c.request(q)...)
}

// Leave removes the account's links in the organization.
func (c *Casbin) Leave(_ context.Context, account, organization int32) error {
	removed, err := c.enforcer.RemoveFilteredNamedGroupingPolicy("g", 0, c.accounts[account], "", c.id(organization))
	if err == nil && !removed {
		err = fmt.Errorf("casbin: %s has no roles in %s", c.accounts[account], c.id(organization))
	}
	return err
}

// Close has nothing to close.
func (c *Casbin) Close() error { return nil }
