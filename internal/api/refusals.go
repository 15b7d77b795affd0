package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// refusedAgain is how long the same refusal of the same caller is not recorded again, mostRefused how many others are
// meanwhile: whoever tries everything fills nobody's audit trail.
const (
	refusedAgain = time.Minute
	mostRefused  = 60
)

// refusals are those that were recorded lately.
type refusals struct {
	mu      sync.Mutex
	begun   time.Time
	seen    map[string]bool // caller, operation, organization
	callers map[string]int
}

// fresh reports whether a refusal is to be recorded.
func (r *refusals) fresh(now time.Time, caller, operation, organizationID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil || now.Sub(r.begun) >= refusedAgain || now.Before(r.begun) {
		r.begun, r.seen, r.callers = now, map[string]bool{}, map[string]int{}
	}
	key := caller + " " + operation + " " + organizationID
	if r.seen[key] || r.callers[caller] == mostRefused {
		return false
	}
	r.seen[key] = true
	r.callers[caller]++
	return true
}

// tellsOfRefusal reports whether it matters to the audit trail that an operation was refused for want of a permission:
// reading and asking do not.
func tellsOfRefusal(o *huma.Operation, n need) bool {
	return n.signedIn && o.Method != http.MethodGet && n.organization != inQuestion
}

// noteRefusal records that a caller was refused what it may not do: after the request's transaction, which left no
// trace. early says that it was refused for what the path names, before the handler. A refusal that cannot be recorded is logged, and stays a refusal.
func (s *Server) noteRefusal(ctx context.Context, o *huma.Operation, n need, caller access.Caller, early bool, err error) {
	f, ok := fault.As(err)
	if !ok || !tellsOfRefusal(o, n) || f.Code != "permission_required" && f.Code != "exceeds_own_permissions" && f.Code != "account_beyond_reach" {
		return
	}
	organizationID := f.Organization
	if organizationID == "" {
		organizationID = id.PlatformOrganization
	}
	target := idInPath(operationOf(ctx))
	if !early && target != organizationID { // of another organization, perhaps
		target = ""
	}
	now := s.Now()
	if caller.ID() == "" || !s.refusals.fresh(now, caller.ID(), o.OperationID, organizationID) {
		return
	}
	detail := map[string]any{"operation": o.OperationID, "code": f.Code}
	for _, name := range []string{"permission", "permissions"} {
		if v, told := f.Extra[name]; told {
			detail[name] = v
		}
	}
	if err := s.DB.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, now, caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "access.refused", TargetID: target, Detail: detail,
		})
	}); err != nil {
		slog.ErrorContext(ctx, "a refusal could not be recorded", "error", err, "request", requestID(ctx))
	}
}

// idInPath is the first ID in a path, "" for none.
func idInPath(path string) string {
	for segment := range strings.SplitSeq(path, "/") {
		if prefix, _, found := strings.Cut(segment, "_"); found && id.Valid(prefix, segment) {
			return segment
		}
	}
	return ""
}
