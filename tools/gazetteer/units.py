"""Municipalities and districts that GeoNames' list lacks: the centre points of geoBoundaries' units.

The source's own country labels are wrong near borders, so a unit belongs to the country and province whose polygon
holds its point. A unit that shares its name with a known place of the country nearby is that place.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import geopandas
import shapely

from gazetteer import lines, readers
from gazetteer.divisions import keys_of, km
from gazetteer.places import Places, Record, own_id
from geonews.gazetteer.folding import is_latin

#: A known place of the same name within this distance is the same place (km).
SAME_WITHIN_KM = 40.0
NOT_A_NAME = re.compile(r"(?i).*[\d*?/].*|n\.?a\.?|unknown.*|unorganized.*|.*\bnone\b.*|[^a-z]*|.{1,2}")
#: Words for the kind of unit, which no text writes before or after its name.
KIND = re.compile(
    r"^(?:gmina|Mukim|Comuna|Commune de) | (?:küla|alevik|alev|vald|pag\.|nov\.|pagasts|sen\.|seniūnija)$"
)
#: Countries whose names lost their accented letters in the source.
DAMAGED = {"HU", "SK"}
#: Ukrainian councils are named by an adjective. Alone it is no name of a place but often a woman's ("Levytska"), so
#: that they are kept with the word for what they are, as `geonews.gazetteer.folding.variants` looks them up.
COUNCIL = re.compile(r".*(?:[szc]ka|[^-]{4,}[nv]a)(?: (?:Persha|Druha))?")


def add(places: Places, folder: Path, countries: geopandas.GeoDataFrame, provinces: geopandas.GeoDataFrame) -> None:
    """Add every unit with a new name.

    Parameters
    ----------
    countries
        Polygons with ``iso_a2``.
    provinces
        Polygons with ``country`` and ``admin1``.
    """
    units = {(_mended(name), lon, lat) for name, lon, lat in readers.division_points(folder)}
    rows = [row for row in sorted(units) if is_latin(row[0]) and not NOT_A_NAME.fullmatch(row[0])]
    points = shapely.points([(lon, lat) for _name, lon, lat in rows])
    country_of = _holder(points, countries.geometry.values, list(countries["iso_a2"]))
    province_of = _holder(
        points, provinces.geometry.values, list(zip(provinces["country"], provinces["admin1"], strict=True))
    )
    known = places.named("PA")
    for number, (name, lon, lat) in enumerate(rows):
        country = country_of.get(number)
        if country is None or country in DAMAGED:
            continue
        country = lines.country_of(country, lon, lat)
        if country == "UA":
            name = unit_name(name)
        province = province_of.get(number)
        namesakes = [r for key in keys_of(name) for r in known.get(key, ()) if r.country == country]
        if any(km((lon, lat), (r.lon, r.lat)) <= SAME_WITHIN_KM for r in namesakes):
            continue
        record = Record(
            place_id=own_id("geoboundaries", f"{country}|{name}|{lon:.2f}|{lat:.2f}"),
            name=_plain_case(name),
            lon=lon,
            lat=lat,
            feature_class="A",
            feature_code="ADM3",
            country=country,
            admin1=province[1] if province and province[0] == country else None,
            source="geoboundaries",
        )
        places.add(record)
        for key in keys_of(name):
            known.setdefault(key, []).append(record)


def unit_name(name: str) -> str:
    """Return the name under which a Ukrainian unit is kept.

    >>> unit_name("Antonivska"), unit_name("Petrivska Druha"), unit_name("Chudniv")
    ('Antonivska council', 'Petrivska Druha council', 'Chudniv')
    """
    return f"{name} council" if COUNCIL.fullmatch(name) else name


def _holder(points: shapely.Geometry, polygons: shapely.Geometry, labels: list) -> dict[int, object]:
    """Return the label of the polygon that holds each point, by the point's number."""
    tree = shapely.STRtree(points)
    polygon_of, point_of = tree.query(polygons, predicate="contains")
    return {int(point): labels[int(polygon)] for polygon, point in zip(polygon_of, point_of, strict=True)}


def _mended(name: str) -> str:
    """Undo UTF-8 that was read as another encoding, and drop the word for the kind of unit."""
    with contextlib.suppress(UnicodeError):
        name = name.encode("cp1252").decode("utf-8")
    return KIND.sub("", name).strip()


def _plain_case(name: str) -> str:
    return name.title() if name.isupper() else name
