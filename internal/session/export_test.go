package session

import (
	"context"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/tenantry/tenantry/internal/db"
)

// What the tests reach for inside.
var Matches = matches

// Limits of the throttle.
const (
	PerAccount = perAccount
	PerAddress = perAddress
	PerFactor  = perFactor
	PerKnown   = perKnown
	Window     = window
)

// SignInWith signs in as SignIn does with a right password, where something else happens once that was compared.
func (s *Service) SignInWith(ctx context.Context, v Visitor, in Credentials, meanwhile func()) (SignedIn, error) {
	c, err := credentials(ctx, s.db.Querier(ctx), in.Email)
	if err != nil {
		return SignedIn{}, err
	}
	if ok, err := matches(ctx, in.Password, c.hash); err != nil || !ok {
		return SignedIn{}, err
	}
	meanwhile()
	return s.admit(ctx, v, c, s.passwords(v, c.emailKey), in)
}

// ChallengeGone makes a challenge to an account that was deleted once it had been read.
func (s *Service) ChallengeGone(ctx context.Context) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := s.begin(ctx, tx, toRegister, "acc_00000000000000000000000000", "ses_x", struct{}{}, &webauthn.SessionData{})
		return err
	})
}
