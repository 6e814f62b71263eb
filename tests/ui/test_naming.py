"""What a place is called, so that the rivals of a name can be told from one another."""

from __future__ import annotations

from typing import Any

import pytest

from geonews.ui.naming import described, placed

ROW = {"country": None, "admin1": None, "feature_code": "PPL", "lon": 0.0, "lat": 0.0}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"name": "Faizabad", "country": "AF", "admin1": "01"}, "Faizabad, Badakhshān, Afghanistan"),
        ({"name": "Badakhshan", "country": "AF", "admin1": "01", "feature_code": "ADM1"},
         "Badakhshan, Afghanistan · province or state"),
        ({"name": "South Korea", "country": "KR", "feature_code": "PCLI"}, "South Korea · country"),
        ({"name": "Medyka", "country": "PL", "feature_code": "PSTB"}, "Medyka, Poland · border crossing"),
        ({"name": "Panj", "feature_code": "STM", "lon": 68.212, "lat": 37.022},
         "Panj · river, mouth by Tajikistan and Afghanistan"),
        ({"name": "Lake Tana", "feature_code": "LK", "lon": 37.3, "lat": 12.0}, "Lake Tana · lake in Ethiopia"),
        ({"name": "Black Sea", "feature_code": "SEA", "lon": 34.0, "lat": 43.0}, "Black Sea · sea"),
        ({"name": "Far Rock", "feature_code": "RK", "lon": -140.0, "lat": 0.0}, "Far Rock · rock"),
        ({"name": "Somewhere", "feature_code": None}, "Somewhere"),
    ],
)  # fmt: skip
def test_rivals_can_be_told_apart(row: dict[str, Any], expected: str) -> None:
    assert described(ROW | row) == expected


def test_a_country_is_named_once() -> None:
    assert placed("Kenya", "KEN") == "Kenya"
    assert placed(None, "KEN") == "Kenya"
    assert placed("Nowhere", "???") == "Nowhere, ???"
    assert placed(None, None) == ""
