package api

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/fault"
)

// Account is the wire form of an account.
type Account struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Language  *string   `json:"language" enum:"en,ko,ja,th" doc:"null: the browser's"`
	CreatedAt time.Time `json:"createdAt"`
}

func wireAccount(a account.Account) Account {
	return Account{ID: a.ID, Email: a.Email, Name: a.Name, Language: orNull(a.Language), CreatedAt: a.CreatedAt}
}

func (s *Server) getAccount(ctx context.Context, _ *struct{}) (*struct{ Body Account }, error) {
	a, err := s.Accounts.Get(ctx, callerOf(ctx).AccountID)
	return &struct{ Body Account }{wireAccount(a)}, err
}

type updateAccountInput struct {
	Body struct {
		Language Field[string] `json:"language,omitempty" doc:"en, ko, ja, th, or null for the browser's"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateAccount(ctx context.Context, in *updateAccountInput) (*struct{ Body Account }, error) {
	caller := callerOf(ctx)
	if !in.Body.Language.Set {
		return s.getAccount(ctx, nil)
	}
	if !in.Body.Language.Null && in.Body.Language.Value == "" {
		return nil, fault.InvalidFields(fault.Field{Location: "body.language", Code: "empty", Message: "Must not be empty. Send null for the browser's language."})
	}
	a, err := s.Accounts.SetLanguage(ctx, caller.Actor, in.Body.Language.Value)
	return &struct{ Body Account }{wireAccount(a)}, err
}
