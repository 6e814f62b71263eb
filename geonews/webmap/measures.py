"""What countries, borders and the ground are coloured by: numbers of events and people, in a few classes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from geonews.layers.grid import cells, people_by_country
from geonews.webmap.flows import shared_border
from geonews.webmap.palette import type_label

if TYPE_CHECKING:
    from geonews.webmap.newsview import Box, NewsView

__all__ = ["PEOPLE", "border_counts", "breaks", "heat_json", "shading_json", "type_counts"]

#: Measures of countries beside the number of events: code → end of the crossing.
PEOPLE = {"people-in": "destination_country", "people-out": "origin_country"}
CLASSES = 5
#: Width of a cell of the heat layer on the screen.
HEAT_PIXELS = 10


def breaks(values: Iterable[float], classes: int = CLASSES) -> list[int]:
    """Return the least value of each class, classes of about equal membership, rounded down to two digits.

    >>> breaks([1, 1, 2, 3, 5, 8, 13, 210, 3400])
    [1, 2, 4, 11, 130]
    >>> breaks([7])
    [7]
    >>> breaks([])
    []
    """
    array = np.array(sorted(values), dtype=float)
    if not len(array):
        return []
    found = [int(array[0])]
    for share in range(1, classes):
        edge = float(np.quantile(array, share / classes))
        digits = 10 ** max(0, math.floor(math.log10(edge)) - 1) if edge >= 1 else 1
        rounded = math.floor(edge / digits) * digits
        if rounded > found[-1]:
            found.append(int(rounded))
    return found


def type_counts(view: NewsView) -> list[list[Any]]:
    """Return the event types of a view, the most frequent first: code, name for people, number."""
    category = view.columns.categories["event_type"]
    counts = view.counts_of_types
    order = np.argsort(-counts, kind="stable")
    return [[category.names[n], type_label(category.names[n]), int(counts[n])] for n in order if counts[n]]


def shading_json(view: NewsView, by: str) -> bytes:
    """Return the countries' values of a measure as JSON.

    Parameters
    ----------
    view
        The events.
    by
        ``events``, a code of ``PEOPLE``, or an event type.

    Returns
    -------
    bytes
        ``values``: ISO 3166-1 alpha-3 → least and most; ``breaks``: see ``breaks``, of the most.
    """
    values: dict[str, tuple[int, int]]
    if by in PEOPLE:
        values = people_by_country(view.columns, view.crossing_rows, PEOPLE[by])
    else:
        rows = view.rows
        if by != "events":
            types = view.columns.categories["event_type"]
            rows = rows[types.is_one_of([by])[types.codes[rows]]]
        country = view.columns.categories["country"]
        counts = np.bincount(country.codes[rows] + 1, minlength=len(country.names) + 1)[1:]
        values = {name: (int(n), int(n)) for name, n in zip(country.names, counts, strict=True) if n}
    found = {"values": values, "breaks": breaks(most for _, most in values.values())}
    return json.dumps(found, separators=(",", ":")).encode()


def border_counts(view: NewsView) -> dict[str, Any]:
    """Return the crossings of each border, both ways together.

    Returns
    -------
    dict
        ``pairs``: two countries that share a border (``AFG-TJK``, in the order of the alphabet) → number of crossings
        out of the first into the second, number of the other way, least and most people; ``breaks`` of their sums.
    """
    pairs: dict[str, list[int]] = {}
    for found in view.pairs:
        ends = sorted((found["origin"], found["destination"]))
        if shared_border(*ends) is None:
            continue
        row = pairs.setdefault("-".join(ends), [0, 0, 0, 0])
        row[found["origin"] != ends[0]] += found["n"]
        row[2] += found["people_min"]
        row[3] += found["people_max"]
    return {"pairs": pairs, "breaks": breaks(row[0] + row[1] for row in pairs.values())}


def heat_json(view: NewsView, zoom: float, box: Box) -> bytes:
    """Return the density of the events in view as JSON: lon, lat, share of the densest cell (its square root)."""
    found = cells(view.columns, view.rows, zoom=zoom, box=box, cell_px=HEAT_PIXELS, max_single=0)
    weights = np.sqrt(found.n / found.n.max()) if len(found.n) else found.n
    points = np.column_stack([found.lon, found.lat, weights]).round(3).tolist()
    most = int(found.n.max()) if len(found.n) else 0
    return json.dumps({"points": points, "most": most}, separators=(",", ":")).encode()
