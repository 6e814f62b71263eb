"""The store's layers as GeoDataFrames, EPSG:4326; nothing is drawn more exactly than it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geonews.errors import ConfigError
from geonews.layers.outlines import Drawn, GeometryChoice, Outlines
from geonews.store import EventFilter, Store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["crossings", "drawn", "events", "locations"]

Draw = Callable[[Mapping[str, Any], GeometryChoice], Drawn]


def events(
    store: Store, filter: EventFilter | None = None, *, geometry: str | GeometryChoice = GeometryChoice.AREA
) -> GeoDataFrame:
    """Return events, one row each.

    Columns: those of ``Store.events`` (dates are ISO text; missing is open or unknown), ``geometry_basis`` (see
    ``outlines.Drawn``), geometry: the point of a town; for less exact places the outline of province or country
    (the same object for equal areas), a label point or None, as ``geometry`` says; None without a place.
    """
    return drawn(store.events(filter), store.schema("events"), Outlines.load().event, geometry)


def crossings(
    store: Store, filter: EventFilter | None = None, *, geometry: str | GeometryChoice = GeometryChoice.AREA
) -> GeoDataFrame:
    """Return border crossings, one row each.

    Columns: those of ``Store.crossings`` without ``lines``, ``geometry_basis``, geometry: a line from the town left
    through the crossing point to the town entered where two of them are known; else the shared border; else the
    outline of the country entered.
    """
    return drawn(store.crossings(filter), store.schema("crossings"), Outlines.load().crossing, geometry)


def locations(
    store: Store, filter: EventFilter | None = None, *, geometry: str | GeometryChoice = GeometryChoice.AREA
) -> GeoDataFrame:
    """Return places that articles name, one row each, the most mentioned first.

    Columns: place_id, geonameid, name, feature_class, feature_code, country (ISO 3166-1 alpha-2), iso_a3, admin1,
    admin2, population, lon, lat (the gazetteer's point), geo_precision (1 town, 2 area, 3 region or country),
    n_mentions, n_articles, geometry_basis, geometry (as in ``events``).
    """
    return drawn(store.places(filter), store.schema("places"), Outlines.load().place, geometry)


def drawn(
    rows: Iterable[dict[str, Any]], columns: Iterable[str], draw: Draw, geometry: str | GeometryChoice
) -> GeoDataFrame:
    """Return rows as a frame of these columns, ``geometry_basis`` and the geometry that each is drawn with.

    Raises
    ------
    ConfigError
        If there is no such choice of geometry.
    """
    from shapely import Point

    if geometry not in GeometryChoice.__members__.values():
        raise ConfigError(f"expected a geometry among {', '.join(GeometryChoice)}; got {str(geometry)!r}; choose one")
    choice = GeometryChoice(geometry)
    records = []
    for row in rows:
        shape, basis = draw(row, choice)
        row.pop("lines", None)
        row["geometry_basis"] = basis
        row["geometry"] = Point(shape) if isinstance(shape, tuple) else shape
        records.append(row)
    return _geodataframe(records, (*columns, "geometry_basis"))


def _geodataframe(records: list[dict[str, Any]], columns: Iterable[str]) -> GeoDataFrame:
    import geopandas

    return geopandas.GeoDataFrame(records, columns=[*columns, "geometry"], geometry="geometry", crs="EPSG:4326")
