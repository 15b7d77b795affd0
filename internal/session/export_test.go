package session

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
	PerKnown   = perKnown
	Window     = window
)
