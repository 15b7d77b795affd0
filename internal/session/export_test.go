package session

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
