"""Border lines: agreed ones by pair, contested ones as each viewpoint sees them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from shapely import MultiLineString

from geonews import layers
from geonews.webmap.borderlines import lines_json, viewpoints


@pytest.fixture(scope="module")
def lines() -> Any:
    return json.loads(lines_json())


def test_every_border_is_whole_between_its_agreed_and_its_contested_parts(lines: Any) -> None:
    frame = layers.borders()
    for one, other, shape in zip(frame["iso_a3_left"], frame["iso_a3_right"], frame.geometry, strict=True):
        pair = f"{one}-{other}"
        parts = lines["pairs"].get(pair, []) + [
            g for line in lines["contested"] if line["p"] == pair for g in line["g"]
        ]
        drawn = MultiLineString([part for part in parts if len(part) > 1])
        assert drawn.length == pytest.approx(shape.length, rel=0.35, abs=0.15), pair


def test_a_contested_line_says_who_sees_what(lines: Any) -> None:
    (kosovo,) = [line for line in lines["contested"] if line["p"] == "SRB-XKX"]
    assert kosovo["k"] == "international"
    assert kosovo["v"]["RU"] == "internal"
    assert kosovo["v"]["CN"] == "unrecognized"
    assert "US" not in kosovo["v"]
    assert not any(part for pair, part in lines["pairs"].items() if pair == "SRB-XKX")


def test_viewpoints_have_names() -> None:
    names = dict(viewpoints())
    assert names["ISO"] == "ISO 3166-1"
    assert names["IN"] == "India"
    assert len(names) > 30
    assert all(name != code or code == "ISO" for code, name in names.items())
