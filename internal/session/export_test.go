package session

import "context"

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
