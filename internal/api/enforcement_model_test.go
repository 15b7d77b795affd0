package api_test

import (
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
)

// The plain model of who may do what, in the few organizations of a scene: the platform's, one above the one that
// is asked about, that one (here), one below it, and one of which none of them is a part.
type place string

const (
	platform  place = "platform"
	above     place = "above"
	here      place = "here"
	under     place = "under"
	elsewhere place = "elsewhere"
)

// over are the places above each.
var over = map[place][]place{
	here: {above, platform}, under: {here, above, platform}, above: {platform}, elsewhere: {platform},
}

// gives is what a role gives, as far as one permission is concerned.
type gives string

const (
	nothing gives = "no role"
	exactly gives = "a role with exactly this permission"
	others  gives = "a role with every other permission"
	all     gives = "the role Admin"
)

// has reports whether a role in a place gives the permission.
func (g gives) has(p access.Permission, at place) bool {
	return g == exactly || g == all && (at == platform || ordinary(p))
}

// ordinary reports whether the permission can be held outside of the platform organization.
func ordinary(p access.Permission) bool { return slices.Contains(access.OfAdmin(false), p) }

// held is a membership of a kind of caller.
type held struct {
	at            place
	gives         gives
	reach, status string
}

// kind is one kind of caller. suspended is the place that is suspended in its scene. An API key holds one thing, as a
// membership with its permissions and its reach; it is refused at once when it is spent, with that code.
type kind struct {
	name      string
	signedOut bool
	key       bool
	unproved  bool // a session that has not proved again who it is, as all others have
	spent     string
	suspended place
	held      []held
}

func of(name string, at place, g gives, reach string) kind {
	return kind{name: name, held: []held{{at, g, reach, "active"}}}
}

func keyOf(name string, at place, g gives, reach string) kind {
	k := of("API key "+name, at, g, reach)
	k.key = true
	return k
}

func (k kind) spentWith(code string) kind {
	k.spent = code
	return k
}

func (k kind) withoutProof() kind {
	k.unproved = true
	return k
}

func (k kind) whose(status string) kind {
	k.held = slices.Clone(k.held)
	k.held[0].status = status
	return k
}

func (k kind) suspending(p place) kind {
	k.suspended = p
	return k
}

const (
	own     = access.ReachOwn
	subtree = access.ReachSubtree
)

// kinds are the callers of the walk.
var kinds = []kind{
	{name: "nobody", signedOut: true},
	{name: "account without memberships"},
	of("other organization's Admin", elsewhere, all, subtree),
	of("member without roles", here, nothing, ""),
	of("member with exactly it", here, exactly, subtree),
	of("member with exactly it, reach own", here, exactly, own),
	of("member with everything else", here, others, subtree),
	of("Admin", here, all, subtree),
	of("member of a higher level with it", above, exactly, subtree),
	of("member of a higher level whose role reaches own", above, exactly, own),
	of("member of a higher level with everything else", above, others, subtree),
	of("member of a higher level without roles", above, nothing, ""),
	of("Admin of a higher level", above, all, subtree),
	of("member of a lower level with it", under, exactly, subtree),
	of("Admin of a lower level", under, all, subtree),
	of("disabled Admin", here, all, subtree).whose("disabled"),
	of("disabled Admin of a higher level", above, all, subtree).whose("disabled"),
	of("pending member with it", here, exactly, subtree).whose("pending"),
	of("pending member of a higher level", above, exactly, subtree).whose("pending"),
	of("Admin of a suspended organization", here, all, subtree).suspending(here),
	of("member of a suspended organization with exactly it", here, exactly, own).suspending(here),
	of("member of a suspended organization with everything else", here, others, subtree).suspending(here),
	of("member of a higher level above a suspended organization", above, exactly, subtree).suspending(here),
	of("member of a suspended higher level", above, exactly, subtree).suspending(above),
	of("member below a suspended higher level", here, exactly, subtree).suspending(above),
	of("staff with exactly it", platform, exactly, subtree),
	of("staff with exactly it, above a suspended organization", platform, exactly, subtree).suspending(here),
	of("staff with exactly it, reach own", platform, exactly, own),
	of("staff with everything else", platform, others, subtree),
	of("staff without roles", platform, nothing, ""),
	of("disabled staff", platform, all, subtree).whose("disabled"),
	of("platform Admin", platform, all, subtree),
	of("platform Admin who has not proved it", platform, all, subtree).withoutProof(),
	of("Admin who has not proved it", here, all, subtree).withoutProof(),
	of("platform Admin above a suspended organization", platform, all, subtree).suspending(here),
	keyOf("with exactly it", here, exactly, subtree),
	keyOf("with exactly it, reach own", here, exactly, own),
	keyOf("with everything else", here, others, subtree),
	keyOf("of a higher level with it", above, exactly, subtree),
	keyOf("of a higher level, reach own", above, exactly, own),
	keyOf("of a lower level with it", under, exactly, subtree),
	keyOf("of another organization", elsewhere, exactly, subtree),
	keyOf("of a suspended organization", here, exactly, subtree).suspending(here),
	keyOf("of a higher level above a suspended organization", above, exactly, subtree).suspending(here),
	keyOf("of a suspended higher level", above, exactly, subtree).suspending(above),
	keyOf("of the platform with exactly it", platform, exactly, subtree),
	keyOf("of the platform, reach own", platform, exactly, own),
	keyOf("of the platform with everything else", platform, others, subtree),
	keyOf("that has expired", platform, exactly, subtree).spentWith("api_key_expired"),
	keyOf("that was revoked", platform, exactly, subtree).spentWith("unauthenticated"),
}

// possible reports whether there can be such a caller: what can be held in the platform organization only is in no
// other one's role.
func (k kind) possible(p access.Permission) bool {
	return !slices.ContainsFunc(k.held, func(h held) bool { return h.gives == exactly && h.at != platform && !ordinary(p) })
}

// depends reports whether the caller is another for every permission.
func (k kind) depends() bool {
	return slices.ContainsFunc(k.held, func(h held) bool { return h.gives == exactly || h.gives == others })
}

// counts reports whether the role of a membership counts in a place.
func (k kind) counts(h held, at place) bool {
	return h.status == "active" && h.at != k.suspended && (h.at == at || h.reach == subtree && slices.Contains(over[at], h.at))
}

func (k kind) holds(p access.Permission, at place) bool {
	return slices.ContainsFunc(k.held, func(h held) bool { return k.counts(h, at) && h.gives.has(p, h.at) })
}

func (k kind) sees(at place) bool {
	return slices.ContainsFunc(k.held, func(h held) bool {
		return h.status == "active" && h.at == at || k.counts(h, at) && h.gives != nothing
	})
}

// withheld reports whether only the suspension of the place keeps the permission from the caller.
func (k kind) withheld(p access.Permission, at place) bool {
	return k.suspended == at && slices.ContainsFunc(k.held, func(h held) bool {
		return h.status == "active" && h.at == at && h.gives.has(p, h.at)
	})
}

// verdict is what the declaration of an operation promises a caller: "" for leave, else the code of the refusal.
// mine says that what is asked about is the caller's own.
func (k kind) verdict(d api.Declared, p access.Permission, where string, mine bool) string {
	verdict := k.standing(d, p, where, mine)
	if verdict == "" && d.Proved && k.unproved {
		return "reauthentication_required"
	}
	return verdict
}

// standing is the verdict but for what has to be proved again.
func (k kind) standing(d api.Declared, p access.Permission, where string, mine bool) string {
	at := here
	if where == "platform" {
		at = platform
	}
	switch {
	case !d.SignedIn:
		return ""
	case k.signedOut:
		return "unauthenticated"
	case k.spent != "":
		return k.spent
	case k.key && d.AccountOnly:
		return "account_required"
	case where == "" || where == "reach" || where == "fields" || where == "caller" && mine:
		return ""
	case where == "caller":
		return "not_found"
	case mine && d.OrOwn && where == "member":
		return ""
	case at == here && !k.sees(here):
		return "not_found"
	case mine && d.OrOwn:
		return ""
	case p == "" && where == "member": // only one's own is there
		return "not_found"
	case p == "" || k.holds(p, at):
		return ""
	case k.withheld(p, at):
		return "organization_suspended"
	default:
		return "permission_required"
	}
}
