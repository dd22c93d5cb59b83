# To be sourced: builds and starts the service of tests/examples/service.rs with its data in a scratch folder, and ends it with
# the script. Sets `root`, `work` (the scratch folder) and `address`.
#
#   SERVICE   a ready service program (environment); built when left out
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [[ -z ${SERVICE:-} ]]; then
  (cd "$root" && cargo build -p tests --example service)
  SERVICE=${CARGO_TARGET_DIR:-$root/target}/debug/examples/service
fi
work=$(mktemp -d)
mkfifo "$work/input"
TMPDIR=$work "$SERVICE" <"$work/input" >"$work/address" 2>"$work/log" &
exec 3>"$work/input"
trap 'exec 3>&-; wait; rm -rf "$work"' EXIT
until [[ -s $work/address ]]; do
  kill -0 $!
  sleep 0.2
done
address=$(cat "$work/address")
echo "service at $address"
