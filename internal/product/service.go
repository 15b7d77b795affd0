package product

import (
	"context"
	"reflect"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// InUse counts what uses a product. Package usage knows.
type InUse func(ctx context.Context, q db.Querier, key string) (int, error)

// Service keeps the declared products.
type Service struct {
	db    *db.DB
	now   func() time.Time
	inUse InUse
}

// NewService returns the service; now is the clock.
func NewService(d *db.DB, now func() time.Time, inUse InUse) *Service {
	return &Service{db: d, now: now, inUse: inUse}
}

// List returns every product, the console's own first, then in the order they were declared. What can be held in
// the platform organization only is shown to whoever sees everything.
func (s *Service) List(ctx context.Context, caller access.Caller) ([]Product, error) {
	own := Console()
	if !caller.Staff() {
		ordinary := own.Permissions[:0:0]
		for _, p := range own.Permissions {
			if !p.PlatformOnly {
				ordinary = append(ordinary, p)
			}
		}
		own.Permissions = ordinary
	}
	var declared []Product
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		declared, err = load(ctx, tx, "")
		return err
	})
	return append([]Product{own}, declared...), err
}

// Put declares a product, or changes it to this; a service can say the same at each of its starts. Errors:
// permission_required, product_is_fixed and the rules of the fields, with locations from body.
func (s *Service) Put(ctx context.Context, caller access.Caller, p Product) (Product, error) {
	if err := caller.Require(access.ProductsManage, id.PlatformOrganization); err != nil {
		return Product{}, err
	}
	if err := Refusal(Check(&p, "body")); err != nil {
		return Product{}, err
	}
	return p, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.put(ctx, tx, caller, p)
		return err
	})
}

// Apply declares the products of a manifest, all or none, and returns how many of them changed anything. What is
// declared and not in the manifest stays.
func (s *Service) Apply(ctx context.Context, caller access.Caller, products []Product) (changed int, err error) {
	if err := caller.Require(access.ProductsManage, id.PlatformOrganization); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed = 0
		for _, p := range products {
			another, err := s.put(ctx, tx, caller, p)
			if err != nil {
				return err
			}
			if another {
				changed++
			}
		}
		return nil
	})
	return changed, err
}

// put reports whether the product is another than it was.
func (s *Service) put(ctx context.Context, tx *db.Tx, caller access.Caller, p Product) (bool, error) {
	if err := tx.Lock(ctx, access.CatalogLock); err != nil {
		return false, err
	}
	before, err := load(ctx, tx, p.Key)
	if err != nil || len(before) == 1 && reflect.DeepEqual(before[0], p) {
		return false, err
	}
	if err := save(ctx, tx, s.now(), p); err != nil {
		return false, err
	}
	detail := map[string]any{"after": p}
	if len(before) == 1 {
		detail["before"] = before[0]
	}
	return true, s.changed(ctx, tx, caller, "product.declared", p.Key, detail)
}

// Delete withdraws a product; its permissions are taken from the roles and API keys that hold them. Errors: NotFound,
// permission_required, product_is_fixed, product_in_use with how many usages it has.
func (s *Service) Delete(ctx context.Context, caller access.Caller, key string) error {
	if err := caller.Require(access.ProductsManage, id.PlatformOrganization); err != nil {
		return err
	}
	if key == ConsoleKey {
		return fault.New(fault.Conflict, "product_is_fixed", fixed)
	}
	err := s.delete(ctx, caller, key)
	if db.IsForeignKey(err) {
		// A usage of it began at this very moment; now it is counted.
		err = s.delete(ctx, caller, key)
	}
	return err
}

func (s *Service) delete(ctx context.Context, caller access.Caller, key string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, access.CatalogLock); err != nil {
			return err
		}
		before, err := load(ctx, tx, key)
		if err != nil {
			return err
		}
		if len(before) == 0 {
			return fault.Missing("product")
		}
		n, err := s.inUse(ctx, tx, key)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "product_in_use",
				"This product cannot be withdrawn while campaigns or schedules of it are running. End its usages, then try again.").With("count", n)
		}
		if err := remove(ctx, tx, key); err != nil {
			return err
		}
		return s.changed(ctx, tx, caller, "product.withdrawn", key, map[string]any{"before": before[0]})
	})
}

// changed notes that the catalog of permissions is another.
func (s *Service) changed(ctx context.Context, tx *db.Tx, caller access.Caller, action, key string, detail any) error {
	access.Changed(tx, s.now(), access.Change{Everything: true})
	return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: action, TargetID: key, Detail: detail,
	})
}
