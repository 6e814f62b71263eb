"""Each part of the filter lets the right events through, by an index, whatever a user types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import border_news, codes, strait_news

from geonews.errors import ConfigError
from geonews.store import EventFilter, Role, Store, search_terms
from geonews.store.conditions import parts


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("store") / "news.gpkg", codes=codes) as made:
        made.add(border_news())
        with made.run(code_version="1", model="m", gazetteer="g"):
            made.add(strait_news())
        yield made


ALL = {"a1-1", "a1-2", "a1-3", "a1-4", "a1-5", "b1-1"}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ALL),
        ({"date_from": date(2021, 7, 5)}, {"a1-1", "a1-3", "a1-4", "b1-1"}),
        ({"date_to": date(2021, 7, 1)}, {"a1-2"}),  # a1-3 has no begin: it stands at its end
        ({"date_from": date(2021, 7, 1), "date_to": date(2021, 7, 2)}, {"a1-2"}),
        ({"date_from": date(2021, 7, 7), "date_to": date(2022, 10, 3)}, set()),
        ({"date_from": date(2022, 10, 4), "date_to": date(2022, 10, 4)}, {"b1-1"}),
        ({"date_from": date(2021, 7, 1), "date_to": date(2021, 7, 2), "open_intervals": True}, {"a1-2", "a1-3"}),
        ({"date_to": date(2021, 7, 1), "open_intervals": True}, {"a1-2", "a1-3"}),
        ({"countries": ("AFG",)}, {"a1-1", "a1-2", "a1-3", "a1-4"}),
        ({"countries": ("AFG",), "role": Role.WHERE}, {"a1-2", "a1-4"}),
        ({"countries": ("AFG",), "role": Role.ORIGIN}, {"a1-1", "a1-3"}),
        ({"countries": ("TJK", "USA"), "role": Role.DESTINATION}, {"a1-1", "a1-3", "b1-1"}),
        ({"countries": ("AFG",), "role": Role.ACTOR}, {"a1-1"}),
        ({"countries": ("AFG",), "date_from": date(2021, 7, 5)}, {"a1-1", "a1-3", "a1-4"}),
        ({"types": ("CLASH",)}, {"a1-2", "a1-4", "a1-5"}),
        ({"family": "deeds"}, ALL),
        ({"family": "words"}, set()),
        ({"family": "deeds", "without_types": ("CLASH", "TALKS")}, {"a1-1", "a1-3", "b1-1"}),
        ({"without_types": ("CLASH",), "date_from": date(2021, 7, 5)}, {"a1-1", "a1-3", "b1-1"}),
        ({"modes": ("flee", "sea")}, {"a1-3", "b1-1"}),
        ({"statuses": ("planned",)}, {"a1-3"}),
        ({"sources": ("Northern Gazette",)}, {"b1-1"}),
        ({"min_confidence": 0.7}, ALL - {"a1-2"}),
        ({"ids": ("a1-2", "zz")}, {"a1-2"}),
        ({"run": 1}, {"b1-1"}),
        ({"run": 2}, set()),
        ({"bbox": (71.0, 36.0, 72.0, 37.0)}, {"a1-1"}),
        ({"bbox": (170.0, 60.0, -160.0, 70.0)}, {"b1-1"}),
        ({"text": "hunters boat"}, {"b1-1"}),
        ({"text": "smuggler"}, ALL - {"b1-1"}),
        ({"text": '"Rival militias" Kunduz'}, ALL - {"b1-1"}),
        ({"text": '"militias rival"'}, set()),
        ({"text": " * "}, ALL),
    ],
)
def test_what_passes(store: Store, choice: dict[str, Any], expected: set[str]) -> None:
    filter = EventFilter(**choice)
    found = [row["event_id"] for row in store.events(filter)]
    assert set(found) == expected
    assert len(found) == len(expected) == store.count_events(filter)


@pytest.mark.parametrize("offset", range(6))
def test_pages_join_to_the_whole(store: Store, offset: int) -> None:
    filter = EventFilter(date_from=date(2021, 7, 4))
    whole = [row["event_id"] for row in store.events(filter)]
    assert whole == ["a1-3", "a1-2", "a1-1", "a1-4", "b1-1"]
    page = [row["event_id"] for row in store.events(filter, limit=2, offset=offset)]
    assert page == whole[offset : offset + 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"countries": ("Tajikistan",)},
        {"countries": "TJK"},
        {"statuses": ("maybe",)},
        {"role": "victim"},
        {"family": "songs"},
        {"without_types": "CLASH"},
        {"min_confidence": 2.0},
        {"bbox": (0.0, float("nan"), 1.0, 1.0)},
        {"date_from": date(2022, 1, 1), "date_to": date(2021, 1, 1)},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="expected .*got"):
        EventFilter(**wrong)


@pytest.mark.parametrize(
    "text",
    ['"', "'; DROP TABLE events; --", "NEAR(a b)", "a OR", "evidence:x", "{a b}: c", "^x*", "a AND NOT b", "\0", "%_",
     "(((", "-", "+", "\ud800", "a" * 10_000, '"unclosed phrase', "𝔘𝔫𝔦 ٣ ́"],
)  # fmt: skip
def test_hostile_searches_are_only_words(store: Store, text: str) -> None:
    assert len(list(store.events(EventFilter(text=text)))) <= 6
    assert store.count_events() == 6


@pytest.mark.parametrize("part", ["sources", "types", "modes", "ids"])
def test_texts_that_no_store_can_hold_match_nothing(store: Store, part: str) -> None:
    """A shell hands on bytes that are no UTF-8 as lone surrogates."""
    assert list(store.events(EventFilter(**{part: ("\udcff", "a\0b")}))) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_no_text_is_query_syntax(store: Store, text: str) -> None:
    rows = list(store.events(EventFilter(text=text)))
    if not search_terms(text):
        assert len(rows) == 6


def plan(store: Store, filter: EventFilter) -> list[str]:
    with store._snapshot() as connection:
        steps = []
        for condition, values in parts(filter):
            query = (
                f"EXPLAIN QUERY PLAN SELECT * FROM events AS e WHERE {condition} "
                "ORDER BY ifnull(e.date_start, ''), e.event_id LIMIT 1000"
            )
            steps += [row[3] for row in connection.execute(query, values)]
    return steps


@pytest.mark.parametrize(
    ("choice", "index"),
    [
        ({}, "USING INDEX events_by_date"),
        ({"date_from": date(2021, 1, 1)}, "events_by_date"),
        ({"date_from": date(2021, 1, 1)}, "events_by_reach (<expr>=? AND <expr>>? AND <expr><?)"),
        ({"countries": ("AFG",)}, "events_by_country"),
        ({"countries": ("AFG",)}, "events_by_actor2"),
        ({"countries": ("AFG",), "role": Role.WHERE}, "events_by_country"),
        ({"countries": ("AFG",), "role": Role.ORIGIN}, "events_by_origin"),
        ({"countries": ("AFG",), "role": Role.DESTINATION}, "events_by_destination"),
        ({"types": ("CLASH",)}, "events_by_type"),
        ({"statuses": ("planned",)}, "events_by_status"),
        ({"sources": ("Example Wire",)}, "events_by_"),
        ({"min_confidence": 0.9}, "events_by_"),
        ({"ids": ("a1-1",)}, "events_by_event_id"),
        ({"bbox": (71.0, 36.0, 72.0, 37.0)}, "rtree_events_geom VIRTUAL TABLE INDEX"),
        ({"text": "militias"}, "event_words VIRTUAL TABLE INDEX"),
        ({"text": "militias"}, "events_by_doc"),
    ],
)
def test_every_part_is_answered_by_an_index(store: Store, choice: dict[str, Any], index: str) -> None:
    steps = plan(store, EventFilter(**choice))
    assert any(index in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN e") and "INDEX" not in step], steps
