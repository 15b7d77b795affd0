package api

// Declared is one row of the route table, for tests.
type Declared struct {
	Method, Path, Name string
	SignedIn           bool
	Permission         string
	Organization       string // where it comes from: "", "platform", "path.id", "reach", "fields"
}

// DeclaredRoutes is the route table.
func DeclaredRoutes() []Declared {
	var out []Declared
	for _, r := range (&Server{}).routes() {
		out = append(out, Declared{
			Method: r.Method, Path: r.Path, Name: r.OperationID,
			SignedIn: r.need.signedIn, Permission: string(r.need.permission), Organization: string(r.need.organization),
		})
	}
	return out
}
