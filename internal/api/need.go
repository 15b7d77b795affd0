package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/session"
)

// need is what an operation asks of its caller, declared beside its route.
type need struct {
	signedIn   bool
	permission access.Permission
	// organization says where the organization comes from in which the permission is needed, or which
	// the caller must see.
	organization source
	// orOwn says that what is the caller's own needs no permission.
	orOwn bool
	// accountOnly says that it is about the caller's own account or session, of which an API key has none.
	accountOnly bool
	// known says that it needs no sign-in and takes account of who is signed in nevertheless.
	known bool
	// proves says that the session's account must have proved again, in the last minutes, who it is.
	proves bool
}

// source is where an operation's organization comes from.
type source string

const (
	none         source = ""           // the operation is about no organization
	platform     source = "platform"   // the platform organization
	inPath       source = "path.id"    // the ID in the path
	ofMember     source = "member"     // the one of the member whose ID is in the path
	ofRole       source = "role"       // the one of the role whose ID is in the path
	ofNumber     source = "number"     // the one of the number whose ID is in the path
	ofUsage      source = "usage"      // the one of the usage whose ID is in the path
	ofInvitation source = "invitation" // the one of the invitation whose ID is in the path
	ofKey        source = "key"        // the one of the API key whose ID is in the path
	ofEvent      source = "event"      // the one whose audit trail has the event whose ID is in the path
	ofCaller     source = "caller"     // what it is about is the caller's own, or does not exist; the service knows whose it is
	fromReach    source = "reach"      // whatever the caller sees: the list filters in SQL
	fromFields   source = "fields"     // the service decides by the fields of the body
	inQuestion   source = "question"   // the one that the question is about; the service refuses what may not be asked
)

// The needs there are.
var (
	public = need{}
	// anybody is public too, and the answer depends on who is signed in.
	anybody  = need{known: true}
	signedIn = need{signedIn: true}
	oneself  = need{signedIn: true, accountOnly: true}
	within   = need{signedIn: true, organization: fromReach}
	byFields = need{signedIn: true, organization: fromFields}
	sees     = need{signedIn: true, organization: inPath}
	// mine is what the caller, a person or a machine, brought in itself.
	mine = need{signedIn: true, organization: ofCaller}
	// own is the caller's own membership: nobody else's exists.
	own = need{signedIn: true, organization: ofMember, orOwn: true, accountOnly: true}
	// asks is a question about access; about oneself everybody may ask.
	asks = need{signedIn: true, permission: access.AccessCheck, organization: inQuestion, orOwn: true}
)

// holds is the need of a permission in an organization.
func holds(p access.Permission, in source) need {
	return need{signedIn: true, permission: p, organization: in}
}

// unlessOwn is the need without what is the caller's own.
func (n need) unlessOwn() need {
	n.orOwn = true
	return n
}

// proved is the need of a session whose account has proved again who it is, within session.ProvedLife. It is about
// what a person does to their own account or with it.
func (n need) proved() need {
	n.proves, n.accountOnly = true, true
	return n
}

// reachWith is a list of what is where the caller holds a permission.
func reachWith(p access.Permission) need {
	return need{signedIn: true, permission: p, organization: fromReach}
}

// describe says the need in words, for the contract.
func (n need) describe() string {
	if n.proves {
		n.proves = false
		return n.describe() + " The caller must have proved who it is at /v1/account/reauthentication in the last ten minutes; otherwise 403 `reauthentication_required`."
	}
	switch {
	case n.known:
		return "Needs no sign-in, and takes account of who is signed in."
	case !n.signedIn:
		return "Needs no sign-in."
	case n.organization == ofMember && n.permission == "":
		return "Only for the account whose membership it is."
	case n.accountOnly && n.permission == "":
		return "Needs a sign-in; an API key has no account."
	case n.organization == inQuestion:
		return "Needs `" + string(n.permission) + "` in the organization that the question is about, unless it is about the caller."
	case n.permission != "" && n.organization == fromReach:
		return "Shows what is where the caller holds `" + string(n.permission) + "`."
	case n.permission != "" && n.organization == platform:
		return "Needs `" + string(n.permission) + "` in the platform organization."
	case n.permission != "" && n.orOwn:
		return "Needs `" + string(n.permission) + "` in the organization, unless it is the caller's own."
	case n.permission != "":
		return "Needs `" + string(n.permission) + "` in the organization."
	case n.organization == ofCaller:
		return "Only for whoever brought it in."
	case n.organization == inPath:
		return "The caller must see the organization."
	case n.organization == fromReach:
		return "Shows what is within the caller's reach."
	default:
		return "Needs a sign-in."
	}
}

type callerKey struct{}

// signedInCaller is a caller with the session it comes by.
type signedInCaller struct {
	access.Caller
	session session.Session
}

// callerOf returns who asks. Operations that are public have a caller that is nobody.
func callerOf(ctx context.Context) signedInCaller {
	c, ok := ctx.Value(callerKey{}).(signedInCaller)
	if !ok {
		return signedInCaller{Caller: access.Nobody(actorOf(ctx))}
	}
	return c
}

// enforce refuses, before anything of a request is parsed, a caller that the operation's need excludes.
func (s *Server) enforce(n need) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if !n.signedIn {
			if n.known {
				var err error
				if ctx, err = s.recognize(ctx); err != nil {
					s.refuse(ctx, err)
					return
				}
			}
			next(ctx)
			return
		}
		caller, err := s.authenticate(ctx)
		if err == nil {
			noteCaller(ctx.Context(), caller.ID())
			if err = s.demand(ctx, n, caller.Caller); err != nil {
				s.noteRefusal(ctx.Context(), ctx.Operation(), n, caller.Caller, true, err)
			}
		}
		if err == nil && n.proves && caller.session.ProvedUntil(s.Now()).IsZero() {
			err = reauthenticationRequired()
		}
		if err != nil {
			s.refuse(ctx, err)
			return
		}
		next(huma.WithValue(ctx, callerKey{}, caller))
	}
}

func reauthenticationRequired() error {
	return fault.New(fault.Forbidden, "reauthentication_required",
		"This needs you to prove again who you are, because it is about how you sign in or cannot be undone. Send your password, a code or a passkey to /v1/account/reauthentication, then try again within ten minutes.")
}

// recognize notes who is signed in, if anybody. An API key is nobody here: it has no account.
func (s *Server) recognize(ctx huma.Context) (huma.Context, error) {
	if cookie, err := huma.ReadCookie(ctx, s.cookieName(sessionCookie)); err != nil || cookie.Value == "" || ctx.Header("Authorization") != "" {
		return ctx, nil //nolint:nilerr // there is no cookie
	}
	caller, err := s.authenticate(ctx)
	if f, ok := fault.As(err); ok && f.Kind == fault.Unauthenticated { // a session that has ended
		return ctx, nil
	}
	if err != nil {
		return ctx, err
	}
	noteCaller(ctx.Context(), caller.ID())
	return huma.WithValue(ctx, callerKey{}, caller), nil
}

// demand refuses a caller that the need excludes, as far as the request's path tells.
func (s *Server) demand(ctx huma.Context, n need, caller access.Caller) error {
	if n.accountOnly && caller.KeyID != "" {
		return access.AccountRequired()
	}
	organizationID, what, own := "", "organization", false
	var err error
	switch n.organization {
	case none, ofCaller, fromReach, fromFields, inQuestion:
		return nil
	case platform:
		organizationID = id.PlatformOrganization
	case inPath:
		organizationID = ctx.Param("id")
	case ofMember:
		what = "member"
		var accountID string
		organizationID, accountID, err = s.memberPlace(ctx, ctx.Param("id"))
		own = accountID == caller.AccountID
	case ofRole:
		what = "role"
		organizationID, err = s.rolePlace(ctx, ctx.Param("id"))
	case ofNumber:
		what = "number"
		organizationID, err = s.numberPlace(ctx, ctx.Param("id"))
	case ofUsage:
		what = "usage"
		organizationID, err = s.usagePlace(ctx, ctx.Param("id"))
	case ofInvitation:
		what = "invitation"
		organizationID, err = s.invitationPlace(ctx, ctx.Param("id"))
	case ofEvent:
		what = "event"
		organizationID, err = s.Trail.PlaceOf(ctx.Context(), ctx.Param("id"))
	case ofKey:
		what = "API key"
		organizationID, err = s.keyPlace(ctx, ctx.Param("id"))
	}
	switch {
	case err != nil:
		return err
	case n.orOwn && own:
		return nil
	case n.orOwn && n.permission == "":
		return fault.Missing(what)
	case organizationID != id.PlatformOrganization && !caller.Sees(organizationID):
		return fault.Missing(what)
	case what != "organization" && !caller.Sees(organizationID): // who is staff is no business of others
		return fault.Missing(what)
	case n.permission == "":
		return caller.See(organizationID)
	default:
		return caller.Require(n.permission, organizationID)
	}
}

func (s *Server) memberPlace(ctx huma.Context, memberID string) (organizationID, accountID string, err error) {
	if !id.Valid(id.Member, memberID) {
		return "", "", fault.Missing("member")
	}
	return s.Members.PlaceOf(ctx.Context(), memberID)
}

func (s *Server) rolePlace(ctx huma.Context, roleID string) (string, error) {
	if !id.Valid(id.Role, roleID) {
		return "", fault.Missing("role")
	}
	return s.Roles.OrganizationOf(ctx.Context(), roleID)
}

func (s *Server) invitationPlace(ctx huma.Context, invitationID string) (string, error) {
	if !id.Valid(id.Invitation, invitationID) {
		return "", fault.Missing("invitation")
	}
	return s.Invitations.OrganizationOf(ctx.Context(), invitationID)
}

func (s *Server) usagePlace(ctx huma.Context, usageID string) (string, error) {
	if !id.Valid(id.Usage, usageID) {
		return "", fault.Missing("usage")
	}
	return s.Usages.OrganizationOf(ctx.Context(), usageID)
}

// authenticate finds the caller of a request by its session cookie or its API key.
func (s *Server) authenticate(ctx huma.Context) (signedInCaller, error) {
	token := ""
	if cookie, err := huma.ReadCookie(ctx, s.cookieName(sessionCookie)); err == nil {
		token = cookie.Value
	}
	r, _ := unwrap(ctx)
	switch authorizations := r.Header.Values("Authorization"); {
	case len(authorizations) > 1 || len(authorizations) == 1 && token != "":
		return signedInCaller{}, fault.New(fault.Malformed, "two_credentials", "Send a session cookie or one Authorization header, not both.")
	case len(authorizations) == 1:
		return s.byKey(ctx.Context(), authorizations[0])
	case token == "":
		return signedInCaller{}, session.Unauthenticated()
	}
	ses, err := s.Sessions.Recognize(ctx.Context(), token)
	if err != nil {
		return signedInCaller{}, err
	}
	actor := actorOf(ctx.Context())
	actor.AccountID = ses.AccountID
	caller, err := s.Access.Caller(ctx.Context(), actor, ses.Revision)
	return signedInCaller{Caller: caller, session: ses}, err
}

func (s *Server) refuse(ctx huma.Context, err error) {
	r, w := unwrap(ctx)
	writeProblem(w, r, err)
}

// checkParameters refuses an ID in the path that is no text, and parameters that cannot be read, that are
// there but empty, or there twice where one is meant: mistakes that would pass in silence. An empty q is
// the search box before anybody has typed.
func checkParameters(ctx huma.Context, next func(huma.Context)) {
	r, w := unwrap(ctx)
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		writeProblem(w, r, fault.New(fault.Malformed, "malformed", "The query string could not be read.").Because(err))
		return
	}
	var fields fault.Fields
	for _, p := range ctx.Operation().Parameters {
		if p.In == "path" && !storable(ctx.Param(p.Name)) {
			writeProblem(w, r, fault.New(fault.NotFound, "not_found", "There is no such path."))
			return
		}
		values, there := query[p.Name]
		if p.In != "query" || !there {
			continue
		}
		list := p.Schema != nil && p.Schema.Type == huma.TypeArray
		if len(values) > 1 && !list {
			fields.Add("query."+p.Name, "repeated", "Give this parameter once.")
		}
		for _, v := range values {
			if strings.TrimSpace(v) == "" && p.Name != "q" {
				fields.Add("query."+p.Name, "empty", "Must not be empty. Leave the parameter out instead.")
				break
			}
			if !storable(v) {
				fields.Add("query."+p.Name, "invalid_encoding", "Must be valid UTF-8 without NUL.")
				break
			}
		}
	}
	if err := fields.Err(); err != nil {
		writeProblem(w, r, err)
		return
	}
	next(ctx)
}

// storable reports whether a text could be in the database, and so be asked for.
func storable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// These are the cookies' names under http; under https they carry the prefix that ties them to the host.
const (
	sessionCookie = "tenantry_session"
	deviceCookie  = "tenantry_device"
	signUpCookie  = "tenantry_sign_up"
)

func (s *Server) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) cookie(name, value string, maxAge int) http.Cookie {
	return http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}
