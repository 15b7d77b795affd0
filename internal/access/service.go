package access

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Service answers questions about access.
type Service struct {
	db *db.DB

	catching sync.Mutex // held by the one who takes in changes
	mu       sync.RWMutex
	world    *world             // nil until it is read
	holders  map[string]*holder // by account; what is in it is as new as the world
}

// NewService returns the service. It reads what it needs when it is first asked, or when Warm is called.
func NewService(d *db.DB) *Service {
	return &Service{db: d, holders: map[string]*holder{}}
}

// unread is the revision of a world that has to be read again: it is behind every other.
const unread = -1

// large is from how many organizations the memory that reading them took is given back at once.
const large = 10000

// maxHolders is how many accounts' memberships are kept in memory.
const maxHolders = 20000

// holder is the active memberships of an account, or what an API key gives.
type holder struct {
	exists bool // there is such an account
	// secondFactor says that the account has one. An API key needs none.
	secondFactor bool
	grants       []grant // by organization
}

// grant is one active membership, or an API key, which is a role of its organization that nobody else has.
type grant struct {
	organizationID string
	admin          bool     // it has the fixed role
	roles          []string // and these others
	key            *keyRole
}

func (h *holder) in(organizationID string) *grant {
	i, ok := slices.BinarySearchFunc(h.grants, organizationID, func(g grant, id string) int { return strings.Compare(g.organizationID, id) })
	if !ok {
		return nil
	}
	return &h.grants[i]
}

// Warm reads everything that answers need.
func (s *Service) Warm(ctx context.Context) error {
	revision, err := s.revision(ctx)
	if err != nil {
		return err
	}
	return s.catchUp(ctx, revision)
}

func (s *Service) revision(ctx context.Context) (revision int64, err error) {
	err = s.db.QueryRow(ctx, "SELECT revision FROM access_revision").Scan(&revision)
	return revision, err
}

// catchUp takes in what changed up to a revision, at least. It must not be called inside a Write: what is
// not committed yet is nobody's business.
func (s *Service) catchUp(ctx context.Context, revision int64) error {
	s.mu.RLock()
	behind := s.world == nil || s.world.revision < revision
	s.mu.RUnlock()
	if !behind {
		return nil
	}
	s.catching.Lock()
	defer s.catching.Unlock()
	if s.world != nil && s.world.revision >= revision { // only who catches up writes it
		return nil
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s.world != nil {
			done, err := s.follow(ctx, tx)
			if done || err != nil {
				return err
			}
		}
		w, err := read(ctx, tx)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.world, s.holders = w, map[string]*holder{}
		s.mu.Unlock()
		if len(w.nodes) > large { // reading leaves several times its result behind, and is seldom
			debug.FreeOSMemory()
			return tx.Release(ctx)
		}
		return nil
	})
}

// follow takes in the changes one by one, and reports false where everything has to be read again.
func (s *Service) follow(ctx context.Context, tx *db.Tx) (bool, error) {
	var now int64
	if err := tx.QueryRow(ctx, "SELECT revision FROM access_revision").Scan(&now); err != nil {
		return false, err
	}
	c, whole, err := missed(ctx, tx, s.world.revision, now)
	if err != nil || !whole || c.Everything {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.world.takeIn(ctx, tx, c); err != nil {
		s.world.revision = unread // half of it is in: read it all the next time
		return false, err
	}
	for _, accountID := range c.Accounts {
		delete(s.holders, accountID)
	}
	s.world.revision = now
	return true, nil
}

// held returns what an account holds, no older than the revision, and the revision it is of. The world
// is as new.
func (s *Service) held(ctx context.Context, accountID string, revision int64) (*holder, int64, error) {
	s.mu.RLock()
	if s.world != nil && s.world.revision >= revision {
		if h, ok := s.holders[accountID]; ok {
			revision = s.world.revision
			s.mu.RUnlock()
			return h, revision, nil
		}
	}
	s.mu.RUnlock()
	found, revision, err := s.load(ctx, []string{accountID})
	if err != nil {
		return nil, 0, err
	}
	return found[accountID], revision, nil
}

// load reads what accounts hold, all at one revision, and takes in what changed up to that.
func (s *Service) load(ctx context.Context, accountIDs []string) (map[string]*holder, int64, error) {
	found := make(map[string]*holder, len(accountIDs))
	for _, accountID := range accountIDs {
		found[accountID] = &holder{}
	}
	var revision int64
	read := func(q db.Querier) error {
		for chunk := range slices.Chunk(accountIDs, lookup) {
			r, err := loadChunk(ctx, q, chunk, found)
			if err != nil {
				return err
			}
			revision = max(revision, r)
		}
		return nil
	}
	var err error
	if len(accountIDs) <= lookup {
		err = read(s.db)
	} else {
		err = s.db.Read(ctx, func(_ context.Context, tx *db.Tx) error { return read(tx) })
	}
	if err != nil {
		return nil, 0, err
	}
	if err := s.catchUp(ctx, revision); err != nil {
		return nil, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.world != nil && s.world.revision == revision { // else a change may have come in between
		for accountID, h := range found {
			if !h.exists {
				continue
			}
			if len(s.holders) >= maxHolders {
				for other := range s.holders { // any one
					delete(s.holders, other)
					break
				}
			}
			s.holders[accountID] = h
		}
	}
	return found, revision, nil
}

// loadChunk reads the active memberships of accounts with the revision that they are of, in one statement.
func loadChunk(ctx context.Context, q db.Querier, accountIDs []string, found map[string]*holder) (revision int64, err error) {
	type row struct {
		revision                        int64
		account, organizationID, roleID string
		fixed, secondFactor             bool
	}
	accountIDs = db.Filled(accountIDs)
	rows, err := q.Query(ctx, `
		SELECT r.revision, COALESCE(a.id, ''), COALESCE(m.organization_id, ''), COALESCE(ro.id, ''), ro.id IS NOT NULL AND ro.fixed,
			a.id IS NOT NULL AND a.second_factor
		FROM access_revision r
		LEFT JOIN account a ON a.id IN (`+db.Placeholders(1, len(accountIDs))+`)
		LEFT JOIN member m ON m.account_id = a.id AND m.status = 'active'
		LEFT JOIN member_role mr ON mr.member_id = m.id
		LEFT JOIN role ro ON ro.id = mr.role_id
		ORDER BY a.id, m.organization_id`, db.Anys(accountIDs)...)
	if err != nil {
		return 0, err
	}
	err = db.Each(rows, func(x *row) []any {
		return []any{&x.revision, &x.account, &x.organizationID, &x.roleID, &x.fixed, &x.secondFactor}
	}, func(x row) error {
		revision = x.revision
		if x.account == "" {
			return nil
		}
		h := found[x.account]
		h.exists, h.secondFactor = true, x.secondFactor
		if x.organizationID == "" {
			return nil
		}
		if last := len(h.grants) - 1; last < 0 || h.grants[last].organizationID != x.organizationID {
			h.grants = append(h.grants, grant{organizationID: x.organizationID})
		}
		switch g := &h.grants[len(h.grants)-1]; {
		case x.fixed:
			g.admin = true
		case x.roleID != "":
			g.roles = append(g.roles, x.roleID)
		}
		return nil
	})
	return revision, err
}

// Caller returns who asks, with what the account holds now. revision is the present one, as it was read with
// the session.
func (s *Service) Caller(ctx context.Context, actor audit.Actor, revision int64) (Caller, error) {
	h, revision, err := s.held(ctx, actor.AccountID, revision)
	return Caller{Actor: actor, service: s, holder: h, revision: revision}, err
}

// Declared says whether there is such a permission, whether members can be given it, and whether in the platform
// organization only.
func (s *Service) Declared(p Permission) (known, supported, platformOnly bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	bit, known := s.world.catalog.bit[p]
	if !known {
		return false, false, false
	}
	supported = s.world.catalog.platform.has(bit)
	return true, supported, supported && !s.world.catalog.ordinary.has(bit)
}

// Now returns who asks, with what the account holds at this moment.
func (s *Service) Now(ctx context.Context, actor audit.Actor) (Caller, error) {
	revision, err := s.revision(ctx)
	if err != nil {
		return Caller{}, err
	}
	return s.Caller(ctx, actor, revision)
}

// MaxPermissions is how many permissions a role or an API key may be given.
const MaxPermissions = 2000

// CheckPermissions returns what is wrong with giving these permissions in an organization. location is where their
// list stands in the request.
func (s *Service) CheckPermissions(organizationID, location string, permissions []Permission) fault.Fields {
	var fields fault.Fields
	if len(permissions) > MaxPermissions {
		fields.Add(location, "too_many", fmt.Sprintf("At most %d permissions can be given.", MaxPermissions))
		return fields
	}
	seen := map[Permission]bool{}
	for i, p := range permissions {
		at := fmt.Sprintf("%s[%d]", location, i)
		known, supported, platformOnly := s.Declared(p)
		switch {
		case !known:
			fields.Add(at, "unknown_permission", fmt.Sprintf("There is no permission %.100q. GET /v1/products lists them.", string(p)))
		case seen[p]:
			fields.Add(at, "duplicate", "This permission is there twice.")
		case !supported:
			fields.Add(at, "member_permissions_not_supported", "This product does not support member permissions yet.")
		case platformOnly && organizationID != id.PlatformOrganization:
			fields.Add(at, "platform_only", "This can be held in the platform organization only.")
		}
		seen[p] = true
	}
	return fields
}

// CatalogLock is the name of the lock that whoever changes which permissions are declared holds.
const CatalogLock = "products"

// HoldPermissions keeps permissions declared until the transaction ends: what is given is not withdrawn at the same
// moment. Errors: unknown_permission on those that were.
func HoldPermissions(ctx context.Context, tx *db.Tx, location string, permissions []Permission) error {
	own := func(p Permission) bool { return slices.Contains(platformAll, p) } // the console's stay
	asked := slices.DeleteFunc(slices.Clone(permissions), own)
	if len(asked) == 0 {
		return nil
	}
	if err := tx.Lock(ctx, CatalogLock); err != nil {
		return err
	}
	declared := make(map[Permission]bool, len(permissions))
	there := db.In("SELECT key FROM permission WHERE key IN (...)", lookup, asked)
	if err := db.EachIn(ctx, tx, there, db.Column, func(p Permission) error {
		declared[p] = true
		return nil
	}); err != nil {
		return err
	}
	var fields fault.Fields
	for i, p := range permissions {
		if !declared[p] && !own(p) {
			fields.Add(fmt.Sprintf("%s[%d]", location, i), "unknown_permission", fmt.Sprintf("The permission %.100q was withdrawn at this moment.", string(p)))
		}
	}
	return fields.Err()
}

// OfAdmin returns what the role Admin of an organization holds.
func (s *Service) OfAdmin(organizationID string) []Permission {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := s.world.catalog
	return c.list(c.of(organizationID == id.PlatformOrganization))
}
