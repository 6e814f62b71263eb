"""An organisation that is called after an area tells where the towns beside it lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews import nlp
from geonews.geoparse.jurisdictions import find_jurisdictions
from geonews.geoparse.names import NameBook
from geonews.geoparse.tokens import read_tokens
from geonews.model import Resolution

Read = Callable[..., list[Resolution]]


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("Two men were stabbed in Rochester on Friday, Kent Police said.", "Rochester", ("GB", "ENG")),
        ("A lorry overturned near Sandwich. Kent Fire and Rescue Service sent two engines.", "Sandwich", ("GB", "ENG")),
        ("Thames Valley Police closed a street in Newbury.", "Newbury", ("GB", "ENG")),
        ("Devon and Cornwall Police said a boy from Torrington was missing.", "Torrington", ("GB", "ENG")),
        ("Ontario Provincial Police closed the road between London and Windsor.", "London", ("CA", "08")),
        ("Sindh Police arrested four men in Hyderabad on Monday.", "Hyderabad", ("PK", "05")),
        ("The Georgia Bureau of Investigation was called to Rome on Sunday.", "Rome", ("US", "GA")),
        ("The Norfolk County Sheriff's Office said two people were shot in Quincy.", "Quincy", ("US", "MA")),
        ("Lancashire County Council will close the library in Lancaster.", "Lancaster", ("GB", "ENG")),
    ],
)
def test_a_town_beside_an_organisation_is_in_its_area(read: Read, text: str, name: str, where: tuple[str, str]) -> None:
    places = [r.place for r in read(text) if r.toponym.text == name]
    assert [place and (place.country, place.admin1) for place in places] == [where]


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("Kent Police said the lorry came from Paris.", "Paris", ("FR", "11")),
        ("Kent Police said that she was last seen in Rochester, New York, in May.", "Rochester", ("US", "NY")),
        ("Essex Police in Vermont said a man was shot in Colchester.", "Colchester", ("US", "VT")),
        ("Western Australia Police said that he had fled to London.", "London", ("GB", "ENG")),
    ],
)
def test_an_organisation_hides_no_place_elsewhere(read: Read, text: str, name: str, where: tuple[str, str]) -> None:
    places = [r.place for r in read(text) if r.toponym.text == name]
    assert [place and (place.country, place.admin1) for place in places] == [where]


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("Kent Police arrested a man in Sandwich after a fire.", "Kent", ("GB", "ADM2")),
        ("The Georgia Bureau of Investigation was called on Sunday.", "Georgia", ("US", "ADM1")),
        ("The Idaho National Guard came. The governor of Idaho asked for tents.", "Idaho", ("US", "ADM1")),
    ],
)
def test_the_name_of_an_organisation_is_that_of_its_area(
    read: Read, text: str, name: str, where: tuple[str, str]
) -> None:
    places = [r.place for r in read(text) if r.toponym.text == name]
    assert {place and (place.country, place.feature_code) for place in places} == {where}


@pytest.mark.parametrize(
    ("text", "county", "admin1"),
    [
        ("The Boone County Sheriff's Office said so. She lives in Columbia, Missouri.", "Boone County", "MO"),
        ("The Boone County Sheriff's Office said so. She lives in Belvidere, Illinois.", "Boone County", "IL"),
    ],
)
def test_which_county_of_several_is_left_to_the_text(read: Read, text: str, county: str, admin1: str) -> None:
    assert [r.place and r.place.admin1 for r in read(text) if r.toponym.text == county] == [admin1]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Kent Police said so.", ["admin2"]),
        ("The Ohio State Highway Patrol and West Mercia Police met.", ["admin1", "admin2"]),
        ("Boston Police and Kansas City Police Department said so.", []),
        ("The police of Kent and the Texas team met the national guard.", []),
        ("The Kent Ensemble played. Police came.", []),
    ],
)
def test_which_organisations_have_an_area(gazetteer: Any, text: str, levels: list[str]) -> None:
    (doc,) = nlp.parse([text])
    assert [one.area.level for one in find_jurisdictions(read_tokens(doc), NameBook(gazetteer))] == levels
