"""Places of the world by name: the offline gazetteer, and a geocoder for what it lacks."""

from geonews.gazetteer.index import info
from geonews.gazetteer.index import prepare as build
from geonews.gazetteer.lookup import Country, Gazetteer

__all__ = ["Country", "Gazetteer", "build", "info"]
