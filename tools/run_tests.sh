#!/usr/bin/env bash
# Run every test: those in a browser beside the others, as they mostly wait. Options go to both; the index of the
# gazetteer is built once for all.
# usage: tools/run_tests.sh PYTHON [PYTEST OPTIONS]
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
shift
folder=$(mktemp -d)
browser=
trap '[ -z "$browser" ] || kill "$browser" 2>/dev/null || true; rm -rf "$folder"' EXIT
export GEONEWS_TEST_CACHE="${GEONEWS_TEST_CACHE:-$folder/cache}"
mkdir -p "$GEONEWS_TEST_CACHE"
GEONEWS_CACHE_DIR=$GEONEWS_TEST_CACHE "$python" -m geonews gazetteer build
"$python" -m pytest tests/ui "$@" >"$folder/browser.txt" 2>&1 &
browser=$!
others=0 inside=0
"$python" -m pytest --ignore=tests/ui "$@" || others=$?
wait "$browser" || inside=$?
browser=
cat "$folder/browser.txt"
exit $((others > inside ? others : inside))
