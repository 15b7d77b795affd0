package api_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/session"
)

// write runs f in one transaction.
func (w *world) write(f func(ctx context.Context, tx *db.Tx) error) {
	w.Helper()
	w.must(w.app.DB.Write(context.Background(), f))
}

// staff is a browser in which a new member of staff is signed in.
func (w *world) staff(email string) *client {
	w.Helper()
	added, err := w.app.Staff.Add(context.Background(), audit.Actor{}, email, "Staff", "")
	w.must(err)
	return w.signedIn(added.AccountID)
}

// person is a browser in which a new account without any membership is signed in.
func (w *world) person(email string) *client {
	w.Helper()
	return w.signedIn(w.account(email, ""))
}

// account makes an account; an empty password hash is none.
func (w *world) account(email, hash string) string {
	w.Helper()
	return w.named(email, "Person", hash)
}

// named makes an account with this name.
func (w *world) named(email, name, hash string) string {
	w.Helper()
	var accountID string
	w.write(func(ctx context.Context, tx *db.Tx) error {
		a, err := w.app.Handler.Accounts.Create(ctx, tx, account.Draft{Email: email, Name: name}, hash)
		accountID = a.ID
		return err
	})
	return accountID
}

// signedIn is a browser with a session that began without a password: hashing one takes long.
func (w *world) signedIn(accountID string) *client {
	w.Helper()
	c := w.visitor()
	c.accountID = accountID
	w.write(func(ctx context.Context, tx *db.Tx) error {
		in, err := w.app.Handler.Sessions.Start(ctx, tx, session.Visitor{}, accountID, session.ByPassword)
		c.cookies[w.cookie("tenantry_session")] = in.Token
		return err
	})
	return c
}

// join makes an account an active member of an organization with these roles, and returns the member's ID.
func (w *world) join(accountID, organizationID string, roleIDs ...string) string {
	w.Helper()
	return w.enter(member.Draft{OrganizationID: organizationID, AccountID: accountID, RoleIDs: roleIDs})
}

func (w *world) enter(d member.Draft) string {
	w.Helper()
	var memberID string
	w.write(func(ctx context.Context, tx *db.Tx) (err error) {
		memberID, err = member.Add(ctx, tx, w.clock.Now(), d)
		return err
	})
	return memberID
}

// disable disables a member without asking who may.
func (w *world) disable(memberID string) {
	w.Helper()
	_, err := w.app.Handler.Members.Disable(context.Background(), access.Operator(), memberID)
	w.must(err)
}

// memberOf is the ID of the one membership of an account.
func (w *world) memberOf(accountID string) string {
	w.Helper()
	found := w.rows("SELECT id FROM member WHERE account_id = $1", accountID)
	w.equal("memberships", len(found), 1)
	return strings.Trim(found[0], "[]")
}

// adminRole is the ID of the role Admin of an organization.
func (w *world) adminRole(organizationID string) string {
	w.Helper()
	return strings.Trim(w.rows("SELECT id FROM role WHERE fixed AND organization_id = $1", organizationID)[0], "[]")
}

// admin is a browser in which a new account is signed in that is an Admin of an organization.
func (w *world) admin(email, organizationID string) *client {
	w.Helper()
	c := w.person(email)
	w.join(c.accountID, organizationID, w.adminRole(organizationID))
	return c
}

// role makes a role without asking who may, and returns its ID.
func (w *world) role(organizationID, name, reach string, permissions ...access.Permission) string {
	w.Helper()
	w.must(w.app.Access.Warm(context.Background()))
	if permissions == nil {
		permissions = []access.Permission{}
	}
	r, err := w.app.Handler.Roles.Create(context.Background(), access.Operator(), organizationID,
		role.Draft{Name: name, Permissions: slices.Clone(permissions), Reach: reach})
	w.must(err)
	return r.ID
}

// holder is a browser in which a new account is signed in that holds these permissions in an organization, by a
// role of its own.
func (w *world) holder(email, organizationID, reach string, permissions ...access.Permission) *client {
	w.Helper()
	c := w.person(email)
	w.join(c.accountID, organizationID, w.role(organizationID, short(email), reach, permissions...))
	return c
}

// short is an address as the name of a role.
func short(email string) string {
	name, _, _ := strings.Cut(email, "@")
	return name
}

// tree makes a group of these organizations, each below the one before it, and returns the group's ID.
func (w *world) tree(name string, organizationIDs ...string) string {
	w.Helper()
	tree := make([]object, len(organizationIDs))
	for i, organizationID := range organizationIDs {
		tree[i] = object{"organizationId": organizationID}
		if i > 0 {
			tree[i]["parentId"] = organizationIDs[i-1]
		}
	}
	return w.group(name, tree...)
}

// group makes a group with this tree and returns its ID.
func (w *world) group(name string, tree ...object) string {
	w.Helper()
	return w.operator().post("/v1/groups", object{"name": name, "organizations": tree}).is(201).text("id")
}

// below is a place in a tree.
func below(organizationID, parentID string) object {
	return object{"organizationId": organizationID, "parentId": parentID}
}

// top is the highest place of a tree.
func top(organizationID string) object { return object{"organizationId": organizationID} }

// operator is a member of staff of the world's own, who arranges what a test needs.
func (w *world) operator() *client {
	w.Helper()
	if w.staffed == nil {
		w.staffed = w.staff("operator@staff.example")
	}
	return w.staffed
}

// cheap is the hash of a password that is fast to compare, so that a test can try many.
func cheap(password string) string {
	salt := []byte("0123456789abcdef")
	key := base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), salt, 1, 8, 1, 32))
	return "$argon2id$v=19$m=8,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + key
}

// address is an e-mail address that nobody in the world has yet.
func (w *world) address(kind string) string {
	w.people++
	return fmt.Sprintf("%s%d@example.com", kind, w.people)
}
