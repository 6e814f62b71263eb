"""Crossings told without a verb of their own, and figures that stand alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.model import Event

Coded = Callable[..., list[Event]]


def told(events: list[Event]) -> set[tuple[Any, ...]]:
    return {
        (e.origin and e.origin.country, e.destination and e.destination.country, e.count and e.count.min)
        for e in events
        if e.type == "BORDER_CROSSING"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Slovenia let in 900 Croats from Croatia on Friday, and Hungary more than 70.",
            {("HRV", "SVN", 900), ("HRV", "HUN", 70)},
        ),
        (
            "Some 60 people fled from Peru to Bolivia on Friday and 15 to Chile.",
            {("PER", "BOL", 60), ("PER", "CHL", 15)},
        ),
        (
            "Thirty Malians crossed into Niger from Mali on Monday and another 12 on Tuesday.",
            {("MLI", "NER", 30), ("MLI", "NER", 12)},
        ),
        (
            "Since May 900 people have fled Burundi, the agency said: 700 to Tanzania and 200 to Rwanda.",
            {("BDI", "TZA", 700), ("BDI", "RWA", 200)},
        ),
    ],
)
def test_a_clause_without_a_verb(code: Coded, text: str, expected: set[tuple[Any, ...]]) -> None:
    assert told(code("Brief news\n\n" + text)) == expected


def test_its_own_date(code: Coded) -> None:
    text = "Thirty Malians crossed into Niger from Mali on Monday and another 12 on Tuesday."
    days = {str(e.when.start) for e in code(text, "2022-03-09") if e.type == "BORDER_CROSSING"}
    assert days == {"2022-03-07", "2022-03-08"}


def test_a_figure_alone_goes_on_with_the_sentence_before(code: Coded) -> None:
    text = "About 250 Haitians crossed from Mexico into Guatemala on Saturday. On Sunday the count was 312."
    assert told(code(text)) == {("MEX", "GTM", 250), ("MEX", "GTM", 312)}


@pytest.mark.parametrize(
    "text",
    [
        "About 250 Haitians crossed from Mexico into Guatemala on Saturday. The price was 312 pesos on Sunday.",
        "About 250 Haitians crossed from Mexico into Guatemala on Saturday. In the whole of 2021 the figure was 312.",
        "About 250 Haitians crossed from Mexico into Guatemala on Saturday, and Honduras has 300 beds.",
    ],
)
def test_other_numbers_are_none(code: Coded, text: str) -> None:
    assert told(code(text)) == {("MEX", "GTM", 250)}
