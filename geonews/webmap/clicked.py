"""What a click on the map means: the events that stand behind a mark, an outline, a crossing or a border."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from geonews.webmap.newsview import NewsView

__all__ = ["rows_of"]

Rows = NDArray[np.intp]

#: Degrees that a box of marks may be off by: its edges travel rounded.
MARGIN = 1e-4


def rows_of(view: NewsView, what: Mapping[str, str]) -> Rows:
    """Return the rows of a clicked ``box``, ``area``, ``crossing`` or ``border``, of ``events``, or that are ``drawn``.

    Parameters
    ----------
    view
        What the map shows.
    what
        What was clicked: ``box`` of degrees, key of an ``area``, ``crossing`` or ``border``, ids of ``events`` apart by
        spaces, ``drawn`` (``yes`` or ``no``), a ``view`` of the map with the areas in it. It is a stranger's word: a
        box that is no box means all.

    Returns
    -------
    numpy.ndarray
        Rows of ``view.columns``, in order.
    """
    columns, rows = view.columns, view.rows
    if "box" in what:
        return _in_box(view, what["box"])
    if "area" in what:
        return view.rows_of_area(what["area"])
    if "crossing" in what:
        return _of_flow(view, what["crossing"])
    if "border" in what:
        ends = set(what["border"].split("-"))
        between = _end_in(view, "origin_country", ends) & _end_in(view, "destination_country", ends)
        found: Rows = view.crossing_rows[between]
        return found
    if "events" in what:
        named: Rows = rows[np.isin(columns.event_id[rows].astype(str), what["events"].split())]
        return named
    if "view" in what:
        return _in_view(view, what["view"])
    if "drawn" in what:
        drawn: Rows = rows[view.is_drawn == (what["drawn"] == "yes")]
        return drawn
    return rows


def _in_box(view: NewsView, box: str) -> Rows:
    rows, edges = view.rows, _edges(box)
    if edges is None:
        return rows
    west, south, east, north = edges
    lon, lat = view.columns.lon[rows], view.columns.lat[rows]
    inside = (lon >= west - MARGIN) & (lon <= east + MARGIN) & (lat >= south - MARGIN) & (lat <= north + MARGIN)
    return rows[inside]


def _in_view(view: NewsView, box: str) -> Rows:
    """Return what stands in a view of the map, which may reach over the date line: points, and areas by their label."""
    edges = _edges(box)
    if edges is None:
        return view.rows
    west, south, east, north = edges

    def inside(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = ((lon - west) % 360 <= east - west) & (lat >= south) & (lat <= north)
        return found

    rows = view.rows
    seen = inside(view.columns.lon[rows], view.columns.lat[rows])
    for area in view.outlines:
        if inside(np.array([area["x"]], dtype=np.float64), np.array([area["y"]], dtype=np.float64))[0]:
            seen |= np.isin(rows, view.rows_of_area(area["k"]))
    return rows[seen]


def _edges(box: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of a stranger's words, None where they are no box."""
    try:
        west, south, east, north = map(float, box.split(","))
    except ValueError:
        return None
    return west, south, east, north


def _end_in(view: NewsView, column: str, countries: set[str]) -> NDArray[np.bool_]:
    category = view.columns.categories[column]
    found: NDArray[np.bool_] = category.is_one_of(countries)[category.codes[view.crossing_rows]]
    return found


def _of_flow(view: NewsView, key: str) -> Rows:
    """Return the crossings that are drawn as one flow."""
    shown = next((one for one in view.flows if one["id"] == key), None)
    crossings = view.crossing_rows
    if shown is None:
        return crossings[:0]
    if "ids" in shown:
        return crossings[np.isin(view.columns.event_id[crossings].astype(str), shown["ids"])]
    return crossings[_end_in(view, "origin_country", {shown["o"]}) & _end_in(view, "destination_country", {shown["d"]})]
