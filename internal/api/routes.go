package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
)

// routes is every operation: method, path, name, what it needs of its caller, handler, summary.
func (s *Server) routes() []route {
	return []route{
		op("GET", "/v1/deployment", "get-deployment", public, s.getDeployment, "What this deployment offers"),

		op("POST", "/v1/set-up/lookup", "lookup-set-up", public, s.lookupSetUp, "What a set-up link is for"),
		op("POST", "/v1/set-up", "set-up", public, s.setUp, "Use a set-up link and sign in"),
		op("POST", "/v1/session", "sign-in", public, s.signIn, "Sign in"),
		op("GET", "/v1/session", "get-session", signedIn, s.getSession, "Who is signed in, with memberships"),
		op("DELETE", "/v1/session", "sign-out", signedIn, s.signOut, "Sign out"),
		op("GET", "/v1/account", "get-account", signedIn, s.getAccount, "The caller's account"),
		op("PATCH", "/v1/account", "update-account", signedIn, s.updateAccount, "Change the caller's account"),

		op("GET", "/v1/organizations", "list-organizations", within, s.listOrganizations, "Organizations"),
		op("POST", "/v1/organizations", "create-organization", byFields, keyed(s, s.createOrganization), "Register or create an organization"),
		op("GET", "/v1/organizations/export", "export-organizations", within, s.exportOrganizations, "Organizations as a file"),
		op("GET", "/v1/organizations/template", "organizations-template", signedIn, s.organizationsTemplate, "An empty file to fill in"),
		op("GET", "/v1/organizations/{id}", "get-organization", sees, s.getOrganization, "An organization"),
		op("PATCH", "/v1/organizations/{id}", "update-organization", sees, s.updateOrganization, "Change an organization"),
		op("DELETE", "/v1/organizations/{id}", "delete-organization", holds(access.OrganizationsDelete, inPath), s.deleteOrganization, "Delete an organization that nothing refers to"),
		op("GET", "/v1/organizations/{id}/references", "organization-references", holds(access.OrganizationsDelete, inPath), s.organizationReferences, "What refers to an organization"),

		op("GET", "/v1/imports", "list-imports", holds(access.OrganizationsRegister, platform), s.listImports, "The caller's imports"),
		op("POST", "/v1/imports", "create-import", holds(access.OrganizationsRegister, platform), keyed(s, s.createImport), "Upload a file and check it"),
		op("GET", "/v1/imports/{id}", "get-import", holds(access.OrganizationsRegister, platform), s.getImport, "An import"),
		op("PATCH", "/v1/imports/{id}", "update-import", holds(access.OrganizationsRegister, platform), s.updateImport, "Change the mode of an import"),
		op("DELETE", "/v1/imports/{id}", "cancel-import", holds(access.OrganizationsRegister, platform), s.cancelImport, "Cancel an import"),
		op("GET", "/v1/imports/{id}/rows", "list-import-rows", holds(access.OrganizationsRegister, platform), s.listImportRows, "What the check found, row by row"),
		op("GET", "/v1/imports/{id}/errors", "import-errors", holds(access.OrganizationsRegister, platform), s.importErrors, "The invalid rows as a file, each with its reason"),
		op("POST", "/v1/imports/{id}/apply", "apply-import", holds(access.OrganizationsRegister, platform), s.applyImport, "Do what the check showed"),
	}
}

// route is one row of the table.
type route struct {
	huma.Operation
	need     need
	register func(s *Server)
}

// statuses are the answers other than 200.
var statuses = map[string]int{
	"sign-out":            http.StatusNoContent,
	"create-organization": http.StatusCreated,
	"delete-organization": http.StatusNoContent,
	"create-import":       http.StatusAccepted,
	"cancel-import":       http.StatusNoContent,
}

// op makes a row. Whatever error the handler returns becomes a problem here, in one place.
func op[I, O any](method, path, name string, n need, handler func(context.Context, *I) (*O, error), summary string) route {
	operation := huma.Operation{
		Method: method, Path: path, OperationID: name, Summary: summary, Description: n.describe(),
		Tags: []string{strings.Split(path, "/")[2]}, DefaultStatus: statuses[name], MaxBodyBytes: maxJSON, BodyReadTimeout: bodyTimeout,
	}
	if n.signedIn {
		operation.Security = []map[string][]string{{"session": {}}}
	}
	if name == "create-import" {
		operation.MaxBodyBytes = maxUpload
	}
	return route{Operation: operation, need: n, register: func(s *Server) {
		operation.Middlewares = huma.Middlewares{s.limit(operation.MaxBodyBytes), s.enforce(n), checkParameters}
		if operation.MaxBodyBytes == maxUpload {
			operation.Middlewares = append(operation.Middlewares, takeUpload)
		}
		huma.Register(s.api, operation, func(ctx context.Context, in *I) (*O, error) {
			out, err := handler(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}}
}
