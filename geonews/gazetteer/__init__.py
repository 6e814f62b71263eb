"""Places of the world by name: the offline gazetteer, and a geocoder for what it lacks."""

from geonews.gazetteer.lookup import Country, Gazetteer

__all__ = ["Country", "Gazetteer"]
