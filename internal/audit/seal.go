package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// sealing is the name of the lock of whoever extends the chains, or takes something out of what is chained.
const sealing = "audit.seal"

// sealAtOnce is how many events one transaction of sealing takes on, so that other writers wait for no more than some
// milliseconds.
const sealAtOnce = 400

// sealMany is after how many portions in a row what they have left behind is given back: it is much, and the next time
// there are as many is far.
const sealMany = 25

// sealEvery is how often is looked for events that have no place in a chain yet.
const sealEvery = time.Second

// Sealer gives events their place in the chain of their organization, a moment after they were committed, so that no
// change waits for another one's.
type Sealer struct {
	db    *db.DB
	chain chain
	told  time.Time // when the log last said that sealing fails
}

// NewSealer returns one that seals with a key that every node of the deployment shares.
func NewSealer(d *db.DB, key []byte) *Sealer { return &Sealer{db: d, chain: chain{key}} }

// Run seals until ctx ends.
func (s *Sealer) Run(ctx context.Context) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		if err := s.Seal(ctx); err != nil && ctx.Err() == nil && time.Since(s.told) > time.Minute {
			s.told = time.Now()
			slog.Error("the audit trail cannot be sealed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// ErrBroken is the error of a chain that is not as it was left. It is not extended, so that what is wrong stays to be
// seen.
var ErrBroken = errors.New("the chain is not as it was left: run tenantry audit verify")

// Seal seals what is committed. It does nothing while another node is at it. Chains that are broken are left as they
// are, and ErrBroken tells of it in the end.
func (s *Sealer) Seal(ctx context.Context) (err error) {
	var broken error
	portions := 0
	defer func() {
		if portions >= sealMany {
			err = errors.Join(err, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return tx.Release(ctx) }))
			debug.FreeOSMemory()
		}
	}()
	for after := ""; ; portions++ {
		var waits bool // for a chain to be extended, or to be marked as erased
		if err := s.db.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM audit_queue WHERE event_id > $1) OR EXISTS (SELECT 1 FROM audit_erased WHERE finished)", after).
			Scan(&waits); err != nil || !waits {
			return errors.Join(err, broken)
		}
		var last string
		var skipped error
		alone, err := s.db.WriteAlone(ctx, sealing, func(ctx context.Context, tx *db.Tx) (err error) {
			last, skipped, err = s.portion(ctx, tx, after)
			return err
		})
		if err != nil || !alone {
			return errors.Join(err, broken)
		}
		if skipped != nil {
			broken = skipped
		}
		if after = last; after == "" {
			return broken
		}
	}
}

// waiting is an event in the queue.
type waiting struct {
	sealed
	queued        string
	there, before bool // the event is; it is sealed already
	address, body string
}

func (w *waiting) dest() []any {
	return []any{&w.before, &w.id, &w.organizationID, &w.at, &w.actor, &w.action, &w.target, &w.address, &w.request, &w.body}
}

// take reads the next of the queue behind an ID. The events are looked up by their IDs: a join with the queue is planned
// badly on PostgreSQL, which knows too late how long it is.
func take(ctx context.Context, tx *db.Tx, after string) ([]waiting, error) {
	queued, err := collect(ctx, tx, "SELECT event_id FROM audit_queue WHERE event_id > $1 ORDER BY event_id LIMIT $2", after, sealAtOnce)
	if err != nil || len(queued) == 0 {
		return nil, err
	}
	events := db.In(`SELECT s.event_id IS NOT NULL, e.id, e.organization_id, e.at, e.actor, e.action, e.target, e.address, e.request_id, COALESCE(d.body, '')
		FROM audit_event e LEFT JOIN audit_detail d ON d.event_id = e.id LEFT JOIN audit_seal s ON s.event_id = e.id
		WHERE e.id IN (...)`, atOnce, queued)
	stored := make(map[string]waiting, len(queued))
	if err := db.EachIn(ctx, tx, events, (*waiting).dest, func(w waiting) error {
		w.queued, w.there = w.id, true
		stored[w.id] = w
		return nil
	}); err != nil {
		return nil, err
	}
	taken := make([]waiting, 0, len(queued))
	for _, eventID := range queued {
		w := stored[eventID]
		w.queued = eventID
		taken = append(taken, w)
	}
	return taken, nil
}

// portion seals the next of the queue behind an ID and returns the last that it looked at, "" where there is none.
// skipped is why it left some.
func (s *Sealer) portion(ctx context.Context, tx *db.Tx, after string) (last string, skipped, err error) {
	taken, err := take(ctx, tx, after)
	if err != nil {
		return "", nil, err
	}
	whole, err := s.root(ctx, tx)
	if err != nil {
		return "", nil, err
	}
	if err := s.markErased(ctx, tx); err != nil {
		return "", nil, err
	}
	if len(taken) == 0 {
		return "", nil, nil
	}
	heads, err := headsOf(ctx, tx, taken)
	if err != nil {
		return "", nil, err
	}
	var links []link
	var gone []string
	changed := map[string]bool{}
	for _, w := range taken {
		last = w.queued
		if !w.there || w.before {
			gone = append(gone, w.queued)
			continue
		}
		h, known := heads[w.organizationID]
		if known && !changed[w.organizationID] && (h.mac == nil || !s.chain.headHolds(h)) {
			skipped = fmt.Errorf("the trail of %s: %w", w.organizationID, ErrBroken)
			continue
		}
		if !known {
			h = head{organizationID: w.organizationID, value: []byte{}, erasedValue: []byte{}}
			whole.heads++
		}
		l := link{waiting: w}
		l.addressSalt, l.addressHash = salted(w.address)
		l.detailSalt, l.detailHash = salted(w.body)
		h.seq++
		h.value = s.chain.value(h.value, h.seq, l.sealed)
		l.seq, l.value = h.seq, h.value
		heads[w.organizationID], changed[w.organizationID] = h, true
		links, gone = append(links, l), append(gone, w.queued)
		whole.events++
	}
	if err := s.write(ctx, tx, links, heads, changed, whole); err != nil {
		return "", nil, err
	}
	_, err = tx.ExecIn(ctx, db.In("DELETE FROM audit_queue WHERE event_id IN (...)", atOnce, gone))
	return last, skipped, err
}

// link is an event with its place in a chain.
type link struct {
	waiting
	seq                     int64
	addressSalt, detailSalt []byte
	value                   []byte
}

func (s *Sealer) write(ctx context.Context, tx *db.Tx, links []link, heads map[string]head, changed map[string]bool, whole root) error {
	if len(links) == 0 {
		return nil
	}
	if _, err := tx.BulkInsert(ctx, "audit_seal",
		[]string{"organization_id", "seq", "event_id", "address_salt", "address_hash", "detail_salt", "detail_hash", "value"},
		db.Rows(links, func(l link) []any {
			return []any{l.organizationID, l.seq, l.id, l.addressSalt, l.addressHash, l.detailSalt, l.detailHash, l.value}
		})); err != nil {
		return err
	}
	type mention struct{ subject, eventID string }
	var mentions []mention
	for _, l := range links {
		for _, subject := range mentioned(l.body) {
			mentions = append(mentions, mention{subject, l.id})
		}
	}
	if len(mentions) > 0 {
		if _, err := tx.BulkInsert(ctx, "audit_mention", []string{"subject", "event_id"},
			db.Rows(mentions, func(m mention) []any { return []any{m.subject, m.eventID} })); err != nil {
			return err
		}
	}
	for organizationID := range changed {
		h := heads[organizationID]
		if err := s.put(ctx, tx, h); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit_root (id, heads, events, mac) VALUES (1, $1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET heads = excluded.heads, events = excluded.events, mac = excluded.mac`, whole.heads, whole.events, s.chain.rootMAC(whole))
	return err
}

func (s *Sealer) put(ctx context.Context, tx *db.Tx, h head) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_head (organization_id, seq, value, erased_seq, erased_value, mac) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (organization_id) DO UPDATE SET seq = excluded.seq, value = excluded.value, erased_seq = excluded.erased_seq,
			erased_value = excluded.erased_value, mac = excluded.mac`,
		h.organizationID, h.seq, h.value, h.erasedSeq, append([]byte{}, h.erasedValue...), s.chain.headMAC(h))
	return err
}

// root reads the count of the chains. Where there is none although there are chains, or it does not hold, nothing more
// is sealed.
func (s *Sealer) root(ctx context.Context, q db.Querier) (root, error) {
	var r root
	err := q.QueryRow(ctx, "SELECT heads, events, mac FROM audit_root").Scan(&r.heads, &r.events, &r.mac)
	if db.NotFound(err) {
		var any bool
		if err := q.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM audit_head) OR EXISTS (SELECT 1 FROM audit_seal)").Scan(&any); err != nil {
			return r, err
		}
		if any {
			return r, fmt.Errorf("the count of the chains is gone: %w", ErrBroken)
		}
		return r, nil
	}
	if err == nil && !s.chain.rootHolds(r) {
		err = fmt.Errorf("the count of the chains: %w", ErrBroken)
	}
	return r, err
}

const headColumns = "organization_id, seq, value, erased_seq, erased_value, mac"

func (h *head) dest() []any {
	return []any{&h.organizationID, &h.seq, &h.value, &h.erasedSeq, &h.erasedValue, &h.mac}
}

// headsOf returns the ends of the chains of events. One that is gone has no MAC.
func headsOf(ctx context.Context, q db.Querier, taken []waiting) (map[string]head, error) {
	ids := make([]string, 0, len(taken))
	for _, w := range taken {
		ids = append(ids, w.organizationID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	heads := make(map[string]head, len(ids))
	if err := db.EachIn(ctx, q, db.In("SELECT "+headColumns+" FROM audit_head WHERE organization_id IN (...)", atOnce, ids), (*head).dest, func(h head) error {
		heads[h.organizationID] = h
		return nil
	}); err != nil {
		return nil, err
	}
	begun := db.In("SELECT organization_id FROM audit_seal WHERE seq = 1 AND organization_id IN (...)", atOnce, ids)
	return heads, db.EachIn(ctx, q, begun, db.Column, func(organizationID string) error {
		if _, known := heads[organizationID]; !known {
			heads[organizationID] = head{organizationID: organizationID}
		}
		return nil
	})
}

// markErased notes in the heads of chains what was erased with its organization.
func (s *Sealer) markErased(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, "SELECT h.organization_id, h.seq, h.value, h.erased_seq, h.erased_value, h.mac FROM audit_erased x JOIN audit_head h ON h.organization_id = x.organization_id WHERE x.finished")
	if err != nil {
		return err
	}
	heads, err := db.Collect(rows, (*head).dest)
	if err != nil {
		return err
	}
	for _, h := range heads {
		if !s.chain.headHolds(h) {
			continue // it is found broken
		}
		h.erasedSeq, h.erasedValue = h.seq, h.value
		if err := s.put(ctx, tx, h); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "DELETE FROM audit_erased WHERE finished")
	return err
}
