// Package database puts a population into a database of Tenantry's, straight into the tables, with every column
// that the program would have derived. What it writes is compared with what the program says of it by Check.
package database

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/text"
)

// filler writes one population.
type filler struct {
	db    *db.DB
	p     *population.Population
	names []string // of real organizations
	at    int64    // when everything was made, microseconds
	now   time.Time
	keys  [][]byte // of the accounts' names
}

// Fill writes everything: organizations are named after those in names.
func Fill(ctx context.Context, d *db.DB, p *population.Population, names []string) error {
	f := newFiller(d, p, names)
	for _, step := range []func(ctx context.Context, tx *db.Tx) error{
		f.cache, f.groups, f.organizations, f.organizationTokens, f.products, f.roles, f.rolePermissions,
		f.accounts, f.accountTokens, f.members, f.memberRoles, f.scopes,
	} {
		if err := d.Write(ctx, step); err != nil {
			return err
		}
	}
	return Check(ctx, d, p)
}

// FillAnswers writes only what answers about access are read from, without the indexes that lists need.
func FillAnswers(ctx context.Context, d *db.DB, p *population.Population, names []string) error {
	f := newFiller(d, p, names)
	for _, step := range []func(ctx context.Context, tx *db.Tx) error{
		f.cache, f.dropIndexes, f.groups, f.organizations, f.products, f.roles, f.rolePermissions, f.accounts, f.members, f.memberRoles,
	} {
		if err := d.Write(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

func newFiller(d *db.DB, p *population.Population, names []string) *filler {
	f := &filler{db: d, p: p, names: names, keys: make([][]byte, p.Accounts)}
	f.start()
	for i := range f.keys {
		f.keys[i] = text.SortKey(population.Name(int32(i)))
	}
	return f
}

func (f *filler) start() {
	f.now = time.Now()
	f.at = db.Micros(f.now)
}

// cache gives the connection that fills an SQLite database more memory, in KiB, than the program gives it.
func (f *filler) cache(ctx context.Context, tx *db.Tx) error {
	if f.db.Engine() != db.SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, "PRAGMA cache_size = -2000000")
	return err
}

// insert writes n rows.
func insert(ctx context.Context, tx *db.Tx, table, columns string, n int, row func(i int) []any) error {
	i := -1
	_, err := tx.BulkInsert(ctx, table, strings.Fields(columns), func() ([]any, error) {
		if i++; i >= n {
			return nil, nil
		}
		return row(i), nil
	})
	if err != nil {
		return fmt.Errorf("fill %s: %w", table, err)
	}
	return nil
}

func bare(identifier string) string { return identifier[4:] }

func (f *filler) groups(ctx context.Context, tx *db.Tx) error {
	return insert(ctx, tx, "organization_group", "id version name name_fold name_key description organization_count depth created_at updated_at",
		len(f.p.Groups), func(i int) []any {
			g, name := f.p.Groups[i], f.organizationName(f.p.Groups[i].Head)
			return []any{population.GroupID(int32(i)), 1, name, text.Fold(name), text.SortKey(name), "", g.Count, int64(g.Depth), f.at, f.at}
		})
}

func (f *filler) organizationName(n int32) string {
	name := []rune(fmt.Sprintf("%s %d", f.names[int(n)*7919%len(f.names)], n))
	return string(name[:min(30, len(name))])
}

// path is what the migration says it is.
func (f *filler) path(n int32) string {
	if n == population.Platform {
		return ""
	}
	return f.path(f.p.Organizations[n].Parent) + bare(population.OrganizationID(n)) + "/"
}

func (f *filler) organizations(ctx context.Context, tx *db.Tx) error {
	err := insert(ctx, tx, "organization", `id version name name_fold name_key time_zone status external_key classification type client_classification
		address_base address_fold control_integrated registered_organization_id representative_name representative_fold
		business_registration_number parent_id group_id path created_at updated_at`, len(f.p.Organizations), func(i int) []any {
		n := int32(i)
		o, name, place := f.p.Organizations[i], f.organizationName(n), f.names[i%len(f.names)]
		row := []any{
			population.OrganizationID(n), 1, name, text.Fold(name), text.SortKey(name), "Asia/Seoul", "active", fmt.Sprintf("key/%d", i), "client", "contracting", "local_government",
			place, text.Fold(place), "true", nil, "강지민", text.Fold("강지민"), "5608837268", nil, nil, f.path(n), f.at - int64(i), f.at,
		}
		if o.Suspended {
			row[6] = "suspended"
		}
		if o.Parent != population.Platform { // an executing one, registered under the highest level
			row[9], row[13], row[15], row[16], row[17] = "executing", "", "", "", ""
			row[14], row[18] = population.OrganizationID(f.p.Groups[o.Group].Head), population.OrganizationID(o.Parent)
		}
		if o.Group >= 0 {
			row[19] = population.GroupID(o.Group)
		}
		return row
	})
	if err != nil {
		return err
	}
	return tx.AddTally(ctx, "organization", int64(len(f.p.Organizations)), f.now)
}

// token is one piece of text that a search looks up, and what has it.
type token struct{ text, of string }

// insertTokens writes tokens in the order of the table's key, which is fastest.
func insertTokens(ctx context.Context, tx *db.Tx, table, column string, tokens []token) error {
	slices.SortFunc(tokens, func(a, b token) int { return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.of, b.of)) })
	return insert(ctx, tx, table, "token "+column, len(tokens), func(i int) []any { return []any{tokens[i].text, tokens[i].of} })
}

func (f *filler) organizationTokens(ctx context.Context, tx *db.Tx) error {
	var tokens []token
	for i := range f.p.Organizations {
		for _, gram := range text.Grams(text.Fold(f.organizationName(int32(i)))) {
			tokens = append(tokens, token{gram, population.OrganizationID(int32(i))})
		}
	}
	return insertTokens(ctx, tx, "organization_token", "organization_id", tokens)
}

func (f *filler) products(ctx context.Context, tx *db.Tx) error {
	names := func(key string) string { return fmt.Sprintf(`{"en":%q,"ko":%q,"ja":%q,"th":%q}`, key, key, key, key) }
	declared := population.Products[1:] // the console's own are the program's
	if err := insert(ctx, tx, "product", "key position names member_permissions updated_at", len(declared), func(i int) []any {
		return []any{declared[i].Key, i + 1, names(declared[i].Key), true, f.at}
	}); err != nil {
		return err
	}
	var rows [][]any
	for _, p := range declared {
		for i, key := range p.Permissions {
			rows = append(rows, []any{p.Key + "." + key, p.Key, i, names(key)})
		}
	}
	return insert(ctx, tx, "permission", "key product_key position names", len(rows), func(i int) []any { return rows[i] })
}

// roleID is the identifier of a role; the platform organization's Admin is there from the first migration.
func (f *filler) roleID(n int32) string {
	if f.p.Roles[n].Organization == population.Platform {
		return id.PlatformAdminRole
	}
	return population.RoleID(n)
}

func (f *filler) roles(ctx context.Context, tx *db.Tx) error {
	roles := f.p.Roles
	if last := len(roles) - 1; roles[last].Organization == population.Platform {
		roles = roles[:last]
	}
	return insert(ctx, tx, "role", "id organization_id name name_fold fixed reach created_at updated_at", len(roles), func(i int) []any {
		r, name, reach := roles[i], "Admin", "subtree"
		if r.Kind != population.Admin {
			name = fmt.Sprintf("Role %d", i)
			if f.p.Kinds[r.Kind].Own {
				reach = "own"
			}
		}
		return []any{population.RoleID(int32(i)), population.OrganizationID(r.Organization), name, text.Fold(name), r.Kind == population.Admin, reach, f.at, f.at}
	})
}

func (f *filler) rolePermissions(ctx context.Context, tx *db.Tx) error {
	role, permission := 0, -1
	_, err := tx.BulkInsert(ctx, "role_permission", []string{"role_id", "permission"}, func() ([]any, error) {
		for ; role < len(f.p.Roles); role, permission = role+1, -1 {
			if f.p.Roles[role].Kind == population.Admin {
				continue
			}
			held := f.p.Holds(int32(role)).Permissions
			for permission++; permission < len(population.Permissions); permission++ {
				if held.Has(permission) {
					return []any{population.RoleID(int32(role)), population.Permissions[permission]}, nil
				}
			}
		}
		return nil, nil
	})
	return err
}

func (f *filler) accounts(ctx context.Context, tx *db.Tx) error {
	return insert(ctx, tx, "account", "id email email_key email_words name name_fold name_key created_at updated_at", f.p.Accounts, func(i int) []any {
		name, email := population.Name(int32(i)), population.Email(int32(i))
		return []any{population.AccountID(int32(i)), email, email, text.EmailWords(email), name, text.Fold(name), f.keys[i], f.at, f.at}
	})
}

func (f *filler) accountTokens(ctx context.Context, tx *db.Tx) error {
	var tokens []token
	for i := range f.p.Accounts {
		for _, t := range account.Tokens(population.Name(int32(i)), population.Email(int32(i))) {
			tokens = append(tokens, token{t, population.AccountID(int32(i))})
		}
	}
	return insertTokens(ctx, tx, "account_token", "account_id", tokens)
}

func (f *filler) members(ctx context.Context, tx *db.Tx) error {
	return insert(ctx, tx, "member", "id organization_id account_id status awaits name_key created_at updated_at", len(f.p.Members), func(i int) []any {
		m, awaits := f.p.Members[i], ""
		if m.Status == population.Pending {
			awaits = member.AwaitsOwner
		}
		return []any{population.MemberID(i), population.OrganizationID(m.Organization), population.AccountID(m.Account), m.Status.String(), awaits, f.keys[m.Account], f.at, f.at}
	})
}

func (f *filler) memberRoles(ctx context.Context, tx *db.Tx) error {
	i, r := 0, -1
	_, err := tx.BulkInsert(ctx, "member_role", []string{"member_id", "role_id"}, func() ([]any, error) {
		for ; i < len(f.p.Members); i, r = i+1, -1 {
			for r++; r < len(f.p.Members[i].Roles); r++ {
				if role := f.p.Members[i].Roles[r]; role >= 0 {
					return []any{population.MemberID(i), f.roleID(role)}, nil
				}
			}
		}
		return nil, nil
	})
	return err
}

// scopes writes the lists of who is below each organization, in the order of the table's key, and their totals.
func (f *filler) scopes(ctx context.Context, tx *db.Tx) error {
	in := make([][]int32, len(f.p.Organizations)+1) // the members of each, the platform's last
	for i, m := range f.p.Members {
		if m.Organization == population.Platform {
			m.Organization = int32(len(f.p.Organizations))
		}
		in[m.Organization] = append(in[m.Organization], int32(i))
	}
	var list []int32
	next := -1
	id := func() string {
		if next == len(f.p.Organizations) {
			return population.OrganizationID(population.Platform)
		}
		return population.OrganizationID(int32(next))
	}
	totals := map[string]int64{}
	if _, err := tx.BulkInsert(ctx, "member_scope", []string{"organization_id", "name_key", "member_id"}, func() ([]any, error) {
		for len(list) == 0 {
			if next++; next > len(f.p.Organizations) {
				return nil, nil
			}
			list = f.below(in, int32(next))
			totals[id()] = int64(len(list))
		}
		m := list[0]
		list = list[1:]
		return []any{id(), f.keys[f.p.Members[m].Account], population.MemberID(int(m))}, nil
	}); err != nil {
		return err
	}
	for organizationID, n := range totals {
		if err := tx.AddTally(ctx, "members/"+organizationID, n, f.now); err != nil {
			return err
		}
	}
	return nil
}

// below are the members of an organization and of all below it, by name.
func (f *filler) below(in [][]int32, n int32) []int32 {
	if int(n) == len(f.p.Organizations) {
		return in[n]
	}
	var list []int32
	for _, o := range f.p.Subtree(n) {
		list = append(list, in[o]...)
	}
	slices.SortFunc(list, func(a, b int32) int {
		return cmp.Or(slices.Compare(f.keys[f.p.Members[a].Account], f.keys[f.p.Members[b].Account]), cmp.Compare(a, b))
	})
	return list
}

// dropIndexes of organizations: answers are not read by them.
func (f *filler) dropIndexes(ctx context.Context, tx *db.Tx) error {
	for _, column := range strings.Fields(`name created updated website time_zone status classification type client_classification control_integrated
		address representative main_phone business_registration_number external external_key registered parent path group_path`) {
		if _, err := tx.Exec(ctx, "DROP INDEX organization_"+column); err != nil {
			return err
		}
	}
	return nil
}
