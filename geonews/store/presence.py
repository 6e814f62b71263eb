"""Whether an article's rows still are what was written: other programs edit a GeoPackage, too."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Final

from geonews.store import rows

__all__ = ["is_as_written", "is_drawn"]

Values = Mapping[str, Any]
#: What links and people add to an event after it was written.
_OVERLAID: Final = frozenset({"geom", "fid", "group_id", "corrected", "retracted", "same_as", "split"})


def is_as_written(
    connection: sqlite3.Connection, doc_id: str, mentions: Iterable[Values], events: Iterable[Values]
) -> bool:
    """Say whether the store holds just these mentions and events of an article, corrections of people apart.

    Parameters
    ----------
    doc_id
        The article.
    mentions, events
        Rows as they would be written.
    """
    events = list(events)
    return _mentions(connection, doc_id, list(mentions)) and _events(connection, doc_id, events)


def _mentions(connection: sqlite3.Connection, doc_id: str, wanted: list[Values]) -> bool:
    if not wanted:
        return connection.execute("SELECT 1 FROM mentions WHERE doc_id = ?", (doc_id,)).fetchone() is None
    columns = list(wanted[0])
    names = ", ".join(f'"{column}"' for column in columns)
    found = connection.execute(f"SELECT {names} FROM mentions WHERE doc_id = ? ORDER BY fid", (doc_id,)).fetchall()
    return [tuple(_plain(row[column]) for column in columns) for row in wanted] == found


def _events(connection: sqlite3.Connection, doc_id: str, wanted: list[Values]) -> bool:
    cursor = connection.execute(
        "SELECT e.*, c.record FROM events AS e LEFT JOIN coded_events AS c ON c.event_id = e.event_id "
        "WHERE e.doc_id = ?",
        (doc_id,),
    )
    names = [column[0] for column in cursor.description[:-1]]
    found: dict[Any, tuple[Values, Values, bool]] = {}
    for *values, record in cursor.fetchall():
        shown = dict(zip(names, values, strict=True))
        row = dict(shown)
        if record is not None:
            row |= {column: value for column, value in json.loads(record).items() if column in row}
        found[row["event_id"]] = (row, shown, record is not None)
    if len(found) != len(wanted):
        return False
    for event in wanted:
        known = found.get(_plain(event["event_id"]))
        if known is None:
            return False
        coded, stands, is_corrected = known
        if any(coded[column] != _plain(value) for column, value in event.items() if column not in _OVERLAID):
            return False
        if not is_corrected and not is_drawn(connection, stands, event):
            return False
    return True


def is_drawn(connection: sqlite3.Connection, shown: Values, event: Values) -> bool:
    """Say whether an event's point and its crossing are those that its row makes."""
    point = rows.event_geometry(event)
    if (shown["geom"] is None) != (point is None) or (point is not None and shown["geom"] != point):
        return False
    wanted = rows.crossing_row(event)
    cursor = connection.execute("SELECT * FROM crossings WHERE event_id = ?", (_plain(event["event_id"]),))
    names = [column[0] for column in cursor.description]
    found = cursor.fetchone()
    if wanted is None or found is None:
        return wanted is None and found is None
    crossing = dict(zip(names, found, strict=True))
    return all(crossing[column] == _plain(value) for column, value in wanted.items())


def _plain(value: Any) -> Any:
    """Return a value as SQLite gives it back."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return rows.clean_text(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
