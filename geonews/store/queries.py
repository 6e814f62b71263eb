"""Reading: statements over the filter's parts, rows as dictionaries, in an order that does not depend on insertion."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from geonews.store.conditions import parts, place_conditions
from geonews.store.filters import EventFilter
from geonews.store.geopackage import points_of
from geonews.store.rows import Row

__all__ = [
    "BOOLEANS",
    "article_rows",
    "count_events",
    "event_columns",
    "event_rows",
    "event_values",
    "layer_schema",
    "place_rows",
]

BOOLEANS: Final = ("count_approx", "count_vague", "disputed", "corrected")
#: Columns of ``events`` that are the store's own affair.
_HIDDEN: Final = frozenset({"fid", "geom", "retracted", "same_as", "split", "group_id"})
#: What the rows of events and crossings say beside the columns of the table: of the event's reports, and of who
#: corrected it; over ``events AS e`` and the tables of ``_JOINED``.
_BESIDE: Final = {
    "group_id": ("TEXT", "ifnull(e.group_id, e.event_id)"),
    "n_reports": ("INTEGER", "ifnull(g.n_reports, 1)"),
    "n_articles": ("INTEGER", "ifnull(g.n_articles, 1)"),
    "n_sources": ("INTEGER", "ifnull(g.n_sources, 1)"),
    **{
        f"{what}_{level}": (
            "INTEGER",
            f"CASE WHEN g.group_id IS NULL THEN ifnull(e.{what}_{end}, e.{what}_{other}) ELSE g.{what}_{level} END",
        )
        for what in ("count", "fatalities")
        for level, end, other in (("low", "min", "max"), ("best", "min", "max"), ("high", "max", "min"))
    },
    "conflicts": ("TEXT", "g.conflicts"),
    "copy_of": ("TEXT", "n.copy_of"),
    "n_copies": ("INTEGER", "(SELECT count(*) FROM near_copies WHERE copy_of = e.doc_id)"),
    "corrections": (
        "TEXT",
        "CASE WHEN e.corrected THEN (SELECT json_group_array(json_object('field', field, 'who', who, 'made', made, "
        "'reason', reason, 'old', json(old))) FROM (SELECT * FROM corrections WHERE event_id = e.event_id "
        "AND undone IS NULL ORDER BY fid)) END",
    ),
}
_JOINED: Final = {
    "g": "LEFT JOIN event_groups AS g ON g.group_id = e.group_id",
    "n": "LEFT JOIN near_copies AS n ON n.doc_id = e.doc_id",
}
_ORDER: Final = "ORDER BY ifnull(e.date_start, ''), e.event_id"
#: Rows fetched at once: so many stay in the processor's cache until they are turned into records.
_FETCH: Final = 100
ARTICLE_COLUMNS: Final = ("doc_id", "title", "published", "url", "source", "language", "events_coded")
#: What a layer's rows count, beside the columns of its table.
COUNTS: Final = {
    "places": {"n_mentions": "INTEGER", "n_articles": "INTEGER"},
    "articles": {"n_events": "INTEGER", "n_mentions": "INTEGER", "copy_of": "TEXT"},
}


def layer_schema(connection: sqlite3.Connection, layer: str) -> dict[str, str]:
    """Return the columns of a layer's rows, in order, with their GeoPackage types."""
    found = {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({layer})")}
    if layer == "articles":
        found = {name: found[name] for name in ARTICLE_COLUMNS}
    shown = {name: kind for name, kind in found.items() if name not in _HIDDEN}
    if layer in ("events", "crossings"):
        return shown | {name: kind for name, (kind, _) in _BESIDE.items()}
    return shown | COUNTS.get(layer, {})


def event_columns(connection: sqlite3.Connection) -> list[str]:
    """Return the columns of the table of events that a file may fill."""
    return [row[1] for row in connection.execute("PRAGMA table_info(events)") if row[1] not in _HIDDEN]


def _selected(names: Sequence[str], table: str) -> tuple[str, str]:
    """Return what selects the columns, and the tables to join for them."""
    columns = ", ".join(_BESIDE[name][1] if name in _BESIDE else f'{table}."{name}"' for name in names)
    return columns, " ".join(join for alias, join in _JOINED.items() if f"{alias}." in columns)


def event_rows(
    connection: sqlite3.Connection,
    filter: EventFilter,
    *,
    limit: int | None,
    offset: int,
    columns: Sequence[str],
    crossings: bool = False,
) -> Iterator[Row]:
    """Yield events by date and id, those without a beginning first.

    With ``crossings`` the rows are those of ``crossings``, with ``lines``: the parts of the line as (lon, lat), or
    an empty list.
    """
    table, source = "e", "events AS e"
    names = list(columns)
    if crossings:
        table, source = "c", "events AS e CROSS JOIN crossings AS c ON c.event_id = e.event_id"
        names = [*names, "geom"]
    selected, joined = _selected(names, table)
    booleans = [name for name in BOOLEANS if name in names]
    for condition, values in parts(filter):
        if limit is not None and limit <= 0:
            return
        cursor = connection.execute(
            f"SELECT {selected} FROM {source} {joined} WHERE {condition} {_ORDER} LIMIT ? OFFSET ?",
            [*values, -1 if limit is None else limit, offset],
        )
        found = 0
        while batch := cursor.fetchmany(_FETCH):
            found += len(batch)
            for row in batch:
                record = dict(zip(names, row, strict=True))
                for name in booleans:
                    if (number := record[name]) is not None:
                        record[name] = number != 0
                if crossings:
                    record["lines"] = points_of(record.pop("geom"))
                yield record
        if limit is not None:
            limit -= found
        if offset:
            # What this part skipped counts against the next one's offset.
            skipped = offset if found else _count(connection, condition, values)
            offset -= min(offset, skipped)


def _count(connection: sqlite3.Connection, condition: str, values: Sequence[Any]) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM events AS e WHERE {condition}", list(values)).fetchone()
    return int(count)


def count_events(connection: sqlite3.Connection, filter: EventFilter) -> int:
    """Return the number of events that pass."""
    return sum(_count(connection, condition, values) for condition, values in parts(filter))


def event_values(connection: sqlite3.Connection, filter: EventFilter, columns: Sequence[str]) -> Iterator[list[Any]]:
    """Yield batches of events as tuples of the chosen columns, ``fid`` among them if asked for, in any order."""
    selected, joined = _selected(columns, "e")
    for condition, values in parts(filter):
        cursor = connection.execute(f"SELECT {selected} FROM events AS e {joined} WHERE {condition}", values)
        while batch := cursor.fetchmany(_FETCH):
            yield batch


def place_rows(connection: sqlite3.Connection, filter: EventFilter, *, place_id: int | None = None) -> Iterator[Row]:
    """Yield places with ``n_mentions`` and ``n_articles``, the most mentioned first; with an id that one alone."""
    (of_place, place_values), (of_article, article_values) = place_conditions(filter)
    if place_id is not None:
        of_place, place_values = f"{of_place} AND p.place_id = ?", [*place_values, place_id]
    columns = [name for name in layer_schema(connection, "places") if name not in COUNTS["places"]]
    selected = ", ".join(f'p."{column}"' for column in columns)
    cursor = connection.execute(
        f"SELECT {selected}, count(*) AS n_mentions, count(DISTINCT m.doc_id) AS n_articles "
        "FROM places AS p JOIN mentions AS m ON m.place_id = p.place_id JOIN articles AS a ON a.doc_id = m.doc_id "
        f"WHERE {of_place} AND {of_article} GROUP BY p.fid ORDER BY n_mentions DESC, p.place_id",
        [*place_values, *article_values],
    )
    names = [*columns, "n_mentions", "n_articles"]
    while batch := cursor.fetchmany(_FETCH):
        for row in batch:
            yield dict(zip(names, row, strict=True))


def article_rows(
    connection: sqlite3.Connection,
    filter: EventFilter,
    *,
    limit: int | None,
    offset: int,
    with_text: bool,
    newest_first: bool = False,
) -> Iterator[Row]:
    """Yield articles by day of publication and id; with any filter, those that report a matching event."""
    down = "DESC" if newest_first else "ASC"
    condition, values = "1", []
    if filter != EventFilter():
        queries = [(f"SELECT e.doc_id FROM events AS e WHERE {sql}", found) for sql, found in parts(filter)]
        condition = f"a.doc_id IN ({' UNION ALL '.join(sql for sql, _ in queries)})"
        values = [value for _, found in queries for value in found]
    columns = [*ARTICLE_COLUMNS, *(["text"] if with_text else [])]
    selected = ", ".join(f"a.{column}" for column in columns)
    cursor = connection.execute(
        f"SELECT {selected}, "
        "(SELECT count(*) FROM events AS n WHERE n.doc_id = a.doc_id AND n.retracted IS NOT 1 AND n.same_as IS NULL), "
        "(SELECT count(*) FROM mentions AS m WHERE m.doc_id = a.doc_id), "
        "(SELECT copy_of FROM near_copies AS c WHERE c.doc_id = a.doc_id) "
        f"FROM articles AS a WHERE {condition} ORDER BY a.published {down}, a.doc_id {down} LIMIT ? OFFSET ?",
        [*values, -1 if limit is None else limit, offset],
    )
    names = [*columns, *COUNTS["articles"]]
    while batch := cursor.fetchmany(_FETCH):
        for values_of_row in batch:
            row = dict(zip(names, values_of_row, strict=True))
            yield row | {"events_coded": bool(row["events_coded"])}
