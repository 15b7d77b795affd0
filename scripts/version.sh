#!/bin/sh
# Prints the version to build into the program: the tag and commit, else the
# file VERSION (an archive without .git), else "dev".
cd "$(dirname "$0")/.." || exit 1
git describe --tags --always --dirty 2>/dev/null || cat VERSION 2>/dev/null || echo dev
