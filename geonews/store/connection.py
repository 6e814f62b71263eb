"""Connections to a store: what is opened must be a geonews GeoPackage, and every failure has a sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from geonews.errors import StoreError
from geonews.store import areas, drawing, marks, soundness
from geonews.store.geopackage import SCHEMA_VERSION, migrate, register_functions, schema_version
from geonews.store.keys import fill_keys
from geonews.store.links import link_all
from geonews.store.seals import fill_seals
from geonews.store.styling import write_styles

__all__ = ["connect", "connect_as_it_is", "open_checked", "readable_errors"]

#: The schema since which the reports of one event are linked.
_LINKED_SINCE = 3
#: The schema since which articles are met by their addresses, rows and entries.
_MET_SINCE = 5
#: The schema since which what was read is sealed.
_SEALED_SINCE = 7
#: The schema since which areas are drawn, and a store says how.
_DRAWN_SINCE = 9
_APPLICATION_IDS = (b"GPKG", b"GP10", b"GP11")


@contextmanager
def readable_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a ``StoreError`` that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_explain(path, error)) from error
    except UnicodeDecodeError as error:  # SQLite's complaint quotes a damaged page
        raise StoreError(
            f"expected the store {str(path)!r} to be sound, got {error}; restore a copy, or ingest into a new store"
        ) from error


def _explain(path: Path, error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    where = f"the store {str(path)!r}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"expected {where} to be free, got {error}; close the program that is writing to it and try again"
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return f"expected {where} to be writable, got {error}; change its permissions or use a copy"
    if name.startswith("SQLITE_NOTADB"):
        return _another_kind(path)
    if name.startswith("SQLITE_CORRUPT"):
        return f"expected {where} to be sound, got {error}; restore a copy, or ingest into a new store"
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return f"expected room for {where}, got {error}; free some space and run the command again"
    if name.startswith("SQLITE_CANTOPEN"):
        return f"expected to open {where}, got {error}; check the folder and its permissions"
    return f"expected {where} to take the operation, got {error}; check the store, or ingest into a new one"


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not a GeoPackage.

    SQLite itself reads the header: POSIX drops all locks of a process on a file when it closes any handle of it, so
    a look of our own would take them from this process's other connections, and another program could fold away the
    log under their feet.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application.to_bytes(4, "big", signed=True) not in _APPLICATION_IDS:
        raise StoreError(_another_kind(path))


def _another_kind(path: Path) -> str:
    return f"expected a GeoPackage at {str(path)!r}, got another kind of file; name a store that geonews has written"


def _check_file(path: Path) -> None:
    """Refuse what is not there or cannot be read."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise StoreError(f"expected a store at {str(path)!r}, found nothing; ingest something into it first") from error
    except OSError as error:
        raise StoreError(f"expected a readable store at {str(path)!r}, got {error.strerror}; check the path") from error
    if not path.is_file() or not os.access(path, os.R_OK):
        raise StoreError(
            f"expected a readable store at {str(path)!r}, may not read it; check the path and its permissions"
        )
    if not size:
        raise StoreError(f"expected a GeoPackage at {str(path)!r}, got an empty file; name a store")


def connect(path: Path, *, read_only: bool, timeout_seconds: float, cache_kb: int = 16_384) -> sqlite3.Connection:
    """Open SQLite on an existing file, in autocommit mode, with what the R-tree triggers need."""
    mode = "ro" if read_only else "rw"
    uri = f"file:{quote(str(path.resolve()))}?mode={mode}"
    # Without write permission SQLite cannot make the index of the write-ahead log; with no log there is none to read.
    if read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        uri += "&immutable=1"
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=timeout_seconds, check_same_thread=False, cached_statements=512
    )
    try:
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{cache_kb}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_checked(path: Path, *, read_only: bool, timeout_seconds: float) -> sqlite3.Connection:
    """Open a store of this or an older schema, bringing the latter up to date.

    Raises
    ------
    StoreError
        If there is none, it is not a geonews GeoPackage, too new, damaged or locked.
    """
    _check_file(path)
    marks.check_log(path)
    with readable_errors(path):
        connection = connect(path, read_only=read_only, timeout_seconds=timeout_seconds, cache_kb=65_536)
        try:
            _check_kind(connection, path)
            _check_schema(connection, path, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def connect_as_it_is(path: Path, *, timeout_seconds: float, read_only: bool = True) -> sqlite3.Connection:
    """Open a store of this or an older schema, and leave it at that.

    Raises
    ------
    StoreError
        If there is none, it is not a geonews GeoPackage, too new or locked.
    """
    _check_file(path)
    marks.check_log(path)
    with readable_errors(path):
        connection = connect(path, read_only=read_only, timeout_seconds=timeout_seconds)
        try:
            _check_kind(connection, path)
            _known_schema(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _known_schema(connection: sqlite3.Connection, path: Path) -> int:
    """Return a store's schema, if this geonews knows it."""
    version = schema_version(connection)
    if version == 0:
        raise StoreError(
            f"expected a store of geonews at {str(path)!r}, got another GeoPackage; name one that geonews has written"
        )
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"expected schema {SCHEMA_VERSION} or older in {str(path)!r}, got {version}; install a newer geonews"
        )
    return version


def _check_schema(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    version = _known_schema(connection, path)
    if version < SCHEMA_VERSION:
        if read_only:
            raise StoreError(
                f"expected schema {SCHEMA_VERSION} in {str(path)!r}, got {version}; open it for writing once"
            )
        _check_soundness(connection, path, version)
        fills = {_LINKED_SINCE: link_all, _MET_SINCE: fill_keys, _SEALED_SINCE: _seal, _DRAWN_SINCE: _draw}
        migrate(connection, fill=fills)
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")


def _seal(connection: sqlite3.Connection) -> None:
    """Make a store of an older schema one that can be checked."""
    drawing.draw_again(connection)
    fill_seals(connection)


def _draw(connection: sqlite3.Connection) -> None:
    """Give a store of an older schema its outlines and styles."""
    areas.draw(connection)
    write_styles(connection)


def _check_soundness(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Refuse to bring up to date what is not as it was written: it would be sealed as it is."""
    found = next(soundness.pages(connection), None) or next(soundness.content(connection), None)
    if found is None:
        return
    what = found.said if found.name is None else f"{found.name!r}: {found.said}"
    way = (
        "restore a copy, or ingest into a new store"
        if found.kind == "pages"
        else "see geonews store check, restore a copy, or take it as it is with geonews store check --accept"
    )
    raise StoreError(
        f"expected {str(path)!r} to be sound before it is brought from schema {version} up to date, got {what}; {way}"
    )
