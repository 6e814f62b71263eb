"""Events as the map's scripts read them: short names, ISO text for days, clean one-line text, lon before lat.

A town becomes a point. A province or a country becomes an outline with a count, once, however many events it has.
What has no place, or an area without an outline, is counted as not drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geonews import layers
from geonews.webmap.basemap import country_names, label_points, province_outline
from geonews.webmap.escaping import plain_text
from geonews.webmap.flows import STATUSES
from geonews.webmap.palette import family_index, type_label

__all__ = ["area_key", "days", "event_feature", "outline", "place_on_map"]

Row = Mapping[str, Any]


def event_feature(row: Row) -> dict[str, Any]:
    """Return an event as the map reads it.

    ``i`` id, ``f`` family, ``s`` status (0 happened, 1 planned, 2 hypothetical, 3 denied), ``t`` type, ``h`` headline,
    ``w`` where, ``d`` days; with a point also ``x``, ``y`` (WGS84 degrees).
    """
    country = country_names().get(row["country"], row["country"])
    feature = {
        "i": row["event_id"],
        "f": family_index(row["event_type"]),
        "s": STATUSES.index(row["status"]) if row["status"] in STATUSES else 0,
        "t": type_label(row["event_type"]),
        "h": plain_text(row["title"] or row["evidence"], 140),
        "w": plain_text(", ".join(dict.fromkeys(str(v) for v in (row["place"], country) if v)), 80),
        "d": days(row["date_start"], row["date_end"]),
    }
    if row.get("confidence") is not None:
        feature["u"] = round(float(row["confidence"]), 2)
    if row["geo_precision"] == 1 and row["lon"] is not None and row["lat"] is not None:
        feature |= {"x": round(float(row["lon"]), 5), "y": round(float(row["lat"]), 5)}
    return feature


def days(start: str | None, end: str | None) -> str:
    """Return an interval of ISO days in one line.

    >>> days("2021-06-28", "2021-07-04"), days(None, None), days(None, "2021-07-04")
    ('2021-06-28 – 2021-07-04', 'no date', 'until 2021-07-04')
    """
    if start and end:
        return start[:10] if start == end else f"{start[:10]} – {end[:10]}"
    return f"since {start[:10]}" if start else f"until {end[:10]}" if end else "no date"


def area_key(row: Row) -> str | None:
    """Return the area that an event without a point is drawn as: ``AFG.01`` for a province, ``AFG`` for a country.

    None where there is a point, or no place at all.
    """
    if row["geo_precision"] == 1 and row["lon"] is not None:
        return None
    country, admin1 = row["country"], row["admin1"]
    if country and admin1 and row["geo_precision"] == 2 and (country, admin1) in layers.Outlines.load().provinces:
        return f"{country}.{admin1}"
    return country or None


def place_on_map(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a row of events stands: ``x``, ``y`` (WGS84 degrees) of a town, and the key of its ``area``."""
    point = {"x": row["lon"], "y": row["lat"]} if row["geo_precision"] == 1 and row["lon"] is not None else {}
    return {"area": area_key(row), **point}


def outline(key: str, shares: Mapping[int, int]) -> dict[str, Any] | None:
    """Return an outline with its numbers, None where its shape is not known.

    Parameters
    ----------
    key
        See ``area_key``.
    shares
        Number of events by family.

    Returns
    -------
    dict or None
        ``k`` key, ``h`` name, ``n`` events, ``c`` shares, ``x``, ``y`` a point inside, ``g`` a province's GeoJSON
        geometry (None for a country, whose shape the land has).
    """
    counts = sorted(shares.items(), key=lambda item: -item[1])
    common = {"k": key, "n": sum(shares.values()), "c": [list(item) for item in counts]}
    country, _, admin1 = key.partition(".")
    if not admin1:
        point = label_points().get(key)
        if point is None:
            return None
        return {**common, "h": country_names().get(key, key), "x": point[0], "y": point[1], "g": None}
    found = province_outline(country, admin1)
    if found is None:
        return None
    shape, name, (x, y) = found
    return {**common, "h": plain_text(name, 60), "x": x, "y": y, "g": shape}
