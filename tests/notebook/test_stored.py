"""A store opened for looking: keywords choose, frames have real types, what cannot be is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from store_samples import border_news, codes, strait_news

import geonews
from geonews.errors import ConfigError, StoreError
from geonews.layers import typed
from geonews.notebook.stored import filter_of
from geonews.store import LAYERS, Store


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[geonews.StoreView]:
    path = tmp_path_factory.mktemp("stored") / "news.gpkg"
    with Store.create(path, codes=codes) as made:
        made.add(border_news())
        made.add(strait_news())
    with geonews.open_store(path) as view:
        yield view


def test_every_layer_is_a_typed_table(news: geonews.StoreView) -> None:
    tables = {"events": news.events(), "crossings": news.crossings(), "places": news.places()}
    tables["articles"] = news.articles(with_text=True)
    assert repr(news) == f"<StoreView 'news.gpkg': 2 articles, {len(tables['events'])} events>"
    for layer, table in tables.items():
        assert len(table), layer
        assert not [name for name in table if table[name].dtype == object], layer
    assert str(tables["articles"]["published"].dtype) == "datetime64[ms, UTC]"
    assert tables["articles"]["text"].str.len().min() > 10
    assert str(tables["events"]["date_start"].dtype) == "datetime64[ms]"
    assert news.store.read_only


def test_every_column_of_a_store_has_the_type_of_its_kind(news: geonews.StoreView) -> None:
    expected = {"DATE": "datetime64[ms]", "INTEGER": "Int64", "DOUBLE": "float64", "BOOLEAN": "boolean"}
    made = {"events": news.events(), "crossings": news.crossings(), "places": news.places()}
    for layer in LAYERS[:3]:
        for column, kind in news.store.schema(layer).items():
            if kind in expected:
                assert str(made[layer][column].dtype) == expected[kind], f"{column} is missing in typed.toml"


def test_old_days_are_kept() -> None:
    frame = typed(pd.DataFrame({"date_start": ["0987-06-05", None]}))
    assert frame["date_start"][0].year == 987 and frame["date_start"].isna().tolist() == [False, True]


@pytest.mark.parametrize("country", ["TJK", "tj", ("TJ", "AFG")])
def test_keywords_choose(news: geonews.StoreView, country: Any) -> None:
    chosen = news.events(country=country, role="destination", since="2021-01-01", type="border_crossing")
    assert set(chosen["destination_country"]) <= {"TJK", "AFG"}
    assert 0 < len(chosen) < news.count()
    assert len(list(news.stream(country=country, role="destination", type="BORDER_CROSSING"))) >= len(chosen)


def test_days_may_be_of_any_kind() -> None:
    day = dt.date(2021, 7, 6)
    assert {filter_of(since=value).date_from for value in (day, "2021-07-06", dt.datetime(2021, 7, 6, 23))} == {day}


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"country": "Tajikistan"}, "'Tajikistan'"),
        ({"country": "XX"}, "'XX'"),
        ({"type": "BORDER_CROSING"}, "'BORDER_CROSING'"),
        ({"status": "done"}, "'done'"),
        ({"role": "victim"}, "'victim'"),
        ({"since": "soon"}, "expected since as a day"),
        ({"since": "2021-07-06", "until": "2021-07-01"}, "swap them"),
        ({"contry": "TJK"}, "'contry'"),
    ],
)
def test_what_cannot_be_is_named(news: geonews.StoreView, choice: Any, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        news.events(**choice)


def test_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nothing\.gpkg"):
        geonews.open_store(tmp_path / "nothing.gpkg")


def test_the_map_of_a_store_draws_towns_and_areas(news: geonews.StoreView) -> None:
    page = news.map().get_root().render()
    assert "CircleMarker" in page or "circleMarker" in page
    assert "GeoNames" in page and "Areas" in page
