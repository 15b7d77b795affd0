// Package api is the HTTP side: it turns requests into calls of the concepts' services and what these
// return into answers. It holds no rule and no SQL.
//
//	routes.go         every operation, with the permission it needs and where its organization comes from
//	need.go           how that declaration is enforced, before a handler runs
//	problem.go        fault → problem+json
//	server.go         what stands around all operations: request IDs, logs, limits, security headers
//	idempotency.go    Idempotency-Key
//	<resource>.go     wire types and handlers of one resource
//	console.go        the embedded console
//
// A request: server.go gives it an ID and a deadline; need.go finds the session and refuses who may not;
// Huma parses and checks its form; the handler calls one method of one service; problem.go writes what
// the service refused.
package api
