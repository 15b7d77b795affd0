package apikey

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/verification"
)

// Service creates, recognizes and revokes API keys.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	access  *access.Service

	mu      sync.Mutex
	touched map[string]time.Time // key ID -> last use that is not stored yet
}

// NewService returns the service; now is the clock.
func NewService(d *db.DB, now func() time.Time, cursors *db.Cursors, a *access.Service) *Service {
	return &Service{db: d, now: now, cursors: cursors, access: a, touched: map[string]time.Time{}}
}

// whole is how the list of an organization's keys is searched and sorted.
var whole = listing.Whole[Key]{
	Name: func(k Key) string { return k.Name }, ID: func(k Key) string { return k.ID }, First: "-createdAt",
	Sorts: map[string]func(Key) string{
		"name":        func(k Key) string { return string(text.SortKey(k.Name)) },
		"createdAt":   func(k Key) string { return listing.TimeKey(k.CreatedAt) },
		"expiresAt":   func(k Key) string { return strconv.FormatBool(k.ExpiresAt.IsZero()) + listing.TimeKey(k.ExpiresAt) }, // never comes last
		"lastUsedAt":  func(k Key) string { return listing.TimeKey(k.LastUsedAt) },
		"permissions": func(k Key) string { return listing.NumberKey(int64(len(k.Permissions))) },
	},
}

// List returns one page of the keys of an organization, the newest first where no sort is asked for. Errors: NotFound,
// permission_required, cursor_invalid, cursor_mismatch, and invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, organizationID string, ask listing.Ask) (listing.Page[Key], error) {
	if err := caller.Require(access.APIKeysRead, organizationID); err != nil {
		return listing.Page[Key]{}, err
	}
	keys, err := list(ctx, s.db.Querier(ctx), organizationID, caller)
	if err != nil {
		return listing.Page[Key]{}, err
	}
	return whole.Page(s.cursors, "api keys "+organizationID, ask, keys)
}

// Get returns a key. Errors: NotFound where the caller does not see its organization, permission_required.
func (s *Service) Get(ctx context.Context, caller access.Caller, keyID string) (Key, error) {
	k, err := get(ctx, s.db.Querier(ctx), keyID, caller)
	if err != nil {
		return Key{}, err
	}
	if !caller.Sees(k.OrganizationID) {
		return Key{}, missing()
	}
	return k, caller.Require(access.APIKeysRead, k.OrganizationID)
}

// OrganizationOf returns the organization that a key belongs to, or NotFound.
func (s *Service) OrganizationOf(ctx context.Context, keyID string) (string, error) {
	var organizationID string
	err := s.db.Querier(ctx).QueryRow(ctx, "SELECT organization_id FROM api_key WHERE id = $1", keyID).Scan(&organizationID)
	if db.NotFound(err) {
		return "", missing()
	}
	return organizationID, err
}

func missing() error { return fault.Missing("API key") }

// Create makes a key and returns its text, which is nowhere else. Errors: permission_required,
// exceeds_own_permissions and the rules of the fields.
func (s *Service) Create(ctx context.Context, caller access.Caller, organizationID string, d Draft) (k Key, secret string, err error) {
	if err := caller.Require(access.APIKeysManage, organizationID); err != nil {
		return Key{}, "", err
	}
	if err := s.check(&d, organizationID).Err(); err != nil {
		return Key{}, "", err
	}
	now := s.now()
	secret = prefix + verification.Token()
	k = Key{
		ID: id.New(id.Key, now), OrganizationID: organizationID, Name: d.Name, Permissions: d.Permissions, Reach: d.Reach,
		Hint: prefix + "…" + secret[len(secret)-4:], CreatedAt: now,
	}
	if d.ExpiresAt != nil {
		k.ExpiresAt = *d.ExpiresAt
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := scope.Hold(ctx, tx, organizationID); err != nil {
			return err
		}
		if err := caller.Exceeds(organizationID, access.Grant{Permissions: d.Permissions, Reach: d.Reach}); err != nil {
			return err
		}
		if err := access.HoldPermissions(ctx, tx, "body.permissions", d.Permissions); err != nil {
			return err
		}
		if err := insert(ctx, tx, k, secret, caller.ID()); err != nil {
			return err
		}
		var err error
		if k, err = get(ctx, tx, k.ID, caller); err != nil { // with its creator
			return err
		}
		return audit.Record(ctx, tx, now, caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "api_key.created", TargetID: k.ID, Detail: map[string]any{"after": d},
		})
	})
	if err != nil {
		return Key{}, "", err
	}
	return k, secret, nil
}

// check normalises a draft in place and returns the rules it breaks.
func (s *Service) check(d *Draft, organizationID string) fault.Fields {
	var fields fault.Fields
	clean, problem := text.Line(d.Name, MaxName, true)
	if problem != nil {
		fields.Add("body.name", problem.Code, problem.Message)
	}
	d.Name = clean
	if d.Reach == "" {
		d.Reach = access.ReachSubtree
	}
	if d.Reach != access.ReachOwn && d.Reach != access.ReachSubtree {
		fields.Add("body.reach", "invalid_value", "Must be own or subtree.")
	}
	if len(d.Permissions) == 0 {
		fields.Add("body.permissions", "required", "At least one permission is required: without any, a key can do nothing.")
	}
	fields = append(fields, s.access.CheckPermissions(organizationID, "body.permissions", d.Permissions)...)
	d.Permissions = slices.Sorted(slices.Values(d.Permissions))
	if d.ExpiresAt != nil {
		at := d.ExpiresAt.UTC().Truncate(time.Microsecond)
		if d.ExpiresAt = &at; !at.After(s.now()) {
			fields.Add("body.expiresAt", "in_the_past", "Must be in the future. Leave it out for a key that does not expire.")
		}
	}
	return fields
}

// Revoke ends a key, at once. Errors: NotFound, permission_required.
func (s *Service) Revoke(ctx context.Context, caller access.Caller, keyID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		k, err := hold(ctx, tx, keyID)
		if err != nil {
			return err
		}
		if !caller.Sees(k.OrganizationID) {
			return missing()
		}
		if err := caller.Require(access.APIKeysManage, k.OrganizationID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM api_key WHERE id = $1", keyID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: k.OrganizationID, Action: "api_key.revoked", TargetID: keyID,
			Detail: map[string]any{"before": k.draft()},
		})
	})
}

// Recognize returns the key of a text, and notes that it was used. Errors: unauthenticated for one that never was or
// was revoked, api_key_expired.
func (s *Service) Recognize(ctx context.Context, secret string) (Recognized, error) {
	if !strings.HasPrefix(secret, prefix) {
		return Recognized{}, unknown()
	}
	f, err := find(ctx, s.db.Querier(ctx), "k.token_hash = $1", verification.Hash(secret))
	if err != nil {
		return Recognized{}, err
	}
	now := s.now()
	if err := f.usable(now); err != nil {
		return Recognized{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(f.lastUsedAt) >= touchEvery {
		s.touched[f.ID] = now
	}
	return f.Recognized, nil
}

// Caller returns who asks, with what the account or the API key of the actor holds at this moment: for work that goes
// on after the request. Errors: those of Recognize.
func (s *Service) Caller(ctx context.Context, actor audit.Actor) (access.Caller, error) {
	if actor.KeyID == "" {
		return s.access.Now(ctx, actor)
	}
	f, err := find(ctx, s.db.Querier(ctx), "k.id = $1", actor.KeyID)
	if err != nil {
		return access.Caller{}, err
	}
	if err := f.usable(s.now()); err != nil {
		return access.Caller{}, err
	}
	return s.access.KeyCaller(ctx, actor, f.Grant, f.Revision)
}

func unknown() error {
	return fault.New(fault.Unauthenticated, "unauthenticated", "This is no API key, or the key was revoked. Send Authorization: Bearer and a key that somebody who may manage API keys has created.")
}

// usable refuses a key that has expired.
func (f found) usable(now time.Time) error {
	if expired(f.expiresAt, now) {
		return fault.New(fault.Unauthenticated, "api_key_expired", "This API key has expired. Create another.")
	}
	return nil
}

// Flush stores the last uses that were noted since the last time.
func (s *Service) Flush(ctx context.Context) error {
	s.mu.Lock()
	touched := s.touched
	s.touched = map[string]time.Time{}
	s.mu.Unlock()
	if len(touched) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, keyID := range slices.Sorted(maps.Keys(touched)) {
			if _, err := tx.Exec(ctx, "UPDATE api_key SET last_used_at = $1 WHERE id = $2 AND last_used_at < $1", db.Micros(touched[keyID]), keyID); err != nil {
				return err
			}
		}
		return nil
	})
}
