"""Aggregates for the map and the timeline: cells of a Mercator grid, areas, pairs of countries, days.

A cell's mark stands at the mean of the towns in it, never at a cell's centre; where few enough events are in view
they come one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geonews.layers.columns import EventColumns, mercator

__all__ = ["MAX_SINGLE", "Cells", "cells", "pair_counts", "people", "people_by_country"]

Rows = NDArray[np.intp]

#: Up to this many events in view are sent one by one.
MAX_SINGLE: Final = 5000
_TILE_PX: Final = 256
_MAX_CELLS: Final = 250_000
_NO_NUMBER: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cells:
    """What is in view: ``n`` events around (``lon``, ``lat``) each, or single events with their ``rows``.

    Attributes
    ----------
    lon, lat
        WGS84 degrees: the mean of the cell's events, or the event's own point.
    n
        Events in the cell.
    rows
        Rows of the columns for single events, None for aggregates.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    n: NDArray[np.int64]
    rows: Rows | None


def cells(
    columns: EventColumns,
    rows: Rows,
    *,
    zoom: float,
    box: tuple[float, float, float, float],
    cell_px: int = 48,
    max_single: int = MAX_SINGLE,
) -> Cells:
    """Aggregate the events in view.

    Parameters
    ----------
    columns, rows
        The events, and which of them.
    zoom
        The web map's zoom: the world is 256 · 2^zoom pixels wide.
    box
        West, south, east, north of the view in degrees; west > east crosses the antimeridian, and a view wider than
        the world is the world.
    cell_px
        Width of a cell on the screen.
    max_single
        Send single events up to this number.
    """
    west, south, east, north = box
    if east - west >= 360:
        west, east = -180.0, 180.0
    (x0, x1), (y1, y0) = mercator(np.array([_wrap(west), _wrap(east)]), np.array([south, north]))
    x, y = columns.x[rows], columns.y[rows]
    seen = (x >= x0) & (x <= x1) if x0 <= x1 else (x >= x0) | (x <= x1)
    seen &= (y >= y0) & (y <= y1)  # NaN compares false: what has no point is not in view
    rows, x, y = rows[seen], x[seen], y[seen]
    if len(rows) <= max_single:
        return Cells(lon=columns.lon[rows], lat=columns.lat[rows], n=np.ones(len(rows), dtype=np.int64), rows=rows)
    scale = _TILE_PX * 2.0**zoom / cell_px
    offset = (x - x0) % 1.0 if x0 > x1 else x - x0
    width = math.ceil(((x1 - x0) % 1.0 if x0 > x1 else x1 - x0) * scale) + 1
    height = math.ceil((y1 - y0) * scale) + 1
    shrink = max(1.0, math.sqrt(width * height / _MAX_CELLS))
    width = math.ceil(width / shrink) + 1
    cell = ((y - y0) * (scale / shrink)).astype(np.int64) * width + (offset * (scale / shrink)).astype(np.int64)
    n = np.bincount(cell)
    full = np.flatnonzero(n)
    # Means of x count from the view's western edge, so that a cell on the antimeridian has no mean on the other side.
    mean_x = (np.bincount(cell, weights=offset)[full] / n[full] + x0) % 1.0
    mean_lat = np.bincount(cell, weights=columns.lat[rows])[full] / n[full]
    return Cells(lon=(mean_x - 0.5) * 360, lat=mean_lat, n=n[full], rows=None)


def _wrap(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def pair_counts(columns: EventColumns, rows: Rows, *, unknown_ends: bool = False) -> list[dict[str, Any]]:
    """Count crossings by the country left and the country entered.

    Parameters
    ----------
    columns, rows
        The events, and which of them: border crossings.
    unknown_ends
        Whether crossings count of which one end, or both, are not known; that end is None then.

    Returns
    -------
    list of dict
        ``origin``, ``destination`` (ISO 3166-1 alpha-3), ``n`` reports, ``people_min`` and ``people_max`` (sums of
        what is known, each event once however many report it; an open or unknown upper end counts with its lower one),
        the fullest first.
    """
    origin, destination = columns.categories["origin_country"], columns.categories["destination_country"]
    if not unknown_ends:
        rows = rows[(origin.codes[rows] >= 0) & (destination.codes[rows] >= 0)]
    width = len(destination.names) + 1
    pair = (origin.codes[rows].astype(np.int64) + 1) * width + destination.codes[rows] + 1
    low, high = people(columns, rows)
    counts = np.bincount(pair)
    lows, highs = (np.bincount(pair, weights=w) for w in (low, high))
    found = [
        {
            "origin": origin.names[key // width - 1] if key // width else None,
            "destination": destination.names[key % width - 1] if key % width else None,
            "n": int(counts[key]),
            "people_min": int(lows[key]),
            "people_max": int(highs[key]),
        }
        for key in np.flatnonzero(counts).tolist()
    ]
    return sorted(found, key=lambda pair: (-pair["n"], pair["origin"] or "", pair["destination"] or ""))


def people_by_country(columns: EventColumns, rows: Rows, end: str) -> dict[str, tuple[int, int]]:
    """Sum the people of crossings by the country at one end, each event once however many report it.

    Parameters
    ----------
    columns, rows
        The events, and which of them: border crossings.
    end
        ``origin_country`` or ``destination_country``.

    Returns
    -------
    dict
        ISO 3166-1 alpha-3 → least and most people; countries for which no crossing names a number are left out.
    """
    category = columns.categories[end]
    low, high = people(columns, rows)
    codes = category.codes[rows] + 1
    lows, highs = (np.bincount(codes, weights=w, minlength=len(category.names) + 1)[1:] for w in (low, high))
    return {
        name: (int(least), int(most)) for name, least, most in zip(category.names, lows, highs, strict=True) if most
    }


def people(columns: EventColumns, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least and the most people of each row, 0 where no number is known.

    Of the reports of one event the first has the least and the most that any of them tells, and the others none.
    """
    low, high = columns.people_min[rows], np.maximum(columns.people_max[rows], columns.people_min[rows])
    group = columns.group[rows]
    if np.array_equal(group, rows):  # no event has two reports here
        return np.maximum(low, 0), np.maximum(high, 0)
    _, first, event = np.unique(group, return_index=True, return_inverse=True)
    lows, highs = np.full(len(first), _NO_NUMBER), np.zeros(len(first), dtype=np.int64)
    np.minimum.at(lows, event, np.where(low < 0, _NO_NUMBER, low))
    np.maximum.at(highs, event, high)
    least, most = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    least[first], most[first] = np.where(lows == _NO_NUMBER, 0, lows), highs
    return least, most
