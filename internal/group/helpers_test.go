package group_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

func to[T any](v T) *T { return &v }
