"""What the text states about where a place lies binds, and what only stands side by side does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.geoparse.areas import read_area, territories
from geonews.geoparse.names import NameBook
from geonews.model import Resolution

Read = Callable[..., list[Resolution]]


def countries(resolutions: list[Resolution], name: str) -> list[str | None]:
    return [r.place and r.place.country for r in resolutions if r.toponym.text.casefold() == name.casefold()]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        (
            "TRIPOLI, Lebanon (Reuters) - Gunmen fought in Tripoli on Friday. The mayor of Tripoli fled.",
            "Tripoli",
            "LB",
        ),
        ("GAYA, Niger - A bomb exploded in Gaya on Friday. Shops in Gaya stayed shut.", "Gaya", "NE"),
        ("MOSCOW, Idaho - Four students were stabbed in Moscow on Sunday, police said.", "Moscow", "US"),
        ("BREST, France — Protesters clashed with police. In Rennes and in Brest, many were held.", "Brest", "FR"),
        ("A bomb exploded in Tripoli (Lebanon) on Friday. Shops in Tripoli were shut.", "Tripoli", "LB"),
        ("A bomb exploded in the Lebanese city of Tripoli on Friday.", "Tripoli", "LB"),
        ("A bomb exploded in Lebanon's second city, Tripoli, on Friday.", "Tripoli", "LB"),
        ("A bomb exploded in Barcelona in northern Venezuela on Friday.", "Barcelona", "VE"),
        ("Soldiers fired on a crowd in Samara, a town in Ethiopia. Two died in Samara.", "Samara", "ET"),
        ("Soldiers fired on a crowd in Valencia, a large city in the north of Venezuela.", "Valencia", "VE"),
        ("A visit to Paris, Canada, was planned.", "Paris", "CA"),
        ("WELLINGTON, South Africa (AP) - Rain fell on Wellington on Friday.", "Wellington", "ZA"),
        ("A court in San Juan, United States, heard nine men.", "San Juan", "US"),
    ],
)
def test_stated_country_binds_everywhere_in_the_article(read: Read, text: str, name: str, country: str) -> None:
    found = countries(read(text), name)
    assert len(found) == text.casefold().count(name.casefold())
    assert set(found) == {country}


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("In Vienna, Iran said that it would return to the talks.", "Vienna", "AT"),
        ("After talks in Geneva, Syria and Russia agreed on a truce.", "Geneva", "CH"),
        ("He has lived in London, France and Spain.", "London", "GB"),
        ("In Moscow, US envoy John Smith met Russian officials.", "Moscow", "RU"),
        ("Refugees from Kabul in Germany protested.", "Kabul", "AF"),
        ("Gunmen attacked Reyhanli, a Turkish town near the border with Syria.", "Reyhanli", "TR"),
    ],
)
def test_what_stands_side_by_side_states_nothing(read: Read, text: str, name: str, country: str) -> None:
    assert countries(read(text), name) == [country]


def test_a_place_unknown_in_the_stated_country_is_unresolved_and_its_area_is_told(read: Read) -> None:
    (timbuktu,) = (
        r for r in read("A bomb exploded in the Bolivian city of Timbuktu on Friday.") if r.toponym.text == "Timbuktu"
    )
    assert timbuktu.place is None
    assert [(c.place.country, c.place.feature_code) for c in timbuktu.candidates] == [("BO", "PCLI")]


def test_a_division_named_with_its_kind_is_the_datelines_and_its_name_means_it_later(read: Read) -> None:
    text = "XAI-XAI, Mozambique - Floods displaced 4,000 people in Gaza province. The government sent tents to Gaza."
    places = [r.place for r in read(text) if r.toponym.text.startswith("Gaza")]
    assert [place and (place.country, place.feature_code) for place in places] == [("MZ", "ADM1")] * 2


def test_a_capital_called_after_its_country_does_not_take_its_name(read: Read) -> None:
    found = read("PANAMA CITY, Panama (AP) - Migrants crossed Panama on Thursday. They left Panama for Costa Rica.")
    places = [r.place for r in found if r.toponym.text == "Panama"]
    assert [place and place.feature_code for place in places] == ["PCLI"] * 3


def test_two_stated_senses_stay_two(read: Read) -> None:
    found = read("A mayor from Paris, France, visited the county fair in Paris, Texas, on Saturday.")
    assert countries(found, "Paris") == ["FR", "US"]


@pytest.mark.parametrize(
    ("name", "stated", "country", "sure"),
    [
        ("Lebanon", None, "LB", True),
        ("Lebanese", None, "LB", True),
        ("Idaho", None, "US", True),
        ("New York", None, "US", False),
        ("Badakhshan", "admin1", "AF", True),
    ],
)
def test_areas(gazetteer: Any, name: str, stated: str | None, country: str, sure: bool) -> None:
    card = NameBook(gazetteer).card(name)
    assert card is not None
    area = read_area(card, stated)
    assert area is not None
    assert area.countries[0] == country and area.sure is sure


def test_a_town_is_no_area(gazetteer: Any) -> None:
    card = NameBook(gazetteer).card("Lashkar Gah")
    assert card is not None and read_area(card, None) is None


def test_what_belongs_to_a_country_under_another_code_counts_where_it_has_none_itself(gazetteer: Any) -> None:
    book = NameBook(gazetteer)
    name, area = book.card("Nuuk"), book.card("Denmark")
    assert name is not None and area is not None
    denmark = read_area(area, None)
    assert denmark is not None
    found = book.inside(name, denmark)
    assert found is not None and {c.place.country for c in found.candidates} == {"GL"}


def test_territories_are_countries(gazetteer: Any) -> None:
    codes = {code for country, others in territories().items() for code in (country, *others)}
    assert all(gazetteer.country(code) for code in codes - {"PS", "EH"})


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Thieves broke into Blenheim Palace in Oxfordshire.", "Blenheim", None),
        ("A tiger escaped from Chester Zoo in Cheshire.", "Chester", "GB"),
        ("A fire broke out at Windsor Castle in Berkshire.", "Windsor", "GB"),
        ("Crowds met at the Lincoln Memorial in Washington.", "Lincoln", "US"),
        ("Fans filled the Santiago Bernabeu stadium in Madrid.", "Santiago", "ES"),
        ("The bomb was found near Wellington Barracks in London.", "Wellington", None),
        ("The body lay in Hamilton Hall in New York.", "Hamilton", None),
        ("Two men died at Richmond Hospital in Victoria, Australia.", "Richmond", "AU"),
        ("Nurses at Cambridge Hospital in Massachusetts walked out.", "Cambridge", "US"),
        ("He taught at Melbourne College in Derbyshire.", "Melbourne", None),
        ("The Tripoli Museum in Lebanon was looted.", "Tripoli", "LB"),
        ("The Moscow Cathedral in Idaho burnt down.", "Moscow", "US"),
        ("Prisoners fled Perth Prison in Scotland.", "Perth", None),
        ("Workers at the Aberdeen Mill in Mississippi struck.", "Aberdeen", "US"),
    ],
)
def test_a_building_lies_where_the_text_says(read: Read, text: str, name: str, country: str | None) -> None:
    found = [r.place.country for r in read(text) if name in r.toponym.text and r.place is not None]
    assert found == ([country] if country else [])
