package api

import "github.com/tenantry/tenantry/internal/access"

// Declared is one row of the route table, for tests.
type Declared struct {
	Method, Path, Name string
	SignedIn           bool
	Permission         access.Permission
	Organization       string // where it comes from: see the type source
	OrOwn              bool
	AccountOnly        bool
	Proved             bool
}

// DeclaredRoutes is the route table.
func DeclaredRoutes() []Declared {
	var out []Declared
	for _, r := range (&Server{}).routes() {
		out = append(out, Declared{
			Method: r.Method, Path: r.Path, Name: r.OperationID,
			SignedIn: r.need.signedIn, Permission: r.need.permission, Organization: string(r.need.organization), OrOwn: r.need.orOwn, AccountOnly: r.need.accountOnly, Proved: r.need.proves,
		})
	}
	return out
}
