"""Words that stand for a country: "the country", "here", "to which"; and headlines whose verb looks like a noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.model import Status

Coded = Callable[..., Any]


def ways(events: list[Any]) -> list[tuple[Any, Any, Status]]:
    return [
        (e.origin and e.origin.country, e.destination and e.destination.country, e.status)
        for e in events
        if e.type == "BORDER_CROSSING"
    ]


@pytest.mark.parametrize(
    ("text", "origin", "destination"),
    [
        ("NDJAMENA, Chad - Some 300 Sudanese refugees entered the country on Friday.", "SDN", "TCD"),
        ("Officials in Kampala said 300 Congolese had entered the country on Friday.", "COD", "UGA"),
        ("Ugandan officials said 300 Congolese had entered the country on Friday.", "COD", "UGA"),
        ("BAMAKO, Mali - Soldiers from Niger entered the country's north on Friday.", "NER", "MLI"),
        ("ADRE, Chad - About 500 people from Sudan arrived here on Monday.", "SDN", "TCD"),
        ("ADRE, Chad - We walked here from Geneina in Sudan on Sunday, said a woman.", "SDN", "TCD"),
        ("ISLAM QALA, Afghanistan - Buses set down 3,000 Afghans here on Monday, driven from Iran.", "IRN", "AFG"),
        ("Officials in Chad, to which 3,000 Sudanese fled last week, have asked for tents.", "SDN", "TCD"),
        ("Rwanda, into which 600 Burundians crossed on Sunday, has opened two camps.", "BDI", "RWA"),
        ("Rwanda, from which 600 Burundians returned on Sunday, has closed two camps.", "RWA", "BDI"),
    ],
)
def test_what_stands_for_a_country(code: Coded, text: str, origin: str, destination: str) -> None:
    assert ways(code(text, "2023-05-17")) == [(origin, destination, Status.HAPPENED)]


@pytest.mark.parametrize(
    "text",
    [
        "NAIROBI, Kenya - Kenya guards the Somali border in case militants slip into the country.",
        "Villagers in Moldova were told to lock their doors in case Russian soldiers entered the country.",
    ],
)
def test_what_is_guarded_against_has_a_destination(code: Coded, text: str) -> None:
    ((_, destination, status),) = ways(code(text, "2023-05-17"))
    assert (destination, status) in {("KEN", Status.HYPOTHETICAL), ("MDA", Status.HYPOTHETICAL)}


@pytest.mark.parametrize(
    "text",
    [
        "ABUJA, Nigeria - The minister travelled across the country on Friday.",
        "In Kenya, where 4,000 Kenyans arrived in Mombasa for the fair, hotels were full.",
        "In Ethiopia, where 2,000 Ethiopians reached Gondar on Friday, aid is scarce.",
        "Poland said on Monday that Belarusian soldiers had cut the fence.",
        "His grandparents escaped from Hungary to Austria.",
    ],
)
def test_no_crossing(code: Coded, text: str) -> None:
    assert ways(code(text, "2023-05-17")) == []


@pytest.mark.parametrize(
    ("title", "way"),
    [
        ("Rebels storm Congolese border town from Uganda", ("UGA", "COD")),
        ("300 Haitians land in Florida", ("HTI", "USA")),
        ("Militants slip across Somali border into Kenya", ("SOM", "KEN")),
    ],
)
def test_a_headline_without_a_verb_for_the_tagger(code: Coded, title: str, way: tuple[str, str]) -> None:
    assert [w[:2] for w in ways(code(title, "2023-05-17"))] == [way]


def test_an_uncertain_place_still_has_its_country(code: Coded) -> None:
    text = "PEMBA, Mozambique - Militants attacked Palma on Friday, and people walked from Palma to Tanzania."
    assert ("MOZ", "TZA", Status.HAPPENED) in ways(code(text, "2023-05-17"))


def test_what_a_time_runs_from_has_its_own_date(code: Coded) -> None:
    text = "Ugandan forces have been in Kenya since Ugandan soldiers invaded Kenya in 2001."
    assert {(e.when.start.year, e.when.end.year) for e in code(text, "2023-05-17") if e.rule_id == "invade"} <= {
        (2001, 2001)
    }
