"""Tables with several columns for one field: the first that is not empty counts, and what another says is told."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from ingest_builders import STORY

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

BOATS = [f"{STORY}\n\nBoat number {number} waits for its crew." for number in range(8)]
KINDS = ["csv", "tsv", "xlsx", "parquet"]


def table(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    """Write a table of the kind that its name says."""
    if path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".parquet":
        columns = [pyarrow.array(list(cells), pyarrow.string()) for cells in zip(*rows, strict=True)]
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(columns, names=header), path)
    else:
        out = io.StringIO()
        csv.writer(out, delimiter="\t" if path.suffix == ".tsv" else ",").writerows([header, *rows])
        path.write_text(out.getvalue(), encoding="utf-8")
    return path


def taken(path: Path, **settings: str) -> tuple[list[Article], list[Failure]]:
    found = list(ingest.read([str(path)], Config(**settings)))  # type: ignore[arg-type]
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Failure)]


@pytest.mark.parametrize("kind", KINDS)
def test_two_columns_of_one_name(tmp_path: Path, kind: str) -> None:
    rows = [["1", BOATS[0], ""], ["2", "", BOATS[1]], ["3", BOATS[2], BOATS[3]], ["4", BOATS[4], BOATS[4]]]
    articles, failures = taken(table(tmp_path / f"t.{kind}", ["id", "text", "text"], rows))
    assert [article.text.strip() for article in articles] == [BOATS[n] for n in (0, 1, 2, 4)]
    (told,) = failures
    assert told.is_left_out and "'text' (the 2nd)" in told.error and "which is the text" in told.error
    assert ("row 3," if kind == "parquet" else "row") in told.error


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("first", "second", "field"),
    [("title", "headline", "title"), ("Headline", "Article Title", "title"), ("Publisher", "Outlet", "source"),
     ("published_at", "pub_date", "published"), ("body", "content", "text")],
)  # fmt: skip
def test_two_columns_for_one_field(tmp_path: Path, kind: str, first: str, second: str, field: str) -> None:
    values = {
        "title": ("Ferry runs", "Boats again"), "source": ("The Gazette", "The Post"),
        "published": ("2022-03-01", "2022-03-04"), "text": (BOATS[6], BOATS[7]),
    }  # fmt: skip
    one, other = values[field]
    body = [] if field == "text" else ["text"]
    rows = [[one, ""], ["", other], [one, other], ["  ", other]]
    rows = [[*row, *([BOATS[number]] if body else [])] for number, row in enumerate(rows)]
    articles, failures = taken(table(tmp_path / f"t.{kind}", [first, second, *body], rows))
    got = [
        {"title": a.title, "source": a.source, "text": a.text, "published": str(a.published)[:10]}[field]
        for a in articles
    ]
    assert got == [one, other, one, other]
    (told,) = failures
    assert told.is_left_out and repr(second) in told.error and f"--columns {field}=" in told.error
    assert " in row " in told.error  # one, and counted once


def test_a_table_that_says_the_same_twice_leaves_nothing_out(tmp_path: Path) -> None:
    rows = [[BOATS[0], "Ferry runs", "Ferry  runs "], [BOATS[1], "", ""]]
    articles, failures = taken(table(tmp_path / "t.csv", ["text", "title", "headline"], rows))
    assert len(articles) == 2 and not failures


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["text", "description"], [BOATS[0], "A ferry."]),
        (["text", "event_date", "timestamp"], [BOATS[0], "2022-03-01", "1710806400"]),
        (["text", "title", "name", "id", "guid"], [BOATS[0], "Ferry runs", "Jo Lund", "1", "g1"]),
        (["text", "source", "domain", "url", "uri"], [BOATS[0], "Gazette", "g.example", "https://g.example/1", "u:1"]),
    ],
)
def test_columns_that_only_resemble_are_no_rivals(tmp_path: Path, header: list[str], row: list[str]) -> None:
    articles, failures = taken(table(tmp_path / "t.csv", header, [row]))
    assert [article.text for article in articles] == [BOATS[0]] and not failures


def test_a_day_is_never_taken_from_what_only_resembles_it(tmp_path: Path) -> None:
    rows = [[BOATS[0], "", "1710806400"]]
    articles, failures = taken(table(tmp_path / "t.csv", ["text", "published", "timestamp"], rows))
    assert articles[0].published is None and failures[0].is_doubt


def test_a_stated_column_of_which_there_are_two(tmp_path: Path) -> None:
    rows = [["", BOATS[0], "no news"], [BOATS[1], BOATS[2], "no news"]]
    path = table(tmp_path / "t.csv", ["Words", "Words", "text"], rows)
    articles, failures = taken(path, columns="text=Words")
    assert [article.text for article in articles] == BOATS[:2]
    assert [failure.stage for failure in failures] == ["left out"]


def test_many_rows_are_counted_and_some_named(tmp_path: Path) -> None:
    rows = [[text, "One", f"Other {number}"] for number, text in enumerate(BOATS)]
    _, (told,) = taken(table(tmp_path / "t.csv", ["text", "title", "title"], rows))
    assert "and 3 more" in told.error


def test_objects_whose_first_key_is_empty(tmp_path: Path) -> None:
    lines = [{"text": "", "body": BOATS[0]}, {"title": None, "headline": "Ferry runs", "text": BOATS[1]}]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    articles, failures = taken(path)
    assert [article.text for article in articles] == BOATS[:2] and not failures
    assert articles[1].title == "Ferry runs"


@pytest.mark.parametrize("name", ["t.jsonl", "t.json", "t.ndjson.gz"])
@pytest.mark.parametrize(
    ("given", "text", "told"),
    [
        (("text", BOATS[0], BOATS[1]), BOATS[0], True),
        (("text", "", BOATS[1]), BOATS[1], False),
        (("text", BOATS[0], None), BOATS[0], False),
        (("text", BOATS[0], BOATS[0]), BOATS[0], False),
        (("title", "Ferry runs", "Boats again"), BOATS[2], True),
        (("published", "2022-03-01", "2022-03-04"), BOATS[2], True),
    ],
)
def test_a_key_that_is_given_twice(
    tmp_path: Path, name: str, given: tuple[str, str, str | None], text: str, told: bool
) -> None:
    key, one, other = given
    rest = "" if key == "text" else f', "text": {json.dumps(BOATS[2])}'
    line = f"{{{json.dumps(key)}: {json.dumps(one)}, {json.dumps(key)}: {json.dumps(other)}{rest}}}\n".encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(line) if name.endswith("gz") else line)
    articles, failures = taken(path)
    assert [article.text for article in articles] == [text]
    assert key != "title" or articles[0].title == "Ferry runs"
    assert [failure.is_left_out and repr(key) in failure.error for failure in failures] == [True] * told


def test_lists_of_articles_under_one_key_are_all_read(tmp_path: Path) -> None:
    lists = [json.dumps([{"text": text} for text in texts]) for texts in (BOATS[:2], BOATS[2:5])]
    path = tmp_path / "t.json"
    path.write_text(f'{{"articles": {lists[0]}, "total": 5, "articles": {lists[1]}}}', encoding="utf-8")
    articles, failures = taken(path)
    assert [article.text for article in articles] == BOATS[:5] and not failures


def test_keys_that_are_given_twice_are_told_once_for_a_file(tmp_path: Path) -> None:
    lines = [f'{{"text": {json.dumps(text)}, "meta": {{"by": "A", "by": "B"}}}}' for text in BOATS]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    articles, (told,) = taken(path)
    assert len(articles) == len(BOATS) and "'by'" in told.error and "rows 1, 2, 3, 4, 5 and 3 more" in told.error


@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_cells_behind_the_last_column_are_told(tmp_path: Path, kind: str) -> None:
    behind = [[], ["North", ""], [""], ["", "South"]]
    rows = [[str(n), BOATS[n], "2022-03-01", *cells] for n, cells in enumerate(behind)]
    articles, (told,) = taken(table(tmp_path / f"t.{kind}", ["id", "text", "date"], rows))
    assert [article.text for article in articles] == BOATS[:4]
    assert told.is_left_out and "cells beyond the 3 columns" in told.error
    assert "rows 9, 23" in told.error  # their first lines


@pytest.mark.parametrize("at", [0, 1, 2])
def test_prose_that_nobody_quoted_keeps_what_its_commas_cut_off(tmp_path: Path, at: int) -> None:
    text = "The ferry ran again on Monday, the office said, and took 40 people, two of them crew."
    header, row = ["id", "date"], ["7", "2022-03-01"]
    header.insert(at, "text")
    row.insert(at, text)
    path = tmp_path / "t.csv"
    path.write_text(f"{','.join(header)}\n{','.join(row)}\n", encoding="utf-8")
    (article,), failures = taken(path)
    assert (article.id, article.text, str(article.published)[:10], failures) == ("7", text, "2022-03-01", [])
