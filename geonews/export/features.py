"""The rows of an export with their geometry; coordinates columns say no more than the geometry does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from geonews.errors import ExportError
from geonews.export.areas import AREA_COLUMNS, MOMENTS, add_moments, area_id, counted_areas
from geonews.gazetteer.divisions import division_name
from geonews.layers import Drawn, GeometryChoice, Outlines
from geonews.store import LAYERS, EventFilter, Store, country_codes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["CREDIT", "EXPORTED_LAYERS", "ID_COLUMNS", "Export", "checked_export", "with_areas"]

#: Who made the positions and outlines; written into every format that has room for it, as their licences ask.
CREDIT = "Places: GeoNames (https://www.geonames.org), CC BY 4.0. Borders and outlines: Natural Earth."

#: The layers of a store, and the areas that its events are known to, each once with its outline.
EXPORTED_LAYERS = (*LAYERS, "areas")
#: The column that identifies a row.
ID_COLUMNS = {
    "events": "event_id", "crossings": "event_id", "places": "place_id", "articles": "doc_id", "areas": "area_id",
}  # fmt: skip
#: Columns with GeoNames' codes of provinces and districts, beside which an export has their names.
_DIVISIONS = ("admin1", "admin2")
_NOTHING = Drawn(None, "none")
_TOWN = 1
_ENDS = tuple((f"{end}_precision", f"{end}_lon", f"{end}_lat") for end in ("origin", "destination", "crossing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is exported: a layer of a store, through a filter, drawn in one of three ways.

    Attributes
    ----------
    store
        Where the rows come from.
    layer
        ``events``, ``crossings``, ``places``, ``articles`` or ``areas``.
    filter
        Which of them.
    geometry
        How to draw what is known only to an area.
    is_for_excel
        Whether a table of text is written as Excel wants it.
    limit, offset
        How many rows, and how many before them are left out; None is all.
    place_id
        The one place that is wanted of the layer of places; None is all.
    """

    store: Store
    layer: str
    filter: EventFilter
    geometry: GeometryChoice
    is_for_excel: bool = False
    limit: int | None = None
    offset: int = 0
    place_id: int | None = None

    @property
    def id_column(self) -> str:
        """Name the column that identifies a row."""
        return ID_COLUMNS[self.layer]

    @property
    def has_geometry(self) -> bool:
        """Tell whether the rows can be drawn."""
        return self.layer != "articles"

    def schema(self) -> dict[str, str]:
        """Return the columns in order with their types: TEXT, INTEGER, DOUBLE, BOOLEAN, DATE, DATETIME."""
        if self.layer == "areas":
            return dict(AREA_COLUMNS)
        columns: dict[str, str] = {}
        for name, kind in self.store.schema(self.layer).items():
            columns[name] = kind
            if name == "date_end":
                columns |= dict.fromkeys(MOMENTS, "DATETIME")
            if name in _DIVISIONS:
                columns[f"{name}_name"] = "TEXT"
        if self.layer == "events":
            columns["area_id"] = "TEXT"
        return columns | {"geometry_basis": "TEXT"} if self.has_geometry else columns

    def rows(self) -> Iterator[tuple[dict[str, Any], BaseGeometry | tuple[float, float] | None]]:
        """Yield rows with their geometry: a bare (lon, lat) for a point, None where there is nothing to draw.

        ``lon`` and ``lat`` become those of the drawn point, or None; so do the ends of a crossing that are known
        only to an area.
        """
        if self.layer == "articles":
            for row in self.store.articles(self.filter, limit=self.limit, offset=self.offset):
                yield row, None
            return
        outlines = Outlines.load()
        if self.layer == "areas":
            yield from counted_areas(self._events(), outlines, self.geometry)
            return
        if self.layer == "crossings":
            for row in self.store.crossings(self.filter, limit=self.limit, offset=self.offset):
                shape, row["geometry_basis"] = outlines.crossing(row, self.geometry)
                del row["lines"]
                add_moments(row)
                yield row, shape
            return
        source = self._events() if self.layer == "events" else self._places()
        draw = outlines.event if self.layer == "events" else outlines.place
        ends = _ENDS if self.layer == "events" else ()
        for row in source:
            shape, row["geometry_basis"] = draw(row, self.geometry)
            _add_names(row)
            if self.layer == "events":
                add_moments(row)
                row["area_id"] = area_id(row, outlines)
            if row["geo_precision"] != _TOWN:
                row["lon"], row["lat"] = shape if isinstance(shape, tuple) else (None, None)
            for precision, lon, lat in ends:
                if row[precision] != _TOWN:
                    row[lon] = row[lat] = None
            yield row, shape

    def _events(self) -> Iterator[dict[str, Any]]:
        return self.store.events(self.filter, limit=self.limit, offset=self.offset)

    def _places(self) -> Iterator[dict[str, Any]]:
        stop = None if self.limit is None else self.offset + self.limit
        return islice(self.store.places(self.filter, place_id=self.place_id), self.offset, stop)


def _add_names(row: dict[str, Any]) -> None:
    """Put the names of province and district beside their codes."""
    country, admin1, admin2 = row["country"], row["admin1"], row["admin2"]
    if country is not None and len(country) == 3:  # of events
        codes = country_codes(country)
        country = codes.alpha2 if codes else None
    row["admin1_name"] = division_name(country, admin1)
    row["admin2_name"] = division_name(country, admin1, admin2) if admin2 else None


def checked_export(store: Store, layer: str, filter: EventFilter | None, geometry: str | GeometryChoice) -> Export:
    """Return the export of a layer.

    Raises
    ------
    ExportError
        If there is no such layer or way to draw it.
    """
    if layer not in EXPORTED_LAYERS:
        raise ExportError(f"expected a layer among {', '.join(EXPORTED_LAYERS)}; got {layer!r}; choose one of them")
    try:
        choice = GeometryChoice(geometry)
    except ValueError as error:
        raise ExportError(
            f"expected a geometry among {', '.join(GeometryChoice)}; got {geometry!r}; choose one of them"
        ) from error
    return Export(store=store, layer=layer, filter=filter or EventFilter(), geometry=choice)


def with_areas(export: Export) -> tuple[Export, Export]:
    """Return an export of events as two: the events, without the outlines that they share, and each outline once.

    A row of the first names its row of the second in ``area_id``.
    """
    return replace(export, geometry=GeometryChoice.NONE), replace(export, layer="areas")
