#!/usr/bin/env bash
# Installs Google's own SDK for Python, whose requests the tests compare with the plugin's.
#
#   bash plugins/genkit-google-genai/tests/sdk/install.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../../.."

venv="${CARGO_TARGET_DIR:-target}/python/google-genai"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import google.genai' 2>/dev/null ||
    "$venv/bin/pip" install --quiet --disable-pip-version-check google-genai==3.4.0
