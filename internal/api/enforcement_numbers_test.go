package api_test

import (
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
)

// newNumber gives the organization here a number.
func (s *scene) newNumber() (numberID string) {
	s.w.people++
	return s.w.operator().post("/v1/organizations/"+s.place[here]+"/numbers", object{
		"billingNumber": "02-312-4567", "numbers": []object{{"number": fmt.Sprintf("070%08d", 20000000+s.w.people), "lettering": "안내 " + hidden}},
	}).is(201).text("items.0.id")
}

func newNumber(s *scene, c *client) *client {
	s.number = s.newNumber()
	return c
}

func listNumbers(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?limit=200").listing(), bodyless(d, "?q=$word").listing(), bodyless(d, "?sort=-createdAt&q=$number").listing(),
		bodyless(d, "?lettering=$word").listing(), bodyless(d, "?number=070&inUse=false").listing(),
		bodyless(d, "?organizationId=$here").listing().naming(), bodyless(d, "?organizationId=$here&reach=subtree").listing().naming(),
		bodyless(d, "?id=$number").listing().naming(),
	}
}

func exportNumbers(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?format=csv").listing(), bodyless(d, "?format=csv&q=$word").listing(), bodyless(d, "?format=csv&organizationId=$here").listing().naming(),
	}
}

// The organizations of numbers that a body names are ones that the caller has to see, as in a question.
func batchDeleteNumbers(d api.Declared) []asked {
	return []asked{sending(d, object{"ids": []string{"$number"}}).needing(access.NumbersDelete, "question").using(newNumber)}
}

func batchMoveNumbers(d api.Declared) []asked {
	return []asked{sending(d, object{"ids": []string{"$number"}, "organizationId": "$here"}).needing(access.NumbersMove, "question")}
}

func updateNumbers(d api.Declared) []asked {
	return []asked{sending(d, object{"lettering": "$new"}).using(newNumber), sending(d, object{"billingNumber": "031-200-3000"}).using(newNumber)}
}
