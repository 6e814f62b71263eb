"""One event in many articles: which reports are linked, and which stay apart."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geonews.events.merging import Report, conflicts, link, numbers, same_event
from geonews.model import Count

FRIDAY = date(2022, 3, 4).toordinal()


def count(low: int | None, high: int | None = None, unit: str = "people") -> Count:
    return Count(min=low, max=high, text=f"{low}", unit=unit)


def crossing(article: str, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "event_id": f"{article}-1",
        "article_id": article,
        "type": "BORDER_CROSSING",
        "status": "happened",
        "confidence": 0.8,
        "first": FRIDAY,
        "last": FRIDAY,
        "told": True,
        "count": count(1000, 1000),
        "origin": "UKR",
        "destination": "POL",
        "country": "POL",
    }
    return Report(**(values | changes))


def protest(article: str, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "type": "PROTEST", "count": None, "origin": None, "destination": None, "country": "KEN",
        "place": "184745", "admin1": "05", "feature_code": "PPLC", "precision": 1,
    }  # fmt: skip
    return crossing(article, **(values | changes))


def test_reports_of_one_crossing_are_linked_under_the_better_one() -> None:
    one, two = crossing("a"), crossing("b", count=count(1050), confidence=0.9)
    assert link([one, two]) == {"a-1": "b-1", "b-1": "b-1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"destination": "SVK"},
        {"first": FRIDAY + 16, "last": FRIDAY + 16},
        {"first": FRIDAY + 1, "last": FRIDAY + 1},  # both texts name the day
        {"first": None, "last": None},
        {"count": count(90_000, 90_000)},
        {"count": count(1000, 1000, "vehicles")},
        {"status": "planned"},
        {"article_id": "a"},
        {"type": "PROTEST"},
    ],
)
def test_what_differs_stays_apart(changes: dict[str, Any]) -> None:
    assert link([crossing("a"), crossing("b", **changes)]) == {"a-1": "a-1", "b-1": "b-1"}


def test_soldiers_are_no_refugees() -> None:
    assert not same_event(crossing("a", subject_class="MIL"), crossing("b", subject_class="REF"))
    assert same_event(crossing("a", subject_class="MIL"), crossing("b", subject_class=None))


def test_a_day_that_no_text_names_may_be_the_next_one() -> None:
    published = {"first": FRIDAY + 1, "last": FRIDAY + 1, "told": False}
    assert same_event(crossing("a"), crossing("b", **published))


def test_long_times_are_linked_by_numbers_only() -> None:
    month = {"first": FRIDAY - 3, "last": FRIDAY + 25, "told": False}
    assert same_event(crossing("a"), crossing("b", **month))
    assert not same_event(crossing("a"), crossing("b", **month, count=None))
    assert len(set(link([crossing("a"), crossing("b", **month)]).values())) == 1


UNFOUND: dict[str, Any] = {"country": None, "place": "Elsewhere", "precision": None, "admin1": None}
PROVINCE = {"place": "400769", "feature_code": "ADM1", "precision": 2}


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"place": "191245"}, False),  # another town of the same province
        (PROVINCE, False),  # the town's province: nothing vouches for it
        (PROVINCE | {"fatalities": count(3, 3)}, True),
        (PROVINCE | {"fatalities": count(3, 3), "admin1": "40"}, False),
        ({"place": None, "precision": 3, "admin1": None}, False),  # somewhere in the country: nothing vouches for it
        ({"place": None, "precision": 3, "admin1": None, "actors": ("UGA", None)}, True),  # one from abroad
        ({"place": None, "precision": 3, "admin1": None, "actors": ("KEN", None)}, False),
        ({"place": None, "precision": 3, "admin1": None, "fatalities": count(3, 3)}, True),
        ({"country": None, "place": None, "precision": None, "fatalities": count(3, 3)}, False),
        (UNFOUND, False),
    ],
)
def test_places(changes: dict[str, Any], same: bool) -> None:
    one = protest("a", actors=("UGA", None), fatalities=count(3, 3))
    assert same_event(one, protest("b", **changes)) is same


def test_a_name_that_was_not_found_needs_a_number() -> None:
    one, other = protest("a", **UNFOUND), protest("b", **UNFOUND)
    assert not same_event(one, other)
    dead = {"fatalities": count(3, 3)}
    assert same_event(replace(one, **dead), replace(other, **dead))
    assert not same_event(replace(one, **dead), replace(other, **dead, place="Nowhere"))


def test_one_province_is_not_one_place() -> None:
    one, other = protest("a", **PROVINCE), protest("b", **PROVINCE)
    assert not same_event(one, other)
    assert not same_event(replace(one, actors=("KEN", None)), replace(other, actors=("KEN", None)))
    assert same_event(replace(one, actors=("KEN", "UGA")), replace(other, actors=("KEN", "UGA")))


def test_two_reports_of_one_article_join_different_events() -> None:
    reports = [protest("a"), protest("b", event_id="b-1"), protest("b", event_id="b-2", confidence=0.5)]
    assert link(reports) == {"a-1": "a-1", "b-1": "a-1", "b-2": "b-2"}


def test_vague_reports_do_not_chain_days_together() -> None:
    days = [protest(f"d{n}", first=FRIDAY + n, last=FRIDAY + n) for n in range(3)]
    week = protest("w", first=FRIDAY - 2, last=FRIDAY + 4, told=False)
    found = link([week, *days])
    assert len({found[f"d{n}-1"] for n in range(3)}) == 3
    assert found["w-1"] == "d0-1"


def test_what_a_person_put_right_stands_for_the_event() -> None:
    assert set(link([crossing("a", confidence=0.3, corrected=True), crossing("b")]).values()) == {"a-1"}


def test_the_order_of_arrival_does_not_matter() -> None:
    chance = random.Random(4)
    reports = [
        replace(
            protest(f"a{n}", event_id=f"a{n}-{k}", confidence=chance.choice([0.5, 0.7, 0.9])),
            first=FRIDAY + chance.randrange(6),
            last=FRIDAY + 6 + chance.randrange(3),
            told=chance.random() < 0.5,
            place=chance.choice(["1", "2", None]),
            count=chance.choice([None, count(100, 100), count(104), count(300, 400)]),
        )
        for n in range(60)
        for k in range(2)
    ]
    expected = link(reports)
    assert 10 < len(set(expected.values())) < len(reports)
    for _ in range(5):
        chance.shuffle(reports)
        assert link(reports) == expected
    assert link([]) == {}


def test_numbers_and_conflicts() -> None:
    assert numbers([None, None]) == (None, None, None)
    assert numbers([count(1050), count(1000, 1100), None]) == (1000, 1050, 1100)
    assert numbers([count(None, 80)]) == (80, 80, 80)
    one = crossing("a", fatalities=count(3, 3))
    assert conflicts(one, crossing("b", count=count(950))) == ()
    other = crossing("b", status="denied", first=FRIDAY + 1, last=FRIDAY + 1, told=False, count=count(1050),
                     fatalities=count(4, 4))  # fmt: skip
    assert conflicts(one, other) == ("status", "date", "count", "fatalities")
