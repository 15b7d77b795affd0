// Command gen writes the contract, api/openapi.yaml, from the code.
package main

import (
	"fmt"
	"os"

	"github.com/tenantry/tenantry/internal/api"
)

func main() {
	contract, err := api.Contract()
	if err == nil {
		err = os.WriteFile("../../api/openapi.yaml", contract, 0o644) //nolint:gosec // a source file
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
