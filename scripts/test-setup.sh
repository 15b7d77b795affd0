#!/bin/bash
# Installs what `make test` needs and the machine lacks: with apt-get as root
# on Debian or Ubuntu, elsewhere it says in one line what to install.
set -euo pipefail

"$(dirname "$0")/need.sh" go node npm

packages=()
have_postgres() {
	local binary version
	for binary in /usr/lib/postgresql/*/bin/postgres "$(command -v postgres || true)"; do
		[ -x "$binary" ] || continue
		version=$("$binary" --version | sed -E 's/.*\) ([0-9]+).*/\1/')
		[ "$version" -ge 15 ] && return 0
	done
	return 1
}
have_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
# Without these fonts the browser draws boxes for Korean, Japanese and Thai.
have_font() { [ -n "$(fc-list ":lang=$1" 2>/dev/null | head -c 1)" ]; }

[ -n "${TENANTRY_TEST_POSTGRES:-}" ] || have_postgres || packages+=(postgresql)
have_chromium >/dev/null || packages+=(chromium)
have_font ko && have_font ja || packages+=(fonts-noto-cjk)
have_font th || packages+=(fonts-thai-tlwg)
command -v gcc >/dev/null || packages+=(gcc libc6-dev) # for the race detector
command -v fc-list >/dev/null || packages+=(fontconfig)
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
	echo "make test needs, and this machine lacks: ${packages[*]} (as root on Debian it installs them itself)" >&2
	exit 1
fi
echo "installing: ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
