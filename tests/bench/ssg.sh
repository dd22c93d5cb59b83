#!/usr/bin/env bash
# ssg.sh BENCH: builds the neutral corpus with this generator and with the others, and prints one table.
#
#   BENCH   the folder of the measurement: gen_corpus.py, bench.py, run.sh
#   PEERS   the folder that holds bin/hugo and bin/blades (environment)
#   everything else as run.sh says; SIZES=1000,10000 is quick
#
# The theme is tests/bench/theme: the same pages as the others make, lists of 20, village and category lists, feed and site
# map, no search and no leak scan. tests/bench/README.md has what was seen.
set -euo pipefail
bench=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# From its own folder, which names the toolchain.
(cd "$root" && cargo build --release -p site-gen)
export OURS="$root/target/release/site-gen build --content {site}/content --theme $root/tests/bench/theme --out {out} --date 2026-11-23"
export OURS_PREP="$root/tests/bench/prepare.sh {jsonl} {site}"
export OURS_CACHES=public.state,public.changing
export PEER_LIST=${PEER_LIST-hugo,blades} SCENARIOS=${SCENARIOS:-full,noop,floor}
exec "$bench/run.sh"
