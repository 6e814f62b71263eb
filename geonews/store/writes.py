"""Writing one article: its row, mentions, places, events and crossings, inside the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from geonews.errors import NameTakenError
from geonews.model import Failure, ParsedArticle
from geonews.store import areas, presence, readings, revisions, rows, seals
from geonews.store.links import Links
from geonews.store.rows import Codes, Row

__all__ = ["insert", "record_failure", "replace_event", "write_article"]

Values = Mapping[str, Any]
#: Columns that say where an article came from; and those that its reading does not depend on.
_OF_ORIGIN: Final = ("file", "row", "url_basis")
_NOT_SAID: Final = frozenset((*_OF_ORIGIN, "words_hash", "checksum", "published_offset", "events_coded"))
#: Gives the number of the run that writes, None outside of one; asked only when something changes.
RunNumber = Callable[[], int | None]


def write_article(
    connection: sqlite3.Connection, parsed: ParsedArticle, codes: Codes, run: RunNumber, links: Links, *, again: bool,
    is_new: bool = False,
) -> bool:  # fmt: skip
    """Write an article and what was read from it; return False where the store already says the same.

    Events that are forgotten leave their groups; the caller settles the new ones. With ``again`` the run notes that it
    has read the article even where it says the same. An article that ``is_new`` must not take the place of another.

    Raises
    ------
    NameTakenError
        If a new article has the id of one with another text, which somebody else stored meanwhile.
    """
    article = rows.article_row(parsed.article) | {"events_coded": parsed.events_coded}
    if parsed.article.origin is None:  # an article of the store: where it came from stays
        for column in _OF_ORIGIN:
            del article[column]
    mentions = [rows.mention_row(resolution) for resolution in parsed.resolutions]
    events = rows.event_rows(parsed, codes)
    places = {r.place.place_id: r.place for r in parsed.resolutions if r.place is not None}
    said = {column: value for column, value in article.items() if column not in _NOT_SAID}
    article["parse_hash"] = rows.parse_hash([said, *mentions, *events])
    doc_id = rows.clean_text(parsed.article.id)
    connection.execute("DELETE FROM failures WHERE article_id IN (?, ?)", (doc_id, rows.clean_text(parsed.article.url)))
    known = connection.execute("SELECT parse_hash, content_hash FROM articles WHERE doc_id = ?", (doc_id,)).fetchone()
    if is_new and known and known[1] != article["content_hash"]:
        raise NameTakenError(
            f"expected no article {doc_id!r} in the store, found one with another text; name it otherwise"
        )
    stands = known and known[0] == article["parse_hash"]
    if stands and (not again or presence.is_as_written(connection, str(doc_id), mentions, events)):
        number = run() if again else None
        if number is not None:
            readings.note(connection, str(doc_id), number, None)
        return False
    article["run_id"] = run()
    if known:
        if article["run_id"] is not None:
            readings.note(connection, str(doc_id), article["run_id"], readings.present(connection, str(doc_id)))
        links.leave(
            key for (key,) in connection.execute("SELECT event_id FROM events WHERE doc_id = ?", (doc_id,)).fetchall()
        )
        if known[1] is not None and known[1] != article["content_hash"]:
            revisions.keep(connection, str(doc_id))
        _forget(connection, str(doc_id))
        _update(connection, "articles", article, key="doc_id")
    else:
        insert(connection, "articles", [article])
    for place in places.values():
        _put_place(connection, rows.place_row(place))
    insert(connection, "mentions", mentions)
    insert(connection, "events", [{**event, "geom": rows.event_geometry(event)} for event in events])
    insert(connection, "crossings", [found for event in events if (found := rows.crossing_row(event))])
    areas.draw(connection, str(doc_id))
    seals.seal_reading(connection, str(doc_id))
    return True


def _forget(connection: sqlite3.Connection, doc_id: str) -> None:
    """Remove what was read from an article, and places that nothing else names."""
    named = connection.execute("SELECT DISTINCT place_id FROM mentions WHERE doc_id = ?", (doc_id,)).fetchall()
    connection.execute("DELETE FROM events WHERE doc_id = ?", (doc_id,))
    connection.execute("DELETE FROM mentions WHERE doc_id = ?", (doc_id,))
    connection.executemany(
        "DELETE FROM places WHERE place_id = ?1 AND NOT EXISTS (SELECT 1 FROM mentions WHERE place_id = ?1)",
        [row for row in named if row[0] is not None],
    )


def _put_place(connection: sqlite3.Connection, place: Row) -> None:
    known = connection.execute("SELECT 1 FROM places WHERE place_id = ?", (place["place_id"],)).fetchone()
    if known:
        _update(connection, "places", place, key="place_id")
    else:
        insert(connection, "places", [place])
    seals.seal_place(connection, place["place_id"])


def replace_event(connection: sqlite3.Connection, event: Values) -> None:
    """Give an event that is in the store other values."""
    _update(connection, "events", {**event, "geom": rows.event_geometry(event)}, key="event_id")
    connection.execute("DELETE FROM crossings WHERE event_id = ?", (event["event_id"],))
    crossing = rows.crossing_row(event)
    if crossing:
        insert(connection, "crossings", [crossing])
    if _has_areas(connection):
        areas.draw(connection, rows.clean_text(event["doc_id"]))


def _has_areas(connection: sqlite3.Connection) -> bool:
    """Tell whether the schema has outlines by now: events are also drawn again on the way from an older one."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'areas'").fetchone() is not None


def record_failure(connection: sqlite3.Connection, failure: Failure, run: RunNumber) -> None:
    """Note a failure; the same failure again changes nothing."""
    noted = (rows.clean_text(failure.article_id), failure.stage, rows.clean_text(failure.error))
    place = (None, None) if failure.origin is None else (rows.clean_text(failure.origin.file), failure.origin.row)
    known = "SELECT 1 FROM failures WHERE article_id = ? AND stage = ? AND error = ?"
    if not connection.execute(known, noted).fetchone():
        connection.execute(
            "INSERT INTO failures (article_id, stage, error, file, row, run_id) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (article_id, stage) DO UPDATE SET error = excluded.error, file = excluded.file, "
            "row = excluded.row, run_id = excluded.run_id",
            (*noted, *place, run()),
        )


def insert(connection: sqlite3.Connection, table: str, values: Iterable[Values]) -> None:
    """Insert rows; their keys are column names of the code, never of the input."""
    values = list(values)
    if not values:
        return
    columns = list(values[0])
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",
        [[_plain(row[column]) for column in columns] for row in values],
    )


def _update(connection: sqlite3.Connection, table: str, values: Values, *, key: str) -> None:
    columns = [column for column in values if column != key]
    sets = ", ".join(f'"{column}" = ?' for column in columns)
    differs = " OR ".join(f'"{column}" IS NOT ?' for column in columns)
    given = [_plain(values[column]) for column in columns]
    connection.execute(
        f"UPDATE {table} SET {sets} WHERE {key} = ? AND ({differs})", [*given, _plain(values[key]), *given]
    )


def _plain(value: Any) -> Any:
    if value is None or type(value) in (int, float, bool, bytes):
        return value
    if isinstance(value, str):
        return rows.clean_text(value)
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value
