"""Lines: whose code a place has where sources part from the convention of docs/gazetteer.md. No position is taken."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from gazetteer.places import Places

LINES = Path(__file__).with_name("lines.toml")


def country_of(country: str, lon: float, lat: float) -> str:
    """Return the code (alpha-2) of a place that a source gives to a country."""
    line = _line(country, lon, lat)
    return country if line is None else str(line["means"])


def apply(places: Places) -> None:
    """Give populated places the code of the convention; the divisions of the other country do not hold them then.

    A division keeps the code of the country that drew it.
    """
    for record in places:
        if record.feature_class != "P" or record.country is None:
            continue
        line = _line(record.country, record.lon, record.lat, record.feature_code, record.place_id)
        if line is not None:
            record.country, record.admin1, record.admin2 = line["means"], line.get("admin1"), None


def _line(country: str, lon: float, lat: float, code: str = "", place_id: int = 0) -> dict[str, Any] | None:
    """Return the line that gives a place to another country than its source does, None for none."""
    for line in _lines():
        if (
            country == line["coded"]
            and line.get("west", -180.0) <= lon <= line.get("east", 180.0)
            and line.get("south", -90.0) <= lat <= line.get("north", 90.0)
            and code in line.get("codes", (code,))
            and place_id in line.get("ids", (place_id,))
        ):
            return line
    return None


@lru_cache(maxsize=1)
def _lines() -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = tomllib.loads(LINES.read_text(encoding="utf-8"))["line"]
    return lines
