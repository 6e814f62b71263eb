"""Counties of England bind the towns before them, though towns and counties elsewhere have their names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.geoparse.areas import read_area
from geonews.geoparse.names import NameBook
from geonews.model import Resolution


@pytest.mark.parametrize(
    ("town", "county"),
    [
        ("Rochester", "Kent"),
        ("Sandwich", "Kent"),
        ("Reading", "Berkshire"),
        ("Windsor", "Berkshire"),
        ("Newbury", "Berkshire"),
        ("Boston", "Lincolnshire"),
        ("Halifax", "West Yorkshire"),
        ("Richmond", "North Yorkshire"),
        ("Washington", "Tyne and Wear"),
        ("Warrington", "Cheshire"),
        ("Durham", "County Durham"),
        ("Sudbury", "Suffolk"),
        ("Chelmsford", "Essex"),
        ("Guildford", "Surrey"),
        ("Brighton", "Sussex"),
    ],
)
def test_a_county_holds_its_towns_and_no_others(gazetteer: Any, town: str, county: str) -> None:
    book = NameBook(gazetteer)
    inner, outer = book.card(town), book.card(county)
    assert inner is not None and outer is not None
    area = read_area(outer, None)
    assert area is not None and area.level == "admin2"
    found = book.inside(inner, area)
    assert found is not None and {(c.place.country, c.place.admin1) for c in found.candidates} == {("GB", "ENG")}


@pytest.mark.parametrize(("county", "sure"), [("Oxfordshire", True), ("Kent", False), ("Essex", False)])
def test_a_county_whose_name_others_have_is_not_sure(gazetteer: Any, county: str, sure: bool) -> None:
    card = NameBook(gazetteer).card(county)
    assert card is not None
    area = read_area(card, None)
    assert area is not None and area.sure is sure


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("A man was stabbed in Rochester, Kent, on Friday.", "Rochester", "GB"),
        ("A fire broke out at a school in Windsor, Berkshire, on Monday.", "Windsor", "GB"),
        ("Floods closed the market in Boston, Lincolnshire, on Sunday.", "Boston", "GB"),
        ("Police shot a man in Washington, Tyne and Wear, on Monday.", "Washington", "GB"),
        ("Two people died in a crash at Richmond, North Yorkshire.", "Richmond", "GB"),
        ("Police shot a man in Rochester, New York, on Monday.", "Rochester", "US"),
        ("The trains stop at Seattle, Kent and Tacoma.", "Seattle", "US"),
        ("Storms hit Dover, Delaware, and Kent County on Monday.", "Dover", "US"),
    ],
)
def test_what_is_said_to_lie_in_a_county(
    read: Callable[..., list[Resolution]], text: str, name: str, country: str
) -> None:
    places = [r.place for r in read(text) if r.toponym.text == name]
    assert [place and place.country for place in places] == [country]
