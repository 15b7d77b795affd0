package imports

import (
	"io"

	"github.com/tenantry/tenantry/internal/sheet"
)

// The columns of a file of invitations, in the order in which they are written.
const (
	colInvitee = "name"
	colEmail   = "email"
	colRoles   = "roles"
)

// InvitationsTemplate writes an empty file of invitations.
func InvitationsTemplate(w io.Writer, format sheet.Format) error {
	out, err := sheet.NewWriter(w, format, []string{colInvitee, colEmail, colRoles})
	if err != nil {
		return err
	}
	return out.Close()
}
