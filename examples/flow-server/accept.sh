#!/bin/sh
# Drives this program with others' tools: the official JavaScript client, a validator of OpenAPI documents, and schemathesis.
#
#   examples/flow-server/accept.sh [TEST]       installs what it needs, then runs the tests of this program
#   examples/flow-server/accept.sh --install    only installs, which the tests of this program find then
#
# Needs Node 20 and npm for the one half, Python 3 with venv and pip for the other. Both are installed once, below
# cargo's target folder. Exit status 77 means that a part is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
npm=$target/genkit-client
venv=$target/openapi-tools
genkit=1.42.0
status=0

missing() { echo "not installed: $1" >&2; status=77; }

mkdir -p "$target"
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    missing "no node and npm"
elif [ ! -d "$npm/node_modules/genkit" ]; then
    mkdir -p "$npm"
    npm install --no-fund --no-audit --prefix "$npm" "genkit@$genkit" >"$npm.log" 2>&1 || missing "npm cannot install genkit, see $npm.log"
fi
if [ ! -x "$venv/bin/schemathesis" ]; then
    { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet openapi-spec-validator schemathesis; } >"$venv.log" 2>&1 ||
        missing "no openapi-spec-validator and schemathesis, see $venv.log"
fi
[ "${1:-}" != --install ] || exit "$status"
(cd "$root" && cargo test -p flow-server --test it -- "$@")
exit "$status"
