"""What an article was read as, run by run: the present reading stands in the tables, earlier ones are kept aside.

A run that reads an article again leaves a row; where it read something else than before, the row keeps what was there.
So what an article was read as after any run is the present reading, or the one that the next change replaced.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from geonews.store.correctable import FIELDS

__all__ = ["Reading", "coded", "note", "present", "read_again"]

Reading = dict[str, list[dict[str, Any]]]

_WHOLE: Final = ("event_id", "sentence", "char_start", "char_end", "evidence", "trigger_start", "rule_id", "confidence")
_SAID: Final = tuple(
    column
    for field, columns in FIELDS.items()
    for column in columns
    if field not in ("not_an_event", "same_as", "split")
)
_ACTORS: Final = ("actor1", "actor1_country", "actor2", "actor2_country", "subject", "subject_class")
_EVENT: Final = (*_WHOLE, *_SAID, *_ACTORS)
_TOPONYM: Final = ("char_start", "char_end", "text", "kind", "place_id", "name", "country")
#: Walks the index of articles, so that no list of them is made; the plus keeps SQLite from walking that of runs.
_READ_AGAIN: Final = "SELECT DISTINCT doc_id FROM readings WHERE +run_id > ? AND +run_id <= ? ORDER BY doc_id"


def present(connection: sqlite3.Connection, doc_id: str) -> Reading:
    """Return what an article is read as now: its events as the coder sees them, without corrections, and toponyms."""
    selected = ", ".join(f"e.{column}" for column in _EVENT)
    events = []
    for *values, coded in connection.execute(
        f"SELECT {selected}, c.record FROM events AS e LEFT JOIN coded_events AS c ON c.event_id = e.event_id "
        "WHERE e.doc_id = ? ORDER BY e.char_start, e.trigger_start, e.event_id",
        (doc_id,),
    ):
        event = dict(zip(_EVENT, values, strict=True))
        if coded is not None:
            record = json.loads(coded)
            event = {column: record.get(column) for column in _EVENT}
        events.append(event)
    toponyms = connection.execute(
        "SELECT m.char_start, m.char_end, m.text, m.kind, m.place_id, p.name, p.country FROM mentions AS m "
        "LEFT JOIN places AS p ON p.place_id = m.place_id WHERE m.doc_id = ? ORDER BY m.char_start, m.fid",
        (doc_id,),
    )
    return {"events": events, "toponyms": [dict(zip(_TOPONYM, row, strict=True)) for row in toponyms]}


def coded(connection: sqlite3.Connection, event_id: str) -> dict[str, Any] | None:
    """Return what the coder says of an event; see ``Reader.coded``."""
    row = connection.execute("SELECT record FROM coded_events WHERE event_id = ?", (event_id,)).fetchone()
    if row is not None:
        record: dict[str, Any] = json.loads(row[0])
        return record
    cursor = connection.execute("SELECT * FROM events WHERE event_id = ?", (event_id,))
    names = [column[0] for column in cursor.description]
    found = cursor.fetchone()
    return None if found is None else dict(zip(names, found, strict=True))


def note(connection: sqlite3.Connection, doc_id: str, run: int, before: Reading | None) -> None:
    """Note that a run has read an article again, before what it says is written.

    Parameters
    ----------
    before
        What it was read as, None where that is what it is read as now.
    """
    kept = None if before is None else json.dumps(before, ensure_ascii=False, separators=(",", ":"))
    connection.execute(
        "INSERT INTO readings (doc_id, run_id, before_run, before) "
        "SELECT doc_id, ?2, run_id, ?3 FROM articles WHERE doc_id = ?1 "
        "ON CONFLICT (run_id, doc_id) DO UPDATE SET before = ifnull(before, excluded.before)",
        (doc_id, run, kept),
    )


def read_again(connection: sqlite3.Connection, first: int, second: int) -> Iterator[tuple[str, Reading, Reading]]:
    """Yield the articles that were there after one run and read again up to another, as they were read then and then.

    Parameters
    ----------
    first, second
        Numbers of runs, the earlier first.
    """
    doc_ids = connection.execute(_READ_AGAIN, (first, second))
    for (doc_id,) in doc_ids:
        if _first_run(connection, doc_id) <= first:
            yield doc_id, _after(connection, doc_id, first), _after(connection, doc_id, second)


def _first_run(connection: sqlite3.Connection, doc_id: str) -> int:
    """Return the run that stored an article; 0 where it was stored outside of any."""
    (run,) = connection.execute(
        "SELECT ifnull((SELECT min(ifnull(before_run, 0)) FROM readings WHERE doc_id = ?1), "
        "(SELECT ifnull(run_id, 0) FROM articles WHERE doc_id = ?1))",
        (doc_id,),
    ).fetchone()
    return int(run)


def _after(connection: sqlite3.Connection, doc_id: str, run: int) -> Reading:
    row = connection.execute(
        "SELECT before FROM readings WHERE doc_id = ? AND run_id > ? AND before NOT NULL ORDER BY run_id LIMIT 1",
        (doc_id, run),
    ).fetchone()
    if row is None:
        return present(connection, doc_id)
    reading: Reading = json.loads(row[0])
    return reading
