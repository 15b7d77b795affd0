// Package imports is the workflow by which a file becomes organizations, outgoing numbers or invitations: upload, check, see
// what would happen row by row, apply exactly that. It spans sheets, jobs, the concepts and the audit trail.
//
//	import.go               what an import is
//	service.go              what its owner can do with it
//	work.go                 the two jobs behind it: checking the file, and applying it
//	kind.go                 what differs between kinds of imports
//	numbers.go              outgoing numbers
//	invitations.go          invitations
//	organizations.go        organizations
//	organizations_check.go  what each of its rows would do; organizations_compare.go, against what exists
//	organizations_file.go   its columns, and writing organizations as such a file
//	load.go                 a file of organizations at once, from the command line
//	file.go                 the uploaded file, kept in parts in the database
//	errors.go               the rows that failed, as the same file with a column that says why
//	reasons.go              what is said about rows, in four languages: reasons.csv
//	store.go, rows.go       imports and their rows, as they are stored
//	erase.go, forget.go     the imports into an organization that goes, and those of an account that does
//
// Imports never update. A row equal to what exists is skipped; one that differs is invalid. The file is checked in
// short transactions and applied in one. Where what is stored has changed so that the result would no longer be
// what was shown, nothing is done and the new result is shown instead. A program that is killed in the middle
// leaves all of it or none: the job begins anew.
package imports
