"""Installing GeoNames' own files beside the shipped gazetteer.

The result is one index in the cache folder that takes the place of the shipped one: its places and names, and those
of the file under their GeoNames ids. Several files may be installed one after the other (a country, then
``alternateNamesV2.zip``). Rows stream through; the index is moved to its place when complete, so that a broken
download or a full disk leaves what was there.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geonews import web
from geonews.config import Config
from geonews.errors import ConfigError, FetchError, GazetteerMissingError
from geonews.gazetteer import dump
from geonews.gazetteer.index import about, info, installed_path, prepare, prepare_shipped
from geonews.gazetteer.index_writer import KINDS, IndexWriter

__all__ = ["install"]

logger = logging.getLogger(__name__)

LICENCE = "CC BY 4.0, GeoNames; and what NOTICE.md of the shipped gazetteer says"
#: Rows between two calls of the progress function.
STEP = 10_000
#: The largest archive that is fetched (allCountries.zip has 0.4 GB), and the time for it.
MAX_ARCHIVE_BYTES = 2_000_000_000
MAX_SECONDS = 6 * 3600.0


def install(source: str, config: Config, progress: Callable[[int], object] | None = None) -> dict[str, Any]:
    """Install a file of GeoNames.

    Parameters
    ----------
    source
        Path or http(s) URL of ``XX.zip``, ``cities500.zip`` (or its sisters), ``allCountries.zip`` or
        ``alternateNamesV2.zip``, or of the text file in one of them.
    config
        ``cache_dir`` says where; ``allow_private`` whether a URL may lead to a private address.
    progress
        Called with the number of rows read so far.

    Returns
    -------
    dict
        What `geonews.gazetteer.info` tells, with ``rows`` and ``broken_rows`` of the file and the first
        ``examples`` of broken ones.

    Raises
    ------
    ConfigError
        If the settings name a gazetteer of their own.
    FetchError
        If the source cannot be read or is no file of GeoNames.
    GazetteerMissingError
        If the index cannot be written, or the gazetteer that it adds to is damaged.
    """
    if config.gazetteer is not None:
        raise ConfigError(
            f"expected no gazetteer in the settings, got {str(config.gazetteer)!r}, which would hide what is "
            "installed; leave the setting out"
        )
    base = _base(config)
    if urlsplit(source).scheme.lower() not in ("http", "https"):
        return _install(Path(source).expanduser(), source, base, config, progress)
    name = Path(urlsplit(source).path).name or "source.zip"
    with tempfile.TemporaryDirectory(prefix=".install-", dir=config.cache_dir) as folder:
        target = Path(folder) / name
        with target.open("wb") as file:
            answer = web.fetch(
                source, config, max_bytes=MAX_ARCHIVE_BYTES, timeout_seconds=MAX_SECONDS, sink=file.write
            )
        answer.raise_for_status()
        return _install(target, web.redacted(source), base, config, progress)


def _base(config: Config) -> Path:
    """Return the index to which a file is added: the installed one, the shipped one where that is of no use."""
    try:
        return prepare(config)
    except GazetteerMissingError as error:
        if not installed_path(config).is_file():
            raise
        logger.warning("what was installed before is left out: %s", error)
        return prepare_shipped(config)


def _install(
    path: Path, source: str, base: Path, config: Config, progress: Callable[[int], object] | None
) -> dict[str, Any]:
    if not path.is_file():
        raise FetchError(f"expected a file of GeoNames at {str(path)!r}, found none; check the path")
    broken = dump.Broken()
    try:
        with IndexWriter(installed_path(config), _about(path, source, base)) as writer:
            if dump.is_alternate_names(path):
                writer.copy(base)
                added = _add_names(writer, path, broken, progress)
            else:
                writer.copy(base, without_own_in=_covered(path))
                added = _add_places(writer, path, broken, progress)
            if not added:
                raise FetchError(
                    f"expected places of GeoNames in {source!r}, got none that the gazetteer can use; "
                    "name XX.zip, cities500.zip, allCountries.zip or alternateNamesV2.zip"
                )
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, FetchError):
            raise
        raise GazetteerMissingError(
            f"expected to write an index to {str(config.cache_dir)!r}, got {error}; free some space and try again"
        ) from error
    logger.info("installed %d rows of %s, %d broken", broken.rows, path.name, broken.broken)
    return info(config) | {"rows": broken.rows, "broken_rows": broken.broken, "examples": broken.examples}


def _add_places(writer: IndexWriter, path: Path, broken: dump.Broken, progress: Callable[[int], object] | None) -> int:
    added = 0
    for row, names in dump.places(path, broken):
        writer.add(row, names)
        added += 1
        if progress is not None and added % STEP == 0:
            progress(broken.rows)
    if progress is not None:
        progress(broken.rows)
    return added


def _add_names(writer: IndexWriter, path: Path, broken: dump.Broken, progress: Callable[[int], object] | None) -> int:
    added = 0
    for number, row in enumerate(dump.alternate_names(path, broken)):
        kind = KINDS["abbreviations" if row.is_abbreviation else "alternates"]
        added += writer.add_name(row.geonameid, kind, row.name, as_main=row.is_preferred_english)
        if progress is not None and number % STEP == 0:
            progress(broken.rows)
    if progress is not None:
        progress(broken.rows)
    return added


def _covered(path: Path) -> frozenset[str] | None:
    """Return the countries that a file covers whole, None for all: there GeoNames' rows stand for our small ones."""
    if path.stem.casefold() == "allcountries":
        return None
    return frozenset({path.stem.upper()}) if len(path.stem) == 2 else frozenset()


def _about(path: Path, source: str, base: Path) -> dict[str, Any]:
    before = about(base)
    today = datetime.now(tz=UTC).date().isoformat()
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    sources = dict(before["sources"]) | {source: f"installed {today}, sha256 {digest.hexdigest()}"}
    return {
        "source": source,
        "licence": LICENCE,
        "data_of": datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date().isoformat(),
        "installed": today,
        "sources": sources,
        "over": before.get("over", base.name),
    }
