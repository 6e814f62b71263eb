"""Persons, papers, teams, degrees and products that have the name of a place are none; what is one stays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from geonews.geoparse import Geoparser
from geonews.model import Resolution

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from measure_bearers import count, read_sentences

Read = Callable[..., list[Resolution]]
#: Share of the names that may be read as places.
CEILING = 0.02


def test_few_of_three_hundred_sentences_have_a_place_too_many(geoparser: Geoparser) -> None:
    sentences = list(read_sentences())
    assert len(sentences) >= 300
    misses: list[str] = []
    fates = count(geoparser, sentences, misses)
    names = sum(n for (kind, _), n in fates.items() if kind != "place")
    placed = sum(n for (kind, fate), n in fates.items() if kind != "place" and fate == "placed")
    assert placed <= CEILING * names, "\n".join(misses)
    assert fates["place", "not"] == 0, "\n".join(misses)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Militants attacked the Torkham border post on Friday.", ["Torkham"]),
        ("The army beat back an assault on Goma and lost nine men.", ["Goma"]),
        ("Chelsea beat Milan 2-1 in Istanbul on Wednesday.", ["Istanbul"]),
        ("Georgia won the election in Fulton County by 12 points.", ["Georgia", "Fulton County"]),
        ("Russia lost the match of wills over Kharkiv, and its troops left.", ["Russia", "Kharkiv"]),
        ("The Kabul Post Office was looted.", ["Kabul"]),
        ("A doctor from Massachusetts treated the wounded in Boston.", ["Massachusetts", "Boston"]),
        ("Real estate in Madrid costs more than in Lisbon.", ["Madrid", "Lisbon"]),
        ("Kyiv said the attack on Lviv had failed.", ["Kyiv", "Lviv"]),
        ("Police in Dodge City, Kansas, shot a man.", ["Dodge City"]),
    ],
)
def test_places_beside_such_words_stay(read: Read, text: str, places: list[str]) -> None:
    found = [r.toponym.text for r in read(text) if r.place is not None]
    for place in places:
        assert any(place in name for name in found), found
