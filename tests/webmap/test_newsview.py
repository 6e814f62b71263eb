"""What the map's scripts are told of a filter."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_news import fill

from geonews.layers.columns import EventColumns
from geonews.store import EventFilter, Store
from geonews.webmap.clicked import rows_of
from geonews.webmap.days import bars, day_bars, middle, stretches
from geonews.webmap.measures import heat_json, shading_json
from geonews.webmap.newsview import NewsView

WORLD = (-180.0, -85.0, 180.0, 85.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Store.open(fill(tmp_path_factory.mktemp("view") / "made.gpkg"), read_only=True) as opened:
        yield opened


def view(store: Store, **parts: Any) -> NewsView:
    chosen = EventFilter(**parts)
    columns = EventColumns.load(store)
    return NewsView(
        columns,
        columns.select(chosen, store),
        read_events=lambda ids: store.events(EventFilter(ids=tuple(ids))),
        read_crossings=lambda ids: store.crossings(EventFilter(ids=tuple(ids))),
    )


def test_every_event_is_drawn_once_or_counted_as_not_drawn(store: Store) -> None:
    shown = view(store)
    marks = json.loads(shown.view_json(3, WORLD))
    points = len(marks["events"]) + sum(cell[2] for cell in marks["cells"])
    assert points == marks["inView"] == 15
    assert [(area["k"], area["n"]) for area in shown.outlines] == [("UKR", 2), ("AFG.01", 1), ("ETH", 1)]
    assert shown.undrawn == 2
    assert points + 4 + shown.undrawn == len(shown.rows) == 21


def test_an_area_is_an_outline_and_never_a_point(store: Store) -> None:
    shown = view(store, types=("TERRITORY_CHANGE",))
    assert json.loads(shown.view_json(3, WORLD))["inView"] == 0
    (area,) = shown.outlines
    assert area["g"]["type"] in ("Polygon", "MultiPolygon")
    assert area["h"].startswith("Badakhsh")
    assert shown.rows_of_area("AFG.01").tolist() == shown.rows.tolist()
    assert len(shown.rows_of_area("AFG")) == 0


def test_crossings_run_through_places_or_along_the_border(store: Store) -> None:
    shown = view(store, types=("BORDER_CROSSING",))
    kinds = {flow["label"]: flow["kind"] for flow in shown.flows}
    assert kinds == {
        "Islam Qala → Mashhad": "arc",
        "Lviv → Medyka": "arc",
        "Afghanistan → Tajikistan": "border",
        "Sudan → Chad": "border",
    }
    flow = next(flow for flow in shown.flows if flow["label"] == "Afghanistan → Tajikistan")
    assert flow["note"] == "1 report, 134 people"
    (row,) = rows_of(shown, {"crossing": flow["id"]})
    assert shown.columns.event_id[row] == "event-000"
    arc = next(flow for flow in shown.flows if flow["label"] == "Lviv → Medyka")
    assert arc["lines"] == [[[24.0297, 49.8397], [22.93, 49.804]]]  # lon before lat


def test_the_overlay_counts_and_bounds(store: Store) -> None:
    overlay = json.loads(view(store, statuses=("happened",)).overlay_json)
    assert overlay["totals"]["events"] == 14
    assert dict(map(tuple, overlay["totals"]["families"]))[0] == 5
    assert overlay["totals"]["all"] == 19
    assert overlay["types"][0] == ["BORDER_CROSSING", "Border crossing", 4]
    assert overlay["borders"]["pairs"]["AFG-TJK"] == [1, 0, 134, 134]
    assert overlay["borders"]["pairs"]["POL-UKR"] == [0, 1, 0, 0]  # the second into the first
    west, south, east, north = overlay["bounds"]
    assert west < -74
    assert east > 120
    assert south < -1.6
    assert north > 49


def test_nothing_passes_and_nothing_breaks(store: Store) -> None:
    shown = view(store, countries=("ISL",))
    overlay = json.loads(shown.overlay_json)
    assert overlay["bounds"] is None
    assert overlay["totals"]["families"] == []
    assert json.loads(shown.view_json(2, WORLD)) == {"events": [], "cells": [], "inView": 0}
    assert shown.undrawn == 0


def test_an_empty_store_is_a_view_too(tmp_path: Path) -> None:
    with Store.create(tmp_path / "empty.gpkg") as empty:
        shown = view(empty)
        assert json.loads(shown.overlay_json)["totals"]["events"] == 0
        assert shown.undrawn == 0


def test_many_crossings_are_drawn_by_pairs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonews.webmap.newsview.MOST_FLOWS", 1)
    shown = view(store, types=("BORDER_CROSSING",))
    flow = next(flow for flow in shown.flows if flow["o"] == "AFG" and flow["d"] == "TJK")
    assert flow["kind"] == "border"
    assert [str(shown.columns.event_id[row]) for row in rows_of(shown, {"crossing": flow["id"]})] == ["event-000"]


def test_countries_are_shaded_by_events_types_or_people(store: Store) -> None:
    shown = view(store, statuses=("happened",))
    events = json.loads(shading_json(shown, "events"))
    assert events["values"]["UKR"] == [2, 2]
    assert events["breaks"][0] == 1
    assert json.loads(shading_json(shown, "PROTEST"))["values"] == {"COL": [1, 1], "MMR": [1, 1]}
    people = json.loads(shading_json(shown, "people-in"))["values"]
    assert people == {"IRN": [1200, 1500], "TCD": [1200, 1500], "TJK": [134, 134]}
    assert json.loads(shading_json(shown, "people-out"))["values"]["AFG"] == [1334, 1634]
    assert json.loads(shading_json(shown, "NOTHING")) == {"values": {}, "breaks": []}


def test_heat_counts_every_point_and_nothing_else(store: Store) -> None:
    heat = json.loads(heat_json(view(store), 8, WORLD))
    assert len(heat["points"]) == 13  # Paris and Kunduz have two events each
    assert heat["most"] == 2
    assert max(weight for _, _, weight in heat["points"]) == 1
    assert json.loads(heat_json(view(store, countries=("ISL",)), 3, WORLD)) == {"points": [], "most": 0}


def test_some_days_of_a_view_are_what_a_filter_of_these_days_is(store: Store) -> None:
    first, last = date(2021, 6, 28), date(2021, 7, 20)
    part = view(store).between(first.toordinal(), last.toordinal())
    whole = view(store, date_from=first, date_to=last)
    assert part.rows.tolist() == whole.rows.tolist()
    assert 0 < len(part.rows) < len(view(store).rows)
    assert json.loads(part.overlay_json) == json.loads(whole.overlay_json)
    assert part.view_json(3, WORLD) == whole.view_json(3, WORLD)
    assert len(view(store).between(0, date(2021, 6, 12).toordinal()).rows) == 1


def test_what_was_clicked_is_listed_with_its_evidence(store: Store) -> None:
    shown = view(store)
    (one,) = [flow for flow in shown.flows if flow["label"] == "Afghanistan → Tajikistan"]
    for what in ({"crossing": one["id"]}, {"border": "AFG-TJK"}):
        found = json.loads(shown.members_json(what, 10))
        assert found["n"] == 1
        assert found["events"][0]["e"] == "At least 134 soldiers crossed into Tajikistan near Panj."
    area = json.loads(shown.members_json({"area": "UKR"}, 1))
    assert (area["n"], len(area["events"])) == (2, 1)
    assert json.loads(shown.members_json({"crossing": "nothing"}, 10)) == {"n": 0, "events": []}


def test_days_become_bars_and_undated_events_are_told(store: Store) -> None:
    columns = EventColumns.load(store)
    found = day_bars(columns, columns.select(EventFilter()))
    assert found["undated"] == 0
    assert sum(number for _, _, shares in found["bars"] for _, number in shares) == 21
    assert found["span"] == [(day - date(1970, 1, 1)).days for day in (date(2021, 6, 12), date(2022, 1, 7))]
    assert found["bars"][0][0] <= (date(2021, 6, 12) - date(1970, 1, 1)).days <= found["bars"][0][1]


@pytest.mark.parametrize(
    ("days", "length"),
    [([737_975], 1), ([737_975, 738_060], 1), ([737_975, 738_100], 7), ([700_000, *[737_975] * 99, 737_990], 730)],
)
def test_bars_fit_the_days(days: list[int], length: int) -> None:
    found = bars(np.array(days, dtype=np.int32), np.zeros(len(days), dtype=np.int64))
    assert {last - first + 1 for first, last, _, _ in found} == {length}
    assert len(found) <= 90


def test_the_bars_open_on_the_middle_and_tell_what_lies_far_off(store: Store) -> None:
    columns = EventColumns.load(store)
    start, end = columns.start.copy(), columns.end.copy()
    start[:2], end[:2] = 700_000, 700_003
    start[2:3], end[2:3] = 760_000, 760_000
    rows = np.repeat(np.arange(len(columns)), 8)
    far = replace(columns, start=start, end=end)
    rows = np.concatenate((np.arange(3), rows[rows > 2]))
    found = day_bars(far, rows)
    assert (found["earlier"], found["later"]) == (2, 1)
    assert sum(number for _, _, shares in found["bars"] for _, number in shares) == len(rows) - 3
    whole = day_bars(far, rows, whole=True)
    assert (whole["earlier"], whole["later"]) == (0, 0)
    assert sum(number for _, _, shares in whole["bars"] for _, number in shares) == len(rows)
    assert whole["held"][0] == [day - date(1970, 1, 1).toordinal() for day in (700_000, 700_003)]


def test_the_last_answers_about_marks_are_kept(store: Store) -> None:
    shown = view(store)
    first = shown.view_json(3, WORLD)
    assert shown.view_json(3, WORLD) is first
    for east in range(10, 100, 10):
        shown.view_json(3, (0.0, 0.0, float(east), 50.0))
    again = shown.view_json(3, WORLD)
    assert again is not first
    assert again == first
    assert shown.overlay_json is shown.overlay_json


def test_of_ten_or_more_the_oldest_is_left_out_and_of_few_none() -> None:
    recent = [737_000 + day for day in range(12)]
    assert middle(np.array([700_000, *recent], dtype=np.int32)) == (737_000, 737_011)
    assert middle(np.array([700_000, *recent[:3]], dtype=np.int32)) == (700_000, 737_002)


def test_stretches_that_are_too_many_are_joined() -> None:
    days = np.arange(1000, 11_000, 2, dtype=np.int32)
    found = stretches(days, days, 1000, 11_000)
    assert len(found) <= 2000
    assert (found[0][0], found[-1][1]) == (1000, 10_998)
