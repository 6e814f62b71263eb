"""Cards: the candidates of one name as columns, which do not depend on any text.

The ranker works on whole columns instead of asking each candidate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geonews.geoparse.groups import GROUPS, place_group
from geonews.model import Candidate, MatchType

__all__ = ["STATIC_FEATURES", "NameCard", "area_key", "key_number", "lay_out", "prominence"]

STATIC_FEATURES = (
    "log_population",
    "population_gap",
    "population_rank",
    "population_share",
    "rivals",
    "alternate_names",
    "alternate_names_gap",
    "alternate_names_rank",
    "match",
    "similarity",
    "main_name",
    "abbreviation",
    "demonym",
    "metonym",
    "group",
    "group_rank",
    "country_size",
    "part",
)

#: The gazetteer's own features that become columns as they are.
FLAGS = ("similarity", "primary_name", "is_abbreviation", "is_demonym", "is_metonym")
#: Wires drop accents and datelines are capitals: how a name is folded says nothing of what it means.
MATCHES = {MatchType.EXACT: 0, MatchType.FOLDED: 0, MatchType.ALIAS: 2, MatchType.FUZZY: 3, MatchType.ONLINE: 4}

_GROUP_NUMBER = {name: number for number, name in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameCard:
    """A name with its candidates as columns.

    ``static`` is (candidates x `STATIC_FEATURES`) float32; ``points`` unit vectors on the sphere; ``countries`` and
    ``areas`` integer keys of the country and of country + first-level division (0: none); ``names_country`` and
    ``names_area`` the key of the country or division that the candidate itself is (0: it is none). ``group``,
    ``size``, ``ambiguity`` and ``exact`` describe the name to the sequence model.
    """

    name: str
    candidates: tuple[Candidate, ...]
    static: NDArray[np.float32]
    points: NDArray[np.float32]
    ids: NDArray[np.int64]
    countries: NDArray[np.int32]
    areas: NDArray[np.int32]
    counties: NDArray[np.int32]
    names_country: NDArray[np.int32]
    names_area: NDArray[np.int32]
    names_county: NDArray[np.int32]
    demonym: bool
    group: str
    size: int
    ambiguity: int
    exact: str


def lay_out(
    name: str, candidates: Sequence[Candidate], country_size: Callable[[str | None], float], *, part: float = 1.0
) -> NameCard:
    """Lay candidates out as columns, the most populous first; ``part`` is the share of words that was met."""
    rivals = tuple(sorted(candidates, key=prominence, reverse=True))
    places = [candidate.place for candidate in rivals]
    groups = [place_group(place) for place in places]
    radians = np.radians(np.array([(place.lon, place.lat) for place in places], dtype=np.float64))
    lon, lat = radians[:, 0], radians[:, 1]
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    best = rivals[0]
    return NameCard(
        name=name,
        candidates=rivals,
        static=_static_columns(rivals, groups, country_size, part),
        points=points.astype(np.float32),
        ids=np.array([place.place_id for place in places], dtype=np.int64),
        countries=_keys(place.country for place in places),
        areas=_keys(area_key(place.country, place.admin1) for place in places),
        counties=_keys(area_key(place.country, place.admin1, place.admin2) for place in places),
        names_country=_keys(
            place.country if group == "country" else None for place, group in zip(places, groups, strict=True)
        ),
        names_area=_keys(
            area_key(place.country, place.admin1) if group == "admin1" else None
            for place, group in zip(places, groups, strict=True)
        ),
        names_county=_keys(
            area_key(place.country, place.admin1, place.admin2) if group == "admin2" else None
            for place, group in zip(places, groups, strict=True)
        ),
        demonym=any(rival.features.get("is_demonym") for rival in rivals),
        group=min(groups[:4], key=_GROUP_NUMBER.__getitem__) if best.place.population == 0 else groups[0],
        size=_size(best.place.population),
        ambiguity=min(len(rivals), 3) + (len(rivals) > 6) + (len(rivals) > 15),
        exact=str(min(MATCHES[candidate.match] for candidate in rivals)),
    )


def area_key(*codes: str | None) -> str | None:
    """Join the codes of a division and those above it; None where one is not known."""
    return None if None in codes or "" in codes else ".".join(code for code in codes if code)


_NUMBERS: dict[str, int] = {}


def key_number(key: str | None) -> int:
    """Return a small number for a country or division key, the same for the life of the process; 0 for None."""
    return 0 if key is None else _NUMBERS.setdefault(key, len(_NUMBERS) + 1)


def _keys(keys: Iterable[str | None]) -> NDArray[np.int32]:
    return np.fromiter((key_number(key) for key in keys), dtype=np.int32)


def prominence(candidate: Candidate) -> tuple[float, float]:
    """Return what candidates are sorted by: population, then the number of names."""
    return (candidate.place.population, candidate.features.get("n_names", 0.0))


def _size(population: int) -> int:
    return 0 if population <= 0 else min(7, int(math.log10(population)))


def _static_columns(
    rivals: Sequence[Candidate], groups: Sequence[str], country_size: Callable[[str | None], float], part: float
) -> NDArray[np.float32]:
    count = len(rivals)
    population = np.array([math.log10(1 + rival.place.population) for rival in rivals])
    alternates = np.array([math.log10(1 + rival.features.get("n_names", 0.0)) for rival in rivals])
    heads = 10**population - 1
    numbers = [_GROUP_NUMBER[group] for group in groups]
    seen: dict[str, int] = {}
    group_rank = []
    for group in groups:
        seen[group] = seen.get(group, -1) + 1
        group_rank.append(seen[group])
    return np.column_stack(
        [
            population,
            population - _best_other(population),
            np.arange(count),
            heads / max(1.0, heads.sum()),
            np.full(count, count),
            alternates,
            alternates - _best_other(alternates),
            np.argsort(np.argsort(-alternates, kind="stable")),
            [MATCHES[rival.match] for rival in rivals],
            [[rival.features.get(flag, 0.0) for flag in FLAGS] for rival in rivals],
            numbers,
            group_rank,
            [country_size(rival.place.country) for rival in rivals],
            np.full(count, part),
        ]
    ).astype(np.float32)


def _best_other(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each value the largest of the others, 0 where there is no other."""
    if len(values) == 1:
        return np.zeros(1)
    order = np.argsort(values)
    best = np.full(len(values), values[order[-1]])
    best[order[-1]] = values[order[-2]]
    return best
