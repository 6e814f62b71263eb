"""An end that nothing tells stays unknown; journeys inside a country are no crossings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.events.geography import Geography, Spot
from geonews.gazetteer import Gazetteer


def crossings(events: list[Any]) -> list[Any]:
    return [e for e in events if e.type == "BORDER_CROSSING"]


def test_soldiers_there_go_home_from_where_the_sentence_before_is_set(code: Callable[..., Any]) -> None:
    told = "Russia offered help on Monday. Fighting goes on in Somalia. "
    text = told + "All US troops stationed there will return home by 1 June."
    (event,) = crossings(code(text))
    assert (event.origin.country, event.destination.country) == ("SOM", "USA")


def test_a_country_that_is_only_mentioned_is_no_origin(code: Callable[..., Any]) -> None:
    text = "Russia offered help to Kenya on Monday. The minister said that all US troops would return home by 1 June."
    for event in crossings(code(text)):
        assert event.origin is None or event.origin.country not in ("RUS", "KEN")


def test_who_deports_is_where_they_come_from(code: Callable[..., Any]) -> None:
    text = "CARACAS, Venezuela — Chile deported 90 Venezuelans on Tuesday. Colombia said nothing about it."
    (event,) = crossings(code(text))
    assert (event.origin.country, event.destination.country) == ("CHL", "VEN")


@pytest.mark.parametrize(
    "sentence",
    [
        "About 9,000 people were evacuated from Bunia by Friday, officials in Congo said.",
        "It has deployed 9,000 soldiers to the frontier.",
        "Most of the migrants came from Sudan and South Sudan.",
    ],
)
def test_no_crossing(code: Callable[..., Any], sentence: str) -> None:
    assert not crossings(code("GOMA, Congo — Uganda and Rwanda border the province. " + sentence))


def test_the_evacuated_are_displaced(code: Callable[..., Any]) -> None:
    events = code("About 9,000 people were evacuated from Bunia on Friday.")
    assert [e.type for e in events] == ["DISPLACEMENT"]
    assert events[0].count.min == 9000


def test_a_minister_who_flies_inside_the_country_crosses_nothing(code: Callable[..., Any]) -> None:
    text = "PESHAWAR, Pakistan — Afghanistan condemned the blast. The prime minister flew to Peshawar on Monday."
    assert not crossings(code(text))


def test_a_namesake_far_away_is_no_part_of_a_border(gazetteer: Gazetteer) -> None:
    river = Spot(3, 4, None, "border", None, ("MEX", "USA"), "Rio Grande")
    (brazil,) = [p for p in gazetteer.places("Rio Grande") if p.country == "BR"][:1]
    texan = next(p for p in gazetteer.places("Rio Grande City") if p.country == "US")
    found = Geography._with_place(river, [Spot(3, 4, "BRA", "place", brazil, None, "Rio Grande")])
    assert (found.place, found.kind, found.sides) == (None, "border", ("MEX", "USA"))
    found = Geography._with_place(river, [Spot(3, 5, "USA", "place", texan, None, "Rio Grande City")])
    assert (found.place, found.country) == (texan, "USA")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("KABUL — Ninety soldiers crossed the Panj into Tajikistan on Monday.", None),
        ("KABUL — Ninety soldiers fled to Panj in Tajikistan on Monday.", "Panj"),
    ],
)
def test_a_river_is_not_the_town_that_is_called_after_it(
    code: Callable[..., Any], text: str, place: str | None
) -> None:
    (event,) = crossings(code(text))
    ends = [end.place for end in (event.crossing, event.destination, event.where) if end is not None and end.place]
    assert {found.name for found in ends} == ({place} if place else set())
    assert event.destination.country == "TJK"
