#!/usr/bin/env bash
# schemathesis.sh [CASES]: asks the running interfaces everything that their own description allows and forbids, with
# all checks of schemathesis (PyPI): no 5xx, no answer that the description does not know.
#
#   CASES   for each operation and phase, 4000 when left out: well over 50,000 requests in all
#
# Needs `schemathesis` on PATH. Ends with 1 when something is found.
set -euo pipefail
cases=${1:-4000}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
cargo build -p tests --example service
work=$(mktemp -d)
mkfifo "$work/input"
"${CARGO_TARGET_DIR:-target}/debug/examples/service" <"$work/input" >"$work/address" 2>"$work/log" &
exec 3>"$work/input"
trap 'exec 3>&-; wait; rm -rf "$work"' EXIT
until [ -s "$work/address" ]; do kill -0 $!; done
address=$(cat "$work/address")
echo "service at $address"
schemathesis --config-file "$root/tests/hardening/schemathesis.toml" run "$address/api/v1/openapi.json" --url "$address" --checks all --max-examples "$cases" \
  --request-timeout 20 --continue-on-failure --no-color
