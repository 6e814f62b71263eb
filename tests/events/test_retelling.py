"""What a text tells twice, by type, stated day and place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from events.handmade import story

from geonews.events.incidents import Incident
from geonews.events.reader.decoding import Mention
from geonews.events.retelling import told_twice
from geonews.model import Event, Locus, Span, Status, When

PAGE = story("A judge sentenced him last week. It rained. Another judge sentenced him then. Police held a man.")
WEEK = When(
    start=date(2019, 3, 4), end=date(2019, 3, 10), precision=2, text="last week", basis="text",
    span=Span(start=23, end=32, text="last week"),
)  # fmt: skip
MENTIONS = [PAGE.mention("sentenced", "TRIAL"), PAGE.mention("sentenced", "TRIAL", 2)]


def event(mention: Mention, **changed: Any) -> Event:
    made = Event(
        id=str(mention.word), article_id="a", type=mention.type, mode=None, status=Status.HAPPENED,
        evidence=Span(start=0, end=5, text="A jud"), sentence=mention.sentence, trigger=Span(start=0, end=1, text="A"),
        when=WEEK, confidence=0.9, rule_id="reader-1", sentences=(mention.sentence,), where=Locus(country="USA"),
    )  # fmt: skip
    return replace(made, **changed)


def twice(*changes: dict[str, Any], apart: bool = False) -> list[list[Mention]]:
    events = [event(m, **change) for m, change in zip(MENTIONS, changes or ({}, {}), strict=True)]
    return told_twice(events, [Incident((m,)) for m in MENTIONS], lambda one, other: apart)


def test_one_day_and_one_place_are_one_happening() -> None:
    assert twice() == [MENTIONS]


def test_what_is_kept_apart_stays_apart() -> None:
    assert twice(apart=True) == []


@pytest.mark.parametrize(
    "change",
    [
        {"type": "ARREST"},
        {"status": Status.PLANNED},
        {"where": None},
        {"where": Locus()},
        {"where": Locus(country="MEX")},
        {"when": replace(WEEK, end=date(2019, 3, 9))},
        {"when": replace(WEEK, basis="published")},
        {"when": replace(WEEK, start=None)},
    ],
)
def test_another_type_day_or_place_is_another_happening(change: dict[str, Any]) -> None:
    assert twice({}, change) == []


@pytest.mark.parametrize(
    "both",
    [
        {"when": replace(WEEK, basis="published")},
        {"when": replace(WEEK, start=date(2019, 1, 1))},
        {"when": replace(WEEK, end=None)},
        {"type": "BORDER_CROSSING"},
        {"status": Status.DENIED},
    ],
)
def test_a_day_that_no_words_tell_and_a_long_time_join_nothing(both: dict[str, Any]) -> None:
    assert twice(both, both) == []
