package api_test

import (
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
)

// newUsage makes a usage of the organization here.
func (s *scene) newUsage() (usageID string) {
	s.w.people++
	path := fmt.Sprintf("/v1/usages/%s/campaign/u%d", s.product, s.w.people)
	body := object{"organizationId": s.place[here], "name": "캠페인 " + hidden, "numbers": []string{}}
	return s.w.operator().do("PUT", path, encode(s.w, body), "application/json").is(201).text("id")
}

// Nothing starts in a suspended organization: there it was made before.
func newUsage(s *scene, c *client) *client {
	here := "/v1/organizations/" + s.place[here]
	suspended := s.w.operator().get(here).is(200).text("status") == "suspended"
	if suspended {
		s.w.operator().patch(here, object{"status": "active"}).is(200)
	}
	s.usage = s.newUsage()
	if suspended {
		s.w.operator().patch(here, object{"status": "suspended"}).is(200)
	}
	return c
}

// whileActive is a request that is refused to everybody while the organization itself is suspended.
func (r asked) whileActive() asked {
	r.active = true
	return r
}

// In a body or a query the organization is one that the caller has to see, as in a question.
func putUsages(d api.Declared) []asked {
	return []asked{sending(d, object{"organizationId": "$here", "name": "$new", "numbers": []string{}}).needing(access.UsagesManage, "question").whileActive()}
}

func endUsages(d api.Declared) []asked {
	return []asked{bodyless(d, "?organizationId=$here").needing(access.UsagesManage, "question")}
}

func listUsages(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?limit=200").listing(), bodyless(d, "?q=$word").listing(), bodyless(d, "?sort=name&q=$usage").listing(),
		bodyless(d, "?organizationId=$here").listing().naming(), bodyless(d, "?organizationId=$here&reach=subtree").listing().naming(),
		bodyless(d, "?product=$product").listing(), bodyless(d, "?numberId=$number").naming(),
	}
}

func exportUsages(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?format=csv").listing(), bodyless(d, "?format=csv&q=$word").listing(),
		bodyless(d, "?format=xlsx&organizationId=$here").naming(), bodyless(d, "?format=csv&organizationId=$here&reach=subtree").listing().naming(),
		bodyless(d, "?format=csv&numberId=$number").naming(),
	}
}
