#!/bin/bash
# Everything: what `make test` runs. Stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
	printf '\n\033[1m== %s\033[0m\n' "$1"
	shift
	local start=$SECONDS
	"$@" || { printf '\n\033[1;31mFAILED: %s\033[0m\n' "$*" >&2; exit 1; }
	echo "   ($((SECONDS - start)) s)"
}

step "What the tests need" scripts/test-setup.sh
step "Console" make --no-print-directory web/dist/index.html
step "Lint" make --no-print-directory lint
step "Console unit tests" make --no-print-directory test-web
packages=$(go list ./...)
# phone and sheet start no goroutine and keep nothing that is shared: there is nothing for the race detector to watch, and
# their tests read millions of cells. The lint has vetted the packages already.
alone='/internal/(phone|sheet)$'
if grep -nE '\<go func|\.Go\(|"sync' internal/{phone,sheet}/*.go; then
	echo "the tests of phone and sheet have to run with the race detector again: scripts/test.sh" >&2
	exit 1
fi
step "Go tests of what reads numbers and files" go test -vet=off $(grep -E "$alone" <<<"$packages")
# It watches all code but SQLite's and that of argon2, which cost several times as much when they are watched:
# docs/decisions/0018. At the end of each package it sleeps, a second unless it is told otherwise.
export GORACE=atexit_sleep_ms=50
step "Go tests on SQLite and PostgreSQL, with the race detector" \
	go run ./internal/dbtest/cmd/withpostgres \
	go test -race -gcflags='modernc.org/...=-race=false' -gcflags='golang.org/x/crypto/argon2=-race=false' \
	-vet=off -timeout 15m $(grep -vE "/internal/e2e$|$alone" <<<"$packages")
step "Fuzz the readers of numbers and files" scripts/fuzz.sh
# Four at once however many cores there are: most of them mostly wait.
step "Journeys in the browser, and the program from outside" \
	go run ./internal/dbtest/cmd/withpostgres go test -timeout 15m -parallel 4 ./internal/e2e

printf '\n\033[1;32mPASSED: everything, in %d s\033[0m\n' "$SECONDS"
