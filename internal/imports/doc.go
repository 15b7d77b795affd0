// Package imports is the workflow by which a file becomes organizations: upload, check, see what would
// happen row by row, apply exactly that. It spans sheets, organizations and the audit trail.
//
//	file.go     the columns of an organizations file, and writing organizations as one
//	check.go    what each row would do, against the file itself and against what is stored
//	service.go  uploads, and applying one in a single transaction
//	store.go    the rows
//
// Imports never update. A row equal to what exists is skipped; one that differs is invalid. Applying
// checks again inside its transaction: where the result is no longer what was shown, nothing is done and
// the new result is shown instead. A program that is killed in the middle leaves all of it or none.
package imports
