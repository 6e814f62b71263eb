"""One event in many articles: groups of reports that may be of the same thing.

``link`` changes no event. A group is an id beside the events that belong to it, so that undoing a merge is
forgetting the group. Reports are linked by type, by direction (crossings) or place (all others), by overlapping
dates and by compatible counts; copies of one text, as agencies syndicate them, count as one source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geonews.events.mentions import compatible_counts
from geonews.model import Count, Event, Status

__all__ = ["Group", "link"]

#: Two reports of one event may date it this many days apart.
SLACK = timedelta(days=1)
#: Longer than this, a time is too vague to link by unless the counts agree.
LONGEST = timedelta(days=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Reports of one event.

    Attributes
    ----------
    id
        The same whenever the same events are linked.
    events
        The ids of the events, the most confident first.
    articles
        The ids of the articles, each once; of copies only the first.
    copies
        The ids of articles whose evidence is word for word that of another in the group.
    low, best, high
        The least, the most confident and the greatest number told, None where no report gives one.
    start, end
        The days that all dated reports agree on, or the span of them all where they agree on none.
    status
        That of the most confident report; ``conflicting`` if another has a different one.
    """

    id: str
    type: str
    events: tuple[str, ...]
    articles: tuple[str, ...]
    copies: tuple[str, ...] = ()
    low: int | None = None
    best: int | None = None
    high: int | None = None
    start: date | None = None
    end: date | None = None
    status: Status = Status.HAPPENED
    conflicting: bool = False


def link(events: Iterable[Event]) -> list[Group]:
    """Group the reports of the same events across articles.

    Parameters
    ----------
    events
        Events of any number of articles. Two of one article are never linked: the coder told them apart.

    Returns
    -------
    list of Group
        One for each event told of, in the order of its first report; most have a single report.
    """
    buckets: dict[tuple[object, ...], list[list[Event]]] = {}
    order: list[list[Event]] = []
    for event in events:
        groups = buckets.setdefault(_key(event), [])
        home = next((g for g in groups if all(_may_be_one(event, other) for other in g)), None)
        if home is None:
            home = []
            groups.append(home)
            order.append(home)
        home.append(event)
    return [_group(reports) for reports in order]


def _key(event: Event) -> tuple[object, ...]:
    """Return what two reports must share: the type and the direction, or the type and the country."""
    if event.type == "BORDER_CROSSING":
        return (
            event.type,
            event.origin.country if event.origin else None,
            event.destination.country if event.destination else None,
            event.status in (Status.HAPPENED, Status.DENIED),
        )
    return (event.type, event.where.country if event.where else None, event.status in (Status.HAPPENED, Status.DENIED))


def _may_be_one(one: Event, other: Event) -> bool:
    if one.article_id == other.article_id:
        return False
    if one.type != "BORDER_CROSSING" and not _same_place(one, other):
        return False
    if not compatible_counts(_widened(one.count), _widened(other.count)):
        return False
    if not compatible_counts(_widened(one.fatalities), _widened(other.fatalities)):
        return False
    return _same_time(one, other)


def _same_place(one: Event, other: Event) -> bool:
    """Tell whether two places may be one: the same, or one of them known to the country only."""
    if one.where is None or other.where is None:
        return one.where is other.where and _same_actors(one, other)
    mine, theirs = one.where.place, other.where.place
    if mine is None or theirs is None:
        return _same_actors(one, other)
    if mine.place_id == theirs.place_id:
        return True
    return mine.admin1 == theirs.admin1 and "A" in (mine.feature_class, theirs.feature_class)


def _same_actors(one: Event, other: Event) -> bool:
    pairs = ((one.actor1, other.actor1), (one.actor2, other.actor2))
    return all(a is None or b is None or None in (a.country, b.country) or a.country == b.country for a, b in pairs)


def _same_time(one: Event, other: Event) -> bool:
    mine, theirs = one.when, other.when
    starts = [w.start or w.end for w in (mine, theirs)]
    ends = [w.end or w.start for w in (mine, theirs)]
    if None in starts or None in ends:
        return False
    first, second = starts
    assert first is not None and second is not None and ends[0] is not None and ends[1] is not None
    if max(ends[0] - first, ends[1] - second) > LONGEST and (one.count is None or other.count is None):
        return False
    return max(first, second) - SLACK <= min(ends[0], ends[1])


def _widened(count: Count | None) -> Count | None:
    """Return a count with a tenth of leeway, as reports of one event differ."""
    if count is None or (count.min is None and count.max is None):
        return None
    low = None if count.min is None else int(count.min * 0.9)
    high = None if count.max is None else int(count.max * 1.1) + 1
    return Count(min=low, max=high, text=count.text, unit=count.unit, rate=count.rate)


def _group(reports: Sequence[Event]) -> Group:
    ranked = sorted(reports, key=lambda e: (-e.confidence, e.id))
    seen: dict[str, str] = {}
    copies: list[str] = []
    for event in reports:
        text = " ".join(event.evidence.text.lower().split())
        if text in seen and seen[text] != event.article_id:
            copies.append(event.article_id)
        seen.setdefault(text, event.article_id)
    lows = [n for n in (_number(e, 0) for e in reports) if n is not None]
    highs = [n for n in (_number(e, 1) for e in reports) if n is not None]
    best = next((e for e in ranked if _count(e) is not None), None)
    start, end = _days(reports)
    digest = hashlib.sha256("\x00".join(sorted(e.id for e in reports)).encode()).hexdigest()[:16]
    return Group(
        id=digest,
        type=ranked[0].type,
        events=tuple(e.id for e in ranked),
        articles=tuple(dict.fromkeys(e.article_id for e in reports if e.article_id not in copies)),
        copies=tuple(dict.fromkeys(copies)),
        low=min(lows, default=None),
        best=None if best is None else _number(best, 0),
        high=max(highs, default=None),
        start=start,
        end=end,
        status=ranked[0].status,
        conflicting=len({e.status for e in reports}) > 1,
    )


def _count(event: Event) -> Count | None:
    return event.count or event.fatalities


def _number(event: Event, end: int) -> int | None:
    count = _count(event)
    if count is None:
        return None
    known: Mapping[int, int | None] = {0: count.min, 1: count.max}
    return known[end] if known[end] is not None else known[1 - end]


def _days(reports: Sequence[Event]) -> tuple[date | None, date | None]:
    starts = [e.when.start for e in reports if e.when.start]
    ends = [e.when.end for e in reports if e.when.end]
    if starts and ends and max(starts) <= min(ends):
        return max(starts), min(ends)
    return min(starts, default=None), max(ends, default=None)
