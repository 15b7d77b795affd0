package audit

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Broken is where the chain of an organization stops being whole.
type Broken struct {
	OrganizationID string // "" for what is of no single organization
	Seq            int64  // of the first event that is wrong; 0 where none can be named
	EventID        string // "" where it is gone
	Reason         string
}

// Report is what a verification found.
type Report struct {
	Organizations int64
	Events        int64     // in chains, and there
	Erased        int64     // addresses and details among them that were erased
	Gone          int64     // organizations whose trail was erased with them
	Waiting       int64     // events that have no place in a chain yet
	Oldest        time.Time // of those; zero for none
}

// Verify reads the whole trail and checks it against its chains. found is told what is broken, at most one thing for
// each organization. It changes nothing and works on one state of the database, while others go on writing.
func (s *Sealer) Verify(ctx context.Context, found func(Broken) error) (Report, error) {
	v := &verification{chain: s.chain, found: found}
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error { return v.all(ctx, tx) })
	return v.report, err
}

type verification struct {
	chain  chain
	report Report
	found  func(Broken) error
	heads  map[string]head
	erased map[string]bool // being erased at this moment

	// Of the organization that is being read.
	organizationID string
	head           head
	seq            int64
	value          []byte
	broken         bool
}

// row is a link of a chain with the event it is of, as stored.
type row struct {
	link
	eventID, stored string // as the link has them
}

func (r *row) dest() []any {
	return []any{
		&r.stored, &r.seq, &r.eventID, &r.addressSalt, &r.addressHash, &r.detailSalt, &r.detailHash, &r.value,
		&r.there, &r.organizationID, &r.at, &r.actor, &r.action, &r.target, &r.address, &r.request, &r.body,
	}
}

func (v *verification) all(ctx context.Context, tx *db.Tx) error {
	if err := v.readHeads(ctx, tx); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT s.organization_id, s.seq, s.event_id, s.address_salt, s.address_hash, s.detail_salt, s.detail_hash, s.value,
			e.id IS NOT NULL, COALESCE(e.organization_id, ''), COALESCE(e.at, 0), COALESCE(e.actor, ''), COALESCE(e.action, ''), COALESCE(e.target, ''),
			COALESCE(e.address, ''), COALESCE(e.request_id, ''), COALESCE(d.body, '')
		FROM audit_seal s LEFT JOIN audit_event e ON e.id = s.event_id LEFT JOIN audit_detail d ON d.event_id = s.event_id
		ORDER BY s.organization_id, s.seq`)
	if err != nil {
		return err
	}
	if err := db.Each(rows, (*row).dest, v.next); err != nil {
		return err
	}
	if err := v.end(); err != nil {
		return err
	}
	for organizationID, h := range v.heads { // those of which nothing is left
		v.begin(organizationID, h)
		if err := v.end(); err != nil {
			return err
		}
	}
	if err := v.unchained(ctx, tx); err != nil {
		return err
	}
	return v.erasures(ctx, tx)
}

// readHeads reads the ends of all chains and compares them with their count.
func (v *verification) readHeads(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, "SELECT "+headColumns+" FROM audit_head")
	if err != nil {
		return err
	}
	v.heads = map[string]head{}
	var events int64
	if err := db.Each(rows, (*head).dest, func(h head) error {
		v.heads[h.organizationID] = h
		events += h.seq
		return nil
	}); err != nil {
		return err
	}
	v.report.Organizations = int64(len(v.heads))
	v.erased = map[string]bool{}
	erased, err := collect(ctx, tx, "SELECT organization_id FROM audit_erased")
	if err != nil {
		return err
	}
	for _, organizationID := range erased {
		v.erased[organizationID] = true
	}
	var r root
	err = tx.QueryRow(ctx, "SELECT heads, events, mac FROM audit_root").Scan(&r.heads, &r.events, &r.mac)
	switch {
	case db.NotFound(err) && len(v.heads) == 0:
		return nil
	case db.NotFound(err):
		return v.found(Broken{Reason: "the count of all chains is gone"})
	case err != nil:
		return err
	case !v.chain.rootHolds(r):
		return v.found(Broken{Reason: "the count of all chains was changed"})
	case r.heads != int64(len(v.heads)):
		return v.found(Broken{Reason: fmt.Sprintf("there are the chains of %d organizations, and there have been %d", len(v.heads), r.heads)})
	case r.events != events:
		return v.found(Broken{Reason: fmt.Sprintf("the chains have %d events, and there have been %d", events, r.events)})
	}
	return nil
}

// begin turns to an organization whose chain ends in h.
func (v *verification) begin(organizationID string, h head) {
	v.organizationID, v.head, v.broken = organizationID, h, false
	v.seq, v.value = h.erasedSeq, h.erasedValue
	delete(v.heads, organizationID)
}

func (v *verification) wrong(eventID, reason string) error {
	if v.broken {
		return nil
	}
	v.broken = true
	return v.found(Broken{OrganizationID: v.organizationID, Seq: v.seq, EventID: eventID, Reason: reason})
}

// next checks one link.
func (v *verification) next(r row) error {
	if r.there {
		v.report.Events++
	}
	if r.stored != v.organizationID {
		if err := v.end(); err != nil {
			return err
		}
		h, known := v.heads[r.stored]
		v.begin(r.stored, h)
		switch {
		case v.erased[r.stored]:
			v.broken = true // not any more, or not yet again
		case !known:
			return v.wrong("", "the end of the chain is gone")
		case !v.chain.headHolds(h):
			return v.wrong("", "the end of the chain was changed")
		}
	}
	if v.broken {
		return nil
	}
	v.seq++
	before := v.value
	v.value = r.value
	address, detail := check(r.addressSalt, r.addressHash, r.address), check(r.detailSalt, r.detailHash, r.body)
	r.id = r.eventID
	for _, s := range []state{address, detail} {
		if s == erased {
			v.report.Erased++
		}
	}
	switch {
	case r.seq != v.seq:
		return v.wrong("", "the event is gone")
	case !r.there:
		return v.wrong(r.eventID, "the event is gone")
	case address == altered:
		return v.wrong(r.eventID, "its address was changed")
	case detail == altered:
		return v.wrong(r.eventID, "its detail was changed")
	case !bytes.Equal(r.value, v.chain.value(before, r.seq, r.sealed)):
		return v.wrong(r.eventID, "the event, or its place, was changed")
	}
	return nil
}

// end checks that the chain that was read ends where it should.
func (v *verification) end() error {
	if v.organizationID == "" || v.broken || v.erased[v.organizationID] {
		return nil
	}
	if v.head.erasedSeq > 0 {
		v.report.Gone++
	}
	switch {
	case !v.chain.headHolds(v.head):
		return v.wrong("", "the end of the chain was changed")
	case v.seq < v.head.seq:
		v.seq++
		return v.wrong("", fmt.Sprintf("the chain is cut off: %d events from here are gone", v.head.seq-v.seq+1))
	case v.seq > v.head.seq || !bytes.Equal(v.value, v.head.value):
		return v.wrong("", "the end of the chain was changed")
	}
	return nil
}

// unchained looks for events that neither are in a chain nor wait for it.
func (v *verification) unchained(ctx context.Context, tx *db.Tx) error {
	var oldest, all int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*), COALESCE(MIN(e.at), 0) FROM audit_queue q JOIN audit_event e ON e.id = q.event_id").Scan(&v.report.Waiting, &oldest); err != nil {
		return err
	}
	if v.report.Waiting > 0 {
		v.report.Oldest = db.Time(oldest)
	}
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event").Scan(&all); err != nil {
		return err
	}
	if all == v.report.Events+v.report.Waiting {
		return nil
	}
	type event struct{ id, organizationID string }
	rows, err := tx.Query(ctx, `SELECT e.id, e.organization_id FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event_id = e.id)
		AND NOT EXISTS (SELECT 1 FROM audit_queue q WHERE q.event_id = e.id) ORDER BY e.id LIMIT 1`)
	if err != nil {
		return err
	}
	return db.Each(rows, func(e *event) []any { return []any{&e.id, &e.organizationID} }, func(e event) error {
		return v.found(Broken{OrganizationID: e.organizationID, EventID: e.id, Reason: "the event is in no chain"})
	})
}

// erasures looks for organizations whose trail is gone or going and of which the platform's trail does not say so.
func (v *verification) erasures(ctx context.Context, tx *db.Tx) error {
	unsaid, err := collect(ctx, tx, `SELECT x.organization_id FROM (SELECT organization_id FROM audit_head WHERE erased_seq > 0
			UNION SELECT organization_id FROM audit_erased) x
		WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.target = x.organization_id AND e.action = 'organization.erased' AND e.organization_id = $1)
		ORDER BY x.organization_id`, id.PlatformOrganization)
	if err != nil {
		return err
	}
	for _, organizationID := range unsaid {
		if err := v.found(Broken{OrganizationID: organizationID, Reason: "its trail was erased, and the platform's trail does not say so"}); err != nil {
			return err
		}
	}
	return nil
}
