"""Who else reports an event, where the reports differ, and which articles repeat one nearly word for word."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from geonews.events.merging import conflicts
from geonews.store.links import REPORT_COLUMNS, report_of
from geonews.store.rows import Row

__all__ = ["copies_of", "reports_of"]

_SHOWN: Final = (
    "event_id", "doc_id", "title", "publisher", "published", "source_url", "evidence", "status", "date_start",
    "date_end", "date_basis", "place", "country", "geo_precision", "count_min", "count_max", "count_text",
    "count_unit", "fatalities_min", "fatalities_max", "confidence", "same_as",
)  # fmt: skip


def reports_of(connection: sqlite3.Connection, event_id: str) -> list[Row]:
    """Return the other reports of an event; see ``Reader.reports``."""
    selected = ", ".join(f'e."{name}"' for name in (*REPORT_COLUMNS, *_SHOWN))
    source = f"SELECT {selected}, e.group_id, n.copy_of FROM events AS e LEFT JOIN near_copies AS n USING (doc_id)"
    group = "(SELECT group_id FROM events WHERE event_id = ?1)"
    rows = connection.execute(
        f"{source} WHERE e.event_id = {group} UNION ALL "
        f"{source} WHERE e.group_id = {group} AND e.group_id <> e.event_id",
        (event_id,),
    ).fetchall()
    told = sorted(((report_of(row), row[len(REPORT_COLUMNS) :]) for row in rows), key=lambda pair: pair[0].rank)
    mine = next((report for report, _ in told if report.event_id == event_id), None)
    if mine is None:
        return []
    found = []
    for report, values in told:
        row: dict[str, Any] = dict(zip((*_SHOWN, "group_id", "copy_of"), values, strict=True))
        row["stands"] = row.pop("group_id") == report.event_id
        row["merged"] = row.pop("same_as") is not None
        row["differs"] = conflicts(mine, report)
        if report is not mine:
            found.append(row)
    return sorted(found, key=lambda row: (not row["stands"], row["merged"]))


def copies_of(connection: sqlite3.Connection, doc_id: str) -> list[Row]:
    """Return the near-copies of an article; see ``Reader.copies``."""
    names = ("doc_id", "title", "publisher", "published", "url", "similarity", "is_first")
    rows = connection.execute(
        "SELECT a.doc_id, a.title, a.source, a.published, a.url, n.similarity, n.copy_of IS NULL "
        "FROM near_copies AS n JOIN articles AS a ON a.doc_id = n.doc_id WHERE a.doc_id <> ?1 AND ("
        "n.copy_of = (SELECT ifnull(copy_of, doc_id) FROM near_copies WHERE doc_id = ?1) OR "
        "n.doc_id = (SELECT copy_of FROM near_copies WHERE doc_id = ?1)) "
        "ORDER BY n.copy_of NOT NULL, a.published, a.doc_id",
        (doc_id,),
    )
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for row in found:
        row["is_first"] = bool(row["is_first"])
    return found
