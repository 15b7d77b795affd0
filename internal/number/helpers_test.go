package number_test

import (
	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/role"
)

func ownRole(permissions ...access.Permission) role.Draft {
	return role.Draft{Name: "own", Permissions: permissions, Reach: access.ReachOwn}
}

func codeOf(err error) string { return apptest.Code(err) }
