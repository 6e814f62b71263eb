"""Crossings between reader and rules: the reader vetoes and proposes, the rules speak for the ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from events.handmade import read_as

from geonews.events.reader.decoding import Mention, Reading
from geonews.events.settling import settled
from geonews.model import Event, Locus, Span, Status, When

DAY = date(2021, 7, 6)


def crossing(name: str, sentence: int, basis: str = "explicit", day: date = DAY) -> Event:
    return Event(
        id=name, article_id="a", type="BORDER_CROSSING", mode="cross", status=Status.HAPPENED,
        evidence=Span(start=0, end=4, text="They"), sentence=sentence, trigger=Span(start=0, end=4, text="They"),
        when=When(start=day, end=day, precision=1, text=None, basis="text"), confidence=0.5, rule_id="r",
        sentences=(sentence,), origin=Locus(country="AFG"), destination=Locus(country="TJK"), direction_basis=basis,
    )  # fmt: skip


def seen(sentence: int, score: float, kind: str = "BORDER_CROSSING") -> Reading:
    mention = Mention(
        word=0, sentence=sentence, type=kind, mode=None, status="happened", score=score, share=1.0, status_score=1.0
    )
    return read_as((mention,), np.zeros((1, 1), np.float32))


def names(events: list[Event]) -> list[str]:
    return [event.id for event in events]


def test_the_rules_speak_where_both_see_a_way() -> None:
    (event,) = settled([crossing("reader", 1)], [crossing("rules", 1)], seen(1, 0.9), DAY)
    assert event.id == "rules" and event.confidence == round(0.9 * 0.95, 4)


def test_the_reader_vetoes() -> None:
    assert settled([], [crossing("rules", 1)], seen(1, 0.4), DAY) == []
    assert settled([], [crossing("rules", 1)], seen(2, 0.9), DAY) == []
    assert settled([], [crossing("rules", 1)], seen(1, 0.9, "DISPLACEMENT"), DAY) == []


def test_the_reader_proposes_what_the_rules_do_not_find() -> None:
    assert names(settled([crossing("reader", 3)], [crossing("rules", 1)], seen(1, 0.9), DAY)) == ["reader", "rules"]


def test_other_types_are_the_readers_alone() -> None:
    attack = replace(crossing("attack", 1), type="ATTACK")
    prevented = replace(crossing("prevented", 1), type="BORDER_CONTROL")
    assert names(settled([attack], [crossing("rules", 1), prevented], seen(1, 0.9), DAY)) == ["attack", "rules"]


def test_an_old_way_whose_end_is_a_guess_is_none() -> None:
    old = crossing("old", 1, "context", date(2001, 12, 31))
    assert settled([], [old], seen(1, 0.9), DAY) == []
    assert names(settled([], [replace(old, direction_basis="explicit")], seen(1, 0.9), DAY)) == ["old"]
    assert names(settled([], [crossing("new", 1, "context")], seen(1, 0.9), DAY)) == ["new"]
    assert names(settled([], [old], seen(1, 0.9), None)) == ["old"]
