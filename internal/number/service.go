package number

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// Usages returns the campaigns and schedules that use numbers, by the numbers' IDs. Package usage knows.
type Usages func(ctx context.Context, q db.Querier, numberIDs []string) (map[string][]Usage, error)

// Config is what a Service is made of.
type Config struct {
	DB      *db.DB
	Now     func() time.Time
	Cursors *db.Cursors
	Country string // ISO 3166 code of numbers without a country code of their own
	Usages  Usages
}

// Service does what can be done with outgoing numbers, each thing in one transaction.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	country string
	usages  Usages
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{db: c.DB, now: c.Now, cursors: c.Cursors, country: c.Country, usages: c.Usages}
}
