package api

import (
	"context"

	"github.com/tenantry/tenantry/internal/organization"
)

// Erasure is what erasing an organization would remove.
type Erasure struct {
	Counts   ErasureCounts          `json:"counts"`
	Blockers []organization.Blocker `json:"blockers" nullable:"false" doc:"What has to be moved before it can be erased"`
}

// ErasureCounts are what will be gone. Accounts stay.
type ErasureCounts struct {
	Members     int64 `json:"members"`
	Roles       int64 `json:"roles"`
	Numbers     int64 `json:"numbers"`
	Usages      int64 `json:"usages"`
	Invitations int64 `json:"invitations"`
	APIKeys     int64 `json:"apiKeys"`
	Imports     int64 `json:"imports"`
	AuditEvents int64 `json:"auditEvents"`
}

func (s *Server) getErasure(ctx context.Context, in *IDInput) (*struct{ Body Erasure }, error) {
	p, err := s.Erasures.Preview(ctx, callerOf(ctx).Caller, in.ID)
	if err != nil {
		return nil, err
	}
	n := p.Counts
	return &struct{ Body Erasure }{Erasure{Blockers: p.Blockers, Counts: ErasureCounts{
		Members: n["members"], Roles: n["roles"], Numbers: n["numbers"], Usages: n["usages"], Invitations: n["invitations"],
		APIKeys: n["apiKeys"], Imports: n["imports"], AuditEvents: n["auditEvents"],
	}}}, nil
}

func (s *Server) askErasure(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Erasures.Ask(ctx, callerOf(ctx).Caller, in.ID)
}

type confirmErasureInput struct {
	IDInput
	Body struct {
		Name string `json:"name" doc:"The organization's name, as it is shown"`
		Code string `json:"code" doc:"The code that was mailed"`
	}
}

func (s *Server) confirmErasure(ctx context.Context, in *confirmErasureInput) (*struct{}, error) {
	return nil, s.Erasures.Confirm(ctx, callerOf(ctx).Caller, in.ID, in.Body.Name, in.Body.Code)
}
