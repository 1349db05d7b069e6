#!/bin/sh
# Drives the official `genkit` CLI from npm against this program: every command that needs a runtime.
#
#   examples/cli-app/accept.sh [--only REGEX] [--no-v2] [--verbose]
#   examples/cli-app/accept.sh --install        only installs the CLI, which the tests of this program find then
#
# Needs Node 20, npm and the witnesses (../shared beside the workspace, or GENKIT_SHARED). The CLI is installed once,
# into GENKIT_CLI_CACHE (by default a folder of cargo's target folder). Exit status 77 means that a part is missing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=${GENKIT_SHARED:-$root/../shared}
target=${CARGO_TARGET_DIR:-$root/target}
cache=${GENKIT_CLI_CACHE:-$target/genkit-cli}
version=1.43.0

missing() { echo "not run: $1" >&2; exit 77; }
command -v node >/dev/null || missing "no node"
command -v npm >/dev/null || missing "no npm"

mkdir -p "$cache"
genkit=$cache/node_modules/.bin/genkit
if [ "$("$genkit" --version 2>/dev/null)" != "$version" ]; then
    npm install --no-fund --no-audit --prefix "$cache" "genkit-cli@$version" >"$cache.log" 2>&1 || missing "npm cannot install genkit-cli, see $cache.log"
fi
[ "${1:-}" != --install ] || exit 0
[ -f "$shared/cli/accept.mjs" ] || missing "no witnesses at $shared"
(cd "$root" && cargo build --quiet -p cli-app)

# A folder of its own: the CLI walks up from it and must find no project of another language.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
node "$shared/cli/accept.mjs" --dir "$dir" --bin "$genkit" "$@" -- "$target/debug/cli-app"
