package session

import "time"

// What the tests reach for inside.
var (
	Matches = matches
	Network = network
)

// Limits of the throttle.
const (
	PerAccount = perAccount
	PerAddress = perAddress
	PerFactor  = perFactor
	Window     = window
)

// TOTPCode is the code that an app shows for a secret at a time.
func TOTPCode(secret string, at time.Time) string {
	raw, err := base32Text.DecodeString(secret)
	if err != nil {
		panic(err)
	}
	return totpCode(raw, at.Unix()/totpStep)
}
