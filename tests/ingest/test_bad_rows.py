"""Rows and their values: dates that cannot be, tables without articles, damaged Parquet."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hostile import CONFIG, failure_of, write
from ingest_builders import STORY, parquet

from geonews import ingest
from geonews.model import Article, Failure

pytestmark = pytest.mark.usefixtures("in_a_folder_of_its_own")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ((datetime.now(UTC) + timedelta(days=30)).date().isoformat(), "in the future"),
        ("9999-12-31", "in the future"),
        ("0001-01-01", "since 1605"),
        ("yesterday", "yesterday"),
        ("2021-02-31", "2021-02-31"),
        ("2021", "2021"),
        (10**30, "100000"),
        (-5, "-5"),
        (1e308, "1e+308"),
        ("9" * 5000, "999"),
        (True, "True"),
    ],
)
def test_dates_that_cannot_be_are_left_out_and_told(value: object, said: str) -> None:
    article, warning = ingest.read(
        [write("a.jsonl", json.dumps({"doc_id": "d", "text": STORY, "published": value}))], CONFIG
    )
    assert isinstance(warning, Failure) and (warning.stage, warning.article_id) == ("date", "d")
    assert said in warning.error
    assert isinstance(article, Article) and article.id == "d" and article.published is None


@pytest.mark.parametrize("value", [None, "", 0, "2022-03-01", {"$date": "2022-03-01"}])
def test_dates_that_are_missing_or_fine_are_not_told(value: object) -> None:
    (article,) = ingest.read([write("a.jsonl", json.dumps({"text": STORY, "published": value}))], CONFIG)
    assert isinstance(article, Article)


def test_a_wrong_clock_does_not_cost_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    from geonews.ingest.dates import doubt

    assert doubt(datetime(2023, 5, 1, tzinfo=UTC), now=datetime(1970, 1, 1, tzinfo=UTC)) is None
    assert doubt(datetime(2033, 5, 1, tzinfo=UTC), now=datetime(2030, 1, 1, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n",
        "\n\n",
        "text\n",
        'text,title\n"never closed,' + "x" * 3_000_000,
    ],
    ids=["no text column", "blank", "no rows", "open quote"],
)
def test_tables_without_articles(content: str) -> None:
    found = list(ingest.read([write("a.csv", content)], CONFIG))
    assert all(isinstance(item, Failure) for item in found)
    if content.startswith("a,b"):
        assert "'a', 'b'" in found[0].error  # type: ignore[union-attr]


def test_rows_that_are_too_short_or_too_long() -> None:
    content = f'id,title,text\n1,T,"{STORY}"\n2,T\n3,T,"{STORY} x",more,and more\n'
    first, failure, last, beyond = ingest.read([write("a.csv", content)], CONFIG)
    assert isinstance(first, Article) and isinstance(last, Article)
    assert isinstance(failure, Failure) and failure.article_id == "2"
    assert isinstance(beyond, Failure) and beyond.is_left_out


def test_sql_and_markup_in_every_field_are_plain_data() -> None:
    evil = "'); DROP TABLE articles; --<script>alert(1)</script>"
    row = {"doc_id": evil, "text": STORY + evil, "title": evil, "source": evil, "url": "https://x.example/" + evil}
    (article,) = ingest.read([write("a.jsonl", json.dumps(row))], CONFIG)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.source, article.text) == (evil, evil, evil, STORY + evil)


def test_parquet_cut_short() -> None:
    data = parquet([{"text": STORY, "id": n} for n in range(100)])
    assert "Parquet" in failure_of("a.parquet", data[:-100]).error
    assert "Parquet" in failure_of("a.parquet", data[:200]).error


def test_parquet_whose_pages_are_damaged() -> None:
    data = bytearray(parquet([{"text": STORY + str(n), "id": n} for n in range(100)]))
    data[100:400] = b"\xff" * 300
    found = list(ingest.read([write("a.parquet", bytes(data))], CONFIG))
    assert any(isinstance(item, Failure) for item in found)


def test_parquet_bomb_of_one_text_a_million_times(modest: None) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["A" * 1_000_000]))
    pq.write_table(pa.table({"text": words}), "a.parquet")
    assert Path("a.parquet").stat().st_size < 1_000_000
    articles = ingest.read(["a.parquet"], CONFIG)
    first = next(articles)
    assert isinstance(first, Failure) and "max_chars" in first.error
