#!/bin/bash
# Fuzzes what reads people's numbers and files, for a few seconds each. It starts from the corpus in
# testdata/fuzz, which `go test` reads too; an input that breaks something is added there.
set -euo pipefail
cd "$(dirname "$0")/.."

# Bounded by runs rather than by time: on a slow machine the end of the time can look like a failure.
fuzz() { go test -run '^$' -fuzz "^$2\$" -fuzztime "$3" -fuzzminimizetime 1s "./internal/$1"; }

fuzz phone FuzzParse 50000x
fuzz sheet FuzzRead 10000x
fuzz sheet FuzzXML 20000x
