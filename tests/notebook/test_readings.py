"""One text, many, a column: the same reading each time, shown short, tabulated with real types, every word escaped."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import geonews
from geonews.errors import ArticleParseError, ConfigError
from geonews.layers.parsed import event_rows
from geonews.layers.typed import columns_of
from geonews.model import Failure
from geonews.notebook import parsing

TEXT = (
    "ADRE, Chad - About 300 people fled from Sudan into Chad on Friday, aid workers said. "
    "A bomb killed 12 people in Kabul on Monday."
)
DAY = "2023-05-08"
DUTCH = (
    "De veerpont die de twee oevers van de rivier verbindt, heeft dinsdag na een onderbreking van drie weken de dienst "
    "hervat, meldde de havenmeester. Ongeveer vierhonderd mensen staken al over voordat het donker werd, zei hij."
)


@pytest.fixture(autouse=True)
def one_pipeline(pipeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read with the run's own pipeline instead of loading another."""
    monkeypatch.setattr(parsing, "_opened", lambda config: pipeline)


@pytest.fixture(scope="module")
def reading(pipeline: Any) -> Iterator[geonews.Reading]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_opened", lambda config: pipeline)
        yield geonews.parse(TEXT, published=DAY, title="Across the border")


def test_one_line_reads_a_text(reading: geonews.Reading) -> None:
    (crossing, attack) = reading.events
    assert (crossing.type, attack.type) == ("BORDER_CROSSING", "ATTACK")
    assert crossing.when.start == dt.date(2023, 5, 5)
    assert {"Sudan", "Chad", "Kabul"} <= {found.toponym.text for found in reading.toponyms}
    assert repr(reading) == f"<Reading 'Across the border': 2 events, {len(reading.toponyms)} toponyms>"
    assert reading.to_dict()["events"][0]["event_type"] == "BORDER_CROSSING"
    assert reading.to_dict()["text"] == TEXT


@pytest.mark.parametrize("day", [dt.date(2023, 5, 8), dt.datetime(2023, 5, 8, 9, 30), pd.Timestamp(DAY), "8 May 2023"])
def test_the_day_may_be_said_in_any_way(reading: geonews.Reading, day: Any) -> None:
    assert geonews.parse(TEXT, published=day).events[0].when == reading.events[0].when


@pytest.mark.parametrize(
    ("text", "published", "told"),
    [
        ("", None, "expected the text of an article"),
        (DUTCH, None, r"Dutch \(nl\)"),
        (TEXT, "yesterday", "'yesterday'"),
        (TEXT, "2923-01-01", "in the future"),
        (12, None, "'int'"),
    ],
)
def test_what_cannot_be_read_is_an_error(text: Any, published: Any, told: str) -> None:
    with pytest.raises(ArticleParseError, match=told):
        geonews.parse(text, published=published)


def test_a_frame_has_real_types(reading: geonews.Reading) -> None:
    frame = reading.to_frame()
    assert frame.crs.to_epsg() == 4326
    types = {name: str(frame[name].dtype) for name in frame.columns}
    assert types["date_start"] == types["published"] == "datetime64[ms]"
    assert types["event_type"] == types["country"] == types["geometry_basis"] == "category"
    assert (types["count_min"], types["disputed"], types["confidence"]) == ("Int64", "boolean", "float64")
    assert types["actor2"] == types["evidence"] == "string"
    assert not [name for name, kind in types.items() if kind == "object"]
    assert frame["geometry_basis"].tolist() == ["country", "place"]
    assert frame["date_start"][0] == pd.Timestamp("2023-05-05")
    assert set(frame["doc_id"]) == {reading.article.id}
    places = reading.to_frame("toponyms", geometry="none")
    assert places.loc[places["text"] == "Kabul", "geometry"].item().wkt.startswith("POINT (69.1")
    assert places.loc[places["text"] == "Sudan", "geometry"].isna().all()


def test_no_column_of_an_event_is_lost(reading: geonews.Reading) -> None:
    (row, *_) = event_rows([reading.parsed])
    assert set(row) == set(columns_of("events")), "typed.toml lists other columns than events have"


def test_an_empty_frame_has_the_same_columns(reading: geonews.Reading) -> None:
    nothing = geonews.parse("Nothing at all was said by anybody about this, and that was that.")
    for layer in ("events", "toponyms"):
        full, empty = reading.to_frame(layer), nothing.to_frame(layer)
        assert len(empty) == 0
        assert empty.columns.tolist() == full.columns.tolist()
        pd.testing.assert_series_equal(
            empty.dtypes.drop(empty.dtypes[empty.dtypes == "category"].index),
            full.dtypes.drop(full.dtypes[full.dtypes == "category"].index),
        )


@pytest.mark.parametrize(("layer", "geometry"), [("crossings", "area"), ("events", "square")])
def test_an_unknown_layer_or_geometry_is_named(reading: geonews.Reading, layer: str, geometry: str) -> None:
    with pytest.raises(ConfigError, match="choose one"):
        reading.to_frame(layer, geometry=geometry)


def test_frames_are_written_to_files(reading: geonews.Reading, tmp_path: Any) -> None:
    import geopandas

    frame = reading.to_frame()
    frame.to_file(tmp_path / "events.gpkg")
    frame.to_parquet(tmp_path / "events.parquet")
    assert geopandas.read_file(tmp_path / "events.gpkg")["event_type"].tolist() == frame["event_type"].tolist()
    back = geopandas.read_parquet(tmp_path / "events.parquet")
    assert back["date_start"].tolist() == frame["date_start"].tolist()


def test_what_a_notebook_shows_is_escaped_and_marked() -> None:
    hostile = TEXT.replace("aid workers", '<img src=x onerror="alert(1)"> $x$ \u202e aid workers')
    shown = geonews.parse(hostile, published=DAY, title="</div><script>alert(2)</script>")._repr_html_()
    assert "<img" not in shown and "<script" not in shown and "\u202e" not in shown
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in shown
    assert shown.startswith('<div class="tex2jax_ignore mathjax_ignore')
    assert shown.count("<mark") >= 4 and ">Kabul</mark>" in shown
    assert "BORDER_CROSSING" in shown and "<table>" in shown and "Kabul, 13, AF · PPLC" in shown
    assert shown.count("<div") == shown.count("</div>")


def test_a_long_text_is_cut_and_says_so() -> None:
    shown = geonews.parse(TEXT + " The two sides met again and said that they would talk." * 100)._repr_html_()
    assert "more characters" in shown
    assert len(shown) < 12_000


def test_many_come_as_they_are_asked_for() -> None:
    taken = []

    def endless() -> Iterator[Any]:
        for number in range(10**9):
            taken.append(number)
            text = DUTCH if number % 16 == 3 else f"{TEXT} Item {number}."
            yield {"text": text, "published": DAY, "doc_id": number}

    stream = geonews.parse_many(endless(), events=False)
    first = [next(stream) for _ in range(8)]
    assert max(taken) < 16
    assert [one.article.id for one in first if isinstance(one, geonews.Reading)] == ["0", "1", "2", "4", "5", "6", "7"]
    assert isinstance(first[3], Failure) and first[3].stage == "language"


@pytest.mark.parametrize(
    ("item", "told"), [(b"text", "'bytes' as item 1"), ({"body": "x"}, "'body' in item 1"), ({"text": 3}, "'dict'")]
)
def test_items_of_no_kind_that_is_read_are_named(item: Any, told: str) -> None:
    with pytest.raises(ArticleParseError, match=told):
        list(geonews.parse_many([item]))


def test_a_column_keeps_its_index() -> None:
    table = pd.DataFrame(
        {"text": [TEXT, None, DUTCH, "A bomb killed 12 people in Kabul on Monday."], "day": [DAY, DAY, None, DAY]},
        index=pd.Index(["a", "b", "c", "c"], name="key"),
    )
    with pytest.warns(UserWarning, match=r"2 of 4 rows were not read \(row 'b'"):
        found = geonews.parse_column(table["text"], published=pd.to_datetime(table["day"]))
    assert found.index.tolist() == ["a", "a", "c"] and found.index.name == "key"
    assert found["event_type"].tolist() == ["BORDER_CROSSING", "ATTACK", "ATTACK"]
    assert found["date_start"].tolist() == [pd.Timestamp("2023-05-05"), *[pd.Timestamp("2023-05-08")] * 2]
    assert [(one["row"], one["stage"]) for one in found.attrs["failures"]] == [("b", "text"), ("c", "language")]
    assert geonews.parse_column(table["text"].iloc[[3]], layer="toponyms")["name"].tolist() == ["Kabul"]
    with pytest.raises(ArticleParseError, match="'published'"):
        geonews.parse_column(table["text"], published=table["day"].iloc[:2])


def test_files_are_read_or_named(tmp_path: Any) -> None:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "two.txt").write_text(DUTCH, encoding="utf-8")
    readings = geonews.read(tmp_path)
    assert repr(readings).startswith("<Readings: 1 article, 2 events")
    assert len(readings) == 1 and readings[0].article.text == TEXT and len(readings[:0]) == 0
    assert [failure.stage for failure in readings.failures] == ["language"]
    assert len(readings.to_frame()) == len(readings.events) == 2
    assert "two.txt" in readings._repr_html_()
    assert pickle.loads(pickle.dumps(readings)) == readings
    with pytest.raises(geonews.GeonewsError, match="nowhere"):
        geonews.stream("nowhere.txt")
