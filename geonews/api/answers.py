"""What is answered, whoever asks: rows, one event, one article, features; read from a store, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from geonews.api.asking import Asked
from geonews.export.features import Export
from geonews.export.geojson import encoded_features
from geonews.layers import GeometryChoice
from geonews.model import Article
from geonews.store import EventFilter, Store

__all__ = ["COLLECTIONS", "article", "articles", "event", "events", "extent", "feature", "features", "opened"]

#: The layers that can be drawn, with what stands in them.
COLLECTIONS: Final = {
    "events": "What the articles report, one feature for each event; a point is a town, an outline an area.",
    "crossings": "Border crossings: a line through the towns that are known, else along the border.",
    "places": "The places that articles name, the most mentioned first.",
}
Found = dict[str, Any]


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open a store for looking.

    Raises
    ------
    StoreError
        If it cannot be opened.
    """
    with Store.open(path, read_only=True) as store:
        yield store


def events(store: Store, asked: Asked) -> tuple[list[Found], int]:
    """Return a page of events, and how many there are on all pages."""
    rows = list(store.events(asked.filter, limit=asked.limit, offset=asked.offset))
    return rows, store.count_events(asked.filter)


def articles(store: Store, asked: Asked) -> tuple[list[Found], bool]:
    """Return a page of articles that report what is asked for, the newest first, and whether there are more."""
    rows = list(store.articles(asked.filter, limit=asked.limit + 1, offset=asked.offset, newest_first=True))
    return rows[: asked.limit], len(rows) > asked.limit


def event(store: Store, event_id: str) -> Found | None:
    """Return one event with the other reports of it, None if there is none."""
    row = store.event(event_id)
    return None if row is None else {"event": row, "reports": store.reports(event_id)}


def article(store: Store, doc_id: str) -> Found | None:
    """Return one article: its head, text, events and place names, which point into the text; None if there is none."""
    found = store.article(doc_id)
    if found is None:
        return None
    return {**_head(found), "text": found.text, "events": store.events_of(doc_id), "toponyms": store.mentions(doc_id)}


def _head(found: Article) -> Found:
    return {
        "doc_id": found.id,
        "title": found.title,
        "published": None if found.published is None else found.published.isoformat(),
        "url": found.url,
        "source": found.source,
        "language": found.language,
    }


def features(store: Store, layer: str, asked: Asked) -> tuple[list[orjson.Fragment], bool]:
    """Return a page of a layer's features, as the exports write them, and whether there are more."""
    export = Export(
        store=store,
        layer=layer,
        filter=asked.filter,
        geometry=asked.geometry,
        limit=asked.limit + 1,
        offset=asked.offset,
    )
    found = [orjson.Fragment(one) for one in encoded_features(export)]
    return found[: asked.limit], len(found) > asked.limit


def feature(store: Store, layer: str, name: str) -> Found | None:
    """Return one feature by its id, None if there is none."""
    if layer == "places":
        return _place(store, name)
    export = Export(store=store, layer=layer, filter=EventFilter(ids=(name,)), geometry=GeometryChoice.AREA, limit=1)
    return _first(export)


def _place(store: Store, name: str) -> Found | None:
    number = name.removeprefix("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return _first(
        Export(store=store, layer="places", filter=EventFilter(), geometry=GeometryChoice.AREA, place_id=int(name))
    )


def _first(export: Export) -> Found | None:
    encoded = next(encoded_features(export), None)
    return None if encoded is None else orjson.loads(encoded)


def extent(store: Store) -> Found:
    """Return where and when the events of a store are, as OGC API Features tells it."""
    first, last = store.days()
    return {
        "spatial": {"bbox": [[-180, -90, 180, 90]], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
        "temporal": {
            "interval": [[first and f"{first}T00:00:00Z", last and f"{last}T23:59:59Z"]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        },
    }
