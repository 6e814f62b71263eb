"""Who holds which office: the country that a title tells holds for every later mention of the person."""

from __future__ import annotations

import dataclasses

import pytest
from events.handmade import Story, story

from geonews.events.grounding.actors import actor_of, sector_of
from geonews.events.grounding.offices import offices_of
from geonews.events.grounding.spots import Spot
from geonews.events.reader.words import ENTITIES

PERSON = ENTITIES.index("PERSON")


def page_of(text: str, *persons: str) -> Story:
    """Return a text in which spaCy would have found some persons."""
    page = story(text)
    entities = list(page.words.entities)
    for name in persons:
        for nth in range(1, text.count(name) + 1):
            span = page.span(name, nth)
            entities[span.first : span.last + 1] = [PERSON] * (span.last - span.first + 1)
    return dataclasses.replace(page, words=dataclasses.replace(page.words, entities=tuple(entities)))


def country_of(page: Story, phrase: str, nth: int, **places: str) -> tuple[str | None, str | None]:
    spots = sorted(
        (Spot(s.first, s.last, code, "place") for name, code in places.items()
         for s in [page.span(name.replace("_", " "))]),
        key=lambda s: s.first,
    )  # fmt: skip
    span = page.span(phrase, nth)
    offices = offices_of(page.words, spots, sector_of)
    actor = actor_of(page.words, span.first, span.last, spots, offices)
    return actor.country, actor.sector


@pytest.mark.parametrize(
    ("text", "full", "later", "places", "expected"),
    [
        ("Ukrainian President Petro Poroshenko spoke. Poroshenko left.", "Petro Poroshenko", "Poroshenko",
         {"Ukrainian": "UKR"}, ("UKR", "GOV")),
        ("US Secretary of State Mike Pompeo spoke. Pompeo left.", "Mike Pompeo", "Pompeo",
         {"US": "USA"}, ("USA", "GOV")),
        ("Bruno Parrilla, the foreign affairs minister of Cuba, spoke. Mr. Parrilla left.", "Bruno Parrilla",
         "Parrilla", {"Cuba": "CUB"}, ("CUB", "GOV")),
        ("Ana Ruiz, Chile's ambassador, spoke. Ruiz left.", "Ana Ruiz", "Ruiz", {"Chile": "CHL"}, ("CHL", "GOV")),
        ("South Korean president Moon Jae spoke. Moon left.", "Moon Jae", "Moon",
         {"South_Korean": "KOR"}, ("KOR", "GOV")),
        ("Iraqi judge Omar Hadi spoke. Hadi left.", "Omar Hadi", "Hadi", {"Iraqi": "IRQ"}, ("IRQ", "JUD")),
    ],
)  # fmt: skip
def test_a_title_tells_the_country(
    text: str, full: str, later: str, places: dict[str, str], expected: tuple[str, str]
) -> None:
    page = page_of(text, full)
    assert country_of(page, later, 2, **places) == expected


@pytest.mark.parametrize(
    ("text", "full", "later", "places"),
    [
        # no office, a place between commas that is a home, an office of two countries, a sentence of its own
        ("German tourist Hans Meier spoke. Meier left.", "Hans Meier", "Meier", {"German": "DEU"}),
        ("Hans Meier, a baker from Germany, spoke. Meier left.", "Hans Meier", "Meier", {"Germany": "DEU"}),
        ("US and Iraqi envoy Hans Meier spoke. Meier left.", "Hans Meier", "Meier", {"US": "USA", "Iraqi": "IRQ"}),
        ("He met the president of Chile. Hans Meier spoke. Meier left.", "Hans Meier", "Meier", {"Chile": "CHL"}),
        ("He told Chile that Hans Meier spoke. Meier left.", "Hans Meier", "Meier", {"Chile": "CHL"}),
        ("President Jordan Smith spoke. Smith left.", "Jordan Smith", "Smith", {"Jordan": "JOR"}),
    ],
)
def test_nothing_else_does(text: str, full: str, later: str, places: dict[str, str]) -> None:
    assert country_of(page_of(text, full), later, 2, **places)[0] is None


def test_a_name_of_two_countries_is_of_none() -> None:
    page = page_of("French minister Ana Ruiz met Cuban minister Leo Ruiz. Ruiz left.", "Ana Ruiz", "Leo Ruiz")
    assert country_of(page, "Ruiz left", 1, French="FRA", Cuban="CUB")[0] is None


def test_a_first_name_is_nobody_elses() -> None:
    page = page_of("Cuban minister Ana Ruiz met Ana Valdez. Ana Valdez left.", "Ana Ruiz", "Ana Valdez")
    assert country_of(page, "Ana Valdez", 2, Cuban="CUB")[0] is None
    assert country_of(page, "Ruiz", 1, Cuban="CUB") == ("CUB", "GOV")


def test_the_country_of_the_phrase_itself_comes_first() -> None:
    page = page_of("Cuban minister Ana Ruiz left. The Chilean Ana Ruiz stayed.", "Ana Ruiz")
    assert country_of(page, "Chilean Ana Ruiz", 1, Cuban="CUB", Chilean="CHL")[0] == "CHL"
