"""Corrections: what people say of an event overrides what the coder said, until they take it back.

A correction names a field and gives its columns new values. The events table always shows the corrected values, so
that filters, maps and other programs see them; what the coder said is kept aside. When an article is read again, by
the same coder or a better one, its corrections are laid over the new events: by event id or, where that has changed,
by type and place in the text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from geonews.errors import StoreError
from geonews.store.correctable import checked
from geonews.store.links import Links
from geonews.store.rows import Codes, Row, timestamp
from geonews.store.writes import replace_event

__all__ = ["correct", "merged_into", "reapply", "undo"]


def correct(
    connection: sqlite3.Connection,
    event_id: str,
    field: str,
    values: Mapping[str, Any],
    *,
    who: str,
    reason: str | None,
    codes: Codes,
) -> int:
    """Record a correction and apply it, inside the caller's transaction.

    Parameters
    ----------
    event_id
        Of an event in the store.
    field
        A key of ``correctable.FIELDS``.
    values
        New values by column; None is "unknown".
    who
        A name.
    reason
        Why, in a few words.
    codes
        The ontology's codes, for a corrected type.

    Returns
    -------
    int
        The correction's number.

    Raises
    ------
    StoreError
        If the event, the field or a column is unknown, nobody signs, or the other event of ``same_as`` is not there.
    """
    event = _current(connection, event_id)
    if event is None:
        raise StoreError(f"expected the id of an event in the store, got {event_id!r}; look it up in the events")
    new = checked(field, values)
    if not who.strip():
        raise StoreError(f"expected the name of who corrects, got {who!r}; give one")
    if new.get("same_as") is not None:
        _check_merge(connection, event, new["same_as"])
    links = Links(connection)
    links.leave([event_id])
    old = {column: event[column] for column in new}
    connection.execute(
        "INSERT OR IGNORE INTO coded_events VALUES (?, ?)", (event_id, json.dumps(event, ensure_ascii=False))
    )
    cursor = connection.execute(
        "INSERT INTO corrections (event_id, doc_id, event_type, trigger_start, char_start, field, old, new, reason, "
        "who, made) SELECT event_id, doc_id, json_extract(record, '$.event_type'), ?, ?, ?, ?, ?, ?, ?, ? "
        "FROM events JOIN coded_events USING (event_id) WHERE event_id = ?",
        (
            event["trigger_start"],
            event["char_start"],
            field,
            json.dumps(old, ensure_ascii=False),
            json.dumps(new, ensure_ascii=False),
            reason,
            who.strip(),
            timestamp(),
            event_id,
        ),
    )
    _overlay(connection, event_id, codes)
    links.settle([event_id])
    return int(cursor.lastrowid or 0)


def _check_merge(connection: sqlite3.Connection, event: Row, other: str) -> None:
    found = connection.execute("SELECT event_id, same_as FROM events WHERE event_id = ?", (other,)).fetchone()
    if found is None or found[0] == event["event_id"] or found[1] is not None:
        raise StoreError(f"expected another event that is not itself merged, got {other!r}; choose the event to keep")


def undo(connection: sqlite3.Connection, correction: int, *, who: str, codes: Codes) -> None:
    """Take a correction back, inside the caller's transaction; later corrections stay.

    Raises
    ------
    StoreError
        If there is no such correction in force.
    """
    row = connection.execute(
        "UPDATE corrections SET undone = ?, undone_by = ? WHERE fid = ? AND undone IS NULL RETURNING event_id",
        (timestamp(), who, correction),
    ).fetchone()
    if row is None:
        raise StoreError(f"expected the number of a correction in force, got {correction!r}; list the corrections")
    links = Links(connection)
    links.leave([row[0]])
    _overlay(connection, row[0], codes)
    links.settle([row[0]])


def merged_into(connection: sqlite3.Connection, doc_id: str) -> list[tuple[Any, ...]]:
    """Return the article's events that others are merged into, as ``reapply`` finds them again."""
    return connection.execute(
        "SELECT DISTINCT t.event_id, t.event_type, t.trigger_start, t.char_start FROM events AS e "
        "JOIN events AS t ON t.event_id = e.same_as WHERE e.same_as IS NOT NULL AND t.doc_id = ?",
        (doc_id,),
    ).fetchall()


def reapply(
    connection: sqlite3.Connection, doc_id: str, codes: Codes, targets: Iterable[tuple[Any, ...]] = ()
) -> set[str]:
    """Lay an article's corrections over its events as they have just been written.

    Parameters
    ----------
    targets
        What ``merged_into`` returned before they were written; events merged into one that has another id now follow.

    Returns
    -------
    set of str
        Events of other articles that were merged into one of this article.
    """
    corrected, followers = set(), set()
    for event_id, event_type, trigger_start, char_start in targets:
        target = _find(connection, doc_id, event_id, event_type, trigger_start, char_start)
        if target is not None and target != event_id:
            moved = connection.execute(
                "UPDATE corrections SET new = json_set(new, '$.same_as', ?2) "
                "WHERE field = 'same_as' AND json_extract(new, '$.same_as') = ?1 RETURNING event_id",
                (event_id, target),
            )
            followers |= {key for (key,) in moved.fetchall()}
    query = (
        "SELECT fid, event_id, event_type, trigger_start, char_start FROM corrections "
        "WHERE doc_id = ? AND undone IS NULL ORDER BY fid"
    )
    for number, event_id, event_type, trigger_start, char_start in connection.execute(query, (doc_id,)).fetchall():
        target = _find(connection, doc_id, event_id, event_type, trigger_start, char_start)
        if target is None:
            continue
        if target != event_id:
            connection.execute("UPDATE corrections SET event_id = ? WHERE fid = ?", (target, number))
        corrected.add(target)
    for event_id in sorted(corrected | followers):
        _overlay(connection, event_id, codes)
    return followers


def _find(
    connection: sqlite3.Connection,
    doc_id: str,
    event_id: str,
    event_type: str,
    trigger_start: int | None,
    char_start: int | None,
) -> str | None:
    """Return the id of the event that a correction was made for, None where the coder no longer sees it."""
    row = connection.execute("SELECT event_id FROM events WHERE event_id = ?", (event_id,)).fetchone()
    if row:
        return str(row[0])
    for condition, value in (("trigger_start", trigger_start), ("char_start", char_start)):
        rows = connection.execute(
            f"SELECT event_id FROM events WHERE doc_id = ? AND event_type = ? AND {condition} = ?",
            (doc_id, event_type, value),
        ).fetchall()
        if len(rows) == 1:
            return str(rows[0][0])
    return None


def _overlay(connection: sqlite3.Connection, event_id: str, codes: Codes) -> None:
    """Recompute an event from what the coder said and the corrections in force."""
    row = connection.execute("SELECT record FROM coded_events WHERE event_id = ?", (event_id,)).fetchone()
    coded = json.loads(row[0]) if row else _current(connection, event_id)
    if coded is None:
        return
    if row is None:
        connection.execute("INSERT INTO coded_events VALUES (?, ?)", (event_id, json.dumps(coded, ensure_ascii=False)))
    event, changes = dict(coded), 0
    for field, new in connection.execute(
        "SELECT field, new FROM corrections WHERE event_id = ? AND undone IS NULL ORDER BY fid", (event_id,)
    ).fetchall():
        event.update(json.loads(new))
        changes += 1
        if field == "type":
            event.update(codes(event["event_type"], event["mode"]))
    event["corrected"] = int(changes > 0)
    replace_event(connection, event)
    if not changes:
        connection.execute("DELETE FROM coded_events WHERE event_id = ?", (event_id,))


def _current(connection: sqlite3.Connection, event_id: str) -> Row | None:
    cursor = connection.execute("SELECT * FROM events WHERE event_id = ?", (event_id,))
    row = cursor.fetchone()
    if row is None:
        return None
    names = [column[0] for column in cursor.description]
    return {name: value for name, value in zip(names, row, strict=True) if name not in ("fid", "geom", "group_id")}
