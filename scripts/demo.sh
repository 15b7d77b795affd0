#!/bin/bash
# Serves bin/tenantry on a data folder of its own, with the organizations of
# Korea and one staff account. Starting it again changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# The demonstration never touches a database that the environment names.
unset TENANTRY_DATABASE_URL TENANTRY_CONFIG TENANTRY_KEY TENANTRY_KEY_FILE TENANTRY_MAIL_URL
export TENANTRY_DATA_DIR=data-demo

email=demo@example.com
password_file=$TENANTRY_DATA_DIR/demo-password

mkdir -p -m 700 "$TENANTRY_DATA_DIR"
if [ ! -s "$password_file" ]; then
	password=$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s' "$password" |
		bin/tenantry staff add --email "$email" --name "Demo" --password-stdin || {
			echo "if the account is there already: remove $TENANTRY_DATA_DIR to start the demonstration anew" >&2
			exit 1
		}
	(umask 077 && printf '%s\n' "$password" >"$password_file")
fi

bin/tenantry product apply demo/products.yaml
bin/tenantry import organizations demo/organizations-kr.csv

cat <<TEXT

  Sign in at  http://${TENANTRY_LISTEN:-127.0.0.1:8080}
  E-mail      $email
  Password    $(cat "$password_file")

TEXT
exec bin/tenantry serve
