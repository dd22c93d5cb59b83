#!/usr/bin/env bash
# prepare.sh CORPUS.jsonl SITE: makes SITE/content of the neutral corpus, with the lists that the other generators make
# of it and without an index for search.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jsonl=$1 site=$2
mkdir -p "$site"
"$root/target/release/site-gen" import "$jsonl" --content "$site/content" --township 青溪镇 --base-url https://qingxi.example/
printf '\n[lists]\nby = ["village", "topic"]\n\n[search]\nenabled = false\n' >>"$site/content/site.toml"
