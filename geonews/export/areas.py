"""The areas that events are known to: each once, with its outline, how many events it has, and from when to when.

A row of the layer of events says with ``area_id`` which of them it lies in, so that the two can be joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from geonews.gazetteer.divisions import division_name
from geonews.store import country_codes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geonews.layers import GeometryChoice, Outlines

__all__ = ["AREA_COLUMNS", "MOMENTS", "add_moments", "area_id", "counted_areas"]

#: The first and the last moment of an event's days, named as in STAC: what plays time (kepler.gl) wants no bare days.
MOMENTS: Final = ("start_datetime", "end_datetime")

#: Columns of the layer with their types.
AREA_COLUMNS: Final[Mapping[str, str]] = {
    "area_id": "TEXT", "name": "TEXT", "country": "TEXT", "admin1": "TEXT", "n_events": "INTEGER",
    "n_articles": "INTEGER", "date_start": "DATE", "date_end": "DATE", **dict.fromkeys(MOMENTS, "DATETIME"),
    "geo_precision": "INTEGER", "geometry_basis": "TEXT",
}  # fmt: skip


def add_moments(row: dict[str, Any]) -> None:
    """Add the moments at which the first day of a row begins and the last one ends, in UTC; None where it is open."""
    start, end = row["date_start"], row["date_end"]
    row["start_datetime"] = start and f"{start}T00:00:00Z"
    row["end_datetime"] = end and f"{end}T23:59:59Z"


def area_id(row: Mapping[str, Any], outlines: Outlines) -> str | None:
    """Return what names the area that an event is known to, ``AFG`` or ``AFG/24``; None for a town, or for nothing."""
    key = outlines.key(row)
    return None if key is None else "/".join(filter(None, key))


def counted_areas(
    events: Iterable[Mapping[str, Any]], outlines: Outlines, choice: GeometryChoice
) -> Iterator[tuple[dict[str, Any], BaseGeometry | tuple[float, float] | None]]:
    """Yield the areas of events in the order of their ids, with their outlines."""
    found: dict[str, dict[str, Any]] = {}
    shapes: dict[str, BaseGeometry | tuple[float, float] | None] = {}
    articles: dict[str, set[str]] = {}
    for event in events:
        key, name = outlines.key(event), area_id(event, outlines)
        if key is None or name is None:
            continue
        if name not in found:
            shapes[name], basis = outlines.event(event, choice)
            found[name] = _area(name, key, event, basis)
            articles[name] = set()
        row = found[name]
        row["n_events"] += 1
        articles[name].add(event["doc_id"])
        days = [day for day in (row["date_start"], row["date_end"], event["date_start"], event["date_end"]) if day]
        row["date_start"], row["date_end"] = min(days, default=None), max(days, default=None)
    for name, row in sorted(found.items()):
        row["n_articles"] = len(articles[name])
        add_moments(row)
        yield row, shapes[name]


def _area(name: str, key: tuple[str, str | None], event: Mapping[str, Any], basis: str) -> dict[str, Any]:
    codes = country_codes(key[0])
    country = codes.name if codes else key[0]
    province = division_name(codes.alpha2, key[1]) if codes and key[1] else None
    name_of = province or key[1] or country
    return {
        **dict.fromkeys(AREA_COLUMNS), "area_id": name, "name": name_of,
        "country": key[0], "admin1": key[1], "n_events": 0, "geo_precision": 3 if key[1] is None else 2,
        "geometry_basis": basis,
    }  # fmt: skip
