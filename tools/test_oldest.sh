#!/bin/sh
# Run the tests of the core in an environment of its own, build/oldest, that has the oldest packages which pyproject.toml
# allows, and neither Streamlit nor anything else that comes on request. uv is used where it is found, else pip.
set -eu
python=${1:-python3}
cd "$(dirname "$0")/.."
home=build/oldest
mkdir -p build
"$python" tools/floors.py > build/floors.txt
# What the tests themselves need; versions are those of requirements-dev.txt.
grep -E '^(pytest|pytest-socket|hypothesis|geojson-pydantic|duckdb)==' requirements-dev.txt | cut -d' ' -f1 > build/test-tools.txt
echo "making $home of $(wc -l < build/floors.txt) floors" >&2
if command -v uv >/dev/null 2>&1; then
  uv venv -q --clear --seed --python "$python" "$home"
  uv pip install -q --python "$home/bin/python" -c build/floors.txt -r build/test-tools.txt -e .
else
  "$python" -m venv --clear "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check -c build/floors.txt -r build/test-tools.txt -e .
fi
"$home/bin/python" - <<'PY'
import importlib.util, sys
sys.exit("the core brought Streamlit along" if importlib.util.find_spec("streamlit") else 0)
PY
exec "$home/bin/python" -m pytest -q -m "not browser and not online and not slow and not programs and not shared" \
  tests/gazetteer tests/geoparse tests/ingest tests/layers tests/nlp tests/notebook tests/store \
  --ignore=tests/ingest/test_fuzz.py ${TESTS:+-k "$TESTS"}
