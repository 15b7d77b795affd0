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
}

// source is where an operation's organization comes from.
type source string

const (
	none       source = ""         // the operation is about no organization
	platform   source = "platform" // the platform organization
	inPath     source = "path.id"  // the ID in the path
	fromReach  source = "reach"    // whatever the caller sees: the list filters in SQL
	fromFields source = "fields"   // the service decides by the fields of the body
)

// The needs there are.
var (
	public   = need{}
	signedIn = need{signedIn: true}
	within   = need{signedIn: true, organization: fromReach}
	byFields = need{signedIn: true, organization: fromFields}
	sees     = need{signedIn: true, organization: inPath}
)

// holds is the need of a permission in an organization.
func holds(p access.Permission, in source) need {
	return need{signedIn: true, permission: p, organization: in}
}

// describe says the need in words, for the contract.
func (n need) describe() string {
	switch {
	case !n.signedIn:
		return "Needs no sign-in."
	case n.permission != "" && n.organization == platform:
		return "Needs `" + string(n.permission) + "` in the platform organization."
	case n.permission != "":
		return "Needs `" + string(n.permission) + "` in the organization."
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
			next(ctx)
			return
		}
		caller, err := s.authenticate(ctx)
		if err == nil && n.organization == inPath && n.permission == "" {
			err = caller.See(ctx.Param("id"))
		}
		if err == nil && n.permission != "" {
			organizationID := id.PlatformOrganization
			if n.organization == inPath {
				organizationID = ctx.Param("id")
			}
			err = caller.Require(n.permission, organizationID)
		}
		if err != nil {
			s.refuse(ctx, err)
			return
		}
		noteAccount(ctx.Context(), caller.AccountID)
		next(huma.WithValue(ctx, callerKey{}, caller))
	}
}

// authenticate finds the caller of a request by its session cookie.
func (s *Server) authenticate(ctx huma.Context) (signedInCaller, error) {
	token := ""
	if cookie, err := huma.ReadCookie(ctx, s.cookieName(sessionCookie)); err == nil {
		token = cookie.Value
	}
	if ctx.Header("Authorization") != "" {
		if token != "" {
			return signedInCaller{}, fault.New(fault.Malformed, "two_credentials", "Send a session cookie or an Authorization header, not both.")
		}
		return signedInCaller{}, session.Unauthenticated()
	}
	if token == "" {
		return signedInCaller{}, session.Unauthenticated()
	}
	ses, err := s.Sessions.Recognize(ctx.Context(), token)
	if err != nil {
		return signedInCaller{}, err
	}
	actor := actorOf(ctx.Context())
	actor.AccountID = ses.AccountID
	caller, err := access.Load(ctx.Context(), s.DB.Querier(ctx.Context()), actor)
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

// sessionCookie and deviceCookie are the cookies' names under http; under https they carry the prefix
// that ties them to the host.
const (
	sessionCookie = "tenantry_session"
	deviceCookie  = "tenantry_device"
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
