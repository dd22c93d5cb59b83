#!/usr/bin/env bash
# open311.sh: public clients of Open311 GeoReport v2, from PyPI, call the running service: services, definitions, requests, and
# a letter by POST. Needs Python 3 with venv. Ends with 1 when a client cannot use an answer.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/service.sh"
python3 -m venv "$work/clients"
"$work/clients/bin/pip" install --quiet georeport==0.3.1 three==0.8.0
"$work/clients/bin/python" "$root/tests/hardening/open311.py" "$address"
