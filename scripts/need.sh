#!/bin/sh
# need.sh PROGRAM…: fails, naming the programs that are not installed.
missing=
for program in "$@"; do
	command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
[ -z "$missing" ] || { echo "not installed:$missing" >&2; exit 1; }
