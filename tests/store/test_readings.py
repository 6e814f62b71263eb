"""What runs have read of the same articles: kept where it changed, without what people corrected."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_samples import KUNDUZ, border_news, codes, strait_news

from geonews.errors import StoreError
from geonews.evaluation import compare, evaluate_corrections
from geonews.model import Count, Locus, ParsedArticle
from geonews.store import Store
from geonews.store.readings import _READ_AGAIN


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as made:
        read(made, border_news(), strait_news(), again=False)
        yield made


def read(store: Store, *parsed: ParsedArticle, again: bool = True) -> None:
    with store.run(code_version="1", model="m", gazetteer="g", again=again):
        for one in parsed:
            store.add(one)


def better() -> ParsedArticle:
    """The same article, read otherwise: a count, a place, one event more gone, one toponym resolved."""
    parsed = border_news()
    crossing, clash, abroad, area, _ = parsed.events
    events = (
        replace(crossing, count=Count(min=44, max=44, text="44")),
        clash,
        replace(abroad, id="a1-new", rule_id="better"),
        replace(area, where=Locus(country="AFG", place=KUNDUZ), geo_precision=1),
    )
    last = replace(parsed.resolutions[-1], place=KUNDUZ)
    return replace(parsed, events=events, resolutions=(*parsed.resolutions[:-1], last))


def test_a_run_that_reads_the_same_is_logged_and_differs_in_nothing(store: Store) -> None:
    read(store, border_news(), strait_news())
    assert [run["id"] for run in store.runs()] == [1, 2]
    told: list[dict[str, Any]] = []
    found = compare(store.readings(1, 2), told.append)
    assert found.record()["articles"] == {"same": 2, "changed": 0}
    assert found.record()["events"] == {"same": 6, "changed": 0, "added": 0, "removed": 0}
    assert told == []


def test_what_a_new_version_reads_otherwise_is_named_field_by_field(store: Store) -> None:
    read(store, better(), strait_news())
    told: list[dict[str, Any]] = []
    record = compare(store.readings(1, 2), told.append).record()
    assert record["articles"] == {"same": 1, "changed": 1}
    assert record["events"] == {"same": 3, "changed": 2, "added": 0, "removed": 1}
    assert record["fields"] == {"count": 1, "place": 1}
    assert record["toponyms"] == {"same": 7, "changed": 1, "added": 0, "removed": 0}
    counted = next(change for change in told if change.get("event_id") == "a1-1")
    assert counted["fields"] == {"count_min": [40, 44], "count_max": [40, 44]}
    (gone,) = [change for change in told if change["change"] == "removed"]
    assert (gone["what"], gone["event_id"]) == ("event", "a1-5")


def test_a_comparison_holds_one_article_at_a_time(store: Store) -> None:
    event = dict.fromkeys(("event_id", "event_type", "trigger_start", "char_start", "evidence"), "x" * 2000)

    def many() -> Iterator[tuple[str, Any, Any]]:
        for number in range(2000):
            yield (
                f"a{number}",
                {"events": [], "toponyms": []},
                {"events": [{**event, "text": "x" * 9000 + str(number)}], "toponyms": []},
            )

    count = 0

    def tell(change: dict[str, Any]) -> None:
        nonlocal count
        count += 1

    tracemalloc.start()
    try:
        assert compare(many(), tell).record()["events"]["added"] == count == 2000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    plan = store._ask(f"EXPLAIN QUERY PLAN {_READ_AGAIN}", 1, 2)
    assert "readings_by_doc" in plan[0][3] and not any("TEMP" in row[3] for row in plan)


def test_three_runs_are_compared_two_by_two(store: Store) -> None:
    read(store, better())
    read(store, border_news())
    assert compare(store.readings(1, 3)).record()["articles"] == {"same": 1, "changed": 0}
    assert compare(store.readings(2, 3)).record()["events"]["added"] == 1
    assert compare(store.readings(1, 2)).record()["events"]["removed"] == 1


def test_only_articles_that_were_there_and_were_read_again_are_compared(store: Store) -> None:
    read(store, border_news("later"), again=False)
    read(store, border_news(), border_news("later"))
    assert [doc_id for doc_id, _, _ in store.readings(1, 3)] == ["a1"]
    assert [doc_id for doc_id, _, _ in store.readings(2, 3)] == ["a1", "later"]


def test_corrections_are_not_taken_for_what_the_coder_said(store: Store) -> None:
    store.correct("a1-1", "count", {"count_min": 50, "count_max": 60}, who="Nora")
    read(store, better())
    told: list[dict[str, Any]] = []
    compare(store.readings(1, 2), told.append)
    counted = next(change for change in told if change.get("event_id") == "a1-1")
    assert counted["fields"] == {"count_min": [40, 44], "count_max": [40, 44]}
    event = store.event("a1-1")
    assert event is not None and event["count_min"] == 50


@pytest.mark.parametrize(("pair", "message"), [((1, 9), "expected a run among"), ((2, 1), "the earlier run first")])
def test_runs_that_cannot_be_compared_are_refused(store: Store, pair: tuple[int, int], message: str) -> None:
    read(store, border_news())
    with pytest.raises(StoreError, match=message):
        list(store.readings(*pair))


def test_the_coder_is_measured_against_corrections(store: Store) -> None:
    assert evaluate_corrections(store).record()["fields"] == {}
    store.correct("a1-1", "count", {"count_min": 44, "count_max": 44}, who="Nora")
    store.correct("a1-2", "place", {"place": "Kunduz gate", "lat": 36.729, "lon": 68.957, "geo_precision": 1,
                                    "country": "AFG"}, who="Nora")  # fmt: skip
    store.correct("a1-2", "date", {"date_start": "2021-06-26", "date_end": "2021-07-04"}, who="Nora")
    store.correct("a1-5", "not_an_event", {"retracted": True}, who="Omar")
    undone = store.correct("a1-4", "status", {"status": "denied"}, who="Omar")
    store.undo(undone, who="Nora")
    before = evaluate_corrections(store).record()
    assert (before["events"], before["corrected"]) == (6, 3)
    wrong = {"wrong": 1, "right_now": 0, "share_wrong": round(1 / 6, 4)}
    assert before["fields"] == dict.fromkeys(("count", "date", "not_an_event", "place"), wrong)
    assert before["place_km_median"] == pytest.approx(8.9, abs=0.1)
    assert (before["place_within_161_km"], before["date_days_median"]) == (1.0, 2)
    read(store, better())
    after = evaluate_corrections(store).record()
    assert after["fields"]["count"] == {"wrong": 0, "right_now": 1, "share_wrong": 0.0}
    assert after["fields"]["not_an_event"]["right_now"] == 1
    assert after["fields"]["place"]["wrong"] == 1
    read(store, replace(border_news(), events=()))
    assert evaluate_corrections(store).lost == 3


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE events SET place = 'Elsewhere'",
        "UPDATE events SET lon = 1.5 WHERE lon IS NOT NULL",
        "DELETE FROM events",
        "UPDATE crossings SET count_min = 7",
        "DELETE FROM crossings",
        "UPDATE mentions SET score = 0.111",
        "DELETE FROM mentions",
    ],
)
def test_what_another_program_has_edited_is_lost_when_the_articles_are_read_again(store: Store, edit: str) -> None:
    def rows() -> list[list[Any]]:
        shown = (
            "SELECT event_id, place, lon, geom, group_id FROM events ORDER BY 1",
            "SELECT event_id, count_min, geom FROM crossings ORDER BY 1",
            "SELECT doc_id, char_start, score FROM mentions ORDER BY 1, 2",
        )
        return [list(store._ask(sql)) for sql in shown]

    before = rows()
    with store._writing() as connection:
        connection.execute(edit)
    assert rows() != before
    read(store, border_news(), strait_news())
    assert rows() == before
    with store.run(code_version="1", model="m", gazetteer="g", again=True):
        assert not store.add(border_news())  # and then nothing is left to mend
