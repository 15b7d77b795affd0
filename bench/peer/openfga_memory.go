package peer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	"github.com/openfga/openfga/pkg/storage"
	"github.com/openfga/openfga/pkg/storage/memory"

	"github.com/tenantry/tenantry/bench/population"
)

// indexed is OpenFGA's memory datastore with indexes, as OpenFGA does not have it: its own goes through all tuples
// for every read.
type indexed struct {
	storage.OpenFGADatastore // keeps the stores and the models
	mu                       sync.RWMutex
	one                      map[string]*openfgav1.Tuple   // by object, relation and user
	objects                  map[string][]*openfgav1.Tuple // by object and relation
	users                    map[string][]*openfgav1.Tuple // by type of object, relation and user
}

// NewOpenFGAInMemory puts OpenFGA on the indexed datastore: that shows what its check takes by itself.
func NewOpenFGAInMemory(ctx context.Context, p *population.Population) (*OpenFGA, error) {
	s := &indexed{
		OpenFGADatastore: memory.New(),
		one:              map[string]*openfgav1.Tuple{}, objects: map[string][]*openfgav1.Tuple{}, users: map[string][]*openfgav1.Tuple{},
	}
	return newOpenFGA(ctx, p, s, func(string) error {
		for t := range tuples(p) {
			s.add(t)
		}
		return nil
	})
}

func (s *indexed) add(k *openfgav1.TupleKey) {
	t := &openfgav1.Tuple{Key: k}
	one, object, user := keys(k.GetObject(), k.GetRelation(), k.GetUser())
	s.one[one] = t
	s.objects[object] = append(s.objects[object], t)
	s.users[user] = append(s.users[user], t)
}

func keys(object, relation, user string) (one, byObject, byUser string) {
	kind, _, _ := strings.Cut(object, ":")
	byObject = object + "#" + relation
	return byObject + "@" + user, byObject, kind + "#" + relation + "@" + user
}

func (s *indexed) Write(_ context.Context, _ string, deletes storage.Deletes, writes storage.Writes, _ ...storage.TupleWriteOption) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range deletes {
		one, object, user := keys(k.GetObject(), k.GetRelation(), k.GetUser())
		gone := func(t *openfgav1.Tuple) bool { return t == s.one[one] }
		s.objects[object] = slices.DeleteFunc(slices.Clone(s.objects[object]), gone)
		s.users[user] = slices.DeleteFunc(slices.Clone(s.users[user]), gone)
		delete(s.one, one)
	}
	for _, k := range writes {
		s.add(k)
	}
	return nil
}

func (s *indexed) ReadPage(ctx context.Context, store string, f storage.ReadFilter, _ storage.ReadPageOptions) ([]*openfgav1.Tuple, string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []*openfgav1.Tuple
	for _, t := range s.one {
		if k := t.GetKey(); k.GetObject() == f.Object && k.GetUser() == f.User {
			found = append(found, t)
		}
	}
	return found, "", nil
}

func (s *indexed) Read(_ context.Context, _ string, f storage.ReadFilter, _ storage.ReadOptions) (storage.TupleIterator, error) {
	return s.iterate(f.Object, f.Relation, func(k *openfgav1.TupleKey) bool { return strings.HasPrefix(k.GetUser(), f.User) }), nil
}

func (s *indexed) ReadUsersetTuples(_ context.Context, _ string, f storage.ReadUsersetTuplesFilter, _ storage.ReadUsersetTuplesOptions) (storage.TupleIterator, error) {
	return s.iterate(f.Object, f.Relation, func(k *openfgav1.TupleKey) bool { return strings.Contains(k.GetUser(), "#") }), nil
}

func (s *indexed) iterate(object, relation string, wanted func(k *openfgav1.TupleKey) bool) storage.TupleIterator {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []*openfgav1.Tuple
	for _, t := range s.objects[object+"#"+relation] {
		if wanted(t.GetKey()) {
			found = append(found, t)
		}
	}
	return storage.NewStaticTupleIterator(found)
}

func (s *indexed) ReadUserTuple(_ context.Context, _ string, f storage.ReadUserTupleFilter, _ storage.ReadUserTupleOptions) (*openfgav1.Tuple, error) {
	one, _, _ := keys(f.Object, f.Relation, f.User)
	s.mu.RLock()
	defer s.mu.RUnlock()
	if t := s.one[one]; t != nil {
		return t, nil
	}
	return nil, storage.ErrNotFound
}

func (s *indexed) ReadStartingWithUser(_ context.Context, _ string, f storage.ReadStartingWithUserFilter, _ storage.ReadStartingWithUserOptions) (storage.TupleIterator, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []*openfgav1.Tuple
	for _, u := range f.UserFilter {
		name := u.GetObject()
		if u.GetRelation() != "" {
			name += "#" + u.GetRelation()
		}
		_, _, user := keys(f.ObjectType, f.Relation, name)
		for _, t := range s.users[user] {
			_, object, _ := strings.Cut(t.GetKey().GetObject(), ":")
			if f.ObjectIDs == nil || f.ObjectIDs.Exists(object) {
				found = append(found, t)
			}
		}
	}
	slices.SortFunc(found, func(a, b *openfgav1.Tuple) int { return cmp.Compare(a.GetKey().GetObject(), b.GetKey().GetObject()) })
	return storage.NewStaticTupleIterator(found), nil
}
