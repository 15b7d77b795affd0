package api_test

import (
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
)

// manyMembers is a change of many members. Their organizations are ones that the caller has to see, as in a question.
func manyMembers(p access.Permission) func(d api.Declared) []asked {
	return func(d api.Declared) []asked {
		return []asked{sending(d, object{"ids": []string{"$member"}}).needing(p, "question").using(newMember)}
	}
}

func manyInvitations(d api.Declared) []asked {
	return []asked{sending(d, object{"ids": []string{"$invitation"}}).needing(access.MembersInvite, "question").using(newInvitation)}
}

func exportInvitations(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?format=csv&organizationId=$here").needing(access.MembersRead, "question"),
		bodyless(d, "?format=csv&organizationId=$here&q=$word&status=pending&sort=-email").needing(access.MembersRead, "question"),
		bodyless(d, "?format=csv&organizationId=$here&id=$invitation").needing(access.MembersRead, "question"),
	}
}
