"""Names that say where their place lies, and the gazetteer as a geocoder of geopy."""

from __future__ import annotations

from typing import Any

import pytest

from geonews.gazetteer.provider import GeonewsGeocoder
from geonews.gazetteer.qualified import is_qualified, look_up


@pytest.mark.parametrize(
    ("name", "geonameid"),
    [
        ("Kandahar, Afghanistan", 1138336),
        ("Tripoli, Libya", 2210247),
        ("Tripoli, Lebanon", 266826),
        ("Tripoli (Lebanon)", 266826),
        ("Norwood, MA", 4945952),
        ("Paris, TX", 4717560),
        ("Austin, TX, USA", 4671654),
        ("London, Ontario", 6058560),
        ("Kabul", 1138958),
    ],
)
def test_the_larger_place_decides(gazetteer: Any, name: str, geonameid: int) -> None:
    found = look_up(gazetteer, name, fuzzy=True)
    assert found[0].place.geonameid == geonameid


@pytest.mark.parametrize("name", ["Kabul, Canada", "Paris, Nowhereland", "Austin, TX, France", "a, b, c, d, e, f"])
def test_what_lies_elsewhere_is_no_answer(gazetteer: Any, name: str) -> None:
    assert look_up(gazetteer, name) == []


def test_a_country_that_contradicts_the_name_leaves_nothing(gazetteer: Any) -> None:
    assert look_up(gazetteer, "Paris, TX", country="FR") == []
    assert look_up(gazetteer, "Paris, TX", country="USA")


@pytest.mark.parametrize("name", ["", ",", ", ,", "(" * 200, "Paris, " * 200, "\u202eParis, TX", "P\u0301aris,\x00TX"])
def test_odd_names_are_answered(gazetteer: Any, name: str) -> None:
    assert isinstance(look_up(gazetteer, name, fuzzy=True), list)
    assert is_qualified(name) in (True, False)


def test_the_gazetteer_is_a_geocoder_of_geopy(gazetteer: Any) -> None:
    geocoder = GeonewsGeocoder(gazetteer)
    paris = geocoder.geocode("Paris, TX")
    assert paris.raw["geonameid"] == 4717560 and paris.address == "Paris, United States"
    assert (round(paris.latitude), round(paris.longitude)) == (34, -96)
    assert geocoder.geocode("Zqorbanivka") is None
    several = geocoder.geocode("Springfield", exactly_one=False, country_codes="US", limit=3)
    assert len(several) == 3 and all(location.raw["country"] == "US" for location in several)
    assert geocoder.reverse((34.53, 69.17)).raw["country"] == "AF"
    assert geocoder.reverse("-50.0, -130.0") is None
