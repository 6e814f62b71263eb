"""Installing GeoNames' files of several countries, and telling beforehand what they would add."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geonews import web
from geonews.config import Config
from geonews.errors import ConfigError
from geonews.gazetteer import dump
from geonews.gazetteer.countries import country_rows
from geonews.gazetteer.index import open_index, prepare
from geonews.gazetteer.install import MAX_ARCHIVE_BYTES, MAX_SECONDS, install

__all__ = ["DUMPS", "countries_of", "install_countries", "would_add"]

#: Where GeoNames keeps a file for each country.
DUMPS = "https://download.geonames.org/export/dump"
_LIST = re.compile(r"[A-Za-z]{2,3}(?:[\s,]+[A-Za-z]{2,3})*")


def countries_of(source: str) -> list[str] | None:
    """Return the alpha-2 codes of a list of countries ("AF TJ"), None for a text that is no such list.

    Raises
    ------
    ConfigError
        If a code of a list is no country's.
    """
    if not _LIST.fullmatch(source.strip()) or Path(source).exists():
        return None
    codes = []
    for written in re.split(r"[\s,]+", source.strip()):
        row = country_rows().get(written.upper())
        if row is None:
            raise ConfigError(f"expected codes of countries as in 'AF TJ', got {written!r}; see ISO 3166-1")
        codes.append(row.iso2)
    return list(dict.fromkeys(codes))


def install_countries(
    codes: list[str], config: Config, *, home: str = DUMPS, progress: Callable[[int], object] | None = None
) -> dict[str, Any]:
    """Install the files of countries one after the other.

    Parameters
    ----------
    codes
        Alpha-2 codes.
    config
        See `install`.
    home
        Folder or address that has the file ``XX.zip`` of each country.
    progress
        Called with the number of rows of all files read so far.

    Returns
    -------
    dict
        What `install` tells of the last one, with ``rows``, ``broken_rows`` and ``examples`` of all.

    Raises
    ------
    ConfigError, FetchError, GazetteerMissingError
        See `install`; the countries before the one that fails stay installed.
    """
    told: dict[str, Any] = {}
    examples: list[Any] = []
    rows = broken = 0
    for code in codes:
        told = install(_source(home, code), config, _after(rows, progress))
        rows, broken = rows + told["rows"], broken + told["broken_rows"]
        examples += told["examples"]
    return told | {"countries": codes, "rows": rows, "broken_rows": broken, "examples": examples}


def _after(rows: int, progress: Callable[[int], object] | None) -> Callable[[int], object] | None:
    """Return a progress function that counts on from the rows of earlier files."""
    return None if progress is None else lambda done: progress(rows + done)


def would_add(codes: list[str], config: Config, *, home: str = DUMPS) -> list[dict[str, Any]]:
    """Tell for each country what its file would add to the gazetteer in use; nothing is changed.

    Returns
    -------
    list of dict
        ``country``, ``places`` (of the file that the gazetteer can use), ``new`` (of them not there yet), ``known_now``
        (places of the country that are there), ``broken_rows``.

    Raises
    ------
    FetchError, GazetteerMissingError
        See `install`.
    """
    index = open_index(prepare(config))
    try:
        return [_compared(code, index, config, home) for code in codes]
    finally:
        index.close()


def _compared(code: str, index: sqlite3.Connection, config: Config, home: str) -> dict[str, Any]:
    (known,) = index.execute("SELECT count(*) FROM place WHERE country = ?", (code,)).fetchone()
    broken = dump.Broken()
    places = new = 0
    with _fetched(_source(home, code), config) as path:
        for row, _names in dump.places(path, broken):
            places += 1
            new += index.execute("SELECT 1 FROM place WHERE id = ?", (row[0],)).fetchone() is None
    return {"country": code, "places": places, "new": new, "known_now": known, "broken_rows": broken.broken}


@contextmanager
def _fetched(source: str, config: Config) -> Iterator[Path]:
    if urlsplit(source).scheme.lower() not in ("http", "https"):
        yield Path(source).expanduser()
        return
    with tempfile.TemporaryDirectory(prefix=".install-", dir=config.cache_dir) as folder:
        target = Path(folder) / Path(urlsplit(source).path).name
        with target.open("wb") as file:
            web.fetch(
                source, config, max_bytes=MAX_ARCHIVE_BYTES, timeout_seconds=MAX_SECONDS, sink=file.write
            ).raise_for_status()
        yield target


def _source(home: str, code: str) -> str:
    is_address = urlsplit(home).scheme.lower() in ("http", "https")
    return f"{home.rstrip('/')}/{code}.zip" if is_address else str(Path(home) / f"{code}.zip")
