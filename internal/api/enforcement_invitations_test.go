package api_test

import "github.com/tenantry/tenantry/internal/api"

// newInvitation makes an invitation to the organization here.
func (s *scene) newInvitation() (invitationID string) {
	s.w.people++
	return s.w.operator().post("/v1/organizations/"+s.place[here]+"/invitations", object{"invitations": []object{
		{"name": "손님 " + hidden, "email": s.w.address("guest"), "roleIds": []string{s.role}},
	}}).is(200).text("results.0.id")
}

func newInvitation(s *scene, c *client) *client {
	s.invitation = s.newInvitation()
	return c
}

func createInvitations(d api.Declared) []asked {
	body := object{"invitations": []object{{"name": "손님", "email": "$new@example.com", "roleIds": []string{"$role"}}}}
	return []asked{sending(d, body), sending(d, body, "?dryRun=true")}
}

func listInvitations(d api.Declared) []asked {
	return []asked{bodyless(d, "?limit=200"), bodyless(d, "?q=$word&status=pending")}
}

// byLink is an operation for whoever holds a link; this is none.
func byLink(d api.Declared) []asked {
	return []asked{sending(d, object{"token": "x"})}
}
