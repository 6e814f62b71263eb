"""The crossings panel: the matrix in inert HTML, and an axis of days that reads well however few there are."""

from __future__ import annotations

import pytest

from geonews.ui.crossings import LEAST_DAYS, MOST_LABELS, axis_of_days, matrix_html


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


def test_the_matrix_says_which_way_and_how_many_in_inert_html() -> None:
    cells = {
        ("AFG", "TJK"): {"n": 2, "people_min": 1037, "people_max": 1337},
        ("?", "TJK"): {"n": 1, "people_min": 0, "people_max": 0},
        ("<B>", "TJK"): {"n": 1, "people_min": 5, "people_max": 5},
    }
    html = matrix_html(cells)
    assert "from ↓ into →" in html
    assert "<b>2</b><br><small>1,037–1,337</small>" in html
    assert '<th scope="row">unknown</th>' in html
    assert "<B>" not in html
    assert "&lt;B&gt;" in html
