"""The gazetteer as a geocoder of geopy: offline, without a key, for geopy's users and `geopandas.tools.geocode`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geonews.config import load_config
from geonews.gazetteer.lookup import Gazetteer
from geonews.gazetteer.qualified import look_up
from geonews.model import Place

__all__ = ["GeonewsGeocoder"]

#: Kilometres around a point in which `GeonewsGeocoder.reverse` looks for a populated place.
RADIUS_KM = 50.0


class GeonewsGeocoder(Geocoder):  # type: ignore[misc]
    """Looks names up in the offline gazetteer, in the manner of geopy's geocoders.

    Parameters
    ----------
    gazetteer
        The gazetteer to read; None opens the configured one.
    timeout, user_agent
        Accepted as geopy's geocoders do, and not needed: nothing is asked over the network.

    Examples
    --------
    >>> geocoder = GeonewsGeocoder()  # doctest: +SKIP
    >>> geocoder.geocode("Paris, TX").raw["geonameid"]  # doctest: +SKIP
    4717560
    """

    def __init__(
        self, gazetteer: Gazetteer | None = None, *, timeout: Any = DEFAULT_SENTINEL, user_agent: str | None = None
    ) -> None:
        super().__init__(timeout=timeout, user_agent=user_agent)
        self.gazetteer = Gazetteer.open(load_config()) if gazetteer is None else gazetteer

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        country_codes: str | Sequence[str] | None = None,
        limit: int = 10,
    ) -> Location | list[Location] | None:
        """Return the place that a name most likely means, None where the gazetteer has none.

        Parameters
        ----------
        query
            A name, qualified ("Paris, TX") or not.
        exactly_one
            Whether only the likeliest place is returned, else a list of up to ``limit``.
        timeout
            Not needed.
        country_codes
            Only places of these countries (alpha-2 or alpha-3).
        """
        codes = [country_codes] if isinstance(country_codes, str) else list(country_codes or [None])  # type: ignore[list-item]
        found = [c for code in codes for c in look_up(self.gazetteer, query, country=code, limit=limit)]
        locations = [self._location(candidate.place) for candidate in found[:limit]]
        return _answer(locations, exactly_one=exactly_one)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, limit: int = 10
    ) -> Location | list[Location] | None:
        """Return the populated place nearest to a point (latitude first, as geopy has it), None in the wilds."""
        point = Point(query)
        found = self.gazetteer.near(point.longitude, point.latitude, radius_km=RADIUS_KM, limit=limit)
        return _answer([self._location(place) for _, place in found], exactly_one=exactly_one)

    def _location(self, place: Place) -> Location:
        country = self.gazetteer.country(place.country) if place.country else None
        address = place.name if country is None or country.place == place else f"{place.name}, {country.name}"
        raw = {
            "name": place.name,
            "geonameid": place.geonameid,
            "feature_class": place.feature_class,
            "feature_code": place.feature_code,
            "country": place.country,
            "admin1": place.admin1,
            "population": place.population,
        }
        return Location(address, (place.lat, place.lon), raw)


def _answer(locations: list[Location], *, exactly_one: bool) -> Location | list[Location] | None:
    if not locations:
        return None
    return locations[0] if exactly_one else locations
