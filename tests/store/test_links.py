"""One event in many articles: linked as they are stored, whatever their order; merged and split by people."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from store_samples import KUNDUZ, article, border_news, codes, event, take_back_to_the_second

from geonews.events.merging import link
from geonews.layers import EventColumns
from geonews.model import Count, Locus, ParsedArticle, Status
from geonews.store import EventFilter, Store
from geonews.store.links import Links
from geonews.store.reports import SELECTED, report_of

SENTENCE = "Rival bands fought for the bridge near Kunduz."


def fight(doc_id: str, low: int | None = 3, *, day: str = "2021-07-05", count: int = 1, **fields: Any) -> ParsedArticle:
    """An article that reports one or more fights at Kunduz."""
    source = fields.pop("source", f"Paper {doc_id}")
    of = article(doc_id, *[SENTENCE] * count, source=source)
    events = []
    for number in range(count):
        killed = None if low is None else Count(min=low, max=low, text=str(low))
        values = {"fatalities": killed, "where": Locus(country="AFG", place=KUNDUZ), "geo_precision": 1,
                  "dates": (day, day)}  # fmt: skip
        events.append(event(of, f"{doc_id}-{number + 1}", SENTENCE, **(values | fields)))
    return ParsedArticle(article=of, events=tuple(events))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as made:
        yield made


def groups(store: Store) -> dict[str, str | None]:
    return dict(store._ask("SELECT event_id, group_id FROM events"))


def get(store: Store, event_id: str) -> dict[str, Any]:
    row = store.event(event_id)
    assert row is not None
    return row


def test_reports_of_one_event_share_a_group_and_what_they_say_together(store: Store) -> None:
    store.add(fight("a", 3))
    store.add(fight("b", 4, confidence=0.9, fatalities=Count(min=3, max=4, text="three or four")))
    store.add(fight("c", 90))
    assert groups(store) == {"a-1": "b-1", "b-1": "b-1", "c-1": "c-1"}
    row = get(store, "a-1")
    assert (row["group_id"], row["n_reports"], row["n_articles"], row["n_sources"]) == ("b-1", 2, 2, 2)
    assert (row["fatalities_low"], row["fatalities_best"], row["fatalities_high"]) == (3, 3, 4)
    alone = get(store, "c-1")
    assert (alone["n_reports"], alone["n_sources"], alone["fatalities_low"], alone["conflicts"]) == (1, 1, 90, None)


def test_the_card_gets_the_other_reports_and_where_they_differ(store: Store) -> None:
    store.add(fight("a", 3))
    store.add(fight("b", 4, confidence=0.9, status=Status.DENIED))
    (other,) = store.reports("a-1")
    assert (other["event_id"], other["publisher"], other["stands"]) == ("b-1", "Paper b", True)
    assert other["differs"] == ("status", "fatalities")
    assert other["evidence"] == SENTENCE
    assert get(store, "a-1")["conflicts"] == "fatalities status"
    assert [row["event_id"] for row in store.reports("b-1")] == ["a-1"]
    assert store.reports("nobody") == []


def test_once_gives_the_report_that_stands_for_its_event(store: Store) -> None:
    for item in (fight("a"), fight("b", confidence=0.9), fight("c", 90)):
        store.add(item)
    assert [row["event_id"] for row in store.events(EventFilter(once=True))] == ["b-1", "c-1"]
    assert store.count_events(EventFilter(once=True)) == 2


ONCE = [
    {"sources": ("Paper n3", "Paper n7", "Paper n12", "Paper n25")},
    {"min_confidence": 0.6},
    {"statuses": ("planned",)},
    {"statuses": ("planned",), "sources": tuple(f"Paper n{number}" for number in range(0, 40, 3))},
    {"date_from": date(2021, 7, 6), "date_to": date(2021, 7, 6)},
    {"date_to": date(2021, 7, 5), "countries": ("AFG",)},
    {"date_from": date(2021, 7, 7), "text": "bands bridge"},
    {"text": "Rival", "types": ("CLASH", "ATTACK")},
    {"countries": ("AFG",), "role": "where", "no_copies": True},
    {"bbox": (-180.0, -90.0, 180.0, 90.0), "sources": tuple(f"Paper n{number}" for number in range(20))},
    {"ids": tuple(f"n{number}-1" for number in range(10, 30))},
    {"sources": ("nobody",)},
]


@pytest.mark.parametrize("choice", ONCE)
def test_once_gives_each_event_of_which_any_report_passes(store: Store, choice: dict[str, Any]) -> None:
    for item in some_news(random.Random(5)):
        store.add(item)
    passing: dict[str, list[dict[str, Any]]] = {}
    for row in store.events(EventFilter(**choice)):
        passing.setdefault(row["group_id"], []).append(row)
    best = {
        min(rows, key=lambda row: (row["event_id"] != group, -row["confidence"], row["event_id"]))["event_id"]
        for group, rows in passing.items()
    }
    filter = EventFilter(**choice, once=True)
    assert {row["event_id"] for row in store.events(filter)} == best
    assert store.count_events(filter) == len(best)
    columns = EventColumns.load(store)
    assert set(columns.event_id[columns.select(filter, store)]) == best


def test_an_article_read_again_leaves_its_groups_and_joins_others(store: Store) -> None:
    for item in (fight("a"), fight("b", confidence=0.9), fight("c", confidence=0.5)):
        store.add(item)
    assert set(groups(store).values()) == {"b-1"}
    store.add(fight("b", 90, confidence=0.9))
    assert groups(store) == {"a-1": "a-1", "b-1": "b-1", "c-1": "a-1"}
    assert get(store, "c-1")["n_reports"] == 2
    store.add(replace(fight("a"), events=()))
    assert groups(store) == {"b-1": "b-1", "c-1": "c-1"}
    assert store._ask("SELECT count(*) FROM event_groups") == [(0,)]


def some_news(chance: random.Random) -> list[ParsedArticle]:
    return [
        fight(
            f"n{number}",
            chance.choice([None, 3, 4, 30, 33]),
            day=f"2021-07-{chance.randrange(4, 9):02d}",
            count=chance.choice([1, 1, 2]),
            confidence=chance.choice([0.4, 0.6, 0.8]),
            status=chance.choice([Status.HAPPENED, Status.HAPPENED, Status.PLANNED]),
        )
        for number in range(40)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_and_of_changes_gives_the_groups_of_all_at_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    news, found = some_news(chance), []
    for turn in range(2):
        with Store.create(tmp_path / f"{turn}.gpkg", codes=codes) as store:
            order = news[:]
            chance.shuffle(order)
            for item in order:
                if turn and chance.random() < 0.3:  # first another version of it
                    store.add(replace(item, events=tuple(replace(e, status=Status.PLANNED) for e in item.events)))
                store.add(item)
            rows = store._ask(f"SELECT {SELECTED} FROM events AS e")
            assert groups(store) == link(report_of(row) for row in rows)
            found.append([{**row} for row in store.events()])
    assert found[0] == found[1]
    assert 10 < len({row["group_id"] for row in found[0]}) < len(found[0])


def test_corrections_move_events_between_groups_and_undo_moves_them_back(store: Store) -> None:
    for item in (fight("a"), fight("b", confidence=0.9), fight("c", 90)):
        store.add(item)
    before = groups(store)
    gone = store.correct("b-1", "not_an_event", {"retracted": True}, who="Nora")
    assert groups(store) == {"a-1": "a-1", "b-1": None, "c-1": "c-1"}
    store.undo(gone, who="Nora")
    assert groups(store) == before
    split = store.correct("b-1", "split", {"split": True}, who="Nora")
    assert groups(store) == {"a-1": "a-1", "b-1": "b-1", "c-1": "c-1"}
    assert get(store, "a-1")["n_reports"] == 1
    store.undo(split, who="Nora")
    counted = store.correct("a-1", "fatalities", {"fatalities_min": 88, "fatalities_max": 90}, who="Nora")
    assert groups(store) == {"a-1": "a-1", "b-1": "b-1", "c-1": "a-1"}  # what a person put right stands for the event
    store.undo(counted, who="Nora")
    assert groups(store) == before


def test_a_merged_event_is_a_report_of_the_other_one(store: Store) -> None:
    for item in (fight("a"), fight("b", confidence=0.9), fight("c", 90)):
        store.add(item)
    merged = store.correct("c-1", "same_as", {"same_as": "a-1"}, who="Nora")
    assert {row["event_id"] for row in store.events()} == {"a-1", "b-1"}
    assert groups(store)["c-1"] == "b-1"
    row = get(store, "b-1")
    assert (row["n_reports"], row["fatalities_low"], row["fatalities_high"]) == (3, 3, 90)
    assert [(r["event_id"], r["merged"], r["differs"]) for r in store.reports("b-1")] == [
        ("a-1", False, ()),
        ("c-1", True, ("fatalities",)),
    ]
    store.add(fight("b", 40, confidence=0.9))  # the coder changes its mind: the merged one stays with a-1
    assert groups(store) == {"a-1": "a-1", "b-1": "b-1", "c-1": "a-1"}
    store.undo(merged, who="Nora")
    assert groups(store) == {"a-1": "a-1", "b-1": "b-1", "c-1": "c-1"}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_that_there_are(store: Store, day: str) -> None:
    for name in "ab":
        store.add(fight(name, day=day))
    assert set(groups(store).values()) == {"a-1"}


def test_merges_and_splits_survive_a_better_parse(store: Store) -> None:
    for item in (fight("a"), fight("b", confidence=0.9), fight("c", 90)):
        store.add(item)
    store.correct("a-1", "split", {"split": True}, who="Nora")
    store.correct("c-1", "same_as", {"same_as": "b-1"}, who="Nora")
    for doc_id, killed in (("a", 3), ("b", 3)):  # other ids, as another rule would give
        parsed = fight(doc_id, killed, confidence=0.95)
        store.add(replace(parsed, events=tuple(replace(e, id=f"{doc_id}-new") for e in parsed.events)))
    assert groups(store) == {"a-new": "a-new", "b-new": "b-new", "c-1": "b-new"}
    assert {row["event_id"] for row in store.events()} == {"a-new", "b-new"}
    (merge,) = [row for row in store.corrections() if row["field"] == "same_as"]
    store.undo(merge["id"], who="Nora")
    assert groups(store)["c-1"] == "c-1" and store.count_events() == 3


def test_what_is_linked_is_found_through_indexes(store: Store) -> None:
    store.add(fight("a"))
    store.add(border_news())
    asked: list[str] = []
    links = Links(store._connection)
    real = links._ask

    def spy(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        asked.extend(row[3] for row in real(f"EXPLAIN QUERY PLAN {sql}", *values))
        return real(sql, *values)

    links._ask = spy  # type: ignore[method-assign]
    ids = [row["event_id"] for row in store.events()]
    links.leave(ids)
    links.settle(ids)
    assert any("events_to_link" in step for step in asked) and any("crossings_to_link" in step for step in asked)
    assert any("events_long_to_link" in step for step in asked)
    assert [
        step for step in asked if step.startswith("SCAN") and "INDEX events_" not in step and "json" not in step
    ] == []


def test_loaded_events_are_linked_on_request(store: Store, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for item in (fight("a"), fight("b", confidence=0.9), fight("c", 90)):
        store.add(item)
    rows = list(store.events())
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "events.parquet")
    for link_them, expected in ((False, {None}), (True, {"b-1", "c-1"})):
        with Store.create(tmp_path / f"{link_them}.gpkg", codes=codes) as other:
            assert other.load_events(tmp_path / "events.parquet", link=link_them) == 3
            assert set(groups(other).values()) == expected
            assert get(other, "a-1")["n_reports"] == (2 if link_them else 1)
            assert get(other, "a-1")["group_id"] == ("b-1" if link_them else "a-1")


def test_an_older_store_is_linked_when_it_is_brought_up_to_date(store: Store) -> None:
    for item in (fight("a"), fight("b", confidence=0.9), fight("c", 90)):
        store.add(item)
    store.correct("c-1", "same_as", {"same_as": "a-1"}, who="Nora")
    expected, path = groups(store), store.path
    store.close()
    connection = sqlite3.connect(path)
    take_back_to_the_second(connection)
    connection.commit()
    connection.close()
    with Store.open(path, codes=codes) as opened:
        assert groups(opened) == expected
        assert get(opened, "b-1")["n_reports"] == 3
