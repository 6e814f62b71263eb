"""Store to GeoDataFrames: locations, events, crossings, borders; aggregation for the map."""

from geonews.layers.boundaries import admin1, borders, countries, disputed, towns, waters
from geonews.layers.columns import EventColumns
from geonews.layers.frames import crossings, events, locations
from geonews.layers.grid import Cells, cells, pair_counts, people, people_by_country
from geonews.layers.outlines import Drawn, GeometryChoice, Outlines
from geonews.layers.typed import typed

__all__ = [
    "Cells",
    "Drawn",
    "EventColumns",
    "GeometryChoice",
    "Outlines",
    "admin1",
    "borders",
    "cells",
    "countries",
    "crossings",
    "disputed",
    "events",
    "locations",
    "pair_counts",
    "people",
    "people_by_country",
    "towns",
    "typed",
    "waters",
]
