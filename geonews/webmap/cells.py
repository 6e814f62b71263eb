"""Aggregation by zoom and box: a million points become at most some hundred marks, in milliseconds.

The world is Web Mercator (EPSG:3857) scaled to the unit square. Points in one cell of a grid become one mark; marks
that would cover one another are merged. A mark of one point is that point itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CELL_PIXELS", "Marks", "aggregate", "mercator", "radius", "unmercator"]

#: Side of a grid cell in pixels, the most cells of one answer, and the most that are merged where they overlap.
CELL_PIXELS = 48
MOST_CELLS = 12_000
MERGE_UP_TO = 900
#: Points that are counted at once: their numbers stay in the processor's cache, and no thread asks for much memory.
PIECE = 1 << 15
LATITUDE_LIMIT = 85.0511

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks of one view; every array has one entry a mark.

    Attributes
    ----------
    lon, lat
        Centre of gravity of the mark's points, WGS84 degrees.
    count
        Points of the mark.
    first
        Position, among the points that were given, of one of them: the point itself where ``count`` is 1.
    shares
        Points of each family, an array of marks × families.
    box
        West, south, east, north of the points, roughly, an array of marks × 4.
    """

    lon: Floats
    lat: Floats
    count: NDArray[np.int64]
    first: NDArray[np.int64]
    shares: NDArray[np.int64]
    box: Floats


def mercator(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Project WGS84 degrees to the unit square, y growing southward.

    >>> x, y = mercator(np.array([0.0]), np.array([0.0]))
    >>> float(x[0]), float(y[0])
    (0.5, 0.5)
    """
    bounded = np.radians(np.clip(lat, -LATITUDE_LIMIT, LATITUDE_LIMIT))
    return lon / 360 + 0.5, 0.5 - np.log(np.tan(math.pi / 4 + bounded / 2)) / (2 * math.pi)


def unmercator(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Project back from the unit square to WGS84 degrees."""
    return (x - 0.5) * 360, np.degrees(2 * np.arctan(np.exp((0.5 - y) * 2 * math.pi)) - math.pi / 2)


def aggregate(
    x: Floats,
    y: Floats,
    family: NDArray[Any],
    families: int,
    zoom: float,
    box: tuple[float, float, float, float],
    rows: NDArray[np.intp] | None = None,
) -> Marks:
    """Aggregate the points of a view.

    Parameters
    ----------
    x, y
        Points on the unit square, see ``mercator``; NaN for what has no point.
    family
        Number of each point's family, below ``families``.
    zoom
        Zoom of the map: the world is 256 · 2^zoom pixels wide.
    box
        West, south, east, north in WGS84 degrees; what lies outside is left out.
    rows
        Which of the points; None is all.
    """
    west, south, east, north = box
    (x0, x1), (y1, y0) = mercator(np.array([west, east]), np.array([south, north]))
    x0, x1, y0, y1 = (float(np.clip(v, 0, 1)) for v in (x0, x1, y0, y1))
    size = CELL_PIXELS / (256 * 2**zoom)
    size = max(size, math.sqrt(max((x1 - x0) * (y1 - y0), 1e-18) / MOST_CELLS))
    # The grid stands still when the map moves: cells are counted from the corner of the world.
    left, top = math.floor(x0 / size), math.floor(y0 / size)
    columns, lines = math.floor(x1 / size) - left + 1, math.floor(y1 / size) - top + 1
    cells = columns * lines
    shares = np.zeros(cells * families, dtype=np.int64)
    sums = np.zeros((4, cells))
    first = np.empty(cells, dtype=np.int64)
    for begin in range(0, len(x) if rows is None else len(rows), PIECE):
        piece = np.arange(begin, min(begin + PIECE, len(x))) if rows is None else rows[begin : begin + PIECE]
        px, py = x[piece], y[piece]
        inside = np.flatnonzero((px >= x0) & (px <= x1) & (py >= y0) & (py <= y1))
        piece, px, py = piece[inside], px[inside] / size - left, py[inside] / size - top
        column, line = px.astype(np.int64), py.astype(np.int64)
        key = line * columns + column
        shares += np.bincount(key * families + family[piece], minlength=cells * families)
        px -= column
        py -= line
        for total, weights in zip(sums, (px, py, px * px, py * py), strict=True):
            total += np.bincount(key, weights=weights, minlength=cells)
        first[key] = piece
    count = shares.reshape(cells, families).sum(axis=1)
    used = np.flatnonzero(count)
    n = count[used].astype(np.float64)
    mean_x, mean_y, squares_x, squares_y = sums[:, used] / n
    spread_x, spread_y = np.sqrt(np.maximum(squares_x - mean_x**2, 0)), np.sqrt(np.maximum(squares_y - mean_y**2, 0))
    corner_x, corner_y = used % columns + left, used // columns + top
    merged = _Sums(
        n=n,
        x=(corner_x + mean_x) * size,
        y=(corner_y + mean_y) * size,
        low_x=(corner_x + mean_x - 2 * spread_x) * size,
        low_y=(corner_y + mean_y - 2 * spread_y) * size,
        high_x=(corner_x + mean_x + 2 * spread_x) * size,
        high_y=(corner_y + mean_y + 2 * spread_y) * size,
        shares=shares.reshape(cells, families)[used],
        first=first[used],
    )
    return _marks(_merge(merged, 256 * 2**zoom) if len(used) <= MERGE_UP_TO else merged)


@dataclass(slots=True, kw_only=True)
class _Sums:
    n: Floats
    x: Floats
    y: Floats
    low_x: Floats
    low_y: Floats
    high_x: Floats
    high_y: Floats
    shares: NDArray[np.int64]
    first: NDArray[np.int64]


def radius(count: Floats) -> Floats:
    """Return how far the marks of so many points reach, in pixels: as ``geonews-symbols.js`` draws them, and one more.

    >>> radius(np.array([1.0, 10.0, 1e9])).tolist()
    [9.0, 14.0, 26.0]
    """
    found: Floats = 1 + np.where(count > 1, np.minimum(25, 10 + 3 * np.log10(np.maximum(count, 1))), 8)
    return found


def _merge(cells: _Sums, world: float) -> _Sums:
    """Let the largest marks swallow those that they would cover, on a map of the world so many pixels wide.

    A mark that has swallowed others stands elsewhere and is larger, so it is done again until nothing overlaps.
    """
    left = len(cells.n) + 1
    while len(cells.n) < left:
        left = len(cells.n)
        cells = _merge_once(cells, world)
    return cells


def _merge_once(cells: _Sums, world: float) -> _Sums:
    alive = np.ones(len(cells.n), dtype=bool)
    reach = radius(cells.n) / world
    for big in np.argsort(-cells.n, kind="stable"):
        if not alive[big]:
            continue
        near = alive & (np.hypot(cells.x - cells.x[big], cells.y - cells.y[big]) < reach[big] + reach)
        near[big] = False
        swallowed = np.flatnonzero(near)
        if not len(swallowed):
            continue
        group = np.append(swallowed, big)
        weights = cells.n[group]
        for name in ("x", "y"):
            values = getattr(cells, name)
            values[big] = float(np.average(values[group], weights=weights))
        for name in ("low_x", "low_y"):
            values = getattr(cells, name)
            values[big] = values[group].min()
        for name in ("high_x", "high_y"):
            values = getattr(cells, name)
            values[big] = values[group].max()
        cells.n[big] = weights.sum()
        reach[big] = radius(cells.n[big]) / world
        cells.shares[big] = cells.shares[group].sum(axis=0)
        alive[swallowed] = False
    keep = np.flatnonzero(alive)
    return _Sums(**{name: getattr(cells, name)[keep] for name in _Sums.__slots__})


def _marks(cells: _Sums) -> Marks:
    lon, lat = unmercator(cells.x, cells.y)
    west, north = unmercator(np.maximum(cells.low_x, 0), np.maximum(cells.low_y, 0))
    east, south = unmercator(np.minimum(cells.high_x, 1), np.minimum(cells.high_y, 1))
    return Marks(
        lon=lon,
        lat=lat,
        count=cells.n.astype(np.int64),
        first=cells.first,
        shares=cells.shares,
        box=np.column_stack([west, south, east, north]),
    )
