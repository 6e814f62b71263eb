"""The evidence card says why an event is on the map, in inert HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_news import fill

from geonews.store import Store
from geonews.ui.beside import rivals_of
from geonews.ui.card import card_html, day_range, marked, people, route
from geonews.ui.reader import reader_html


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Store.open(fill(tmp_path_factory.mktemp("card") / "made.gpkg"), read_only=True) as opened:
        yield opened


def card(store: Store, event_id: str, words: str | None = None) -> str:
    event = store.event(event_id)
    assert event is not None
    rivals = rivals_of(event, store.mentions(event["doc_id"]))
    return card_html(event, store.article(event["doc_id"]), rivals, words=words)


def test_the_sentence_stands_marked_in_its_paragraph(store: Store) -> None:
    html = card(store, "event-000", "soldiers")
    assert 'At least 134 <mark class="gn-word">soldiers</mark> crossed' in html
    assert "Officials spoke on Monday." in html
    assert "They gave no more details." in html
    assert "A second paragraph" not in html
    assert "<b>28 June 2021</b> ← “last week”" in html
    assert "Panj, Tajikistan" in html
    assert "0.93" in html
    assert "0.05" in html
    assert "Afghanistan → Tajikistan" in html
    assert 'href="https://news.example/made-000"' in html


def test_hostile_words_stay_words(store: Store) -> None:
    html = card(store, "event-020")
    assert "<script" not in html
    assert "<img" not in html
    assert "${" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "it is listed" not in html
    assert "No place is named" in html


def test_a_link_that_is_no_web_address_is_no_link(store: Store) -> None:
    event = dict(store.event("event-001") or {}) | {"source_url": "javascript:alert(1)"}
    assert "<a " not in card_html(event, None, [], words=None)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-06-28", "2021-06-28", "28 June 2021"),
        ("2021-06-28", "2021-06-30", "28 – 30 June 2021"),
        ("2021-06-28", "2021-07-04", "28 June – 4 July 2021"),
        ("2021-12-30", "2022-01-02", "30 December 2021 – 2 January 2022"),
        ("2021-06-28", None, "since 28 June 2021"),
        (None, "2021-06-28", "until 28 June 2021"),
        (None, None, "no date"),
    ],
)
def test_days_as_people_write_them(start: str | None, end: str | None, expected: str) -> None:
    assert day_range({"date_start": start, "date_end": end}) == expected


def test_counts_keep_the_words_of_the_text() -> None:
    row = {"count_min": 1200, "count_max": 1500, "count_unit": "people", "count_text": "some", "subject": "families"}
    assert people(row) == "1,200–1,500 families (“some”)"
    assert people({**row, "count_min": None, "count_max": None}) == "families"
    assert people({**row, "count_text": "134", "subject": "134 soldiers", "count_min": 134, "count_max": 134}) == (
        "134 soldiers"
    )
    row = {**row, "count_text": "More than 300", "subject": "More than 300 troops", "count_min": 300, "count_max": None}
    assert people(row) == "at least 300 troops (“More than 300”)"


def test_a_route_without_an_end_says_so() -> None:
    row = dict.fromkeys(("origin_place", "origin_country", "destination_place", "crossing_place")) | {
        "destination_country": "TJK"
    }
    assert route(row) == "unknown → Tajikistan"
    assert route({**row, "destination_country": None}) == ""


def test_words_are_marked_only_where_they_stand() -> None:
    assert marked("The border of Borderland", '"border of"') == 'The <mark class="gn-word">border of</mark> Borderland'
    assert marked("a & b", None) == "a &amp; b"


def test_the_reader_marks_sentences_and_places(store: Store) -> None:
    article, mentions = store.article("made-001"), store.mentions("made-001")
    assert article is not None
    html = reader_html(article.text, mentions, store.events_of("made-001"), title="<b>Title</b>")
    assert '<h3 dir="auto">&lt;b&gt;Title&lt;/b&gt;</h3>' in html
    assert html.count('<mark class="gn-evidence"') == html.count("</mark>") == 1
    assert 'class="gn-toponym"' in html
    assert "Kunduz" in html
    without = html.replace("<br>", "\n")
    for word in ("Officials spoke on", "They gave no more details.", "A second paragraph says little."):
        assert word in without


def test_the_reader_stands_offsets_that_do_not_fit(store: Store) -> None:
    mention = {"char_start": 5, "char_end": 999, "text": "x", "place_id": None, "name": None, "admin1": None,
               "country": None, "score": 0.1}  # fmt: skip
    event = {"char_start": -4, "char_end": 3, "event_type": "CLASH"}
    assert "short text" in reader_html("short text", [mention], [event], title=None)


def test_the_store_is_left_as_it_was(store: Store, tmp_path: Path) -> None:
    assert store.counts()["events"] == 21
