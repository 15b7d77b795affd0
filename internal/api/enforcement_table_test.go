package api_test

import (
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/member"
)

// one is an operation with a single request without a body.
func one(d api.Declared) []asked { return []asked{bodyless(d, "")} }

// file is an operation that answers with a file.
func file(d api.Declared) []asked { return []asked{bodyless(d, "?format=csv")} }

// using is an operation with a single request without a body that uses something up.
func using(fresh func(s *scene, c *client) *client) func(d api.Declared) []asked {
	return func(d api.Declared) []asked { return []asked{bodyless(d, "").using(fresh)} }
}

// tried is an operation that can be tried first: what it needs is the same.
func tried(fresh func(s *scene, c *client) *client) func(d api.Declared) []asked {
	return func(d api.Declared) []asked {
		return []asked{bodyless(d, "").using(fresh), bodyless(d, "?dryRun=true").using(fresh)}
	}
}

// answering are the answers to having been added: by the owner of the account, and by others.
func answering(d api.Declared) []asked {
	mine := bodyless(d, "").ofOnesOwn().using(ownMember(member.AwaitsOwner))
	others := bodyless(d, "").refusing()
	send := others.send
	others.send = func(c *client, s *scene) *answer {
		waits := *s
		waits.member = s.asked
		return send(c, &waits)
	}
	return []asked{mine, others}
}

// questions are those about access: about a member, and about the caller itself.
func questions(question object) func(d api.Declared) []asked {
	return func(d api.Declared) []asked { return []asked{sending(d, question), sending(d, question).ofOnesOwn()} }
}

// adding is an operation that adds numbers, each time others, and can be tried first.
func adding(d api.Declared, body func(n int) object) []asked {
	save, look := bodyless(d, ""), bodyless(d, "?dryRun=true")
	for _, r := range []*asked{&save, &look} {
		query := r.what
		r.send = func(c *client, s *scene) *answer {
			s.w.people++
			return c.post(s.path(d)+query, body(s.w.people))
		}
	}
	return []asked{save, look}
}

// ofImport is an operation on an import, without a body.
func ofImport(query string) func(d api.Declared) []asked {
	return func(d api.Declared) []asked { return whose(bodyless(d, query)) }
}

// whose is a request about what the caller brought in, and about what somebody else did.
func whose(r asked) []asked { return []asked{r.ofOnesOwn().using(ownImport), r.refusing()} }

// lacking are those who do not hold a permission in a place.
func lacking(p access.Permission, at place) func(k kind) bool {
	return func(k kind) bool { return !k.holds(p, at) }
}

// requests makes the requests of an operation; an operation that is not here fails the walk.
var requests = map[string]func(d api.Declared) []asked{
	"get-deployment": one,
	"lookup-set-up":  func(d api.Declared) []asked { return []asked{sending(d, object{"token": "x"})} },
	"set-up":         func(d api.Declared) []asked { return []asked{sending(d, object{"token": "x", "password": password})} },
	"sign-in":        func(d api.Declared) []asked { return []asked{sending(d, object{"email": "x", "more": 1})} },
	"get-session":    one,
	"sign-out":       using(newSession),
	"get-account":    one,
	"update-account": func(d api.Declared) []asked { return []asked{sending(d, object{"language": "th"})} },

	"change-email":             changeEmail,
	"confirm-email":            wrongCode,
	"give-up-email":            one,
	"get-account-deletion":     one,
	"ask-account-deletion":     one,
	"confirm-account-deletion": wrongCode,
	"ask-password-reset":       askReset,
	"lookup-password-reset":    func(d api.Declared) []asked { return []asked{sending(d, object{"token": "x"})} },
	"confirm-password-reset":   confirmReset,
	"sign-up":                  signUp,
	"confirm-sign-up":          confirmSignUp,
	"leave-organization":       answering,

	"list-organizations": func(d api.Declared) []asked {
		return []asked{
			bodyless(d, "?limit=200").listing(), bodyless(d, "?q=$word").listing(), bodyless(d, "?id=$here").listing().naming(),
			bodyless(d, "?groupId=none").needing(access.GroupsManage, "").hidden(lacking(access.GroupsManage, platform)),
			bodyless(d, "?groupId=$group").needing(access.GroupsManage, "").hidden(lacking(access.GroupsManage, platform)),
		}
	},
	"export-organizations": func(d api.Declared) []asked {
		return []asked{bodyless(d, "?format=csv").listing(), bodyless(d, "?format=csv&q=$word").listing(), bodyless(d, "?format=csv&id=$here").listing().naming()}
	},
	"organizations-template": file,
	"create-organization": func(d api.Declared) []asked {
		own := object{"name": "새 것", "timeZone": "Asia/Seoul"}
		return []asked{
			sending(d, own).byPersons(),
			sending(d, own.with("registration", contracting())).needing(access.OrganizationsRegister, "platform"),
			sending(d, own.with("externalKey", "$new")).needing(access.OrganizationsRegister, "platform").byPersons(),
		}
	},
	"get-organization": one,
	"update-organization": func(d api.Declared) []asked {
		return []asked{
			sending(d, object{"name": "여기 $new"}).needing(access.OrganizationUpdate, "path.id"),
			sending(d, object{"website": "https://example.com"}).needing(access.OrganizationUpdate, "path.id"),
			sending(d, object{"status": "suspended"}).needing(access.OrganizationsSuspend, "path.id").using(newOrganization),
			sending(d, object{"externalKey": "$new"}).needing(access.OrganizationsRegister, "path.id"),
			sending(d, object{"registration": contracting()}).needing(access.OrganizationsRegister, "path.id"),
			sending(d, object{"registration": nil}).needing(access.OrganizationsRegister, "path.id"),
			sending(d, object{"numberRules": object{"personal050": false}}).needing(access.OrganizationsRegister, "path.id"),
		}
	},
	"get-policy":      one,
	"get-erasure":     getErasure,
	"ask-erasure":     askErasure,
	"confirm-erasure": confirmErasure,
	"update-policy": func(d api.Declared) []asked {
		return []asked{sending(d, object{"requireSecondFactor": false})}
	},
	"delete-organization":     using(newOrganization),
	"organization-references": one,
	"own-permissions":         one,
	"lower-levels":            func(d api.Declared) []asked { return []asked{bodyless(d, ""), bodyless(d, "?q=$word")} },

	"list-groups": func(d api.Declared) []asked { return []asked{bodyless(d, ""), bodyless(d, "?q=$group")} },
	"export-groups": func(d api.Declared) []asked {
		return []asked{bodyless(d, "?format=csv"), bodyless(d, "?format=csv&q=$group")}
	},
	"create-group": func(d api.Declared) []asked {
		whole := object{"name": "새 모임", "organizations": []object{top("$spare")}}
		return []asked{sending(d, object{"name": "새 모임"}), sending(d, whole).using(newSpare), sending(d, whole, "?dryRun=true")}
	},
	"get-group":    one,
	"update-group": func(d api.Declared) []asked { return []asked{sending(d, object{"description": "여기 $new"})} },
	"delete-group": tried(newGroup),
	"get-tree":     one,
	"add-to-group": func(d api.Declared) []asked {
		body := object{"organizationId": "$spare", "parentId": "$here"}
		return []asked{sending(d, body).using(newGroup), sending(d, body, "?dryRun=true").using(newGroup)}
	},
	"move-in-group": func(d api.Declared) []asked {
		body := object{"parentId": "$under"}
		return []asked{sending(d, body).using(newGroup), sending(d, body, "?dryRun=true").using(newGroup)}
	},
	"remove-from-group": tried(newGroup),

	"list-members": func(d api.Declared) []asked {
		return []asked{
			bodyless(d, "?limit=200").listing(), bodyless(d, "?q=$word").listing(), bodyless(d, "?q=$account").listing(), bodyless(d, "?sort=-createdAt&q=$member").listing(),
			bodyless(d, "?organizationId=$here").listing().naming(), bodyless(d, "?organizationId=$here&reach=subtree").listing().naming(),
			bodyless(d, "?roleId=$role").listing().naming(), bodyless(d, "?sort=-email").listing(),
		}
	},
	"export-members": func(d api.Declared) []asked {
		return []asked{
			bodyless(d, "?format=csv").listing(), bodyless(d, "?format=csv&organizationId=$here").listing().naming(), bodyless(d, "?format=csv&id=$member").listing().naming(),
		}
	},
	"add-member": func(d api.Declared) []asked {
		return []asked{sending(d, object{"name": "새 사람", "email": "$new@example.com", "mobilePhone": "010-2345-6789"})}
	},
	"get-member": func(d api.Declared) []asked {
		return []asked{bodyless(d, ""), bodyless(d, "").ofOnesOwn().using(ownMember("")), bodyless(d, "").ofOnesOwn().using(ownMember(member.AwaitsOwner))}
	},
	"update-member": func(d api.Declared) []asked {
		return []asked{sending(d, object{"task": "$new"}), sending(d, object{"roleIds": []string{}}).using(newMember), sending(d, object{"roleIds": []string{"$role"}})}
	},
	"delete-member":         using(newMember),
	"get-member-account":    one,
	"update-member-account": updateMemberAccount,
	"move-member":           moveMember,
	"disable-member":        using(newMember),
	"enable-member":         one,
	"batch-disable-members": manyMembers(access.MembersDisable),
	"batch-enable-members":  manyMembers(access.MembersDisable),
	"batch-delete-members":  manyMembers(access.MembersDelete),
	"reset-password":        using(newMember),
	"reset-second-factor":   using(newGuarded),
	"accept-membership":     answering,
	"decline-membership":    answering,

	"create-invitations":   createInvitations,
	"list-invitations":     listInvitations,
	"export-invitations":   exportInvitations,
	"invitations-template": file,
	"lookup-invitation":    byLink,
	"accept-invitation":    byLink,
	"decline-invitation":   byLink,
	"renew-invitation":     byLink,
	"get-invitation":       one,
	"resend-invitation":    one,
	"revoke-invitation":    using(newInvitation),

	"batch-resend-invitations": manyInvitations,
	"batch-revoke-invitations": manyInvitations,

	"list-roles":   one,
	"export-roles": file,
	"create-role": func(d api.Declared) []asked {
		return []asked{sending(d, object{"name": "$new", "permissions": []string{}}), sending(d, object{"name": "$new", "permissions": []string{}, "reach": "own"})}
	},
	"get-role":          one,
	"update-role":       func(d api.Declared) []asked { return []asked{sending(d, object{"description": "$new"})} },
	"delete-role":       using(newRole),
	"list-role-members": one,
	"remove-role-member": func(d api.Declared) []asked {
		return []asked{bodyless(d, "").using(newRoleMember)}
	},

	"list-api-keys":   one,
	"export-api-keys": file,
	"create-api-key": func(d api.Declared) []asked {
		return []asked{sending(d, object{"name": "$new", "permissions": []string{"console.api_keys.manage"}, "reach": "own"})}
	},
	"get-api-key":    one,
	"revoke-api-key": using(newKey),

	"list-audit":   listAudit,
	"export-audit": exportAudit,
	"get-audit":    one,
	"list-events":  one,

	"list-products":  one,
	"put-product":    func(d api.Declared) []asked { return []asked{sending(d, declaration("x", true)).using(newProduct)} },
	"delete-product": using(newProduct),

	"list-mail":   one,
	"export-mail": file,
	"retry-mail":  retryMail,

	"list-numbers":         listNumbers,
	"export-numbers":       exportNumbers,
	"numbers-template":     file,
	"batch-delete-numbers": batchDeleteNumbers,
	"batch-move-numbers":   batchMoveNumbers,
	"get-number":           one,
	"update-number":        updateNumbers,
	"delete-number":        using(newNumber),
	"number-history":       one,

	"list-usages":        listUsages,
	"export-usages":      exportUsages,
	"get-usage":          one,
	"delete-usage":       using(newUsage),
	"list-usage-numbers": one,
	"put-usage":          putUsages,
	"end-usage":          endUsages,

	"check-access":   questions(object{"accountId": "$account", "permission": "console.members.read", "organizationId": "$here"}),
	"explain-access": questions(object{"accountId": "$account", "permission": "console.members.read", "organizationId": "$here"}),
	"check-access-batch": questions(object{"checks": []object{
		{"accountId": "$account", "permission": "console.members.read", "organizationId": "$here"},
	}}),
	"access-permissions": func(d api.Declared) []asked {
		about := bodyless(d, "?organizationId=$here&accountId=$account")
		return []asked{about, about.ofOnesOwn()}
	},
	"access-organizations": func(d api.Declared) []asked {
		mine := bodyless(d, "?permission=console.members.read").listing().ofOnesOwn().byPersons()
		others := bodyless(d, "?permission=console.members.read&accountId=$account").needing(access.AccessCheck, "")
		return []asked{mine.needing(access.MembersRead, "reach"), others.hidden(lacking(access.AccessCheck, here))}
	},

	"add-numbers": func(d api.Declared) []asked {
		return adding(d, func(n int) object {
			return object{"billingNumber": "02-312-4567", "numbers": []object{{"number": fmt.Sprintf("070-7%03d-%04d", n/10_000, n%10_000)}}}
		})
	},
	"add-number-range": func(d api.Declared) []asked {
		return adding(d, func(n int) object {
			return object{"billingNumber": "02-312-4567", "first": fmt.Sprintf("02-%04d-0000", 2000+n%7000), "lastFourDigits": "0001"}
		})
	},

	"list-imports": one,
	"create-import": func(d api.Declared) []asked {
		organizations, numbers, invitations := bodyless(d, ""), bodyless(d, ""), bodyless(d, "")
		organizations.what, numbers.what, invitations.what = "organizations", "numbers", "invitations"
		invitations.send = func(c *client, s *scene) *answer {
			return c.upload("x.csv", s.fill("name,email\n손님,$new@example.com\n"), "kind=invitations", "organizationId="+s.place[here])
		}
		organizations.send = func(c *client, _ *scene) *answer { return c.upload("x.csv", "name\n하나\n") }
		numbers.send = func(c *client, s *scene) *answer {
			return c.upload("x.csv", s.fill("number\n02-312-0001\n"), "kind=numbers", "organizationId="+s.place[here], "billingNumber=02-312-0001")
		}
		return []asked{organizations.needing(access.OrganizationsRegister, "platform"), numbers.needing(access.NumbersAdd, "path.id").naming(), invitations.needing(access.MembersInvite, "path.id").naming()}
	},
	"get-import":       ofImport(""),
	"update-import":    func(d api.Declared) []asked { return whose(sending(d, object{"mode": "valid"})) },
	"cancel-import":    ofImport(""),
	"list-import-rows": ofImport(""),
	"import-errors":    ofImport("?format=csv"),
	// Applying one's own needs a permission besides: see TestApplyingNeedsThePermissionStill.
	"apply-import": func(d api.Declared) []asked { return []asked{bodyless(d, "").refusing()} },
}
