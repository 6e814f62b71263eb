"""Areas: what larger place a name states, and what lies in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from geonews.geoparse.cards import NameCard
from geonews.geoparse.groups import place_group
from geonews.model import Candidate, MatchType, Place

__all__ = ["LEVELS", "Area", "read_area", "territories"]

#: Kinds of places that hold others, the larger first.
LEVELS = ("country", "admin1", "admin2")
#: A division is stated surely if no town of its name has more than this share of its people.
TOWN_SHARE = 0.05

Code = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What a name says of the larger place, as sets of codes (country, division, county), the likeliest set first.

    A code's None stands for anything. ``level`` is that of the likeliest set; ``sure`` whether the name can hardly
    mean a town instead; ``demonym`` whether it is that of a people; ``place`` is the likeliest candidate.
    """

    name: str
    tiers: tuple[frozenset[Code], ...]
    level: str
    sure: bool
    demonym: bool
    place: Candidate

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries (alpha-2) that the name can mean or lies in, the likeliest first."""
        found = [country for tier in self.tiers for country, _, _ in sorted(tier, key=str) if country]
        return tuple(dict.fromkeys(found))

    def inside(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates that lie in the area, by its likeliest reading that holds any."""
        for tier in self.tiers:
            found = [c for c in candidates if any(_holds(code, c.place) for code in tier)]
            smaller = [c for c in found if not self.is_it(c.place)]
            if found:
                return smaller or found
        return []

    def widened(self) -> Area:
        """Return the whole country in which the area most likely lies, as an area."""
        code: Code = (self.place.place.country, None, None)
        return replace(self, tiers=(frozenset({code}),), level="country", sure=True)

    def with_town(self, card: NameCard) -> Area:
        """Return the area with the division of the largest town of its name: "in Washington" is in the city, too."""
        towns = [c.place for c in card.candidates if c.place.feature_class == "P"]
        if not towns:
            return self
        town = max(towns, key=lambda place: place.population)
        code: Code = (town.country, town.admin1, None)
        return replace(self, tiers=(*self.tiers, frozenset({code})))

    def is_it(self, place: Place) -> bool:
        """Whether a place is itself a country or division that the name means."""
        group = "admin2" if _districts(place) else place_group(place)
        if group not in LEVELS:
            return False
        return any(code in tier for code in _codes(place, group) for tier in self.tiers)


def read_area(card: NameCard, stated: str | None) -> Area | None:
    """Return the area that a name means, None where it means none.

    Parameters
    ----------
    card
        The name's candidates.
    stated
        The kind of place that the wording says it is, None for nothing.
    """
    named = card.names_country.any() or card.names_area.any() or card.names_county.any()
    if not named and not any(_districts(candidate.place) for candidate in card.candidates):
        return None
    readings: dict[str, list[Candidate]] = {}
    for candidate in card.candidates:
        group = "admin2" if _districts(candidate.place) else place_group(candidate.place)
        county = group == "admin2" and (stated in ("admin1", "admin2") or _is_county(card, candidate))
        fits = group in ("country", "admin1") or county
        if fits and candidate.place.country and not candidate.features.get("is_metonym"):
            readings.setdefault(group, []).append(candidate)
    if not readings or card.candidates[0].match is MatchType.FUZZY or card.static[0, -1] < 1.0:
        return None
    people = {group: max(c.place.population for c in found) for group, found in readings.items()}
    order = sorted(readings, key=lambda group: (-people[group], LEVELS.index(group)))
    best = max(readings[order[0]], key=lambda c: c.place.population)
    return Area(
        name=card.name,
        tiers=tuple(frozenset(code for c in readings[group] for code in _codes(c.place, group)) for group in order),
        level=order[0],
        sure=order[0] == "country" or stated in LEVELS or (_no_town(card, best) and _is_alone(card, best, order[0])),
        demonym=bool(best.features.get("is_demonym")),
        place=best,
    )


@lru_cache(maxsize=1)
def territories() -> Mapping[str, tuple[str, ...]]:
    """Return the countries where a place may lie that is stated to be in another (alpha-2)."""
    text = resources.files(__package__).joinpath("territories.toml").read_text(encoding="utf-8")
    return {country: tuple(others) for country, others in tomllib.loads(text).items()}


@lru_cache(maxsize=1)
def _counties() -> Mapping[tuple[str, str], tuple[Code, ...]]:
    """Return the districts of the counties of ``counties.toml`` by country and name."""
    table = tomllib.loads(resources.files(__package__).joinpath("counties.toml").read_text(encoding="utf-8"))
    return {
        (country, name): tuple((country, admin1, admin2) for admin2 in districts)
        for country, divisions in table.items()
        for admin1, counties in divisions.items()
        for name, districts in counties.items()
    }


def _districts(place: Place) -> tuple[Code, ...]:
    """Return the districts of a county that text names without "county", none for any other place."""
    if place.feature_code not in ("ADM2", "ADM2H"):
        return ()
    return _counties().get((place.country or "", place.name), ())


def _is_county(card: NameCard, area: Candidate) -> bool:
    """Whether a name is a county's by itself: of one country, known, and of no town; or one of England's.

    "Oxfordshire" is nothing else. "Kent" is a town, too: what lies in the county may be told by its name, and what does
    not may lie elsewhere.
    """
    if _districts(area.place):
        return True
    alone = _is_alone(card, area, "admin2")
    return alone and area.place.admin2 is not None and area.place.population > 0 and _no_town(card, area)


def _is_alone(card: NameCard, area: Candidate, level: str) -> bool:
    """Whether no other country has a place of a county's name; larger areas need not be alone."""
    return level != "admin2" or all(c.place.country == area.place.country for c in card.candidates)


def _no_town(card: NameCard, area: Candidate) -> bool:
    if area.features.get("is_abbreviation"):
        return True
    towns = [c.place.population for c in card.candidates if c.place.feature_class == "P"]
    return max(towns, default=0) <= TOWN_SHARE * area.place.population


def _code(place: Place, group: str) -> Code:
    if group == "country":
        return (place.country, None, None)
    return (place.country, place.admin1, place.admin2 if group == "admin2" else None)


def _codes(place: Place, group: str) -> tuple[Code, ...]:
    """Return what a place holds as codes; a county has several districts."""
    return (group == "admin2" and _districts(place)) or (_code(place, group),)


def _holds(code: Code, place: Place) -> bool:
    country, admin1, admin2 = code
    return (
        place.country == country
        and (admin1 is None or place.admin1 == admin1)
        and (admin2 is None or place.admin2 == admin2)
    )
