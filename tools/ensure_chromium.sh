#!/bin/sh
# Make sure that the browser tests find a Chromium: $CHROMIUM, one on PATH, Playwright's own, or Debian's package.
set -eu
python=${1:-python3}
if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then exit 0; fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if "$python" - <<'PY'
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    sys.exit(not pathlib.Path(p.chromium.executable_path).exists())
PY
then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing Debian's chromium for the browser tests" >&2
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "no Chromium found; trying Playwright's download" >&2
"$python" -m playwright install chromium || {
  echo "expected a Chromium for the browser tests, found none; set CHROMIUM=/path/to/chromium or install one" >&2
  exit 2
}
