"""Countries: codes, capitals, neighbours and continents."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["CountryRow", "country_rows", "sea_routes"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRow:
    """A country as the tables know it: codes of ISO 3166-1, GeoNames ids, land neighbours as alpha-3."""

    iso2: str
    iso3: str
    name: str
    place_id: int
    capital_id: int | None
    continent: str
    neighbours: frozenset[str]


@lru_cache(maxsize=1)
def country_rows() -> dict[str, CountryRow]:
    """Return every country by its alpha-2 and by its alpha-3 code."""
    found: dict[str, CountryRow] = {}
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            country = CountryRow(
                iso2=row["iso2"],
                iso3=row["iso3"],
                name=row["name"],
                place_id=int(row["geonameid"]),
                capital_id=int(row["capital"]) if row["capital"] else None,
                continent=row["continent"],
                neighbours=frozenset(row["neighbours"].split()),
            )
            found[country.iso2] = found[country.iso3] = country
    return found


@lru_cache(maxsize=1)
def sea_routes() -> frozenset[frozenset[str]]:
    """Return the pairs of countries (alpha-3) between which people cross by sea."""
    with (FOLDER / "curated" / "sea_routes.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(frozenset((row["from"], row["to"])) for row in csv.DictReader(file))
