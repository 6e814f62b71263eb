"""Names of world news that have larger namesakes elsewhere: the share that is put in the right place has a floor."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from geonews.evaluation.geoparsing import distance_km
from geonews.model import Resolution

CASES = Path(__file__).with_name("world_places.toml")
LIMIT_KM = 161.0
FLOOR = 0.94
INSIDE_FLOOR = 0.90


def test_namesakes_of_world_news(read: Callable[..., list[Resolution]]) -> None:
    cases: list[dict[str, Any]] = tomllib.loads(CASES.read_text(encoding="utf-8"))["case"]
    wrong, astray = [], []
    wanted = kept = 0
    for case in cases:
        places = {r.toponym.text: r.place for r in read(case["text"])}
        for name, (lat, lon) in case.get("places", {}).items():
            wanted += 1
            place = places.get(name)
            far = place and distance_km({"lat": place.lat, "lon": place.lon}, {"lat": lat, "lon": lon})
            if far is None or far > LIMIT_KM:
                wrong.append((name, place and (place.name, place.country, place.admin1)))
        for name, country in case.get("inside", {}).items():
            kept += 1
            place = places.get(name)
            if place is not None and place.country != country:
                astray.append((name, place.name, place.country))
    assert wanted >= 90
    assert 1 - len(wrong) / wanted >= FLOOR, wrong
    assert 1 - len(astray) / kept >= INSIDE_FLOOR, astray
