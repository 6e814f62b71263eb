"""Units of one country that share their names: which "Mykolaivska hromada" is meant where no province is told.

Ukraine's communities are called after saints and poets, a dozen alike. The only one in a province that the text names
is meant, or the one nearest to another of its places, or the only one beside the front that a text about fighting is
about; otherwise the name is unresolved.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.belief import EARTH_RADIUS_KM
from geonews.geoparse.context import Table
from geonews.geoparse.groups import place_group
from geonews.geoparse.mentions import Group
from geonews.model import Place

__all__ = ["settled"]

#: What the unit that is meant has of the belief, and what the others may have at most.
SETTLED, OPEN = 0.9, 0.2
#: A place is a landmark from this score on, for what lies this near to it; another unit must be so much farther away.
SURE = 0.5
NEAR_KM = 100.0
FARTHER = 1.5
#: Kinds of places that are near to something.
LANDMARKS = frozenset({"capital", "seat", "city", "town", "village", "quarter", "admin2", "admin3", "spot"})


def settled(
    table: Table, scores: NDArray[np.float64], words: Sequence[str], published: date | None
) -> NDArray[np.float64]:
    """Return the scores with those of units that share a name settled.

    Parameters
    ----------
    table, scores
        The document's candidates and their pooled scores.
    words
        The document's words in small letters.
    published
        The day of publication, None if unknown.
    """
    units = [g for g, group in enumerate(table.groups) if _are_units(group)]
    if not units:
        return scores
    meant_elsewhere = _sure_rows(table, scores, set(units))
    landmarks = [row for row, place in meant_elsewhere if place_group(place) in LANDMARKS]
    divisions = {(place.country, place.admin1) for _, place in meant_elsewhere if place_group(place) == "admin1"}
    result = scores.copy()
    for g in units:
        rows = slice(int(table.offsets[g]), int(table.offsets[g + 1]))
        inside = _in_divisions(table.groups[g], divisions)
        meant = inside[0] if len(inside) == 1 else _nearest(table, rows, landmarks)
        if meant is None and (inside or table.groups[g].within is not None):
            continue  # what is stated decides, as far as it goes
        if meant is None:
            meant = _beside_front(table.groups[g], words, published)
        mine = scores[rows]
        result[rows] = np.minimum(mine, OPEN)
        if meant is not None:
            result[rows.start + meant] = max(SETTLED, float(mine[meant]))
    return result


def _are_units(group: Group) -> bool:
    """Whether a name is that of several units of one country, and nothing else."""
    places = [candidate.place for candidate in group.card.candidates]
    alike = all(place.feature_code == "ADM3" and place.country == places[0].country for place in places)
    return alike and len(places) > 1 and (group.within is None or not group.within.empty)


def _sure_rows(table: Table, scores: NDArray[np.float64], units: set[int]) -> list[tuple[int, Place]]:
    """Return the rows and places that the other names surely mean."""
    found = []
    for g, group in enumerate(table.groups):
        start, stop = int(table.offsets[g]), int(table.offsets[g + 1])
        best = start + int(scores[start:stop].argmax())
        if g not in units and scores[best] >= SURE:
            found.append((best, group.card.candidates[best - start].place))
    return found


def _in_divisions(group: Group, divisions: set[tuple[str | None, str | None]]) -> list[int]:
    """Return which units lie in a division that the text names."""
    places = [candidate.place for candidate in group.card.candidates]
    return [k for k, place in enumerate(places) if (place.country, place.admin1) in divisions]


def _nearest(table: Table, rows: slice, landmarks: Sequence[int]) -> int | None:
    """Return which unit is nearest to a landmark, None where none is near or another is about as near."""
    if not landmarks:
        return None
    cosine = np.clip(table.points[rows] @ table.points[list(landmarks)].T, -1.0, 1.0)
    distance = (EARTH_RADIUS_KM * np.arccos(cosine)).min(axis=1)
    order = np.argsort(distance, kind="stable")
    nearest, next_one = float(distance[order[0]]), float(distance[order[1]])
    clear = nearest <= NEAR_KM and next_one >= FARTHER * nearest
    return int(order[0]) if clear else None


def _beside_front(group: Group, words: Sequence[str], published: date | None) -> int | None:
    """Return which unit alone lies beside a front that a text is about."""
    for front in _fronts():
        told = not front["words"].isdisjoint(words) and (published is None or published >= front["since"])
        beside = [
            k
            for k, candidate in enumerate(group.card.candidates)
            if candidate.place.country == front["country"] and candidate.place.admin1 in front["divisions"]
        ]
        if told and len(beside) == 1:
            return beside[0]
    return None


@lru_cache(maxsize=1)
def _fronts() -> list[Mapping[str, Any]]:
    text = resources.files(__package__).joinpath("units.toml").read_text(encoding="utf-8")
    return [
        {**front, "words": frozenset(front["words"]), "divisions": frozenset(front["divisions"])}
        for front in tomllib.loads(text)["front"]
    ]
