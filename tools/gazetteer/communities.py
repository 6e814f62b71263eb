"""Communities too small for the list of populated places: those that the postal tables of their countries name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from gazetteer import readers
from gazetteer.divisions import km
from gazetteer.places import Places, Record, own_id
from geonews.gazetteer.folding import fold, is_latin

#: The table's figure for how good a point is: 3 the middle of a municipality, 4 a place of GeoNames, 6 a centroid.
LEAST_ACCURACY = {"GB": 3, "AU": 3, "ZA": 0, "IM": 0}
OTHERWISE = 4
#: A known place of the same name within this distance is the same place (km).
SAME_WITHIN_KM = 30.0
#: What is no name of a community: boxes, offices, zones, streets, digits, very short names.
NOT_A_COMMUNITY = re.compile(
    r"(?i).{1,4}|.*[\d/#&].*|.*\b(?:p\.?o\.?|box|g\.?p\.?o|dc|bc|mc|office|delivery|mail|street|road|plc|ltd|zone|"
    r"sector)\b.*"
)
IN_BRACKETS = re.compile(r"\s*\(.*?\)\s*")


def add_post_offices(places: Places, folder: Path) -> None:
    """Add towns of the United States that have a post office and are too small for the list of populated places."""
    known: dict[tuple[str, str], list[Record]] = {}
    for record in places:
        if record.country == "US" and record.feature_class == "P":
            for key in {fold(record.name), *record.names.get("alternates", {})}:
                known.setdefault((record.admin1 or "", key), []).append(record)
    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for name, state, lon, lat in readers.post_offices(folder):
        points.setdefault((state, name), []).append((lon, lat))
    for (state, name), spots in sorted(points.items()):
        if len(state) != 2 or name.isdigit() or (state, fold(name)) in known:
            continue
        places.add(_community("zipcodes", f"{state}|{name}", name, _middle(spots), "US", state))


def add_postal_places(places: Places, folder: Path) -> None:
    """Add the communities of the postal tables that GeoNames keeps, in countries whose press writes in English."""
    english_press = frozenset(readers.words("english_press"))
    known = places.named("PA")
    divisions = {
        (record.country, key): record.admin1
        for record in places
        if record.feature_code == "ADM1"
        for key in {fold(record.name), *record.names.get("alternates", {})}
    }
    points: dict[tuple[str, str, str], tuple[str, list[tuple[float, float]]]] = {}
    for row in readers.postal_places(folder):
        country, name = row["country_code"], IN_BRACKETS.sub(" ", row["city"]).strip(" -,")
        if country not in english_press or row["accuracy"] < LEAST_ACCURACY.get(country, OTHERWISE):
            continue
        if not is_latin(name) or NOT_A_COMMUNITY.fullmatch(name):
            continue
        if name.isupper():
            name = name.title()
        key = country, row["state"], fold(name)
        points.setdefault(key, (name, []))[1].append((row["longitude"], row["latitude"]))
    for (country, state, key), (name, spots) in sorted(points.items()):
        point = _middle(spots)
        namesakes = [r for r in known.get(key, ()) if r.country == country]
        if any(km(point, (r.lon, r.lat)) <= SAME_WITHIN_KM for r in namesakes):
            continue
        admin1 = divisions.get((country, fold(state)))
        record = places.add(_community("geonames-postal", f"{country}|{state}|{key}", name, point, country, admin1))
        known.setdefault(key, []).append(record)


def _middle(spots: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return the spot that is nearest to the mean of all: one far away is another community of the name."""
    spots = list(spots)
    mean = tuple(sum(axis) / len(spots) for axis in zip(*spots, strict=True))
    return min(spots, key=lambda spot: (km(spot, mean), spot))


def _community(
    source: str, key: str, name: str, point: tuple[float, float], country: str, admin1: str | None
) -> Record:
    return Record(
        place_id=own_id(source, key),
        name=name,
        lon=point[0],
        lat=point[1],
        feature_class="P",
        feature_code="PPL",
        country=country,
        admin1=admin1,
        source=source,
    )
