"""Linking the reports of one event as they are stored, found through indexes, never by a scan.

An event that comes, changes or goes is settled by its rank among its neighbours (see ``events.merging``): it joins a
better report or stands for its event itself; only those later in rank that this concerns are settled again. So the
groups are at every moment what ``merging.link`` makes of all events at once, whatever the order of their arrival.

A person's word stands above it: an event that is told again in another one goes where that is, one that is split
stands alone.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from geonews.events.merging import LONG_DAYS, SLACK_DAYS, Report, home_of, link, same_event
from geonews.store.reports import SELECTED, report_of, tell
from geonews.store.rows import CROSSING_TYPE

__all__ = ["Links", "link_all"]

#: What is linked by what it says, not by what a person says.
_OPEN: Final = "e.retracted IS NOT 1 AND e.same_as IS NULL AND e.split IS NOT 1"
_REPORTS: Final = f"SELECT {SELECTED}, e.group_id FROM events AS e"
_FIRST, _LAST = "ifnull(e.date_start, e.date_end)", "ifnull(e.date_end, e.date_start)"
#: The events that a new one may be linked with, said as the partial indexes say it: by whether it is a crossing, and
#: whether only those are asked for that stand for an event. The plus signs keep SQLite from planning anew
#: for each value.
_KEYS: Final = {
    True: f"e.event_type = '{CROSSING_TYPE}' AND e.origin_country IS +?1 AND e.destination_country IS +?2",
    False: f"e.event_type <> '{CROSSING_TYPE}' AND e.event_type = +?1 AND e.country IS +?2",
}
_WHICH: Final = {
    True: f"e.group_id IS NOT NULL AND {_OPEN} AND e.event_id <> ?3 AND e.group_id = e.event_id",
    False: f"e.group_id IS NOT NULL AND {_OPEN} AND e.event_id <> ?3",
}
#: With the first day from ?4 to ?5 and the last from ?6; with ?7 in any town, else of those in towns only in ?8.
_NEAR: Final = {
    (crossing, standing): f"{_REPORTS} WHERE {key} AND {which} AND {_FIRST} BETWEEN ?4 AND ?5 AND {_LAST} >= ?6 "
    "AND (?7 OR e.geo_precision IS NOT 1 OR e.geonameid IS +?8)"
    for crossing, key in _KEYS.items()
    for standing, which in _WHICH.items()
}
#: Of the type ?6, begun before ?4 and not over on ?5.
_NEAR_LONG: Final = {
    (crossing, standing): f"{_REPORTS} WHERE {key} AND e.event_type = +?6 AND {which} "
    "AND julianday(e.date_end) - julianday(e.date_start) > 10 AND (e.count_min IS NOT NULL OR e.count_max IS NOT NULL) "
    "AND e.date_start < ?4 AND e.date_end >= ?5"
    for crossing, key in _KEYS.items()
    for standing, which in _WHICH.items()
}
_TOLD_BY_PEOPLE: Final = (
    "SELECT event_id, same_as FROM events WHERE same_as IS NOT NULL UNION ALL "
    "SELECT event_id, NULL FROM events WHERE split = 1 AND same_as IS NULL"
)
_TOWN: Final = 1


def _day(ordinal: int) -> str:
    return date.fromordinal(min(max(1, ordinal), date.max.toordinal())).isoformat()


class Links:
    """Keeps the groups right while events are written, inside the caller's transaction.

    Call ``leave`` before events change or vanish, and ``settle`` with those that are there afterwards.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._forget()

    def _forget(self) -> None:
        self._waiting: set[str] = set()
        self._changed: set[str] = set()
        self._touched: set[str] = set()
        self._known: dict[str, Report] = {}
        self._group: dict[str, str | None] = {}
        self._articles: dict[str, list[Report]] = {}

    def leave(self, ids: Iterable[str]) -> None:
        """Take events out of their groups; who depended on them is settled later."""
        for event_id in ids:
            found = self._ask("SELECT group_id, doc_id FROM events AS e WHERE event_id = ?", event_id)
            if not found or found[0][0] is None:
                continue
            group, doc_id = found[0]
            if group == event_id:
                self._waiting |= self._members(event_id)
            self._waiting |= {key for (key,) in self._ask("SELECT event_id FROM events WHERE doc_id = ?", doc_id)}
            self._move(event_id, group, None)

    def settle(self, ids: Iterable[str]) -> None:
        """Link these events, and those that were left behind."""
        concerned = self._waiting | set(ids)
        queue = [(report.rank, report) for report in self._reports(concerned)]
        queued = {report.event_id for _, report in queue}
        heapq.heapify(queue)
        while queue:
            _, report = heapq.heappop(queue)
            for other in self._settle(report):
                if other.event_id not in queued:
                    queued.add(other.event_id)
                    heapq.heappush(queue, (other.rank, other))
        self._follow(concerned)
        for group in sorted(self._touched):
            tell(self._connection, group)
        self._forget()

    def _settle(self, report: Report) -> list[Report]:
        """Find a report's home; return the later ones that this concerns."""
        before, rank = self._group[report.event_id], report.rank
        siblings = self._siblings(report.article_id)
        taken = {self._group[sibling.event_id] for sibling in siblings if sibling.rank < rank}
        home = home_of(report, self._near(report, standing=True), lambda other: other.event_id in taken) or report
        if home.event_id == before:
            return []
        concerned = list(siblings)
        if before == report.event_id:
            concerned += self._reports(self._members(before))
        if home is report:
            concerned += [other for other in self._near(report, standing=False) if same_event(report, other)]
        self._move(report.event_id, before, home.event_id)
        return [other for other in concerned if other.rank > rank]

    def _siblings(self, article_id: str) -> list[Report]:
        """Return an article's events that are linked by what they say."""
        if article_id not in self._articles:
            self._articles[article_id] = self._take(self._ask(f"{_REPORTS} WHERE e.doc_id = ? AND {_OPEN}", article_id))
        return self._articles[article_id]

    def _near(self, report: Report, *, standing: bool) -> list[Report]:
        """Return linked events of the same key and about the same days; with ``standing`` those that stand for one."""
        if report.first is None or report.last is None:
            return []
        crossing = report.type == CROSSING_TYPE
        key = (report.origin, report.destination) if crossing else (report.type, report.country)
        begin, end = report.first - SLACK_DAYS, report.last + SLACK_DAYS
        earliest = _day(begin - LONG_DAYS)
        town = int(report.place) if report.place and report.place.isdecimal() else None
        anywhere = crossing or report.precision != _TOWN
        found = self._ask(
            _NEAR[crossing, standing], *key, report.event_id, earliest, _day(end), _day(begin), anywhere, town
        )
        if report.count is not None:
            found += self._ask(
                _NEAR_LONG[crossing, standing], *key, report.event_id, earliest, _day(begin), report.type
            )
        return self._take(found)

    def _reports(self, ids: Iterable[str]) -> list[Report]:
        """Return those of the events that are linked by what they say."""
        return self._take(
            self._ask(
                f"{_REPORTS} WHERE e.event_id IN (SELECT value FROM json_each(?)) AND {_OPEN}", json.dumps(list(ids))
            )
        )

    def _take(self, rows: Iterable[tuple[Any, ...]]) -> list[Report]:
        """Read rows of ``_REPORTS``, each event once; their groups are kept up to date here."""
        found = []
        for row in rows:
            event_id = row[0]
            if event_id not in self._known:
                self._known[event_id] = report_of(row)
                self._group[event_id] = row[-1]
            found.append(self._known[event_id])
        return found

    def _members(self, group: str) -> set[str]:
        rows = self._ask("SELECT event_id FROM events WHERE group_id = ? AND group_id <> event_id", group)
        return {event_id for (event_id,) in rows}

    def _move(self, event_id: str, before: str | None, group: str | None) -> None:
        self._connection.execute("UPDATE events SET group_id = ? WHERE event_id = ?", (group, event_id))
        self._group[event_id] = group
        self._changed.add(event_id)
        # An event that comes alone changes nothing that reports say together.
        self._touched |= {name for name in (before, None if group == event_id else group) if name is not None}
        if before is not None and group is not None:
            self._touched.add(group)

    def _follow(self, ids: set[str]) -> None:
        """Put events that a person merged where the other one is, and those that were split alone."""
        told: dict[str, str | None] = dict(self._ask(_TOLD_BY_PEOPLE))
        waiting = sorted(key for key, other in told.items() if key in ids or other in self._changed)
        while waiting:
            event_id = waiting.pop()
            ((before, retracted),) = self._ask("SELECT group_id, retracted FROM events WHERE event_id = ?", event_id)
            found = self._ask("SELECT group_id FROM events WHERE event_id = ?", told[event_id])
            group = None if retracted else (found[0][0] if found else None) or event_id
            if group != before:
                self._move(event_id, before, group)
                self._touched.add(group or event_id)
                waiting += sorted(key for key, other in told.items() if other == event_id)

    def _ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()


def link_all(connection: sqlite3.Connection) -> None:
    """Link every event anew, type by type, inside the caller's transaction: after a bulk load or a migration."""
    connection.execute("UPDATE events SET group_id = NULL WHERE group_id IS NOT NULL")
    connection.execute("DELETE FROM event_groups")
    types = connection.execute("SELECT DISTINCT event_type FROM events").fetchall()
    groups: set[str] = set()
    for event_type in types:
        rows = connection.execute(f"SELECT {SELECTED} FROM events AS e WHERE event_type = ? AND {_OPEN}", event_type)
        found = link(report_of(row) for row in rows)
        connection.executemany(
            "UPDATE events SET group_id = ?2 WHERE event_id = ?1", ((key, home) for key, home in found.items())
        )
        groups |= {home for key, home in found.items() if key != home}
    for group in sorted(groups):
        tell(connection, group)
    told = connection.execute("SELECT event_id FROM events WHERE same_as NOT NULL OR split = 1").fetchall()
    Links(connection).settle(event_id for (event_id,) in told)
