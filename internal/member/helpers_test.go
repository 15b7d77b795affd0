package member_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/onboarding"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

// draft is somebody to be added, by the name of the address at example.com.
func draft(name string, roleIDs ...string) onboarding.Draft {
	return onboarding.Draft{Draft: account.Draft{Email: name + "@example.com", Name: "Kim", MobilePhone: "010-2000-3000"}, RoleIDs: roleIDs}
}
