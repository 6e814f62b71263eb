"""The hand-written tables: places, names and words that no package has."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

from gazetteer import readers
from gazetteer.places import Places, Record, own_id
from geonews.gazetteer.folding import fold


def add(places: Places) -> None:
    """Add curated places, then the names of curated and other places."""
    for row in readers.curated("places"):
        place_id = int(row["geonameid"]) if row["geonameid"] else own_id("curated", row["key"])
        record = places.add(
            Record(
                place_id=place_id,
                name=row["name"],
                lon=float(row["lon"]),
                lat=float(row["lat"]),
                feature_class=row["feature_class"],
                feature_code=row["feature_code"],
                country=row["country"] or None,
                population=int(row["population"] or 0),
                source="curated",
            )
        )
        for name in filter(None, row["alternates"].split("|")):
            record.add(name)


def write_countries(places: Places, countries: dict[str, dict[str, Any]], iso3_of: dict[str, str], path: Path) -> None:
    """Write the table of countries that the gazetteer reads beside its index."""
    capitals = {(r.country, fold(r.name)): r.place_id for r in places if r.feature_code == "PPLC"}
    any_capital = {r.country: r.place_id for r in places if r.feature_code == "PPLC"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso2", "iso3", "name", "geonameid", "capital", "continent", "neighbours"])
        for iso2, row in sorted(countries.items(), key=lambda item: item[1]["iso3"]):
            place = places.by_id.get(row["geonameid"])
            if place is None or math.isnan(place.lon):
                continue
            capital = capitals.get((iso2, fold(row["capital"] or "")), any_capital.get(iso2, ""))
            neighbours = sorted(iso3_of[n] for n in row["neighbours"].split(",") if n in iso3_of)
            writer.writerow(
                [iso2, row["iso3"], place.name, row["geonameid"], capital, row["continentcode"], " ".join(neighbours)]
            )
