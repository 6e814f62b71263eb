"""Rows of CSV with more cells than the header: nothing of them is lost without a word, and nothing slips a column."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from geonews import ingest
from geonews.config import Config
from geonews.model import Article, Failure

TEXT = "The ferry ran again on Tuesday and carried a thousand people over the river, the harbour office said."
PLAIN = TEXT.replace(",", "")


def read(tmp_path: Path, *lines: str, name: str = "a.csv") -> tuple[list[Article], list[Failure]]:
    (tmp_path / name).write_text("\n".join(lines) + "\n")
    found = list(ingest.read([str(tmp_path / name)], Config()))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Failure)]


@pytest.mark.parametrize(
    ("header", "row", "title", "text"),
    [
        ("id,title,text", f"1,Ferry runs, at last,{PLAIN}", "Ferry runs, at last", PLAIN),
        ("id,title,text,date", f"1,Ferry, boat, raft run,{PLAIN},2022-03-01", "Ferry, boat, raft run", PLAIN),
        ("id,text,date", f"1,{TEXT},2022-03-01", None, TEXT),
        ("text,url", f"{TEXT},https://gazette.example/1", None, TEXT),
        ("id,date,text", f"1,2022-03-01,About 1,400 people crossed, some of them twice, by 9,000 boats, {PLAIN}", None,
         f"About 1,400 people crossed, some of them twice, by 9,000 boats, {PLAIN}"),
        ("id,title,text", f"1,Over 1,400 cross,{PLAIN}", "Over 1,400 cross", PLAIN),
        ("id;title;text", f"1;Ferry; at last;{TEXT}", "Ferry; at last", TEXT),
        ("id,title,text", f"1,Ferry runs,{PLAIN},,,", "Ferry runs", PLAIN),
        ("id,title,text", f"1,Ferry runs,{PLAIN},  ", "Ferry runs", PLAIN),
    ],
)  # fmt: skip
def test_prose_that_nobody_quoted_is_put_together(
    tmp_path: Path, header: str, row: str, title: str | None, text: str
) -> None:
    articles, failures = read(tmp_path, header, row)
    assert [(article.title, article.text) for article in articles] == [(title, text)]
    assert not [failure for failure in failures if not failure.is_doubt]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,title,text", f"1,Ferry runs,at last,{PLAIN}"),
        ("id,title,text,date", f"1,Ferry runs,at last,{PLAIN},2022-03-01"),
        ("id,title,text", f"1,Ferry, boat,raft,{PLAIN}"),
        ("title,url,text", f"Ferry runs,at last,https://gazette.example/1,{PLAIN}"),
    ],
)
def test_a_row_that_may_have_slipped_is_a_failure(tmp_path: Path, header: str, row: str) -> None:
    width = header.count(",")
    sound = {"id": "0", "title": "Boat", "text": PLAIN, "date": "2022-03-01", "url": "https://gazette.example/0"}
    articles, failures = read(tmp_path, header, ",".join(sound[name] for name in header.split(",")), row)
    assert [article.text for article in articles] == [PLAIN]
    (failure,) = failures
    assert failure.article_id.endswith("a.csv:3") and f"expected {width + 1} cells" in failure.error
    assert "between quotes" in failure.error


def test_cells_of_columns_without_a_name_are_told(tmp_path: Path) -> None:
    rows = [f"{n},{PLAIN} Day {n}.,2022-03-0{n},checked,by Jo" for n in range(1, 8)]
    articles, (told,) = read(tmp_path, "id,text,date", *rows)
    assert [article.id for article in articles] == [str(n) for n in range(1, 8)]
    assert told.is_left_out and "beyond the 3 columns" in told.error and "rows 2, 3, 4, 5, 6 and 2 more" in told.error


def test_a_remark_behind_what_is_anchored_is_told(tmp_path: Path) -> None:
    articles, (told,) = read(
        tmp_path, "id,text,date", f"1,{PLAIN},2022-03-01", f"2,{PLAIN} Again.,2022-03-02,see the other"
    )
    assert [article.id for article in articles] == ["1", "2"]
    assert told.is_left_out and "in row 3" in told.error


@pytest.mark.parametrize("row", [f"1,{PLAIN}" + "," * 300_000, "1," + " a," * 300_000 + " b", "1" + ",x" * 300_000])
def test_rows_of_very_many_cells_take_no_longer_than_long_ones(tmp_path: Path, row: str) -> None:
    began = time.process_time()
    read(tmp_path, "id,text", row, f"2,{PLAIN}")
    assert time.process_time() - began < 10


def test_a_list_of_links_has_surplus_cells_too(tmp_path: Path) -> None:
    _, failures = read(tmp_path, "title,url", "Ferry runs, at last,https://gazette.example/1", "A,b,c")
    assert [failure.stage for failure in failures] == ["fetch", "read"]
