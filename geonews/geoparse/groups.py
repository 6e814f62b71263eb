"""Kinds of places: the groups that feature codes of GeoNames fall into, likeliest reading of a bare name first."""

from __future__ import annotations

from geonews.model import Place

__all__ = ["GROUPS", "place_group"]

#: Kinds of places in the order of how likely a bare name means them.
GROUPS = (
    "country", "continent", "region", "admin1", "capital", "seat", "city", "town", "village", "quarter", "admin2",
    "admin3", "water", "relief", "island", "park", "spot", "other",
)  # fmt: skip
_COUNTRY_CODES = frozenset({"PCLI", "PCL", "PCLD", "PCLF", "PCLS", "PCLIX", "PCLH", "TERR"})
_REGION_CODES = frozenset({"RGN", "RGNE", "RGNH", "RGNL", "ZN", "AREA", "ADMD", "PRSH"})
_QUARTER_CODES = frozenset({"PPLX", "PPLL", "PPLQ", "PPLH", "PPLW"})
_ISLAND_CODES = frozenset({"ISL", "ISLS", "ISLET", "ISLX", "ATOL", "ARCH"})


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
