"""Where a row is drawn: a town as its point, anything less exact as the area it is known to lie in.

A country's centroid never stands for an event. What is known only to a province or a country gets the outline
(``area``), a point inside it for labels (``label-point``), or nothing (``none``); ``basis`` always says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from geonews.layers import boundaries
from geonews.store import alpha3

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Drawn", "GeometryChoice", "Outlines"]

LonLat = tuple[float, float]
_TOWN, _AREA = 1, 2


class GeometryChoice(StrEnum):
    """How to draw what is known only to an area."""

    AREA = "area"
    LABEL_POINT = "label-point"
    NONE = "none"


class Drawn(NamedTuple):
    """A geometry (a bare (lon, lat) for a point, None for nothing) and what it rests on.

    ``basis``: ``place`` (the town's point), ``places`` (a line through towns), ``admin1`` and ``country`` (outlines),
    ``border`` (the shared border), each of the last three with ``-label`` for a point inside or on it; ``none``.
    """

    geometry: BaseGeometry | LonLat | None
    basis: str


_NOTHING = Drawn(None, "none")


class Outlines:
    """The areas that rows can be drawn as; equal areas are the same object.

    Parameters
    ----------
    scale
        Of the countries, see ``boundaries.countries``.
    """

    def __init__(self, scale: str = "110m") -> None:
        countries = boundaries.countries(scale)
        self.countries: dict[str, BaseGeometry] = dict(zip(countries["iso_a3"], countries.geometry, strict=True))
        provinces = boundaries.admin1()
        keys = zip(map(alpha3, provinces["iso_a2"]), provinces["admin1"], strict=True)
        self.provinces: dict[tuple[str | None, str], BaseGeometry] = dict(zip(keys, provinces.geometry, strict=True))
        lines = boundaries.borders()
        pairs = map(frozenset, zip(lines["iso_a3_left"], lines["iso_a3_right"], strict=True))
        self.borders: dict[frozenset[str], BaseGeometry] = dict(zip(pairs, lines.geometry, strict=True))
        self._labels: dict[int, LonLat] = {}

    @staticmethod
    @lru_cache(maxsize=2)
    def load(scale: str = "110m") -> Outlines:
        """Return the outlines, read once."""
        return Outlines(scale)

    def event(self, row: Mapping[str, Any], choice: GeometryChoice = GeometryChoice.AREA) -> Drawn:
        """Draw a row of ``Store.events``."""
        if row["geo_precision"] == _TOWN and row["lon"] is not None and row["lat"] is not None:
            return Drawn((row["lon"], row["lat"]), "place")
        return self._area(row["country"], _province(row), choice)

    def key(self, row: Mapping[str, Any]) -> tuple[str, str | None] | None:
        """Return country (alpha-3) and province (GeoNames' code) of the outline of a row of ``Store.events``.

        None where it is a point or nothing.
        """
        if row["geo_precision"] == _TOWN and row["lon"] is not None and row["lat"] is not None:
            return None
        country, province = row["country"], _province(row)
        if province and (country, province) in self.provinces:
            return country, province
        return (country, None) if country in self.countries else None

    def place(self, row: Mapping[str, Any], choice: GeometryChoice = GeometryChoice.AREA) -> Drawn:
        """Draw a row of ``Store.places``."""
        if row["geo_precision"] == _TOWN:
            return Drawn((row["lon"], row["lat"]), "place")
        return self._area(row["iso_a3"], _province(row), choice)

    def crossing(self, row: Mapping[str, Any], choice: GeometryChoice = GeometryChoice.AREA) -> Drawn:
        """Draw a row of ``Store.crossings``: through its towns, else along the border that the countries share."""
        if row["lines"]:
            return Drawn(_line(row["lines"]), "places")
        pair = frozenset((row["origin_country"], row["destination_country"])) - {None}
        border = self.borders.get(pair)
        if border is not None:
            return self._choose(border, "border", choice)
        entered_or_left = row["destination_country"] or row["origin_country"]
        return self._area(entered_or_left, None, choice)

    def at(self, lon: float, lat: float) -> tuple[str | None, str | None]:
        """Return the country (alpha-3) and province (GeoNames' code) that a point lies in, None at sea."""
        from shapely import contains_xy

        country = next((code for code, area in self.countries.items() if contains_xy(area, lon, lat)), None)
        inside = (key for key, area in self.provinces.items() if key[0] == country and contains_xy(area, lon, lat))
        return country, next(inside, (None, None))[1]

    def touching(
        self, bbox: tuple[float, float, float, float], choice: GeometryChoice = GeometryChoice.AREA
    ) -> tuple[str, ...]:
        """Return the areas (``KEN``, ``AFG/24``) that are drawn within a box or touch it.

        Parameters
        ----------
        bbox
            West, south, east, north in degrees; west > east crosses the antimeridian.
        choice
            As what areas are drawn: of a label only its point counts, and of what is not drawn nothing.
        """
        import shapely

        if choice == GeometryChoice.NONE:
            return ()
        west, south, east, north = bbox
        spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        area = shapely.union_all([shapely.box(low, south, high, north) for low, high in spans])
        named = {(code, None): shape for code, shape in self.countries.items()} | self.provinces
        shapely.prepare(area)
        meets = shapely.intersects(area, list(named.values()))
        found = [(key, shape) for (key, shape), is_met in zip(named.items(), meets, strict=True) if is_met]
        if choice == GeometryChoice.LABEL_POINT:
            found = [(key, shape) for key, shape in found if shapely.intersects_xy(area, *self._label_of(shape))]
        return tuple("/".join(filter(None, key)) for key, _ in found)

    def near(self, lon: float, lat: float, degrees: float) -> list[str]:
        """Return the countries (alpha-3) that a point lies in or is near, the nearest first."""
        import shapely

        away = shapely.distance(list(self.countries.values()), shapely.Point(lon, lat))
        found = sorted((float(far), code) for far, code in zip(away, self.countries, strict=True) if far <= degrees)
        return [code for _, code in found]

    def _area(self, country: str | None, admin1: str | None, choice: GeometryChoice) -> Drawn:
        province = self.provinces.get((country, admin1)) if admin1 else None
        if province is not None:
            return self._choose(province, "admin1", choice)
        outline = self.countries.get(country or "")
        return _NOTHING if outline is None else self._choose(outline, "country", choice)

    def _choose(self, area: BaseGeometry, basis: str, choice: GeometryChoice) -> Drawn:
        if choice == GeometryChoice.AREA:
            return Drawn(area, basis)
        if choice == GeometryChoice.NONE:
            return _NOTHING
        return Drawn(self._label_of(area), f"{basis}-label")

    def _label_of(self, area: BaseGeometry) -> LonLat:
        label = self._labels.get(id(area))
        if label is None:
            label = self._labels[id(area)] = _label(area)
        return label


def _province(row: Mapping[str, Any]) -> str | None:
    """Return the province that holds all of a place: of an area inside it, or of a division whatever its precision."""
    inside = row["geo_precision"] == _AREA or (row["feature_code"] or "").startswith("ADM")
    admin1: str | None = row["admin1"]
    return admin1 if inside else None


def _line(parts: list[list[LonLat]]) -> BaseGeometry:
    from shapely import LineString, MultiLineString

    return LineString(parts[0]) if len(parts) == 1 else MultiLineString(parts)


def _label(area: BaseGeometry) -> LonLat:
    """Return a point in the largest part: its centroid if that lies inside, else a point that does."""
    parts = getattr(area, "geoms", [area])
    if area.geom_type.endswith("LineString"):
        point = max(parts, key=lambda part: part.length).interpolate(0.5, normalized=True)
    else:
        part = max(parts, key=lambda part: part.area)
        point = part.centroid if part.contains(part.centroid) else part.representative_point()
    return (round(point.x, 4), round(point.y, 4))
