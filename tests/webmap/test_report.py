"""A report is a page for print that holds what it is given, and nothing that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_news import fill

from geonews.store import EventFilter, Store
from geonews.ui import data, take_away
from geonews.ui.address import Choice
from geonews.webmap import report as module
from geonews.webmap.report import report


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("report") / "made.gpkg")


def test_a_report_has_map_table_sources_and_no_script(path: Path) -> None:
    choice = Choice(filter=EventFilter(once=True))
    text = take_away.build_report(data.stamp(path), choice).decode()
    assert "<script" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert text.count("<tr>") == 1 + 21
    assert text.count("<circle") >= 10
    assert "21 events" in text
    assert "Sources: Made Wire (" in text
    assert "Shown: Deeds and words" in text


def test_a_long_table_is_cut_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    with Store.open(path, read_only=True) as store:
        text = report(store.events(), title="All <b>news</b>")
    assert text.count("<tr>") == 1 + 3
    assert "The latest 3 of 21 events." in text
    assert "All &lt;b&gt;news&lt;/b&gt;" in text


def test_no_event_is_a_report_too() -> None:
    assert "Map of 0 events" in report([], title="Nothing")


@pytest.mark.parametrize("build", [take_away.build_page, take_away.build_report])
def test_what_is_more_than_a_page_can_hold_is_cut_and_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch, build: Any
) -> None:
    monkeypatch.setattr(take_away, "MOST_ON_PAGE", 5)
    held, lines = take_away._held(data.stamp(path), EventFilter(once=True))
    assert len(held.ids) == 5
    assert lines[0] == "The latest 5 events of 21: more than a page can hold"
    assert build(data.stamp(path), Choice(filter=EventFilter(once=True)))
