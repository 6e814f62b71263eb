"""Names and their namesakes: one look-up of the gazetteer as columns, kept for the next document.

The same names come again and again in news, and the columns of a name's candidates do not depend on the text. So
they are made once, and the ranker works on whole columns instead of asking each candidate.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geonews.gazetteer.folding import fold
from geonews.geoparse.cues import load_cues
from geonews.model import Candidate, MatchType, Place

if TYPE_CHECKING:
    from geonews.gazetteer import Gazetteer

__all__ = ["STATIC_FEATURES", "NameBook", "NameCard", "area_key", "place_group"]

#: Cards kept between documents; a card is about 3 kB.
CARDS = 8192
#: Rivals of one name that are ranked.
RIVALS = 48
#: Longest name in which a place is sought, in words, and the least population that such a place must have.
MOST_WORDS = 9
INNER_POPULATION = 20_000

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
MATCHES = {MatchType.EXACT: 0, MatchType.FOLDED: 1, MatchType.ALIAS: 2, MatchType.FUZZY: 3, MatchType.ONLINE: 4}

#: Kinds of places in the order of how likely a bare name means them.
GROUPS = (
    "country", "continent", "region", "admin1", "capital", "seat", "city", "town", "village", "quarter", "admin2",
    "admin3", "water", "relief", "island", "park", "spot", "other",
)  # fmt: skip
_GROUP_NUMBER = {name: number for number, name in enumerate(GROUPS)}
_COUNTRY_CODES = frozenset({"PCLI", "PCL", "PCLD", "PCLF", "PCLS", "PCLIX", "PCLH", "TERR"})
_REGION_CODES = frozenset({"RGN", "RGNE", "RGNH", "RGNL", "ZN", "AREA", "ADMD", "PRSH"})
_QUARTER_CODES = frozenset({"PPLX", "PPLL", "PPLQ", "PPLH", "PPLW"})
_ISLAND_CODES = frozenset({"ISL", "ISLS", "ISLET", "ISLX", "ATOL", "ARCH"})


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


class NameBook:
    """Looks names up in a gazetteer and remembers the answers.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._cards: OrderedDict[str, NameCard | None] = OrderedDict()

    def card(self, name: str) -> NameCard | None:
        """Return the card of a name, None where the gazetteer has no candidate."""
        if name in self._cards:
            self._cards.move_to_end(name)
            return self._cards[name]
        candidates = self._whole(name)
        part = 1.0
        if not candidates:
            candidates, part = self._inner_candidates(name)
        card = self.make_card(name, candidates, part=part) if candidates else None
        self._cards[name] = card
        if len(self._cards) > CARDS:
            self._cards.popitem(last=False)
        return card

    def known(self, name: str) -> bool:
        """Whether the gazetteer has the name as it stands."""
        return self.gazetteer.has_name(name)

    def _whole(self, name: str) -> list[Candidate]:
        """Return the candidates that bear the whole name; those of a shorter one only where there is none.

        Sudan lies in no "South Sudan", though the gazetteer offers it for "southern Sudan".
        """
        candidates = self.gazetteer.candidates(name, limit=RIVALS)
        key = fold(name)
        return [candidate for candidate in candidates if fold(candidate.matched) == key] or candidates

    def _inner_candidates(self, name: str) -> tuple[list[Candidate], float]:
        """Return the considerable places named inside a longer name, and their share of its words.

        "Herat Regional Hospital" is in no gazetteer, but it is in Herat.
        """
        words, generic = name.split(), load_cues().generic
        if not 1 < len(words) <= MOST_WORDS:
            return [], 0.0
        for length in range(len(words) - 1, 0, -1):
            found: dict[int, Candidate] = {}
            for start in range(len(words) - length + 1):
                inner = words[start : start + length]
                if not (inner[0][:1].isupper() and inner[-1][:1].isupper()):
                    continue
                if all(word.casefold().strip(",()") in generic for word in inner):
                    continue
                for candidate in self.gazetteer.candidates(" ".join(inner).strip(",()"), limit=RIVALS):
                    if _considerable(candidate):
                        found.setdefault(candidate.place.place_id, candidate)
            if found:
                return list(found.values())[:RIVALS], length / len(words)
        return [], 0.0

    def make_card(self, name: str, candidates: Sequence[Candidate], *, part: float = 1.0) -> NameCard:
        """Lay candidates out as columns, the most populous first; ``part`` is the share of words that was met."""
        rivals = tuple(sorted(candidates, key=_prominence, reverse=True))
        places = [candidate.place for candidate in rivals]
        groups = [place_group(place) for place in places]
        radians = np.radians(np.array([(place.lon, place.lat) for place in places], dtype=np.float64))
        lon, lat = radians[:, 0], radians[:, 1]
        points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        best = rivals[0]
        return NameCard(
            name=name,
            candidates=rivals,
            static=_static_columns(rivals, groups, self._country_size, part),
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

    def _country_size(self, code: str | None) -> float:
        if code is None:
            return 0.0
        country = self.gazetteer.country(code)
        return math.log10(1 + country.place.population) if country else 0.0


def place_group(place: Place) -> str:
    """Return which of `GROUPS` a place belongs to."""
    code, kind = place.feature_code, place.feature_class
    if code in _COUNTRY_CODES:
        return "country"
    if code == "CONT":
        return "continent"
    if code == "ADM1":
        return "admin1"
    if code == "ADM2":
        return "admin2"
    if code in _REGION_CODES:
        return "region"
    if kind == "A":
        return "admin3"
    if code == "PPLC":
        return "capital"
    if code == "PPLA":
        return "seat"
    if code in _QUARTER_CODES:
        return "quarter"
    if kind == "P":
        return "city" if place.population >= 100_000 else "town" if place.population >= 5_000 else "village"
    if code in _ISLAND_CODES:
        return "island"
    return {"H": "water", "T": "relief", "L": "park", "S": "spot"}.get(kind, "other")


def area_key(*codes: str | None) -> str | None:
    """Join the codes of a division and those above it; None where one is not known."""
    return None if None in codes or "" in codes else ".".join(code for code in codes if code)


_NUMBERS: dict[str, int] = {}


def key_number(key: str | None) -> int:
    """Return a small number for a country or division key, the same for the life of the process; 0 for None."""
    return 0 if key is None else _NUMBERS.setdefault(key, len(_NUMBERS) + 1)


def _keys(keys: object) -> NDArray[np.int32]:
    return np.fromiter((key_number(key) for key in keys), dtype=np.int32)  # type: ignore[attr-defined]


def _considerable(candidate: Candidate) -> bool:
    place = candidate.place
    large = place.population >= INNER_POPULATION or place.feature_code in ("PCLI", "ADM1", "PPLC", "PPLA", "CONT")
    return large and candidate.match is not MatchType.FUZZY


def _prominence(candidate: Candidate) -> tuple[float, float]:
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
