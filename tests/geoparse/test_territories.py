"""Territories whose status is disputed are read under the code of the convention, and by their own name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geonews.model import Resolution


@pytest.mark.parametrize(
    ("text", "name", "code", "country"),
    [
        ("Elections were held in Somaliland on Wednesday.", "Somaliland", "TERR", "SO"),
        ("The president of Somaliland visited Hargeisa.", "Somaliland", "TERR", "SO"),
        ("Somaliland and Ethiopia signed an accord in Addis Ababa.", "Somaliland", "TERR", "SO"),
        ("Russian troops stay in Abkhazia.", "Abkhazia", "ADM1", "GE"),
        ("Rockets hit Smara on Sunday, the Polisario Front said.", "Smara", "PPL", "EH"),
        ("Rockets hit Smara in Western Sahara on Sunday.", "Smara", "PPL", "EH"),
        ("Settlers from Ariel attacked farmers near Nablus.", "Ariel", "PPLA", "PS"),
        ("Israel approved 300 homes in Kiryat Arba on Sunday.", "Kiryat Arba", "STLMT", "PS"),
        ("Families were evicted in Sheikh Jarrah on Sunday.", "Sheikh Jarrah", "PPLX", "PS"),
        ("A drone struck a truck near Aousserd in Western Sahara.", "Aousserd", "PPL", "EH"),
    ],
)
def test_a_territory(read: Callable[..., list[Resolution]], text: str, name: str, code: str, country: str) -> None:
    places = [r.place for r in read(text) if r.toponym.text == name]
    assert [place and (place.feature_code, place.country) for place in places] == [(code, country)]
