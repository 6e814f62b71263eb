"""The index: a Parquet file of places turned once into a read-only SQLite file of names.

The file lies in the cache folder under a name that holds the Parquet file's hash, so another gazetteer gets another
index. It is written beside its final name and moved there when complete: a reader sees a whole index or none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from geonews.config import Config, data_dir
from geonews.errors import GazetteerMissingError
from geonews.gazetteer.index_builder import build
from geonews.gazetteer.index_writer import SCHEMA_VERSION

__all__ = ["about", "index_path", "info", "installed_path", "open_index", "prepare", "prepare_shipped"]

logger = logging.getLogger(__name__)

#: Half-written files that are older than this were left by a process that died (seconds).
ABANDONED_AFTER = 86_400


def prepare(config: Config) -> Path:
    """Return the index of the configured gazetteer, building it if there is none.

    Raises
    ------
    GazetteerMissingError
        If the gazetteer's file is missing or damaged, or an installed one is of another version.
    """
    path = index_path(config)
    fault = _fault(path)
    if fault is None:
        if path == installed_path(config):
            _compare_with_shipped(path, config)
        return path
    if path == installed_path(config):
        raise GazetteerMissingError(
            f"expected a whole index of schema version {SCHEMA_VERSION} in {str(path)!r}, got {fault}; run geonews "
            "gazetteer install again for each of your files, or delete it to go back to the shipped gazetteer"
        )
    if path == config.gazetteer:
        raise GazetteerMissingError(
            f"expected a whole index of schema version {SCHEMA_VERSION} in {str(path)!r}, got {fault}; name another "
            "gazetteer"
        )
    return prepare_shipped(config)


def prepare_shipped(config: Config) -> Path:
    """Return the index of the configured or shipped Parquet file, whatever is installed, building it if there is none.

    Raises
    ------
    GazetteerMissingError
        If the file is missing or damaged.
    """
    source = parquet_path(config)
    path = _shipped_index(source, config)
    if _fault(path) is not None:
        _sweep(config.cache_dir)
        build(source, path)
    return path


def _compare_with_shipped(path: Path, config: Config) -> None:
    """Warn where an installed gazetteer was made over another shipped one than today's."""
    shipped = data_dir() / "gazetteer.parquet"
    if not shipped.is_file():
        return
    over, today = about(path).get("over"), _shipped_index(shipped, config).name
    if over != today:
        logger.warning(
            "the installed gazetteer was made over another shipped one (%s, now %s); run geonews gazetteer install "
            "again for each of your files to have both in their newest state",
            over,
            today,
        )


def installed_path(config: Config) -> Path:
    """Return where an installed gazetteer lies; it takes the place of the shipped one while it is there."""
    return config.cache_dir / "gazetteer-installed.sqlite"


def parquet_path(config: Config) -> Path:
    """Return the gazetteer's file: the configured one, else the shipped one."""
    path = config.gazetteer or data_dir() / "gazetteer.parquet"
    if not path.is_file():
        raise GazetteerMissingError(
            f"expected a gazetteer at {str(path)!r}, found none; reinstall geonews or run geonews gazetteer install"
        )
    return path


def index_path(config: Config) -> Path:
    """Return where the index of the configured gazetteer lies or will lie."""
    if config.gazetteer is None and installed_path(config).is_file():
        return installed_path(config)
    source = parquet_path(config)
    if _is_sqlite(source):
        return source
    return _shipped_index(source, config)


def _shipped_index(source: Path, config: Config) -> Path:
    return config.cache_dir / f"gazetteer-{_digest(source, config.cache_dir)[:16]}.sqlite"


def open_index(path: Path) -> sqlite3.Connection:
    """Open an index for reading, in this thread alone.

    Raises
    ------
    GazetteerMissingError
        If the file is not a whole index of this version.
    """
    try:
        db, version = _connect(path)
    except sqlite3.Error as error:
        raise GazetteerMissingError(
            f"expected an index of places at {str(path)!r}, got {error}; run geonews gazetteer build"
        ) from error
    if version != str(SCHEMA_VERSION):
        db.close()
        raise GazetteerMissingError(
            f"expected schema version {SCHEMA_VERSION} in {str(path)!r}, got {version!r}; run geonews gazetteer build"
        )
    return db


def _connect(path: Path) -> tuple[sqlite3.Connection, str]:
    """Open an index whatever its version and return that too."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        db.execute("PRAGMA cache_size=-8192")
        (version,) = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() or ("none",)
    except sqlite3.Error:
        db.close()
        raise
    return db, str(version)


def info(config: Config) -> dict[str, Any]:
    """Tell which gazetteer is in use.

    Returns
    -------
    dict
        path, kind (shipped, installed or configured), source, licence, data_of (of what month the data is),
        installed (day, None for a shipped one), places, names, schema_version, sources (packages and versions, or
        the files that were installed).

    Raises
    ------
    GazetteerMissingError
        If there is no gazetteer or it is damaged.
    """
    path = prepare(config)
    kind = "installed" if path == installed_path(config) else "configured" if config.gazetteer else "shipped"
    return {"path": str(path), "kind": kind, "installed": None, **about(path)}


def about(path: Path) -> dict[str, Any]:
    """Return what the writer of an index told about it."""
    db = open_index(path)
    try:
        return {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM meta ORDER BY key")}
    finally:
        db.close()


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def _fault(path: Path) -> str | None:
    """Tell what is wrong with an index: none there, cut off, damaged or of another version; None if it is whole."""
    if not path.is_file():
        return "none"
    try:
        with path.open("rb") as file:
            header = file.read(100)
        pages, page_size = int.from_bytes(header[28:32], "big"), int.from_bytes(header[16:18], "big")
        if path.stat().st_size != pages * page_size:
            return "a file that is cut off or damaged"
        db, version = _connect(path)
        db.close()
    except (OSError, sqlite3.Error) as error:
        return f"a damaged file ({error})"
    return None if version == str(SCHEMA_VERSION) else f"version {version}"


def _digest(source: Path, cache_dir: Path) -> str:
    """Return the file's SHA-256, remembered beside the index for as long as size and time stay the same."""
    facts = source.stat()
    stamp = [str(source.absolute()), facts.st_size, facts.st_mtime_ns]
    memory = cache_dir / "gazetteer.stamp.json"
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
        if known["stamp"] == stamp:
            return str(known["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    recorded = source.with_suffix(".sha256")
    if recorded.is_file() and recorded.read_text(encoding="utf-8").split()[:1] != [digest]:
        raise GazetteerMissingError(
            f"expected {str(source)!r} with the hash of {recorded.name!r}, got {digest!r}; the file is damaged, "
            "reinstall geonews"
        )
    cache_dir.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".stamp-", dir=cache_dir)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"stamp": stamp, "sha256": digest}, file)
    Path(name).replace(memory)
    return digest


def _sweep(folder: Path) -> None:
    """Remove what processes that died left half-written."""
    for part in folder.glob(".*.part"):
        try:
            if part.stat().st_mtime < time.time() - ABANDONED_AFTER:
                part.unlink()
        except OSError as error:
            logger.debug("cannot remove %s: %s", part.name, error)
