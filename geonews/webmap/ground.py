"""The ground's details: rivers and lakes, and the names of towns and provinces in a view."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geonews import layers
from geonews.webmap.basemap import round_coordinates
from geonews.webmap.cells import mercator
from geonews.webmap.escaping import plain_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geonews.webmap.newsview import Box

__all__ = ["names_json", "waters_json"]

#: Degrees by which rivers and lakes are simplified for the screen.
TOLERANCE_DEGREES = 0.02
#: Zoom from which towns and provinces have names, and pixels in a square of which one town has.
TOWNS_FROM, PROVINCES_FROM, APART_PIXELS = 5.0, 6.0, 72
MOST_TOWNS, MOST_PROVINCES = 150, 80
#: The least population at the first zoom of towns; a zoom further a third of it.
LEAST_PEOPLE = 400_000


@cache
def waters_json() -> bytes:
    """Return rivers and lakes as JSON: a list of kind (``river``, ``lake``), rank and parts, lon and lat in degrees."""
    import shapely

    frame = layers.waters()
    shapes = shapely.simplify(frame.geometry.to_numpy(), TOLERANCE_DEGREES)
    found = [
        [kind, int(rank), parts]
        for kind, rank, shape in zip(frame["kind"], frame["rank"], shapes, strict=True)
        if (parts := _parts(shape))
    ]
    return json.dumps(found, separators=(",", ":")).encode()


def names_json(zoom: float, box: Box) -> bytes:
    """Return the names of a view as JSON.

    Returns
    -------
    bytes
        ``towns``: lon, lat, name, the largest first, with none that would stand on a larger one's name; ``provinces``:
        lon, lat, name. Empty where the zoom is too small for them.
    """
    return json.dumps(
        {"towns": _towns(zoom, box), "provinces": _provinces(zoom, box)}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _towns(zoom: float, box: Box) -> list[list[Any]]:
    if zoom < TOWNS_FROM:
        return []
    names, lon, lat, people = _known_towns()
    enough = int(np.searchsorted(-people, -(LEAST_PEOPLE / 3 ** (zoom - TOWNS_FROM)), side="right"))
    inside = np.flatnonzero(_within(lon[:enough], lat[:enough], box))
    x, y = mercator(lon[inside], lat[inside])
    side = APART_PIXELS / (256 * 2**zoom)
    cells = np.floor(x / side).astype(np.int64) * 2**32 + np.floor(y / side).astype(np.int64)
    _, first = np.unique(cells, return_index=True)  # the largest of each square: they are in that order
    return [
        [round(float(lon[row]), 3), round(float(lat[row]), 3), names[row]]
        for row in inside[np.sort(first)[:MOST_TOWNS]]
    ]


def _provinces(zoom: float, box: Box) -> list[list[Any]]:
    if zoom < PROVINCES_FROM:
        return []
    names, lon, lat = _known_provinces()
    rows = np.flatnonzero(_within(lon, lat, box))[:MOST_PROVINCES]
    return [[round(float(lon[row]), 3), round(float(lat[row]), 3), names[row]] for row in rows]


def _within(lon: NDArray[Any], lat: NDArray[Any], box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    found: NDArray[np.bool_] = ((lon - west) % 360 <= east - west) & (lat >= south) & (lat <= north)
    return found


@cache
def _known_towns() -> tuple[list[str], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    frame = layers.towns()
    lon, lat = (frame[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    return [plain_text(name, 60) for name in frame["name"]], lon, lat, frame["population"].to_numpy(dtype=np.int64)


@cache
def _known_provinces() -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    """Return the provinces' names and a point inside each, the widest first."""
    import shapely

    frame = layers.admin1()
    shapes = frame.geometry.to_numpy()
    points = shapely.point_on_surface(shapes)
    order = np.argsort(-shapely.area(shapes), kind="stable")
    names = frame["name"].to_numpy()
    return [plain_text(name, 60) for name in names[order]], shapely.get_x(points)[order], shapely.get_y(points)[order]


def _parts(shape: Any) -> list[Any]:
    import shapely

    parts = [part.exterior if part.geom_type == "Polygon" else part for part in shapely.get_parts(shape)]
    rounded = [round_coordinates(list(part.coords)) for part in parts if not part.is_empty]
    return [part for part in rounded if len(part) > 1]
