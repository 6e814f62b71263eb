"""What was read in articles that no store holds, as the same rows and GeoDataFrames as a store's layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geonews.layers.frames import drawn
from geonews.layers.outlines import GeometryChoice, Outlines
from geonews.layers.typed import columns_of, typed
from geonews.model import ParsedArticle, precision_of
from geonews.records import event_record, toponym_record
from geonews.store import alpha3

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["event_rows", "events_frame", "toponyms_frame"]


def events_frame(parsed: Iterable[ParsedArticle], *, geometry: str | GeometryChoice = "area") -> GeoDataFrame:
    """Return events, one row each: the columns of the event schema, typed, and a geometry as in ``layers.events``."""
    rows = event_rows(parsed)
    return typed(drawn(rows, columns_of("events"), Outlines.load().event, geometry))


def event_rows(parsed: Iterable[ParsedArticle]) -> Iterator[dict[str, Any]]:
    """Yield events in the columns that a store gives those that nobody else reports."""
    from geonews.events.ontology import codes

    for one in parsed:
        for event in one.events:
            row = event_record(event, one.article, codes(event.type, event.mode))
            del row["type"]  # twice in the schema; a store has it once
            row["title"] = one.article.title
            row["mentions"] = " ".join(map(str, row["mentions"]))
            yield row


def toponyms_frame(parsed: Iterable[ParsedArticle], *, geometry: str | GeometryChoice = "area") -> GeoDataFrame:
    """Return place names, one row each, with the place's point or outline; None where it is unresolved.

    Columns: doc_id, those of a toponym in ``geonews parse`` (country is ISO 3166-1 alpha-2), iso_a3, geo_precision
    (1 town, 2 area, 3 country), geometry_basis, geometry.
    """
    rows = _toponym_rows(parsed)
    return typed(drawn(rows, columns_of("toponyms"), Outlines.load().place, geometry))


def _toponym_rows(parsed: Iterable[ParsedArticle]) -> Iterator[dict[str, Any]]:
    for one in parsed:
        for resolution in one.resolutions:
            place = resolution.place
            yield {
                "doc_id": one.article.id,
                **toponym_record(resolution),
                "iso_a3": alpha3(place.country) if place else None,
                "geo_precision": precision_of(place),
            }
