"""Places of the world by name: the offline gazetteer, and a geocoder for what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geonews.gazetteer.index import info
from geonews.gazetteer.index import prepare as build
from geonews.gazetteer.lookup import Country, Gazetteer

if TYPE_CHECKING:
    from geonews.gazetteer.provider import GeonewsGeocoder

__all__ = ["Country", "Gazetteer", "GeonewsGeocoder", "build", "info"]


def __getattr__(name: str) -> Any:
    """Import the geocoder for geopy's users when it is asked for: geopy is heavy."""
    if name != "GeonewsGeocoder":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from geonews.gazetteer.provider import GeonewsGeocoder

    return GeonewsGeocoder
