"""The reports of an event: what each says, what they say together, where they differ; and near-copies of articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from geonews.events.merging import Report, conflicts, numbers
from geonews.model import Count
from geonews.store.rows import Row

__all__ = ["REPORT_COLUMNS", "SELECTED", "copies_of", "report_of", "reports_of", "tell"]

#: What ``report_of`` reads, over ``events AS e``.
REPORT_COLUMNS: Final = (
    "event_id", "doc_id", "event_type", "status", "confidence", "date_start", "date_end", "date_basis",
    "time_precision", "count_min", "count_max", "count_unit", "count_rate", "fatalities_min", "fatalities_max",
    "country", "origin_country", "destination_country", "geonameid", "place", "lat", "lon", "admin1", "feature_code",
    "geo_precision", "actor1_country", "actor2_country", "subject_class", "corrected",
)  # fmt: skip
SELECTED: Final = ", ".join(f'e."{column}"' for column in REPORT_COLUMNS)
_DAY: Final = 1
_SHOWN: Final = (
    "event_id", "doc_id", "title", "publisher", "published", "source_url", "evidence", "status", "date_start",
    "date_end", "date_basis", "place", "country", "geo_precision", "count_min", "count_max", "count_text",
    "count_unit", "fatalities_min", "fatalities_max", "confidence", "same_as",
)  # fmt: skip


def report_of(values: Sequence[Any]) -> Report:
    """Return what linking knows of an event, from its row's ``REPORT_COLUMNS``."""
    row = dict(zip(REPORT_COLUMNS, values, strict=False))
    start, end = row["date_start"] or row["date_end"], row["date_end"] or row["date_start"]
    place = row["geonameid"]
    if place is None and row["place"] is not None:
        place = f"{row['place']} {row['lat']} {row['lon']}"
    return Report(
        event_id=row["event_id"],
        article_id=row["doc_id"],
        type=row["event_type"],
        status=row["status"] or "happened",
        confidence=row["confidence"] or 0.0,
        first=None if start is None else _ordinal(start),
        last=None if end is None else _ordinal(end),
        told=row["date_basis"] == "text" and row["time_precision"] == _DAY,
        count=_count(row["count_min"], row["count_max"], row["count_unit"] or "people", row["count_rate"]),
        fatalities=_count(row["fatalities_min"], row["fatalities_max"], "people", None),
        country=row["country"],
        origin=row["origin_country"],
        destination=row["destination_country"],
        place=None if place is None else str(place),
        admin1=row["admin1"],
        feature_code=row["feature_code"],
        precision=row["geo_precision"],
        actors=(row["actor1_country"], row["actor2_country"]),
        subject_class=row["subject_class"],
        corrected=bool(row["corrected"]),
    )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day[:10]).toordinal()


def _count(low: int | None, high: int | None, unit: str, rate: str | None) -> Count | None:
    return None if low is None and high is None else Count(min=low, max=high, text="", unit=unit, rate=rate)


def tell(connection: sqlite3.Connection, group: str) -> None:
    """Write down what the reports of an event say together; nothing where there is one report only."""
    copies = "LEFT JOIN near_copies AS n ON n.doc_id = e.doc_id"
    all_events = f"SELECT {SELECTED}, e.same_as, e.publisher, n.copy_of FROM events AS e {copies}"
    rows = connection.execute(
        f"{all_events} WHERE e.event_id = ?1 AND e.group_id = ?1 UNION ALL "
        f"{all_events} WHERE e.group_id = ?1 AND e.group_id <> e.event_id",
        (group,),
    ).fetchall()
    connection.execute("DELETE FROM event_groups WHERE group_id = ?", (group,))
    if len(rows) < 2:
        return
    told = sorted(rows, key=lambda row: (row[0] != group, row[-3] is not None, report_of(row).rank))
    reports = [(report_of(row), row[-2], row[-1]) for row in told]
    publishers: dict[str, str | None] = {}  # by article, copies under their first
    for report, publisher, copy_of in sorted(reports, key=lambda told: told[2] is not None):
        publishers.setdefault(copy_of or report.article_id, publisher)
    best = reports[0][0]
    differing = {name for report, _, _ in reports for name in conflicts(best, report)}
    connection.execute(
        f"INSERT INTO event_groups (group_id, event_type, n_reports, n_articles, n_sources, count_low, count_best, "
        f"count_high, fatalities_low, fatalities_best, fatalities_high, conflicts) VALUES ({', '.join('?' * 12)})",
        (
            group, best.type, len(reports), len(publishers), len(set(publishers.values())),
            *numbers([report.count for report, _, _ in reports]),
            *numbers([report.fatalities for report, _, _ in reports]),
            " ".join(sorted(differing)) or None,
        ),
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
