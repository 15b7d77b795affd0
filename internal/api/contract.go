package api

import (
	"fmt"
)

//go:generate go run ./gen

// Contract is the API as OpenAPI 3.1, in YAML, as api/openapi.yaml holds it.
func Contract() ([]byte, error) {
	s, err := New(Config{PublicURL: "http://localhost", Version: "1"})
	if err != nil {
		return nil, fmt.Errorf("build the routes: %w", err)
	}
	return s.OpenAPI().YAML()
}
