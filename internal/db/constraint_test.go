package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
)

func contains(err error, text string) bool { return strings.Contains(err.Error(), text) }

const putAccount = "INSERT INTO account (id, email, email_key, name, created_at, updated_at) VALUES ($1, $2, $2, 'n', 1, 1)"

func TestRefusalsOfTheTwoEnginesAreToldAlike(t *testing.T) {
	organization := func(key, other string) []any {
		return []any{"org_" + key, key, db.NullString(other), []byte{}}
	}
	const putOrganization = `INSERT INTO organization (id, version, name, name_fold, name_key, time_zone, status, external_key, registered_organization_id, created_at, updated_at)
		VALUES ($1, 1, 'n', 'n', $4, 'UTC', 'active', $2, $3, 1, 1)`
	type refusal struct {
		table   string
		columns []string
	}
	unique := []refusal{
		{"account", []string{"email_key"}},
		{"organization", []string{"external_key"}},
		{"member", []string{"organization_id", "account_id"}},
		{"role", []string{"organization_id", "name_fold"}},
	}
	for _, test := range []struct {
		name    string
		query   string
		args    []any
		unique  *refusal
		foreign bool
	}{
		{name: "repeated address", query: putAccount, args: []any{"acc_2", "a@example.com"}, unique: &unique[0]},
		{name: "repeated key", query: putOrganization, args: append([]any{"org_z"}, organization("k", "")[1:]...), unique: &unique[1]},
		{
			name: "repeated member", unique: &unique[2],
			query: "INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ('mem_2', $1, 'acc_1', 'active', 1)", args: []any{id.PlatformOrganization},
		},
		{
			name: "repeated role", unique: &unique[3],
			query: "INSERT INTO role (id, organization_id, name, name_fold, fixed, reach, created_at) VALUES ('rol_2', $1, 'ADMIN', 'admin', $2, 'own', 1)", args: []any{id.PlatformOrganization, false},
		},
		{name: "refers to nothing", query: putOrganization, args: organization("x", "org_nowhere"), foreign: true},
		{name: "is referred to", query: "DELETE FROM organization WHERE id = 'org_k'", foreign: true},
		{name: "not null", query: "UPDATE account SET name = NULL"},
		{name: "no such column", query: "UPDATE account SET nonsense = 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				run(t, d, putAccount, "acc_1", "a@example.com")
				run(t, d, putOrganization, organization("k", "")...)
				run(t, d, putOrganization, organization("l", "org_k")...)
				run(t, d, "INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ('mem_1', $1, 'acc_1', 'active', 1)", id.PlatformOrganization)
				err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, test.query, test.args...)
					return err
				})
				if err == nil {
					t.Fatal("not refused")
				}
				err = fmt.Errorf("wrapped: %w", err)
				for i := range unique {
					if got, want := db.IsUnique(err, unique[i].table, unique[i].columns...), test.unique == &unique[i]; got != want {
						t.Errorf("IsUnique %v: %t, want %t (%v)", unique[i], got, want, err)
					}
				}
				if got := db.IsForeignKey(err); got != test.foreign {
					t.Errorf("IsForeignKey: %t, want %t (%v)", got, test.foreign, err)
				}
				if db.NotFound(err) {
					t.Error("a refusal reads as not found")
				}
			})
		})
	}
	for _, err := range []error{nil, errors.New("other")} {
		if db.IsUnique(err, "account", "email_key") || db.IsForeignKey(err) {
			t.Errorf("%v is taken for a refusal", err)
		}
	}
}

func TestNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var key string
		if err := d.QueryRow(context.Background(), "SELECT key FROM throttle").Scan(&key); !db.NotFound(err) {
			t.Errorf("an empty result: %v", err)
		}
		if err := d.QueryRow(context.Background(), "SELECT nonsense FROM throttle").Scan(&key); err == nil || db.NotFound(err) {
			t.Errorf("a failing query reads as not found: %v", err)
		}
	})
}

func TestBulkInsert(t *testing.T) {
	columns := []string{"key", "count", "last_at"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		load := func(keys []string, fail error) error {
			return d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				rows := db.Rows(keys, func(k string) []any { return []any{k, int64(1), int64(2)} })
				n, err := tx.BulkInsert(ctx, "throttle", columns, func() ([]any, error) {
					row, err := rows()
					if row == nil && fail != nil {
						return nil, fail
					}
					return row, err
				})
				if err == nil && n != int64(len(keys)) {
					t.Errorf("%d rows loaded, want %d", n, len(keys))
				}
				return err
			})
		}
		keys := make([]string, 3000)
		for i := range keys {
			keys[i] = fmt.Sprintf("%d 종로 \t\n\\N '", i) // nothing in a value may end it
		}
		if err := load(keys[:1000], errStop); !errors.Is(err, errStop) {
			t.Errorf("a source that fails: %v", err)
		}
		if err := load([]string{"twice", "once", "twice"}, nil); err == nil || !db.IsUnique(err, "throttle", "key") && d.Engine() == db.SQLite {
			t.Errorf("a repeated key: %v", err)
		}
		if n := number(t, d, count); n != 0 {
			t.Fatalf("%d rows after loads that failed, want none", n)
		}
		if err := errors.Join(load(nil, nil), load(keys, nil)); err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, count); n != int64(len(keys)) {
			t.Errorf("%d rows, want %d", n, len(keys))
		}
		if n := number(t, d, count+" WHERE key = $1 AND count = 1 AND last_at = 2", keys[2999]); n != 1 {
			t.Error("the last row did not come through unchanged")
		}
	})
}

// A reference that is looked at when the transaction ends is refused by the commit.
func TestRefusedCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 3 {
			err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				n, err := tx.Exec(ctx, "UPDATE organization SET parent_id = 'org_nowhere'")
				if err != nil || n != 1 {
					t.Errorf("refused too early: %d, %v", n, err)
				}
				return err
			})
			if !db.IsForeignKey(err) {
				t.Errorf("got %v, want a refused reference", err)
			}
			if n := number(t, d, "SELECT COUNT(*) FROM organization WHERE parent_id IS NOT NULL"); n != 0 {
				t.Error("the refused change is there")
			}
		}
		run(t, d, put, "after", int64(1), int64(1)) // and the writer is free
	})
}
