"""The ground under the news: land and outlines of Natural Earth as compact GeoJSON, without tiles.

Outlines stand for what is known no closer than a province or a country.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from geonews import layers
from geonews.config import data_dir
from geonews.store import alpha3

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "country_names",
    "label_points",
    "land_json",
    "land_version",
    "province_name",
    "province_outline",
    "round_coordinates",
]

#: Degrees by which the land is simplified, as one coverage, so that neighbours keep their common border.
TOLERANCE_DEGREES = 0.025
DIGITS = 3


@cache
def land_json() -> bytes:
    """Return the countries as GeoJSON.

    Features have ``c`` (ISO 3166-1 alpha-3), ``n`` (name), ``x``, ``y`` (a point well inside, WGS84
    degrees) and ``b`` (west, south, east, north of the largest part).
    """
    import shapely

    frame = layers.countries("50m")
    shapes = shapely.coverage_simplify(frame.geometry.to_numpy(), TOLERANCE_DEGREES, simplify_boundary=True)
    names, points = country_names(), label_points()
    features = []
    for code, shape in zip(frame["iso_a3"], shapes, strict=True):
        if shape.is_empty:
            continue
        x, y, *box = points[code]
        properties = {"c": code, "n": names[code], "x": x, "y": y, "b": box}
        features.append({"type": "Feature", "properties": properties, "geometry": _geometry(shape)})
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


@cache
def land_version() -> str:
    """Return a short hash of land, lines, waters and names, for addresses that browsers may keep for good."""
    folder = data_dir() / "boundaries"
    names = ("countries_50m.parquet", "borders.parquet", "disputed.parquet", "waters.parquet", "towns.parquet")
    sizes = "".join(f"{name}{(folder / name).stat().st_size}" for name in names)
    return hashlib.sha256(f"{sizes}{TOLERANCE_DEGREES}".encode()).hexdigest()[:12]


@cache
def country_names() -> Mapping[str, str]:
    """Return the countries' names by ISO 3166-1 alpha-3."""
    frame = layers.countries()
    return dict(zip(frame["iso_a3"], frame["name"], strict=True))


@cache
def label_points() -> Mapping[str, tuple[float, ...]]:
    """Return for each country a point well inside its largest part, and that part's box: x, y, w, s, e, n."""
    import shapely

    found = {}
    frame = layers.countries()
    for code, shape in zip(frame["iso_a3"], frame.geometry, strict=True):
        parts = shapely.get_parts(shape)
        largest = max(parts, key=lambda part: float(part.area))
        width = max(largest.bounds[2] - largest.bounds[0], 0.01)
        inside = shapely.maximum_inscribed_circle(largest, tolerance=width / 40).coords[0]
        found[code] = tuple(round(float(v), 2) for v in (*inside, *largest.bounds))
    return found


def province_outline(country: str, admin1: str) -> tuple[dict[str, Any], str, tuple[float, float]] | None:
    """Return a first-level division's outline as GeoJSON, its name and a point inside it, None if it is not known.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-3.
    admin1
        GeoNames' code.
    """
    shape = layers.Outlines.load().provinces.get((country, admin1))
    if shape is None:
        return None
    point = shape.representative_point()
    name = province_name(country, admin1) or admin1
    return _geometry(shape.simplify(0.01)), name, (round(point.x, DIGITS), round(point.y, DIGITS))


def province_name(country: str, admin1: str) -> str | None:
    """Return the name of a first-level division (ISO 3166-1 alpha-3, GeoNames' code), None if it is not known."""
    return _province_names().get((country, admin1))


@cache
def _province_names() -> Mapping[tuple[str | None, str], str]:
    frame = layers.admin1()
    return dict(zip(zip(map(alpha3, frame["iso_a2"]), frame["admin1"], strict=True), frame["name"], strict=True))


def round_coordinates(value: Any, digits: int = DIGITS) -> Any:
    """Round every number of nested coordinates, and drop points that become equal to the one before."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], int | float):
        return [round(float(v), digits) for v in value[:2]]
    out: list[Any] = []
    for item in value:
        rounded = round_coordinates(item, digits)
        if not out or rounded != out[-1] or isinstance(rounded[0], list):
            out.append(rounded)
    return out


def _geometry(shape: Any) -> dict[str, Any]:
    """Return a shapely geometry as GeoJSON, rounded to about a hundred metres."""
    import shapely

    mapped = json.loads(shapely.to_geojson(shape))
    mapped["coordinates"] = round_coordinates(mapped["coordinates"])
    return dict(mapped)
