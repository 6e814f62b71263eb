"""How each event of a store is drawn, whatever the filter: as a point, along a border, as an outline, or not at all.

It is worked out once for all events of a store. A filter then needs one count over its rows to know the numbers of
every outline, family and type.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geonews import layers
from geonews.layers.columns import EventColumns
from geonews.webmap.flows import shared_border
from geonews.webmap.palette import families, family_index

__all__ = ["ALONG_BORDER", "FIRST_AREA", "NOWHERE", "POINT", "Placement", "placement"]

#: Codes of ``Placement.area`` that are no areas: a town's point, a border that two countries share, no known place.
POINT, ALONG_BORDER, NOWHERE, FIRST_AREA = 0, 1, 2, 3
CROSSING = "BORDER_CROSSING"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placement:
    """Codes for every row of the columns.

    Attributes
    ----------
    area
        ``POINT``, ``ALONG_BORDER``, ``NOWHERE``, or ``FIRST_AREA`` and a position in ``areas``.
    areas
        Keys of outlines, see ``features.area_key``.
    family
        Number of the family of each row's type.
    code
        ``area`` and type in one number, for counting: ``area`` × ``width`` + number of the type.
    width
        Number of types, and one for events without a type.
    family_of_type
        Number of each type's family.
    crossings
        Rows of the border crossings, in order.
    """

    area: NDArray[np.int32]
    areas: tuple[str, ...]
    family: NDArray[np.int8]
    code: NDArray[np.int32]
    width: int
    family_of_type: NDArray[np.int8]
    crossings: NDArray[np.intp]


@lru_cache(maxsize=1)
def placement(columns: EventColumns) -> Placement:
    """Return how the events of some columns are drawn; the answer for the latest columns is kept."""
    types = columns.categories["event_type"]
    family_of_type = np.array([*(family_index(name) for name in types.names), len(families()) - 1], dtype=np.int8)
    is_crossing = types.is_one_of([CROSSING])[types.codes]
    area, areas = _areas(columns)
    area[_along_border(columns, is_crossing) & np.isnan(columns.x)] = ALONG_BORDER
    area[~np.isnan(columns.x)] = POINT
    width = len(types.names) + 1
    kind = np.where(types.codes < 0, width - 1, types.codes).astype(np.int32)
    return Placement(
        area=area,
        areas=areas,
        family=family_of_type[kind],
        code=area * width + kind,
        width=width,
        family_of_type=family_of_type,
        crossings=np.flatnonzero(is_crossing),
    )


def _along_border(columns: EventColumns, is_crossing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which events are crossings between two countries that share a border."""
    origin, destination = columns.categories["origin_country"], columns.categories["destination_country"]
    width = len(destination.names) + 1
    both = is_crossing & (origin.codes >= 0) & (destination.codes >= 0)
    pairs = np.where(both, origin.codes.astype(np.int64) * width + destination.codes, -1)
    known = [
        pair
        for pair in np.unique(pairs).tolist()
        if pair >= 0 and shared_border(origin.names[pair // width], destination.names[pair % width]) is not None
    ]
    return np.isin(pairs, np.array(known, dtype=np.int64))


def _areas(columns: EventColumns) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the outline that each row would be drawn as if it had no point, and the outlines' keys."""
    country, admin1 = columns.categories["country"], columns.categories["admin1"]
    width = len(admin1.names) + 1
    province = np.where(columns.precision == 2, admin1.codes, -1)
    keys = (country.codes.astype(np.int64) + 1) * width + province + 1
    found, which = np.unique(keys, return_inverse=True)
    provinces = layers.Outlines.load().provinces
    number_of: dict[str, int] = {}
    numbers = np.full(len(found), NOWHERE, dtype=np.int32)
    for position, key in enumerate(found.tolist()):
        if key // width:
            name = country.names[key // width - 1]
            part = admin1.names[key % width - 1] if key % width else None
            area = f"{name}.{part}" if part is not None and (name, part) in provinces else name
            numbers[position] = FIRST_AREA + number_of.setdefault(area, len(number_of))
    return numbers[which], tuple(number_of)
