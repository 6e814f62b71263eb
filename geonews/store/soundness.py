"""Whether a store is what was written: its pages as SQLite sees them, and what stands in its rows.

SQLite notices pages that do not fit together and indexes that contradict their tables, but a row whose bytes have
changed reads like any other. Rows are compared with their checksums and seals, and shapes with the columns that they
are made of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from geonews.store import drawing, seals
from geonews.store.geopackage import LAYERS
from geonews.store.rows import CHECKED_COLUMNS, checksum

__all__ = ["Finding", "content", "leniently", "pages", "words"]

#: Complaints of SQLite that are told; it has as many as there are damaged pages.
_MOST_OF_PAGES: Final = 20
_BATCH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is not as it was written.

    ``kind`` is ``pages``, ``article``, ``reading``, ``revision``, ``place``, ``shape`` or ``words``; ``name`` says
    which article, event or place it is, None where that cannot be said.
    """

    kind: str
    name: str | None
    said: str


@contextmanager
def leniently(connection: sqlite3.Connection) -> Iterator[None]:
    """Read text that is no UTF-8, too: it is found by its digest, like every other change."""
    before = connection.text_factory
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = before


def pages(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what SQLite itself finds: pages, indexes, the spatial indexes, references that lead nowhere."""
    try:
        for (said,) in connection.execute(f"PRAGMA integrity_check({_MOST_OF_PAGES})"):
            if said != "ok":
                yield Finding(kind="pages", name=None, said=str(said))
        for layer, _ in LAYERS:
            for (said,) in connection.execute("SELECT rtreecheck(?)", (f"rtree_{layer}_geom",)):
                if said != "ok":
                    yield Finding(kind="pages", name=layer, said=str(said)[:300])
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            yield Finding(kind="pages", name=str(table), said=f"row {row} belongs to no row of {parent}")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield Finding(kind="pages", name=None, said=str(error))


def content(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the rows that are not what their checksums, seals and columns say, as far as the schema has them."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    columns = {row[1] for row in connection.execute("PRAGMA table_info(articles)")}
    with leniently(connection):
        try:
            if "checksum" in columns:
                yield from _articles(connection)
            if "seals" in tables:
                yield from _sealed(connection)
                yield from _shapes(connection)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            yield Finding(kind="pages", name=None, said=str(error))


def words(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield where the full text is not of the words in the tables; the connection must be able to write.

    Nothing is written: the question has the form of a row for the index.
    """
    for table in ("article_words", "event_words"):
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_READONLY", "SQLITE_BUSY")):
                raise
            yield Finding(kind="words", name=table, said=f"the index of words is not of the words there are: {error}")
        finally:
            connection.execute("ROLLBACK")


def _articles(connection: sqlite3.Connection) -> Iterator[Finding]:
    chosen, last = ", ".join(CHECKED_COLUMNS), -1
    ask = f"SELECT fid, checksum, {chosen} FROM articles WHERE fid > ? ORDER BY fid LIMIT ?"
    while rows := connection.execute(ask, (last, _BATCH)).fetchall():
        for _, written, *values in rows:
            row = dict(zip(CHECKED_COLUMNS, values, strict=True))
            if written is not None and _checksum(row) != written:
                yield Finding(
                    kind="article",
                    name=_name(row["doc_id"]),
                    said="title, day, address, source, language or text are not what was written",
                )
        last = rows[-1][0]


def _checksum(row: dict[str, Any]) -> str | None:
    try:
        return checksum(row)
    except TypeError:  # a number or a text has become bytes
        return None


def _sealed(connection: sqlite3.Connection) -> Iterator[Finding]:
    for kind, name, digest in connection.execute("SELECT kind, name, digest FROM seals ORDER BY kind, name").fetchall():
        try:
            said = _broken(connection, kind, name, digest)
        except ValueError:  # no number, or no text
            said = "the seal itself is damaged"
        if said is not None:
            yield Finding(kind=_name(kind), name=_name(name), said=said)


def _broken(connection: sqlite3.Connection, kind: str, name: str, digest: str) -> str | None:
    """Return what is wrong with what a seal is of."""
    if kind == "revision":
        is_whole = seals.revision_digest(connection, int(name)) == digest
        return None if is_whole else "an earlier text is not what was kept"
    if kind == "place":
        is_there = connection.execute("SELECT 1 FROM places WHERE place_id = ?", (int(name),)).fetchone()
        is_whole = is_there is None or seals.place_digest(connection, int(name)) == digest  # nothing names it any more
        return None if is_whole else "the place is not what was written"
    if connection.execute("SELECT 1 FROM articles WHERE doc_id = ?", (name,)).fetchone() is None:
        return "the article is gone"
    if seals.reading_digest(connection, name) != digest:
        return "mentions, events or origin are not what was written"
    return None


def _shapes(connection: sqlite3.Connection) -> Iterator[Finding]:
    cursor = connection.execute("SELECT * FROM events ORDER BY fid")
    names = [column[0] for column in cursor.description]
    for values in cursor:
        event = dict(zip(names, values, strict=True))
        if not drawing.is_drawn(connection, event):
            yield Finding(
                kind="shape", name=_name(event["event_id"]), said="the point or the crossing is not that of its columns"
            )


def _name(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")
