"""What the panels show, read from the store and shared by all sessions; every function reads its arguments only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geonews.store import EventFilter, Store
from geonews.ui.filters import Facets

if TYPE_CHECKING:
    from geonews.webmap.newsview import NewsView

__all__ = ["facets", "news_view", "rows", "stamp"]

Row = Mapping[str, Any]


def stamp(path: Path) -> str:
    """Return a text that changes when the store does: size and time of its file and its log."""
    parts = [str(path)]
    for file in (path, Path(f"{path}-wal")):
        try:
            status = file.stat()
        except FileNotFoundError:
            continue
        parts.append(f"{status.st_size}.{status.st_mtime_ns}")
    return "|".join(parts)


@lru_cache(maxsize=64)
def rows(path: Path, stamp: str, filter: EventFilter) -> Sequence[Row]:
    """Return the events that pass a filter, by date."""
    with Store.open(path, read_only=True) as store:
        return list(store.events(filter))


@lru_cache(maxsize=64)
def news_view(path: Path, stamp: str, filter: EventFilter) -> NewsView:
    """Return what the map draws of a filter."""
    from geonews.webmap.newsview import NewsView

    with Store.open(path, read_only=True) as store:
        return NewsView(rows(path, stamp, filter), store.crossings(filter), store.places(filter))


@lru_cache(maxsize=64)
def facets(path: Path, stamp: str, filter: EventFilter) -> Facets:
    """Return for each filter its choices and what each would leave, all the others being as they are."""

    def count(column: str, **open_part: Any) -> dict[str, int]:
        found = rows(path, stamp, replace(filter, **open_part))
        return dict(Counter(row[column] for row in found if row[column]).most_common())

    countries: Counter[str] = Counter()
    roles = {
        "where": ("country",),
        "origin": ("origin_country",),
        "destination": ("destination_country",),
        "actor": ("actor1_country", "actor2_country"),
    }
    columns = roles.get(filter.role.value, tuple(name for names in roles.values() for name in names))
    for row in rows(path, stamp, replace(filter, countries=())):
        countries.update({row[column] for column in columns if row[column]})
    return Facets(
        countries=dict(countries.most_common()),
        types=count("event_type", types=(), modes=()),
        modes=count("mode", modes=()),
        statuses=count("status", statuses=()),
        sources=count("publisher", sources=()),
    )
