# Tenantry. Needs Go, Node with npm, and make; `make test` looks after the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell scripts/version.sh)
LDFLAGS := -s -w -X github.com/tenantry/tenantry/internal/app.Version=$(VERSION)

# The linters are pinned in tools/go.mod, apart from the program's own dependencies.
TOOL := go tool -modfile=tools/go.mod
# The benchmarks are a module of their own.
MODULES := . $(patsubst %/go.mod,%,$(wildcard bench/go.mod))
GO_FILES = $(shell git ls-files --cached --others --exclude-standard -- '*.go' 2>/dev/null \
	|| find cmd internal web/embed.go bench -name '*.go' 2>/dev/null)
# What the console is built from; folders too, since a file that is removed changes its folder.
CONSOLE_SOURCES := $(shell find web/src web/public web/scripts 2>/dev/null) \
	$(wildcard web/*.html web/*.json web/*.config.ts)

## —— Use ——

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^## —— / { gsub(/^## —— | ——$$/, ""); printf "\n\033[1m%s\033[0m\n", $$0 } \
		/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

.PHONY: run
run: build ## Serve http://127.0.0.1:8080 on SQLite in ./data
	@exec bin/tenantry serve

.PHONY: demo
demo: build ## The same in ./data-demo, with the organizations of Korea loaded
	@exec scripts/demo.sh

## —— Check ——

.PHONY: test
test: ## Everything: lint, both engines, the console, the journeys in a browser
	@exec scripts/test.sh

.PHONY: test-go
test-go: web/dist/index.html ## The quick loop: the Go tests without the browser, on both engines
	go run ./internal/dbtest/cmd/withpostgres go test $$(go list ./... | grep -v /internal/e2e)

.PHONY: lint
lint: lint-go lint-web ## gofumpt, go vet, staticcheck, biome, tsc

.PHONY: lint-go
lint-go: web/dist/index.html
	@unformatted=$$($(TOOL) gofumpt -l $(GO_FILES)); \
		if [ -n "$$unformatted" ]; then echo "not formatted, run 'make format':"; echo "$$unformatted"; exit 1; fi
	@for module in $(MODULES); do \
		echo "go vet, staticcheck: $$module"; \
		(cd $$module && go vet ./... && go tool -modfile=$(CURDIR)/tools/go.mod staticcheck ./...); \
	done

.PHONY: lint-web
lint-web: web/node_modules/.package-lock.json
	cd web && npm run --silent lint
	cd web && npm run --silent typecheck

.PHONY: format
format: web/node_modules/.package-lock.json ## Format the code, Go and console
	$(TOOL) gofumpt -w $(GO_FILES)
	cd web && npm run --silent format

.PHONY: test-web
test-web: web/node_modules/.package-lock.json ## The console's unit tests
	cd web && npm test --silent

.PHONY: bench
bench: build ## Measure against a floor and the peers, on both engines (an hour)
	cd bench && go run .

## —— Build ——

.PHONY: build
build: web/dist/index.html ## bin/tenantry, with the console in it
	@mkdir -p bin
	go build -ldflags '$(LDFLAGS)' -o bin/tenantry ./cmd/tenantry

.PHONY: generate
generate: web/node_modules/.package-lock.json ## Write api/openapi.yaml and the console's types from the code
	go generate ./internal/api
	cd web && npm run --silent generate

.PHONY: clean
clean: ## Remove what was built; data folders stay
	rm -rf bin web/dist web/node_modules

# Not `npm ci`: it refuses a lock file that lacks the native parts for other systems, which npm leaves
# out where they cannot be had. This installs what the lock file says, too, and does not write it.
web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@scripts/need.sh node npm
	cd web && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	cd web && npm run --silent build
	@touch $@
