#!/usr/bin/env bash
# schemathesis.sh [CASES]: asks the running interfaces everything that their own description allows and forbids, with
# all checks of schemathesis (PyPI): no 5xx, no answer that the description does not know.
#
#   CASES    for each operation and phase, 4000 when left out: well over 50,000 requests in all
#   PHASES   which of examples, coverage, fuzzing and stateful (environment); all when left out
#
# Needs `schemathesis` on PATH. Ends with 1 when something is found.
set -euo pipefail
cases=${1:-4000}
source "$(dirname "${BASH_SOURCE[0]}")/service.sh"
# What it remembers is written into its folder: not into the tree.
cd "$work"
schemathesis --config-file "$root/tests/hardening/schemathesis.toml" run "$address/api/v1/openapi.json" --url "$address" --checks all --max-examples "$cases" \
  ${PHASES:+--phases "$PHASES"} --request-timeout 20 --continue-on-failure --no-color
