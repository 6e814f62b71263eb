"""Marks by which a store's log is known to be its own: SQLite writes any log that lies beside a file into it.

Every transaction leaves a mark in the store that names the one before it. A log begins where its file stands, or the
file stands within the log: so the file's own mark is among those of the log, or the log belongs to another file, which
was taken away while somebody had it open or before its log was folded in.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import struct
from contextlib import closing, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from geonews.errors import StoreError

__all__ = ["check_log", "leave_mark"]

_KEY: Final = "last_write"
_NO_MARK: Final = "0" * 16
_MARK: Final = re.compile(rb"last_write([0-9a-f]{16})>([0-9a-f]{16})")
#: The log's header, with the size of a page and the salts; and a frame's, with its page and the salts.
_HEADER: Final = struct.Struct(">8xI4x8s8x")
_FRAME: Final = struct.Struct(">8x8s8x")
_KIBI: Final = 65_536
#: How often is looked again while another program folds the log into the file.
_LOOKS: Final = 20


def leave_mark(connection: sqlite3.Connection) -> None:
    """Mark a transaction under way."""
    connection.execute(
        "INSERT INTO geonews_meta (key, value) VALUES (?1, ?2 || '>' || ?3) ON CONFLICT (key) DO UPDATE SET "
        "value = substr(value, -16) || '>' || ?3",
        (_KEY, _NO_MARK, secrets.token_hex(8)),
    )


def check_log(path: Path) -> None:
    """Make sure that the log beside a store is the store's, before SQLite reads them as one.

    Raises
    ------
    StoreError
        If it is the log of another file.
    """
    log = Path(f"{path}-wal")
    for _ in range(_LOOKS):
        mine = _mark_of(path)
        marks = _marks_in(log)
        if mine is None or not marks or mine in marks:
            return
        if _mark_of(path) == mine:
            break
    else:
        return
    raise StoreError(
        f"expected the log {str(log)!r} to belong to the store beside it, found another file's: the store was replaced "
        "while it was in use; put the file that the log belongs to back, or move the log away"
    )


def _mark_of(path: Path) -> str | None:
    """Return the mark of a file as it is without its log; None where it cannot be told."""
    with suppress(sqlite3.Error, OSError):
        uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            rows = connection.execute("SELECT value FROM geonews_meta WHERE key = ?", (_KEY,)).fetchall()
            return str(rows[0][0])[-16:] if rows else _NO_MARK
    return None


def _marks_in(log: Path) -> set[str]:
    """Return the marks in a log; empty where there is none, or none in it."""
    marks: set[str] = set()
    with suppress(OSError, struct.error), log.open("rb") as file:
        size, salts = _HEADER.unpack(file.read(_HEADER.size))
        page_bytes = _KIBI if size == 1 else size
        while head := file.read(_FRAME.size):
            (salts_here,) = _FRAME.unpack(head)
            if salts_here != salts:  # what follows is left over from before the log began anew
                break
            for before, after in _MARK.findall(file.read(page_bytes)):
                marks |= {before.decode(), after.decode()}
    return marks
