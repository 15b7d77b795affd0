package peer

import (
	"context"
	"fmt"
	"iter"
	"strings"

	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	"github.com/openfga/language/pkg/go/transformer"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/server/config"
	"github.com/openfga/openfga/pkg/storage"

	"github.com/tenantry/tenantry/bench/population"
)

// OpenFGA answers through its server package, without a network in between.
type OpenFGA struct {
	server    *server.Server
	datastore storage.OpenFGADatastore
	store     string
	model     string
}

// relation is the name of a relation for a permission: OpenFGA takes no dots.
func relation(permission int) string {
	return strings.ReplaceAll(population.Permissions[permission], ".", "_")
}

// openFGAModel has the roles as relations, which OpenFGA's page on modelling roles prefers where they are known
// beforehand, and answers fastest. A role that a customer makes would be a new model.
func openFGAModel(p *population.Population) string {
	var dsl strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&dsl, format+"\n", args...) }
	say("model\n  schema 1.1\ntype user\ntype organization\n  relations\n    define parent: [organization]\n    define admin: [user]")
	for k := range p.Kinds {
		say("    define %s: [user]", kindName(k))
	}
	for n := range population.Permissions {
		name := relation(n)
		below, here := "admin", name+"_below"
		for k, kind := range p.Kinds {
			switch {
			case kind.Permissions.Has(n) && kind.Own:
				here += " or " + kindName(k)
			case kind.Permissions.Has(n):
				below += " or " + kindName(k)
			}
		}
		say("    define %s_below: %s or %s_below from parent", name, below, name)
		say("    define %s: %s", name, here)
	}
	return dsl.String()
}

func organizationObject(n int32) string { return "organization:" + population.OrganizationID(n)[4:] }

func user(account int32) string { return "user:" + population.AccountID(account)[4:] }

// tuples are all facts: who stands below whom, and who has which role where.
func tuples(p *population.Population) iter.Seq[*openfgav1.TupleKey] {
	return func(yield func(*openfgav1.TupleKey) bool) {
		for i, o := range p.Organizations {
			if !yield(&openfgav1.TupleKey{Object: organizationObject(int32(i)), Relation: "parent", User: organizationObject(o.Parent)}) {
				return
			}
		}
		for m := range granting(p) {
			for _, r := range m.Roles {
				if r >= 0 && !yield(&openfgav1.TupleKey{
					Object: organizationObject(m.Organization), Relation: kindName(int(p.Roles[r].Kind)), User: user(m.Account),
				}) {
					return
				}
			}
		}
	}
}

// newOpenFGA starts a server on a datastore. fill puts the tuples into the store of the given ID.
func newOpenFGA(ctx context.Context, p *population.Population, datastore storage.OpenFGADatastore, fill func(store string) error) (*OpenFGA, error) {
	s, err := server.NewServerWithOpts(
		server.WithDatastore(datastore),
		// The check that is to replace the present one: twice as fast here.
		server.WithExperimentals(config.ExperimentalWeightedGraphCheck),
		// What its page on running in production recommends.
		server.WithCheckQueryCacheEnabled(true), server.WithCheckIteratorCacheEnabled(true), server.WithCacheControllerEnabled(true),
		server.WithCheckCacheLimit(1_000_000),
	)
	if err != nil {
		return nil, err
	}
	f := &OpenFGA{server: s, datastore: datastore}
	store, err := s.CreateStore(ctx, &openfgav1.CreateStoreRequest{Name: "bench"})
	if err != nil {
		return nil, err
	}
	f.store = store.GetId()
	model, err := transformer.TransformDSLToProto(openFGAModel(p))
	if err != nil {
		return nil, err
	}
	written, err := s.WriteAuthorizationModel(ctx, &openfgav1.WriteAuthorizationModelRequest{
		StoreId: f.store, SchemaVersion: model.GetSchemaVersion(), TypeDefinitions: model.GetTypeDefinitions(),
	})
	if err != nil {
		return nil, err
	}
	f.model = written.GetAuthorizationModelId()
	return f, fill(f.store)
}

// Allowed checks, with what is written by then: that goes past OpenFGA's caches.
func (f *OpenFGA) Allowed(ctx context.Context, q population.Question) (bool, error) {
	return f.check(ctx, q, openfgav1.ConsistencyPreference_HIGHER_CONSISTENCY)
}

// AllowedLately checks by the caches: the answer may be ten seconds old.
func (f *OpenFGA) AllowedLately(ctx context.Context, q population.Question) (bool, error) {
	return f.check(ctx, q, openfgav1.ConsistencyPreference_MINIMIZE_LATENCY)
}

func (f *OpenFGA) check(ctx context.Context, q population.Question, c openfgav1.ConsistencyPreference) (bool, error) {
	answer, err := f.server.Check(ctx, &openfgav1.CheckRequest{
		StoreId: f.store, AuthorizationModelId: f.model, Consistency: c,
		TupleKey: &openfgav1.CheckRequestTupleKey{User: user(q.Account), Relation: relation(q.Permission), Object: organizationObject(q.Organization)},
	})
	return answer.GetAllowed(), err
}

// Leave deletes the account's tuples in the organization.
func (f *OpenFGA) Leave(ctx context.Context, account, organization int32) error {
	found, err := f.server.Read(ctx, &openfgav1.ReadRequest{
		StoreId: f.store, TupleKey: &openfgav1.ReadRequestTupleKey{User: user(account), Object: organizationObject(organization)},
	})
	if err != nil {
		return err
	}
	var gone []*openfgav1.TupleKeyWithoutCondition
	for _, t := range found.GetTuples() {
		k := t.GetKey()
		gone = append(gone, &openfgav1.TupleKeyWithoutCondition{User: k.GetUser(), Relation: k.GetRelation(), Object: k.GetObject()})
	}
	_, err = f.server.Write(ctx, &openfgav1.WriteRequest{StoreId: f.store, AuthorizationModelId: f.model, Deletes: &openfgav1.WriteRequestDeletes{TupleKeys: gone}})
	return err
}

// Close ends the server, which closes its datastore.
func (f *OpenFGA) Close() error {
	f.server.Close()
	return nil
}
