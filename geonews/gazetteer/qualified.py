"""Qualified names: "Kandahar, Afghanistan", "Paris, TX", "Austin, TX, USA", "Tripoli (Lebanon)".

What stands behind the comma is a country or a division, and a place counts only if it lies there. Where none does the
answer is none: a namesake abroad is not what was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geonews.gazetteer.folding import MAX_NAME_CHARS
from geonews.gazetteer.tongue_lookup import in_any_language
from geonews.model import Candidate, MatchType

if TYPE_CHECKING:
    from geonews.gazetteer.lookup import Gazetteer

__all__ = ["is_qualified", "look_up", "towns_first"]

#: Parts that are read, from the right: a town, its county, its division, its country.
MOST_PARTS = 4
#: Readings of a larger place that are tried, and places of one name in a country.
READINGS = 12
NAMESAKES = 400
#: A division stands behind the town of its name that has this share of its people.
TOWN_SHARE = 0.1


def is_qualified(name: str) -> bool:
    """Whether a name says where its place lies.

    >>> is_qualified("Paris, TX"), is_qualified("Tripoli (Lebanon)"), is_qualified("Paris")
    (True, True, False)
    """
    return 1 < len(_parts(name)) <= MOST_PARTS


def look_up(
    gazetteer: Gazetteer, name: str, *, country: str | None = None, limit: int = 64, fuzzy: bool = False
) -> list[Candidate]:
    """Return the places that a name may mean, by what it says of where they lie.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    name
        With or without the larger place behind a comma or in brackets.
    country
        Only places of this country (alpha-2 or alpha-3).
    limit
        The most candidates to return.
    fuzzy
        Whether names in a similar spelling are returned where none is met.

    Returns
    -------
    list of Candidate
        In the order of `Gazetteer.candidates`; empty where no place of the name lies in the larger one.
    """
    whole = gazetteer.candidates(name, country=country, limit=limit)
    parts = _parts(name)
    if whole or not 1 < len(parts) <= MOST_PARTS:
        return (
            whole
            or towns_first(in_any_language(gazetteer, name, country=country, limit=limit))
            or gazetteer.candidates(name, country=country, limit=limit, fuzzy=fuzzy)
        )
    inner, *larger = parts
    for areas in _readings(gazetteer, larger):
        found = _inside(gazetteer, inner, areas, country, fuzzy=False)
        found = found or (_inside(gazetteer, inner, areas, country, fuzzy=True) if fuzzy else [])
        if found:
            return towns_first(found)[:limit]
    return []


def towns_first(found: list[Candidate]) -> list[Candidate]:
    """Return candidates with a town before the division that is called after it: who says "Kandahar" means the town."""
    towns = max((c.place.population for c in found if c.place.feature_class == "P"), default=0)
    return sorted(found, key=lambda c: c.place.feature_class == "A" and TOWN_SHARE * c.place.population <= towns)


def _parts(name: str) -> list[str]:
    if len(name) > MAX_NAME_CHARS:
        return []
    return [part for part in (part.strip() for part in name.replace("(", ",").replace(")", "").split(",")) if part]


def _readings(gazetteer: Gazetteer, larger: list[str]) -> list[list[Candidate]]:
    """Return what the parts behind the name may mean, the likeliest kind first; each lies in those behind it."""
    name, *rest = larger
    found = [c for c in gazetteer.candidates(name, limit=READINGS * 4) if _level(c) and not c.features["is_metonym"]]
    if rest:
        holders = [holder for areas in _readings(gazetteer, rest) for holder in areas]
        found = [c for c in found if any(gazetteer.contains(holder.place, c.place) for holder in holders)]
    kinds: dict[str, list[Candidate]] = {}
    for candidate in found[:READINGS]:
        kinds.setdefault(_level(candidate), []).append(candidate)
    return sorted(kinds.values(), key=lambda areas: -max(area.place.population for area in areas))


def _level(candidate: Candidate) -> str:
    """Return whether a place is a country or which division, "" for what holds no others."""
    code = candidate.place.feature_code
    if candidate.place.country is None:
        return ""
    return "country" if code.startswith("PCL") or code == "TERR" else code if code in ("ADM1", "ADM2") else ""


def _inside(
    gazetteer: Gazetteer, name: str, areas: list[Candidate], country: str | None, *, fuzzy: bool
) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for code in dict.fromkeys(area.place.country for area in areas):
        if country is not None and gazetteer.country(country) != gazetteer.country(code or ""):
            continue
        for candidate in gazetteer.candidates(name, country=code, limit=NAMESAKES, fuzzy=fuzzy):
            if fuzzy and candidate.match is not MatchType.FUZZY:
                continue
            if any(gazetteer.contains(area.place, candidate.place) for area in areas):
                found.setdefault(candidate.place.place_id, candidate)
    return list(found.values())
