package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
)

func TestBooleans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const insert = "INSERT INTO role (id, organization_id, name, name_fold, fixed, reach, created_at) VALUES ($1, $2, $3, $3, $4, 'own', 1)"
		run(t, d, insert, "rol_1", id.PlatformOrganization, "callers", false)
		run(t, d, insert, "rol_2", id.PlatformOrganization, "readers", true)
		for query, want := range map[string]int64{
			"SELECT COUNT(*) FROM role WHERE fixed":                          2, // Admin and rol_2
			"SELECT COUNT(*) FROM role WHERE NOT fixed":                      1,
			"SELECT COUNT(*) FROM role WHERE fixed = $1":                     2,
			"SELECT COUNT(*) FROM role WHERE fixed = (name = 'Admin' OR $1)": 2,
		} {
			var args []any
			if bytes.Contains([]byte(query), []byte("$1")) {
				args = append(args, true)
			}
			if got := number(t, d, query, args...); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		for roleID, want := range map[string]bool{"rol_1": false, "rol_2": true} {
			var fixed, computed bool
			if err := d.QueryRow(context.Background(), "SELECT fixed, name = 'readers' AND fixed FROM role WHERE id = $1", roleID).Scan(&fixed, &computed); err != nil {
				t.Fatal(err)
			}
			if fixed != want || computed != want {
				t.Errorf("%s: fixed %t, computed %t, want %t", roleID, fixed, computed, want)
			}
		}
	})
}

func TestPlaceholdersMayRepeatAndComeInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run(t, d, put, "a", int64(1), int64(10))
		run(t, d, put, "b", int64(2), int64(20))
		if n := number(t, d, count+" WHERE last_at > $2 AND (key = $1 OR key = $1 || 'x' OR key = $3) AND last_at > $2", "a", int64(5), "b"); n != 2 {
			t.Errorf("repeated: %d rows, want 2", n)
		}
		run(t, d, "UPDATE throttle SET last_at = $1 WHERE key = $2 AND last_at < $1", int64(15), "a")
		run(t, d, "UPDATE throttle SET last_at = $1 WHERE key = $2 AND last_at < $1", int64(15), "b")
		if a, b := number(t, d, "SELECT last_at FROM throttle WHERE key = 'a'"), number(t, d, "SELECT last_at FROM throttle WHERE key = 'b'"); a != 15 || b != 20 {
			t.Errorf("after the updates a is %d and b is %d, want 15 and 20", a, b)
		}
	})
}

// texts are in the order in which both engines must sort them: by code point.
var texts = []string{
	"", " ", "%", "'; DROP TABLE throttle; --", "A", "Z", "\\", "_", "a", "e\u0301", "ß", "é", "ก็", "ア", "서울", "종로", "\uFFFD", "😀", "𠮷", "\U0010FFFF",
}

func TestTextComesBackAsItWentInAndSortsByCodePoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			for i := range texts {
				text := texts[(i*7+3)%len(texts)] // in no order; 7 and the number of texts have no common divisor
				if _, err := tx.Exec(ctx, put, text, int64(0), int64(0)); err != nil {
					return err
				}
			}
			return nil
		})
		rows, err := d.Query(context.Background(), "SELECT key FROM throttle ORDER BY key")
		if err != nil {
			t.Fatal(err)
		}
		got, err := db.Collect(rows, func(s *string) []any { return []any{s} })
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, texts) {
			t.Errorf("got %q, want %q", got, texts)
		}
		for i, text := range texts {
			if n := number(t, d, count+" WHERE key < $1", text); n != int64(i) {
				t.Errorf("%d texts before %q, want %d", n, text, i)
			}
		}
	})
}

func TestContainsIsLiteral(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, key := range []string{"100%", "a_b", "axb", `c\d`, "o'clock", "서울특별시", "*", "[x]"} {
			run(t, d, put, key, int64(0), int64(0))
		}
		for text, want := range map[string]int64{
			"": 8, "%": 1, "_": 1, "a_b": 1, `\`: 1, "'": 1, "울특": 1, "*": 1, "[x]": 1, "?": 0, "A_B": 0, "x": 2,
		} {
			if n := number(t, d, count+" WHERE "+d.Contains("key", "$1"), text); n != want {
				t.Errorf("%q is in %d keys, want %d", text, n, want)
			}
		}
	})
}

func TestNullIsNotEmpty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, test := range []struct {
			value sql.NullString
			null  bool
		}{{db.NullString(""), true}, {db.NullString("x"), false}, {sql.NullString{Valid: true}, false}} {
			var null bool
			if err := d.QueryRow(context.Background(), "SELECT CAST($1 AS TEXT) IS NULL", test.value).Scan(&null); err != nil {
				t.Fatal(err)
			}
			if null != test.null {
				t.Errorf("%+v: NULL is %t, want %t", test.value, null, test.null)
			}
		}
		err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, put, nil, int64(0), int64(0))
			return err
		})
		if err == nil {
			t.Error("NULL went into a column that must not be NULL")
		}
		if n := number(t, d, "SELECT COUNT(*) FROM organization WHERE parent_id IS NULL AND external_key = ''"); n != 1 {
			t.Errorf("%d organizations without a parent and with an empty key, want the platform's", n)
		}
	})
}

func TestNumbersAndTimes(t *testing.T) {
	at := time.Date(2026, 2, 28, 23, 59, 59, 123456000, time.FixedZone("", 9*3600))
	if got := db.Time(db.Micros(at)); !got.Equal(at) || got.Location() != time.UTC {
		t.Errorf("the time came back as %v", got)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for key, n := range map[string]int64{"large": math.MaxInt64, "small": math.MinInt64, "time": db.Micros(at)} {
			run(t, d, put, key, n, n)
			if got := number(t, d, "SELECT count FROM throttle WHERE key = $1", key); got != n {
				t.Errorf("%s came back as %d, want %d", key, got, n)
			}
		}
		// SUM of a bigint is numeric on PostgreSQL, and of nothing NULL on both.
		run(t, d, put, "x", int64(math.MaxInt32), int64(0))
		run(t, d, put, "y", int64(math.MaxInt32), int64(0))
		if got := number(t, d, "SELECT CAST(SUM(count) AS BIGINT) FROM throttle WHERE key IN ('x', 'y')"); got != 2*math.MaxInt32 {
			t.Errorf("sum %d, want %d", got, int64(2*math.MaxInt32))
		}
	})
}

func TestBytes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const insert = "INSERT INTO mail (id, sealed, created_at) VALUES ($1, $2, 0)"
		every := make([]byte, 256)
		for i := range every {
			every[i] = byte(i)
		}
		for key, content := range map[string][]byte{"every": every, "empty": {}} {
			run(t, d, insert, key, content)
			var got []byte
			if err := d.QueryRow(context.Background(), "SELECT sealed FROM mail WHERE id = $1", key).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, content) {
				t.Errorf("%s: came back as %d bytes", key, len(got))
			}
		}
	})
}

func TestPlaceholders(t *testing.T) {
	for _, test := range []struct {
		first, n int
		want     string
	}{{1, 0, ""}, {1, 1, "$1"}, {3, 3, "$3, $4, $5"}} {
		if got := db.Placeholders(test.first, test.n); got != test.want {
			t.Errorf("Placeholders(%d, %d) = %q, want %q", test.first, test.n, got, test.want)
		}
	}
}

func TestUnusableText(t *testing.T) {
	// Text rules refuse these before they come here. Should one slip through, PostgreSQL refuses it; what
	// matters is that the error is one, and the database is usable after it.
	for _, text := range []string{"a\x00b", "\xff\xfe"} {
		d := dbtest.New(t, db.Postgres)
		ctx := context.Background()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, put, text, int64(0), int64(0))
			return err
		})
		if err == nil || db.IsUnique(err, "throttle", "key") || db.IsForeignKey(err) {
			t.Errorf("%q: %v, want a plain error", text, err)
		}
		if err := d.QueryRow(ctx, count+" WHERE key = $1", text).Scan(new(int)); err == nil {
			t.Errorf("%q was looked for without an error", text)
		}
		run(t, d, put, "after", int64(0), int64(0))
	}
}
