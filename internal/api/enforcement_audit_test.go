package api_test

import (
	"context"

	"github.com/tenantry/tenantry/internal/api"
)

// Members come from one organization into another in the walk, with the names that they have: what is listed here is of
// roles and numbers, which do not.
func listAudit(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?limit=200&action=role.").listing(), bodyless(d, "?sort=at&action=number.").listing(), bodyless(d, "?q=$here&limit=200").listing(),
		bodyless(d, "?targetId=$role").listing(), bodyless(d, "?organizationId=$here&limit=200").listing().naming(),
		bodyless(d, "?organizationId=$here&reach=subtree&limit=200").listing().naming(),
	}
}

func exportAudit(d api.Declared) []asked {
	return []asked{
		bodyless(d, "?format=csv&action=role.").listing(), bodyless(d, "?format=json&action=role.").listing(), bodyless(d, "?format=csv&organizationId=$here").listing().naming(),
	}
}

// event is the first of the organization here.
func (s *scene) event() (eventID string) {
	s.w.must(s.w.app.DB.QueryRow(context.Background(), "SELECT MIN(id) FROM audit_event WHERE organization_id = $1", s.place[here]).Scan(&eventID))
	return eventID
}
