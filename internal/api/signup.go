package api

import (
	"context"
	"net/http"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/signup"
	"github.com/tenantry/tenantry/internal/verification"
)

type signUpInput struct {
	Body struct {
		Email    string `json:"email"`
		Name     string `json:"name" doc:"1 to 20 characters"`
		Password string `json:"password" format:"password" doc:"8 to 128 characters"`
		Language string `json:"language,omitempty" enum:"en,ko,ja,th" doc:"That the console and mail are in; left out for the browser's"`
	}
}

type signUpOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Accepted
}

func (s *Server) signUp(ctx context.Context, in *signUpInput) (*signUpOutput, error) {
	b := in.Body
	browser, err := s.SignUps.Ask(ctx, s.visitorOf(ctx), signup.Draft{
		Draft: account.Draft{Email: b.Email, Name: b.Name, Language: b.Language}, Password: b.Password,
	})
	if err != nil {
		return nil, err
	}
	return &signUpOutput{SetCookie: s.cookie(signUpCookie, browser, int(verification.CodeLife.Seconds()))}, nil
}

type confirmSignUpInput struct {
	Browser http.Cookie `cookie:"tenantry_sign_up" hidden:"true"`
	Secure  http.Cookie `cookie:"__Host-tenantry_sign_up" hidden:"true"`
	Body    struct {
		Email string `json:"email"`
		Code  string `json:"code" doc:"The six digits that were mailed. They count with the cookie that came when they were asked for, without it in the network they were asked from"`
	}
}

func (s *Server) confirmSignUp(ctx context.Context, in *confirmSignUpInput) (*sessionOutput, error) {
	browser := in.Browser.Value
	if s.secure {
		browser = in.Secure.Value
	}
	signed, err := s.SignUps.Confirm(ctx, s.visitorOf(ctx), browser, in.Body.Email, in.Body.Code)
	if err != nil {
		return nil, err
	}
	out, err := s.welcome(ctx, signed)
	if err != nil {
		return nil, err
	}
	out.SetCookie = append(out.SetCookie, s.cookie(signUpCookie, "", -1))
	return out, nil
}
