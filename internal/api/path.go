package api

import (
	"net/http"
	"strings"

	"github.com/tenantry/tenantry/internal/fault"
)

// unredirected hands on requests of the API as their paths are written. net/http would redirect one with a part that is
// empty, . or .., which are external IDs as good as others, and takes a part that is a single slash for the end of a path.
func unredirected(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		written := r.URL.EscapedPath()
		rest, ofAPI := strings.CutPrefix(written, "/v1/")
		if !ofAPI {
			next.ServeHTTP(w, r)
			return
		}
		parts := strings.Split(rest, "/")
		for i, part := range parts {
			switch {
			case part == "" && i < len(parts)-1:
				writeProblem(w, r, fault.New(fault.NotFound, "not_found", "There is no such path: a part of it is empty."))
				return
			case strings.EqualFold(part, "%2F"):
				writeProblem(w, r, fault.InvalidFields(fault.Field{Location: "path", Code: "single_slash", Message: "A part of a path, and so an ID in it, cannot be a single slash."}))
				return
			case part == "." || part == "..":
				parts[i] = strings.ReplaceAll(part, ".", "%2E")
			}
		}
		if encoded := "/v1/" + strings.Join(parts, "/"); encoded != written {
			u := *r.URL
			u.RawPath = encoded
			r = r.WithContext(r.Context())
			r.URL = &u
		}
		next.ServeHTTP(w, r)
	})
}
