"""What the text writes about a name: the larger place beside it, and which countries and divisions it names elsewhere.

Columns over all candidates of all groups of a document. Every column leaves out the group it speaks about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.cards import STATIC_FEATURES, NameCard
from geonews.geoparse.cues import Cues
from geonews.geoparse.groups import GROUPS
from geonews.geoparse.mentions import Group, Mention

__all__ = ["AREA_NAMED", "WRITTEN_FEATURES", "gap", "stated_agrees", "written_columns"]

WRITTEN_FEATURES = (
    "parent_area",
    "parent_country",
    "parent_county",
    "parent_disagrees",
    "before_area",
    "before_country",
    "child_inside",
    "country_named",
    "country_named_share",
    "area_named",
    "area_named_share",
    "county_named",
    "sibling_group",
)
AREA_NAMED = WRITTEN_FEATURES.index("area_named")


def stated_agrees(groups: Sequence[Group], mentions: Sequence[Mention], cues: Cues) -> NDArray[np.float32]:
    """Return 1 where a candidate is of the group that the wording states, -1 where it is not, 0 without statement."""
    columns = []
    for group in groups:
        stated = mentions[group.mentions[0]].stated
        kinds = group.card.static[:, STATIC_FEATURES.index("group")].astype(int)
        if stated is None:
            columns.append(np.zeros(len(kinds), dtype=np.float32))
            continue
        fitting = cues.agrees[stated]
        columns.append(np.array([1.0 if GROUPS[kind] in fitting else -1.0 for kind in kinds], dtype=np.float32))
    return np.concatenate(columns)


def written_columns(
    mentions: Sequence[Mention],
    groups: Sequence[Group],
    offsets: NDArray[np.int64],
    owner: NDArray[np.int64],
    weights: NDArray[np.float32],
    keys: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
) -> NDArray[np.float32]:
    """Return (rows x `WRITTEN_FEATURES`); ``keys`` are each row's country, division and county."""
    countries, areas, counties = keys
    cells = np.zeros((len(owner), 7), dtype=np.float32)
    siblings = np.zeros(len(owner), dtype=np.float32)
    group_column = STATIC_FEATURES.index("group")
    children: dict[int, list[NameCard]] = {}
    for g, group in enumerate(groups):
        rows = slice(offsets[g], offsets[g + 1])
        card = group.card
        for i in group.mentions[:8]:
            mention = mentions[i]
            if mention.parent is not None and (above := mentions[mention.parent].card) is not None:
                area = _inside(areas[rows], above.names_area)
                country = _inside(countries[rows], above.names_country)
                county = _inside(counties[rows], above.names_county)
                found = np.stack([area, country, county], axis=1)
                cells[rows, 0:3] = np.maximum(cells[rows, 0:3], found)
                if found.any():
                    cells[rows, 3] = np.maximum(cells[rows, 3], ~found.any(axis=1))
                    children.setdefault(mention.parent, []).append(card)
                kinds, other = card.static[:, group_column], above.static[0, group_column]
                siblings[rows] = np.maximum(siblings[rows], kinds == other)
            if mention.before is not None and (above := mentions[mention.before].card) is not None:
                cells[rows, 4] = np.maximum(cells[rows, 4], _inside(areas[rows], above.names_area))
                cells[rows, 5] = np.maximum(cells[rows, 5], _inside(countries[rows], above.names_country))
    for g, group in enumerate(groups):
        rows = slice(offsets[g], offsets[g + 1])
        for i in group.mentions[:8]:
            for card in children.get(i, ()):
                inside = _inside(group.card.names_area, card.areas) | _inside(group.card.names_country, card.countries)
                cells[rows, 6] = np.maximum(cells[rows, 6], inside)
    named = [
        _named_elsewhere(groups, weights, keys_of_rows, owner, attribute)
        for keys_of_rows, attribute in ((countries, "names_country"), (areas, "names_area"), (counties, "names_county"))
    ]
    total = [max(1e-6, float(n.max(initial=0.0))) for n in named]
    return np.column_stack(
        [cells, named[0], named[0] / total[0], named[1], named[1] / total[1], named[2], siblings]
    ).astype(np.float32)


def _inside(keys: NDArray[np.int32], names: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether each key is one of those that a name can mean."""
    return np.isin(keys, names[names > 0]) & (keys > 0)


def _named_elsewhere(
    groups: Sequence[Group],
    weights: NDArray[np.float32],
    keys: NDArray[np.int32],
    owner: NDArray[np.int64],
    attribute: str,
) -> NDArray[np.float32]:
    """Sum the weights of the other groups that can name each row's country or division."""
    sums: dict[int, float] = {}
    own: list[dict[int, float]] = []
    for group, weight in zip(groups, weights, strict=True):
        names = getattr(group.card, attribute)
        mine = dict.fromkeys(np.unique(names[names > 0]).tolist(), float(weight))
        own.append(mine)
        for key, value in mine.items():
            sums[key] = sums.get(key, 0.0) + value
    values = [sums.get(key, 0.0) - own[g].get(key, 0.0) for key, g in zip(keys.tolist(), owner.tolist(), strict=True)]
    return np.array(values, dtype=np.float32)


def gap(column: NDArray[Any], offsets: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return how far each row's value is above the best of its group's other rows."""
    starts, sizes = offsets[:-1], np.diff(offsets)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    best = np.maximum.reduceat(column, starts)
    order = np.lexsort((-column, owner))
    second = np.where(sizes > 1, column[order[np.minimum(starts + 1, len(column) - 1)]], 0.0)
    is_best = np.zeros(len(column), dtype=bool)
    is_best[order[starts]] = True
    return np.asarray(column - np.where(is_best, second[owner], best[owner]), dtype=np.float32)
