package access_test

import (
	"flag"
	"log/slog"
	"testing"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// checks is how many worlds each property is tested on; -rapid.checks=500 tests more.
const checks = "40"

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", checks); err != nil {
		panic(err)
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

// begin opens the program on a fresh database, with a few of everything.
func begin(outer *testing.T, t *rapid.T, engine db.Engine) *run {
	w := apptest.Open(outer, dbtest.URL(outer, engine))
	r := &run{T: t, w: w, m: newModel(), second: access.NewService(w.DB)}
	r.declare("voice", &mProduct{supported: true, permissions: []string{"voice.calls.place", "voice.calls.end"}})
	r.declare("whatsapp", &mProduct{permissions: []string{"whatsapp.messages.send"}})
	for _, email := range []string{"one@example.com", "two@example.com", "kim.three@example.com", "four@example.com", "five@one.example.com"} {
		r.namesake(email)
	}
	for range pick(t, "organizations", []int{2, 5, 9, 12, mostOrganizations}) {
		r.newOrganization()
	}
	return r
}

// What the program answers is what the model says, whatever was done before.
func TestAnswersAreThoseOfThePlainModel(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				r := begin(t, rt, engine)
				defer r.w.Close()
				steps := []func(){ // the first are drawn most
					r.move, r.add, r.changeMember, r.changeRole, r.move, r.remove, r.addMember, r.newRole,
					r.disableMember, r.newGroup, r.enableMember, r.answer, r.deleteRole, r.suspend, r.demand, r.secure, r.add, r.deleteMember,
					r.newOrganization, r.takeUp, r.putProduct, r.deleteGroup, r.sweep, r.deleteOrganization, r.deleteProduct,
				}
				for _, first := range []func(){r.newGroup, r.newRole, r.newRole, r.addMember, r.addMember, r.addMember, r.addMember} {
					first()
				}
				for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
					for range pick(rt, "steps", []int{4, 8, 16, 32}) {
						steps[rapid.IntRange(0, len(steps)-1).Draw(rt, "step")]()
					}
					r.compare()
				}
			})
		})
	}
}
