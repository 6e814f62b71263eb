"""Border crossings: who, how many, from where, into where, when, and whether it happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from geonews.model import Event, Status

Coded = Callable[..., list[Event]]


def crossing(events: list[Event]) -> Event:
    (event,) = [e for e in events if e.type == "BORDER_CROSSING"]
    return event


def ends(event: Event) -> tuple[Any, Any]:
    return event.origin and event.origin.country, event.destination and event.destination.country


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("About 700 people walked from Chile into Bolivia on Friday.", ("CHL", "BOL")),
        ("Hundreds of Burundians fled to Tanzania on Friday.", ("BDI", "TZA")),
        ("Some 90 Haitians crossed from Mexico into the United States on Friday.", ("MEX", "USA")),
        ("Algeria deported 200 people to Niger on Friday.", ("DZA", "NER")),
        ("A convoy of 14 aid trucks entered Syria from Turkey on Friday.", ("TUR", "SYR")),
    ],
)
def test_direction(code: Coded, text: str, expected: tuple[str, str]) -> None:
    assert ends(crossing(code(text, "2022-03-09"))) == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rwanda denied that its soldiers had entered Burundi.", Status.DENIED),
        ("Hungarian police prevented 60 migrants from crossing into Hungary from Serbia on Friday.", Status.DENIED),
        ("A group of 300 Somalis is due to return to Somalia from Kenya on Friday.", Status.PLANNED),
        ("If 300 soldiers crossed into Kenya from Somalia, they would be disarmed.", Status.HYPOTHETICAL),
    ],
)
def test_status(code: Coded, text: str, status: Status) -> None:
    assert crossing(code(text, "2022-03-09")).status is status


@pytest.mark.parametrize(
    "text",
    [
        "The senator crossed a red line on Friday.",
        "The runner crossed the finish line in Paris.",
        "Kenya already hosts 200,000 Somalis.",
        "Kenya closed its border with Somalia on Friday.",
        "The president arrived in Ankara from Moscow on Friday.",
        "Missiles fired from Gaza landed in Israel on Friday.",
    ],
)
def test_what_is_no_crossing(code: Coded, text: str) -> None:
    assert not [e for e in code(text, "2022-03-09") if e.type == "BORDER_CROSSING" and e.status is Status.HAPPENED]


def test_count_and_date(code: Coded) -> None:
    event = crossing(code("At least 134 soldiers crossed from Mali into Niger last week.", "2021-07-06"))
    assert event.count is not None
    assert (event.count.min, event.count.max, event.count.unit) == (134, None, "people")
    assert (str(event.when.start), str(event.when.end), event.when.basis) == ("2021-06-28", "2021-07-04", "text")


def test_no_date_is_a_stated_fallback(code: Coded) -> None:
    event = crossing(code("Some 40 soldiers crossed from Mali into Niger.", "2021-07-06"))
    assert (str(event.when.start), event.when.basis) == ("2021-07-06", "published")


def test_who_are_stopped_from_crossing_are_stopped_once(code: Coded) -> None:
    events = code(
        "At Vartius, Russian officers stopped a group of cyclists from crossing into Finland on Friday.", "2022-03-09"
    )
    foiled = crossing(events)
    assert (ends(foiled), foiled.status) == (("RUS", "FIN"), Status.DENIED)
    assert [e.mode for e in events if e.type == "BORDER_CONTROL"] == ["prevent"]
