"""Dates of a column: the order of day and month, Excel's serials, days as spreadsheets write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_builders import STORY

from geonews import ingest
from geonews.config import Config
from geonews.ingest.dates import parse_date
from geonews.ingest.rowdates import DateOrder, order_of
from geonews.model import Article, Failure


def days(tmp_path: Path, cells: list[str], *, delimiter: str = ",", head: str = "", config: Config | None = None):
    rows = [f'{n}{delimiter}"{n} {STORY}"{delimiter}"{cell}"' for n, cell in enumerate(cells)]
    (tmp_path / "t.csv").write_text(head + "\n".join([delimiter.join(("id", "text", "date")), *rows]))
    found = list(ingest.read([str(tmp_path / "t.csv")], config or Config()))
    return [a.published and a.published.date().isoformat() for a in found if isinstance(a, Article)], [
        item for item in found if isinstance(item, Failure)
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["25/03/2024", "11/03/2024"], ["2024-03-25", "2024-03-11"]),
        (["11/03/2024", "25/03/2024"], ["2024-03-11", "2024-03-25"]),  # what comes later decides, too
        (["03/11/2024", "03/25/2024"], ["2024-03-11", "2024-03-25"]),
        (["11.03.24 06:30", "25.03.24 23:10"], ["2024-03-11", "2024-03-25"]),
        (["03/11/24 11:05 PM", "03/25/24 1:00 AM"], ["2024-03-11", "2024-03-25"]),
        (["12-Mar-24", "11-Mar-24"], ["2024-03-12", "2024-03-11"]),
        (["45363", "45376.5"], ["2024-03-12", "2024-03-25"]),
        (["2024-03-12", "25/03/2024", "11/03/2024"], ["2024-03-12", "2024-03-25", "2024-03-11"]),
        (["24/03/31", "24/03/11"], ["2031-03-24", "2011-03-24"]),  # day first before year first
    ],
)
def test_a_column_says_what_its_dates_are(tmp_path: Path, cells: list[str], expected: list[str]) -> None:
    found, failures = days(tmp_path, cells)
    in_the_future = [n for n, day in enumerate(expected) if day > "2030"]
    assert found == [None if n in in_the_future else day for n, day in enumerate(expected)]
    assert len(failures) == len(in_the_future)


@pytest.mark.parametrize("cells", [["11/03/2024", "12/03/2024"], ["25/03/2024", "03/25/2024", "11/03/2024"]])
def test_a_column_that_does_not_say_is_not_guessed_at(tmp_path: Path, cells: list[str]) -> None:
    found, failures = days(tmp_path, cells)
    assert found[-1] is None
    assert failures[-1].stage == "date"


def test_the_user_may_say_it(tmp_path: Path) -> None:
    cells = ["11/03/2024", "12/03/2024"]
    assert days(tmp_path, cells, config=Config(date_order="day-first"))[0] == ["2024-03-11", "2024-03-12"]
    assert days(tmp_path, cells, config=Config(date_order="month-first"))[0] == ["2024-11-03", "2024-12-03"]


def test_a_column_beyond_the_rows_that_are_held(tmp_path: Path) -> None:
    assert order_of(["11/03/2024"] * 5 + ["25/03/2024"]) is DateOrder.DAY_FIRST
    assert order_of([None, 3, "", "soon", "2024-03-11"]) is None


@pytest.mark.parametrize("head", ["sep=;\n", '"sep=;"\n', "\ufeffSEP=;\r\n"])
def test_a_line_that_tells_excel_the_separator(tmp_path: Path, head: str) -> None:
    found, failures = days(tmp_path, ["2024-03-11", "2024-03-12"], delimiter=";", head=head)
    assert (found, failures) == (["2024-03-11", "2024-03-12"], [])


@pytest.mark.parametrize(
    ("said", "day"),
    [("12-Mar-24", "2024-03-12"), ("3-Sept-1999", "1999-09-03"), ("12/Mar/2024 06:30", "2024-03-12"),
     ("1-Jan-70", "1970-01-01")],
)  # fmt: skip
def test_days_as_spreadsheets_write_them(said: str, day: str) -> None:
    found = parse_date(said)
    assert found is not None and found.date().isoformat() == day


@pytest.mark.parametrize("said", ["32-Mar-24", "12-Foo-24", "12-Mar-2", "45363"])
def test_what_is_no_day_of_a_spreadsheet(said: str) -> None:
    assert parse_date(said) is None


def test_a_list_of_links_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text("url,title\nhttps://gazette.example/1,One\n,Two\n")
    first, second = ingest.read([str(tmp_path / "links.csv")], Config())
    assert isinstance(first, Failure) and first.article_id == "https://gazette.example/1" and "--online" in first.error
    assert isinstance(second, Failure) and "address" in second.error
