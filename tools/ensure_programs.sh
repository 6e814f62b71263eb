#!/bin/sh
# Make sure that the tests find the programs that they exchange files with: GDAL's, PostgreSQL with PostGIS, a stock
# pygeoapi, and what kepler.gl tells the types of columns by. What cannot be had here is named; the tests that need it are left out and say so. LibreOffice and QGIS, half a
# gigabyte each, come with GEONEWS_DESKTOP=1 alone.
set -eu
bin=${1:-.venv/bin}
here=$(dirname "$0")

missing=""
if ! command -v ogr2ogr >/dev/null 2>&1 || ! /usr/bin/python3 -c 'import osgeo_utils.samples.validate_gpkg' 2>/dev/null
then missing="gdal-bin python3-gdal"; fi
if ! ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 \
   || ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
then missing="$missing postgresql postgresql-postgis"; fi
if [ -n "${GEONEWS_DESKTOP:-}" ]; then
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer libreoffice-calc"
[ -d /usr/lib/python3/dist-packages/qgis/core ] || missing="$missing python3-qgis"
fi
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Debian's $missing for the tests" >&2
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    } || echo "could not install $missing; the tests that need them are left out" >&2
  else
    echo "no $missing found, and only root on Debian can install them; the tests that need them are left out" >&2
  fi
fi

venv=$(dirname "$bin")/pygeoapi
wanted=$here/requirements-pygeoapi.txt
if [ ! -e "$venv/.installed" ] || [ "$wanted" -nt "$venv/.installed" ]; then
  if "$bin/python" -m venv "$venv" && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
  then touch "$venv/.installed"
  else rm -rf "$venv"; echo "could not install pygeoapi; the tests that need it are left out" >&2; fi
fi

analyzer=$(dirname "$bin")/type-analyzer
if [ ! -d "$analyzer/node_modules/type-analyzer" ]; then
  if ! command -v npm >/dev/null 2>&1 || ! npm install --silent --no-audit --no-fund --prefix "$analyzer" type-analyzer@0.4.0
  then echo "could not install npm's type-analyzer; the test that needs it is left out" >&2; fi
fi
