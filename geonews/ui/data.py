"""What the panels show, read from the store and shared by all sessions; every function reads its arguments only.

Events are kept as columns, once for everybody; filters are answered from them, words come from the store for what is
on the screen. The reader that watches the store for changes stays open.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geonews.layers.columns import EventColumns
from geonews.store import EventFilter, Family, Role, Store, types_of_words
from geonews.ui.filters import Facets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.webmap.newsview import NewsView

__all__ = [
    "Stamp",
    "columns",
    "days",
    "events",
    "facets",
    "frame",
    "news_view",
    "places",
    "reader",
    "reports",
    "selected",
    "stamp",
]

#: A store's file and the version of what is in it.
Stamp = tuple[Path, int, tuple[int, int]]

#: More rows than this are collected once and then left out of garbage collection.
FREEZE_ABOVE = 20_000
MANY_EVENTS = 100_000

_loading = threading.Lock()
ROLE_COLUMNS = {
    Role.WHERE: ("country",),
    Role.ORIGIN: ("origin_country",),
    Role.DESTINATION: ("destination_country",),
    Role.ACTOR: ("actor1_country", "actor2_country"),
    Role.ANY: ("country", "origin_country", "destination_country", "actor1_country", "actor2_country"),
}


@lru_cache(maxsize=4)
def _reader(path: Path, inode: int) -> Store:
    return Store.open(path, read_only=True)


def reader(path: Path) -> Store:
    """Return the open reader of a store; threads may share it.

    Raises
    ------
    StoreError
        If there is no such store.
    """
    inode = path.stat().st_ino if path.exists() else 0
    return _reader(path, inode)


def stamp(path: Path) -> Stamp:
    """Return what changes as soon as the store does."""
    return path, path.stat().st_ino if path.exists() else 0, reader(path).version()


def columns(at: Stamp) -> EventColumns:
    """Return all events of a store; one session reads them, the others wait for it."""
    with _loading:
        return _columns(at)


@lru_cache(maxsize=1)
def _columns(at: Stamp) -> EventColumns:
    found = EventColumns.load(reader(at[0]))
    if len(found) > FREEZE_ABOVE:
        gc.collect()
        gc.freeze()
    return found


@lru_cache(maxsize=24)
def selected(at: Stamp, filter: EventFilter) -> NDArray[np.intp]:
    """Return the rows of the columns that pass a filter."""
    return columns(at).select(filter, reader(at[0]))


def reports(at: Stamp, filter: EventFilter) -> NDArray[np.intp]:
    """Return the rows of all reports that pass a filter, whether or not each event is to be shown once."""
    return selected(at, replace(filter, once=False))


@lru_cache(maxsize=24)
def news_view(at: Stamp, filter: EventFilter) -> NewsView:
    """Return what the map draws of a filter."""
    from geonews.webmap.newsview import NewsView

    store = reader(at[0])
    return NewsView(
        columns(at),
        selected(at, filter),
        read_events=lambda ids: store.events(EventFilter(ids=tuple(ids))),
        read_crossings=lambda ids: store.crossings(EventFilter(ids=tuple(ids))),
    )


@lru_cache(maxsize=32)
def frame(at: Stamp, filter: EventFilter, first: int, last: int) -> NewsView:
    """Return what the map draws of some days of a filter, see ``NewsView.between``."""
    return news_view(at, filter).between(first, last, open_intervals=filter.open_intervals)


@lru_cache(maxsize=24)
def days(at: Stamp, filter: EventFilter, whole: bool = False) -> dict[str, Any]:
    """Return the bars of the days of a filter, whatever its dates, and its dates as days since 1970 or None."""
    from geonews.webmap.days import EPOCH, day_bars

    found = day_bars(columns(at), selected(at, replace(filter, date_from=None, date_to=None)), whole=whole)
    chosen = {"from": filter.date_from, "to": filter.date_to}
    return found | {name: None if day is None else day.toordinal() - EPOCH for name, day in chosen.items()}


def events(at: Stamp, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return events by their ids, in the order of the ids."""
    found = {row["event_id"]: row for row in reader(at[0]).events(EventFilter(ids=tuple(ids)))} if ids else {}
    return [found[key] for key in ids if key in found]


@lru_cache(maxsize=24)
def places(at: Stamp, filter: EventFilter, limit: int) -> list[list[Any]]:
    """Return the towns that the articles of a filter name most: lon, lat, name, mentions, id.

    Where very many events pass, they are the towns of all articles: the ranking hardly differs, the answer is at once.
    """
    from itertools import islice

    from geonews.webmap import plain_text

    if len(selected(at, filter)) > MANY_EVENTS:
        filter = EventFilter()
    filter = replace(filter, once=False)
    towns = (p for p in reader(at[0]).places(filter) if p["geo_precision"] == 1 and p["lon"] is not None)
    return [
        [round(p["lon"], 4), round(p["lat"], 4), plain_text(p["name"], 60), p["n_mentions"], p["place_id"]]
        for p in islice(towns, limit)
    ]


@lru_cache(maxsize=64)
def facets(at: Stamp, filter: EventFilter) -> Facets:
    """Return for each filter its choices and what each would leave, all the others being as they are."""

    def count(name: str, **open_part: Any) -> dict[str, int]:
        category = columns(at).categories[name]
        rows = selected(at, replace(filter, **open_part))
        return _named(np.bincount(category.codes[rows] + 1, minlength=len(category.names) + 1)[1:], category.names)

    return Facets(
        countries=_countries(at, replace(filter, countries=())),
        types=count("event_type", types=(), modes=()),
        modes=count("mode", modes=()),
        statuses=count("status", statuses=()),
        sources=count("publisher", sources=()),
        families=_families(count("event_type", family=None)),
    )


def _families(types: Mapping[str, int]) -> dict[str, int]:
    said = sum(types.get(kind, 0) for kind in types_of_words())
    return {Family.DEEDS: sum(types.values()) - said, Family.WORDS: said}


def _countries(at: Stamp, filter: EventFilter) -> dict[str, int]:
    """Count each event once for a country, whatever its roles there."""
    all_columns, rows = columns(at), selected(at, filter)
    names = sorted({name for column in ROLE_COLUMNS[filter.role] for name in all_columns.categories[column].names})
    rank = {name: number for number, name in enumerate(names)}
    counts = np.zeros(len(names) + 1, dtype=np.int64)
    before: list[NDArray[np.int16]] = []
    for column in ROLE_COLUMNS[filter.role]:
        category = all_columns.categories[column]
        table = np.array([*(rank[name] for name in category.names), -1], dtype=np.int16)
        codes = table[category.codes[rows]]
        fresh = codes >= 0
        for earlier in before:
            fresh &= codes != earlier
        counts += np.bincount(codes[fresh], minlength=len(names) + 1)
        before.append(codes)
    return _named(counts[: len(names)], names)


def _named(counts: NDArray[np.int64], names: Sequence[str]) -> dict[str, int]:
    order = np.argsort(-counts, kind="stable")
    return {names[number]: int(counts[number]) for number in order if counts[number]}
