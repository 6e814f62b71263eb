"""Bulk loading: a million coded events at once, in one transaction, the indexes built afterwards."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geonews.errors import StoreError
from geonews.store import queries, rows
from geonews.store.geopackage import point_blobs
from geonews.store.rows import CROSSING_TYPE
from geonews.store.rtree import pack_points
from geonews.store.writes import insert

if TYPE_CHECKING:
    import pyarrow

__all__ = ["load", "unhindered"]

_BATCH: Final = 20_000
_REQUIRED: Final = ("event_id", "doc_id", "event_type")
_TOWN: Final = 1
_COUNTRY: Final = 3
#: At least two of the three stops of a crossing are towns.
_MAY_HAVE_LINE: Final = (
    "(ifnull(origin_precision, 0) = 1) + (ifnull(crossing_precision, 0) = 1) "
    "+ (ifnull(destination_precision, 0) = 1) >= 2"
)
#: Kept while rows are written: rows are looked up by it.
_KEPT: Final = ("events_by_event_id", "crossings_by_event_id")
#: Words that the full text holds back before it writes them, in bytes; the second is SQLite's default.
_WORDS_AT_ONCE, _WORDS_USUALLY = 64 << 20, 1 << 20


def load(connection: sqlite3.Connection, source: Path) -> int:
    """Load events from Parquet inside the caller's transaction; those whose id is there already are left alone.

    Parameters
    ----------
    source
        Parquet or GeoParquet with columns of the event schema; ``event_id``, ``doc_id`` and ``event_type`` must be
        there, others may be. Points are made from ``lon`` and ``lat`` where ``geo_precision`` is 1. An article that
        the store does not have becomes one without text.

    Returns
    -------
    int
        Events that were new.

    Raises
    ------
    StoreError
        If the file is not Parquet, or a column is missing.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(source)
    except (OSError, pyarrow.ArrowException) as error:
        raise StoreError(f"expected Parquet at {str(source)!r}, got {error}; check the file") from error
    missing = [name for name in _REQUIRED if name not in file.schema_arrow.names]
    if missing:
        raise StoreError(f"expected {', '.join(_REQUIRED)} in {str(source)!r}, got no {missing[0]!r}; add it")
    columns = [name for name in queries.event_columns(connection) if name in file.schema_arrow.names]
    with file, _indexes_later(connection, columns):
        (before,) = connection.execute("SELECT count(*) FROM events").fetchone()
        (last,) = connection.execute("SELECT ifnull(max(fid), 0) FROM events").fetchone()
        for batch in file.iter_batches(_BATCH, columns=columns):
            _write(connection, batch, columns)
        _write_crossings(connection, last)
        _fill_rtree(connection)
        for layer in ("events", "crossings"):
            connection.execute(
                f"UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM {layer}) WHERE table_name = ?",
                (layer,),
            )
        (after,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(after - before)


def _write(connection: sqlite3.Connection, batch: pyarrow.RecordBatch, columns: list[str]) -> None:
    for name in _REQUIRED:
        if batch.column(name).null_count:
            raise StoreError(f"expected {name!r} in every row, got None; fill it in and load again")
    connection.executemany(
        "INSERT OR IGNORE INTO articles (doc_id, title, published, url, source) "
        "VALUES (?1, ?2, ?3 || 'T00:00:00.000Z', ?4, ?5)",
        _heads(batch),
    )
    data = {name: _plain(batch.column(name)) for name in columns}
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * (len(columns) + 1))
    connection.executemany(
        f"INSERT OR IGNORE INTO events (geom, {names}) VALUES ({marks})",
        zip(_points(batch), *(data[name] for name in columns), strict=True),
    )


def _heads(batch: pyarrow.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """Yield id, title, day, address and outlet of each article of a batch, as its first event gives them."""
    import numpy as np

    documents = batch.column("doc_id").dictionary_encode().indices.to_numpy()
    first = batch.take(np.unique(documents, return_index=True)[1])
    nothing = [None] * first.num_rows
    wanted = ("doc_id", "title", "published", "source_url", "publisher")
    return zip(*(_plain(first.column(name)) if name in first.schema.names else nothing for name in wanted), strict=True)


def _points(batch: pyarrow.RecordBatch) -> list[bytes | None]:
    """Return the point of each event that is known to a town, None for the others."""
    import numpy as np

    if not {"geo_precision", "lon", "lat"} <= set(batch.schema.names):
        return [None] * batch.num_rows
    precision, lon, lat = (
        batch.column(name).cast("float64").to_numpy(zero_copy_only=False) for name in ("geo_precision", "lon", "lat")
    )
    known = np.flatnonzero((precision == _TOWN) & ~np.isnan(lon) & ~np.isnan(lat))
    points: list[bytes | None] = [None] * batch.num_rows
    for row, blob in zip(known.tolist(), point_blobs(lon[known], lat[known]), strict=True):
        points[row] = blob
    return points


def _plain(column: pyarrow.Array) -> list[Any]:
    """Return a column's values as SQLite takes them; days and times become ISO text."""
    import pyarrow

    if pyarrow.types.is_date(column.type):
        column = column.cast(pyarrow.string())
    if pyarrow.types.is_timestamp(column.type):
        return [rows.timestamp(value) if isinstance(value, datetime) else value for value in column.to_pylist()]
    # Texts, and columns without gaps, go through numpy at a third of the cost; it knows no gaps among numbers.
    through_numpy = pyarrow.types.is_string(column.type) or not column.null_count
    values: list[Any] = column.to_numpy(zero_copy_only=False).tolist() if through_numpy else column.to_pylist()
    return values


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


@contextmanager
def unhindered(connection: sqlite3.Connection) -> Iterator[None]:
    """Lift, outside of a transaction, what costs a bulk load much and guards nothing in it.

    Articles are written before their events, so references need no check of every row. While a store is empty there is
    nothing for anybody to read: pages then go straight into the file, not by way of the write-ahead log; the rollback
    journal still takes the load back if it breaks off.
    """
    (rows_before,) = connection.execute("SELECT EXISTS (SELECT 1 FROM events)").fetchone()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA threads = 2")
    try:
        if not rows_before:
            with suppress(sqlite3.OperationalError):  # somebody has the store open: then it stays with the log
                connection.execute("PRAGMA journal_mode = DELETE")
        yield
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA threads = 0")
        with suppress(sqlite3.OperationalError):  # somebody has opened it meanwhile: whoever writes next tries again
            connection.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _indexes_later(connection: sqlite3.Connection, columns: Collection[str]) -> Iterator[None]:
    """Take away the indexes and triggers of events and articles, and build them again over the whole at the end.

    A partial index over rows that have what the file lacks stays: it takes in nothing meanwhile, and to build it again
    would be to read all rows for nothing.
    """
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger') AND "
        "(tbl_name IN ('events', 'articles') OR name = 'trigger_insert_feature_count_crossings') ORDER BY type, name"
    ).fetchall()
    lacking = {row[1] for row in connection.execute("PRAGMA table_info(events)")} - set(columns)
    taken = [
        (kind, name, sql)
        for kind, name, sql in found
        if name not in _KEPT and not (kind == "index" and lacking & set(_condition_names(sql)))
    ]
    for kind, name, _ in taken:
        connection.execute(f'DROP {kind} "{name}"')
    yield
    for words in ("event_words", "article_words"):
        connection.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('hashsize', ?)", (_WORDS_AT_ONCE,))
        connection.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")
        connection.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('hashsize', ?)", (_WORDS_USUALLY,))
    for _, _, sql in taken:
        connection.execute(sql)


def _condition_names(index_sql: str) -> list[str]:
    """Return the names in the condition of a partial index.

    Examples
    --------
    >>> _condition_names("CREATE INDEX i ON events (same_as) WHERE same_as IS NOT NULL")
    ['same_as', 'IS', 'NOT', 'NULL']
    """
    return re.findall(r"\w+", index_sql.partition(" WHERE ")[2])
