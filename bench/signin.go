package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/seal"
	"github.com/tenantry/tenantry/internal/session"
)

const (
	signInMore  = 2  // milliseconds that a sign-in may take beyond its hash
	checkMore   = 50 // microseconds that recognizing a session may add to a request
	signInsEach = 20 // of a round
	checksEach  = 2000
)

// measureSignIn measures what a sign-in takes beyond its argon2id hash, and what a session adds to a request.
func (w *world) measureSignIn(ctx context.Context, r *report, rounds int) error {
	box, err := seal.New([]byte(key)[:32])
	if err != nil {
		return err
	}
	clock := app.Clock() // moved on, so that every code of the app is a new one
	sessions := session.NewService(session.Config{
		DB: w.app.DB, Now: func() time.Time { return clock }, DeviceKey: []byte(key), Box: box, RecoveryKey: []byte(key),
		Members: session.Members{
			AllDisabled: func(context.Context, db.Querier, string) (bool, error) { return false, nil },
			TakeUp:      func(context.Context, *db.Tx, time.Time, string) error { return nil },
		},
	})
	visitor := session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}, UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"}
	in := session.SignedIn{}
	signIn := func(code string) (err error) {
		in, err = sessions.SignIn(ctx, visitor, session.Credentials{Email: email, Password: password, Factor: session.Factor{Code: code}})
		return err
	}
	if err := w.beyondHash(r, "sign-in beyond its hash", rounds, func() error { return signIn("") }); err != nil {
		return err
	}
	if err := w.measureCheck(ctx, r, sessions, in.Token, rounds); err != nil {
		return err
	}
	secret, _, err := sessions.StartTOTP(ctx, in.AccountID)
	if err != nil {
		return err
	}
	owner := visitor
	owner.AccountID = in.AccountID
	if _, err := sessions.ConfirmTOTP(ctx, owner, session.Code(secret, clock)); err != nil {
		return err
	}
	if err := w.beyondHash(r, "the same with an authenticator app", rounds, func() error {
		clock = clock.Add(time.Minute)
		return signIn(session.Code(secret, clock))
	}); err != nil {
		return err
	}
	return sessions.RemoveTOTP(ctx, owner)
}

// beyondHash compares the medians of sign-ins and of bare hashes of the same cost. They take turns, and in turns at being
// the first, so that both meet the same machine. The garbage collector runs between them, not in them: the 19 MiB of the
// hash set it off in both, and whether that falls into what is timed, with all that the bench itself holds, is chance.
func (w *world) beyondHash(r *report, what string, rounds int, signIn func() error) error {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: the runtime ends the program first
	var took [2][]time.Duration
	var used [2]time.Duration // of CPU, by this process
	do := [2]func() error{
		func() error {
			argon2.IDKey([]byte(password), salt, 2, 19*1024, 1, 32)
			return nil
		},
		signIn,
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for i := range signInsEach * (rounds + 1) {
		for turn := range do {
			which := (i + turn) % 2
			runtime.GC()
			before, err := cpu()
			if err != nil {
				return err
			}
			start := time.Now()
			if err := do[which](); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			elapsed := time.Since(start)
			after, err := cpu()
			if err != nil {
				return err
			}
			if i >= signInsEach { // the first warm up
				took[which] = append(took[which], elapsed)
				used[which] += after - before
			}
		}
	}
	middle := func(all []time.Duration) time.Duration {
		slices.Sort(all)
		return all[len(all)/2]
	}
	r.figure(what, string(w.engine), float64((middle(took[1])-middle(took[0])).Microseconds())/1000, signInMore, "ms")
	r.info(what+", in CPU", w.engine, max(0, used[1]-used[0])/time.Duration(len(took[1])))
	return nil
}

// measureCheck measures what recognizing a session takes: one read by an index.
func (w *world) measureCheck(ctx context.Context, r *report, sessions *session.Service, token string, rounds int) error {
	var took []time.Duration
	for i := range rounds + 1 {
		start := time.Now()
		for range checksEach {
			if _, err := sessions.Recognize(ctx, token); err != nil {
				return err
			}
		}
		if i > 0 {
			took = append(took, time.Since(start)/checksEach)
		}
	}
	slices.Sort(took)
	r.figure("session check", string(w.engine), float64(took[len(took)/2].Nanoseconds())/1000, checkMore, "µs")
	return nil
}
