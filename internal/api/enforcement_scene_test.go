package api_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
	memberships "github.com/tenantry/tenantry/internal/member"
)

// scene is what the requests of the walk are about. Whatever belongs to the organization that is asked about has
// 여기 in its name.
type scene struct {
	w     *world
	place map[place]string // the organizations' IDs
	group string
	// Of the organization here: a member with a role that gives nothing, and one that waits for its owner.
	member, account, role, asked string
	product, imp, key            string
	spare                        string // an organization that stands alone
	usage, number                string // of the organization here
	invitation                   string // to the organization here
}

const hidden = "여기"

// scene makes one in which a place is suspended; "" for none.
func (w *world) scene(suspended place, elsewhereID string) *scene {
	w.Helper()
	names := map[place]string{above: "위", here: "우리 " + hidden, under: "아래"}
	s := &scene{w: w, place: map[place]string{platform: id.PlatformOrganization, elsewhere: elsewhereID}}
	for at, name := range names {
		s.place[at] = w.operator().register(name, contracting())
	}
	s.group = w.tree("모임 "+hidden, s.place[above], s.place[here], s.place[under])
	s.role = w.role(s.place[here], "역할 "+hidden, subtree)
	s.member, s.account = s.newMember()
	s.asked = w.enter(memberships.Draft{
		OrganizationID: s.place[here], AccountID: w.account(w.address("asked"), ""), Awaits: memberships.AwaitsOwner,
	})
	s.product, s.spare = s.newProduct(), s.spareOrganization()
	s.imp = s.newImport()
	s.key = s.newKey()
	s.usage, s.number = s.newUsage(), s.newNumber()
	s.invitation = s.newInvitation()
	if suspended != "" {
		w.operator().patch("/v1/organizations/"+s.place[suspended], object{"status": "suspended"}).is(200)
	}
	return s
}

// newMember makes a member here whose role gives nothing.
func (s *scene) newMember() (memberID, accountID string) {
	accountID = s.w.named(s.w.address("member"), "사람 "+hidden, "")
	return s.w.join(accountID, s.place[here], s.role), accountID
}

// newKey makes an API key here.
func (s *scene) newKey() (keyID string) {
	return s.w.operator().post("/v1/organizations/"+s.place[here]+"/api-keys", object{
		"name": "열쇠 " + hidden, "permissions": []access.Permission{access.MembersRead},
	}).is(201).text("id")
}

func (s *scene) newProduct() string {
	s.w.people++
	key := fmt.Sprintf("product%d", s.w.people)
	s.w.operator().do("PUT", "/v1/products/"+key, encode(s.w, declaration(key, true, "calls.start")), "application/json").is(200)
	return key
}

// declaration is a product with these permissions.
func declaration(key string, memberPermissions bool, permissions ...string) object {
	names := object{"en": key, "ko": key, "ja": key, "th": key}
	list := []object{}
	for _, p := range permissions {
		list = append(list, object{"key": key + "." + p, "name": names})
	}
	return object{"name": names, "memberPermissions": memberPermissions, "permissions": list}
}

// cast makes a caller of every kind that there can be for a permission, each in its scene. shared are those that
// are the same for every permission.
func (w *world) cast(p access.Permission, scenes map[place]*scene, shared map[string]*client) map[string]*client {
	w.Helper()
	if p == "" { // any will do
		p = access.MembersRead
	}
	clients := maps.Clone(shared)
	roles := map[string]string{}
	for _, k := range kinds {
		switch {
		case !k.possible(p) || clients[k.name] != nil:
		case k.depends():
			clients[k.name] = w.caller(k, p, scenes[k.suspended], roles)
		default:
			shared[k.name] = w.caller(k, p, scenes[k.suspended], roles)
			clients[k.name] = shared[k.name]
		}
	}
	return clients
}

// caller makes a caller of this kind. roles are those that were made for the permission.
func (w *world) caller(k kind, p access.Permission, s *scene, roles map[string]string) *client {
	w.Helper()
	if k.signedOut {
		return w.visitor()
	}
	if k.key {
		return w.keyCaller(k, p, s)
	}
	c := w.person(w.address("caller"))
	for _, h := range k.held {
		d := memberships.Draft{OrganizationID: s.place[h.at], AccountID: c.accountID}
		if roleID := w.gives(h, p, s, roles); roleID != "" {
			d.RoleIDs = []string{roleID}
		}
		if h.status == "pending" {
			d.Awaits = memberships.AwaitsPassword
		}
		memberID := w.enter(d)
		if h.status == "disabled" {
			w.disable(memberID)
		}
	}
	return c
}

// keyCaller makes a caller that comes with an API key.
func (w *world) keyCaller(k kind, p access.Permission, s *scene) *client {
	w.Helper()
	h := k.held[0]
	secret, keyID := w.key(s.place[h.at], h.reach, h.permissions(p)...)
	switch k.spent {
	case "api_key_expired":
		w.exec("UPDATE api_key SET expires_at = created_at WHERE id = $1", keyID)
	case "unauthenticated":
		w.operator().delete("/v1/api-keys/" + keyID).is(204)
	}
	c := w.machine(secret)
	c.keyID = keyID
	return c
}

// permissions are those that it gives where it is about p.
func (h held) permissions(p access.Permission) []access.Permission {
	if h.gives == exactly {
		return []access.Permission{p}
	}
	return slices.DeleteFunc(slices.Clone(access.OfAdmin(h.at == platform)), func(q access.Permission) bool { return q == p })
}

// gives returns the role of a membership.
func (w *world) gives(h held, p access.Permission, s *scene, roles map[string]string) string {
	w.Helper()
	organizationID := s.place[h.at]
	if h.gives == nothing {
		return ""
	}
	if h.gives == all {
		return w.adminRole(organizationID)
	}
	name := fmt.Sprint(h.gives, " ", h.reach, " ", organizationID)
	if roles[name] == "" {
		w.people++
		roles[name] = w.role(organizationID, fmt.Sprint("role ", w.people), h.reach, h.permissions(p)...)
	}
	return roles[name]
}
