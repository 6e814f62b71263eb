"""Crossings as lines: the arrow leads from the country left into the country entered."""

from __future__ import annotations

import pytest
from shapely import Point

from geonews.layers import Outlines
from geonews.webmap.flows import shared_border


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
