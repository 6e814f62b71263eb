"""Units that have no name without the word for them are read with it, whatever the word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from geonews import nlp
from geonews.geoparse import Geoparser
from geonews.model import Article, Resolution


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


@pytest.mark.parametrize(
    ("text", "name", "admin1"),
    [
        ("Shelling wounded two people in Mykolaivska hromada and in Kramatorsk on Tuesday.", "Mykolaivska", "05"),
        ("A strike hit Oleksandrivska hromada in the morning, near Kramatorsk.", "Oleksandrivska", "05"),
        ("Buses run again between Ternopil and Stanislavska hromada.", "Stanislavska", None),
        ("A shell killed a farmer in Stanislavska hromada on Monday.", "Stanislavska", "08"),
        ("A fair was held in Stanislavska hromada on Monday.", "Stanislavska", None),
        ("Two people died in a crash in Oleksandrivska community on Sunday.", "Oleksandrivska", None),
    ],
)
def test_a_unit_without_its_oblast_is_the_nearest_or_the_fronts_or_none(
    read: Callable[..., list[Resolution]], text: str, name: str, admin1: str | None
) -> None:
    places = [r.place for r in read(text) if r.toponym.text.startswith(name)]
    assert [place and place.admin1 for place in places] == [admin1]


def test_a_front_is_none_before_its_time(geoparser: Geoparser) -> None:
    text = "A shell killed a farmer in Stanislavska hromada on Monday."
    (doc,) = nlp.parse([text])

    def admin1(year: int) -> str | None:
        article = Article(id="test", text=text, published=datetime(year, 6, 1, tzinfo=UTC))
        (found,) = geoparser.parse(article, doc)
        return found.place and found.place.admin1

    assert (admin1(2012), admin1(2023)) == (None, "08")
