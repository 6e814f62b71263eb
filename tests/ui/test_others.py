"""The card tells who else reports an event, where they differ, and who carried the same text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_news import article, locus
from streamlit.testing.v1 import AppTest

from geonews.model import Count
from geonews.store import Store
from geonews.ui import settings
from geonews.ui.others import copies_html, difference, heading, report_html

DAY = date(2021, 7, 5)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody draws a map here, so nobody waits for it."""
    monkeypatch.setattr("geonews.ui.turns.LONGEST_S", 0)


@pytest.fixture
def store_path(tmp_path: Path, config: Any) -> Path:
    path = tmp_path / "reports.gpkg"
    where = locus("Goma")
    first = article(30, where, "Shells killed 12 people at a market in Goma.", event_type="ATTACK", day=DAY)
    second = article(
        31, where, "An attack on the market of Goma was reported.", event_type="ATTACK", day=DAY, source="Second Desk"
    )
    counted = [
        replace(parsed, events=tuple(replace(e, fatalities=Count(min=n, max=n, text=str(n))) for e in parsed.events))
        for parsed, n in ((first, 12), (second, 30))
    ]
    with Store.create(path, codes=lambda event_type, mode: {}) as store:
        for parsed in counted:
            store.add(parsed)
        store.correct("event-031", "same_as", {"same_as": "event-030"}, who="Eve")
    settings.configure(settings.AppSettings(store=path, samples=False, config=config))
    return path


def test_the_card_lists_the_other_reports(store_path: Path) -> None:
    with Store.open(store_path, read_only=True) as store:
        (report,) = store.reports("event-030")
    test = AppTest.from_file(str(settings.PAGE), default_timeout=60)
    test.query_params["event"] = "event-030"
    test.run()
    assert not test.exception
    assert any(box.label.startswith("1 other article reports it") for box in test.expander)
    words = " ".join(element.proto.body for element in test.get("html"))
    assert "An attack on the market of Goma was reported." in words
    assert "joined by a reader" in words
    assert report["merged"]


def test_each_event_is_shown_once_on_request(tmp_path: Path, config: Any) -> None:
    path = tmp_path / "copies.gpkg"
    where, said = locus("Goma"), "Shells killed 12 people at a market in Goma."
    with Store.create(path, codes=lambda event_type, mode: {}) as store:
        for number, source in ((40, "Made Wire"), (41, "Second Desk")):
            store.add(article(number, where, said, event_type="ATTACK", mode="heavy-weapons", day=DAY, source=source))
        reports = store.reports("event-040")
    settings.configure(settings.AppSettings(store=path, samples=False, config=config))
    shown = {}
    for once in ("0", "1"):
        test = AppTest.from_file(str(settings.PAGE), default_timeout=60)
        test.query_params["once"] = once
        test.run()
        assert not test.exception
        shown[once] = test.session_state["f_once"], len(test.session_state["listed"])
    assert len(reports) == 1
    assert shown == {"0": (False, 2), "1": (True, 1)}


ROW: dict[str, Any] = {
    "event_id": "e2", "doc_id": "d2", "publisher": HOSTILE, "published": "2021-07-06T00:00:00Z", "evidence": HOSTILE,
    "status": "denied", "date_start": "2021-07-05", "date_end": "2021-07-05", "place": "Goma", "country": "COD",
    "count_min": 30, "count_max": None, "count_text": None, "count_unit": "people", "fatalities_min": 3,
    "fatalities_max": 3, "differs": ("count", "date", "status", "place", "fatalities"), "copy_of": "d1",
    "merged": False,
}  # fmt: skip


def test_where_reports_differ_both_are_told() -> None:
    event = ROW | {"count_min": 12, "date_start": "2021-07-04", "status": "happened", "place": "Bukavu",
                   "fatalities_min": 5, "fatalities_max": 8}  # fmt: skip
    assert difference(event, ROW, "count") == "says <strong>at least 30 people</strong>, here it is at least 12 people"
    assert difference(event, ROW, "date").startswith("says <strong>5 July 2021</strong>, here it is 4 – 5 July")
    assert difference(event, ROW, "status") == "says <strong>denied</strong>, here it is happened"
    assert "here it is Bukavu, " in difference(event, ROW, "place")
    assert difference(event, ROW, "fatalities") == "says <strong>3 killed</strong>, here it is 5–8 killed"
    html = report_html(event, ROW)
    assert "<img" not in html
    assert html.count("<li>") == 5
    assert "a near-copy" in html


def test_headings_count_articles_and_copies_are_named() -> None:
    assert heading([ROW, ROW | {"event_id": "e3"}]) == "1 other article reports it · 1 differs"
    html = copies_html([{"publisher": None, "title": HOSTILE, "doc_id": f"d{n}"} for n in range(14)])
    assert "<img" not in html
    assert "and 2 more" in html
