package organization

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// tally is the name of the total of organizations, without the platform's.
const tally = "organization"

// columns and from read whole organizations; row.dest has their places.
const (
	columns = `o.id, o.version, o.name, o.website, o.time_zone, o.status, o.external_key, o.classification, o.type,
		o.client_classification, o.address_base, o.address_detail, o.postal_code, o.control_integrated,
		o.registered_organization_id, r.name, o.representative_name, o.main_phone, o.business_registration_number,
		o.refuse_050, o.allow_special, o.parent_id, o.group_id, o.created_at, o.updated_at`
	from = ` FROM organization o LEFT JOIN organization r ON r.id = o.registered_organization_id`
)

// row is an organization as it is stored.
type row struct {
	o                            Organization
	r                            Registration
	control                      string
	refuse050, allowSpecial      bool
	registeredID, registeredName sql.NullString
	parent, group                sql.NullString
	created, updated             int64
}

func (x *row) dest() []any {
	o, r := &x.o, &x.r
	return []any{
		&o.ID, &o.Version, &o.Name, &o.Website, &o.TimeZone, &o.Status, &o.ExternalKey, &r.Classification, &r.Type,
		&r.ClientClassification, &r.Address.Base, &r.Address.Detail, &r.Address.PostalCode, &x.control,
		&x.registeredID, &x.registeredName, &r.RepresentativeName, &r.MainPhone, &r.BusinessRegistrationNumber,
		&x.refuse050, &x.allowSpecial, &x.parent, &x.group, &x.created, &x.updated,
	}
}

func (x *row) organization() Organization {
	o := x.o
	o.CreatedAt, o.UpdatedAt = db.Time(x.created), db.Time(x.updated)
	o.ParentID, o.GroupID = x.parent.String, x.group.String
	o.NumberRules = &NumberRules{Personal050: !x.refuse050, Special: x.allowSpecial}
	if x.r.Classification == "" {
		return o
	}
	r := x.r
	if x.control != "" {
		integrated := x.control == "true"
		r.ControlIntegrated = &integrated
	}
	r.RegisteredOrganizationID = x.registeredID.String
	o.RegisteredOrganizationName = x.registeredName.String
	o.Registration = &r
	return o
}

func (o Organization) numberRules() NumberRules {
	if o.NumberRules == nil {
		return DefaultNumberRules
	}
	return *o.NumberRules
}

func boolText(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "true"
	default:
		return "false"
	}
}

// get returns an organization, or NotFound. In a transaction it also locks the row with lock.
func get(ctx context.Context, q db.Querier, organizationID, lock string) (Organization, error) {
	var x row
	if lock != "" { // PostgreSQL cannot lock the far side of an outer join
		lock += " OF o"
	}
	err := q.QueryRow(ctx, "SELECT "+columns+from+" WHERE o.id = $1"+lock, organizationID).Scan(x.dest()...)
	if db.NotFound(err) || err == nil && x.o.Status == erasing {
		return Organization{}, fault.Missing("organization")
	}
	return x.organization(), err
}

// page reads up to limit organizations and reports whether there are more.
func page(ctx context.Context, q db.Querier, query string, args []any, limit int) (items []Organization, more bool, err error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, false, err
	}
	items = make([]Organization, 0, limit)
	err = db.Each(rows, (*row).dest, func(x row) error {
		if more = len(items) == limit; !more {
			items = append(items, x.organization())
		}
		return nil
	})
	return items, more, err
}

var insertColumns = []string{
	"id", "version", "name", "name_fold", "name_key", "website", "website_fold", "time_zone", "status", "external_key",
	"classification", "type", "client_classification", "address_base", "address_detail", "postal_code", "address_fold",
	"control_integrated", "registered_organization_id", "representative_name", "representative_fold", "main_phone",
	"business_registration_number", "refuse_050", "allow_special", "created_at", "updated_at",
}

// values are those of insertColumns.
func values(o Organization) []any {
	r := Registration{}
	if o.Registration != nil {
		r = *o.Registration
	}
	numbers := o.numberRules()
	return []any{
		o.ID, o.Version, o.Name, text.Fold(o.Name), text.SortKey(o.Name), o.Website, text.Fold(o.Website), o.TimeZone, o.Status, o.ExternalKey,
		r.Classification, r.Type, r.ClientClassification, r.Address.Base, r.Address.Detail, r.Address.PostalCode,
		text.Fold(strings.TrimSpace(r.Address.Base + " " + r.Address.Detail + " " + r.Address.PostalCode)),
		boolText(r.ControlIntegrated), db.NullString(r.RegisteredOrganizationID), r.RepresentativeName, text.Fold(r.RepresentativeName),
		string(r.MainPhone), r.BusinessRegistrationNumber, !numbers.Personal050, numbers.Special, db.Micros(o.CreatedAt), db.Micros(o.UpdatedAt),
	}
}

// sortKey is what an organization has in these columns.
func sortKey(o Organization, columns []string) []any {
	all := values(o)
	key := make([]any, len(columns))
	for i, c := range columns {
		key[i] = all[slices.Index(insertColumns, c)]
	}
	return key
}

// insertAll writes organizations. What they refer to must be there when the transaction ends.
func insertAll(ctx context.Context, tx *db.Tx, organizations []Organization, now time.Time) error {
	// A new organization stands alone: see the migration for what a path is.
	placed := append(slices.Clone(insertColumns), "path")
	if _, err := tx.BulkInsert(ctx, "organization", placed, db.Rows(organizations, func(o Organization) []any {
		return append(values(o), access.PathUnder("", o.ID))
	})); err != nil {
		return taken(err)
	}
	if err := insertTokens(ctx, tx, organizations...); err != nil {
		return err
	}
	return tx.AddTally(ctx, tally, int64(len(organizations)), now)
}

// insertTokens writes the search tokens of the names. They are made one name at a time, so that a large
// load needs no memory for them.
func insertTokens(ctx context.Context, tx *db.Tx, organizations ...Organization) error {
	var grams []string
	next := -1
	_, err := tx.BulkInsert(ctx, "organization_token", []string{"token", "organization_id"}, func() ([]any, error) {
		for len(grams) == 0 {
			if next++; next == len(organizations) {
				return nil, nil //nolint:nilnil // the end of the rows, as BulkInsert wants it
			}
			grams = text.Grams(text.Fold(organizations[next].Name))
		}
		gram := grams[0]
		grams = grams[1:]
		return []any{gram, organizations[next].ID}, nil
	})
	return err
}

// update writes a changed organization over what it was.
func update(ctx context.Context, tx *db.Tx, before, after Organization) error {
	assignments := make([]string, len(insertColumns))
	for i, c := range insertColumns {
		assignments[i] = c + " = " + db.Placeholders(i+1, 1)
	}
	if _, err := tx.Exec(ctx, "UPDATE organization SET "+strings.Join(assignments[1:], ", ")+" WHERE id = $1", values(after)...); err != nil {
		return taken(err)
	}
	if before.Name == after.Name {
		return nil
	}
	if err := deleteTokens(ctx, tx, before); err != nil {
		return err
	}
	if after.ID == id.PlatformOrganization {
		return nil
	}
	return insertTokens(ctx, tx, after)
}

func deleteTokens(ctx context.Context, tx *db.Tx, o Organization) error {
	for _, gram := range text.Grams(text.Fold(o.Name)) {
		if _, err := tx.Exec(ctx, "DELETE FROM organization_token WHERE token = $1 AND organization_id = $2", gram, o.ID); err != nil {
			return err
		}
	}
	return nil
}

func remove(ctx context.Context, tx *db.Tx, o Organization, now time.Time) error {
	if err := deleteTokens(ctx, tx, o); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM organization WHERE id = $1", o.ID); err != nil {
		return err
	}
	return tx.AddTally(ctx, tally, -1, now)
}

// taken turns the refusal of the unique external key into a fault.
func taken(err error) error {
	if !db.IsUnique(err, "organization", "external_key") {
		return err
	}
	f := fault.New(fault.Conflict, "external_key_taken", "Another organization has this external key. Choose another, or leave it out.").Because(err)
	f.Fields = []fault.Field{{Location: "body.externalKey", Code: "external_key_taken", Message: f.Message}}
	return f
}

// sharesNumber reports whether another organization has this business registration number.
func sharesNumber(ctx context.Context, q db.Querier, number, organizationID string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM organization WHERE business_registration_number = $1 AND id <> $2 LIMIT 1) o",
		number, organizationID).Scan(&n)
	return n > 0, err
}

// typeOf returns an organization's type ("" where it is not registered) and whether there is such an
// organization.
func typeOf(ctx context.Context, tx *db.Tx, organizationID string) (kind string, exists bool, err error) {
	err = tx.QueryRow(ctx, "SELECT type FROM organization WHERE id = $1"+tx.ForShare(), organizationID).Scan(&kind)
	if db.NotFound(err) {
		return "", false, nil
	}
	return kind, err == nil, err
}
