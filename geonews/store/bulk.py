"""Bulk loading: a million coded events at once, in one transaction, the indexes built afterwards."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from geonews.store import areas, queries, rows
from geonews.store.rows import CROSSING_TYPE
from geonews.store.rtree import pack_points
from geonews.store.staging import TABLE, staged
from geonews.store.writes import insert

__all__ = ["attached", "load", "unhindered"]

_BATCH: Final = 20_000
_COUNTRY: Final = 3
#: At least two of the three stops of a crossing are towns.
_MAY_HAVE_LINE: Final = (
    "(ifnull(origin_precision, 0) = 1) + (ifnull(crossing_precision, 0) = 1) "
    "+ (ifnull(destination_precision, 0) = 1) >= 2"
)
#: The indexes that the load itself reads.
_BY_ID, _BY_DOC = "events_by_event_id", "events_by_doc"
#: Words that the full text holds back before it writes them, in bytes; the second is SQLite's default.
_WORDS_AT_ONCE, _WORDS_USUALLY = 64 << 20, 1 << 20
#: SQLite sorts as much at once for an index as its cache may hold. A megabyte fits into the processor's own cache:
#: merging such runs takes half the time of sorting a million entries all over the memory.
_SORTED_AT_ONCE_KB: Final = 1000


@contextmanager
def attached(connection: sqlite3.Connection, store: Path, source: Path) -> Iterator[list[str]]:
    """Lay the events of a Parquet file beside the store, outside of a transaction; yield the columns that it has.

    Raises
    ------
    StoreError
        If the file is not what ``staged`` takes; the store is not touched then.
    """
    wanted = set(queries.event_columns(connection))
    kinds = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(events)") if row[1] in wanted}
    with staged(source, beside=store, kinds=kinds) as (file, columns):
        connection.execute("ATTACH ? AS beside", (f"file:{quote(str(file.resolve()))}?immutable=1",))
        with suppress(OSError):  # open it stays readable, and nothing of it is left if the load is killed
            file.unlink()
        try:
            yield columns
        finally:
            connection.execute("DETACH beside")


@contextmanager
def unhindered(connection: sqlite3.Connection) -> Iterator[None]:
    """Lift, outside of a transaction, what costs a bulk load much and guards nothing in it.

    Articles are written with their events, so references need no check of every row. While a store is empty there is
    nothing for anybody to read: pages then go straight into the file, not by way of the write-ahead log; the rollback
    journal still takes the load back if it breaks off. What is to be sorted goes by way of files.
    """
    (rows_before,) = connection.execute("SELECT EXISTS (SELECT 1 FROM events)").fetchone()
    (kept,) = connection.execute("PRAGMA temp_store").fetchone()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA temp_store = FILE")
    try:
        if not rows_before:
            with suppress(sqlite3.OperationalError):  # somebody has the store open: then it stays with the log
                connection.execute("PRAGMA main.journal_mode = DELETE")
        yield
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA temp_store = {kept}")
        with suppress(sqlite3.OperationalError):  # somebody has opened it meanwhile: whoever writes next tries again
            connection.execute("PRAGMA main.journal_mode = WAL")


def load(connection: sqlite3.Connection, columns: Collection[str]) -> int:
    """Take in the events that ``attached`` has laid beside the store; those whose id is there already are left alone.

    An article that the store does not have becomes one without text. All of it happens inside the caller's
    transaction.

    Returns
    -------
    int
        Events that were new.
    """
    (before, last) = connection.execute("SELECT count(*), ifnull(max(fid), 0) FROM events").fetchone()
    later = _taken_away(connection, columns, kept={_BY_ID} if before else set())
    _write_events(connection, columns, ids=later.pop(_BY_ID, None))
    connection.execute(later.pop(_BY_DOC))
    _unseal(connection, last)
    _write_articles(connection, last)
    _write_crossings(connection, last)
    _fill_rtree(connection)
    _build(connection, later.values())
    areas.draw(connection)
    for layer in ("events", "crossings"):
        connection.execute(
            f"UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM {layer}) WHERE table_name = ?",
            (layer,),
        )
    (after,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(after - before)


def _taken_away(connection: sqlite3.Connection, columns: Collection[str], kept: Collection[str]) -> dict[str, str]:
    """Take away the indexes and triggers of events and articles; return what makes them, by name, indexes first.

    A partial index over rows that have what the file lacks stays: it takes in nothing meanwhile, and to build it again
    would be to read all rows for nothing.
    """
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger') AND "
        "(tbl_name IN ('events', 'articles') OR name = 'trigger_insert_feature_count_crossings') ORDER BY type, name"
    ).fetchall()
    lacking = {row[1] for row in connection.execute("PRAGMA table_info(events)")} - set(columns)
    taken = {}
    for kind, name, sql in found:
        if name not in kept and not (kind == "index" and lacking & set(_condition_names(sql))):
            connection.execute(f'DROP {kind} "{name}"')
            taken[name] = sql
    return taken


def _condition_names(index_sql: str) -> list[str]:
    """Return the names in the condition of a partial index.

    Examples
    --------
    >>> _condition_names("CREATE INDEX i ON events (same_as) WHERE same_as IS NOT NULL")
    ['same_as', 'IS', 'NOT', 'NULL']
    """
    return re.findall(r"\w+", index_sql.partition(" WHERE ")[2])


def _write_events(connection: sqlite3.Connection, columns: Collection[str], ids: str | None) -> None:
    """Write the events; ``ids`` makes the index of their ids, None where it is there, full of known ones."""
    names = ", ".join(f'"{name}"' for name in ("geom", *columns))
    connection.execute(
        f"INSERT {'' if ids else 'OR IGNORE'} INTO main.events ({names}) "
        f"SELECT {names} FROM beside.{TABLE} ORDER BY fid"
    )
    if ids:
        try:
            connection.execute(ids)
        except sqlite3.IntegrityError:  # an id occurs twice: its first event counts
            connection.execute("DELETE FROM events WHERE fid NOT IN (SELECT min(fid) FROM events GROUP BY event_id)")
            connection.execute(ids)


def _unseal(connection: sqlite3.Connection, last: int) -> None:
    """Forget the seals of articles that have more events now than were read from them."""
    connection.execute(
        f"DELETE FROM seals WHERE kind = 'reading' AND EXISTS (SELECT 1 FROM events INDEXED BY {_BY_DOC} "
        "WHERE doc_id = seals.name AND fid > ?)",
        (last,),
    )


def _write_articles(connection: sqlite3.Connection, last: int) -> None:
    """Write the articles that are not known, as the first of their new events gives them."""
    connection.execute(
        "INSERT OR IGNORE INTO articles (doc_id, title, published, url, source) "
        "SELECT doc_id, title, published || 'T00:00:00.000Z', source_url, publisher FROM events WHERE fid IN "
        f"(SELECT min(fid) FROM events INDEXED BY {_BY_DOC} WHERE fid > ? GROUP BY doc_id)",
        (last,),
    )


def _write_crossings(connection: sqlite3.Connection, last: int) -> None:
    """Copy what is known by its countries in SQL; only what may have a line passes through Python."""
    new = "FROM events WHERE fid > ? AND event_type = ?"
    copied = ", ".join(rows.CROSSING_COLUMNS)
    connection.execute(
        f"INSERT INTO crossings ({copied}, geo_precision) SELECT {copied}, ? {new} AND NOT ({_MAY_HAVE_LINE})",
        (_COUNTRY, last, CROSSING_TYPE),
    )
    cursor = connection.execute(f"SELECT * {new} AND ({_MAY_HAVE_LINE})", (last, CROSSING_TYPE))
    names = [column[0] for column in cursor.description]
    while batch := cursor.fetchmany(_BATCH):
        crossings = [rows.crossing_row(dict(zip(names, row, strict=True))) for row in batch]
        insert(connection, "crossings", [crossing for crossing in crossings if crossing])


def _fill_rtree(connection: sqlite3.Connection) -> None:
    import numpy as np

    kind = np.dtype([("id", np.int64), ("x", np.float64), ("y", np.float64)])
    found = connection.execute("SELECT fid, lon, lat FROM events WHERE geom NOT NULL ORDER BY fid")
    pack_points(connection, "rtree_events_geom", np.fromiter(found, dtype=kind))


def _build(connection: sqlite3.Connection, statements: Collection[str]) -> None:
    """Build the full text and what the statements make."""
    for words in ("event_words", "article_words"):
        connection.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('hashsize', ?)", (_WORDS_AT_ONCE,))
        connection.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")
        connection.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('hashsize', ?)", (_WORDS_USUALLY,))
    (kept,) = connection.execute("PRAGMA main.cache_size").fetchone()
    connection.execute(f"PRAGMA main.cache_size = -{_SORTED_AT_ONCE_KB}")
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"PRAGMA main.cache_size = {kept}")
