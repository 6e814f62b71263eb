"""What the map's scripts are told of a filter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from made_news import fill

from geonews.layers.columns import EventColumns
from geonews.store import EventFilter, Store
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
    (row,) = shown.rows_of_flow(flow["id"])
    assert shown.columns.event_id[row] == "event-000"
    arc = next(flow for flow in shown.flows if flow["label"] == "Lviv → Medyka")
    assert arc["lines"] == [[[24.0297, 49.8397], [22.93, 49.804]]]  # lon before lat


def test_the_overlay_counts_and_bounds(store: Store) -> None:
    overlay = json.loads(view(store, statuses=("happened",)).overlay_json)
    assert overlay["totals"]["events"] == 14
    assert dict(map(tuple, overlay["totals"]["families"]))[0] == 5
    assert overlay["shading"]["UKR"] == 2
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
    assert [str(shown.columns.event_id[row]) for row in shown.rows_of_flow(flow["id"])] == ["event-000"]
