package access

import (
	"fmt"
	"slices"

	"github.com/tenantry/tenantry/internal/fault"
)

// RequireMany refuses a change of many things that a body names by their IDs, and that are of these organizations. What
// is of none, or of one that the caller does not see, is not_found on body.ids[i]. Where the caller may not do p, it is
// the refusal of Require with the count of those; which they are, it does not say. what is one of the things, in words.
func (c Caller) RequireMany(p Permission, what string, ids []string, organizations map[string]string) error {
	var fields fault.Fields
	for i, one := range ids {
		if organizationID := organizations[one]; (organizationID == "" || !c.Sees(organizationID)) && len(fields) < fault.MaxBlockers {
			fields.Add(fmt.Sprintf("body.ids[%d]", i), "not_found", "There is no such "+what+".")
		}
	}
	if err := fields.Err(); err != nil {
		return err
	}
	denied := 0
	var refused error
	for _, one := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if err := c.Require(p, organizations[one]); err != nil {
			denied++
			refused = err
		}
	}
	if f, ok := fault.As(refused); ok {
		return f.With("count", denied)
	}
	return refused
}
