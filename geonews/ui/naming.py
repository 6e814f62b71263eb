"""What a place is called for people: its name, division and country, and what it is where that is no town.

A river has no country in the gazetteer; those that its point touches are told instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from geonews.store import alpha3
from geonews.webmap import country_names, province_name

__all__ = ["described", "kind_of", "placed"]

Row = Mapping[str, Any]

#: How near to a country the point of a river must be to be called one of its own, in degrees.
NEAR_DEGREES = 0.1
MOST_NEAR = 3


def placed(place: str | None, country: str | None) -> str:
    """Return a place with its country (ISO 3166-1 alpha-3), once where they are the same; "" for neither."""
    named = country_names().get(country, country) if country else None
    return ", ".join(dict.fromkeys(str(name) for name in (place, named) if name))


def described(row: Row) -> str:
    """Return a candidate of a name so that it can be told from the others.

    Parameters
    ----------
    row
        ``name``, ``country`` (ISO 3166-1 alpha-2) and ``admin1`` or None, ``feature_code``, ``lon``, ``lat`` (WGS84
        degrees); ``feature_class`` if it is known.

    Returns
    -------
    str
        ``Faizabad, Badakhshan, Afghanistan``; ``Medyka, Poland · border crossing``; ``Panj · river, mouth by
        Tajikistan and Afghanistan``.
    """
    code, country = str(row.get("feature_code") or ""), alpha3(row.get("country"))
    kind = kind_of(code, row.get("feature_class"))
    division = None
    if country and row.get("admin1") and not code.startswith(("ADM1", "PCL")):
        division = province_name(country, str(row["admin1"]))
    parts = dict.fromkeys(str(name) for name in (row["name"], division) if name)
    words = placed(", ".join(parts), None if code.startswith("PCL") else country)
    near = _words()["near"].get(code)
    if country is None and near and row.get("lon") is not None:
        kind = near + _by(round(float(row["lon"]), 3), round(float(row["lat"]), 3))
    return words if not kind or kind == "town" else f"{words} · {kind}"


def kind_of(code: str, feature_class: str | None = None) -> str:
    """Return what a feature code means, "" where nobody knows.

    >>> kind_of("PPLA3"), kind_of("STM"), kind_of("XYZ", "S"), kind_of("")
    ('town', 'river', 'site', '')
    """
    kinds = _words()["kinds"]
    found = next((kinds[code[:end]] for end in range(len(code), 1, -1) if code[:end] in kinds), None)
    return str(found or _words()["classes"].get(feature_class or "", ""))


@lru_cache(maxsize=1024)
def _by(lon: float, lat: float) -> str:
    """Return the countries around a point as `` in Kenya`` or `` by Chad and Niger``, "" at sea."""
    from geonews.layers import Outlines

    names = [country_names().get(code, code) for code in Outlines.load("50m").near(lon, lat, NEAR_DEGREES)[:MOST_NEAR]]
    if len(names) < 2:
        return f" in {names[0]}" if names else ""
    return f" by {', '.join(names[:-1])} and {names[-1]}"


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("place_kinds.toml").read_text(encoding="utf-8"))
