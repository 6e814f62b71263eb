"""Crossings as lines: the arrow leads from the country left into the country entered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_news import fill
from shapely import Point

from geonews.layers import Outlines
from geonews.store import Store
from geonews.ui.correction_inputs import ends
from geonews.webmap.flows import flow, people_range, shared_border


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("AFG", "TJK"), ("TJK", "AFG"), ("UKR", "POL"), ("SDN", "TCD"), ("VEN", "COL"), ("SYR", "TUR"), ("ETH", "SDN")],
)
def test_the_arrow_points_into_the_country_entered(origin: str, destination: str) -> None:
    border = shared_border(origin, destination)
    assert border is not None
    shapes = Outlines.load("50m").countries
    (x0, y0), (x1, y1) = border["arrow"]
    ahead = [Point(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in (0.55, 0.6, 0.7)]
    assert any(shapes[destination].contains(point) for point in ahead)


def test_countries_without_a_common_border_have_none() -> None:
    assert shared_border("AFG", "DEU") is None
    assert shared_border("XXX", "YYY") is None


def test_people_of_one_event_count_once_however_many_report_it() -> None:
    reports = [
        {"count_min": 400, "count_max": 400, "group_id": "a-1"},
        {"count_min": 350, "count_max": None, "group_id": "a-1"},
        {"count_min": None, "count_max": 420, "group_id": "a-1"},
        {"count_min": 7, "count_max": 9, "group_id": "c-1"},
        {"count_min": 3, "count_max": 3, "count_unit": "vehicles", "group_id": "d-1"},
    ]
    assert people_range(reports) == (357, 429)
    assert people_range(reports[4:]) is None


def test_a_corrected_crossing_is_drawn_where_it_was_corrected_to(tmp_path: Path) -> None:
    with Store.open(fill(tmp_path / "made.gpkg")) as store:

        def drawn() -> dict[str, Any]:
            (row,) = [row for row in store.crossings() if row["event_id"] == "event-002"]
            return flow(row) or {}

        assert drawn()["label"] == "Islam Qala → Mashhad"
        for field, values in ends(store.event("event-002") or {}, "TJK", "UZB") or []:
            store.correct("event-002", field, values, who="Ada")
        assert (drawn()["kind"], drawn()["p"], drawn()["label"]) == ("border", "TJK-UZB", "Tajikistan → Uzbekistan")
