// Package organization holds the clients and partners that use the platform: their fields and the rules
// among them, the list that people search, and the guard on deleting one.
//
//	organization.go  the types
//	rules.go         which fields apply when, and what each must look like
//	patch.go         a change of some fields
//	filter.go        what a list can be asked for, and its SQL
//	service.go       one transaction for each thing that can be done
//	reference.go     what refers to an organization and so stands in the way
//	store.go         the rows
//
// An organization with a registration was registered by platform staff; one without was created by an
// account, which became its first Admin. They are one kind of thing. The platform organization is one
// too, but it is in no list and can only be renamed.
//
// Neighbours: access decides who may; package imports loads many at once through CreateAll; role and
// member give a new organization its Admin (Hooks.Created) and report members as references.
package organization
