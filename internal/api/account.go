package api

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/fault"
)

// Account is the wire form of an account.
type Account struct {
	ID                 string    `json:"id"`
	Email              string    `json:"email"`
	Name               string    `json:"name"`
	FirstName          string    `json:"firstName"`
	LastName           string    `json:"lastName"`
	MobilePhone        *string   `json:"mobilePhone" doc:"In canonical form: + and the country code" example:"+821020003000"`
	MobilePhoneDisplay string    `json:"mobilePhoneDisplay" doc:"As its country writes it; empty where it is not known"`
	Language           *string   `json:"language" enum:"en,ko,ja,th" doc:"null: the browser's"`
	SecondFactor       bool      `json:"secondFactor" doc:"It signs in by an authenticator app or a passkey as well"`
	CreatedAt          time.Time `json:"createdAt"`
}

func (s *Server) wireAccount(a account.Account) Account {
	return Account{
		ID: a.ID, Email: a.Email, Name: a.Name, FirstName: a.FirstName, LastName: a.LastName, MobilePhone: orNull(string(a.MobilePhone)),
		MobilePhoneDisplay: s.Accounts.ShowPhone(a.MobilePhone), Language: orNull(a.Language), SecondFactor: a.SecondFactor, CreatedAt: a.CreatedAt,
	}
}

type accountOutput struct {
	ETag string `header:"ETag"`
	Body Account
}

func (s *Server) accountOut(a account.Account) *accountOutput {
	return &accountOutput{ETag: etag(a.Version), Body: s.wireAccount(a)}
}

func (s *Server) getAccount(ctx context.Context, _ *struct{}) (*accountOutput, error) {
	a, err := s.Accounts.Get(ctx, callerOf(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	return s.accountOut(a), nil
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
	return s.accountOut(a), nil
}
