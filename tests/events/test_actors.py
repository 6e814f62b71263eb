"""Who: country and sector of an actor."""

from __future__ import annotations

import pytest
from events.handmade import story

from geonews.events.grounding.actors import actor_of, kind_of


def sector(phrase: str) -> str | None:
    page = story(f"Yesterday {phrase} spoke.")
    span = page.span(phrase)
    return actor_of(page.words, span.first, span.last, []).sector


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the trade union", "LAB"),
        ("unions", "LAB"),
        ("the European Union", "IGO"),
        ("the African Union", "IGO"),
        ("the electoral commission", "GOV"),
        ("the town council", "GOV"),
        ("the Security Council", "IGO"),
        ("a magistrate", "JUD"),
        ("government troops", "MIL"),
        ("government soldiers", "MIL"),
        ("two companies of the 202nd Infantry Brigade", "MIL"),
        ("officers of the South Western Division", "MIL"),
        ("a prison officer", "COP"),
        ("sheriff's deputies", "COP"),
        ("the Arakan Army", "REB"),
        ("a coalition of Chin fighters", "REB"),
        ("the World Food Programme", "IGO"),
        ("the Red Cross", "NGO"),
        ("opposition leader", "OPP"),
        ("the interior ministry", "GOV"),
        ("Gov. Ana Ruiz", "GOV"),
        ("villagers", "CVL"),
        ("the sky", None),
    ],
)
def test_the_sector_of_a_phrase(phrase: str, expected: str | None) -> None:
    assert sector(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "kind"), [("12 lorries", "VEH"), ("three families", "CVL"), ("border guards", "MIL"), ("the sky", None)]
)
def test_the_kind_of_a_mover(phrase: str, kind: str | None) -> None:
    page = story(f"Yesterday {phrase} crossed.")
    span = page.span(phrase)
    assert kind_of(page.words, span.first, span.last) == kind
