"""Seals: digests of what was written, by which rows that have changed since are told from those that have not.

SQLite keeps no checksums of its pages. An article's own row has its ``checksum``; a seal is of the mentions and events
that were read from it, or of an earlier text. What people correct leaves a seal whole: it is of what the coder said.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geonews.store.rows import CHECKED_COLUMNS, checksum

__all__ = [
    "fill_seals",
    "place_digest",
    "reading_digest",
    "renew",
    "renew_reading",
    "revision_digest",
    "seal_place",
    "seal_reading",
    "seal_revision",
]

#: What links and people add to an event after it was written, and what is drawn from its columns.
_NOT_SEALED: Final = frozenset({"geom", "fid", "group_id", "corrected", "retracted", "same_as", "split"})
_PUT: Final = "INSERT OR REPLACE INTO seals (kind, name, digest) VALUES (?, ?, ?)"


def reading_digest(connection: sqlite3.Connection, doc_id: str) -> str:
    """Return a digest of where an article came from, and of its mentions and events, corrections left out."""
    head = _records(
        connection.execute(
            "SELECT fid, file, row, url_basis, content_hash, words_hash, parse_hash, run_id FROM articles "
            "WHERE doc_id = ?",
            (doc_id,),
        )
    )
    mentions = _records(connection.execute("SELECT * FROM mentions WHERE doc_id = ? ORDER BY fid", (doc_id,)))
    cursor = connection.execute(
        "SELECT e.*, c.record FROM events AS e LEFT JOIN coded_events AS c ON c.event_id = e.event_id "
        "WHERE e.doc_id = ? ORDER BY e.event_id",
        (doc_id,),
    )
    names = [column[0] for column in cursor.description[:-1]]
    events: list[Mapping[str, Any]] = []
    for *values, coded in cursor.fetchall():
        event = dict(zip(names, values, strict=True))
        if coded is not None:  # columns that are younger than the record had no value yet
            record = _record(coded)
            event = {column: record.get(column) for column in names}
        events.append({column: value for column, value in event.items() if column not in _NOT_SEALED})
    return _digest([*head, *mentions, *events])


def revision_digest(connection: sqlite3.Connection, number: int) -> str:
    """Return a digest of an earlier text with all that is kept of it."""
    return _digest(_records(connection.execute("SELECT * FROM revisions WHERE fid = ?", (number,))))


def place_digest(connection: sqlite3.Connection, place_id: int) -> str:
    """Return a digest of a place."""
    return _digest(_records(connection.execute("SELECT * FROM places WHERE place_id = ?", (place_id,))))


def seal_place(connection: sqlite3.Connection, place_id: int) -> None:
    """Seal a place, inside the transaction that writes it."""
    connection.execute(_PUT, ("place", str(place_id), place_digest(connection, place_id)))


def seal_reading(connection: sqlite3.Connection, doc_id: str) -> None:
    """Seal what was read from an article, inside the transaction that writes it."""
    connection.execute(_PUT, ("reading", doc_id, reading_digest(connection, doc_id)))


def renew_reading(connection: sqlite3.Connection, doc_id: str) -> None:
    """Seal an article's reading anew if it was sealed, inside the transaction that changes something of it."""
    if connection.execute("SELECT 1 FROM seals WHERE kind = 'reading' AND name = ?", (doc_id,)).fetchone():
        seal_reading(connection, doc_id)


def seal_revision(connection: sqlite3.Connection, number: int) -> None:
    """Seal an earlier text, inside the transaction that writes it."""
    connection.execute(_PUT, ("revision", str(number), revision_digest(connection, number)))


def fill_seals(connection: sqlite3.Connection) -> None:
    """Seal what a store has that was written before there were seals; bulk-loaded events have none."""
    connection.execute("DELETE FROM seals")
    for (doc_id,) in connection.execute("SELECT doc_id FROM articles WHERE parse_hash IS NOT NULL").fetchall():
        seal_reading(connection, doc_id)
    for (number,) in connection.execute("SELECT fid FROM revisions").fetchall():
        seal_revision(connection, number)
    for (place_id,) in connection.execute("SELECT place_id FROM places").fetchall():
        seal_place(connection, place_id)


def renew(connection: sqlite3.Connection) -> None:
    """Take everything as it stands now: every checksum and seal is made anew, as far as the schema has them."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    columns = {row[1] for row in connection.execute("PRAGMA table_info(articles)")}
    if "checksum" in columns:
        chosen = ", ".join(CHECKED_COLUMNS)
        numbers = connection.execute("SELECT fid FROM articles WHERE checksum IS NOT NULL").fetchall()
        for (number,) in numbers:
            row = connection.execute(f"SELECT {chosen} FROM articles WHERE fid = ?", (number,)).fetchone()
            digest = checksum(dict(zip(CHECKED_COLUMNS, row, strict=True)))
            connection.execute("UPDATE articles SET checksum = ?1 WHERE fid = ?2 AND checksum <> ?1", (digest, number))
    if "seals" in tables:
        fill_seals(connection)


def _records(cursor: sqlite3.Cursor) -> list[Mapping[str, Any]]:
    names = [column[0] for column in cursor.description]
    rows = (zip(names, row, strict=True) for row in cursor.fetchall())
    return [{name: value for name, value in row if name != "fid"} for row in rows]


def _record(coded: Any) -> Mapping[str, Any]:
    """Return what ``coded_events`` keeps of an event; a damaged one is of nothing."""
    try:
        found = json.loads(coded)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a digest of rows by their columns' names; a column without a value is as good as none."""
    plain = [sorted((name, value) for name, value in row.items() if value is not None) for row in rows]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=True, default=repr).encode()).hexdigest()[:32]
