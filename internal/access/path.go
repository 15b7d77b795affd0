package access

import (
	"strings"

	"github.com/tenantry/tenantry/internal/id"
)

// A path is an organization's place in the hierarchy as it is stored: the ULIDs of the organizations above it
// and its own, from the top down, each followed by a slash. What stands below an organization has a path
// that begins with its path.

// PathUnder returns the path of an organization below another, whose path is above; "" for none.
func PathUnder(above, organizationID string) string {
	return above + strings.TrimPrefix(organizationID, id.Organization+"_") + "/"
}

// OnPath returns the organizations of a path, from the top down.
func OnPath(path string) []string {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i, part := range parts {
		parts[i] = id.Organization + "_" + part
	}
	return parts
}

// PathDepth returns how many levels a path has.
func PathDepth(path string) int { return strings.Count(path, "/") }

// PathEnd is the first text behind everything that begins with a path.
func PathEnd(path string) string { return path[:len(path)-1] + "0" }
