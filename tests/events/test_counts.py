"""Numbers of people and things, and what is no such number."""

from __future__ import annotations

import pytest

from geonews.events.counts import quantities


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("at least 134 soldiers", 134, None),
        ("more than two thousand people", 2000, None),
        ("up to 300 men", None, 300),
        ("as many as 40 boats", None, 40),
        ("nearly 2,300 refugees", 2300, 2300),
        ("Eighty-four servicemen", 84, 84),
        ("between 20 and 30 troops", 20, 30),
        ("dozens of men", 24, 99),
        ("scores of men", 40, 99),
        ("two dozen men", 24, 24),
        ("several hundred men", 300, 999),
        ("tens of thousands of people", 20_000, 99_999),
        ("1.5 million people", 1_500_000, 1_500_000),
        ("a hundred boats", 100, 100),
        ("some 35 Syrians", 35, 35),
        ("12-15 trucks", 12, 15),
    ],
)
def test_bounds(text: str, low: int | None, high: int | None) -> None:
    (found,) = quantities(text)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "12 km away",
        "aged 40",
        "a 40-year-old man",
        "$300",
        "3 percent",
        "5 p.m.",
        "two hours",
        "20 tonnes",
        "Resolution 2254",
    ],
)
def test_what_is_no_count(text: str) -> None:
    assert quantities(text) == []


def test_a_rate_is_told() -> None:
    (found,) = quantities("at a rate of 4,000 a day")
    assert (found.low, found.rate) == (4000, "per_day")


def test_handing_over_is_not_more_than() -> None:
    (found,) = quantities("handed over 47 men")
    assert (found.low, found.high) == (47, 47)
