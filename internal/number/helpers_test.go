package number_test

import (
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/role"
)

func ownRole(permissions ...access.Permission) role.Draft {
	return role.Draft{Name: "own", Permissions: permissions, Reach: access.ReachOwn}
}
