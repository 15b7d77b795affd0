package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
)

// routes is every operation: method, path, name, what it needs of its caller, handler, summary.
func (s *Server) routes() []route {
	return []route{
		op("GET", "/v1/deployment", "get-deployment", public, s.getDeployment, "What this deployment offers"),

		op("POST", "/v1/set-up/lookup", "lookup-set-up", public, s.lookupSetUp, "What a set-up link is for"),
		op("POST", "/v1/set-up", "set-up", public, s.setUp, "Use a set-up link and sign in"),
		op("POST", "/v1/session", "sign-in", public, s.signIn, "Sign in"),
		op("GET", "/v1/session", "get-session", oneself, s.getSession, "Who is signed in, with memberships"),
		op("DELETE", "/v1/session", "sign-out", oneself, s.signOut, "Sign out"),
		op("POST", "/v1/session/passkey/options", "passkey-options", public, s.passkeyOptions, "Begin to sign in by a passkey alone"),
		op("POST", "/v1/session/passkey", "sign-in-by-passkey", public, s.signInByPasskey, "Sign in by a passkey alone"),
		op("POST", "/v1/account/reauthentication", "reauthenticate", oneself, s.proveAgain, "Prove again who is signed in, for ten minutes"),
		op("POST", "/v1/account/reauthentication/passkey/options", "reauthentication-options", oneself, s.proofOptions, "Begin to prove it by a passkey"),
		op("GET", "/v1/account/security", "get-security", oneself, s.getSecurity, "What the caller's account signs in by"),
		op("POST", "/v1/account/password", "change-password", oneself.proved(), s.changePassword, "Change the password and end the other sessions"),
		op("POST", "/v1/account/second-factor/totp", "start-totp", oneself.proved(), s.startTOTP, "Begin to set up an authenticator app"),
		op("POST", "/v1/account/second-factor/totp/confirm", "confirm-totp", oneself.proved(), s.confirmTOTP, "Confirm the app by a code of it and get recovery codes"),
		op("DELETE", "/v1/account/second-factor/totp", "remove-totp", oneself.proved(), s.removeTOTP, "Forget the authenticator app"),
		op("POST", "/v1/account/second-factor/recovery-codes", "new-recovery-codes", oneself.proved(), s.newRecoveryCodes, "Make fresh recovery codes; the earlier ones are spent"),
		op("POST", "/v1/account/passkeys/options", "new-passkey-options", oneself.proved(), s.newPasskeyOptions, "Begin to add a passkey"),
		op("POST", "/v1/account/passkeys", "add-passkey", oneself.proved(), s.addPasskey, "Add a passkey"),
		op("PATCH", "/v1/account/passkeys/{id}", "rename-passkey", oneself, s.renamePasskey, "Name a passkey"),
		op("DELETE", "/v1/account/passkeys/{id}", "remove-passkey", oneself.proved(), s.removePasskey, "Forget a passkey"),
		op("GET", "/v1/account/sessions", "list-sessions", oneself.proved(), s.listSessions, "Where the caller is signed in"),
		op("DELETE", "/v1/account/sessions", "end-other-sessions", oneself.proved(), s.endOtherSessions, "End all sessions but this one"),
		op("DELETE", "/v1/account/sessions/{id}", "end-session", oneself.proved(), s.endSession, "End a session"),
		op("GET", "/v1/account", "get-account", oneself, s.getAccount, "The caller's account"),
		op("PATCH", "/v1/account", "update-account", oneself, s.updateAccount, "Change the caller's account"),
		op("POST", "/v1/account/email", "change-email", oneself.proved(), keyed(s, s.changeEmail), "Have the code mailed that comes next for another e-mail address"),
		op("POST", "/v1/account/email/confirm", "confirm-email", oneself.proved(), s.confirmEmail, "Enter it: first the one to the present address, then the one to the new"),
		op("DELETE", "/v1/account/email", "give-up-email", oneself, s.giveUpEmail, "Keep the present address"),
		op("GET", "/v1/account/deletion", "get-account-deletion", oneself, s.getAccountDeletion, "What deleting the account would remove"),
		op("POST", "/v1/account/deletion", "ask-account-deletion", oneself.proved(), keyed(s, s.askAccountDeletion), "Have the code mailed that confirms the deletion of the account"),
		op("POST", "/v1/account/deletion/confirm", "confirm-account-deletion", oneself.proved(), s.confirmAccountDeletion, "Delete the account for good"),
		op("POST", "/v1/password-reset", "ask-password-reset", public, s.askReset, "Have a link mailed to choose another password, where the address has an account"),
		op("POST", "/v1/password-reset/lookup", "lookup-password-reset", public, s.lookupReset, "What such a link is for"),
		op("POST", "/v1/password-reset/confirm", "confirm-password-reset", public, s.confirmReset, "Choose another password and end all sessions"),
		op("POST", "/v1/sign-up", "sign-up", public, s.signUp, "Have a code mailed to make an account of one's own"),
		op("POST", "/v1/sign-up/confirm", "confirm-sign-up", public, s.confirmSignUp, "Enter it: make the account and sign in"),

		op("GET", "/v1/organizations", "list-organizations", within, s.listOrganizations, "Organizations"),
		op("POST", "/v1/organizations", "create-organization", byFields, keyed(s, s.createOrganization), "Register or create an organization"),
		op("GET", "/v1/organizations/export", "export-organizations", within, s.exportOrganizations, "Organizations as a file"),
		op("GET", "/v1/organizations/template", "organizations-template", signedIn, s.organizationsTemplate, "An empty file to fill in"),
		op("GET", "/v1/organizations/{id}", "get-organization", sees, s.getOrganization, "An organization"),
		op("PATCH", "/v1/organizations/{id}", "update-organization", sees, s.updateOrganization, "Change an organization"),
		op("DELETE", "/v1/organizations/{id}", "delete-organization", holds(access.OrganizationsDelete, inPath), s.deleteOrganization, "Delete an organization that nothing refers to"),
		op("GET", "/v1/organizations/{id}/references", "organization-references", holds(access.OrganizationsDelete, inPath), s.organizationReferences, "What refers to an organization"),

		op("GET", "/v1/organizations/{id}/policy", "get-policy", holds(access.PolicyManage, inPath), s.getPolicy, "What an organization asks of its members' accounts"),
		op("PATCH", "/v1/organizations/{id}/policy", "update-policy", holds(access.PolicyManage, inPath), s.updatePolicy, "Change that"),
		op("GET", "/v1/organizations/{id}/erasure", "get-erasure", holds(access.OrganizationErase, inPath), s.getErasure, "What erasing an organization would remove"),
		op("POST", "/v1/organizations/{id}/erasure", "ask-erasure", holds(access.OrganizationErase, inPath).proved(), s.askErasure, "Have the code mailed that confirms an erasure"),
		op("POST", "/v1/organizations/{id}/erasure/confirm", "confirm-erasure", holds(access.OrganizationErase, inPath).proved(), s.confirmErasure, "Erase an organization for good"),
		op("GET", "/v1/organizations/{id}/permissions", "own-permissions", sees, s.ownPermissions, "What the caller may do in an organization"),
		op("GET", "/v1/organizations/{id}/lower-levels", "lower-levels", sees, s.lowerLevels, "What stands below an organization, as a tree"),

		op("GET", "/v1/groups", "list-groups", holds(access.GroupsManage, platform), s.listGroups, "Organization groups"),
		op("GET", "/v1/groups/export", "export-groups", holds(access.GroupsManage, platform), s.exportGroups, "Organization groups as a file"),
		op("POST", "/v1/groups", "create-group", holds(access.GroupsManage, platform), keyed(s, s.createGroup), "Make a group, with its whole tree"),
		op("GET", "/v1/groups/{id}", "get-group", holds(access.GroupsManage, platform), s.getGroup, "A group"),
		op("PATCH", "/v1/groups/{id}", "update-group", holds(access.GroupsManage, platform), s.updateGroup, "Change a group's name or description"),
		op("DELETE", "/v1/groups/{id}", "delete-group", holds(access.GroupsManage, platform), s.deleteGroup, "Dissolve a group; the organizations stay"),
		op("GET", "/v1/groups/{id}/organizations", "get-tree", holds(access.GroupsManage, platform), s.getTree, "The tree of a group"),
		op("POST", "/v1/groups/{id}/organizations", "add-to-group", holds(access.GroupsManage, platform), keyed(s, s.addToGroup), "Place an organization in a group"),
		op("PATCH", "/v1/groups/{id}/organizations/{organizationId}", "move-in-group", holds(access.GroupsManage, platform), s.moveInGroup, "Move an organization with what stands below it"),
		op("DELETE", "/v1/groups/{id}/organizations/{organizationId}", "remove-from-group", holds(access.GroupsManage, platform), s.removeFromGroup, "Take an organization out of a group"),

		op("GET", "/v1/members", "list-members", reachWith(access.MembersRead), s.listMembers, "Members"),
		op("GET", "/v1/members/export", "export-members", reachWith(access.MembersRead), s.exportMembers, "Members as a file"),
		op("POST", "/v1/organizations/{id}/members", "add-member", holds(access.MembersAdd, inPath), keyed(s, s.addMember), "Add a member, with an account where there is none"),
		op("GET", "/v1/members/{id}", "get-member", holds(access.MembersRead, ofMember).unlessOwn(), s.getMember, "A member"),
		op("PATCH", "/v1/members/{id}", "update-member", holds(access.MembersUpdate, ofMember), s.updateMember, "Change a member's task or roles"),
		op("GET", "/v1/members/{id}/account", "get-member-account", holds(access.MembersEditAccount, ofMember), s.getMemberAccount, "The account of a member, to edit it"),
		op("PATCH", "/v1/members/{id}/account", "update-member-account", holds(access.MembersEditAccount, ofMember), s.updateMemberAccount, "Change the account of a member"),
		op("POST", "/v1/members/{id}/move", "move-member", holds(access.MembersEditAccount, ofMember), s.moveMember, "Move a member to another organization, with roles chosen anew"),
		op("DELETE", "/v1/members/{id}", "delete-member", holds(access.MembersDelete, ofMember), s.deleteMember, "Remove a member; the account stays"),
		op("POST", "/v1/members/{id}/disable", "disable-member", holds(access.MembersDisable, ofMember), s.disableMember, "Take everything from a member that its membership gives"),
		op("POST", "/v1/members/{id}/enable", "enable-member", holds(access.MembersDisable, ofMember), s.enableMember, "Give it back"),
		op("POST", "/v1/members/batch-disable", "batch-disable-members", holds(access.MembersDisable, fromFields), keyed(s, many(s.Members.DisableMany)), "Disable many members, all or nothing"),
		op("POST", "/v1/members/batch-enable", "batch-enable-members", holds(access.MembersDisable, fromFields), keyed(s, many(s.Members.EnableMany)), "Enable many members, all or nothing"),
		op("POST", "/v1/members/batch-delete", "batch-delete-members", holds(access.MembersDelete, fromFields), keyed(s, many(s.Members.DeleteMany)), "Remove many members, all or nothing"),
		op("POST", "/v1/members/{id}/reset-password", "reset-password", holds(access.MembersResetPassword, ofMember), s.resetPassword, "Mail the account a temporary password and end its sessions"),
		op("POST", "/v1/members/{id}/reset-second-factor", "reset-second-factor", holds(access.MembersResetPassword, ofMember), s.resetSecondFactor, "Take a second factor that was lost away from the account and end its sessions"),
		op("POST", "/v1/members/{id}/accept", "accept-membership", own, s.acceptMembership, "Become a member, as the account's owner"),
		op("POST", "/v1/members/{id}/leave", "leave-organization", own, s.leaveOrganization, "End the caller's own membership"),
		op("POST", "/v1/members/{id}/decline", "decline-membership", own, s.declineMembership, "Decline to become a member"),

		op("POST", "/v1/organizations/{id}/invitations", "create-invitations", holds(access.MembersInvite, inPath), keyed(s, s.createInvitations), "Invite one or many, each for itself"),
		op("GET", "/v1/organizations/{id}/invitations", "list-invitations", holds(access.MembersRead, inPath), s.listInvitations, "Invitations of an organization"),
		op("GET", "/v1/invitations/export", "export-invitations", holds(access.MembersRead, fromFields), s.exportInvitations, "Invitations of an organization as a file"),
		op("GET", "/v1/invitations/template", "invitations-template", signedIn, s.invitationsTemplate, "An empty file to fill in"),
		op("POST", "/v1/invitations/lookup", "lookup-invitation", anybody, s.lookupInvitation, "What a link invites to, without using it up"),
		op("POST", "/v1/invitations/accept", "accept-invitation", anybody, s.acceptInvitation, "Become a member, with a new account or the one that is signed in"),
		op("POST", "/v1/invitations/decline", "decline-invitation", anybody, s.declineInvitation, "Decline an invitation"),
		op("POST", "/v1/invitations/renew", "renew-invitation", anybody, s.renewInvitation, "Ask whoever invited for a new link in the place of one that has expired"),
		op("GET", "/v1/invitations/{id}", "get-invitation", holds(access.MembersRead, ofInvitation), s.getInvitation, "An invitation"),
		op("POST", "/v1/invitations/{id}/resend", "resend-invitation", holds(access.MembersInvite, ofInvitation), keyed(s, s.resendInvitation), "Mail a new link, good for seven days, in the place of the one before"),
		op("POST", "/v1/invitations/batch-resend", "batch-resend-invitations", holds(access.MembersInvite, fromFields), keyed(s, many(s.Invitations.ResendMany)), "Mail many new links, all or nothing"),
		op("POST", "/v1/invitations/batch-revoke", "batch-revoke-invitations", holds(access.MembersInvite, fromFields), keyed(s, many(s.Invitations.RevokeMany)), "Revoke many invitations, all or nothing"),
		op("DELETE", "/v1/invitations/{id}", "revoke-invitation", holds(access.MembersInvite, ofInvitation), s.revokeInvitation, "Revoke an invitation"),

		op("GET", "/v1/organizations/{id}/roles", "list-roles", holds(access.RolesRead, inPath), s.listRoles, "Roles of an organization"),
		op("GET", "/v1/organizations/{id}/roles/export", "export-roles", holds(access.RolesRead, inPath), s.exportRoles, "Roles of an organization as a file"),
		op("POST", "/v1/organizations/{id}/roles", "create-role", holds(access.RolesManage, inPath), keyed(s, s.createRole), "Create a role"),
		op("GET", "/v1/roles/{id}", "get-role", holds(access.RolesRead, ofRole), s.getRole, "A role"),
		op("PATCH", "/v1/roles/{id}", "update-role", holds(access.RolesManage, ofRole), s.updateRole, "Change a role"),
		op("DELETE", "/v1/roles/{id}", "delete-role", holds(access.RolesManage, ofRole), s.deleteRole, "Delete a role and take it from its members"),
		op("GET", "/v1/roles/{id}/members", "list-role-members", holds(access.MembersRead, ofRole), s.listRoleMembers, "Members with a role"),
		op("DELETE", "/v1/roles/{id}/members/{memberId}", "remove-role-member", holds(access.MembersUpdate, ofRole), s.removeRoleMember, "Take a role from a member"),

		op("GET", "/v1/organizations/{id}/api-keys", "list-api-keys", holds(access.APIKeysRead, inPath), s.listKeys, "API keys of an organization"),
		op("GET", "/v1/organizations/{id}/api-keys/export", "export-api-keys", holds(access.APIKeysRead, inPath), s.exportKeys, "API keys of an organization as a file, without their text"),
		op("POST", "/v1/organizations/{id}/api-keys", "create-api-key", holds(access.APIKeysManage, inPath), keyed(s, s.createKey), "Create an API key, whose text is answered this once"),
		op("GET", "/v1/api-keys/{id}", "get-api-key", holds(access.APIKeysRead, ofKey), s.getKey, "An API key, without its text"),
		op("DELETE", "/v1/api-keys/{id}", "revoke-api-key", holds(access.APIKeysManage, ofKey), s.revokeKey, "Revoke an API key"),

		op("GET", "/v1/audit", "list-audit", reachWith(access.AuditRead), s.listAudit, "The audit trail"),
		op("GET", "/v1/audit/export", "export-audit", reachWith(access.AuditRead), s.exportAudit, "The audit trail as a file"),
		op("GET", "/v1/audit/{id}", "get-audit", holds(access.AuditRead, ofEvent), s.getAudit, "An entry of the audit trail"),
		op("GET", "/v1/events", "list-events", reachWith(access.AccessCheck), s.listEvents, "What happened that products have to act on, in the order of the commits"),

		op("GET", "/v1/products", "list-products", signedIn, s.listProducts, "Products and their permissions"),
		op("PUT", "/v1/products/{key}", "put-product", holds(access.ProductsManage, platform), s.putProduct, "Declare a product"),
		op("DELETE", "/v1/products/{key}", "delete-product", holds(access.ProductsManage, platform), s.deleteProduct, "Withdraw a product"),

		op("GET", "/v1/mail", "list-mail", holds(access.MailRead, platform), s.listMail, "Messages that wait to be delivered or could not be"),
		op("GET", "/v1/mail/export", "export-mail", holds(access.MailRead, platform), s.exportMail, "Messages that wait to be delivered or could not be as a file, without what they say"),
		op("POST", "/v1/mail/{id}/retry", "retry-mail", holds(access.MailRead, platform), keyed(s, s.retryMail), "Deliver a message now, also one that could not be"),

		op("POST", "/v1/access/check", "check-access", asks, s.checkAccess, "May this account do that there?"),
		op("POST", "/v1/access/check-batch", "check-access-batch", asks, s.checkAccessBatch, "The same for up to 1,000 questions"),
		op("POST", "/v1/access/explain", "explain-access", asks, s.explainAccess, "The same with the reason"),
		op("GET", "/v1/access/permissions", "access-permissions", asks, s.accessPermissions, "What an account may do in an organization, and why"),
		op("GET", "/v1/access/organizations", "access-organizations", asks, s.accessOrganizations, "Where an account may do something"),

		op("GET", "/v1/numbers", "list-numbers", reachWith(access.NumbersRead), s.listNumbers, "Outgoing numbers"),
		op("GET", "/v1/numbers/export", "export-numbers", reachWith(access.NumbersRead), s.exportNumbers, "Outgoing numbers as a file"),
		op("GET", "/v1/numbers/template", "numbers-template", signedIn, s.numbersTemplate, "An empty file to fill in"),
		op("POST", "/v1/organizations/{id}/numbers", "add-numbers", holds(access.NumbersAdd, inPath), keyed(s, s.addNumbers), "Add a list of numbers, all or nothing"),
		op("POST", "/v1/organizations/{id}/number-ranges", "add-number-range", holds(access.NumbersAdd, inPath), keyed(s, s.addNumberRange), "Add consecutive numbers, all or nothing"),
		op("POST", "/v1/numbers/batch-delete", "batch-delete-numbers", holds(access.NumbersDelete, fromFields), keyed(s, s.batchDeleteNumbers), "Delete many numbers, all or nothing"),
		op("POST", "/v1/numbers/batch-move", "batch-move-numbers", holds(access.NumbersMove, fromFields), keyed(s, s.batchMoveNumbers), "Give many numbers to another organization, all or nothing"),
		op("GET", "/v1/numbers/{id}", "get-number", holds(access.NumbersRead, ofNumber), s.getNumber, "An outgoing number"),
		op("PATCH", "/v1/numbers/{id}", "update-number", holds(access.NumbersUpdate, ofNumber), s.updateNumber, "Change a number, its billing number or its lettering"),
		op("DELETE", "/v1/numbers/{id}", "delete-number", holds(access.NumbersDelete, ofNumber), s.deleteNumber, "Delete a number that nothing uses"),
		op("GET", "/v1/numbers/{id}/history", "number-history", holds(access.NumbersRead, ofNumber), s.getNumberHistory, "Who had a number, and when"),

		op("GET", "/v1/usages", "list-usages", reachWith(access.UsagesRead), s.listUsages, "What campaigns and schedules use"),
		op("GET", "/v1/usages/export", "export-usages", reachWith(access.UsagesRead), s.exportUsages, "What campaigns and schedules use as a file"),
		op("GET", "/v1/usages/{id}", "get-usage", holds(access.UsagesRead, ofUsage), s.getUsage, "A usage"),
		op("DELETE", "/v1/usages/{id}", "delete-usage", holds(access.UsagesManage, ofUsage), s.deleteUsage, "End a usage that a product left behind"),
		op("GET", "/v1/usages/{id}/numbers", "list-usage-numbers", holds(access.UsagesRead, ofUsage), s.listUsageNumbers, "The numbers that a usage uses"),
		op("PUT", "/v1/usages/{product}/{kind}/{externalId}", "put-usage", holds(access.UsagesManage, fromFields), s.putUsage, "Say what a campaign or schedule uses from now on"),
		op("DELETE", "/v1/usages/{product}/{kind}/{externalId}", "end-usage", holds(access.UsagesManage, fromFields), s.endUsage, "Say that it has ended"),

		op("GET", "/v1/imports", "list-imports", signedIn, s.listImports, "The caller's imports"),
		op("POST", "/v1/imports", "create-import", byFields, keyed(s, s.createImport), "Upload a file and have it checked"),
		op("GET", "/v1/imports/{id}", "get-import", mine, s.getImport, "An import, and how far it is"),
		op("PATCH", "/v1/imports/{id}", "update-import", mine, s.updateImport, "Change the mode of an import"),
		op("DELETE", "/v1/imports/{id}", "cancel-import", mine, s.cancelImport, "Cancel an import that is not applied yet"),
		op("GET", "/v1/imports/{id}/rows", "list-import-rows", mine, s.listImportRows, "What the check found, row by row"),
		op("GET", "/v1/imports/{id}/errors", "import-errors", mine, s.importErrors, "The invalid rows as the same file, each with its reason"),
		op("POST", "/v1/imports/{id}/apply", "apply-import", mine, s.applyImport, "Have done what the check showed"),
	}
}

// route is one row of the table.
type route struct {
	huma.Operation
	need     need
	register func(s *Server)
}

// statuses are the answers other than 200.
var statuses = map[string]int{
	"sign-out":                 http.StatusNoContent,
	"change-password":          http.StatusNoContent,
	"remove-totp":              http.StatusNoContent,
	"add-passkey":              http.StatusCreated,
	"remove-passkey":           http.StatusNoContent,
	"end-other-sessions":       http.StatusNoContent,
	"end-session":              http.StatusNoContent,
	"create-organization":      http.StatusCreated,
	"change-email":             http.StatusAccepted,
	"give-up-email":            http.StatusNoContent,
	"ask-account-deletion":     http.StatusAccepted,
	"confirm-account-deletion": http.StatusAccepted,
	"ask-password-reset":       http.StatusAccepted,
	"confirm-password-reset":   http.StatusNoContent,
	"sign-up":                  http.StatusAccepted,
	"confirm-sign-up":          http.StatusCreated,
	"leave-organization":       http.StatusNoContent,
	"delete-organization":      http.StatusNoContent,
	"ask-erasure":              http.StatusAccepted,
	"confirm-erasure":          http.StatusAccepted,
	"create-import":            http.StatusAccepted,
	"add-numbers":              http.StatusCreated,
	"add-number-range":         http.StatusCreated,
	"cancel-import":            http.StatusNoContent,
	"apply-import":             http.StatusAccepted,
	"create-group":             http.StatusCreated,
	"delete-group":             http.StatusNoContent,
	"add-to-group":             http.StatusCreated,
	"remove-from-group":        http.StatusNoContent,
	"add-member":               http.StatusCreated,
	"delete-member":            http.StatusNoContent,
	"reset-password":           http.StatusNoContent,
	"reset-second-factor":      http.StatusNoContent,
	"accept-membership":        http.StatusNoContent,
	"decline-membership":       http.StatusNoContent,
	"decline-invitation":       http.StatusNoContent,
	"renew-invitation":         http.StatusAccepted,
	"revoke-invitation":        http.StatusNoContent,
	"create-role":              http.StatusCreated,
	"delete-role":              http.StatusNoContent,
	"remove-role-member":       http.StatusNoContent,
	"delete-product":           http.StatusNoContent,
	"retry-mail":               http.StatusAccepted,
	"create-api-key":           http.StatusCreated,
	"revoke-api-key":           http.StatusNoContent,
	"delete-number":            http.StatusNoContent,
	"delete-usage":             http.StatusNoContent,
	"end-usage":                http.StatusNoContent,
}

// bodies are the operations that take larger bodies than most, in bytes.
var bodies = map[string]int64{
	"create-import":      maxUpload,
	"create-group":       maxTree,
	"create-invitations": maxTree,
}

// op makes a row. Whatever error the handler returns becomes a problem here, in one place.
func op[I, O any](method, path, name string, n need, handler func(context.Context, *I) (*O, error), summary string) route {
	operation := huma.Operation{
		Method: method, Path: path, OperationID: name, Summary: summary, Description: n.describe(),
		Tags: []string{strings.Split(path, "/")[2]}, DefaultStatus: statuses[name], MaxBodyBytes: maxJSON, BodyReadTimeout: bodyTimeout,
	}
	if n.signedIn {
		operation.Security = []map[string][]string{{"session": {}}}
		if !n.accountOnly {
			operation.Security = append(operation.Security, map[string][]string{"apiKey": {}})
		}
	}
	operation.SkipValidateBody = name == "check-access-batch" // its body does that itself
	if limit, ok := bodies[name]; ok {
		operation.MaxBodyBytes = limit
	}
	return route{Operation: operation, need: n, register: func(s *Server) {
		operation.Middlewares = huma.Middlewares{s.limit(operation.MaxBodyBytes), s.enforce(n), checkParameters}
		if operation.MaxBodyBytes == maxUpload {
			operation.Middlewares = append(operation.Middlewares, takeUpload)
		}
		if o, tries := any(new(O)).(dryRuns); tries {
			operation.Responses = o.responses(s.api.OpenAPI().Components.Schemas, operation.DefaultStatus)
			operation.Responses["default"] = &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
				"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
			}}
		}
		huma.Register(s.api, operation, func(ctx context.Context, in *I) (*O, error) {
			out, err := handler(ctx, in)
			if err != nil {
				s.noteRefusal(ctx, &operation, n, callerOf(ctx).Caller, false, err)
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
		if done := operation.Responses["204"]; done != nil {
			done.Content = nil // Huma gives it one, for the body that a dry run has
		}
	}}
}
