"""The crossings panel: the matrix as plain text, and an axis of days that reads well however few there are."""

from __future__ import annotations

import pytest

from geonews.ui.crossings import LEAST_DAYS, MOST_LABELS, axis_of_days
from geonews.ui.matrix import matrix_data


@pytest.mark.parametrize(
    ("first", "last"), [("2021-07-05", "2021-07-05"), ("2021-07-03", "2021-07-05"), ("2019-01-01", "2023-12-30")]
)
def test_the_days_of_a_pair_have_room_and_no_label_comes_twice(first: str, last: str) -> None:
    axis = axis_of_days([{"begin": first}, {"begin": last}])
    low, high = axis["scale"]["domain"]
    assert low < first <= last < high
    labels = axis["axis"]["values"]
    assert 2 <= len(labels) <= MOST_LABELS + 1
    assert labels == sorted(set(labels))
    assert low <= labels[0] and labels[-1] <= high
    assert axis["title"] == "First day"
    if first == last:
        assert (high > "2021-07-10") and (low < "2021-06-30") and LEAST_DAYS == 14


def test_the_matrix_says_which_way_and_how_many_as_plain_text() -> None:
    cells = {
        ("AFG", "TJK"): {"n": 2, "people_min": 1037, "people_max": 1337},
        ("?", "TJK"): {"n": 1, "people_min": 0, "people_max": 0},
        ("PAK", "TJK"): {"n": 1, "people_min": 5, "people_max": 5},
    }
    found = matrix_data(cells)
    assert found["to"] == ["Tajikistan"]
    assert [row["from"] for row in found["rows"]] == ["Afghanistan", "Pakistan", "unknown"]
    assert found["rows"][0]["cells"] == [{"n": 2, "people": "1,037–1,337", "shade": 48, "pair": "AFG-TJK"}]
    assert found["rows"][1]["cells"][0]["people"] == "5"
    assert found["rows"][2]["cells"][0]["pair"] is None
