package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/emailchange"
	"github.com/tenantry/tenantry/internal/fault"
)

// Account is the wire form of an account.
type Account struct {
	ID                 string        `json:"id"`
	Email              string        `json:"email"`
	Name               string        `json:"name"`
	FirstName          string        `json:"firstName"`
	LastName           string        `json:"lastName"`
	MobilePhone        *string       `json:"mobilePhone" doc:"In canonical form: + and the country code" example:"+821020003000"`
	MobilePhoneDisplay string        `json:"mobilePhoneDisplay" doc:"As its country writes it; empty where it is not known"`
	Language           *string       `json:"language" enum:"en,ko,ja,th" doc:"null: the browser's"`
	SecondFactor       bool          `json:"secondFactor" doc:"It signs in by an authenticator app or a passkey as well"`
	CreatedAt          time.Time     `json:"createdAt"`
	PendingEmail       *PendingEmail `json:"pendingEmail" doc:"The address that the account is about to have; null for none"`
}

// PendingEmail is an address that waits for a code.
type PendingEmail struct {
	Email           string           `json:"email"`
	Step            emailchange.Step `json:"step" enum:"current,new" doc:"Whose code comes next: that of the account's present address, or of the new one"`
	ByAdministrator bool             `json:"byAdministrator" doc:"An administrator has entered it"`
}

func (s *Server) wireAccount(ctx context.Context, a account.Account) (Account, error) {
	wire := Account{
		ID: a.ID, Email: a.Email, Name: a.Name, FirstName: a.FirstName, LastName: a.LastName, MobilePhone: orNull(string(a.MobilePhone)),
		MobilePhoneDisplay: s.Accounts.ShowPhone(a.MobilePhone), Language: orNull(a.Language), SecondFactor: a.SecondFactor, CreatedAt: a.CreatedAt,
	}
	pending, err := s.EmailChanges.Pending(ctx, a.ID)
	if err == nil && pending != nil {
		wire.PendingEmail = &PendingEmail{Email: pending.Email, Step: pending.Step, ByAdministrator: pending.ByAdministrator}
	}
	return wire, err
}

type accountOutput struct {
	ETag string `header:"ETag"`
	Body Account
}

func (s *Server) accountOut(ctx context.Context, a account.Account) (*accountOutput, error) {
	wire, err := s.wireAccount(ctx, a)
	return &accountOutput{ETag: etag(a.Version), Body: wire}, err
}

func (s *Server) getAccount(ctx context.Context, _ *struct{}) (*accountOutput, error) {
	a, err := s.Accounts.Get(ctx, callerOf(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	return s.accountOut(ctx, a)
}

type updateAccountInput struct {
	IfMatch
	Body struct {
		Name        Field[string] `json:"name,omitempty" doc:"1 to 20 characters"`
		FirstName   Field[string] `json:"firstName,omitempty" doc:"At most 20 characters"`
		LastName    Field[string] `json:"lastName,omitempty" doc:"At most 20 characters"`
		MobilePhone Field[string] `json:"mobilePhone,omitempty" doc:"In any common form, or null"`
		Language    Field[string] `json:"language,omitempty" doc:"en, ko, ja, th, or null for the browser's"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateAccount(ctx context.Context, in *updateAccountInput) (*accountOutput, error) {
	b := in.Body
	if b.Language.Set && !b.Language.Null && b.Language.Value == "" {
		return nil, fault.InvalidFields(fault.Field{Location: "body.language", Code: "empty", Message: "Must not be empty. Send null for the browser's language."})
	}
	a, err := s.Accounts.Update(ctx, callerOf(ctx).Actor, account.Patch{
		Name: b.Name.pointer(), FirstName: b.FirstName.pointer(), LastName: b.LastName.pointer(),
		MobilePhone: b.MobilePhone.pointer(), Language: b.Language.pointer(),
	}, in.current())
	if err != nil {
		return nil, err
	}
	return s.accountOut(ctx, a)
}

type changeEmailInput struct {
	IdempotencyKey
	Body struct {
		Email string `json:"email" doc:"The new address; the one that waits for a code already, to have another code mailed to it"`
	}
}

func (in changeEmailInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

// EmailStep is how far a change of the address is.
type EmailStep struct {
	Step emailchange.Step `json:"step" enum:"current,new,done" doc:"Whose code comes next: that of the account's present address, or of the new one; done: none, the address is the account's"`
}

func (s *Server) changeEmail(ctx context.Context, in *changeEmailInput) (*struct{ Body EmailStep }, error) {
	step, err := s.EmailChanges.Ask(ctx, callerOf(ctx).Actor, in.Body.Email)
	return &struct{ Body EmailStep }{EmailStep{step}}, err
}

type mailedCodeInput struct {
	Body struct {
		Code string `json:"code" doc:"The six digits that were mailed"`
	}
}

type confirmedEmail struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      EmailStep
}

func (s *Server) confirmEmail(ctx context.Context, in *mailedCodeInput) (*confirmedEmail, error) {
	step, err := s.EmailChanges.Confirm(ctx, s.visitorOf(ctx), callerOf(ctx).session.ID, in.Body.Code)
	if err != nil {
		return nil, err
	}
	out := &confirmedEmail{Body: EmailStep{step}}
	if step == emailchange.Done { // browsers are known by the address
		a, err := s.Accounts.Get(ctx, callerOf(ctx).AccountID)
		if err != nil {
			return nil, err
		}
		out.SetCookie = append(out.SetCookie, s.deviceCookie(s.Sessions.DeviceFor(a.EmailKey())))
	}
	return out, nil
}

func (s *Server) giveUpEmail(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.EmailChanges.GiveUp(ctx, callerOf(ctx).Actor)
}

// AccountDeletion is what would be gone with the caller's account.
type AccountDeletion struct {
	Memberships []LeftMembership `json:"memberships" nullable:"false"`
	Disabled    int              `json:"disabledMemberships" doc:"Memberships that are disabled, whose organizations are not told"`
	Sessions    int              `json:"sessions"`
	Passkeys    int              `json:"passkeys"`
	Imports     int              `json:"imports" doc:"With their files; what they added stays"`
	APIKeys     int              `json:"apiKeys" doc:"That the account created: they are their organizations' and stay"`
}

// LeftMembership is a membership that would be gone.
type LeftMembership struct {
	Organization Named `json:"organization"`
	LastAdmin    bool  `json:"lastAdmin" doc:"The organization has no other active Admin: the account cannot be deleted before it has"`
}

func (s *Server) getAccountDeletion(ctx context.Context, _ *struct{}) (*struct{ Body AccountDeletion }, error) {
	p, err := s.Leaving.Preview(ctx, callerOf(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	n := p.Counts
	out := AccountDeletion{
		Memberships: make([]LeftMembership, len(p.Memberships)), Disabled: p.Disabled,
		Sessions: n["sessions"], Passkeys: n["passkeys"], Imports: n["imports"], APIKeys: n["apiKeys"],
	}
	for i, b := range p.Memberships {
		out.Memberships[i] = LeftMembership{Organization: Named{b.OrganizationID, b.Organization}, LastAdmin: b.LastAdmin}
	}
	return &struct{ Body AccountDeletion }{out}, nil
}

type askDeletionInput struct{ IdempotencyKey }

func (askDeletionInput) fingerprint() ([]byte, error) { return nil, nil }

func (s *Server) askAccountDeletion(ctx context.Context, _ *askDeletionInput) (*struct{}, error) {
	return &struct{}{}, s.Leaving.Ask(ctx, callerOf(ctx).Actor)
}

func (s *Server) confirmAccountDeletion(ctx context.Context, in *mailedCodeInput) (*clearOutput, error) {
	if err := s.Leaving.Confirm(ctx, s.visitorOf(ctx), in.Body.Code); err != nil {
		return nil, err
	}
	return &clearOutput{SetCookie: s.cookie(sessionCookie, "", -1)}, nil
}
