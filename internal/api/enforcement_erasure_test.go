package api_test

import (
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
)

// byOwnRole is a request that takes a role of the organization itself.
func (r asked) byOwnRole() asked {
	r.ownRole = true
	return r
}

// meeting is a request that who may is refused, too, because of what is there: with this code.
func (r asked) meeting(code string) asked {
	r.meets = code
	return r
}

// holdsHere reports whether a role of the place itself gives the permission there.
func (k kind) holdsHere(p access.Permission, at place) bool {
	return slices.ContainsFunc(k.held, func(h held) bool { return h.at == at && k.counts(h, at) && h.gives.has(p, h.at) })
}

func getErasure(d api.Declared) []asked { return []asked{bodyless(d, "").byOwnRole()} }

// Below the organization here stands another.
func askErasure(d api.Declared) []asked {
	return []asked{bodyless(d, "").byOwnRole().meeting("organization_in_use")}
}

func confirmErasure(d api.Declared) []asked {
	return []asked{sending(d, object{"name": "x", "code": "000000"}).byOwnRole().meeting("does_not_match")}
}

func updateMemberAccount(d api.Declared) []asked {
	return []asked{sending(d, object{"lastName": "$new"}), sending(d, object{"email": "$new@example.com"}).using(newMember)}
}

func moveMember(d api.Declared) []asked {
	return []asked{sending(d, object{"organizationId": "$above", "roleIds": []string{}}).using(newMember)}
}
