"""What goes in comes out, once, whole, and in an order of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyogrio
import pytest
from store_samples import CLASH_SENTENCE, border_news, codes, strait_news

from geonews.errors import StoreError
from geonews.model import Failure
from geonews.store import EventFilter, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as made:
        yield made


def dump(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        tables = ("articles", "mentions", "places", "events", "crossings", "failures")
        return json.dumps([connection.execute(f"SELECT * FROM {t} ORDER BY fid").fetchall() for t in tables],
                          default=bytes.hex)  # fmt: skip


def test_rows_come_back_in_the_columns_of_the_schema(store: Store) -> None:
    assert store.add(border_news()) is True
    row = store.event("a1-1")
    assert row is not None
    expected = {
        "event_type": "BORDER_CROSSING", "mode": "cross", "status": "happened", "date_start": "2021-07-05",
        "count_min": 40, "count_approx": True, "origin_country": "AFG", "destination_place": "Ishkoshim",
        "mentions": "0 2", "n_mentions": 2, "published": "2021-07-06", "cameo_code": "0233", "disputed": False,
        "title": "News a1", "geo_precision": 1, "lon": 71.6111, "corrected": False,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert list(row)[:4] == ["event_id", "doc_id", "title", "published"]


def test_events_come_by_date_unknown_beginnings_first(store: Store) -> None:
    store.add(strait_news())
    store.add(border_news())
    assert [e["event_id"] for e in store.events()] == ["a1-3", "a1-5", "a1-2", "a1-1", "a1-4", "b1-1"]
    assert [e["event_id"] for e in store.events(limit=2, offset=3)] == ["a1-1", "a1-4"]


def test_the_same_article_again_changes_nothing(store: Store) -> None:
    store.add(border_news())
    before = dump(store.path)
    assert store.add(border_news()) is False
    assert dump(store.path) == before


def test_a_better_parse_replaces_the_old_one(store: Store) -> None:
    store.add(strait_news())
    store.add(border_news())
    first = border_news()
    better = replace(first, events=first.events[:1], resolutions=first.resolutions[:2])
    assert store.add(better) is True
    assert store.counts() | {"runs": 0} == {
        "articles": 2, "events": 2, "crossings": 2, "places": 4, "mentions": 4, "failures": 0, "corrections": 0,
        "runs": 0,
    }  # fmt: skip


def test_a_failure_is_noted_once_and_forgotten_on_success(store: Store) -> None:
    failure = Failure(article_id="a1", stage="parse", error="expected English, got 'fr'")
    store.fail(failure)
    store.fail(failure)
    assert store.failures() == [failure]
    store.add(border_news())
    assert store.failures() == []


def test_an_article_that_breaks_leaves_no_trace(store: Store) -> None:
    good = border_news()
    twice = replace(good, events=(*good.events, good.events[0]))
    with pytest.raises(StoreError, match="a1-1|UNIQUE"):
        store.add(twice)
    assert set(store.counts().values()) == {0}
    assert store.add(good)


def test_an_event_whose_days_are_swapped_is_kept(store: Store) -> None:
    parsed = strait_news()
    when = replace(parsed.events[0].when, start=date(2022, 10, 6), end=date(2022, 10, 2))
    store.add(replace(parsed, events=(replace(parsed.events[0], when=when),)))
    for first, last in ((4, 4), (5, 7), (1, 2)):
        window = EventFilter(date_from=date(2022, 10, first), date_to=date(2022, 10, last))
        assert store.count_events(window) == 1


def test_articles_mentions_and_places(store: Store) -> None:
    store.add(border_news())
    store.add(border_news("a2", published="2021-07-07"))
    kept = store.article("a1")
    assert kept == border_news().article
    mentions = store.mentions("a1")
    assert [m["text"] for m in mentions] == [
        "Ishkashim", "Ishkoshim", "Kunduz", "Afghanistan", "Tajikistan", "Badakhshan",
    ]  # fmt: skip
    assert mentions[2]["geonameid"] == 1135690
    assert mentions[2]["rivals"][0]["name"] == "Kunduz"
    assert mentions[4]["name"] is None
    places = {p["name"]: p for p in store.places()}
    assert places["Kunduz"]["n_articles"] == 2
    assert places["Kunduz"]["iso_a3"] == "AFG"
    assert {p["name"] for p in store.places(EventFilter(countries=("TJK",)))} == {"Ishkoshim"}
    assert [a["doc_id"] for a in store.articles()] == ["a1", "a2"]
    assert next(store.articles())["n_events"] == 5


def test_lone_surrogates_and_nul_are_held_without_shifting_offsets(store: Store) -> None:
    parsed = border_news("x\ud800", title="a\0b\udfff")
    store.add(parsed)
    kept = store.article("x\ud800")
    assert kept is not None
    assert kept.title == "a\ufffdb?"
    assert store.has_article("x\ud800")
    assert store.add(parsed) is False
    assert next(store.events(EventFilter(types=("CLASH",))))["evidence"] in kept.text


def test_runs_are_logged(store: Store) -> None:
    versions = {"code_version": "0.1.0", "model": "en_core_web_sm 3.8.0", "gazetteer": "abc", "inputs": "news/"}
    failure = Failure(article_id="a7", stage="parse", error="expected English, got 'fr'")
    with store.run(**versions):
        store.add(border_news())
        store.fail(failure)
    (logged,) = store.runs()
    assert versions.items() <= logged.items()
    assert logged["finished"] >= logged["started"]
    assert store._ask("SELECT run_id FROM articles UNION ALL SELECT run_id FROM failures") == [(1,), (1,)]
    with store.run(**versions):  # the same again changes nothing, the log neither
        store.add(border_news())
        store.fail(failure)
    assert len(store.runs()) == 1
    with pytest.raises(RuntimeError), store.run(**versions):
        store.add(strait_news())
        raise RuntimeError
    store.add(border_news("a3"))
    assert [run["finished"] is not None for run in store.runs()] == [True, True]
    assert store._ask("SELECT run_id FROM articles WHERE doc_id = 'a3'") == [(None,)]


def test_no_point_is_invented(store: Store) -> None:
    store.add(border_news())
    store.close()
    events = pyogrio.read_dataframe(store.path, layer="events").set_index("event_id")
    assert set(events.index[events.geometry.notna()]) == {"a1-1", "a1-2"}
    crossings = pyogrio.read_dataframe(store.path, layer="crossings").set_index("event_id")
    assert list(crossings.index[crossings.geometry.notna()]) == ["a1-1"]
    assert crossings.loc["a1-1"].geometry.geom_type == "MultiLineString"
    assert events.crs.to_epsg() == 4326


def test_a_line_over_the_antimeridian_is_cut(store: Store) -> None:
    store.add(strait_news())
    (crossing,) = store.crossings()
    (west, east) = crossing["lines"]
    assert west[0] == (177.5103, 64.7337)
    assert west[1][0] == 180.0
    assert east[0] == (-180.0, west[1][1])
    assert 64.5 < west[1][1] < 64.74


def test_gdal_reads_layers_attributes_and_the_spatial_index(store: Store) -> None:
    store.add(border_news())
    store.add(strait_news())
    names = {name for name, _ in pyogrio.list_layers(store.path)}
    assert {"events", "crossings", "places", "articles", "mentions", "failures", "corrections", "runs"} <= names
    near = pyogrio.read_dataframe(store.path, layer="events", bbox=(68, 36, 69, 37))
    assert list(near.evidence) == [CLASH_SENTENCE]
    info = pyogrio.read_info(store.path, layer="events", force_total_bounds=True)
    assert info["features"] == 6
    assert info["total_bounds"] == pytest.approx((-165.4064, 36.7247, 71.6111, 64.5011))


def test_ogrinfo_lists_the_store_while_it_is_open(store: Store) -> None:
    store.add(border_news())
    program = shutil.which("ogrinfo")
    if program is None:  # the same question through the GDAL that pyogrio carries
        assert pyogrio.read_info(store.path, layer="events")["features"] == 5
        return
    told = subprocess.run([program, "-ro", "-al", "-so", store.path], capture_output=True, text=True, check=True)
    assert "Layer name: events" in told.stdout
    assert "Feature Count: 5" in told.stdout
    assert "ERROR" not in told.stderr
    assert "Warning" not in told.stderr


def test_reading_goes_on_while_somebody_writes(store: Store) -> None:
    store.add(border_news())
    with Store.open(store.path, read_only=True) as reader:
        rows = reader.events()
        next(rows)
        store.add(strait_news())
        assert len(list(rows)) == 4
        assert reader.count_events() == 6


def test_codes_are_those_of_the_ontology(tmp_path: Path) -> None:
    with Store.create(tmp_path / "news.gpkg") as made:
        made.add(border_news())
        row = made.event("a1-3")
    assert row is not None
    assert (row["plover_event"], row["cameo_code"], row["quad_class"]) == ("SANCTION", "0233", 4)
