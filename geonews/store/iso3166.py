"""Country codes in their several spellings: ISO 3166-1 alpha-2, alpha-3 and numeric, FIPS 10-4, continents.

The table is GeoNames' country list (CC BY 4.0); Kosovo has the user-assigned codes XK and XKX.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["CountryCodes", "alpha3", "country_codes"]

_TABLE = Path(__file__).with_name("iso3166.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCodes:
    """A country's codes; ``fips`` and ``continent`` (AF, AN, AS, EU, NA, OC, SA) may be empty."""

    alpha2: str
    alpha3: str
    numeric: str
    fips: str
    continent: str
    name: str


@lru_cache(maxsize=1)
def _by_alpha3() -> dict[str, CountryCodes]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["alpha3"]: CountryCodes(**row) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _by_alpha2() -> dict[str, CountryCodes]:
    return {codes.alpha2: codes for codes in _by_alpha3().values()}


def alpha3(alpha2: str | None) -> str | None:
    """Return the alpha-3 code of an alpha-2 code, None where there is none.

    Examples
    --------
    >>> alpha3("TJ")
    'TJK'
    """
    codes = _by_alpha2().get(alpha2 or "")
    return codes.alpha3 if codes else None


def country_codes(alpha3: str | None) -> CountryCodes | None:
    """Return the codes of the country with an alpha-3 code, None where there is none."""
    return _by_alpha3().get(alpha3 or "")
