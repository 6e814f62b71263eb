"""Store to GeoDataFrames: locations, events, crossings, areas, borders; aggregation for the map."""

from geonews.layers.boundaries import admin1, borders, countries, disputed
from geonews.layers.frames import areas, crossings, events, locations
from geonews.layers.outlines import Drawn, GeometryChoice, Outlines

__all__ = [
    "Drawn",
    "GeometryChoice",
    "Outlines",
    "admin1",
    "areas",
    "borders",
    "countries",
    "crossings",
    "disputed",
    "events",
    "locations",
]
