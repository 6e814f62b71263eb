"""Units that have no name without the word for them are read with it, whatever the word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geonews.model import Resolution


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two people were killed in Stanislavska hromada, Kherson Oblast, on Monday.", "Stanislavska"),
        ("A school burned in Novovorontsovska settlement hromada, Kherson Oblast.", "Novovorontsovska"),
        ("A shell hit a farm in Antonivska village council, Kherson Oblast.", "Antonivska"),
    ],
)
def test_a_ukrainian_unit(read: Callable[..., list[Resolution]], text: str, name: str) -> None:
    places = [r.place for r in read(text) if r.toponym.text.startswith(name)]
    assert [place and (place.country, place.feature_code) for place in places] == [("UA", "ADM3")]


@pytest.mark.parametrize("text", ["Olena Levytska said so on Monday.", "The singer Nina Matviienko met Anna Kovalska."])
def test_a_woman_is_no_unit(read: Callable[..., list[Resolution]], text: str) -> None:
    assert not [r for r in read(text) if r.place is not None and r.place.feature_code == "ADM3"]
