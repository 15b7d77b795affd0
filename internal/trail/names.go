package trail

import (
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/phone"
)

// named is a kind of things that events are about.
type named struct {
	kind string
	// query yields ID, name and no e-mail address of those with the IDs that follow, in organizations o that are
	// within; "" where they have no name.
	query string
	// seen says that whatever the caller sees is named, and not only what is in trails that it may read.
	seen bool
}

// kinds are those things, by the prefixes of their IDs.
var kinds = map[string]named{
	id.Organization: {kind: "organization", query: "SELECT o.id, o.name, '' FROM organization o WHERE o.id", seen: true},
	id.Member:       {kind: "member", query: "SELECT m.id, CASE WHEN m.awaits = 'owner' THEN a.email ELSE a.name END, '' FROM member m JOIN account a ON a.id = m.account_id JOIN organization o ON o.id = m.organization_id WHERE m.id"},
	id.Role:         {kind: "role", query: "SELECT x.id, x.name, '' FROM role x JOIN organization o ON o.id = x.organization_id WHERE x.id"},
	id.Key:          {kind: "api_key", query: "SELECT x.id, x.name, '' FROM api_key x JOIN organization o ON o.id = x.organization_id WHERE x.id"},
	id.Usage:        {kind: "usage", query: "SELECT x.id, x.name, '' FROM product_usage x JOIN organization o ON o.id = x.organization_id WHERE x.id"},
	id.Number:       {kind: "number", query: "SELECT x.id, x.number, '' FROM outgoing_number x JOIN organization o ON o.id = x.organization_id WHERE x.id"},
	id.Invitation:   {kind: "invitation", query: "SELECT x.id, x.name, '' FROM invitation x JOIN organization o ON o.id = x.organization_id WHERE x.id"},
	id.Group:        {kind: "group"},
	id.Account:      {kind: "account"},
	id.Batch:        {kind: "number_batch"},
	id.Import:       {kind: "import"},
	id.Session:      {kind: "session"},
	id.Passkey:      {kind: "passkey"},
	id.SignUp:       {kind: "sign_up"},
	id.Mail:         {kind: "mail"},
	id.Link:         {kind: "link"},
}

// names are what the caller may know of the IDs of some events.
type names struct {
	names  map[string]string
	emails map[string]string // of accounts
	all    bool              // nothing is hidden
	groups bool              // not even what groups there are
}

// inside are the IDs within a detail that may be of what is elsewhere.
var inside = regexp.MustCompile(`"(?:org|acc)_[0-9A-HJKMNP-TV-Z]{26}"`)

func (s *Service) names(ctx context.Context, q db.Querier, r reader, rows []row) (names, error) {
	found := names{names: map[string]string{}, emails: map[string]string{}, all: r.trails.All(), groups: r.groups}
	wanted := map[string]map[string]bool{}
	want := func(thing string) {
		prefix, _, _ := strings.Cut(thing, "_")
		if wanted[prefix] == nil {
			wanted[prefix] = map[string]bool{}
		}
		wanted[prefix][thing] = true
	}
	for _, x := range rows {
		want(x.actor)
		want(x.about)
		if !found.all {
			for _, quoted := range inside.FindAllString(x.detail, -1) {
				want(strings.Trim(quoted, `"`))
			}
		}
	}
	for prefix, k := range kinds {
		ids := slices.Sorted(maps.Keys(wanted[prefix]))
		if len(ids) == 0 {
			continue
		}
		args := &listing.Args{}
		in := args.In(db.Filled(ids))
		query := ""
		switch {
		case prefix == id.Account:
			query = "SELECT a.id, a.name, a.email FROM account a WHERE a.id" + in + " AND " + r.known(args)
		case prefix == id.Group && r.groups:
			query = "SELECT g.id, g.name, '' FROM organization_group g WHERE g.id" + in
		case k.query != "":
			within := r.trails
			if k.seen {
				within = r.sees
			}
			query = k.query + in + " AND " + within.SQL("o", args.Add)
		default:
			continue
		}
		type name struct{ id, name, email string }
		got, err := q.Query(ctx, query, args.Values...)
		if err != nil {
			return found, err
		}
		if err := db.Each(got, func(n *name) []any { return []any{&n.id, &n.name, &n.email} }, func(n name) error {
			if prefix == id.Number {
				n.name = s.number(phone.Number(n.name))
			}
			found.names[n.id] = n.name
			if n.email != "" {
				found.emails[n.id] = n.email
			}
			return nil
		}); err != nil {
			return found, err
		}
	}
	return found, nil
}

// known is the predicate that keeps accounts to those of members where the caller reads the trail, and to its own.
// Whoever was added and has not accepted yet is nobody there.
func (r reader) known(args *listing.Args) string {
	if r.trails.All() {
		return "TRUE"
	}
	return "(a.id = " + args.Add(r.AccountID) + ` OR EXISTS (SELECT 1 FROM member m CROSS JOIN organization o WHERE m.account_id = a.id AND m.awaits <> 'owner' AND o.id = m.organization_id AND ` +
		r.trails.SQL("o", args.Add) + "))"
}

func (n names) actor(x row) Actor {
	switch prefix, _, _ := strings.Cut(x.actor, "_"); {
	case prefix == id.Key:
		return n.person(APIKey, x.actor)
	case x.actor == audit.System.AccountID || x.actor == "" && x.RequestID == "":
		return Actor{Kind: Operator}
	case x.actor == "":
		return Actor{Kind: Visitor}
	default:
		return n.person(Account, x.actor)
	}
}

// person is an actor with an ID, of which the caller may know nothing but what kind it is.
func (n names) person(kind, actorID string) Actor {
	name, known := n.names[actorID]
	if !known && !n.all {
		return Actor{Kind: kind}
	}
	return Actor{ID: actorID, Kind: kind, Name: name, Email: n.emails[actorID]}
}

func (n names) target(x row) Target {
	prefix, _, _ := strings.Cut(x.about, "_")
	k, known := kinds[prefix]
	switch {
	case x.about == "":
		return Target{}
	case !known || !id.Valid(prefix, x.about): // what has a key of its own, as a product has
		kind, _, _ := strings.Cut(x.Action, ".")
		return Target{ID: x.about, Kind: kind}
	}
	if prefix == id.Group && !n.groups {
		return Target{Kind: k.kind}
	}
	name, seen := n.names[x.about]
	if !seen && !n.all && prefix == id.Account {
		return Target{Kind: k.kind}
	}
	return Target{ID: x.about, Kind: k.kind, Name: name}
}

// detail is what an event says, with null in the place of organizations and accounts that are elsewhere. What it says
// of a group is for those who see groups.
func (n names) detail(x row) json.RawMessage {
	body := x.detail
	if body == "" || strings.HasPrefix(x.about, id.Group+"_") && !n.groups {
		return nil
	}
	if n.all {
		return json.RawMessage(body)
	}
	shown := inside.ReplaceAllStringFunc(body, func(quoted string) string {
		if _, known := n.names[strings.Trim(quoted, `"`)]; known {
			return quoted
		}
		return "null"
	})
	if !json.Valid([]byte(shown)) { // an ID was the name of a member
		return nil
	}
	return json.RawMessage(shown)
}
