package number

import "github.com/tenantry/tenantry/internal/sheet"

// The columns of a numbers file, in the order in which they are written.
const (
	ColumnNumber       = "number"
	ColumnLettering    = "lettering"
	ColumnBilling      = "billing_number"
	ColumnOrganization = "organization_id"
)

// Columns returns the columns of a numbers file, with their names in Korean, Japanese and Thai.
func Columns() []sheet.Column {
	return []sheet.Column{
		{Name: ColumnNumber, Aliases: []string{"발신번호", "発信番号", "หมายเลขโทรออก"}},
		{Name: ColumnLettering, Aliases: []string{"레터링", "レタリング", "ข้อความแสดง"}},
		{Name: ColumnBilling, Aliases: []string{"과금번호", "課金番号", "หมายเลขเรียกเก็บเงิน"}},
		{Name: ColumnOrganization, Aliases: []string{"기관ID", "機関ID", "รหัสองค์กร"}},
	}
}

// ColumnNames are the columns as they are written.
func ColumnNames() []string {
	return []string{ColumnNumber, ColumnLettering, ColumnBilling, ColumnOrganization}
}

// ColumnOf is the column that a note about a field is about, "" where it is about the whole row.
func ColumnOf(field string) string {
	return map[string]string{
		FieldNumber: ColumnNumber, FieldLettering: ColumnLettering, FieldBilling: ColumnBilling, FieldOrganization: ColumnOrganization,
	}[field]
}
