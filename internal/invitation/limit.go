package invitation

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Where anybody may create an organization, anybody could have strangers written to. So the messages that go out for
// organizations which the platform's staff have not registered are counted: for the organization, for the account that
// invites, whatever organizations it has created, and for all such organizations together, so that many accounts are
// of little help.

const (
	// together is how many times as many as one organization may send all of them may.
	together = 20
	// slot is what messages are counted in, and slots how many of them are looked at: the window is a day at least.
	slot  = time.Hour
	slots = 25
)

// count counts n messages that an organization is about to have sent, where they are counted. With dryRun it only says
// whether they could be. Errors: invitation_limit.
func (s *Service) count(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string, n int, dryRun bool) error {
	if n == 0 || caller.HoldsFromAbove(access.MembersInvite, organizationID) { // who invites from there answers for it
		return nil
	}
	known, err := isRegistered(ctx, tx, organizationID)
	if err != nil || known || organizationID == id.PlatformOrganization {
		return err
	}
	inviter, err := personBehind(ctx, tx, caller)
	if err != nil {
		return err
	}
	if !dryRun {
		if err := tx.Lock(ctx, "invitations sent"); err != nil {
			return err
		}
	}
	now := s.now()
	subjects := []string{organizationID, ""}
	if inviter != "" {
		subjects = append(subjects, inviter)
	}
	var refused *fault.Error
	for _, subject := range subjects {
		limit := s.limit
		if subject == "" {
			limit *= together
		}
		sent, err := sentIn(ctx, tx, subject, hourOf(now)-slots+1)
		if err != nil {
			return err
		}
		left, wait := room(sent, n, limit, now)
		if left < n && (refused == nil || wait > refused.RetryAfter) { // the one that lasts longest
			refused = s.tooMany(subject, left, wait)
		}
	}
	if refused != nil {
		return refused
	}
	if dryRun {
		return nil
	}
	for _, subject := range subjects {
		if err := addSent(ctx, tx, subject, hourOf(now), n); err != nil {
			return err
		}
	}
	return nil
}

// sent is how many messages were sent in an hour.
type sent struct{ hour, count int64 }

func hourOf(t time.Time) int64 { return t.Unix() / int64(slot/time.Second) }

// room returns how many messages are left of a limit, the earliest hours of the window first, and how long it takes
// until there are n, or as many as there can be.
func room(window []sent, n, limit int, now time.Time) (left int, wait time.Duration) {
	free := int64(limit)
	for _, s := range window {
		free -= s.count
	}
	left = int(max(0, free))
	for _, s := range window {
		if free >= int64(min(n, limit)) {
			break
		}
		free += s.count
		wait = time.Unix((s.hour+slots)*int64(slot/time.Second), 0).Sub(now)
	}
	return left, wait
}

func (s *Service) tooMany(subject string, left int, wait time.Duration) *fault.Error {
	if s.limit == 0 {
		return fault.New(fault.Forbidden, "invitation_limit",
			"Nobody can be invited to this organization until the platform's staff have registered it. Ask them to.").With("limit", 0).With("left", 0)
	}
	message := fmt.Sprintf("Until the platform's staff have registered it, an organization may have at most %d invitations sent in 24 hours, and nobody may send more from several of them. "+
		"%d more can be sent now. Invite fewer, wait as long as Retry-After says, or ask the platform's staff to register the organization.", s.limit, left)
	if subject == "" {
		message = "Organizations that the platform's staff have not registered have had as many invitations sent in the last 24 hours as they may all together. " +
			"Invite fewer, wait as long as Retry-After says, or ask the platform's staff to register the organization."
	}
	f := fault.New(fault.Throttled, "invitation_limit", message).With("limit", s.limit).With("left", min(left, s.limit))
	f.RetryAfter = wait
	return f
}

// personBehind is the account that invites; for an API key, the one that created it, or the key that created it; "" where
// it is gone.
func personBehind(ctx context.Context, tx *db.Tx, caller access.Caller) (accountID string, err error) {
	by := caller.ID()
	for range 100 { // keys that made one another
		if !id.Valid(id.Key, by) {
			return by, nil
		}
		if by, err = creatorOf(ctx, tx, by); err != nil {
			return "", err
		}
	}
	return "", nil
}

// isRegistered reports whether the platform's staff have registered an organization, or given it an external key, which
// they alone do.
func isRegistered(ctx context.Context, q db.Querier, organizationID string) (is bool, err error) {
	err = q.QueryRow(ctx, "SELECT classification <> '' OR external_key <> '' FROM organization WHERE id = $1", organizationID).Scan(&is)
	return is, err
}

func creatorOf(ctx context.Context, q db.Querier, keyID string) (creatorID string, err error) {
	err = q.QueryRow(ctx, "SELECT created_by FROM api_key WHERE id = $1", keyID).Scan(&creatorID)
	if db.NotFound(err) {
		return "", nil
	}
	return creatorID, err
}

func sentIn(ctx context.Context, q db.Querier, subject string, from int64) ([]sent, error) {
	rows, err := q.Query(ctx, "SELECT hour, count FROM invitation_sent WHERE subject = $1 AND hour >= $2 ORDER BY hour", subject, from)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(s *sent) []any { return []any{&s.hour, &s.count} })
}

func addSent(ctx context.Context, tx *db.Tx, subject string, hour int64, n int) error {
	_, err := tx.Exec(ctx, `INSERT INTO invitation_sent (subject, hour, count) VALUES ($1, $2, $3)
		ON CONFLICT (subject, hour) DO UPDATE SET count = invitation_sent.count + excluded.count`, subject, hour, n)
	return err
}

func sweepSent(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM invitation_sent WHERE hour <= $1", hourOf(now)-slots)
	return err
}
