"""What the first pass believes about the rest of a document, as columns for the second.

The countries, divisions and places that the other names probably mean, and how far they are. Every column leaves out
the group it speaks about.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.cards import STATIC_FEATURES
from geonews.geoparse.context import FIRST_FEATURES, Table
from geonews.geoparse.groups import GROUPS
from geonews.geoparse.written import gap

__all__ = ["BELIEF_FEATURES", "SECOND_FEATURES", "belief_columns"]

BELIEF_FEATURES = (
    "belief",
    "belief_gap",
    "belief_rank",
    "country_belief",
    "country_belief_top",
    "area_belief",
    "area_belief_top",
    "county_belief",
    "same_place_belief",
    "near_30_km",
    "near_200_km",
    "nearest_km",
    "neighbour_km",
    "longer_name_belief",
    "near_30_km_gap",
    "area_belief_gap",
    "country_belief_gap",
)
SECOND_FEATURES = FIRST_FEATURES + BELIEF_FEATURES

EARTH_RADIUS_KM = 6371.0
#: Groups whose likeliest places serve as landmarks for the others; bounds the work on very long documents.
LANDMARKS = 160
#: Tokens within which two names are neighbours.
NEIGHBOUR_TOKENS = 40


def belief_columns(table: Table, belief: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return (rows x `BELIEF_FEATURES`) from the first pass's probability of each row."""
    owner, weights = table.group, table.weights
    total = np.add.reduceat(belief, table.offsets[:-1])
    share = belief / np.maximum(1.0, total)[owner]
    mass = share * weights[owner]
    everything = float(weights.sum())
    best, second, top_row, rank = _rankings(table, belief)
    others = np.where(np.arange(len(table)) == top_row[owner], second[owner], best[owner])
    country, country_top = _leave_one_out(table.countries, owner, mass, weights, everything)
    area, area_top = _leave_one_out(table.areas, owner, mass, weights, everything)
    county, _ = _leave_one_out(table.counties, owner, mass, weights, everything)
    same_place, _ = _leave_one_out(table.ids, owner, mass, weights, everything)
    near = _near_columns(table, belief, top_row, best)
    longer = _longer_name_belief(table, share)
    columns: list[NDArray[Any]] = [belief, belief - others, rank, country, country_top, area, area_top, county]
    columns += [same_place, *near, longer]
    columns += [gap(column, table.offsets) for column in (near[0], area, country)]
    return np.column_stack(columns).astype(np.float32)


def _rankings(
    table: Table, belief: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each group's best and second belief, the best row, and each row's rank in its group."""
    order = np.lexsort((-belief, table.group))
    rank = np.empty(len(table), dtype=np.int64)
    rank[order] = np.arange(len(table)) - table.offsets[:-1][table.group[order]]
    top_row = order[table.offsets[:-1]]
    sizes = np.diff(table.offsets)
    second = np.where(sizes > 1, belief[order[np.minimum(table.offsets[:-1] + 1, len(table) - 1)]], 0.0)
    return belief[top_row], second, top_row, rank


def _leave_one_out(
    keys: NDArray[np.int32] | NDArray[np.int64],
    owner: NDArray[np.int64],
    mass: NDArray[np.float64],
    weights: NDArray[np.float32],
    everything: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of the other groups' mass on each row's key, and whether no key has more."""
    distinct, number = np.unique(keys, return_inverse=True)
    sums = np.bincount(number, weights=mass, minlength=len(distinct))
    pair = owner * len(distinct) + number
    pairs, pair_number = np.unique(pair, return_inverse=True)
    own = np.bincount(pair_number, weights=mass, minlength=len(pairs))[pair_number]
    rest = np.maximum(1e-6, everything - weights[owner])
    share = np.where(keys == 0, 0.0, (sums[number] - own) / rest)
    peak = np.zeros(int(owner.max()) + 1)
    np.maximum.at(peak, owner, share)
    return share, ((share >= peak[owner] - 1e-9) & (share > 1e-6)).astype(float)


def _near_columns(
    table: Table, belief: NDArray[np.float64], top_row: NDArray[np.int64], best: NDArray[np.float64]
) -> tuple[NDArray[np.float64], ...]:
    """Return the pull of the other groups' likeliest places at two scales, the nearest one, the nearest in the text."""
    landmarks = np.argsort(-(best * table.weights), kind="stable")[:LANDMARKS]
    place = table.points[top_row[landmarks]]
    cosine = np.clip(table.points @ place.T, -1.0, 1.0)
    distance = EARTH_RADIUS_KM * np.arccos(cosine)
    kinds = table.first[top_row[landmarks], STATIC_FEATURES.index("group")]
    local = (kinds != GROUPS.index("country")) & (kinds != GROUPS.index("continent"))
    usable = (table.group[:, None] != landmarks[None, :]) & local[None, :]
    pull = np.where(usable, (best[landmarks] * np.minimum(1.0, table.weights[landmarks]))[None, :], 0.0)
    near_30 = (pull * np.exp(-distance / 30.0)).sum(axis=1)
    near_200 = (pull * np.exp(-distance / 200.0)).sum(axis=1)
    sure = usable & (best[landmarks] > 0.5)[None, :]
    nearest = np.where(sure, distance, 20000.0).min(axis=1, initial=20000.0)
    apart = np.abs(table.positions[:, None, :, None] - table.positions[landmarks][None, :, None, :]).min(axis=(2, 3))
    beside = sure & (apart <= NEIGHBOUR_TOKENS)[table.group]
    neighbour = np.where(beside, distance, 20000.0).min(axis=1, initial=20000.0)
    return near_30, near_200, np.log1p(nearest), np.log1p(neighbour)


def _longer_name_belief(table: Table, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how likely another group of the same or longer words means each row's place."""
    result = np.zeros(len(table))
    if not len(table.contained):
        return result
    for g, h in zip(*np.nonzero(table.contained), strict=True):
        mine = slice(table.offsets[g], table.offsets[g + 1])
        theirs = slice(table.offsets[h], table.offsets[h + 1])
        same = table.ids[mine][:, None] == table.ids[theirs][None, :]
        result[mine] = np.maximum(result[mine], (same * share[theirs][None, :]).max(axis=1))
    return result
