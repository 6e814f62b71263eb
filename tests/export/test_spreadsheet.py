"""Tables for Excel: openpyxl, which nobody here wrote, reads days as days and texts as texts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from store_samples import border_news, codes

from geonews.export import write
from geonews.export.tables import _with_text_ids
from geonews.store import LAYERS, Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.create(tmp_path_factory.mktemp("excel") / "news.gpkg", codes=codes) as made:
        made.add(border_news(title='=HYPERLINK("http://evil.example","x")', source="Bouaké \x01 Côte d’Ivoire"))
        yield made


@pytest.mark.parametrize("layer", LAYERS)
def test_a_workbook_has_what_the_layer_has(store: Store, tmp_path: Path, layer: str) -> None:
    count = write(store, layer=layer, format="xlsx", target=tmp_path / "x.xlsx")
    write(store, layer=layer, format="csv", target=tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    header, *rows = sheet.iter_rows(values_only=True)
    assert len(rows) == count == len(expected) > 0
    assert list(header) == list(expected[0])
    assert sheet.freeze_panes == "B2"
    for row, wanted in zip(rows, expected, strict=True):
        for name, value in zip(header, row, strict=True):
            if isinstance(value, str) and value != wanted[name]:
                assert wanted[name] == f"'{value}" or "\x01" in wanted[name], name
            elif value is None:
                assert wanted[name] == ""


def test_days_are_days_and_addresses_links(store: Store, tmp_path: Path) -> None:
    write(store, format="xlsx", target=tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    column = {cell.value: cell.column for cell in sheet[1]}
    days = [sheet.cell(row, column["date_start"]).value for row in range(2, sheet.max_row + 1)]
    assert datetime(2021, 6, 28) in days
    assert all(day is None or isinstance(day, datetime) for day in days)
    link = sheet.cell(2, column["source_url"])
    assert link.value is None or link.hyperlink.target.startswith("http")
    title = sheet.cell(2, column["title"])
    assert (title.data_type, title.value) == ("s", '=HYPERLINK("http://evil.example","x")')
    assert sheet.cell(2, column["event_id"]).data_type == "s"


def test_csv_for_excel_has_a_mark_and_is_the_same_behind_it(store: Store, tmp_path: Path) -> None:
    write(store, format="csv", target=tmp_path / "plain.csv")
    write(store, format="csv", target=tmp_path / "excel.csv", excel=True)
    plain, excel = ((tmp_path / name).read_bytes() for name in ("plain.csv", "excel.csv"))
    assert excel == b"\xef\xbb\xbf" + plain
    assert not plain.startswith(b"\xef\xbb\xbf")


def test_ids_that_look_like_numbers_stay_text() -> None:
    row = ["12e44", "0012", "a1-1", 5, "1.5"]
    assert _with_text_ids(row, [0, 1, 2, 3]) == ['="12e44"', '="0012"', "a1-1", 5, "1.5"]
