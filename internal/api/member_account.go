package api

import (
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/account"
)

// MemberAccount is the account of a member as whoever may edit it sees it.
type MemberAccount struct {
	ID                 string  `json:"id"`
	Email              string  `json:"email"`
	PendingEmail       *string `json:"pendingEmail" doc:"An address that waits for the account's owner to enter the code that was mailed to it"`
	Name               string  `json:"name"`
	FirstName          string  `json:"firstName"`
	LastName           string  `json:"lastName"`
	MobilePhone        *string `json:"mobilePhone" doc:"In canonical form: + and the country code" example:"+821020003000"`
	MobilePhoneDisplay string  `json:"mobilePhoneDisplay" doc:"As its country writes it; empty where it is not known"`
}

type memberAccountOutput struct {
	ETag string `header:"ETag"`
	Body MemberAccount
}

func (s *Server) getMemberAccount(ctx context.Context, in *IDInput) (*memberAccountOutput, error) {
	a, pending, err := s.Onboarding.Account(ctx, callerOf(ctx).Caller, in.ID)
	if err != nil {
		return nil, err
	}
	out := &memberAccountOutput{ETag: etag(a.Version), Body: MemberAccount{
		ID: a.ID, Email: a.Email, Name: a.Name, FirstName: a.FirstName, LastName: a.LastName, MobilePhone: orNull(string(a.MobilePhone)),
		MobilePhoneDisplay: s.Accounts.ShowPhone(a.MobilePhone),
	}}
	if pending != nil {
		out.Body.PendingEmail = &pending.Email
	}
	return out, nil
}

type updateMemberAccountInput struct {
	IDInput
	IfMatch
	Body struct {
		Name        Field[string] `json:"name,omitempty" doc:"1 to 20 characters"`
		FirstName   Field[string] `json:"firstName,omitempty" doc:"At most 20 characters"`
		LastName    Field[string] `json:"lastName,omitempty" doc:"At most 20 characters"`
		MobilePhone Field[string] `json:"mobilePhone,omitempty" doc:"In any common form, or null"`
		Email       Field[string] `json:"email,omitempty" doc:"Counts once the account's owner has entered the code that is mailed to it"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateMemberAccount(ctx context.Context, in *updateMemberAccountInput) (*memberAccountOutput, error) {
	b := in.Body
	if _, err := s.Onboarding.Edit(ctx, callerOf(ctx).Caller, in.ID, account.Patch{
		Name: b.Name.pointer(), FirstName: b.FirstName.pointer(), LastName: b.LastName.pointer(), MobilePhone: b.MobilePhone.pointer(),
	}, b.Email.pointer(), in.current()); err != nil {
		return nil, err
	}
	return s.getMemberAccount(ctx, &in.IDInput)
}

type moveMemberInput struct {
	IDInput
	IfMatch
	Body struct {
		OrganizationID string   `json:"organizationId" doc:"Where the account becomes a member in the place of this membership"`
		RoleIDs        []string `json:"roleIds" doc:"Roles of that organization"`
	}
}

func (s *Server) moveMember(ctx context.Context, in *moveMemberInput) (*memberOutput, error) {
	m, err := s.Members.Move(ctx, callerOf(ctx).Caller, in.ID, in.Body.OrganizationID, slices.Clone(in.Body.RoleIDs), in.current())
	if err != nil {
		return nil, err
	}
	return s.memberOut(m), nil
}
