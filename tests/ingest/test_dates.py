"""Publication dates as newsrooms write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from geonews.ingest.dates import find_date, parse_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-07-06", "2021-07-06T00:00"),
        ("2021-07-06T11:48:00Z", "2021-07-06T11:48"),
        ("2021-07-06T11:48:00.123+05:30", "2021-07-06T06:18"),
        ("2021-07-06 11:48", "2021-07-06T11:48"),
        ("20210706", "2021-07-06T00:00"),
        ("20210706114800", "2021-07-06T11:48"),
        ("20210706T114800Z", "2021-07-06T11:48"),
        ("2021/7/6", "2021-07-06T00:00"),
        ("6.7.2021", "2021-07-06T00:00"),
        ("13/07/2021", "2021-07-13T00:00"),
        ("07/13/2021", "2021-07-13T00:00"),
        ("6 Jul, 2021 11:48", "2021-07-06T11:48"),
        ("6th July 2021", "2021-07-06T00:00"),
        ("Tuesday, July 6, 2021", "2021-07-06T00:00"),
        ("Sept. 3, 2021, 9:05 a.m. EDT", "2021-09-03T13:05"),
        ("July 6, 2021 at 12:30 AM", "2021-07-06T00:30"),
        ("6 July 2021 | 14:20 CEST", "2021-07-06T12:20"),
        ("6 July 2021 14:20 (GMT+3)", "2021-07-06T11:20"),
        ("6 July 2021 14:20 XYZ", "2021-07-06T00:00"),
        ("Tue, 06 Jul 2021 11:48:00 +0200", "2021-07-06T09:48"),
        ("Tue Jul 06 11:48:00 +0000 2021", "2021-07-06T11:48"),
        (1625571000, "2021-07-06T11:30"),
        (1625571000.5, "2021-07-06T11:30"),
        (1625571000000, "2021-07-06T11:30"),
        ("1625571000", "2021-07-06T11:30"),
        (20210706, "2021-07-06T00:00"),
        (date(2021, 7, 6), "2021-07-06T00:00"),
        (datetime(2021, 7, 6, 11, 48), "2021-07-06T11:48"),
        (datetime(2021, 7, 6, 11, 48, tzinfo=timezone(timedelta(hours=2))), "2021-07-06T09:48"),
    ],
)
def test_dates_that_say_a_day(value: Any, expected: str) -> None:
    found = parse_date(value)
    assert found is not None
    assert found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == expected


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "2021", "July 2021", "6 July", "yesterday", "03/04/2021", "31 Feb 2021", "2021-13-01", "0000-00-00",
     "25:99", True, False, float("nan"), float("inf"), 0, -1, 12, 10**18,
     9_999_999_999, "9999999999", 9_999_999_999_999, "0000000000", "9999999999999", "6 Juli 2021", "x" * 1000, [], {}],
)  # fmt: skip
def test_what_says_no_day_is_not_guessed_at(value: Any) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "text",
    [
        "Bridge reopens\n\n6 Jul, 2021 11:48\n\nTraffic crossed again.",
        "Bridge reopens\nBy A. Writer\nPublished: July 6, 2021 at 10:00 GMT\n\nTraffic crossed again.",
        "Bridge reopens\nPosted on Tuesday, 6 July 2021\nTraffic crossed again.",
        "2021-07-06\nTraffic crossed again.",
        "LINDHOLM, July 6, 2021 (Agency) - Traffic crossed again.",
        "LINDHOLM, Oriel, 6 July 2021 — Traffic crossed again.",
        "Bridge reopens\n\nLINDHOLM (Agency) 6 July 2021 -- Traffic crossed again.",
    ],
)
def test_dates_at_the_top_of_a_text(text: str) -> None:
    found = find_date(text)
    assert found is not None and found.date() == date(2021, 7, 6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LINDHOLM, July 6 (Agency) - Traffic crossed again.",
        "On 6 July 2021 - a Tuesday - traffic crossed again.",
        "UN staff said on 6 July 2021 that traffic - at last - crossed again.",
        "The bridge opened on 6 July 2021.\nIt was closed on 7 July 2021.",
        "\n".join(["A line of text that is not a date."] * 20 + ["6 July 2021"]),
    ],
)
def test_dates_of_the_story_are_not_those_of_its_publication(text: str) -> None:
    assert find_date(text) is None
