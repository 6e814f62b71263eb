"""A filter as indexed SQL; values only ever travel as parameters.

A filter of dates becomes two parts that follow one another in date order: the events that began before the window and
reach into it (an index over how long they last), and those that begin inside it (one over beginnings). So the first
rows come without sorting the rest. Events without a begin are in the first part: they stand at their end.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from geonews.model import Status
from geonews.store.families import Family, types_of_words
from geonews.store.filters import EventFilter, Role, search_terms

__all__ = ["parts", "place_conditions"]

Clause = tuple[str, list[Any]]

_FIRST_DAY: Final = date.min
_LAST_DAY: Final = date.max
#: As in the index ``events_by_reach``: within how many days an event of each class is over; None is any number.
_REACH_DAYS: Final = {1: 7, 2: 92, 3: 366, 4: None}
_REACH: Final = (
    "CASE WHEN date_start IS NULL OR date_end IS NULL THEN 4 "
    "WHEN julianday(date_end) - julianday(date_start) <= 7 THEN 1 "
    "WHEN julianday(date_end) - julianday(date_start) <= 92 THEN 2 "
    "WHEN julianday(date_end) - julianday(date_start) <= 366 THEN 3 ELSE 4 END"
)
_STATUSES: Final = frozenset(Status)
_COLUMNS: Final = {
    Role.WHERE: ("country",),
    Role.ORIGIN: ("origin_country",),
    Role.DESTINATION: ("destination_country",),
    Role.ACTOR: ("actor1_country", "actor2_country"),
    Role.ANY: ("country", "origin_country", "destination_country", "actor1_country", "actor2_country"),
}


def _match(text: str | None) -> str | None:
    terms = search_terms(text)
    return " ".join(f'"{term}"' for term in terms) if terms else None


def _one_of(column: str, values: Sequence[Any]) -> Clause:
    return f"{column} IN ({', '.join('?' * len(values))})", list(values)


def _in_box(rtree: str, bbox: tuple[float, float, float, float]) -> Clause:
    west, south, east, north = bbox
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    query = f"SELECT id FROM {rtree} WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?"
    values = [value for low, high in spans for value in (low, high, south, north)]
    return f"fid IN ({' UNION ALL '.join([query] * len(spans))})", values


def _in_box_or_areas(filter: EventFilter, bbox: tuple[float, float, float, float], e: str) -> Clause:
    """Pass events whose point lies in a box, and those that are drawn as one of the filter's areas."""
    sql, values = _in_box("rtree_events_geom", bbox)
    if not filter.areas:
        return f"{e}.{sql}", values
    drawn_as = (  # as in the view event_areas
        f"ifnull((SELECT p.key FROM areas AS p WHERE p.key = {e}.country || '/' || {e}.admin1 "
        f"AND ({e}.geo_precision = 2 OR {e}.feature_code LIKE 'ADM%')), {e}.country)"
    )
    no_point = f"({e}.geo_precision IS NOT 1 OR {e}.lon IS NULL OR {e}.lat IS NULL)"
    within = f"{no_point} AND {drawn_as} IN (SELECT value FROM json_each(?))"
    return f"({e}.{sql} OR ({within}))", [*values, json.dumps(filter.areas)]


def _in_countries(filter: EventFilter, window: tuple[date, date] | None) -> Clause:
    columns = _COLUMNS[filter.role]
    if len(columns) == 1:
        return _one_of(f"e.{columns[0]}", filter.countries)
    marks = ", ".join("?" * len(filter.countries))
    bounds, days = "", []
    if window:
        bounds = " AND ifnull(date_start, '') >= ? AND ifnull(date_start, '') <= ?"
        days = [day.isoformat() for day in window]
    queries = [f"SELECT fid FROM events WHERE {column} IN ({marks}){bounds}" for column in columns]
    return f"e.fid IN ({' UNION ALL '.join(queries)})", [*filter.countries, *days] * len(columns)


def _in_countries_by_row(filter: EventFilter, alias: str) -> Clause:
    """Return the same condition for few rows at hand: asked of each row, not of an index."""
    clauses = [_one_of(f"{alias}.{column}", filter.countries) for column in _COLUMNS[filter.role]]
    return f"({' OR '.join(sql for sql, _ in clauses)})", [value for _, values in clauses for value in values]


def _conditions(filter: EventFilter, *, at_hand: bool = False) -> list[Clause]:
    """Everything but dates and countries, over ``events AS e``.

    With ``at_hand`` the categories are asked of rows that something better has found: SQLite's unary plus keeps it
    from walking a quarter of the table for one type.
    """
    category = "+e" if at_hand else "e"
    return [*_of_a_row(filter, "e", category), *([_once(filter)] if filter.once else [])]


def _of_a_row(filter: EventFilter, e: str, category: str) -> list[Clause]:
    """Return what is asked of a row for itself, but for dates and countries.

    ``e`` and ``category`` are how the table and, in it, the categories are named, with a plus where no index is to be
    walked for them.
    """
    found: list[Clause] = [(f"{e}.retracted IS NOT 1 AND {e}.same_as IS NULL", [])]
    if filter.ids:
        found.append((f"{e}.event_id IN (SELECT value FROM json_each(?))", [json.dumps(filter.ids)]))
    for column, wanted in (("event_type", filter.types), ("mode", filter.modes), ("publisher", filter.sources)):
        if wanted:
            found.append(_one_of(f"{category}.{column}", wanted))
    if filter.family is not None:
        sql, values = _one_of(f"{category}.event_type", types_of_words())
        found.append((sql if filter.family is Family.WORDS else f"NOT {sql}", values))
    if filter.without_types:
        sql, values = _one_of(f"{category}.event_type", filter.without_types)
        found.append((f"NOT {sql}", values))
    if filter.statuses and set(filter.statuses) != _STATUSES:
        found.append(_one_of(f"{category}.status", filter.statuses))
        if Status.HAPPENED not in filter.statuses:
            found.append((f"{category}.status <> 'happened'", []))  # said so that the partial index may be used
    if filter.no_copies:
        found.append((f"NOT EXISTS (SELECT 1 FROM near_copies WHERE doc_id = {e}.doc_id AND copy_of NOT NULL)", []))
    if filter.run is not None:
        found.append((f"{e}.doc_id IN (SELECT doc_id FROM articles WHERE run_id = ?)", [filter.run]))
    if filter.min_confidence:
        found.append((f"{e}.confidence >= ?", [filter.min_confidence]))
    if filter.bbox:
        found.append(_in_box_or_areas(filter, filter.bbox, e))
    match = _match(filter.text)
    if match:
        found.append(
            (
                f"{e}.fid IN (SELECT rowid FROM event_words WHERE event_words MATCH ? UNION ALL "
                "SELECT w.fid FROM article_words AS a JOIN articles ON articles.fid = a.rowid "
                "JOIN events AS w ON w.doc_id = articles.doc_id WHERE article_words MATCH ?)",
                [match, match],
            )
        )
    return found


def _once(filter: EventFilter) -> Clause:
    """Let of the reports of one event that pass only the best through: the one that stands for it, else the surest."""
    stands = "e.group_id IS NULL OR e.group_id = e.event_id"
    others = replace(filter, once=False)
    if others == EventFilter(open_intervals=filter.open_intervals):  # the one that stands passes then, too
        return f"({stands})", []
    asked = _of_a_row(others, "+o", "+o")
    if filter.date_from is not None or filter.date_to is not None:
        asked.append(_in_window_by_row(filter, "+o"))
    if filter.countries:
        asked.append(_in_countries_by_row(filter, "+o"))
    passes, values = _join(asked)
    return (
        f"({stands} OR NOT EXISTS (SELECT 1 FROM events AS o WHERE o.event_id = e.group_id AND {passes}) "
        "AND NOT EXISTS (SELECT 1 FROM events AS o WHERE o.group_id = e.group_id AND o.group_id <> o.event_id "
        f"AND (ifnull(o.confidence, 0), e.event_id) > (ifnull(e.confidence, 0), o.event_id) AND {passes}))",
        [*values, *values],
    )


def _in_window_by_row(filter: EventFilter, alias: str) -> Clause:
    """Return the condition of the two parts by date together, asked of a row at hand."""
    begin, end = (filter.date_from or _FIRST_DAY).isoformat(), (filter.date_to or _LAST_DAY).isoformat()
    start, last = f"{alias}.date_start", f"{alias}.date_end"
    first = f"ifnull({start}, '')"
    inside, days = f"{first} >= ? AND {first} <= ?", [begin, end]
    if filter.open_intervals:
        reaching = f"{last} IS NOT {start} AND {first} < ? AND ({last} >= ? OR {last} IS NULL)"
        return f"({inside} OR {reaching})", [*days, begin, begin]
    reaching = f"{start} < ? AND {last} >= ? OR {start} IS NULL AND {last} >= ? AND {last} <= ?"
    return f"({inside} OR {reaching})", [*days, begin, begin, begin, end]


def _join(clauses: Sequence[Clause]) -> Clause:
    return " AND ".join(sql for sql, _ in clauses), [value for _, values in clauses for value in values]


def parts(filter: EventFilter) -> list[Clause]:
    """Return the conditions over ``events AS e``; the parts are disjoint and follow one another by date."""
    if filter.date_from is None and filter.date_to is None:
        return [_join([*_conditions(filter), *([_in_countries(filter, None)] if filter.countries else [])])]
    begin, end = filter.date_from or _FIRST_DAY, filter.date_to or _LAST_DAY
    inside = (
        "ifnull(e.date_start, '') >= ? AND ifnull(e.date_start, '') <= ?",
        [begin.isoformat(), end.isoformat()],
    )
    before = [*_conditions(filter, at_hand=True), _reaching_into(begin, end, open_intervals=filter.open_intervals)]
    within = [*_conditions(filter), inside]
    if filter.countries:
        before.append(_in_countries_by_row(filter, "+e"))
        within.append(_in_countries(filter, (begin, end)))
    return [_join(before), _join(within)]


def _reaching_into(begin: date, end: date, *, open_intervals: bool) -> Clause:
    """Return the events that began before a day and were not over on it: near ones by class, long ones all.

    Open intervals are among the long ones. Those without a begin are in if they end inside of the window, those without
    an end are not; with ``open_intervals`` both are in as far as their known end lets them.
    """
    day, queries, values = begin.isoformat(), [], []
    for reach, days in _REACH_DAYS.items():
        earliest = date.fromordinal(max(1, begin.toordinal() - days)).isoformat() if days else ""
        among = f"SELECT fid FROM events WHERE date_end IS NOT date_start AND {_REACH} = {reach} "
        if days is not None or open_intervals:
            queries.append(
                f"{among} AND ifnull(date_start, '') >= ? AND ifnull(date_start, '') < ? "
                "AND (date_end >= ? OR date_end IS NULL)"
            )
            values += [earliest, day, day]
            continue
        queries.append(f"{among} AND ifnull(date_start, '') > '' AND ifnull(date_start, '') < ? AND date_end >= ?")
        queries.append(f"{among} AND ifnull(date_start, '') = '' AND date_end >= ? AND date_end <= ?")
        values += [day, day, day, end.isoformat()]
    return f"e.fid IN ({' UNION ALL '.join(queries)})", values


def place_conditions(filter: EventFilter) -> tuple[Clause, Clause]:
    """Return the conditions over ``places AS p`` and over the articles ``a`` that mention them.

    The box and the countries (``any`` and ``where``) choose the places, the dates the articles' day of publication,
    text and sources the articles; any other part keeps articles that report a matching event.
    """
    of_place: list[Clause] = [("p.fid IS NOT NULL", [])]
    of_article: list[Clause] = [("a.fid IS NOT NULL", [])]
    by_place = filter.role in (Role.ANY, Role.WHERE)
    if filter.bbox:
        sql, values = _in_box("rtree_places_geom", filter.bbox)
        of_place.append((f"p.{sql}", values))
    if filter.countries and by_place:
        of_place.append(_one_of("p.iso_a3", filter.countries))
    if filter.date_from:
        of_article.append(("a.published >= ?", [filter.date_from.isoformat()]))
    if filter.date_to:
        of_article.append(("a.published < ?", [filter.date_to.isoformat() + "U"]))  # after any time of that day
    if filter.sources:
        of_article.append(_one_of("a.source", filter.sources))
    if filter.no_copies:
        of_article.append(("a.doc_id NOT IN (SELECT doc_id FROM near_copies WHERE copy_of NOT NULL)", []))
    if filter.run is not None:
        of_article.append(("a.run_id = ?", [filter.run]))
    match = _match(filter.text)
    if match:
        of_article.append(("a.fid IN (SELECT rowid FROM article_words WHERE article_words MATCH ?)", [match]))
    about_kinds = filter.family or filter.types or filter.without_types or filter.modes
    about_events = about_kinds or filter.ids or filter.min_confidence or filter.once
    some_statuses = filter.statuses and set(filter.statuses) != _STATUSES
    if about_events or some_statuses or (filter.countries and not by_place):
        queries = [(f"SELECT e.doc_id FROM events AS e WHERE {sql}", values) for sql, values in parts(filter)]
        of_article.append(
            (
                f"a.doc_id IN ({' UNION ALL '.join(sql for sql, _ in queries)})",
                [value for _, values in queries for value in values],
            )
        )
    return _join(of_place), _join(of_article)
