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
    """Return the rows of a clicked ``box``, ``area``, ``crossing`` or ``border``, or of named ``events``; else all.

    Parameters
    ----------
    view
        What the map shows.
    what
        What was clicked. It is a stranger's word: a box that is no box means all.

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
    return rows


def _in_box(view: NewsView, box: str) -> Rows:
    rows = view.rows
    try:
        west, south, east, north = map(float, box.split(","))
    except ValueError:
        return rows
    lon, lat = view.columns.lon[rows], view.columns.lat[rows]
    inside = (lon >= west - MARGIN) & (lon <= east + MARGIN) & (lat >= south - MARGIN) & (lat <= north + MARGIN)
    return rows[inside]


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
