"""The hand-written tables: places, names and words that no package has."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gazetteer import readers
from gazetteer.divisions import km
from gazetteer.places import Places, Record, own_id
from geonews.gazetteer.folding import fold

#: A curated place this near to one of another source, of the same class and name, is the same place (km).
SAME_WITHIN = {"H": 900.0, "S": 20.0, "T": 60.0}
#: The same of two rivers: a point may be at the mouth or on the course.
SAME_RIVER_WITHIN = 2500.0
#: A populated place of a site's name this near to its town is the site (km).
SITE_KNOWN_WITHIN = 40.0
#: Feature classes of sites that are no spot.
SITE_CLASS = {"PPLX": "P", "PRK": "L", "RD": "R"}


def add(places: Places) -> None:
    """Add curated places, then the names of curated and other places; take away names that are another place's."""
    keys = add_places(places)
    for row in readers.curated("names"):
        if row["kind"] == "not":  # before sites, which are left to a place nearby that has their name
            places.by_id[int(row["place"])].names.get("alternates", {}).pop(fold(row["name"]), None)
    add_sites(places)
    divisions = {}
    for record in places:
        if record.feature_code == "ADM1":
            divisions[f"{record.country}.{record.admin1}"] = record
        elif record.feature_code == "ADM2" and record.country == "GB":
            divisions[f"{record.country}.{record.admin1}.{record.admin2}"] = record
        elif record.feature_code.startswith("PCL") and record.country and record.geonameid:
            divisions.setdefault(record.country, record)
    for row in readers.curated("names"):
        if row["kind"] == "not":
            continue
        place = row["place"]
        if place.startswith("key:"):
            record = keys[place.removeprefix("key:")]
        else:
            record = places.by_id[int(place)] if place.isdigit() else divisions[place]
        if row["kind"] == "main":
            record.rename(row["name"])
        else:
            record.add(row["name"], {"alternate": "alternates"}.get(row["kind"], row["kind"] + "s"))


def add_places(places: Places) -> dict[str, Record]:
    """Add curated places, or give their names to the same place of another source; return them by key."""
    named = places.named(SAME_WITHIN)
    keys = {}
    for row in readers.curated("places"):
        point = float(row["lon"]), float(row["lat"])
        names = [row["name"], *filter(None, row["alternates"].split("|"))]
        record = None
        if not row["geonameid"] and row["feature_class"] in SAME_WITHIN:
            record = _same(named, names, row["feature_class"], row["feature_code"], point)
        if record is None:
            record = places.add(
                Record(
                    place_id=int(row["geonameid"]) if row["geonameid"] else own_id("curated", row["key"]),
                    name=row["name"],
                    lon=point[0],
                    lat=point[1],
                    feature_class=row["feature_class"],
                    feature_code=row["feature_code"],
                    country=row["country"] or None,
                    population=int(row["population"] or 0),
                    source="curated",
                )
            )
        keys[row["key"]] = record
        for name in names:
            record.add(name)
    return keys


def add_sites(places: Places) -> None:
    """Add universities, stadiums, quarters of large cities and other well-known sites at the points of their towns.

    A site that another source has nearby is left to it.

    Raises
    ------
    LookupError
        If a town is in no source.
    """
    towns: dict[tuple[str, str], list[Record]] = {}
    for record in places:
        if record.feature_class == "P":
            for name in {fold(record.name), *record.names.get("alternates", {})}:
                towns.setdefault((record.country or "", name), []).append(record)
    lost = []
    for row in readers.curated("sites"):
        rivals = [
            town for town in towns.get((row["country"], fold(row["town"])), ()) if row["admin1"] in ("", town.admin1)
        ]
        if not rivals:
            lost.append(f"{row['name']}: {row['town']}, {row['country']}")
            continue
        key = fold(row["town"])
        town = max(rivals, key=lambda t: (fold(t.name) == key, t.population, -t.place_id))
        namesakes = towns.get((row["country"], fold(row["name"])), ())
        site = next((q for q in namesakes if km((q.lon, q.lat), (town.lon, town.lat)) <= SITE_KNOWN_WITHIN), None)
        if site is None:
            site = places.add(_site(row, town))
        for short in filter(None, row["abbreviations"].split("|")):
            site.add(short, "abbreviations")
    if lost:
        raise LookupError(f"expected the towns of all sites among the populated places, lost {lost}")


def _site(row: Mapping[str, str], town: Record) -> Record:
    return Record(
        place_id=own_id("sites", f"{row['country']}|{row['town']}|{row['name']}"),
        name=row["name"],
        lon=town.lon,
        lat=town.lat,
        feature_class=SITE_CLASS.get(row["feature_code"], "S"),
        feature_code=row["feature_code"],
        country=row["country"],
        admin1=town.admin1,
        admin2=town.admin2,
        source="curated",
    )


def _same(
    named: Mapping[str, list[Record]], names: list[str], feature_class: str, code: str, point: tuple[float, float]
) -> Record | None:
    rivals = [
        (km(point, (record.lon, record.lat)), record.place_id, record)
        for name in names
        for record in named.get(fold(name), ())
        if record.feature_class == feature_class
    ]
    near = [
        rival
        for rival in rivals
        if rival[0] <= (SAME_RIVER_WITHIN if rival[2].feature_code == code == "STM" else SAME_WITHIN[feature_class])
    ]
    return min(near)[2] if near else None


def write_countries(places: Places, countries: dict[str, dict[str, Any]], iso3_of: dict[str, str], path: Path) -> None:
    """Write the table of countries that the gazetteer reads beside its index."""
    capitals = {(r.country, fold(r.name)): r.place_id for r in places if r.feature_code == "PPLC"}
    any_capital = {r.country: r.place_id for r in places if r.feature_code == "PPLC"}
    towns = places.named("P")
    changes = {
        frozenset((row["iso3"], row["other"])): row["border"] == "yes" for row in readers.curated("land_borders")
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso2", "iso3", "name", "geonameid", "capital", "continent", "neighbours"])
        for iso2, row in sorted(countries.items(), key=lambda item: item[1]["iso3"]):
            place = places.by_id.get(row["geonameid"])
            if place is None or math.isnan(place.lon):
                continue
            key = fold(row["capital"] or "")
            namesakes = sorted((-r.population, r.place_id) for r in towns.get(key, ()) if r.country == iso2)
            capital = capitals.get((iso2, key)) or any_capital.get(iso2) or (namesakes[0][1] if namesakes else "")
            near = {iso3_of[n] for n in row["neighbours"].split(",") if n in iso3_of} - {"SCG", "ANT"}
            for pair, is_border in changes.items():
                if row["iso3"] in pair:
                    (near.add if is_border else near.discard)(*(pair - {row["iso3"]}))
            writer.writerow(
                [iso2, row["iso3"], place.name, row["geonameid"], capital, row["continentcode"], " ".join(sorted(near))]
            )
