"""Corrections override the coder, survive it, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_samples import border_news, codes, strait_news

from geonews.errors import StoreError
from geonews.export import write
from geonews.store import EventFilter, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "news.gpkg", codes=codes) as made:
        made.add(border_news())
        made.add(strait_news())
        yield made


FAIZABAD = {
    "place": "Faizabad", "geonameid": 1142264, "lat": 37.1166, "lon": 70.58, "feature_code": "PPLA", "country": "AFG",
    "admin1": "01", "geo_precision": 1,
}  # fmt: skip


def get(store: Store, event_id: str) -> dict[str, Any]:
    row = store.event(event_id)
    assert row is not None
    return row


def test_a_corrected_place_is_seen_by_filters_maps_and_gdal(store: Store) -> None:
    before = get(store, "a1-4")
    number = store.correct("a1-4", "place", FAIZABAD, who="Nora", reason="the hospital named is there")
    row = get(store, "a1-4")
    assert (row["place"], row["lon"], row["corrected"]) == ("Faizabad", 70.58, True)
    box = EventFilter(bbox=(70.5, 37.0, 70.6, 37.2))
    assert [r["event_id"] for r in store.events(box)] == ["a1-4"]
    (noted,) = store.corrections("a1-4")
    assert (noted["id"], noted["who"], noted["old"]["place"], noted["new"]["place"]) == (
        number,
        "Nora",
        "Badakhshan",
        "Faizabad",
    )
    store.undo(number, who="Nora")
    assert get(store, "a1-4") == before
    assert list(store.events(box)) == []
    (noted,) = store.corrections("a1-4")
    assert noted["undone"] is not None and noted["undone_by"] == "Nora"


def test_a_corrected_date_moves_the_event_in_time(store: Store) -> None:
    store.correct("a1-5", "date", {"date_start": "2020-02-01", "date_end": "2020-02-03"}, who="Nora")
    from datetime import date

    assert [r["event_id"] for r in store.events(EventFilter(date_to=date(2020, 12, 31)))] == ["a1-5"]


def test_a_corrected_type_brings_its_codes_and_its_crossing(store: Store) -> None:
    number = store.correct("a1-2", "type", {"event_type": "BORDER_CROSSING", "mode": "cross"}, who="Nora")
    assert get(store, "a1-2")["cameo_code"] == "0233"
    assert "a1-2" in [row["event_id"] for row in store.crossings()]
    store.undo(number, who="Nora")
    assert get(store, "a1-2")["cameo_code"] == "193"
    assert "a1-2" not in [row["event_id"] for row in store.crossings()]


def test_not_an_event_and_the_same_event_are_left_out(store: Store) -> None:
    gone = store.correct("a1-2", "not_an_event", {"retracted": True}, who="Nora")
    merged = store.correct("a1-4", "same_as", {"same_as": "a1-1"}, who="Nora")
    assert {r["event_id"] for r in store.events()} == {"a1-1", "a1-3", "a1-5", "b1-1"}
    assert store.count_events() == 4
    store.undo(gone, who="Nora")
    store.undo(merged, who="Nora")
    assert store.count_events() == 6


def test_the_later_correction_wins_and_undo_uncovers_the_earlier(store: Store) -> None:
    first = store.correct("a1-1", "count", {"count_min": 50, "count_max": 60}, who="Nora")
    second = store.correct("a1-1", "count", {"count_min": 70}, who="Omar")
    assert (get(store, "a1-1")["count_min"], get(store, "a1-1")["count_max"]) == (70, None)
    store.undo(second, who="Nora")
    assert (get(store, "a1-1")["count_min"], get(store, "a1-1")["count_max"]) == (50, 60)
    store.undo(first, who="Nora")
    assert get(store, "a1-1")["count_min"] == 40
    with pytest.raises(StoreError, match="correction in force"):
        store.undo(first, who="Nora")


def test_corrections_survive_the_same_article_and_a_better_parse(store: Store) -> None:
    store.correct("a1-1", "count", {"count_min": 50, "count_max": 60}, who="Nora")
    number = store.correct("a1-4", "place", FAIZABAD, who="Nora")
    assert store.add(border_news()) is False
    parsed = border_news()
    better = [replace(e, confidence=0.95, id=e.id.replace("a1-", "a1-new-")) for e in parsed.events]
    assert store.add(replace(parsed, events=tuple(better))) is True
    row = get(store, "a1-new-1")
    assert (row["count_min"], row["confidence"], row["corrected"]) == (50, 0.95, True)
    assert get(store, "a1-new-4")["place"] == "Faizabad"
    store.undo(number, who="Nora")
    row = get(store, "a1-new-4")
    assert (row["place"], row["confidence"], row["corrected"]) == ("Badakhshan", 0.95, False)


def test_a_correction_waits_for_an_event_that_the_coder_lost(store: Store) -> None:
    store.correct("a1-1", "count", {"count_min": 50, "count_max": 60}, who="Nora")
    parsed = border_news()
    store.add(replace(parsed, events=parsed.events[1:]))
    assert store.event("a1-1") is None
    assert len(store.corrections()) == 1
    store.add(parsed)
    assert get(store, "a1-1")["count_min"] == 50


@pytest.mark.parametrize(
    ("event_id", "field", "values", "who", "message"),
    [
        ("zz", "status", {"status": "denied"}, "Nora", "expected the id of an event"),
        ("a1-1", "mood", {"mood": "x"}, "Nora", "expected a field"),
        ("a1-1", "status", {"evidence": "x"}, "Nora", "expected values for status"),
        ("a1-1", "status", {}, "Nora", "expected values for status"),
        ("a1-1", "status", {"status": "denied"}, "  ", "expected the name"),
        ("a1-1", "status", {"status": "perhaps"}, "Nora", "expected a status"),
        ("a1-1", "date", {"date_start": "yesterday"}, "Nora", "expected a day"),
        ("a1-1", "date", {"date_start": "2021-02-02", "date_end": "2021-02-01"}, "Nora", "expected days in order"),
        ("a1-1", "place", FAIZABAD | {"lat": 137.0}, "Nora", "expected lon and lat"),
        ("a1-1", "count", {"count_min": "many"}, "Nora", "expected a number"),
        ("a1-1", "same_as", {"same_as": "a1-1"}, "Nora", "expected another event"),
        ("a1-1", "same_as", {"same_as": "zz"}, "Nora", "expected another event"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_noted(
    store: Store, event_id: str, field: str, values: dict[str, Any], who: str, message: str
) -> None:
    with pytest.raises(StoreError, match=message):
        store.correct(event_id, field, values, who=who)
    assert store.corrections() == []
    assert get(store, "a1-1")["corrected"] is False


def test_corrections_travel_in_exports_with_who_when_why_and_what_was_before(store: Store, tmp_path: Path) -> None:
    store.correct("a1-4", "place", FAIZABAD, who="Nora", reason="the hospital named is there")
    undone = store.correct("a1-1", "count", {"count_min": 50, "count_max": 60}, who="Omar")
    store.undo(undone, who="Omar")
    write(store, format="geojson", target=tmp_path / "out.geojson")
    features = json.loads((tmp_path / "out.geojson").read_text())["features"]
    told = {feature["id"]: feature["properties"] for feature in features}
    (noted,) = json.loads(told["a1-4"]["corrections"])
    assert (noted["field"], noted["who"], noted["reason"]) == ("place", "Nora", "the hospital named is there")
    assert noted["old"]["place"] == "Badakhshan" and told["a1-4"]["place"] == "Faizabad"
    assert (told["a1-4"]["corrected"], told["a1-1"]["corrected"], told["a1-1"]["corrections"]) == (True, False, None)
