package api

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/session"
)

// byKey finds the caller of a request by its Authorization header.
func (s *Server) byKey(ctx context.Context, authorization string) (signedInCaller, error) {
	scheme, secret, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return signedInCaller{}, session.Unauthenticated()
	}
	key, err := s.Keys.Recognize(ctx, strings.TrimSpace(secret))
	if err != nil {
		return signedInCaller{}, err
	}
	actor := actorOf(ctx)
	actor.KeyID = key.ID
	caller, err := s.Access.KeyCaller(ctx, actor, key.Grant, key.Revision)
	return signedInCaller{Caller: caller}, err
}

func (s *Server) keyPlace(ctx huma.Context, keyID string) (string, error) {
	if !id.Valid(id.Key, keyID) {
		return "", fault.Missing("API key")
	}
	return s.Keys.OrganizationOf(ctx.Context(), keyID)
}

// APIKey is the wire form of an API key. Its text is not in it.
type APIKey struct {
	ID             string              `json:"id"`
	OrganizationID string              `json:"organizationId"`
	Name           string              `json:"name"`
	Permissions    []access.Permission `json:"permissions" nullable:"false"`
	Reach          string              `json:"reach" enum:"own,subtree" doc:"own: its organization; subtree: that and everything below it"`
	Hint           string              `json:"hint" doc:"How the key begins and ends" example:"tnk_…x7Qf"`
	CreatedBy      *Named              `json:"createdBy" doc:"The account or API key that created it; null where that is gone or beyond the caller's reach"`
	CreatedAt      time.Time           `json:"createdAt"`
	ExpiresAt      *time.Time          `json:"expiresAt" doc:"null: never"`
	Expired        bool                `json:"expired"`
	LastUsedAt     *time.Time          `json:"lastUsedAt" doc:"To the minute; null: not yet"`
}

func (s *Server) wireKey(k apikey.Key) APIKey {
	out := APIKey{
		ID: k.ID, OrganizationID: k.OrganizationID, Name: k.Name, Permissions: k.Permissions, Reach: k.Reach, Hint: k.Hint,
		CreatedAt: k.CreatedAt, ExpiresAt: momentOrNull(k.ExpiresAt), Expired: k.Expired(s.Now()), LastUsedAt: momentOrNull(k.LastUsedAt),
	}
	if out.Permissions == nil { // its products have withdrawn them all
		out.Permissions = []access.Permission{}
	}
	if k.Creator != nil {
		out.CreatedBy = &Named{k.Creator.ID, k.Creator.Name}
	}
	return out
}

func momentOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// APIKeyList is the API keys of an organization.
type APIKeyList struct {
	Items      []APIKey `json:"items" nullable:"false"`
	NextCursor string   `json:"nextCursor,omitempty"`
	Total      Total    `json:"total"`
}

// APIKeySort is the order of the list of API keys and of its export.
type APIKeySort struct {
	Sort string `query:"sort" default:"-createdAt" doc:"name, createdAt, expiresAt (never comes last), lastUsedAt or permissions (how many), with a leading - for descending"`
}

type keysInput struct {
	IDInput
	WholeListInput
	APIKeySort
}

func (s *Server) listKeys(ctx context.Context, in *keysInput) (*struct{ Body APIKeyList }, error) {
	page, err := s.Keys.List(ctx, callerOf(ctx).Caller, in.ID, in.ask(in.Sort))
	if err != nil {
		return nil, err
	}
	out := &struct{ Body APIKeyList }{APIKeyList{Items: make([]APIKey, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}}
	for i, k := range page.Items {
		out.Body.Items[i] = s.wireKey(k)
	}
	return out, nil
}

type exportKeysInput struct {
	IDInput
	FormatInput
	NameFilter
	APIKeySort
}

// keyColumns are the columns of a file of API keys. Their text is nowhere.
func keyColumns(zone *time.Location) []column[APIKey] {
	return []column[APIKey]{
		{"name", func(k APIKey) string { return k.Name }},
		{"permissions", func(k APIKey) string { return permissionNames(k.Permissions) }},
		{"reach", func(k APIKey) string { return k.Reach }},
		{"hint", func(k APIKey) string { return k.Hint }},
		{"expires_at", func(k APIKey) string { return timeIn(zone, value(k.ExpiresAt)) }},
		{"expired", func(k APIKey) string { return strconv.FormatBool(k.Expired) }},
		{"last_used_at", func(k APIKey) string { return timeIn(zone, value(k.LastUsedAt)) }},
		{"created_by", func(k APIKey) string { return value(k.CreatedBy).Name }},
		{"organization_id", func(k APIKey) string { return k.OrganizationID }},
		{"created_at", func(k APIKey) string { return timeIn(zone, k.CreatedAt) }},
		{"api_key_id", func(k APIKey) string { return k.ID }},
	}
}

func (s *Server) exportKeys(ctx context.Context, in *exportKeysInput) (*huma.StreamResponse, error) {
	zone, err := s.zoneOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	return tableFile(s, in.Format, "api-keys", keyColumns(zone), func(ctx context.Context, each func(APIKey) error) error {
		page, err := s.Keys.List(ctx, caller, in.ID, listing.Ask{Q: in.Q, Sort: in.Sort})
		if err != nil {
			return err
		}
		return eachOf(page.Items, s.wireKey, each)
	}), nil
}

type createKeyInput struct {
	IDInput
	IdempotencyKey
	Body struct {
		Name        string              `json:"name" doc:"1 to 30 characters"`
		Permissions []access.Permission `json:"permissions" nullable:"false" minItems:"1" maxItems:"2000"`
		Reach       string              `json:"reach,omitempty" enum:"own,subtree" doc:"subtree where nothing is said"`
		ExpiresAt   Field[time.Time]    `json:"expiresAt,omitempty" doc:"null or left out: never"`
	}
}

func (in createKeyInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

// CreatedAPIKey is an API key with its text.
type CreatedAPIKey struct {
	APIKey
	Key string `json:"key" doc:"What to send as Authorization: Bearer. It is told this once and stored nowhere."`
}

type createKeyOutput struct {
	Location string `header:"Location"`
	Body     CreatedAPIKey
}

func (*createKeyOutput) holdsSecret() {}

func (s *Server) createKey(ctx context.Context, in *createKeyInput) (*createKeyOutput, error) {
	d := apikey.Draft{Name: in.Body.Name, Permissions: in.Body.Permissions, Reach: in.Body.Reach}
	if at := in.Body.ExpiresAt; at.Set && !at.Null {
		d.ExpiresAt = &at.Value
	}
	k, secret, err := s.Keys.Create(ctx, callerOf(ctx).Caller, in.ID, d)
	if err != nil {
		return nil, err
	}
	return &createKeyOutput{Location: "/v1/api-keys/" + k.ID, Body: CreatedAPIKey{s.wireKey(k), secret}}, nil
}

func (s *Server) getKey(ctx context.Context, in *IDInput) (*struct{ Body APIKey }, error) {
	k, err := s.Keys.Get(ctx, callerOf(ctx).Caller, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body APIKey }{s.wireKey(k)}, nil
}

func (s *Server) revokeKey(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Keys.Revoke(ctx, callerOf(ctx).Caller, in.ID)
}
